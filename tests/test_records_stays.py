"""Exposures from stays and coded events: what counts, until when, and what is left out."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hospital import CAST, CAST_OFF, CODES, ICD, LOCAL, REPAIR, SNOMED
from hypothesis import given, strategies as st

import inactivity as ia
from inactivity.errors import InvalidValueError
from inactivity.exposure import Exposure, Timeline
from inactivity.records import (
    Code,
    CodedEvent,
    PersonExposure,
    Precision,
    Role,
    Setting,
    Stay,
    exposures_from_stays,
)

DAY = timedelta(days=1)
START = datetime(2026, 3, 1)


def stay(first: float, last: float | None, setting: Setting = "inpatient", **other: Any) -> Stay:
    """Return a stay by the days of March 2026 (from 0)."""
    end = None if last is None else START + last * DAY
    return Stay("p1", START + first * DAY, end, setting, **other)


def event(
    first: float, code: str, system: str = SNOMED, last: float | None = None, role: Role = "procedure", **other: Any
) -> CodedEvent:
    end = None if last is None else START + last * DAY
    return CodedEvent("p1", START + first * DAY, end, role, (Code(system, code),), **other)


def one(*records: Stay | CodedEvent, **options: Any) -> PersonExposure:
    (person,) = exposures_from_stays(records, codes=CODES, **{"extract_date": date(2026, 12, 31)} | options)
    return person


def told(timeline: Timeline | None) -> list[str]:
    return [] if timeline is None else [f"{getattr(part, 'kind', 'recovery')}:{part.days:g}" for part in timeline]


def unloaded(timeline: Timeline | None) -> float:
    return sum((part.days for part in timeline or () if isinstance(part, Exposure)), 0.0)


# --- stays -------------------------------------------------------------------------------------------


def test_readmissions_have_a_recovery_between_them() -> None:
    person = one(stay(0, 7), stay(17, 20))
    assert told(person.timeline) == ["hospital_stay:7", "recovery:10", "hospital_stay:3"]
    assert person.lower == person.timeline == person.upper
    assert person.started == START
    assert person.cautions == ()
    assert person.counted == (
        "2 hospital stays in the records",
        "2 of 2 with a known length above zero are in the timeline",
    )


def test_intensive_care_within_a_stay_goes_first() -> None:
    person = one(stay(0, 10), stay(2, 5, "icu"))
    assert told(person.timeline) == ["hospital_stay:2", "icu_stay:3", "hospital_stay:5"]


def test_what_overlaps_or_comes_twice_counts_once() -> None:
    records = [stay(0, 7), stay(0, 7), stay(5, 9), stay(9, 12)]
    person = one(*records)
    assert told(person.timeline) == ["hospital_stay:12"]
    assert "1 repeated (the same place and time), counted once" in person.counted
    assert one(*reversed(records)).timeline == person.timeline


def test_a_stay_of_an_unknown_kind_is_in_the_upper_timeline_alone() -> None:
    person = one(stay(0, 0.2, "unknown"), stay(1, 3, "unknown"), stay(20, None, "unknown"))
    assert person.timeline is person.lower is None
    assert told(person.upper) == ["hospital_stay:2"]
    assert person.counted == (
        "0 of 0 with a known length above zero are in the timeline",
        "2 stays of an unknown kind: in the upper timeline alone",
        "1 unknown visit: no exposure",
    )
    assert "is of an unknown kind" in person.cautions[0]
    person = one(stay(0, 2), stay(1, 5, "unknown"))
    assert [told(one) for one in (person.lower, person.timeline, person.upper)] == [
        ["hospital_stay:2"],
        ["hospital_stay:2"],
        ["hospital_stay:5"],
    ]


@pytest.mark.parametrize("setting", ["emergency", "outpatient", "home", "rehabilitation", "long_term_care"])
def test_other_settings_are_counted_and_no_exposure(setting: Setting) -> None:
    person = one(stay(0, 0.2, setting), stay(1, 3, setting))
    assert person.timeline is person.lower is person.upper is None
    assert person.started is None
    words = setting.replace("_", " ")
    assert f"2 {words} visits: no exposure" in person.counted
    assert any(f"1 {words} stay of a day or more" in caution for caution in person.cautions)


def test_the_detail_of_a_visit_is_no_visit_of_its_own() -> None:
    person = one(stay(0, 0.2, "emergency", id="visit_occurrence/1"), stay(0, 0.2, "emergency", id="visit_detail/1"))
    assert "1 emergency visit: no exposure" in person.counted


def test_a_stay_without_length_is_no_exposure() -> None:
    person = one(stay(0, 0))
    assert person.timeline is None
    assert "0 of 1 with a known length above zero are in the timeline" in person.counted


@pytest.mark.parametrize(
    ("precision", "lower", "upper"), [("second", 38, 38), ("day", 37, 39), ("month", 21, 47), ("year", 0, 292)]
)
def test_dates_that_are_not_precise_give_bounds(precision: Precision, lower: float, upper: float) -> None:
    person = one(Stay("p1", datetime(2026, 3, 15), datetime(2026, 4, 22), "inpatient", precision=precision))
    assert unloaded(person.timeline) == 38
    assert unloaded(person.lower) == lower
    assert unloaded(person.upper) == upper
    assert any("lower and upper timeline allow a" in caution for caution in person.cautions) is (precision != "second")


@pytest.mark.parametrize("precision", ["month", "year"])
def test_the_last_day_of_a_month_has_a_month_after_it(precision: Precision) -> None:
    person = one(Stay("p1", datetime(2026, 1, 1), datetime(2026, 1, 31, 10), "inpatient", precision=precision))
    assert unloaded(person.upper) == (31 if precision == "month" else 365)


def test_bounds_may_lie_beyond_the_last_year() -> None:
    last = datetime(3999, 12, 30)
    person = one(Stay("p1", last, last, "inpatient", precision="year"), extract_date=None)
    assert unloaded(person.upper) == 1
    cast = CodedEvent("p1", last, None, "procedure", (Code(SNOMED, CAST),))
    assert unloaded(one(cast, cast_days=3650, extract_date=None).timeline) == 1


def test_december_has_a_month_after_it() -> None:
    person = one(Stay("p1", datetime(2025, 12, 1), datetime(2025, 12, 1), "inpatient", precision="month"))
    assert unloaded(person.upper) == 31


# --- open stays --------------------------------------------------------------------------------------


def test_an_open_stay_lasted_at_least_until_it_was_seen() -> None:
    person = one(stay(0, None, open_at=date(2026, 3, 11)), extract_date=date(2026, 3, 11))
    assert unloaded(person.lower) == unloaded(person.timeline) == unloaded(person.upper) == 10
    assert "was open on 2026-03-11 (right-censored)" in person.cautions[0]
    assert "does not hold what came after" in person.cautions[0]


def test_the_extract_date_may_be_stated_later() -> None:
    for given_stay in (stay(0, None, open_at=date(2026, 3, 5)), stay(0, 10), stay(0, 12)):
        person = one(given_stay, extract_date=date(2026, 3, 11))
        assert unloaded(person.timeline) == 10
        assert "right-censored" in person.cautions[0]


def test_without_an_extract_date_the_latest_date_is_looked_at_and_said_so() -> None:
    other = stay(0, 20, "outpatient")
    person = one(stay(0, None, open_at=START.date()), other, extract_date=None)
    assert unloaded(person.timeline) == 20
    assert person.lower is None
    assert "latest date in the data" in person.cautions[0]
    person = one(stay(0, None, open_at=date(2026, 3, 11)), other, extract_date=None)
    assert unloaded(person.timeline) == unloaded(person.lower) == 10
    person = one(stay(13, 20), other, extract_date=None)
    assert unloaded(person.timeline) == 7
    assert "ends on 2026-03-21, the latest date in the data" in person.cautions[0]
    assert not one(stay(0, 19), other, extract_date=None).cautions[:-1]


def test_orders_and_typing_errors_are_no_latest_date() -> None:
    order = event(0, CAST, last=300, role="order")
    typo = CodedEvent("p1", datetime(2926, 1, 1), None, "condition", (), precision="day")
    person = one(stay(0, None, open_at=START.date()), stay(4, 10, "outpatient"), order, typo, extract_date=None)
    assert unloaded(person.timeline) == 10
    shifted = Stay("p1", datetime(2150, 1, 1), None, "inpatient", open_at=date(2150, 1, 1))
    last = Stay("p1", datetime(2150, 1, 9), datetime(2150, 1, 9), "outpatient")
    assert unloaded(one(shifted, last, extract_date=None).timeline) == 8


def test_a_stay_whose_end_is_lost_is_left_out() -> None:
    person = one(stay(0, None))
    assert person.timeline is None
    assert "its length is not known" in person.cautions[0]


def test_nothing_after_the_extract_counts() -> None:
    person = one(event(0, CAST), cast_days=42, extract_date=date(2026, 3, 10))
    assert unloaded(person.timeline) == 10
    assert person.cautions[-1] == "Nothing after the extract on 2026-03-10 counts."


# --- casts -------------------------------------------------------------------------------------------

PUT_ON = event(0.5, CAST, last=0.52)


def test_a_cast_whose_length_nothing_tells_is_not_invented() -> None:
    person = one(PUT_ON)
    assert person.timeline is person.lower is person.upper is None
    assert "is left out, for its length is not known; state cast_days" in person.cautions[0]


def test_a_stated_default_is_one_and_said_so() -> None:
    person = one(PUT_ON, cast_days=42)
    assert told(person.timeline) == ["limb_cast:42"]
    assert person.lower == person.timeline == person.upper
    assert "its 42 days are a stated default" in person.cautions[0]
    person = one(PUT_ON, cast_days=(28, 42, 56))
    assert [unloaded(one) for one in (person.lower, person.timeline, person.upper)] == [28, 42, 56]
    assert "42 days (28 to 56) are a stated default" in person.cautions[0]


def test_a_removal_ends_a_cast() -> None:
    off = event(30.5, CAST_OFF, LOCAL)
    person = one(PUT_ON, off, cast_days=42)
    assert told(person.timeline) == ["limb_cast:30"]
    assert person.cautions == ()
    assert told(one(off, PUT_ON).timeline) == ["limb_cast:30"]


def test_a_removal_belongs_to_the_last_cast_before_it() -> None:
    person = one(PUT_ON, event(100, CAST), event(130, CAST_OFF, LOCAL), event(-5, CAST_OFF, LOCAL))
    assert told(person.timeline) == ["limb_cast:30"]
    assert person.started == START + 100 * DAY
    assert len(person.cautions) == 1
    assert told(one(PUT_ON, event(100, CAST), event(130, CAST_OFF, LOCAL), cast_days=40).timeline) == [
        "limb_cast:40",
        "recovery:59.5",
        "limb_cast:30",
    ]


def test_a_procedure_of_days_is_the_cast_itself() -> None:
    assert told(one(event(0, CAST, last=40)).timeline) == ["limb_cast:40"]
    assert told(one(event(0, CAST, last=40, role="device")).timeline) == ["limb_cast:40"]


@pytest.mark.parametrize("named", [True, False])
def test_an_order_tells_how_long_a_cast_was_meant_for(*, named: bool) -> None:
    order = event(-20 if named else 0, CAST, last=42.5, role="order", id="ServiceRequest/1")
    cast = event(0.5, CAST, references=("ServiceRequest/1",) if named else ())
    person = one(cast, order)
    assert told(person.timeline) == ["limb_cast:42"]
    assert person.lower is None
    assert "as long as it was ordered for, until 2026-04-12" in person.cautions[0]


def test_an_order_that_nobody_carried_out_is_in_the_upper_timeline_alone() -> None:
    person = one(event(0, CAST, last=42, role="order"))
    assert person.timeline is person.lower is None
    assert told(person.upper) == ["limb_cast:42"]
    assert "not recorded as done" in person.cautions[0]
    assert one(event(0, CAST, role="order")).upper is None
    assert one(event(0, CAST, last=0.5, role="order")).upper is None


def test_a_fracture_that_was_over_bounds_its_cast() -> None:
    fracture = event(0, "16114001", last=60, role="condition", id="Condition/1")
    cast = event(0.5, CAST, references=("Condition/1",))
    person = one(cast, fracture)
    assert person.timeline is None
    assert told(person.upper) == ["limb_cast:59.5"]
    assert "until 2026-04-30, when its reason was over" in person.cautions[0]
    aware = CodedEvent("p1", START.replace(tzinfo=UTC), None, "procedure", cast.codes, references=("Condition/1",))
    assert unloaded(one(aware, fracture).upper) == 60


def test_ends_with_and_without_a_zone_are_compared_by_the_clock() -> None:
    naive = event(0, "16114001", last=60, role="condition", id="Condition/1")
    codes = naive.codes
    aware = CodedEvent(
        "p1", START.replace(tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC), "condition", codes, id="Condition/2"
    )
    for zone in (None, UTC):
        references = ("Condition/1", "Condition/2")
        cast = CodedEvent("p1", START.replace(tzinfo=zone), None, "procedure", PUT_ON.codes, references=references)
        assert unloaded(one(cast, naive, aware).upper) == 31


def test_of_events_that_begin_together_the_one_with_the_latest_end_counts() -> None:
    none, at_once, later = event(0, CAST), event(0, CAST, last=0, role="condition"), event(0, CAST, last=9)
    for records in ([none, at_once], [at_once, none]):
        assert unloaded(one(*records, cast_days=40).timeline) == 40
    for records in ([none, later], [later, at_once, none]):
        assert unloaded(one(*records, cast_days=40).timeline) == 9
    orders = [event(0, CAST, last=last, role="order") for last in (20, 30, 10)]
    assert unloaded(one(none, *orders).timeline) == 30


def test_a_cast_says_why_it_was_put_on() -> None:
    codes = (Code(SNOMED, "16114001", "Fracture of ankle"),)
    fracture = CodedEvent("p1", START, None, "condition", codes, id="Condition/1")
    cast = CodedEvent(
        "p1", START, None, "procedure", (Code(SNOMED, CAST, "Bone immobilization"),), references=("Condition/1",)
    )
    for records, reason in (
        ([fracture, cast], "Fracture of ankle"),
        ([cast], "Bone immobilization"),
        ([PUT_ON], "Bone immobilization"),
    ):
        person = one(*records, cast_days=42)
        assert person.timeline is not None
        (segment,) = person.timeline
        assert isinstance(segment, Exposure)
        assert segment.reason == reason


def test_the_stated_default_is_for_casts_alone() -> None:
    person = one(event(0, "BRACE", LOCAL), cast_days=42)
    assert person.timeline is None
    assert person.cautions[0].endswith("its length is not known.")


def test_a_cast_in_a_stay_goes_on_after_it() -> None:
    person = one(stay(0, 7), event(0.5, CAST), cast_days=42)
    assert told(person.timeline) == ["hospital_stay:7", "limb_cast:35.5"]


# --- what else is coded ------------------------------------------------------------------------------


def test_bed_confinement_is_bed_rest() -> None:
    person = one(event(0, "Z74.01", ICD, last=20, role="condition"))
    assert told(person.timeline) == ["bed_rest:20"]


def test_bed_confinement_without_an_end_lasts_until_discharge() -> None:
    person = one(stay(0, 10), event(4, "Z74.01", ICD, role="condition"))
    assert told(person.timeline) == ["hospital_stay:4", "bed_rest:6"]
    assert told(person.lower) == ["hospital_stay:10"]
    assert "taken to have lasted until discharge" in person.cautions[0]
    person = one(event(4, "Z74.01", ICD, role="condition"))
    assert person.timeline is None
    assert "falls in no stay" in person.cautions[0]


def test_an_operation_lasts_until_discharge_of_the_stay_that_it_names() -> None:
    person = one(stay(0, 10, id="Encounter/1"), event(2, REPAIR, LOCAL, references=("Encounter/1",)))
    assert told(person.timeline) == ["hospital_stay:2", "surgery:8"]
    early = event(-1, "Z74.01", ICD, role="condition", references=("Encounter/1",))
    assert told(one(stay(0, 10, id="Encounter/1"), early).timeline) == ["bed_rest:11"]


def test_a_ventilator_suggests_intensive_care() -> None:
    person = one(stay(0, 10), event(2, "Z99.11", ICD, role="condition"))
    assert told(person.timeline) == told(person.lower) == ["hospital_stay:10"]
    assert told(person.upper) == ["hospital_stay:2", "icu_stay:8"]
    assert "suggests ICU care: only the upper timeline takes it in" in person.cautions[0]
    person = one(event(2, "Z99.11", ICD, role="condition"))
    assert person.upper is None
    assert "falls in no stay: it is left out" in person.cautions[0]


@pytest.mark.parametrize("code", ["Z74.09", "Z99.3", "M62.3"])
def test_what_is_worth_knowing_becomes_a_caution(code: str) -> None:
    person = one(event(0, code, ICD, role="condition"))
    assert person.timeline is None
    assert "worth knowing, no exposure of its own" in person.cautions[0]


def test_observations_are_counted() -> None:
    steps = event(0, "41950-7", "http://loinc.org", role="observation", value=8042.0)
    assert "1 observation: not used here" in one(steps).counted


def test_care_regime_is_no_bed_rest() -> None:
    person = one(event(0, "225365006", last=20))
    assert person.timeline is person.upper is None


# --- time --------------------------------------------------------------------------------------------


def test_a_day_on_which_clocks_change_is_as_long_as_it_was() -> None:
    zone = ZoneInfo("Europe/Berlin")
    spring = Stay("p1", datetime(2026, 3, 28, 12, tzinfo=zone), datetime(2026, 3, 30, 12, tzinfo=zone), "inpatient")
    assert unloaded(one(spring).timeline) == pytest.approx(2 - 1 / 24)
    fixed = Stay("p1", spring.start.astimezone(UTC), spring.end and spring.end.astimezone(UTC), "inpatient")
    assert unloaded(one(fixed).timeline) == pytest.approx(2 - 1 / 24)


def test_stays_of_several_zones_follow_each_other_in_real_time() -> None:
    east, west = timezone(timedelta(hours=9)), timezone(timedelta(hours=-8))
    first = Stay("p1", datetime(2026, 3, 1, 9, tzinfo=east), datetime(2026, 3, 2, 9, tzinfo=east), "inpatient")
    second = Stay("p1", datetime(2026, 3, 1, 16, tzinfo=west), datetime(2026, 3, 2, 16, tzinfo=west), "inpatient")
    assert told(one(first, second).timeline) == ["hospital_stay:2"]


def test_dates_with_and_without_a_zone_are_taken_as_local() -> None:
    aware = Stay("p1", datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC), "inpatient")
    person = one(stay(0, 7), aware)
    assert told(person.timeline) == ["hospital_stay:7", "recovery:24", "hospital_stay:2"]
    assert any("time zone" in caution for caution in person.cautions)
    # Where clocks go back, what lasts minutes ends before it begins by the clock on the wall: it is left out.
    summer, winter = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))
    minutes = datetime(2026, 10, 25, 2, 50, tzinfo=summer), datetime(2026, 10, 25, 2, 10, tzinfo=winter)
    assert told(one(stay(0, 7), Stay("p1", *minutes, "inpatient")).timeline) == ["hospital_stay:7"]
    assert told(one(Stay("p1", *minutes, "inpatient")).timeline) == ["hospital_stay:0.0138889"]


def test_dates_before_1970_and_after_now_are_said() -> None:
    old = Stay("p1", datetime(1962, 3, 1), datetime(1962, 3, 8), "inpatient")
    new = Stay("p1", datetime(2262, 3, 1), datetime(2262, 3, 8), "inpatient")
    person = one(old, new, extract_date=None)
    assert "1 of 2 dates lie before 1970." in person.cautions
    assert any("1 of 2 dates lie in the future" in caution for caution in person.cautions)
    assert unloaded(person.timeline) == 14
    assert person.timeline is not None
    assert max(part.days for part in person.timeline) <= 3650


# --- persons and arguments ---------------------------------------------------------------------------


def test_each_person_has_an_answer() -> None:
    records: Sequence[Stay | CodedEvent] = [
        Stay("b", START, START + 5 * DAY, "inpatient"),
        Stay("a", START, START, "outpatient"),
        CodedEvent("c", START, None, "condition", ()),
    ]
    persons = exposures_from_stays(records[:2], [one for one in records if isinstance(one, CodedEvent)])
    assert [(person.person, person.timeline is not None) for person in persons] == [
        ("a", False),
        ("b", True),
        ("c", False),
    ]
    assert exposures_from_stays([]) == ()


def test_many_cautions_are_cut() -> None:
    person = one(*[event(day, CAST) for day in range(25)])
    assert len(person.cautions) == 21
    assert person.cautions[-1] == "5 more of these cautions are not spelled out."


@pytest.mark.parametrize(
    "arguments",
    [
        {"stays": 7},
        {"stays": [7]},
        {"stays": [], "events": ["x"]},
        {"stays": [], "events": None},
        {"stays": [], "codes": "x"},
        {"stays": [], "cast_days": 0},
        {"stays": [], "cast_days": (1, 2)},
        {"stays": [], "cast_days": (3, 2, 1)},
        {"stays": [], "cast_days": (1, 2, float("nan"))},
        {"stays": [], "cast_days": "42"},
        {"stays": [], "extract_date": "2026-03-01"},
        {"stays": [], "recovery_condition": "rest"},
    ],
)
def test_arguments_are_checked(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError):
        exposures_from_stays(**arguments)


def test_a_forecast_follows() -> None:
    person = one(stay(0, 14), recovery_condition="rehabilitation")
    course = ia.forecast("quadriceps", person.followed_by(90))
    assert course.change_pct[14] < course.change_pct[-1] <= 0


# --- laws --------------------------------------------------------------------------------------------

days = st.integers(0, 400)
stays = st.builds(
    lambda first, length, setting, precision: stay(first, first + length, setting, precision=precision),
    days,
    st.integers(0, 40),
    st.sampled_from(["inpatient", "icu", "emergency", "unknown"]),
    st.sampled_from(["second", "day", "month", "year"]),
)
events = st.builds(
    lambda first, length, code, role, precision: event(
        first, code[0], code[1], None if length is None else first + length, role, precision=precision
    ),
    days,
    st.none() | st.integers(0, 60),
    st.sampled_from([(CAST, SNOMED), (CAST_OFF, LOCAL), (REPAIR, LOCAL), ("Z74.01", ICD), ("Z99.11", ICD)]),
    st.sampled_from(["condition", "procedure", "device", "order"]),
    st.sampled_from(["second", "day", "month", "year"]),
)


@given(
    st.lists(stays | events, min_size=1, max_size=12),
    st.none() | st.just((20, 40, 60)),
    st.none() | st.just(date(2026, 9, 1)),
    st.randoms(use_true_random=False),
)
def test_bounds_hold_and_order_does_not_matter(
    records: list[Stay | CodedEvent], cast_days: Any, extract_date: date | None, random: Any
) -> None:
    options = {"cast_days": cast_days, "extract_date": extract_date}
    person = one(*records, **options)
    assert unloaded(person.lower) <= unloaded(person.timeline) + 1e-9
    assert unloaded(person.timeline) <= unloaded(person.upper) + 1e-9
    again = [*records, *records]
    random.shuffle(again)
    other = one(*again, **options)
    for name in ("lower", "timeline", "upper"):
        assert unloaded(getattr(other, name)) == pytest.approx(unloaded(getattr(person, name)))
    assert (other.started, other.lower_started, other.upper_started) == (
        person.started,
        person.lower_started,
        person.upper_started,
    )
