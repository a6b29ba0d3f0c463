"""`exposures_from_activity`: what a device recorded of days, as days in bed and weeks of fewer steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Literal, TypeAlias

import attrs

from .._rules import OneOf, check, check_given
from ..errors import InvalidValueError
from ..exposure import RECOVERY_CONDITIONS, ExposureKind, RecoveryCondition
from ._canonical import ActivityInterval, StepEpoch
from ._clinical import CodedEvent
from ._days import COUNT, HOURS, SHARE, STEPS, ActivityDay, baseline_steps, days_of, in_bed, of_persons
from ._exposures import PersonExposure, Span, first_moment, merge
from ._sources import prefer_sources

Verdict: TypeAlias = Literal["yes", "no", "unknown"]
_MIDNIGHT = time()
_STUDIED_PCT, _STUDIED_STEPS = 87.0, 2000.0
"""kroghmadsen2010, abstract: from 10,501 to 1,344 steps a day. walker2024, abstract: fewer than 2,000 a day."""
_ASKS_MUCH = (
    "no study of the evidence reduced steps so little: kroghmadsen2010 took away 87 %, walker2024 left 2,000 a day"
)
_SITTING = (
    "Sitting is not an exposure here: no study of the evidence measured a muscle in it. {hours:.1f} h a day of sitting, "
    "or of sitting or lying, were counted and not used."
)


@attrs.frozen(kw_only=True)
class _Rules:
    """The thresholds: see :func:`exposures_from_activity`."""

    bed_hours: float
    known_hours: float
    least_bed_days: int
    reduction: float
    least_reduced_days: int
    baseline_days: int
    baseline: float | None
    condition: RecoveryCondition


def exposures_from_activity(
    records: Iterable[ActivityInterval | StepEpoch | CodedEvent],
    *,
    bed_hours: float = 22.0,
    known_hours: float = 18.0,
    least_bed_days: int = 1,
    reduction: float = 0.5,
    least_reduced_days: int = 3,
    baseline_days: int = 14,
    baseline: float | None = None,
    recovery_condition: RecoveryCondition = "reambulation",
) -> tuple[PersonExposure, ...]:
    """Return what the records of devices say each person went through: days in bed, and days of far fewer steps.

    A day in bed is one of which as large a share as `bed_hours` of 24 was spent lying; days in bed are "bed_rest".
    A reduced day has fewer than (1 - `reduction`) times the person's own baseline of steps; several of them in a row
    are "step_reduction". What lies between is recovery. Sitting is counted and never an exposure: no study of the
    evidence measured a muscle in it.

    Nobody knows what a person did without the device. A day without records, or with too few, counts if the days
    before and after it do. The bounds take what is unknown for the worst and for the best:

    * ``upper``: whatever was not recorded as upright, or as sitting, was lying, on days with `known_hours` of posture;
      steps not counted were not taken.
    * ``lower``: only lying that was worn for sure was lying; where the device was worn for less of a day than is usual
      for the person, the same share of the baseline may have been walked without it. No day without records counts.

    Parameters
    ----------
    records : iterable of ActivityInterval, StepEpoch or CodedEvent
        Of any number of persons, in any order: what readers of devices give. Coded events are passed over.
    bed_hours : float
        Hours of lying, of 24, that make a day in bed. A judgement: volunteers of bed rest studies are not upright at
        all, and two hours leave room for what a sensor gets wrong. [h]
    known_hours : float
        Hours of which a posture must be recorded for a day to tell anything of bed. A judgement: a long night alone
        must not look like a day in bed. [h]
    least_bed_days : int
        Days in bed in a row that make an exposure. A judgement. [days]
    reduction : float
        Share of the baseline that must be missing. A judgement, and milder than what was studied: see References. [-]
    least_reduced_days : int
        Reduced days in a row that make an exposure. A judgement: a lazy weekend is none; the studies lasted 14. [days]
    baseline_days : int
        How many of the first days with steps give the baseline, their median. A judgement. [days]
    baseline : float, optional
        The person's usual steps a day, if they are known better. [steps]
    recovery_condition : str
        What is done between exposures, which no device knows.

    Returns
    -------
    tuple of PersonExposure
        One for each person with an interval or an epoch, by name. Timelines are by the clock on the wall; the last one
        ends with the last day.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule, or some records of a person have a time zone and others none.

    References
    ----------
    .. [1] Krogh-Madsen et al. (2010), study id ``kroghmadsen2010``, :doi:`10.1152/japplphysiol.00977.2009`. From
       10,501 to 1,344 steps a day for 14 days.
    .. [2] Walker et al. (2024), study id ``walker2024``, :doi:`10.1007/s00421-024-05426-1`. Fewer than 2,000 steps a
       day for 14 days.

    Examples
    --------
    >>> from datetime import datetime, timedelta
    >>> import inactivity as ia
    >>> from inactivity.records import StepEpoch, exposures_from_activity
    >>> first = datetime(2026, 3, 1)
    >>> steps = [9000.0] * 14 + [1500.0] * 14 + [9000.0] * 7
    >>> epochs = [
    ...     StepEpoch("p1", first + timedelta(days=day), 86400.0, count, "worn", "watch")
    ...     for day, count in enumerate(steps)
    ... ]
    >>> [person] = exposures_from_activity(epochs)
    >>> [str(segment) for segment in person.timeline]
    ['14 days of step reduction', '7 days of recovery (reambulation)']
    >>> ia.forecast("quadriceps", person.timeline).change_pct[14] < 0
    True
    """
    rules = _Rules(
        bed_hours=bed_hours,
        known_hours=known_hours,
        least_bed_days=least_bed_days,
        reduction=reduction,
        least_reduced_days=least_reduced_days,
        baseline_days=baseline_days,
        baseline=baseline,
        condition=recovery_condition,
    )
    check(HOURS, "bed_hours", bed_hours)
    check(HOURS, "known_hours", known_hours)
    check(COUNT, "least_bed_days", least_bed_days)
    check(SHARE, "reduction", reduction)
    check(COUNT, "least_reduced_days", least_reduced_days)
    check(COUNT, "baseline_days", baseline_days)
    check_given(STEPS, "baseline", baseline)
    check(OneOf(RECOVERY_CONDITIONS), "recovery_condition", recovery_condition)
    people = of_persons(records)
    return tuple(_person(person, *people[person], rules) for person in sorted(people))


def _person(
    person: str, intervals: Sequence[ActivityInterval], epochs: Sequence[StepEpoch], rules: _Rules
) -> PersonExposure:
    preferred = prefer_sources(epochs)
    days = _Days(days_of(intervals, preferred.epochs), rules)
    until = datetime.combine(days.last + timedelta(days=1), _MIDNIGHT)
    found = {name: days.spans(name) for name in ("lower", "timeline", "upper")}
    merged = {name: merge(spans, until=until, recovery_condition=rules.condition) for name, spans in found.items()}
    cautions = [*days.cautions(found)]
    if len(preferred.order) > 1:
        cautions.insert(
            0,
            f"{len(preferred.order)} sources counted steps: each moment counts once, for the first of "
            f"{', '.join(preferred.order)}; {preferred.dropped} epochs dropped, {preferred.shortened} shortened.",
        )
    return PersonExposure(
        person=person,
        started=first_moment(found["timeline"], until),
        timeline=merged["timeline"],
        lower=merged["lower"],
        lower_started=first_moment(found["lower"], until),
        upper=merged["upper"],
        upper_started=first_moment(found["upper"], until),
        spans=found["timeline"],
        cautions=cautions,
        counted=days.counted(found["timeline"], len(intervals), len(epochs)),
    )


class _Days:
    """The days of a person, from the first recorded one to the last, and what each tells."""

    def __init__(self, given: Sequence[ActivityDay], rules: _Rules) -> None:
        self._rules = rules
        self._given = given
        self._of = {one.day: one for one in given}
        self._first, self.last = given[0].day, given[-1].day
        self._baseline, self._why = self._usual_steps()
        worn = [one.worn_h for one in given if one.steps is not None][: rules.baseline_days]
        self._usual_worn_h = median(worn) if worn else 0.0

    def _usual_steps(self) -> tuple[float | None, str]:
        if self._rules.baseline is not None:
            return self._rules.baseline, ""
        try:
            return baseline_steps(self._given, baseline_days=self._rules.baseline_days), ""
        except InvalidValueError as error:
            return None, str(error)

    def spans(self, name: str) -> tuple[Span, ...]:
        """Return the exposures as one of the three has it: "lower", "timeline" or "upper"."""
        rules = self._rules
        bed = {"lower": self._in_bed_at_least, "timeline": self._in_bed, "upper": self._in_bed_at_most}[name]
        steps = self._reduced_at_least if name == "lower" else self._reduced
        return (
            *self._runs(bed, rules.least_bed_days, ExposureKind.BED_REST, "days in bed", fills=name != "lower"),
            *self._runs(
                steps,
                rules.least_reduced_days,
                ExposureKind.STEP_REDUCTION,
                "days of fewer steps",
                fills=name != "lower",
            ),
        )

    def _runs(
        self, verdict: Callable[[ActivityDay], Verdict], least: int, kind: ExposureKind, reason: str, *, fills: bool
    ) -> tuple[Span, ...]:
        """Return the runs of days that count; days nobody knows of count between two that do, if `fills`."""
        runs: list[tuple[date, date]] = []
        unbroken = False
        before = self._first
        for one in self._given:
            told = verdict(one)
            unbroken = unbroken and (fills or (one.day - before).days <= 1)
            before = one.day
            if told == "yes":
                runs.append((runs.pop()[0] if unbroken else one.day, one.day))
                unbroken = True
            elif told == "no" or not fills:
                unbroken = False
        return tuple(
            Span(
                kind=kind,
                start=datetime.combine(first, _MIDNIGHT),
                end=datetime.combine(last + timedelta(days=1), _MIDNIGHT),
                reason=reason,
            )
            for first, last in runs
            if (last - first).days + 1 >= least
        )

    def _in_bed(self, one: ActivityDay) -> Verdict:
        if one.posture_h < self._rules.known_hours:
            return "unknown"
        return "yes" if in_bed(one, self._rules.bed_hours, self._rules.known_hours) else "no"

    def _in_bed_at_least(self, one: ActivityDay) -> Verdict:
        # No more than the timeline has, whatever the rules and however many hours a day had when clocks changed.
        told = self._in_bed(one)
        return told if told != "yes" or one.lying_worn_h >= self._rules.bed_hours else "no"

    def _in_bed_at_most(self, one: ActivityDay) -> Verdict:
        if one.posture_h < self._rules.known_hours:
            return "unknown"
        possible = 24 - one.upright_h - one.sitting_h >= self._rules.bed_hours
        return "yes" if possible or self._in_bed(one) == "yes" else "no"

    def _reduced(self, one: ActivityDay) -> Verdict:
        if self._baseline is None or one.steps is None:
            return "unknown"
        return "yes" if one.steps < (1 - self._rules.reduction) * self._baseline else "no"

    def _reduced_at_least(self, one: ActivityDay) -> Verdict:
        if self._baseline is None or one.steps is None:
            return "unknown"
        # Steps may have been walked in the time that the device is worn on other days, and was not on this one.
        missing = max(0.0, 1 - one.worn_h / self._usual_worn_h) if self._usual_worn_h else 1.0
        hidden = missing * self._baseline
        return "yes" if one.steps + hidden < (1 - self._rules.reduction) * self._baseline else "no"

    def cautions(self, found: dict[str, tuple[Span, ...]]) -> Iterable[str]:
        """Yield what weakens the timeline."""
        spans, rules = found["timeline"], self._rules
        if not spans:
            yield "The records hold no day in bed and no spell of fewer steps by these rules: there is nothing to forecast."
        if self._baseline is None:
            yield f"Fewer steps cannot be told from these records, as they give no baseline: {self._why}"
        elif rules.baseline is None:
            yield (
                f"The baseline of {self._baseline:.0f} steps a day is the median of the first {rules.baseline_days} days "
                "with steps: who was ill or immobile then has too low a one."
            )
        for span in spans:
            steps = self._mean_steps(span) if span.kind is ExposureKind.STEP_REDUCTION else 0.0
            less = 100.0 * (1 - steps / (self._baseline or 1.0))
            if steps >= _STUDIED_STEPS and less < _STUDIED_PCT:
                yield (
                    f"From {span.start.date()} there were {steps:.0f} steps a day, {less:.0f} % below the baseline; "
                    f"{_ASKS_MUCH}. The loss may well be smaller than forecast."
                )
        missing = (self.last - self._first).days + 1 - len(self._given)
        if missing:
            yield f"{missing} of {(self.last - self._first).days + 1} days have no record at all."
        if found["lower"] != spans or found["upper"] != spans:
            yield (
                "What was done without the device, or in an unknown posture, is unknown: lower and upper have the least "
                "and the most disuse that the records allow."
            )
        sitting = sum(one.sitting_h + one.sitting_or_lying_h for one in self._given) / len(self._given)
        if sitting:
            yield _SITTING.format(hours=sitting)
        yield (
            f"Rules: in bed, lying {rules.bed_hours:g} of 24 h; fewer steps, {100 * rules.reduction:g} % below the "
            f"baseline on {rules.least_reduced_days} days or more in a row. These are judgements."
        )

    def _mean_steps(self, span: Span) -> float:
        steps = [one.steps for one in self._given if one.steps is not None and _within(one.day, span)]
        return sum(steps) / len(steps)

    def counted(self, spans: Iterable[Span], intervals: int, epochs: int) -> tuple[str, ...]:
        """Return what went into the timeline, with numbers."""
        texts = [
            f"{len(self._given)} days with records, {self._first} to {self.last}: {intervals} intervals, {epochs} step epochs"
        ]
        for kind, words in ((ExposureKind.BED_REST, "in bed"), (ExposureKind.STEP_REDUCTION, "of fewer steps")):
            days = sum(span.days for span in spans if span.kind is kind)
            texts.append(f"{days:g} days {words}")
        if self._baseline is not None:
            texts.append(f"baseline {self._baseline:.0f} steps a day")
        return tuple(texts)


def _within(day: date, span: Span) -> bool:
    return span.start.date() <= day < span.end.date()
