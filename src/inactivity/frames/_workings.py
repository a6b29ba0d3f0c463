"""Columns as the numbers of the model: the equations run on expressions, and what they keep becomes a column."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import chain, islice
from typing import Any

import narwhals.stable.v2 as nw

from ..kinetics._numbers import FLOATS, Numbers, Quantity, Run
from ._engines import Columns, How, anchor, beside

MARK = "__inactivity_"
"""How the names of columns begin that are there only while we work."""
_SMALLEST = 1e-300


def is_column(value: object) -> bool:
    """Whether a value is an expression rather than a plain number."""
    return isinstance(value, nw.Expr)


class Workings:
    """A frame that is being worked on: what is kept becomes a column of it.

    Parameters
    ----------
    frame : narwhals.DataFrame or narwhals.LazyFrame
        What is worked on.
    """

    def __init__(self, frame: Any) -> None:
        self.frame: Any = frame
        # Made of what was given: tables made of what has become of it would hold all of that again, to be planned.
        self._anchor = anchor(frame)
        self._kept = 0
        engine = str(frame.implementation)
        # narwhals asks SQL whether what it takes a root of is negative: it is worked out once. It also asks of each
        # bound whether a value is null, which greatest and least of SQL leave out anyway: what cannot be answered is
        # null for want of days, whatever its bounds are.
        is_sql = engine in {"duckdb", "pyspark", "pyspark[connect]"}
        apart = self.keep if is_sql else FLOATS.keep
        # NumPy works out what is not chosen too, and warns of the logarithm of 0.
        warns = engine in {"pandas", "modin", "cudf", "dask"}
        self.numbers = Numbers(
            exp=_function(math.exp, lambda x: x.exp()),
            expm1=_function(math.expm1, lambda x: x.exp() - 1.0),
            log=_function(math.log, lambda x: (_larger(x, _SMALLEST) if warns else x).log()),
            sqrt=_function(math.sqrt, lambda x: apart(x)[0].sqrt()),
            size=_function(abs, lambda x: x.abs()),
            larger=_greatest if is_sql else _larger,
            smaller=_least if is_sql else _smaller,
            choose=_choose,
            keep=self.keep,
            surely=_surely,
            together=self.together,
        )

    def join(self, columns: Columns, left: str, right: str, how: How = "left") -> None:
        """Put the columns of a small table beside those of the frame.

        Parameters
        ----------
        columns : mapping
            The table.
        left, right : str
            The columns of the frame and of the table that are equal.
        how : {"left", "inner"}
            "inner" where every row finds one.
        """
        self.frame = beside(self.frame, columns, (left, right), how, self._anchor)

    def keep(self, *values: Quantity) -> tuple[Quantity, ...]:
        """Make columns of what is none yet, and return them; plain numbers stay what they are."""
        found: list[Any] = []
        made: dict[str, Any] = {}
        for value in values:
            if is_column(value):
                self._kept += 1
                name = f"{MARK}{self._kept}"
                made[name] = value
                found.append(nw.col(name))
            else:
                found.append(value)
        if made:
            self.frame = self.frame.with_columns(**made)
        return tuple(found)

    def together(self, *runs: Run) -> tuple[Quantity, ...]:
        """Run computations side by side: what all of them keep is one step for the engine."""
        found: dict[Run, Quantity] = {}
        sent: dict[Run, tuple[Quantity, ...] | None] = dict.fromkeys(runs)
        while sent:
            asked: dict[Run, tuple[Quantity, ...]] = {}
            for run, values in sent.items():
                try:
                    asked[run] = next(run) if values is None else run.send(values)
                except StopIteration as end:
                    found[run] = end.value
            kept = iter(self.keep(*chain.from_iterable(asked.values())))
            sent = {run: tuple(islice(kept, len(values))) for run, values in asked.items()}
        return tuple(found[run] for run in runs)


def _function(of_float: Callable[[float], float], of_column: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda x: of_column(x) if is_column(x) else of_float(x)


def _larger(one: Quantity, other: Quantity) -> Quantity:
    if not is_column(one):
        return _larger(other, one) if is_column(other) else max(one, other)
    return nw.when(one > other).then(one).otherwise(other) if is_column(other) else one.clip(lower_bound=other)


def _smaller(one: Quantity, other: Quantity) -> Quantity:
    if not is_column(one):
        return _smaller(other, one) if is_column(other) else min(one, other)
    return nw.when(one < other).then(one).otherwise(other) if is_column(other) else one.clip(upper_bound=other)


def _greatest(one: Quantity, other: Quantity) -> Quantity:
    if not is_column(one) and not is_column(other):
        return max(one, other)
    return nw.max_horizontal(_literal(one), _literal(other))


def _least(one: Quantity, other: Quantity) -> Quantity:
    if not is_column(one) and not is_column(other):
        return min(one, other)
    return nw.min_horizontal(_literal(one), _literal(other))


def _choose(condition: Quantity, value: Quantity, otherwise: Callable[[], Quantity]) -> Quantity:
    if not is_column(condition):
        return FLOATS.choose(condition, value, otherwise)
    return nw.when(condition).then(_literal(value)).otherwise(_literal(otherwise()))


def _literal(value: Quantity) -> Quantity:
    return value if is_column(value) else nw.lit(float(value))


def _surely(condition: object) -> bool:
    return condition is True  # of columns it is an expression
