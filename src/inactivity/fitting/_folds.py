"""Cross-validation: campaigns left out, every hyperparameter fitted again without them."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import TypeAlias

import attrs
import numpy as np

from ._design import Kinetics
from ._encoding import Encoding
from ._inference import Effort, Fitted, infer
from ._likelihood import Model, Prediction, Pseudo
from ._rows import Row
from ._scores import Scored
from ._spread import fit_spread

WARM = Effort(rounds=1, iterations=10, sweeps=1)
"""A fold starts where the fit of all campaigns ended, and looks for its own mode from there."""
Groups: TypeAlias = Sequence[Sequence[str]]
"""Campaigns that are left out together."""
_Predicted: TypeAlias = Mapping[int, tuple[float, float]]


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
    """

    encoding: Encoding
    full: Fitted | None
    effort: Effort = WARM
    kinetics: Kinetics = "two"

    def fold(self, campaigns: Sequence[str]) -> _Predicted:
        """Return predictions for the printed means of some campaigns, fitted without any row of theirs."""
        rows = self.encoding.rows
        out = np.array([row.campaign in set(campaigns) for row in rows])
        used = np.flatnonzero(~out)
        asked = np.flatnonzero(out & [row.response is not None for row in rows])
        training = [rows[int(place)] for place in used]
        spread = fit_spread(training)
        model = Model(self.encoding, spread.standard_errors(training), used, self.kinetics)
        fitted = infer(model, self.effort, self._start(used))
        errors = spread.standard_errors([rows[int(place)] for place in asked], own=False)
        mean, sd = model.predict(fitted.theta, fitted.data, asked, errors)
        return {int(place): (float(m), float(s)) for place, m, s in zip(asked, mean, sd, strict=True)}

    def _start(self, used: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> Fitted | None:
        full = self.full
        if full is None:
            return None
        data = Pseudo(full.data.response[used], full.data.variance[used])
        return Fitted(full.theta, data, full.weights[used], full.loss)

    def run(self, groups: Groups, processes: int = 1) -> Scored:
        """Return the predictions of all folds.

        Parameters
        ----------
        groups : sequence of sequence of str
            What is left out together.
        processes : int
            How many folds at a time, where the system can fork.
        """
        found: dict[int, tuple[float, float]] = {}
        if processes > 1 and "fork" in multiprocessing.get_all_start_methods():
            found.update(self._forked(groups, processes))
        else:
            for group in groups:
                found.update(self.fold(group))
        places = sorted(found)
        mean, sd = (np.array([found[place][side] for place in places]) for side in (0, 1))
        return Scored([self.encoding.rows[place] for place in places], Prediction(mean, sd))

    def _forked(self, groups: Groups, processes: int) -> _Predicted:
        context = multiprocessing.get_context("fork")  # a child inherits the patterns: nothing large is sent
        waiting: list[tuple[Connection, Callable[[], None]]] = []
        for number in range(processes):
            ours, theirs = context.Pipe(duplex=False)
            worker = context.Process(target=self._work, args=(theirs, groups[number::processes]))
            worker.start()
            waiting.append((ours, worker.join))
        found: dict[int, tuple[float, float]] = {}
        for ours, join in waiting:
            found.update(ours.recv())
            join()
        return found

    def _work(self, answer: Connection, groups: Groups) -> None:
        found: dict[int, tuple[float, float]] = {}
        for group in groups:
            found.update(self.fold(group))
        answer.send(found)


def each_campaign(rows: Sequence[Row]) -> Groups:
    """Return every campaign with a printed mean by itself."""
    return [[name] for name in sorted({row.campaign for row in rows if row.response is not None})]


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
