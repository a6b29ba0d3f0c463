"""`with_recovery_days`: how long until it is back, as columns."""

from __future__ import annotations

from math import inf
from typing import Any, Literal, TypeVar

import narwhals.stable.v2 as nw

from .._rules import WITHIN_PCT, OneOf, as_float, check
from ..anatomy import Muscle
from ..estimates._asking import MeasureClassAsked, SexAsked, Target
from ..exposure import ExposureKind, RecoveryCondition
from ..kinetics import HORIZON_DAYS, Parameters
from ..kinetics._answers import days_back, moments, recovery_bounds, stretched
from ..kinetics._cell import WIDEST
from ..kinetics._normal import half_width
from ._engines import Inside, narwhal
from ._finishing import added, finished
from ._question import Arguments, Row, after_exposure, arguments, rows_asked
from ._reasons import Problem
from ._workings import Workings

FrameT = TypeVar("FrameT")


def with_recovery_days(
    frame: FrameT,
    *,
    basis: Literal["modelled"],
    muscle: str | Muscle = "muscle",
    kind: str | ExposureKind = "exposure_kind",
    days: str | float = "exposure_days",
    measure: MeasureClassAsked = "size",
    target: Target = "person",
    level: float = 0.9,
    within_pct: float = 2.0,
    sex: str | SexAsked | None = None,
    age_years: str | float | None = None,
    countermeasure: str | None = None,
    recovery_condition: RecoveryCondition = "reambulation",
    parameters: Parameters | None = None,
    prefix: str = "",
    strict: bool = False,
) -> FrameT:
    given = narwhal(frame)
    check(OneOf(("modelled",)), "basis", basis, "Groups observed answer inactivity.estimate_recovery alone.")
    check(WITHIN_PCT, "within_pct", within_pct := as_float(within_pct))
    found = arguments(
        given,
        muscle=muscle,
        kind=kind,
        days=days,
        recovery_days=None,
        measure=measure,
        target=target,
        level=as_float(level),
        sex=sex,
        age_years=age_years,
        countermeasure=countermeasure,
        recovery_condition=recovery_condition,
        what=f"recovery of the {measure}",
        parameters=parameters,
    )
    names = added(given, prefix, "recovery_days", "low", "high")
    inside = Inside(given, found.columns())
    work = Workings(inside.frame)
    row = rows_asked(work, found, brief=False)
    answers = _recovery(work, row, found, within_pct)
    return finished(inside, work, row, dict(zip(names, answers, strict=False)), names[-1], strict=strict)


def _recovery(work: Workings, row: Row, given: Arguments, within_pct: float) -> tuple[Any, Any, Any]:
    numbers, cell = work.numbers, row.cell
    state = after_exposure(work, row)
    moment = work.keep(*moments(cell, state, given.asked.target, numbers))
    (days,) = work.keep(days_back(cell, state, within_pct, 1.0, numbers))
    wider = stretched(row.reach, row.days, days, numbers) * half_width(given.asked.level)
    (z,) = work.keep(numbers.smaller(wider, WIDEST))
    bounds = recovery_bounds(cell, state, within_pct=within_pct, z=z, moment=moment, numbers=numbers)
    low, high = work.keep(*bounds)
    if isinstance(days, nw.Expr):
        back = days < inf
        reason = f"not within {within_pct:g} % of baseline in ten years"
        row.problems.append(Problem(reason, ~back, "within_pct", None))
        low, high, days = (
            nw.when(back).then(value)
            for value in (numbers.smaller(low, days), numbers.smaller(numbers.larger(high, days), HORIZON_DAYS), days)
        )
    return days, low, high
