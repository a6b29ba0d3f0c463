"""Why a row cannot be answered: short texts that stay the same, beside nulls."""

from __future__ import annotations

from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from ..errors import FrameError
from ._workings import MARK

REASON = f"{MARK}reason"
_SHOWN = 5


class Unanswered(NamedTuple):
    """Rows that cannot be answered for one reason: what it is, where it lies, some of the values, how many rows."""

    reason: str
    column: str
    values: tuple[object, ...]
    rows: int


class Problem(NamedTuple):
    """A reason, the rows it holds for, and the argument and column that it lies in."""

    reason: str
    holds: Any
    argument: str
    column: str | None


def any_of(problems: list[Problem]) -> Any:
    """Return whether a row has any of the problems."""
    found = problems[0].holds
    for problem in problems[1:]:
        found = found | problem.holds
    return found


def reason_of(problems: list[Problem], wrong: Any, *, as_numbers: bool) -> Any:
    """Return the reason of each row: the first problem that holds, null where none does.

    Parameters
    ----------
    problems : list of Problem
        In order.
    wrong : expression
        Where one holds. Engines that choose row by row ask no further elsewhere.
    as_numbers : bool
        Whether to choose between encoded texts and write them out in the end, where every choice makes a whole column.
    """
    if not problems:
        return nw.lit(None, nw.String)
    kind = nw.Enum([problem.reason for problem in problems]) if as_numbers else nw.String()
    found: Any = None
    for problem in reversed(problems):
        chosen = nw.when(problem.holds).then(nw.lit(problem.reason, kind))
        found = chosen if found is None else chosen.otherwise(found)
    return found.cast(nw.String) if as_numbers else nw.when(wrong).then(found)


def refuse(answered: Any, reason: str, problems: list[Problem]) -> None:
    """Raise :class:`~inactivity.errors.FrameError` if a row of a frame has a reason.

    Nothing is collected but how many rows have which, and a few of the values.
    """
    counted = answered.filter(~nw.col(reason).is_null()).group_by(reason).agg(nw.len().alias(f"{MARK}rows"))
    rows = dict(zip(*_collected(counted, reason, f"{MARK}rows"), strict=True))
    found: list[Unanswered] = []
    for problem in problems:
        if problem.reason in rows:
            values: tuple[Any, ...] = ()
            if problem.column is not None:
                wrong = answered.filter(nw.col(reason) == problem.reason).select(problem.column)
                values = tuple(map(_known, _collected(wrong.unique().head(_SHOWN), problem.column)[0]))
            found.append(Unanswered(problem.reason, problem.column or problem.argument, values, rows[problem.reason]))
    if found:
        raise FrameError(tuple(found))


def _known(value: Any) -> Any:
    """Return a value, None for the NA of pandas, which raises where somebody compares it."""
    return None if type(value).__name__ == "NAType" else value


def _collected(frame: Any, *columns: str) -> tuple[list[Any], ...]:
    frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    return tuple(frame[column].to_list() for column in columns)
