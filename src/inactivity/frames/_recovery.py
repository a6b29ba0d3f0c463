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
from ..kinetics._answers import days_back, moments, recovery_bounds, stretched, way_back
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
    """Estimate how long muscles take to come back, row by row: :func:`inactivity.estimate_recovery` as columns.

    The answers are those of ``estimate_recovery(..., basis="modelled")``. Groups observed answer single questions alone,
    and `basis` has no default so that nobody takes one for the other. A row that cannot be answered gets nulls, and its
    ``reason``; so does one that the model does not expect back within ten years.

    Parameters
    ----------
    frame : dataframe
        Of polars (eager or lazy), pandas, pyarrow, DuckDB (a relation), PySpark or Dask.
    basis : {"modelled"}
        From what the answers come.
    muscle : str or Muscle
        The column of muscles, by any name each; or one muscle for all rows.
    kind : str or ExposureKind
        The column of kinds of exposure, by any name each; or one kind for all rows.
    days : str or float
        The column of the days of exposure; or one number for all rows. [days]
    measure : {"size", "strength"}
        Recovery of what, in all rows.
    target : {"person", "group"}
        Whom the intervals are for: one person, or the mean of a new group.
    level : float
        Level of the intervals, between 0 and 1. [-]
    within_pct : float
        How near to baseline counts as back. [%]
    sex : str, optional
        The column of sexes ("male", "female", null where not known); or one of them for all rows.
    age_years : str or float, optional
        The column of ages (null where not known); or one age for all rows. [years]
    countermeasure : str, optional
        The column of countermeasures (null for none); or one for all rows.
    recovery_condition : str
        What is done after the exposure, in all rows: "reambulation", "rehabilitation", "supervised_training" or "unknown".
    parameters : Parameters, optional
        Your own fit instead of the packaged one.
    prefix : str
        What the names of the new columns begin with.
    strict : bool
        Whether to raise where a row cannot be answered. This runs the frame, and collects a summary of those rows.

    Returns
    -------
    dataframe
        What was given, with the columns ``recovery_days``, ``low``, ``high`` [days] and ``reason`` beside it. A lazy frame stays lazy. Eager frames and
        those of polars keep the order of their rows.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule, or the frame has a column of that name already.
    NoEvidenceError
        If the evidence has nothing of the one kind of exposure named for all rows.
    FrameError
        If `strict` and a row cannot be answered.

    References
    ----------
    .. [1] As for :func:`inactivity.estimate_recovery`.

    Examples
    --------
    >>> import polars as pl
    >>> from inactivity import frames
    >>> cohort = pl.DataFrame({"muscle": ["soleus"], "exposure_kind": ["bed rest"], "exposure_days": [14]})
    >>> back = frames.with_recovery_days(cohort, basis="modelled")
    >>> round(back["recovery_days"][0])
    15
    """
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
    row, answers = _recovery(work, row, found, within_pct)
    answered: FrameT = finished(inside, work, row, dict(zip(names, answers, strict=False)), names[-1], strict=strict)
    return answered


def _recovery(work: Workings, row: Row, given: Arguments, within_pct: float) -> tuple[Row, tuple[Any, Any, Any]]:
    numbers, cell = work.numbers, row.cell
    state = after_exposure(work, row)
    moment = work.keep(*moments(cell, state, given.asked.target, numbers))
    way = way_back(cell, state, within_pct, numbers)
    (days,) = work.keep(*numbers.together(days_back(way, cell.rates, 1.0, numbers)))
    wider = stretched(row.reach, row.days, days, numbers) * half_width(given.asked.level)
    (z,) = work.keep(numbers.smaller(wider, WIDEST))
    bounds = recovery_bounds(cell, way, z=z, moment=moment, numbers=numbers)
    low, high = work.keep(*bounds)
    if isinstance(days, nw.Expr):
        back = (days < inf) if row.wrong is False else (days < inf) & ~row.wrong
        reason = f"not within {within_pct:g} % of baseline in ten years"
        row.problems.append(Problem(reason, ~back, "within_pct", None))
        row = row._replace(wrong=~back if row.wrong is False else row.wrong | ~back)
        low, high, days = (
            nw.when(back).then(value)
            for value in (numbers.smaller(low, days), numbers.smaller(numbers.larger(high, days), HORIZON_DAYS), days)
        )
    return row, (days, low, high)
