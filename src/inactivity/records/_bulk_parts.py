"""The work of :func:`inactivity.records.bouts_of_days` on some rows: the only modules of the records with arrays."""

from __future__ import annotations

import attrs
import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import InvalidValueError
from ._bulk import BoutTable
from ._bulk_runs import END, SEDENTARY, UNKNOWN, Flags, Floats, Runs, States, Whole, count_by_row, measured, sum_by_row
from ._definitions import Definition
from ._windows import needed

_NEVER = 1 << 14  # more than a window can be worth


def joined(parts: list[BoutTable]) -> BoutTable:
    """Return the tables of some rows as one."""
    first = parts[0]
    return BoutTable(
        definition=first.definition,
        at_least_min=first.at_least_min,
        bouts=np.concatenate([part.bouts for part in parts]),
        sedentary_min=np.concatenate([part.sedentary_min for part in parts]),
        unknown_min=np.concatenate([part.unknown_min for part in parts]),
        bout_count=np.concatenate([part.bout_count for part in parts]),
        time_in_bouts_min=np.concatenate([part.time_in_bouts_min for part in parts]),
        measures={metric: np.concatenate([part.measures[metric] for part in parts]) for metric in first.measures},
        reasons={metric: np.concatenate([part.reasons[metric] for part in parts]) for metric in first.reasons},
    )


def flags(name: str, value: ArrayLike) -> NDArray[np.bool_ | np.integer]:
    """Return an array of flags as it came, so that a memory-mapped one is not read at once."""
    array = np.asanyarray(value)
    if array.ndim != 2 or not (array.dtype == bool or np.issubdtype(array.dtype, np.integer)):  # noqa: PLR2004 - days, minutes
        hint = "Say with known= which minutes nobody knows." if np.issubdtype(array.dtype, np.floating) else ""
        rule = "an array of true and false (or 1 and 0) with a row a person-day and a column a minute"
        raise InvalidValueError(name, f"{array.dtype} of shape {array.shape}", rule, hint)
    return array


def part(
    rows: NDArray[np.bool_ | np.integer], known: object, chosen: Definition, lengths: tuple[float, ...]
) -> BoutTable:
    """Return the bouts and measures of some rows."""
    states = np.empty((rows.shape[0], rows.shape[1] + 1), np.uint8)
    states[:, :-1] = rows != 0
    states[:, -1] = END
    unknown = np.zeros(len(rows))
    if known is not None:
        states[:, :-1][np.asarray(known) == 0] = UNKNOWN
        unknown = np.count_nonzero(states == UNKNOWN, axis=1).astype(np.float64)
    runs = Runs.of(states)
    told = measured(runs, chosen)
    windows = _Windows.of(states, chosen)
    found = [_bouts(runs, windows, length, chosen) for length in lengths]
    return BoutTable(
        definition=chosen.name,
        at_least_min=lengths,
        bouts=runs.n.astype(np.int64),
        sedentary_min=runs.total,
        unknown_min=unknown,
        bout_count=np.stack([counts for counts, _ in found], axis=1),
        time_in_bouts_min=np.stack([times for _, times in found], axis=1),
        measures={metric: values for metric, (values, _) in told.items()},
        reasons={metric: reasons for metric, (_, reasons) in told.items()},
    )


def _bouts(runs: Runs, windows: _Windows, at_least_min: float, chosen: Definition) -> tuple[Whole, Floats]:
    """Return the count of bouts of each row and the minutes in them."""
    days = len(runs.n)
    if chosen.bout in ("run", "recorded"):
        long = runs.lengths > at_least_min if chosen.strictly_longer else runs.lengths >= at_least_min
        rows, lengths = runs.rows[long], runs.lengths[long]
    else:
        rows, lengths = windows.bouts(max(round(at_least_min / (chosen.epoch_min or 1.0)), 1))
    return count_by_row(rows, days), sum_by_row(rows, lengths, days)


@attrs.frozen(eq=False)
class _Windows:
    """Rows of minutes laid end to end, and what windows over them are worth: see `_windows` for the rules."""

    columns: int
    sedentary: Flags
    worth: NDArray[np.int32]
    """Running sum of the sedentary minutes; what breaks a window takes more from it than a window can be worth."""
    chosen: Definition

    @classmethod
    def of(cls, states: States, chosen: Definition) -> _Windows:
        flat = states.ravel()
        up = flat != SEDENTARY  # so is the sentinel at the end of each row: nothing follows, as in a gap
        longest = round((chosen.gap_min or 0.0) / (chosen.epoch_min or 1.0))
        broken = up.copy()
        days = broken.reshape(states.shape)
        for shift in range(1, longest):
            days[:, shift:] &= up.reshape(states.shape)[:, :-shift]
            days[:, :shift] = False
        if longest:
            broken[:-1] &= up[1:]
            broken |= flat >= UNKNOWN
        sedentary = ~up
        steps = broken.astype(np.int32)
        steps *= -_NEVER
        steps += sedentary
        worth = np.zeros(len(flat) + 1, np.int32)
        np.cumsum(steps, dtype=np.int32, out=worth[1:])  # may run over: differences come out right all the same
        return cls(states.shape[1], sedentary, worth, chosen)

    def bouts(self, size: int) -> tuple[Whole, Whole]:
        """Return the row and the length of every stretch that windows of `size` minutes cover."""
        if not size < self.columns <= len(self.sedentary):
            return np.empty(0, np.int64), np.empty(0, np.int64)
        over = self.chosen.bout == "window_over"
        holds = np.zeros(len(self.sedentary), np.bool_)
        inside = holds[: len(holds) - size + 1]
        least = needed(size, self.chosen.criterion or 1.0, over=over)
        np.greater_equal(self.worth[size:] - self.worth[:-size], least, out=inside)
        if over:
            inside &= self.sedentary[: len(inside)]
            inside &= self.sedentary[size - 1 :]
        if self.chosen.loses_last:
            holds[self.columns - 1 - size :: self.columns] = False
        longest = round((self.chosen.gap_min or 0.0) / (self.chosen.epoch_min or 1.0))
        return _stretches(holds, self.sedentary, size, self.columns, trims=0 if over else longest)


def _stretches(holds: Flags, sedentary: Flags, size: int, columns: int, *, trims: int) -> tuple[Whole, Whole]:
    """Return the row and the length of each stretch that the windows beginning where `holds` cover together."""
    edges = np.flatnonzero(holds[1:] != holds[:-1]) + 1
    if holds[0]:
        edges = np.concatenate([[0], edges])
    starts, ends = edges[0::2], edges[1::2] + size - 1  # the last column never holds: every start has an end
    rows = starts // columns
    for _ in range(trims):
        starts = starts + ~sedentary[starts]
        ends = ends - ~sedentary[ends - 1]
    if not len(starts):
        return rows, rows
    apart = np.flatnonzero((starts[1:] > ends[:-1]) | (rows[1:] != rows[:-1]))
    first = np.concatenate([[0], apart + 1])
    last = np.concatenate([apart, [len(starts) - 1]])
    return rows[first], ends[last] - starts[first]
