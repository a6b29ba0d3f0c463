"""Segments of subjects: their numbers in order, and the days they are told on."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import narwhals.stable.v2 as nw

from ._engines import anchor, is_lazy, table
from ._workings import MARK

NUMBER, TIED = f"{MARK}number", f"{MARK}tied"
STEP = f"{MARK}step"
_ONE, _BEFORE, _SIZE, _OTHER = f"{MARK}one", f"{MARK}before", f"{MARK}size", f"{MARK}other_"


def over(frame: Any, keys: Sequence[str], **made: tuple[str, str]) -> Any:
    """Return a frame with columns that hold for all rows with the same keys.

    Parameters
    ----------
    frame : narwhals.DataFrame or narwhals.LazyFrame
        Any.
    keys : sequence of str
        Columns.
    **made : tuple of str
        For each new column the one it comes from, and "min", "max" or "sum".
    """
    found = {out: getattr(nw.col(source), how)() for out, (source, how) in made.items()}
    if str(frame.implementation) != "dask":
        return frame.with_columns(*(value.over(*keys).alias(out) for out, value in found.items()))
    # Dask puts what a window gives beside the rows by their index, which is not unique once frames were joined.
    groups = frame.group_by(*keys).agg(*(value.alias(f"{_OTHER}{out}") for out, value in found.items()))
    frame = frame.join(groups, on=list(keys), how="left")
    # A join finds no null: such a row, which has no subject to share with others, keeps its own.
    own = {out: nw.coalesce(nw.col(f"{_OTHER}{out}"), nw.col(source)).alias(out) for out, (source, _) in made.items()}
    return frame.with_columns(*own.values()).drop(*(f"{_OTHER}{out}" for out in made))


def in_order(frame: Any, subjects: Sequence[str], order: str) -> Any:
    """Return a frame with the number of each segment of its subject, from 1, and whether another has its place.

    Parameters
    ----------
    frame : narwhals.DataFrame or narwhals.LazyFrame
        A row a segment.
    subjects : sequence of str
        The columns that tell subjects apart.
    order : str
        The column that tells which comes first.
    """
    frame = frame.with_columns(nw.lit(1).alias(_ONE))
    if str(frame.implementation) == "dask":
        frame = _counted(frame, subjects, order)
    elif is_lazy(frame):
        frame = frame.with_columns(nw.col(_ONE).cum_sum().over(*subjects, order_by=order).alias(NUMBER))
    else:  # pyarrow has no running sums of groups
        frame = frame.sort(*subjects, order).with_row_index(NUMBER).with_columns(nw.col(NUMBER).cast(nw.Int64))
        frame = over(frame, subjects, **{_BEFORE: (NUMBER, "min")})
        frame = frame.with_columns((nw.col(NUMBER) - nw.col(_BEFORE) + 1).alias(NUMBER)).drop(_BEFORE)
    frame = over(frame, (*subjects, order), **{_ONE: (_ONE, "sum")})
    return frame.with_columns((nw.col(_ONE) > 1).alias(TIED)).drop(_ONE)


def _counted(frame: Any, subjects: Sequence[str], order: str) -> Any:
    """Return the frame with each number counted from the segments that come before: Dask has no windows in an order."""
    keys = [*subjects, order]
    mine = frame.select(*keys).unique()
    others = frame.select(*subjects, nw.col(order).alias(f"{_OTHER}order"))
    before = mine.join(others, on=list(subjects), how="inner").filter(nw.col(f"{_OTHER}order") < nw.col(order))
    counts = before.group_by(*keys).agg(nw.len().alias(_BEFORE))
    frame = frame.join(counts, on=keys, how="left")
    return frame.with_columns((nw.col(_BEFORE).fill_null(0) + 1).cast(nw.Int64).alias(NUMBER)).drop(_BEFORE)


def day_by_day(frame: Any, days: Any, step: float, wrong: Any) -> tuple[Any, Any]:
    """Return a frame with a row for each day to tell of each segment, and the day since the segment began.

    The first segment has its day 0 too; of a subject that cannot be answered one row is left.

    Parameters
    ----------
    frame : narwhals.DataFrame or narwhals.LazyFrame
        A row a segment.
    days : narwhals.Expr
        Its length. [days]
    step : float
        Distance between the days. [days]
    wrong : narwhals.Expr
        Whether its subject cannot be answered.
    """
    # Days come from a table by the size of the segment, in powers of two: at most twice as many as are kept, and a
    # join on equal keys, which no engine turns into all pairs.
    sizes = range(ceil(3650.0 / step).bit_length() + 1)
    size: Any = nw.lit(0)
    for at in sizes[:-1]:
        size = size + nw.when(days / step + 1.0 > float(2**at)).then(nw.lit(1)).otherwise(nw.lit(0))
    columns = {
        _SIZE: [at for at in sizes for _ in range(2**at + 1)],
        STEP: [number for at in sizes for number in range(2**at + 1)],
    }
    key = f"{_SIZE}_of"
    frame = frame.with_columns(nw.when(wrong).then(nw.lit(0)).otherwise(size).cast(nw.Int64).alias(key))
    frame = frame.join(table(anchor(frame), columns), left_on=key, right_on=_SIZE, how="inner")
    number, first = nw.col(STEP), nw.col(NUMBER) == 1
    end = days - 1e-9 * step  # as the scalar forecast has it: the end of a segment is told once
    told = nw.when(number == 0).then(first).otherwise((number == 1) | ((number - 1) * step < end))
    frame = frame.filter(nw.when(wrong).then(first & (number == 0)).otherwise(told))
    return frame, nw.when(number * step < end).then(number * step).otherwise(days)
