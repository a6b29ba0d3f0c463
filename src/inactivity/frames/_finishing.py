"""The names of the new columns, and the way out."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw

from ..errors import InvalidValueError
from . import _reasons as because
from ._engines import Inside
from ._question import Row
from ._workings import Workings


def added(frame: Any, prefix: object, *names: str) -> tuple[str, ...]:
    """Return the names of the columns to add, or raise where the frame has one of them."""
    if not isinstance(prefix, str):
        raise InvalidValueError("prefix", prefix, "a text to begin the names of the new columns with")
    found = tuple(f"{prefix}{name}" for name in (*names, "reason"))
    taken = [name for name in found if name in frame.collect_schema()]
    if taken:
        rule = "one with which the new columns have names of their own"
        raise InvalidValueError("prefix", prefix, rule, f"The frame has {', '.join(taken)} already.")
    return found


def finished(inside: Inside, work: Workings, row: Row, answers: dict[str, object], reason: str, *, strict: bool) -> Any:
    """Return what was given with the answers and the reasons beside it, or raise where there are any."""
    columns = {
        name: value if isinstance(value, nw.Expr) else nw.lit(value)  # type: ignore[arg-type]  # a number
        for name, value in answers.items()
    }
    why = because.reason_of(row.problems, row.wrong, as_numbers=str(work.frame.implementation) == "polars")
    answered = inside.out(work.frame, {**columns, reason: why})
    if strict:
        because.refuse(answered, reason, row.problems)
    return inside.native(answered)
