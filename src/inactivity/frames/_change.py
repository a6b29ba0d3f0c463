"""`with_change`: how much is lost, as columns."""

from __future__ import annotations

from typing import TypeVar

import narwhals.stable.v2 as nw

from .._rules import as_float
from ..anatomy import Muscle
from ..errors import InvalidValueError
from ..estimates._asking import MeasureClassAsked, SexAsked, Target
from ..exposure import ExposureKind, RecoveryCondition
from ..kinetics import REST, Parameters, expose, recover
from ..kinetics._answers import Change, change_of, exposed_moments, moments, stretched
from ..kinetics._normal import half_width
from . import _reasons as because
from ._cells import Brief
from ._engines import Inside, narwhal
from ._question import Arguments, Row, arguments, rows_asked
from ._workings import Workings

FrameT = TypeVar("FrameT")


def with_change(
    frame: FrameT,
    *,
    muscle: str | Muscle = "muscle",
    kind: str | ExposureKind = "exposure_kind",
    days: str | float = "exposure_days",
    recovery_days: str | float | None = None,
    measure: MeasureClassAsked = "size",
    target: Target = "person",
    level: float = 0.9,
    sex: str | SexAsked | None = None,
    age_years: str | float | None = None,
    countermeasure: str | None = None,
    recovery_condition: RecoveryCondition = "reambulation",
    parameters: Parameters | None = None,
    prefix: str = "",
    strict: bool = False,
) -> FrameT:
    given = narwhal(frame)
    found = arguments(
        given,
        muscle=muscle,
        kind=kind,
        days=days,
        recovery_days=recovery_days,
        measure=measure,
        target=target,
        level=as_float(level),
        sex=sex,
        age_years=age_years,
        countermeasure=countermeasure,
        recovery_condition=recovery_condition,
        what=f"change of the {measure}",
        parameters=parameters,
    )
    names = added(given, prefix, "change_pct", "low", "high")
    inside = Inside(given, found.columns())
    work = Workings(inside.frame)
    is_brief = recovery_days is None and not found.have_people()
    row = rows_asked(work, found, brief=is_brief)
    change = _change(work, row, found)
    return finished(inside, work, row, dict(zip(names, change, strict=False)), names[-1], strict=strict)


def _change(work: Workings, row: Row, given: Arguments) -> Change:
    numbers, question = work.numbers, given.asked
    state = expose(REST, row.days, row.cell if isinstance(row.cell, Brief) else row.cell.rates, numbers.exp)
    if isinstance(row.cell, Brief):
        fast, slow = work.keep(state.fast, state.slow)
        mean, variance = exposed_moments(row.cell.exposed, state._replace(fast=fast, slow=slow), numbers)
    else:
        state = type(state)(*work.keep(*state))
        if row.recovery_days is not None:
            state = recover(state, row.recovery_days, row.cell.rates, numbers.exp)
            state = type(state)(*work.keep(*state))
        mean, variance = moments(row.cell, state, question.target, numbers)
    wider = stretched(row.reach, row.days, row.recovery_days, numbers)
    mean, reach = work.keep(mean, wider * (half_width(question.level) * numbers.sqrt(variance)))
    return change_of(mean, reach, numbers)


def added(frame: object, prefix: str, *names: str) -> tuple[str, ...]:
    """Return the names of the columns to add, or raise where the frame has one of them."""
    if not isinstance(prefix, str):
        raise InvalidValueError("prefix", prefix, "a text to begin the names of the new columns with")
    found = tuple(f"{prefix}{name}" for name in (*names, "reason"))
    taken = [name for name in found if name in frame.collect_schema()]  # type: ignore[attr-defined]
    if taken:
        rule = "one with which the new columns have names of their own"
        raise InvalidValueError("prefix", prefix, rule, f"The frame has {', '.join(taken)} already.")
    return found


def finished(
    inside: Inside, work: Workings, row: Row, answers: dict[str, object], reason: str, *, strict: bool
) -> object:
    """Return what was given with the answers and the reasons beside it, or raise where there are any."""
    columns = {
        name: value if isinstance(value, nw.Expr) else nw.lit(value)  # type: ignore[arg-type]
        for name, value in answers.items()
    }
    why = because.reason_of(row.problems)
    answered = work.frame.with_columns(**columns, **{reason: why})
    if strict:
        because.refuse(answered, reason, row.problems)
    return nw.to_native(inside.out(answered, tuple(columns) + (reason,)))
