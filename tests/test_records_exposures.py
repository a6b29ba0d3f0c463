"""From records of devices to exposures: one source at a time, days, timelines, bounds, a forecast."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

import inactivity as ia
from inactivity.errors import InvalidValueError, UnknownExposureKindError
from inactivity.records import (
    PRECEDENCE,
    ActivityInterval,
    Code,
    CodedEvent,
    PersonExposure,
    Span,
    StepEpoch,
    activity_days,
    baseline_steps,
    days_in_bed,
    exposures_from_activity,
    merge,
    prefer_sources,
    step_reduction_pct,
    watch_first,
)

FIRST = datetime(2026, 3, 1)
DAY = 86_400.0
OSLO = ZoneInfo("Europe/Oslo")


def epoch(
    start: datetime,
    steps: float,
    seconds: float = 600.0,
    source: str = "Watch",
    *,
    wear: str = "worn",
    person: str = "p",
) -> StepEpoch:
    return StepEpoch(person, start, seconds, steps, wear, source)  # type: ignore[arg-type]  # one of the three words


def interval(start: datetime, hours: float, posture: str, wear: str = "worn", person: str = "p") -> ActivityInterval:
    return ActivityInterval(person, start, hours * 3600.0, posture, "unknown", None, wear, "x")  # type: ignore[arg-type]  # words


def daily(steps: Sequence[float | None], wear: str = "worn", worn_h: float = 24.0) -> list[StepEpoch]:
    return [
        epoch(FIRST + timedelta(days=day), count, worn_h * 3600, wear=wear)
        for day, count in enumerate(steps)
        if count is not None
    ]


def segments(timeline: ia.Timeline | None) -> list[tuple[str, float]]:
    if timeline is None:
        return []
    return [(part.kind.value if isinstance(part, ia.Exposure) else "recovery", part.days) for part in timeline]


def only(people: tuple[PersonExposure, ...]) -> PersonExposure:
    [person] = people
    return person


# --- one source at a time ---------------------------------------------------------------------------


def test_phone_and_watch_are_never_added_up() -> None:
    both = [epoch(FIRST, 100, source="iPhone"), epoch(FIRST, 90, source="Anna’s Watch")]
    found = prefer_sources(both)
    assert [(one.source, one.steps) for one in found.epochs] == [("Anna’s Watch", 90)]
    assert found.order == ("Anna’s Watch", "iPhone")
    assert dict(found.steps_given) == {"Anna’s Watch": 90, "iPhone": 100}
    assert dict(found.steps_kept) == {"Anna’s Watch": 90, "iPhone": 0}
    assert (found.dropped, found.shortened) == (1, 0)


def test_what_is_covered_in_part_keeps_its_share() -> None:
    watch = [epoch(FIRST + timedelta(minutes=10), 10, 300.0), epoch(FIRST + timedelta(minutes=20), 10, 300.0)]
    found = prefer_sources([*watch, epoch(FIRST, 600, 1800.0, "iPhone")])
    assert [(one.source, one.steps, one.seconds) for one in found.epochs] == [
        ("iPhone", 200, 600),
        ("Watch", 10, 300),
        ("iPhone", 100, 300),
        ("Watch", 10, 300),
        ("iPhone", 100, 300),
    ]
    assert found.shortened == 1


def test_priority_is_the_callers_choice() -> None:
    both = [epoch(FIRST, 100, source="iPhone"), epoch(FIRST, 90), epoch(FIRST, 80, source="Ring")]
    assert prefer_sources(both, priority=["Ring"]).order == ("Ring", "Watch", "iPhone")
    assert prefer_sources(both, priority=lambda name: (-len(name), name)).order[0] == "iPhone"
    with pytest.raises(InvalidValueError, match="priority"):
        prefer_sources(both, priority=[""])


def test_sources_by_name() -> None:
    names = ["My Phone", "Scales", "Mi Band 4", "Apple Watch von Björn"]
    assert sorted(names, key=watch_first) == ["Apple Watch von Björn", "Mi Band 4", "Scales", "My Phone"]


epochs = st.lists(
    st.builds(
        lambda minute, seconds, steps, source: epoch(FIRST + timedelta(minutes=minute), steps, seconds, source),
        st.integers(0, 120),
        st.sampled_from([0.0, 60.0, 90.5, 600.0, 3600.0]),
        st.integers(0, 500).map(float),
        st.sampled_from(["Watch", "iPhone", "Scales"]),
    ),
    max_size=25,
)


@pytest.mark.fuzz
@given(epochs)
def test_no_moment_is_counted_twice_and_nothing_comes_from_nowhere(given_epochs: list[StepEpoch]) -> None:
    found = prefer_sources(given_epochs)
    for before, after in pairwise(one for one in found.epochs if one.seconds):
        assert (after.start - before.end).total_seconds() >= -1e-6
    assert sum(one.steps for one in found.epochs) <= sum(one.steps for one in given_epochs) + 1e-6
    by_source = dict(found.steps_kept)
    for name, steps in found.steps_given:
        assert by_source[name] <= steps + 1e-6
    assert prefer_sources(found.epochs).epochs == found.epochs
    assert prefer_sources(reversed(given_epochs)) == found


def test_records_of_several_persons_or_of_two_kinds_of_time_are_refused() -> None:
    with pytest.raises(InvalidValueError, match="of one person"):
        prefer_sources([epoch(FIRST, 1), epoch(FIRST, 1, person="q")])
    with pytest.raises(InvalidValueError, match="time zone"):
        prefer_sources([epoch(FIRST, 1), epoch(FIRST.replace(tzinfo=OSLO), 1)])
    with pytest.raises(InvalidValueError, match="same person"):
        activity_days([interval(FIRST, 1, "lying")], [epoch(FIRST, 1, person="q")])


# --- days -------------------------------------------------------------------------------------------


def test_days_share_out_what_lasts_over_midnight() -> None:
    days = activity_days(
        [interval(FIRST + timedelta(hours=22), 50, "lying")], [epoch(FIRST + timedelta(hours=23), 60, 7200.0)]
    )
    assert [(str(one.day), one.lying_h, one.steps) for one in days] == [
        ("2026-03-01", 2, 30),
        ("2026-03-02", 24, 30),
        ("2026-03-03", 24, None),
    ]


def test_days_are_by_the_clock_that_the_record_began_with() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-7)))
    assert [str(one.day) for one in activity_days([], [epoch(late, 5)])] == ["2026-03-01"]


def test_steps_of_intervals_count_where_there_are_no_epochs() -> None:
    walk = ActivityInterval("p", FIRST, 600.0, "stepping", "unknown", 900.0, "worn", "x")
    assert activity_days([walk])[0].steps == 900
    assert activity_days([walk], [epoch(FIRST, 100)])[0].steps == 100


def test_a_day_in_bed_is_judged_by_what_is_recorded() -> None:
    ill = [interval(FIRST, 23, "lying"), interval(FIRST + timedelta(hours=23), 1, "standing")]
    half = [interval(FIRST + timedelta(days=1), 12, "lying")]
    little = [interval(FIRST + timedelta(days=2), 9, "lying")]
    days = activity_days([*ill, *half, *little])
    assert [day.day for day in days_in_bed(days)] == [1]
    assert [day.day for day in days_in_bed(days, known_hours=9)] == [1, 2, 3]
    assert [day.day for day in days_in_bed(days, known_hours=12, bed_hours=23.5)] == [2]
    with pytest.raises(InvalidValueError, match="bed_hours"):
        days_in_bed(days, bed_hours=25)


def test_the_baseline_is_the_persons_own() -> None:
    days = activity_days([], daily([8000, 9000, 10_000] * 5 + [1000]))
    assert baseline_steps(days) == 9000
    assert step_reduction_pct(days)[-1][1] == pytest.approx(100 * (1 - 1000 / 9000))
    assert step_reduction_pct(days, baseline=4000)[-1][1] == 75
    with pytest.raises(InvalidValueError, match="at least 7"):
        baseline_steps(days[:6])
    with pytest.raises(InvalidValueError, match="above 0 steps"):
        baseline_steps(activity_days([], daily([0.0] * 14)))


# --- timelines of spans -----------------------------------------------------------------------------


def span(kind: str, first: float, last: float) -> Span:
    return Span(kind=ia.ExposureKind.of(kind), start=FIRST + timedelta(days=first), end=FIRST + timedelta(days=last))


def test_overlaps_merge_by_precedence() -> None:
    found = merge([span("cast", 0, 42), span("hospital", 0, 5), span("icu", 1, 3)], until=FIRST + timedelta(days=60))
    assert segments(found) == [
        ("hospital_stay", 1),
        ("icu_stay", 2),
        ("hospital_stay", 2),
        ("limb_cast", 37),
        ("recovery", 18),
    ]
    other_way = (ia.ExposureKind.LIMB_CAST, *PRECEDENCE)
    assert segments(merge([span("cast", 0, 42), span("hospital", 0, 5)], precedence=other_way))[0] == ("limb_cast", 42)
    assert merge([span("cast", 0, 42)], precedence=[ia.ExposureKind.ICU_STAY]) is None


def test_every_kind_has_its_place_in_the_precedence() -> None:
    assert set(PRECEDENCE) == set(ia.ExposureKind)
    assert len(PRECEDENCE) == len(ia.ExposureKind)


def test_touching_repeated_and_empty_spans() -> None:
    assert segments(merge([span("cast", 0, 3), span("cast", 3, 5), span("cast", 1, 4), span("cast", 2, 2)])) == [
        ("limb_cast", 5)
    ]
    assert merge([span("cast", 2, 2)]) is None
    assert merge([]) is None


def test_nothing_counts_after_the_end_of_the_records() -> None:
    assert segments(merge([span("cast", 0, 30), span("icu", 40, 50)], until=FIRST + timedelta(days=10))) == [
        ("limb_cast", 10)
    ]


def test_a_very_long_span_becomes_several_segments() -> None:
    found = merge([span("detraining", 0, 8000)], until=FIRST + timedelta(days=16_000))
    assert sum(days for _, days in segments(found)) == 16_000
    assert max(days for _, days in segments(found)) == 3650


spans = st.lists(
    st.builds(
        lambda kind, first, length: span(kind, first, first + length),
        st.sampled_from(["cast", "hospital", "icu", "bed_rest", "step_reduction"]),
        st.integers(0, 40).map(lambda n: n / 2),
        st.integers(0, 20).map(lambda n: n / 2),
    ),
    max_size=12,
)


@pytest.mark.fuzz
@given(spans, st.randoms())
def test_laws_of_the_merge(given_spans: list[Span], random: object) -> None:
    found = merge(given_spans)
    shuffled = list(given_spans)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert segments(merge(shuffled)) == segments(found)
    real = [one for one in given_spans if one.days]
    if not real:
        assert found is None
        return
    assert found is not None
    whole = (max(one.end for one in real) - min(one.start for one in real)).total_seconds() / DAY
    assert found.days == pytest.approx(whole)
    covered = {one.start + timedelta(hours=hour) for one in real for hour in range(int(one.days * 24))}
    in_exposure = sum(days for kind, days in segments(found) if kind != "recovery")
    assert in_exposure == pytest.approx(len(covered) / 24)
    for one, other in pairwise(segments(found)):
        assert one[0] != other[0]


@given(spans, st.sampled_from([OSLO, timezone(timedelta(hours=5)), None]))
def test_clocks_that_change_do_not_break_a_timeline(given_spans: list[Span], zone: ZoneInfo | timezone | None) -> None:
    moved = [
        Span(
            kind=one.kind,
            start=(one.start + timedelta(days=days)).replace(tzinfo=zone),
            end=(one.end + timedelta(days=days)).replace(tzinfo=zone),
        )
        for one in given_spans
        for days in (15, 230)  # over the spring of 2026 and over its autumn
    ]
    merge(moved)


def test_what_is_no_span_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="not before the start"):
        span("cast", 3, 1)
    with pytest.raises(UnknownExposureKindError):
        Span(kind="nap", start=FIRST, end=FIRST)
    with pytest.raises(InvalidValueError, match="all with a time zone"):
        merge([span("cast", 0, 1)], until=FIRST.replace(tzinfo=OSLO))
    with pytest.raises(InvalidValueError, match="spans"):
        merge([1])  # type: ignore[list-item]  # on purpose
    with pytest.raises(InvalidValueError, match="recovery_condition"):
        merge([], recovery_condition="rest")  # type: ignore[arg-type]  # on purpose


# --- exposures of persons ---------------------------------------------------------------------------


def test_weeks_of_fewer_steps_and_the_way_back() -> None:
    person = only(exposures_from_activity(daily([9000.0] * 14 + [1000.0] * 14 + [9000.0] * 10)))
    assert segments(person.timeline) == [("step_reduction", 14), ("recovery", 10)]
    assert person.started == FIRST + timedelta(days=14)
    assert segments(person.lower) == segments(person.upper) == segments(person.timeline)
    assert "14 days of fewer steps" in person.counted
    course = ia.forecast("quadriceps", person.followed_by(60))
    assert course.change_pct[-1] > min(course.change_pct)


def test_a_lazy_weekend_is_no_exposure() -> None:
    person = only(exposures_from_activity(daily([9000.0] * 14 + [1000.0] * 2 + [9000.0] * 10)))
    assert person.timeline is None
    assert "nothing to forecast" in person.cautions[0]
    with pytest.raises(InvalidValueError, match="hold no exposure"):
        person.followed_by(30)


def test_a_reduction_milder_than_any_studied_says_so() -> None:
    person = only(exposures_from_activity(daily([9000.0] * 14 + [4000.0] * 7)))
    assert any(
        "4000 steps a day, 56 % below" in caution and "kroghmadsen2010" in caution for caution in person.cautions
    )
    studied = only(exposures_from_activity(daily([9000.0] * 14 + [900.0] * 7)))
    assert not any("kroghmadsen2010" in caution for caution in studied.cautions)


def test_days_in_bed_and_fewer_steps_together() -> None:
    steps = daily([9000.0] * 14 + [100.0] * 7 + [2000.0] * 7)
    bed = [
        record
        for day in range(14, 21)
        for record in (
            interval(FIRST + timedelta(days=day), 23.5, "lying"),
            interval(FIRST + timedelta(days=day, hours=23.5), 0.5, "standing"),
        )
    ]
    person = only(exposures_from_activity([*bed, *steps]))
    assert segments(person.timeline) == [("bed_rest", 7), ("step_reduction", 7)]


def test_lying_that_may_be_a_device_on_a_table_gives_bounds() -> None:
    nights = [interval(FIRST + timedelta(days=day), 24, "lying", wear="unknown") for day in range(5)]
    person = only(exposures_from_activity(nights))
    assert segments(person.timeline) == segments(person.upper) == [("bed_rest", 5)]
    assert person.lower is None
    assert any("lower and upper" in caution for caution in person.cautions)


@pytest.mark.parametrize("upright_h", [2.0, 2.08, 2.5])
def test_a_day_of_25_hours_keeps_its_bounds_in_order(upright_h: float) -> None:
    summer, winter = (timezone(timedelta(hours=offset)) for offset in (2, 1))
    up = datetime(2026, 10, 26, tzinfo=winter) - timedelta(hours=upright_h)
    lying = [
        interval(datetime(2026, 10, 25, tzinfo=summer), 3.0, "lying"),
        interval(datetime(2026, 10, 25, 2, tzinfo=winter), 22.0 - upright_h, "lying"),
    ]
    [person] = exposures_from_activity([*lying, interval(up, upright_h, "standing")])

    found = [timeline is not None for timeline in (person.lower, person.timeline, person.upper)]
    assert found == sorted(found)
    assert found[1] is (upright_h <= 25 * 2 / 24)


def test_a_day_that_tells_too_little_is_in_no_bound() -> None:
    [person] = exposures_from_activity([interval(FIRST, 23.0, "lying")], known_hours=24.0)
    assert (person.lower, person.timeline, person.upper) == (None, None, None)


def test_sitting_or_lying_may_be_bed_and_is_not_taken_for_it() -> None:
    days = [interval(FIRST + timedelta(days=day), 24, "sitting_or_lying") for day in range(5)]
    person = only(exposures_from_activity(days))
    assert person.timeline is person.lower is None
    assert segments(person.upper) == [("bed_rest", 5)]


def test_sitting_is_no_exposure_and_that_is_said() -> None:
    days = [interval(FIRST + timedelta(days=day), 16, "sitting") for day in range(30)]
    person = only(exposures_from_activity(days))
    assert person.timeline is person.upper is None
    assert any("no study of the evidence measured a muscle in it" in caution for caution in person.cautions)


def test_steps_that_may_have_been_walked_without_the_device() -> None:
    worn = daily([9000.0] * 14 + [1000.0] * 14, worn_h=16)
    carried = [*worn[:14], *daily([None] * 14 + [1000.0] * 14, worn_h=4)]
    assert segments(only(exposures_from_activity(worn)).lower) == [("step_reduction", 14)]
    person = only(exposures_from_activity(carried))
    assert segments(person.timeline) == [("step_reduction", 14)]
    assert person.lower is None


def test_days_without_records_count_between_days_that_do() -> None:
    steps: list[float | None] = [9000.0] * 14 + [1000.0] * 4 + [None] * 3 + [1000.0] * 4
    person = only(exposures_from_activity(daily(steps)))
    assert segments(person.timeline) == [("step_reduction", 11)]
    assert segments(person.lower) == [("step_reduction", 4), ("recovery", 3), ("step_reduction", 4)]
    assert any("3 of 25 days have no record" in caution for caution in person.cautions)


def test_wear_is_of_the_device_that_tells_most() -> None:
    hour = interval(FIRST + timedelta(days=15, hours=9), 1, "sitting_or_lying")
    person = only(exposures_from_activity([hour, *daily([9000.0] * 14 + [1000.0] * 14, worn_h=12)]))
    assert segments(person.lower) == [("step_reduction", 14)]


def test_phone_and_watch_of_one_person() -> None:
    watch = daily([9000.0] * 14 + [1000.0] * 14)
    phone = [epoch(one.start, one.steps, one.seconds, "iPhone") for one in watch]
    person = only(exposures_from_activity([*watch, *phone]))
    assert person.counted[-1] == "baseline 9000 steps a day"
    assert person.cautions[0].startswith("2 sources counted steps")


def test_everyone_has_a_timeline_of_their_own_and_events_are_passed_over() -> None:
    other = [epoch(one.start, one.steps, one.seconds, person="a") for one in daily([5000.0] * 20)]
    event = CodedEvent("z", FIRST, None, "observation", (Code("apple-health", "x"),), 1.0)
    people = exposures_from_activity([*daily([9000.0] * 14 + [1000.0] * 14), *other, event])
    assert [(person.person, person.timeline is None) for person in people] == [("a", True), ("p", False)]
    assert exposures_from_activity([]) == ()


def test_a_known_baseline_is_taken_at_its_word() -> None:
    few = daily([2000.0] * 5)
    assert only(exposures_from_activity(few)).timeline is None
    assert segments(only(exposures_from_activity(few, baseline=8000)).timeline) == [("step_reduction", 5)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bed_hours", 30),
        ("known_hours", -1),
        ("least_bed_days", 0),
        ("reduction", 1.5),
        ("least_reduced_days", 2.5),
        ("baseline_days", 0),
        ("baseline", -5),
        ("recovery_condition", "rest"),
    ],
)
def test_thresholds_have_rules(name: str, value: object) -> None:
    with pytest.raises(InvalidValueError, match=name):
        exposures_from_activity([], **{name: value})  # type: ignore[arg-type]  # on purpose


records = st.lists(
    st.one_of(
        st.builds(
            lambda day, hour, hours, posture, wear: interval(
                FIRST + timedelta(days=day, hours=hour), hours, posture, wear
            ),
            st.integers(0, 25),
            st.integers(0, 23),
            st.sampled_from([0.0, 0.5, 8.0, 24.0, 70.0]),
            st.sampled_from(["lying", "sitting", "sitting_or_lying", "standing", "stepping", "unknown"]),
            st.sampled_from(["worn", "not_worn", "unknown"]),
        ),
        st.builds(
            lambda day, steps, hours, wear, source: epoch(
                FIRST + timedelta(days=day), steps, hours * 3600, source, wear=wear
            ),
            st.integers(0, 40),
            st.sampled_from([0.0, 500.0, 9000.0]),
            st.sampled_from([0.0, 1.0, 24.0]),
            st.sampled_from(["worn", "not_worn", "unknown"]),
            st.sampled_from(["Watch", "iPhone"]),
        ),
    ),
    max_size=60,
)


@given(records)
def test_any_records_give_a_timeline_or_say_why_not(given_records: list[ActivityInterval | StepEpoch]) -> None:
    people = exposures_from_activity(given_records)
    assert [person.person for person in people] == (["p"] if given_records else [])
    for person in people:
        for timeline, started in (
            (person.timeline, person.started),
            (person.lower, person.lower_started),
            (person.upper, person.upper_started),
        ):
            assert (timeline is None) is (started is None)
            assert all(kind in {"bed_rest", "step_reduction", "recovery"} for kind, _ in segments(timeline))
        assert in_bed_days(person.lower) <= in_bed_days(person.upper)
        assert person.cautions
        if person.timeline is not None:
            ia.forecast("soleus", person.timeline)


def in_bed_days(timeline: ia.Timeline | None) -> float:
    return sum(days for kind, days in segments(timeline) if kind == "bed_rest")
