"""Cross-validation: campaigns left out, every hyperparameter fitted again without them."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple, TypeAlias

import attrs
import numpy as np

from ..estimates._observed import Return
from ..evidence import Evidence
from ._arrays import Array, Indices
from ._assemble import scales_of
from ._days import Followed, expected, followed
from ._design import Kinetics
from ._encoding import Encoding
from ._fit import parameters_of
from ._inference import Effort, Fitted, infer, laplace
from ._likelihood import Model, Prediction, Pseudo
from ._rows import Row
from ._scores import Scored
from ._spread import SpreadModel, fit_spread

WARM = Effort(rounds=1, iterations=10, sweeps=1)
"""A fold starts where the fit of all campaigns ended, and looks for its own mode from there."""
Groups: TypeAlias = Sequence[Sequence[str]]
"""Campaigns that are left out together."""
Predicted: TypeAlias = Mapping[int, tuple[float, float]]
"""Mean and standard deviation of rows, by their places in the encoding."""


class Fold(NamedTuple):
    """What was predicted of the campaigns left out: of all their rows, and of recovery when told of their exposure."""

    unseen: Predicted
    told: Predicted
    days: tuple[Followed, ...]


class Found(NamedTuple):
    """What was predicted: of rows unseen, of recovery when told of the exposure, and of the days until it is back."""

    unseen: Scored
    told: Scored
    days: Sequence[Followed]


class Known(NamedTuple):
    """What of the fit of all campaigns the parameters of a fold keep: how well scales and times are known."""

    evidence: Evidence
    psi_covariance: Array
    scales: Mapping[str, object]
    groups: Mapping[str, Sequence[tuple[str, str, Return]]]

    @classmethod
    def of(cls, evidence: Evidence, model: Model, full: Fitted) -> Known:
        """Return it; a fold that worked it out for itself would take five times as long."""
        covariance = laplace(model, full)
        return cls(evidence, covariance, scales_of(model, full, covariance), followed(evidence))


@attrs.frozen(eq=False)
class Validation:
    """What leaving campaigns out needs: the encoding of all rows, and the fit of all, to start from.

    Attributes
    ----------
    encoding : Encoding
        Of all rows.
    full : Fitted or None
        Where folds start; None starts each from the priors, which takes several times as long.
    effort : Effort
        How long each fold looks for its mode.
    kinetics : str
        The shape in time.
    known : Known, optional
        For the days until a muscle is back; without it they are left out.
    """

    encoding: Encoding
    full: Fitted | None
    effort: Effort = WARM
    kinetics: Kinetics = "two"
    known: Known | None = None

    def fold(self, campaigns: Sequence[str]) -> Fold:
        """Return predictions for the printed means of some campaigns, fitted without any row of theirs.

        Also for those of their recovery when told what these campaigns printed of the exposure: scales, times and
        variances stay those of the fold, and the effects of campaigns and arms follow from what was told.
        """
        rows = self.encoding.rows
        out = np.array([row.campaign in set(campaigns) for row in rows])
        printed = np.array([row.response is not None for row in rows])
        after = np.array([row.phase == "recovery" for row in rows])
        used = np.flatnonzero(~out)
        training = [rows[int(place)] for place in used]
        spread = fit_spread(training)
        model = Model(self.encoding, spread.standard_errors(training), used, self.kinetics)
        fitted = infer(model, self.effort, self._start(used))
        asked = np.flatnonzero(out & printed)
        unseen = _predicted(model, fitted, asked, spread)
        asked, extra = np.flatnonzero(out & printed & after), np.flatnonzero(out & printed & ~after)
        days = tuple(self._days(campaigns, model, fitted))
        if not len(asked) or not len(extra):  # nothing to tell, or nobody to tell it to
            return Fold(unseen, {int(place): unseen[int(place)] for place in asked}, days)
        known = np.concatenate([used, extra])
        told = Model(self.encoding, spread.standard_errors([rows[int(place)] for place in known]), known, self.kinetics)
        told.design.weights = np.concatenate([fitted.weights, np.ones(len(extra))])
        data = Pseudo(
            np.concatenate([fitted.data.response, [rows[int(place)].response or 0.0 for place in extra]]),
            np.concatenate([fitted.data.variance, np.zeros(len(extra))]),
        )
        return Fold(unseen, _predicted(told, attrs.evolve(fitted, data=data), asked, spread), days)

    def _days(self, campaigns: Sequence[str], model: Model, fitted: Fitted) -> Iterator[Followed]:
        groups = [] if self.known is None else [one for name in campaigns for one in self.known.groups.get(name, ())]
        if self.known is not None and groups:
            own = parameters_of(
                *(self.known.evidence, model, fitted, self.known.psi_covariance),
                seed=0,
                method="full",
                scales=self.known.scales,
            )
            yield from expected(groups, self.encoding.rows, own)

    def _start(self, used: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> Fitted | None:
        full = self.full
        if full is None:
            return None
        data = Pseudo(full.data.response[used], full.data.variance[used])
        return Fitted(full.theta, data, full.weights[used], full.loss)

    def run(self, groups: Groups, processes: int = 1) -> Found:
        """Return the predictions of all folds.

        Parameters
        ----------
        groups : sequence of sequence of str
            What is left out together.
        processes : int
            How many folds at a time, where the system can fork.
        """
        if processes > 1 and "fork" in multiprocessing.get_all_start_methods():
            folds = self._forked(groups, processes)
        else:
            folds = [self.fold(group) for group in groups]
        return Found(
            self._scored(fold.unseen for fold in folds),
            self._scored(fold.told for fold in folds),
            [one for fold in folds for one in fold.days],
        )

    def _scored(self, folds: Iterable[Predicted]) -> Scored:
        found = {place: predicted for fold in folds for place, predicted in fold.items()}
        places = sorted(found)
        mean, sd = (np.array([found[place][side] for place in places]) for side in (0, 1))
        return Scored([self.encoding.rows[place] for place in places], Prediction(mean, sd))

    def _forked(self, groups: Groups, processes: int) -> list[Fold]:
        context = multiprocessing.get_context("fork")  # a child inherits the patterns: nothing large is sent
        waiting: list[tuple[Connection, Callable[[], None]]] = []
        for number in range(processes):
            ours, theirs = context.Pipe(duplex=False)
            worker = context.Process(target=self._work, args=(theirs, groups[number::processes]))
            worker.start()
            waiting.append((ours, worker.join))
        found: list[Fold] = []
        for ours, join in waiting:
            found += ours.recv()
            join()
        return found

    def _work(self, answer: Connection, groups: Groups) -> None:
        answer.send([self.fold(group) for group in groups])


def _predicted(model: Model, fitted: Fitted, asked: Indices, spread: SpreadModel) -> Predicted:
    """Return predictions of rows by their places; nothing of their own results is seen, not even their spread."""
    if not len(asked):
        return {}
    errors = spread.standard_errors([model.encoding.rows[int(place)] for place in asked], own=False)
    mean, sd = model.predict(fitted.theta, fitted.data, asked, errors)
    return {int(place): (float(m), float(s)) for place, m, s in zip(asked, mean, sd, strict=True)}


def each_campaign(rows: Sequence[Row]) -> Groups:
    """Return every campaign by itself, also those with verdicts only."""
    return [[name] for name in sorted({row.campaign for row in rows})]


def grouped(rows: Sequence[Row], many: int) -> Groups:
    """Return the campaigns with a printed mean in groups of about equally many rows, the largest dealt first.

    Parameters
    ----------
    rows : sequence of Row
        All rows.
    many : int
        Of groups.
    """
    sizes = Counter(row.campaign for row in rows if row.response is not None)
    groups: list[list[str]] = [[] for _ in range(many)]
    loads = [0] * many
    for name in sorted(sizes, key=lambda campaign: (-sizes[campaign], campaign)):
        lightest = loads.index(min(loads))
        groups[lightest].append(name)
        loads[lightest] += sizes[name]
    return [group for group in groups if group]
