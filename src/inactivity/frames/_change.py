"""`with_change`: how much is lost, as columns."""

from __future__ import annotations

from typing import TypeVar

from .._rules import as_float
from ..anatomy import Muscle
from ..estimates._asking import MeasureClassAsked, SexAsked, Target
from ..exposure import ExposureKind, RecoveryCondition
from ..kinetics import Parameters, State, recover
from ..kinetics._answers import Change, change_of, exposed_moments, moments, stretched
from ..kinetics._normal import half_width
from ._cells import Brief
from ._engines import Inside, narwhal
from ._finishing import added, finished
from ._question import Arguments, Row, after_exposure, arguments, rows_asked
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
    state = after_exposure(work, row)
    if isinstance(row.cell, Brief):
        mean, variance = exposed_moments(row.cell.exposed, state, numbers)
    else:
        if row.recovery_days is not None:
            state = State(*work.keep(*recover(state, row.recovery_days, row.cell.rates, numbers.exp)))
        mean, variance = moments(row.cell, state, question.target, numbers)
    wider = stretched(row.reach, row.days, row.recovery_days, numbers)
    mean, reach = work.keep(mean, wider * (half_width(question.level) * numbers.sqrt(variance)))
    return change_of(mean, reach, numbers)
