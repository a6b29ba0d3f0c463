"""Days: what a device recorded of each day of a person, and what that says of beds, steps and long sitting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median

import attrs

from .._rules import Each, InstanceOf, Number, check, check_given
from ..errors import InvalidValueError
from ..evidence import Claim, claim
from ._canonical import ActivityInterval, StepEpoch
from ._clinical import CodedEvent
from ._measures import bout_count, time_in_bouts_min
from ._sources import prefer_sources
from ._spells import Spells, in_order

_HOUR = 3600.0
_MIDNIGHT = time()
HOURS = Number("h", least=0, most=24)
SHARE = Number("-", above=0, below=1)
COUNT = Number("days", least=1, whole=True)
STEPS = Number("steps", above=0)
LONG_SITTING_CLAIM = "sitting_raises_disc_pressure"


@attrs.frozen(kw_only=True)
class ActivityDay:
    """What a device recorded of one day of a person, by the clock on the wall.

    Attributes
    ----------
    person : str
        Whose.
    day : datetime.date
        Which.
    steps : float or None
        Steps counted; None if nothing counted any. [steps]
    worn_h : float
        Hours that a device was worn for sure. [h]
    lying_h, lying_worn_h : float
        Hours recorded as lying, and those of them that were worn for sure. [h]
    sitting_h, sitting_or_lying_h : float
        Hours recorded as sitting, and as one of the two. [h]
    upright_h : float
        Hours of standing, stepping and cycling. [h]

    Examples
    --------
    >>> from datetime import date
    >>> from inactivity.records import ActivityDay
    >>> ActivityDay(person="p", day=date(2026, 3, 1), lying_h=23.0, upright_h=0.5).posture_h
    23.5
    """

    person: str
    day: date
    steps: float | None = attrs.field(default=None, metadata={"unit": "steps"})
    worn_h: float = attrs.field(default=0.0, metadata={"unit": "h"})
    lying_h: float = attrs.field(default=0.0, metadata={"unit": "h"})
    lying_worn_h: float = attrs.field(default=0.0, metadata={"unit": "h"})
    sitting_h: float = attrs.field(default=0.0, metadata={"unit": "h"})
    sitting_or_lying_h: float = attrs.field(default=0.0, metadata={"unit": "h"})
    upright_h: float = attrs.field(default=0.0, metadata={"unit": "h"})

    @property
    def posture_h(self) -> float:
        """Hours of which a posture is recorded [h]."""
        return self.lying_h + self.sitting_h + self.sitting_or_lying_h + self.upright_h


DAYS = Each(InstanceOf(ActivityDay))


@attrs.define
class _Sums:
    """What adds up to a day [s]."""

    steps: float | None = None
    worn: float = 0.0
    worn_counting: float = 0.0
    """Of step epochs, which may be of the same hours."""
    lying: float = 0.0
    lying_worn: float = 0.0
    sitting: float = 0.0
    sitting_or_lying: float = 0.0
    upright: float = 0.0


def activity_days(
    intervals: Iterable[ActivityInterval] = (), epochs: Iterable[StepEpoch] = ()
) -> tuple[ActivityDay, ...]:
    """Return the days of one person, in order; days without any record are not among them.

    Intervals that overlap count once, the earlier first; steps counted by several sources count once, as
    :func:`prefer_sources` has it. Steps that intervals hold count only where there are no epochs at all. What lasts
    over midnight is shared out between the days.

    Parameters
    ----------
    intervals : iterable of ActivityInterval
        Of one person, in any order.
    epochs : iterable of StepEpoch
        Of the same person, in any order; from several sources or one.

    Returns
    -------
    tuple of ActivityDay

    Raises
    ------
    InvalidValueError
        If the records are of several persons, or some have a time zone and others none.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import ActivityInterval, activity_days
    >>> night = ActivityInterval("p", datetime(2026, 3, 1, 22), 36000.0, "lying", "sedentary", None, "worn", "x")
    >>> [(str(day.day), day.lying_h) for day in activity_days([night])]
    [('2026-03-01', 2.0), ('2026-03-02', 8.0)]
    """
    return days_of(intervals, prefer_sources(epochs).epochs)


def days_of(intervals: Iterable[ActivityInterval], counted: Sequence[StepEpoch]) -> tuple[ActivityDay, ...]:
    """Return the days as :func:`activity_days` does, of steps that count once already."""
    ordered = in_order(intervals)
    people = sorted({interval.person for interval in ordered[:1]} | {epoch.person for epoch in counted[:1]})
    if len(people) > 1:
        raise InvalidValueError("epochs", people, "of the same person as the intervals")
    sums: dict[date, _Sums] = {}
    for interval in ordered:
        for day, seconds in _by_day(interval.start, interval.seconds):
            _add(sums.setdefault(day, _Sums()), interval, seconds, counts_steps=not counted)
    for epoch in counted:
        for day, seconds in _by_day(epoch.start, epoch.seconds):
            total = sums.setdefault(day, _Sums())
            share = seconds / epoch.seconds if epoch.seconds else 1.0
            total.steps = (total.steps or 0.0) + epoch.steps * share
            total.worn_counting += seconds if epoch.wear == "worn" else 0.0
    return tuple(
        ActivityDay(
            person=people[0],
            day=day,
            steps=total.steps,
            worn_h=max(total.worn, total.worn_counting) / _HOUR,
            lying_h=total.lying / _HOUR,
            lying_worn_h=total.lying_worn / _HOUR,
            sitting_h=total.sitting / _HOUR,
            sitting_or_lying_h=total.sitting_or_lying / _HOUR,
            upright_h=total.upright / _HOUR,
        )
        for day, total in sorted(sums.items())
    )


def _by_day(start: datetime, seconds: float) -> Iterator[tuple[date, float]]:
    """Share out what lasts between the days, by the clock that it began with."""
    clock = start.replace(tzinfo=None)
    while True:
        midnight = datetime.combine(clock.date() + timedelta(days=1), _MIDNIGHT)
        today = (midnight - clock).total_seconds()
        if seconds <= today:
            yield clock.date(), seconds
            return
        yield clock.date(), today
        clock, seconds = midnight, seconds - today


def _add(total: _Sums, interval: ActivityInterval, seconds: float, *, counts_steps: bool) -> None:
    if interval.wear == "not_worn":
        return
    if interval.wear == "worn":
        total.worn += seconds
    if interval.posture == "lying":
        total.lying += seconds
        total.lying_worn += seconds if interval.wear == "worn" else 0.0
    elif interval.posture == "sitting":
        total.sitting += seconds
    elif interval.posture == "sitting_or_lying":
        total.sitting_or_lying += seconds
    elif interval.posture != "unknown":
        total.upright += seconds
    if counts_steps and interval.steps is not None:
        share = seconds / interval.seconds if interval.seconds else 1.0
        total.steps = (total.steps or 0.0) + interval.steps * share


def days_in_bed(days: Iterable[ActivityDay], *, bed_hours: float = 22.0, known_hours: float = 18.0) -> tuple[date, ...]:
    """Return the days that were spent in bed: of what is recorded, as large a share lying as `bed_hours` of a day.

    Parameters
    ----------
    days : iterable of ActivityDay
        Of one person.
    bed_hours : float
        Hours of lying that make a day in bed. The default is a judgement: bed rest studies allow no upright time, and
        two hours leave room for what a sensor gets wrong. [h]
    known_hours : float
        Hours of which a posture must be recorded; a day with fewer tells nothing. The default is a judgement: a long
        night alone must not look like a day in bed. [h]

    Returns
    -------
    tuple of datetime.date

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.

    Examples
    --------
    >>> from datetime import date
    >>> from inactivity.records import ActivityDay, days_in_bed
    >>> ill = ActivityDay(person="p", day=date(2026, 3, 1), lying_h=23.5, upright_h=0.5)
    >>> well = ActivityDay(person="p", day=date(2026, 3, 2), lying_h=8.0, sitting_h=9.0, upright_h=7.0)
    >>> [str(day) for day in days_in_bed([ill, well])]
    ['2026-03-01']
    """
    given = _days(days)
    check(HOURS, "bed_hours", bed_hours)
    check(HOURS, "known_hours", known_hours)
    return tuple(one.day for one in given if in_bed(one, bed_hours, known_hours))


def in_bed(one: ActivityDay, bed_hours: float, known_hours: float) -> bool:
    """Whether a day was spent in bed, as far as it is recorded."""
    return one.posture_h >= max(known_hours, _LEAST_H) and one.lying_h >= one.posture_h * bed_hours / 24


_LEAST_H = 1e-9


def _days(days: Iterable[ActivityDay]) -> tuple[ActivityDay, ...]:
    given = tuple(days)
    check(DAYS, "days", given)
    return given


def baseline_steps(days: Iterable[ActivityDay], *, baseline_days: int = 14) -> float:
    """Return a person's own baseline: the median steps of the first days on which any were counted [steps].

    Parameters
    ----------
    days : iterable of ActivityDay
        Of one person.
    baseline_days : int
        How many of the first days with steps to take. The default is a judgement: two weeks hold every day of the
        week twice. Half of them must be there.

    Returns
    -------
    float
        Above 0. [steps]

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule, too few days have steps, or the baseline is no step at all.

    Examples
    --------
    >>> from datetime import date
    >>> from inactivity.records import ActivityDay, baseline_steps
    >>> march = [ActivityDay(person="p", day=date(2026, 3, day), steps=8000.0 + day) for day in range(1, 15)]
    >>> baseline_steps(march)
    8007.5
    """
    given = sorted(_days(days), key=lambda one: one.day)
    check(COUNT, "baseline_days", baseline_days)
    steps = [one.steps for one in given if one.steps is not None][:baseline_days]
    needed = (baseline_days + 1) // 2
    hint = "Say it with baseline=, if you know it."
    if len(steps) < needed:
        raise InvalidValueError("days", f"{len(steps)} days with steps", f"at least {needed} of them", hint)
    found = float(median(steps))
    if found <= 0:
        raise InvalidValueError("days", f"{len(steps)} days, most without a step", "a baseline above 0 steps", hint)
    return found


def step_reduction_pct(days: Iterable[ActivityDay], *, baseline: float | None = None) -> tuple[tuple[date, float], ...]:
    """Return by how many per cent each day with steps lies below the person's own baseline [%].

    Parameters
    ----------
    days : iterable of ActivityDay
        Of one person.
    baseline : float, optional
        Steps a day to compare with; by default those of :func:`baseline_steps`. [steps]

    Returns
    -------
    tuple of (datetime.date, float)
        The day, and how much lower; negative where there were more steps. [%]

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule, or no baseline is given and there is none.

    Examples
    --------
    >>> from datetime import date
    >>> from inactivity.records import ActivityDay, step_reduction_pct
    >>> [(_, reduction)] = step_reduction_pct(
    ...     [ActivityDay(person="p", day=date(2026, 3, 1), steps=2000.0)], baseline=8000
    ... )
    >>> reduction
    75.0
    """
    given = _days(days)
    check_given(STEPS, "baseline", baseline)
    usual = baseline_steps(given) if baseline is None else baseline
    return tuple((one.day, 100.0 * (1 - one.steps / usual)) for one in given if one.steps is not None)


@attrs.frozen(kw_only=True)
class LongSitting:
    """Time in uninterrupted sitting of some hours, with what the studies say of the threshold.

    Attributes
    ----------
    hours : float
        The threshold. [h]
    definition : str
        Of a bout.
    bouts : int
        Spells of at least so long.
    time_h : float
        Hours in them. [h]
    claim : Claim
        The claim of the founding article that names four hours, with its verdict.

    Examples
    --------
    >>> from inactivity.records import Spells, long_sitting
    >>> long_sitting(Spells.of_lengths([250, 30]), hours=4).bouts
    1
    """

    hours: float = attrs.field(metadata={"unit": "h"})
    definition: str
    bouts: int
    time_h: float = attrs.field(metadata={"unit": "h"})
    claim: Claim


def long_sitting(spells: Spells, *, hours: float = 4.0, definition: str = "sbrn2017") -> LongSitting:
    """Return the time in uninterrupted sitting of `hours` and more, with the verdict on the claim behind the number.

    The founding article has it that from four hours of sitting on the pressure in lumbar discs rises. The studies do
    not bear that out; and no study of the evidence measured a muscle in sitting. So this is a description, not an
    exposure.

    Parameters
    ----------
    spells : Spells
        Of one person.
    hours : float
        The threshold. [h]
    definition : str
        Of a bout: see :func:`definitions`.

    Returns
    -------
    LongSitting

    Raises
    ------
    UnknownDefinitionError
        If `definition` is not known.
    InvalidValueError
        If another argument breaks its rule.

    References
    ----------
    .. [1] The sources of ``inactivity.claim("sitting_raises_disc_pressure")``.

    Examples
    --------
    >>> from inactivity.records import Spells, long_sitting
    >>> found = long_sitting(Spells.of_lengths([250, 30]))
    >>> found.bouts, round(found.time_h, 2), found.claim.verdict
    (1, 4.17, 'unsupported')
    """
    check(HOURS, "hours", hours)
    minutes = hours * 60
    return LongSitting(
        hours=hours,
        definition=definition,
        bouts=bout_count(spells, minutes, definition=definition),
        time_h=time_in_bouts_min(spells, minutes, definition=definition) / 60,
        claim=claim(LONG_SITTING_CLAIM),
    )


def of_persons(
    records: Iterable[ActivityInterval | StepEpoch | CodedEvent],
) -> dict[str, tuple[list[ActivityInterval], list[StepEpoch]]]:
    """Return the intervals and the epochs by person."""
    people: dict[str, tuple[list[ActivityInterval], list[StepEpoch]]] = {}
    for record in records:
        if isinstance(record, ActivityInterval):
            people.setdefault(record.person, ([], []))[0].append(record)
        elif isinstance(record, StepEpoch):
            people.setdefault(record.person, ([], []))[1].append(record)
    return people
