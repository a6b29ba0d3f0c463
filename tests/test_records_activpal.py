"""activPAL events: both forms, preambles, strides, wear, and what hostile files do."""

import io
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from recorded import file, problems, read

from inactivity.errors import InvalidValueError, RecordsDataError, WrongFormatError
from inactivity.records import ActivityInterval, read_activpal

COMMA = '"Time","DataCount (samples)","Interval (s)","ActivityCode (0=sedentary, 4=non-wear)","CumulativeStepCount"'
EXTENDED = (
    "Time;Time(approx);Data Count;Event Type;Duration (s);Waking Day;Cumulative Step Count;Activity Score (MET.h)"
)
DAY = 46_100.0  # 2026-03-19
START = datetime(2026, 3, 19)


def events(*rows: tuple[float, Any, Any, Any], **options: Any) -> tuple[tuple[ActivityInterval, ...], Any]:
    """Read events of (seconds since midnight, duration, code, strides)."""
    lines = [f"{DAY + since / 86_400:.10f},1,{seconds},{code},{strides}" for since, seconds, code, strides in rows]
    reading = read_activpal(file(COMMA, *lines), person="p", **options)
    return read(reading), reading


def test_codes() -> None:
    codes = ["0", "1", "2", "2.1", "3.1", "3.2", "4", "9", "x", "5.0"]
    intervals, reading = events(*[(60.0 * at, 60, code, 0) for at, code in enumerate(codes)], (3000.0, 1, 2, 0))

    assert [(one.posture, one.intensity, one.wear) for one in intervals[:-1]] == [
        ("sitting_or_lying", "sedentary", "worn"),
        ("standing", "unknown", "worn"),
        ("stepping", "unknown", "worn"),
        ("cycling", "unknown", "worn"),
        ("lying", "sedentary", "worn"),
        ("lying", "sedentary", "worn"),
        ("unknown", "unknown", "not_worn"),
        ("unknown", "unknown", "unknown"),
        ("unknown", "unknown", "unknown"),
        ("sitting", "sedentary", "worn"),
    ]
    assert [one.start for one in intervals[:3]] == [START + timedelta(minutes=at) for at in range(3)]
    assert problems(reading) == {"unknown code": 2}


def test_steps_are_twice_the_strides_since_the_line_before() -> None:
    intervals, reading = events((0, 9, 0, 0), (9, 1, 2, 1), (10, 3, 2, 4), (13, 9, 0, 4), (22, 1, 2, 5))

    assert [one.steps for one in intervals] == [0.0, 2.0, 6.0, 0.0, 2.0]
    assert not reading.problems


def test_steps_before_a_part_of_a_recording_are_not_known() -> None:
    intervals, _ = events((0, 1, 2, 500), (1, 1, 2, 501))

    assert [one.steps for one in intervals] == [None, 2.0]


@pytest.mark.parametrize("strides", ["NaN", "", "-3", "inf", "x"])
def test_bad_step_count_costs_the_steps_alone(strides: str) -> None:
    intervals, reading = events((0, 1, 2, 1), (1, 1, 2, strides), (2, 1, 2, 3), (3, 1, 2, 4))

    assert [one.steps for one in intervals] == [2.0, None, None, 2.0]
    assert problems(reading) == {"bad step count": 1}


def test_falling_step_count_is_reported() -> None:
    intervals, reading = events((0, 1, 2, 1), (1, 1, 2, 0), (2, 1, 2, 1))

    assert [one.steps for one in intervals] == [2.0, None, 2.0]
    assert problems(reading) == {"step count fell": 1}


def test_last_event_may_have_swallowed_time_off_the_leg() -> None:
    lying, _ = events((0, 60, 1, 0), (60, 55_177.1, 0, 0))
    walking, _ = events((0, 60, 0, 0), (60, 1, 2, 1))
    off, _ = events((0, 60, 0, 0), (60, 60, 4, 0))

    assert [one.wear for one in lying] == ["worn", "unknown"]
    assert [one.wear for one in walking] == ["worn", "worn"]
    assert [one.wear for one in off] == ["worn", "not_worn"]
    assert lying[1].seconds == 55_177.1  # marked, not dropped


def test_long_lying_is_doubted_and_kept() -> None:
    rows = [(0, 71_999.0, 3.1, 0), (71_999.0, 72_000.0, 3.1, 0), (143_999.0, 9, 1, 0)]

    assert [one.wear for one in events(*rows)[0]] == ["worn", "unknown", "unknown"]
    assert [one.wear for one in events(*rows, doubtful_seconds=1e5)[0]] == ["worn", "worn", "unknown"]


def test_extended_form_with_decimal_commas_and_trailing_semicolons() -> None:
    reading = read_activpal(
        file(
            "sep=;",
            EXTENDED,
            "46100,3750000000;2026-03-19 09:00:00;0;0;30,5;1;0;0,01;",
            "46100,3753530093;2026-03-19 09:00:30;305;2;1,3;1;1;0,01;",
            end="\r\n",
        ),
        person="p",
    )

    first, second = read(reading)
    assert (first.start, first.seconds, first.steps) == (datetime(2026, 3, 19, 9), 30.5, 0.0)
    assert (second.start, second.seconds, second.steps) == (first.end, 1.3, 2.0)
    assert dict(reading.counts.ignored) == {"line before the names of the columns": 1}


@pytest.mark.parametrize("mark", [".", ","])
def test_tabs(mark: str) -> None:
    rows = ["46100.375\t1\t60.5\t0\t0", "46100.3757002315\t606\t1.3\t2\t1"]
    reading = read_activpal(file(COMMA.replace('","', '"\t"'), *(row.replace(".", mark) for row in rows)), person="p")

    assert [(one.seconds, one.posture, one.steps) for one in read(reading)] == [
        (60.5, "sitting_or_lying", 0.0),
        (1.3, "stepping", 2.0),
    ]


def test_the_exact_time_goes_before_the_one_for_readers() -> None:
    names = "Sample Time;Time (approx);Data Count;Event Type;Duration (s);Cumulative Step Count"
    (one,) = read(read_activpal(file(names, "46100;2026-03-18 23:59:59;0;0,0;60;0")))
    assert one.start == START


def test_spaces_before_quotes_are_no_part_of_a_field() -> None:
    reading = read_activpal(
        file('"Time", "Interval (s)", "ActivityCode", "CumulativeStepCount"', '"46100.375", "60", "0", "0"')
    )
    assert [one.seconds for one in read(reading)] == [60.0]


def test_preamble() -> None:
    reading = read_activpal(
        file("**header**", "File Version, 2", "Start Time, 2026", "**data**", COMMA, "46100,1,60,1,0", "46101,1,2,2,1")
    )

    assert [one.posture for one in read(reading)] == ["standing", "stepping"]
    assert dict(reading.counts.ignored) == {"line before the names of the columns": 4}


def test_a_preamble_parted_in_another_way() -> None:
    about = ["**header**", *["Subject,7,of,these"] * 50, "**data**"]
    lines = [EXTENDED, "46100,375;2026-03-19 09:00:00;0;0;30,5;1;0;0,01;"]

    assert read(read_activpal(file(*about, *lines))) == read(read_activpal(file(*lines)))


def test_times_of_older_software() -> None:
    reading = read_activpal(file(COMMA, '"#2026-03-19 09:00:00#",1,60,0,0', "#2026-03-19 09:01:00#,1,2,2,1"))

    assert [one.start.minute for one in read(reading)] == [0, 1]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("46100.1,1", "line too short"),
        ("x,1,60,0,0", "bad time"),
        ("NaN,1,60,0,0", "bad time"),
        ("1e300,1,60,0,0", "bad time"),
        ("2026-03-19T09:00:00Z,1,60,0,0", "bad time"),
        ("25000,1,60,0,0", "date out of range"),
        ("99999,1,60,0,0", "date out of range"),
        ("46100.1,1,-1,0,0", "bad duration"),
        ("46100.1,1,NaN,0,0", "bad duration"),
        ("46100.1,1,1e12,0,0", "bad duration"),
    ],
)
def test_bad_lines_are_skipped_with_file_and_line(line: str, reason: str) -> None:
    good = ["46100,1,60,1,0", line, "46101,1,2,2,1"]
    reading = read_activpal(file(COMMA, *good))

    assert len(read(reading)) == 2
    assert dict(reading.counts.skipped) == {reason: 1}
    assert reading.problems.first[0].where == "<stream>:3"
    with pytest.raises(RecordsDataError, match=reason):
        read_activpal(file(COMMA, *good), strict=True).all()


def test_any_date_reads_shifted_data() -> None:
    intervals = read_activpal(file(COMMA, "100000,1,60,1,0", "100001,1,2,2,1"), any_date=True).all()

    assert [one.start.year for one in intervals] == [2173, 2173]


def test_repeated_and_shuffled_events() -> None:
    intervals, reading = events((0, 60, 0, 0), (0, 60, 0, 0), (120, 60, 0, 0), (60, 60, 1, 0))

    assert [(one.posture, one.wear) for one in intervals] == [
        ("sitting_or_lying", "worn"),
        ("standing", "worn"),
        ("sitting_or_lying", "unknown"),  # the latest, wherever it stands
    ]
    assert intervals[1].steps is None
    assert problems(reading) == {"line repeated": 1, "out of order": 1}


def test_nothing_but_names() -> None:
    reading = read_activpal(file(COMMA))

    assert read(reading) == ()
    assert reading.counts.entries == 1


def test_other_files_are_refused() -> None:
    for lines in (("a,b,c",), ("Time,Interval (s)", *["1,2"] * 100)):
        with pytest.raises(WrongFormatError, match="activPAL"):
            read_activpal(file(*lines)).all()


@pytest.mark.parametrize(("name", "value"), [("person", ""), ("doubtful_seconds", 0), ("doubtful_seconds", None)])
def test_arguments(name: str, value: Any) -> None:
    with pytest.raises(InvalidValueError, match=name):
        read_activpal(io.BytesIO(), **{name: value})


@pytest.mark.parametrize(
    ("name", "records", "strides", "days"),
    [("activpal_events.csv", 14_219, 13_761, 1.776), ("activpal_events_extended.csv", 6_158, 5_896, 1.310)],
)
def test_real_file(real_records: Path, name: str, records: int, strides: int, days: float) -> None:
    reading = read_activpal(real_records / name)
    intervals = read(reading)

    assert not reading.problems
    assert len(intervals) == records
    assert sum(one.steps or 0 for one in intervals) == 2 * strides
    assert sum(one.seconds for one in intervals) / 86_400 == pytest.approx(days, abs=1e-3)
    assert all(before.end == after.start for before, after in pairwise(intervals))
    assert {one.wear for one in intervals[:-1]} == {"worn"}
