"""`forecast`: the course of each subject over its segments, a row a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import narwhals.stable.v2 as nw

from .._narrowing import is_rows
from .._rules import Number, as_float, check
from ..anatomy import Muscle
from ..errors import InvalidValueError
from ..estimates._asking import MeasureClassAsked, SexAsked, Target
from ..exposure import RecoveryCondition
from ..kinetics import REST, Parameters, State, expose, recover
from ..kinetics._answers import Change, change_of, moments, stretched
from ..kinetics._normal import half_width
from . import _reasons as because
from ._asked import Column, number, text
from ._cells import KEY, KIND_ROWS
from ._engines import is_lazy, narwhal
from ._names import Named, numbers_of
from ._question import Arguments, Row, arguments, rows_asked
from ._reasons import Problem
from ._segments import NUMBER, TIED, day_by_day, in_order, over
from ._workings import MARK, Workings

FrameT = TypeVar("FrameT")

ANSWERS = ("day", "change_pct", "low", "high", "reason")
_STEP = Number("days", least=0.1, most=3650)  # finer steps need tables of millions of days
_MOST = Number("segments", least=1, most=64, whole=True)
_KIND, _RESTS, _DAYS, _WHY = (f"{MARK}{word}" for word in ("kind_at", "rests", "signed", "why"))
_OF_KINDS = ("missing exposure kind", "unknown exposure kind")
_FINE = 1000
"""In the place of the number of a problem: there is none."""
_ALIKE = {"sex": "sex", "age": "age", "cell": "muscle or countermeasure"}


def forecast(
    frame: FrameT,
    *,
    order: str,
    subject: str | Sequence[str] = "subject",
    muscle: str | Muscle = "muscle",
    kind: str = "exposure_kind",
    days: str | float = "days",
    measure: MeasureClassAsked = "size",
    target: Target = "person",
    level: float = 0.9,
    sex: str | SexAsked | None = None,
    age_years: str | float | None = None,
    countermeasure: str | None = None,
    recovery_condition: RecoveryCondition = "reambulation",
    step_days: float = 1.0,
    max_segments: int = 8,
    parameters: Parameters | None = None,
    strict: bool = False,
) -> FrameT:
    """Forecast the course of each subject over its segments: :func:`inactivity.forecast`, a row a subject and day.

    The frame has a row for each segment: whose it is, its place in the order, what it is and how long. "recovery" in the
    place of a kind is a recovery. The exposures of a subject are of one kind; ask :func:`inactivity.forecast` for
    sequences of several. A subject with a segment that cannot be answered gets one row: nulls, and its ``reason``.

    Parameters
    ----------
    frame : dataframe
        Of polars (eager or lazy), pandas, pyarrow, DuckDB (a relation), PySpark or Dask.
    order : str
        The column that tells which segment of a subject comes first: numbers, dates or times.
    subject : str or sequence of str
        The column, or columns, that tell subjects apart. One person's muscles are several: ``["patient", "muscle"]``.
    muscle : str or Muscle
        The column of muscles, by any name each; or one muscle for all rows.
    kind : str
        The column of kinds of exposure, by any name each, and of "recovery".
    days : str or float
        The column of the lengths of the segments; or one number for all rows. [days]
    measure : {"size", "strength"}
        Course of what.
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
        What is done in all recoveries: "reambulation", "rehabilitation", "supervised_training" or "unknown".
    step_days : float
        Distance between the days told within a segment, at least 0.1. [days]
    max_segments : int
        How many segments a subject may have, at most 64: a plan has a fixed size, which grows with it.
    parameters : Parameters, optional
        Your own fit instead of the packaged one.
    strict : bool
        Whether to raise where a subject cannot be answered. This runs the frame, and collects a summary of those.

    Returns
    -------
    dataframe
        The column or columns of the subject, ``day`` since its start [days], ``change_pct``, ``low``, ``high`` [%] and
        ``reason``. A lazy frame stays lazy, and promises no order of rows; eager ones are sorted by subject and day.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.
    FrameError
        If `strict` and a subject cannot be answered.

    References
    ----------
    .. [1] As for :func:`inactivity.forecast`.

    Examples
    --------
    >>> import polars as pl
    >>> from inactivity import frames
    >>> segments = pl.DataFrame(
    ...     {
    ...         "subject": 1,
    ...         "muscle": "soleus",
    ...         "at": [1, 2],
    ...         "exposure_kind": ["bed rest", "recovery"],
    ...         "days": [14, 60],
    ...     }
    ... )
    >>> course = frames.forecast(segments, order="at")
    >>> course.columns, course.height
    (['subject', 'day', 'change_pct', 'low', 'high', 'reason'], 75)
    """
    given = narwhal(frame)
    check(_STEP, "step_days", step_days := as_float(step_days))
    check(_MOST, "max_segments", max_segments)
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
        what=f"course of the {measure}",
        parameters=parameters,
    )
    subjects = _columns(given, subject, order, kind)
    needed = dict.fromkeys((*subjects, order, *found.columns()))
    lazily = is_lazy(given) or str(given.implementation) == "polars"
    work = Workings((given.lazy() if lazily else given).select(*needed))
    work.frame = in_order(work.frame, subjects, order)
    row, problems = _asked(work, found, subjects, order, max_segments)
    steps = _before(work, max_segments)
    started = _started(work, row, steps)
    unneeded = [name for name in needed if name not in subjects]
    work.frame = work.frame.drop(*unneeded)
    sound = nw.col(_WHY) == _FINE
    work.frame, within = day_by_day(work.frame, nw.col(_DAYS).abs(), step_days, ~sound)
    change = _told(work, row, started, within, found)
    values = {"day": started.day + within, "change_pct": change.change_pct, "low": change.low, "high": change.high}
    answers = {name: nw.when(sound).then(value) for name, value in values.items()}
    reason = because.reason_of(problems, ~sound, as_numbers=str(given.implementation) == "polars")
    answered = work.frame.with_columns(**answers, reason=reason)
    if strict:
        because.refuse(answered, "reason", problems)
    answered = answered.select(*subjects, *ANSWERS)
    if str(given.implementation) == "dask":  # a place taken twice has left a subject two rows
        answered = answered.unique()
    if not is_lazy(given):
        answered = (answered.collect() if lazily else answered).sort(*subjects, "day")
    native: FrameT = nw.to_native(answered)
    return native


def _columns(frame: Any, subject: object, order: object, kind: object) -> tuple[str, ...]:
    """Return the columns of the subject, or raise where one of them, of the order or of the kinds is none."""
    names = tuple(frame.collect_schema())
    subjects = (subject,) if isinstance(subject, str) else tuple(subject) if is_rows(subject) else (subject,)
    asked = [*(("subject", name) for name in subjects or (None,)), ("order", order), ("kind", kind)]
    for what, name in asked:
        if not (isinstance(name, str) and name in names):
            raise InvalidValueError(what, name, f"a column of the frame ({', '.join(names)})")
        if what == "subject" and name in ANSWERS:
            raise InvalidValueError(what, name, f"a column with a name other than {', '.join(ANSWERS)}")
    return tuple(str(name) for name in subjects)


# ---------------------------------------------------------------- what is asked


def _asked(
    work: Workings, given: Arguments, subjects: Sequence[str], order: str, most: int
) -> tuple[Row, list[Problem]]:
    """Put what is known of each subject's kind into its rows, and return it with what is wrong with them."""
    kind, word = f"{MARK}kind_text", f"{MARK}kind_word"
    work.frame = work.frame.with_columns(text(given.kind).alias(kind))
    rests = nw.col(kind).str.to_lowercase().str.strip_chars(" ") == "recovery"
    work.frame = work.frame.with_columns(nw.when(rests).then(nw.lit(1)).otherwise(nw.lit(0)).alias(_RESTS))
    exposes = nw.col(_RESTS) == 0
    work.frame = work.frame.with_columns(nw.when(exposes).then(nw.col(kind)).alias(word))
    (found_kind,) = numbers_of(work, Named(word, "kind", KIND_ROWS, _KIND))
    work.frame = work.frame.with_columns(found_kind.number.alias(_KIND))
    low, high = f"{_KIND}_low", f"{_KIND}_high"
    work.frame = over(work.frame, subjects, **{low: (_KIND, "min"), high: (_KIND, "max")})
    # One who only recovers is at baseline, whatever the kind.
    row = rows_asked(work, given, brief=False, kind=nw.col(high).fill_null(0))
    missing: Any = nw.col(subjects[0]).is_null()
    for name in subjects[1:]:
        missing = missing | nw.col(name).is_null()
    found = [
        ("missing subject", missing),
        ("missing order", nw.col(order).is_null()),
        ("two segments at one place of the order", nw.col(TIED)),
        (_OF_KINDS[0], exposes & nw.col(kind).is_null()),
        (_OF_KINDS[1], exposes & nw.col(_KIND).is_null()),
        *((problem.reason, problem.holds) for problem in row.problems if problem.reason not in _OF_KINDS),
        ("more than one kind of exposure", nw.col(low) < nw.col(high)),
        (f"more than {most} segments", nw.col(NUMBER) > most),
    ]
    signed = nw.when(nw.col(_RESTS) == 1).then(-row.days).otherwise(row.days)
    work.frame = work.frame.with_columns(signed.alias(_DAYS))
    return row, _by_subject(work, given, subjects, found, most)


def _by_subject(
    work: Workings, given: Arguments, subjects: Sequence[str], found: list[tuple[str, Any]], most: int
) -> list[Problem]:
    """Give each row what holds for its subject, all at once: the number of what is wrong, and the lengths of segments."""
    why: Any = nw.lit(_FINE)
    for at, (_, holds) in reversed(list(enumerate(found))):
        why = nw.when(holds).then(nw.lit(at)).otherwise(why)
    same: dict[str, Any] = {}
    if isinstance(given.sex, Column):
        sex = text(given.sex)
        women = nw.when(sex == "female").then(nw.lit(1)).otherwise(nw.lit(2))
        same["sex"] = nw.when(sex == "male").then(nw.lit(0)).otherwise(women)
    if isinstance(given.age_years, Column):
        age = number(given.age_years)
        same["age"] = nw.when(age >= 0.0).then(age).otherwise(nw.lit(-1.0))
    if f"{KEY}_at" in work.frame.collect_schema():
        same["cell"] = nw.col(f"{KEY}_at")
    made = {f"{MARK}same_{name}": value for name, value in same.items()}
    placed = {name: nw.when(nw.col(NUMBER) == at).then(nw.col(_DAYS)) for at, name in enumerate(_places(most), start=1)}
    work.frame = work.frame.with_columns(**{_WHY: why}, **made, **placed)
    bounds = {f"{name}_{how}": (name, how) for name in made for how in ("min", "max")}
    lengths = {name: (name, "max") for name in placed}
    work.frame = over(work.frame, subjects, **{_WHY: (_WHY, "min")}, **bounds, **lengths)
    why, reasons = nw.col(_WHY), [reason for reason, _ in found]
    for name in same:
        differs = nw.col(f"{MARK}same_{name}_min") < nw.col(f"{MARK}same_{name}_max")
        why = nw.when((why == _FINE) & differs).then(nw.lit(len(reasons))).otherwise(why)
        reasons.append(f"more than one {_ALIKE[name]}")
    work.frame = work.frame.with_columns(why.alias(_WHY))
    at_fault = nw.col(_WHY)
    return [Problem(reason, at_fault == at, "subject", subjects[0]) for at, reason in enumerate(reasons)]


# ---------------------------------------------------------------- where each segment begins


class Started(NamedTuple):
    """Where a muscle is when a segment begins, and how far the evidence was left by then."""

    state: State
    elapsed: Any
    """Days of exposure so far."""
    recovered: Any
    """Days of recovery since the last of them."""
    widest: Any
    """By how much the interval was widened so far [-]."""
    day: Any


_REST = Started(REST, 0.0, 0.0, 1.0, 0.0)


def _places(most: int) -> list[str]:
    return [f"{_DAYS}_{at}" for at in range(1, most)]


def _before(work: Workings, most: int) -> list[Any]:
    """Return the lengths of the segments of a subject before that of each row, those of recoveries below 0."""
    # No segment before its own: a recovery of no days, which moves nothing.
    before = {
        name: nw.when(nw.col(NUMBER) > at).then(nw.col(name)).otherwise(nw.lit(0.0))
        for at, name in enumerate(_places(most), start=1)
    }
    if before:
        work.frame = work.frame.with_columns(**before)
    return [nw.col(name) for name in before]


def _started(work: Workings, row: Row, steps: list[Any]) -> Started:
    start = _REST
    for signed in steps:
        after = _after(work, row, start, signed.abs(), signed <= 0.0)
        kept = work.keep(*after.state, *after[1:])
        start = Started(State(*kept[:6]), *kept[6:])
    return start


def _after(work: Workings, row: Row, start: Started, days: Any, rests: Any) -> Started:
    """Return where a muscle is when some days of a segment have passed."""
    numbers, rates = work.numbers, row.cell.rates
    back, lost = recover(start.state, days, rates, numbers.exp), expose(start.state, days, rates, numbers.exp)
    state = State(*(_either(numbers, rests, one, other) for one, other in zip(back, lost, strict=True)))
    elapsed = _either(numbers, rests, start.elapsed, start.elapsed + days)
    # Before any exposure nothing recovers.
    recovered = nw.when(rests & (elapsed > 0.0)).then(start.recovered + days).otherwise(nw.lit(0.0))
    wider = stretched(row.reach, elapsed, recovered, numbers)
    widest = numbers.larger(wider, start.widest)
    return Started(state, elapsed, recovered, widest, start.day + days)


def _either(numbers: Any, rests: Any, one: Any, other: Any) -> Any:
    return numbers.choose(rests, one, lambda: other)


def _told(work: Workings, row: Row, start: Started, within: Any, given: Arguments) -> Change:
    """Return the change on a day of a segment."""
    numbers, question = work.numbers, given.asked
    (days,) = work.keep(within)
    after = _after(work, row, start, days, nw.col(_RESTS) == 1)
    *state, wider = work.keep(*after.state, after.widest)
    mean, variance = moments(row.cell, State(*state), question.target, numbers)
    return change_of(mean, wider * (half_width(question.level) * numbers.sqrt(variance)), numbers)
