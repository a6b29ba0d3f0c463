"""Runs of minutes of many person-days, and the measures of them as arrays: the formulas are those of one person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

from . import _formulas as formulas
from ._definitions import Definition, Metric
from ._measures import (
    FOLLOWED_BOUT,
    FOLLOWED_MINUTE,
    LONGER_BOUTS,
    MEASURES,
    ONE_BOUT,
    TWO_BOUTS,
    UNLIKE_BOUTS,
    fragments_needed,
)

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
States: TypeAlias = NDArray[np.uint8]
Reasons: TypeAlias = NDArray[np.object_]

OTHER, SEDENTARY, UNKNOWN, END = 0, 1, 2, 3


@attrs.frozen(eq=False)
class Runs:
    """The sedentary runs of many rows, by row and ascending within it, and the sums that measures need."""

    rows: Whole
    lengths: Whole
    rank: Whole
    """Place within the row, from 0."""
    n: Floats
    total: Floats
    shortest: Floats
    longest: Floats
    changes: Floats
    breaks: Floats
    ending: Floats
    followed: Floats
    """Minutes of those with other behaviour after them."""
    fragments: Whole

    @classmethod
    def of(cls, states: States) -> Runs:
        """Return the runs of rows of states, each row ending in a sentinel."""
        days, columns = states.shape
        flat = states.ravel()
        starts = np.concatenate([[0], np.flatnonzero(flat[1:] != flat[:-1]) + 1]) if days else np.empty(0, np.int64)
        kinds = np.concatenate([flat[starts], [END, END]])
        lengths = np.diff(starts, append=len(flat))
        at = np.flatnonzero(kinds[:-2] == SEDENTARY)
        rows = starts[at] // columns
        left = kinds[at + 1] == OTHER
        lasting = kinds[:-2] <= SEDENTARY
        n = count_by_row(rows, days)
        first = np.cumsum(n) - n
        # Rows ascend already: sorting by row and length sorts the lengths within each row.
        keys = rows * columns + lengths[at]
        keys.sort()
        ascending = keys - rows * columns
        some = n > 0
        shortest, longest = np.full(days, np.nan), np.full(days, np.nan)
        shortest[some] = ascending[first[some]]
        longest[some] = ascending[first[some] + n[some] - 1]
        return cls(
            rows=rows,
            lengths=ascending,
            rank=np.arange(len(rows)) - first[rows],
            n=n.astype(np.float64),
            total=sum_by_row(rows, ascending, days),
            shortest=shortest,
            longest=longest,
            changes=_count(rows[left], days),
            breaks=_count(rows[left & (kinds[at + 2] == SEDENTARY)], days),
            ending=_count(rows[~left], days),
            followed=sum_by_row(rows[left], lengths[at][left], days),
            fragments=count_by_row(starts[lasting] // columns, days),
        )

    def sums(self, values: NDArray[np.float64 | np.int64]) -> Floats:
        """Return the sum of a value of each run, by row."""
        return sum_by_row(self.rows, values, len(self.n))


def count_by_row(rows: Whole, days: int) -> Whole:
    """Return how many there are of each row."""
    return np.bincount(rows, minlength=days).astype(np.int64, copy=False)


def sum_by_row(rows: Whole, values: NDArray[np.float64 | np.int64], days: int) -> Floats:
    """Return the sum of the values of each row."""
    return np.bincount(rows, weights=values, minlength=days).astype(np.float64, copy=False)


def _count(rows: Whole, days: int) -> Floats:
    return count_by_row(rows, days).astype(np.float64)


def measured(runs: Runs, chosen: Definition) -> dict[Metric, tuple[Floats, Reasons]]:
    """Return the measures that a definition has, each with why it is NaN in a row."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return {metric: _told(*_MEASURES[metric](runs, chosen)) for metric in MEASURES if chosen.defines(metric)}


_Without: TypeAlias = tuple[tuple[Flags, str], ...]
"""In which rows a measure is undefined, and what it would take; the first that holds is told."""
_Measured: TypeAlias = tuple[Floats, _Without]


def _told(values: Floats, without: _Without) -> tuple[Floats, Reasons]:
    reasons = np.full(len(values), "", object)
    for rows, needs in reversed(without):
        reasons[rows] = f"it takes {needs}"
        values = np.where(rows, np.nan, values)
    return values, reasons


def _breaks(runs: Runs, chosen: Definition) -> _Measured:
    return {"bouts": runs.n, "left": runs.changes, "resumed": runs.breaks}[chosen.breaks or "resumed"], ()


def _mean(runs: Runs, chosen: Definition) -> _Measured:
    nothing = (runs.n == 0, ONE_BOUT)
    if chosen.bout == "window_least":
        return formulas.mean(runs.changes, runs.followed), (nothing, (runs.changes == 0, FOLLOWED_BOUT))
    return formulas.mean(runs.n, runs.total), (nothing,)


def _median(runs: Runs, chosen: Definition) -> _Measured:
    del chosen
    count = runs.n[runs.rows]
    middle = (runs.rank == (count - 1) // 2) + 0.0 + (runs.rank == count // 2)
    return runs.sums(runs.lengths * middle) / 2, ((runs.n == 0, ONE_BOUT),)


def _few(runs: Runs, chosen: Definition) -> tuple[Flags, str]:
    return runs.fragments < chosen.least_fragments, fragments_needed(chosen)


def _gini(runs: Runs, chosen: Definition) -> _Measured:
    cumulative = runs.sums(runs.lengths * (runs.n[runs.rows] - runs.rank))
    values = np.minimum(formulas.gini(runs.n, runs.total, cumulative), 1.0)
    without = [_few(runs, chosen)]
    for few, value in ((0, chosen.gini_of_none), (1, chosen.gini_of_one)):
        if value is None:
            without.append((runs.n == few, TWO_BOUTS))
        else:
            values[runs.n == few] = value
    return values, tuple(without)


def _alpha(runs: Runs, chosen: Definition) -> _Measured:
    epoch = chosen.epoch_min or 0.0
    xmin = runs.shortest - (epoch / 2 if chosen.shortest == "observed_less_half" else 0.0)
    if chosen.shortest == "epoch":
        xmin = np.full(len(runs.n), epoch)
    logs = runs.sums(np.log(runs.lengths / xmin[runs.rows]))
    values = formulas.alpha(runs.n, logs)
    without = [_few(runs, chosen)]
    if chosen.alpha_of_none is None:
        without.append((runs.n == 0, ONE_BOUT))
    else:
        values[runs.n == 0] = chosen.alpha_of_none
    if chosen.shortest == "epoch":
        without.append(((runs.n > 0) & (runs.shortest == runs.longest), UNLIKE_BOUTS))
    without.append(((runs.n > 0) & (logs <= 0), LONGER_BOUTS))
    return values, tuple(without)


def _x50(runs: Runs, chosen: Definition) -> _Measured:
    exponent, without = _alpha(runs, chosen)
    return formulas.half_of_bouts(exponent, chosen.epoch_min or 1.0), without


def _w50(runs: Runs, chosen: Definition) -> _Measured:
    half, without = _x50(runs, chosen)
    return runs.sums(runs.lengths * (runs.lengths > half[runs.rows])) / runs.total, without


def _transition(runs: Runs, chosen: Definition) -> _Measured:
    nothing = (runs.n == 0, ONE_BOUT)
    if chosen.bout != "window_least":
        return formulas.leaving_per_minute(runs.n, runs.total), (nothing,)
    ending = runs.ending * (chosen.epoch_min or 1.0)
    return formulas.changes_per_minute(runs.changes, runs.total, ending), (
        nothing,
        (runs.total <= ending, FOLLOWED_MINUTE),
    )


def _hazard(runs: Runs, chosen: Definition) -> _Measured:
    del chosen
    new = np.ones(len(runs.rows), np.bool_)
    new[1:] = (runs.lengths[1:] != runs.lengths[:-1]) | (runs.rows[1:] != runs.rows[:-1])
    at = np.flatnonzero(new)
    alike = np.diff(at, append=len(runs.rows))
    rows = runs.rows[at]
    shares = alike / (runs.n[rows] - runs.rank[at])
    days = len(runs.n)
    return sum_by_row(rows, shares, days) / count_by_row(rows, days), ((runs.n == 0, ONE_BOUT),)


_MEASURES: dict[Metric, Callable[[Runs, Definition], _Measured]] = {
    "breaks": _breaks,
    "mean": _mean,
    "median": _median,
    "gini": _gini,
    "alpha": _alpha,
    "x50": _x50,
    "w50": _w50,
    "transition_probability": _transition,
    "hazard": _hazard,
}
