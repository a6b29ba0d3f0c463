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
    """Estimate how much exposures change muscles, row by row: :func:`inactivity.estimate_change` as columns.

    A row that cannot be answered (unknown muscle, no or impossible days, no evidence) gets nulls, and its ``reason``.

    Parameters
    ----------
    frame : dataframe
        Of polars (eager or lazy), pandas, pyarrow, DuckDB (a relation), PySpark or Dask.
    muscle : str or Muscle
        The column of muscles, by any name each; or one muscle for all rows.
    kind : str or ExposureKind
        The column of kinds of exposure, by any name each; or one kind for all rows.
    days : str or float
        The column of the days of exposure; or one number for all rows. [days]
    recovery_days : str or float, optional
        The column of the days of recovery after the exposure; or one number for all rows. Without it, the change is
        that at the end of the exposure. [days]
    measure : {"size", "strength"}
        Change of what, in all rows.
    target : {"person", "group"}
        Whom the intervals are for: one person, or the mean of a new group.
    level : float
        Level of the intervals, between 0 and 1. [-]
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
        What was given, with the columns ``change_pct``, ``low``, ``high`` [%] and ``reason`` beside it. A lazy frame stays lazy. Eager frames and
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
    .. [1] As for :func:`inactivity.estimate_change`.

    Examples
    --------
    >>> import polars as pl
    >>> from inactivity import frames
    >>> cohort = pl.DataFrame(
    ...     {"muscle": ["soleus", "six-pack", "tail"], "exposure_kind": "bed rest", "exposure_days": 14}
    ... )
    >>> frames.with_change(cohort)["reason"].to_list()
    [None, None, 'unknown muscle']
    """
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
    answered: FrameT = finished(inside, work, row, dict(zip(names, change, strict=False)), names[-1], strict=strict)
    return answered


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
    return change_of(mean, wider * (half_width(question.level) * numbers.sqrt(variance)), numbers)
