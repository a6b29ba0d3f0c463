"""Open mHealth and IEEE 1752.1 data points: every form of time interval, and what hostile files do."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from recorded import problems, read

from inactivity.errors import InvalidValueError, RecordsDataError, WrongFormatError
from inactivity.records import ActivityInterval, CodedEvent, StepEpoch, read_open_mhealth

START, END = "2026-03-19T09:00:00+01:00", "2026-03-19T10:00:00+01:00"
HOUR = {"value": 1, "unit": "h"}
FRAME = {"effective_time_frame": {"time_interval": {"start_date_time": START, "end_date_time": END}}}
STEPS = {"step_count": {"value": 600, "unit": "steps"}, **FRAME}


def points(*values: object, **options: Any) -> tuple[tuple[Any, ...], Any]:
    reading = read_open_mhealth(io.BytesIO("\n".join(map(json.dumps, values)).encode()), person="p", **options)
    return read(reading), reading


def within(interval: Mapping[str, object]) -> dict[str, object]:
    return {"body_posture": "sitting", "effective_time_frame": {"time_interval": interval}}


@pytest.mark.parametrize(
    "interval",
    [
        {"start_date_time": START, "end_date_time": END},
        {"start_date_time": START, "duration": HOUR},
        {"end_date_time": END, "duration": HOUR},
        {"end_date_time": "2026-03-19T09:00:00Z", "duration": {"value": 3_600_000, "unit": "ms"}},
        {"start_date_time": START, "end_date_time": END, "duration": {"value": 60, "unit": "min"}},
        {"start_date_time": START.replace("T", " "), "end_date_time": END.replace("T", " ")},
    ],
)
def test_time_intervals(interval: dict[str, object]) -> None:
    for value in (within(interval), interval):
        ((one,), reading) = points(value)
        assert one.start == datetime(2026, 3, 19, 8, tzinfo=UTC)
        assert (one.seconds, one.start.tzinfo is None) == (3600.0, False)
        assert not reading.problems


@pytest.mark.parametrize(
    ("interval", "reason"),
    [
        ({}, "bad time interval"),
        ({"start_date_time": START}, "bad time interval"),
        ({"duration": HOUR}, "bad time interval"),
        ({"start_date_time": END, "end_date_time": START}, "bad time interval"),
        ({"start_date_time": START, "end_date_time": "2026-03-19T10:00:00"}, "bad time interval"),
        ({"start_date_time": "2006-03-19T09:00:00Z", "end_date_time": END}, "bad time interval"),
        ({"start_date_time": "2026-03-19", "duration": HOUR}, "bad time"),
        ({"start_date_time": 5, "duration": HOUR}, "bad time"),
        ({"start_date_time": "2026-02-30T00:00:00Z", "duration": HOUR}, "bad time"),
        ({"start_date_time": "0001-01-01T00:00:00Z", "duration": HOUR}, "bad time"),
        ({"start_date_time": START, "duration": 60}, "bad duration"),
        ({"start_date_time": START, "duration": {"value": "1", "unit": "h"}}, "bad duration"),
        ({"start_date_time": START, "duration": {"value": -1, "unit": "h"}}, "bad duration"),
        ({"start_date_time": START, "duration": {"value": 1, "unit": "Mo"}}, "bad duration"),
        ({"start_date_time": START, "duration": {"value": 10**400, "unit": "h"}}, "bad duration"),
        ({"start_date_time": START, "duration": {"value": float("nan"), "unit": "h"}}, "bad duration"),
        ({"start_date_time": "1969-03-19T09:00:00Z", "duration": HOUR}, "date out of range"),
        ({"start_date_time": "2199-03-19T09:00:00Z", "duration": HOUR}, "date out of range"),
    ],
)
def test_bad_time_intervals_are_skipped(interval: dict[str, object], reason: str) -> None:
    found, reading = points(within(interval), STEPS)

    assert len(found) == 1
    assert dict(reading.counts.skipped) == {reason: 1}
    with pytest.raises(RecordsDataError, match=reason):
        points(within(interval), strict=True)


def test_any_date_reads_shifted_data() -> None:
    ((one,), _) = points(within({"start_date_time": "2199-03-19T09:00:00Z", "duration": HOUR}), any_date=True)

    assert one.start.year == 2199


def test_local_times_stay_local() -> None:
    ((one,), _) = points(within({"start_date_time": "2026-03-19T09:00:00", "duration": HOUR}))

    assert one.start == datetime(2026, 3, 19, 9)


def test_steps() -> None:
    found, reading = points(STEPS, {**STEPS, "step_count": 0}, {**STEPS, "step_count": 7.5})

    assert [(one.steps, one.wear) for one in found] == [(600.0, "worn"), (0.0, "unknown"), (7.5, "worn")]
    assert all(isinstance(one, StepEpoch) for one in found)
    assert not reading.problems


@pytest.mark.parametrize(
    ("count", "reason"),
    [
        ("", "bad step count"),
        ("600", "bad step count"),
        (None, "bad step count"),
        (True, "bad step count"),
        (-1, "bad step count"),
        (float("nan"), "bad step count"),
        (10**20, "bad step count"),
        ({"value": "", "unit": "steps"}, "bad step count"),
        ({"value": 600, "unit": "step"}, "bad unit of steps"),
        ({"value": 600}, "bad unit of steps"),
        ([600], "bad step count"),
    ],
)
def test_bad_step_counts_are_skipped(count: object, reason: str) -> None:
    found, reading = points({**STEPS, "step_count": count})

    assert found == ()
    assert dict(reading.counts.skipped) == {reason: 1}


def test_statistics_of_steps() -> None:
    found, _ = points(
        {**STEPS, "descriptive_statistic": "average", "descriptive_statistic_denominator": "d"},
        {**STEPS, "descriptive_statistic": "maximum", "descriptive_statistic_denominator": "d"},
        {**STEPS, "descriptive_statistic": "average", "descriptive_statistic_denominator": "session"},
        {**STEPS, "descriptive_statistic": ["average"]},
        {**STEPS, "descriptive_statistic": "sum"},
        {**STEPS, "descriptive_statistic": "average", "statistic_window": "h"},
    )

    average, maximum, session, odd, total, older = found
    assert older.steps == 600.0
    assert (average.steps, average.seconds) == (25.0, 3600.0)  # 600 a day, for an hour
    assert total.steps == 600.0
    assert isinstance(maximum, CodedEvent)
    assert (maximum.value, maximum.codes[0].display) == (600.0, "maximum by d")
    assert isinstance(session, CodedEvent)
    assert isinstance(odd, CodedEvent)
    huge = {**STEPS, "step_count": 9e14, "descriptive_statistic": "average", "descriptive_statistic_denominator": "ms"}
    assert dict(points(huge)[1].counts.skipped) == {"bad step count": 1}


@pytest.mark.parametrize(
    ("name", "posture"),
    [
        ("walking", "stepping"),
        ("Running", "stepping"),
        ("cycling", "cycling"),
        ("sitting", "sitting"),
        ("chess", "unknown"),
        ("HKWorkoutActivityTypeWalking", "stepping"),
        ("HKWorkoutActivityTypeArchery", "unknown"),
    ],
)
def test_physical_activity(name: str, posture: str) -> None:
    ((one,), _) = points({"activity_name": name, "reported_activity_intensity": "light", "met_value": 3.5, **FRAME})

    assert (one.posture, one.intensity, one.steps) == (posture, "light", None)


def test_physical_activity_with_steps_and_with_mistakes() -> None:
    base = {"activity_name": "walking", **FRAME}
    found, reading = points(
        {**base, "base_movement_quantity": {"value": 90, "unit": "steps"}},
        {**base, "base_movement_quantity": {"value": "90", "unit": "steps"}},
        {**base, "reported_activity_intensity": "hard"},
        {**base, "activity_name": ""},
        {**base, "distance": {"value": 3.2, "unit": "miles"}},
        {"activity_name": "walking"},
    )

    assert [one.steps for one in found] == [90.0]
    assert dict(reading.counts.skipped) == {
        "bad step count": 1,
        "bad intensity": 1,
        "bad activity name": 1,
        "bad distance": 1,
        "no time interval": 1,
    }


@pytest.mark.parametrize(
    ("word", "posture"),
    [("sitting", "sitting"), ("lying down", "lying"), ("standing", "standing"), ("semi-recumbent", "sitting_or_lying")],
)
def test_postures(word: str, posture: str) -> None:
    ((one,), _) = points({"body_posture": word, **FRAME})

    assert one.posture == posture
    (nothing, reading) = points(word)
    assert nothing == ()
    assert dict(reading.counts.ignored) == {"a posture without a time": 1}


def test_bad_postures() -> None:
    found, reading = points("stnding", {"body_posture": 5, **FRAME})

    assert found == ()
    assert dict(reading.counts.skipped) == {"bad posture": 2}


def test_time_in_bed_and_sleep_are_lying() -> None:
    header = {"uuid": "x", "schema_id": {"namespace": "omh", "name": "sleep-episode", "version": "1.1"}, "user_id": "u"}
    found, reading = points(
        {"time_in_bed": {"value": 3600, "unit": "sec"}, **FRAME},
        {"header": header, "body": {"is_main_sleep": True, **FRAME}},
        {"total_sleep_time": {"value": "7", "unit": "h"}, **FRAME},
    )

    assert [(one.person, one.posture, one.intensity) for one in found] == [
        ("p", "lying", "sedentary"),
        ("u", "lying", "sedentary"),
    ]
    assert all(isinstance(one, ActivityInterval) for one in found)
    assert dict(reading.counts.skipped) == {"bad duration": 1}


def test_statistics_of_sleep_and_activity_are_no_time_spent_so() -> None:
    month = {
        "effective_time_frame": {"time_interval": {"start_date_time": START, "duration": {"value": 30, "unit": "d"}}},
        "descriptive_statistic": "average",
        "statistic_window": "d",
    }
    found, _ = points(
        {"sleep_duration": {"value": 7.25, "unit": "h"}, **month},
        {"activity_name": "walking", "effective_duration": {"value": 44, "unit": "min"}, **month},
        {"activity_name": "walking", **month},
    )

    assert [(type(one), one.value, one.codes[0].code) for one in found] == [
        (CodedEvent, 26_100.0, "omh:sleep-duration"),
        (CodedEvent, 2640.0, "omh:physical-activity"),
        (CodedEvent, None, "omh:physical-activity"),
    ]
    assert {one.codes[0].display for one in found} == {"average by d"}


def test_sleep_is_as_long_as_it_is_said_to_be() -> None:
    day = {"effective_time_frame": {"time_interval": {"start_date_time": START, "duration": {"value": 1, "unit": "d"}}}}
    asleep = {"total_sleep_time": {"value": 8, "unit": "h"}, **day}
    found, _ = points(asleep, {**asleep, "is_main_sleep": True}, {"time_in_bed": {"value": 30, "unit": "h"}, **day})

    assert [one.seconds / 3600 for one in found] == [8.0, 24.0, 24.0]


def test_activity_in_a_part_of_the_time_is_of_unknown_posture() -> None:
    walk = {"activity_name": "walking", "reported_activity_intensity": "light", **FRAME}
    found, _ = points(
        {**walk, "effective_duration": {"value": 44, "unit": "min"}}, {**walk, "effective_duration": HOUR}, walk
    )

    assert [(one.posture, one.intensity) for one in found] == [("unknown", "unknown"), *[("stepping", "light")] * 2]


def test_parts_of_days_have_no_times() -> None:
    evening = {"date": "2013-02-05", "part_of_day": "evening"}
    found, reading = points(evening, within(evening))

    assert found == ()
    assert dict(reading.counts.ignored) == {"a part of a day, without its times": 2}


def test_time_frame_alone_is_no_data_point() -> None:
    assert dict(points(FRAME)[1].counts.skipped) == {"no data point": 1}


def test_other_data_are_ignored_and_nonsense_is_skipped() -> None:
    header = {"schema_id": {"name": "heart-rate"}, "user_id": 5}
    found, reading = points(
        {"header": header, "body": {"heart_rate": {"value": 50}}},
        {"header": "x", "body": {"heart_rate": 5}},
        {},
        5,
        None,
        {"body": 5},
        {"body": [STEPS, "x", {}]},
    )

    assert len(found) == 1
    assert dict(reading.counts.ignored) == {"another kind of data": 2}
    assert dict(reading.counts.skipped) == {"no data point": 5, "bad posture": 1}


def test_arrays_lines_and_indents_are_one() -> None:
    values = [STEPS, within({"start_date_time": START, "duration": HOUR})]
    texts = [
        json.dumps(values),
        json.dumps(values, indent=2),
        "\n".join(map(json.dumps, values)),
        f"[{json.dumps(values)}]",
    ]

    found = [read(read_open_mhealth(io.BytesIO(text.encode()), person="p")) for text in texts]
    assert len(found[0]) == 2
    assert found == [found[0]] * 4


def test_repeated_data_points_are_reported() -> None:
    found, reading = points(STEPS, STEPS, within({}), within({}))

    assert len(found) == 1
    assert problems(reading) == {"data point repeated": 2, "bad time interval": 1}


def test_broken_json_does_not_wait_for_the_end_of_the_file() -> None:
    lines = [json.dumps(STEPS)[:40], *(json.dumps({**STEPS, "step_count": count}) for count in range(20_000))]
    data = io.BytesIO("\n".join(lines).encode())
    reading = read_open_mhealth(data)

    next(iter(reading))
    assert problems(reading) == {"bad JSON": 1}
    assert data.tell() < len(data.getvalue()) / 4


def test_broken_json_costs_its_line() -> None:
    text = f"{json.dumps(STEPS)}\n{json.dumps(STEPS)[:40]}\n{json.dumps({**STEPS, 'step_count': 5})}\n"
    reading = read_open_mhealth(io.BytesIO(text.encode()))

    assert [getattr(one, "steps", None) for one in read(reading)] == [600.0, 5.0]
    assert problems(reading) == {"bad JSON": 1}
    assert reading.problems.first[0].where == "<stream>:2"


@pytest.mark.parametrize("data", [b"", b"step_count,5\n", b"<xml/>", b"5"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(WrongFormatError, match="Open mHealth"):
        read_open_mhealth(io.BytesIO(data)).all()


def test_arguments() -> None:
    with pytest.raises(InvalidValueError, match="person"):
        read_open_mhealth(io.BytesIO(), person=" ")


def test_real_files(real_records: Path) -> None:
    for path in sorted((real_records / "openmhealth").rglob("*.json")):
        reading = read_open_mhealth(path)
        found = read(reading)
        if path.parent.name == "shouldFail":
            assert not found, path
            assert reading.problems, path
        else:
            assert not reading.problems, path
            assert len(found) == (path.name != "valid-posture.json"), path  # a posture at no time


def test_units_of_duration_are_of_a_fixed_length() -> None:
    for unit, length in (("us", 0.000001), ("sec", 1), ("min", 60), ("h", 3600), ("d", 86_400), ("wk", 604_800)):
        ((one,), _) = points(within({"start_date_time": START, "duration": {"value": 1, "unit": unit}}))
        assert one.end - one.start == timedelta(seconds=length)
