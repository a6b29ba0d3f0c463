"""Fitabase files: narrow and wide, minutes, hours and days, and what hostile files do."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from recorded import file, problems, read

from inactivity.errors import InvalidValueError, RecordsDataError, WrongFormatError
from inactivity.records import ActivityInterval, StepEpoch, read_fitabase

START = datetime(2016, 4, 12)


def test_narrow_steps() -> None:
    reading = read_fitabase(
        file("Id,ActivityMinute,Steps", "7,4/12/2016 12:00:00 AM,0", "7,4/12/2016 12:01:00 AM,88", end="\r\n")
    )

    assert read(reading) == (
        StepEpoch("7", START, 60.0, 0.0, "unknown", "fitabase"),
        StepEpoch("7", START + timedelta(minutes=1), 60.0, 88.0, "worn", "fitabase"),
    )
    assert str(reading.counts) == "3 entries: 3 used for 2 records"


def test_intensities() -> None:
    rows = [f"7,4/12/2016 1:0{level}:00 PM,{level}" for level in range(5)]
    reading = read_fitabase(file("Id,ActivityMinute,Intensity", *rows))
    intervals = read(reading)

    assert [(one.start.hour, getattr(one, "intensity", ""), one.wear) for one in intervals] == [
        (13, "sedentary", "unknown"),
        (13, "light", "worn"),
        (13, "moderate", "worn"),
        (13, "vigorous", "worn"),
    ]
    assert dict(reading.counts.skipped) == {"bad number": 1}


def test_sleep_is_time_in_bed() -> None:
    rows = [f"7,4/12/2016 2:4{value}:30 AM,{value},11" for value in range(5)]
    reading = read_fitabase(file("Id,date,value,logId", *rows))

    first, *_, last = read(reading)
    assert first == ActivityInterval(
        "7", datetime(2016, 4, 12, 2, 41, 30), 60.0, "lying", "sedentary", None, "worn", "fitabase"
    )
    assert last.start.minute == 43
    assert dict(reading.counts.skipped) == {"bad number": 2}
    alone = read_fitabase(file("date,value,logId", "4/12/2016 2:41:30 AM,1,11"), person="7")
    assert read(alone) == (first,)


@pytest.mark.parametrize("name", ["Steps", "Intensity"])
def test_wide(name: str) -> None:
    header = ",".join(["Id", "ActivityHour", *(f"{name}{minute:02}" for minute in range(60))])
    hour = ["0"] * 58 + ["NaN", "3"]
    reading = read_fitabase(file(header, ",".join(["7", "4/12/2016 11:00:00 PM", *hour])))
    records = read(reading)

    assert len(records) == 59
    assert records[-1].start == datetime(2016, 4, 12, 23, 59)
    assert records[-1].wear == "worn"
    assert str(reading.counts) == "2 entries: 2 used for 59 records"
    assert problems(reading) == {"bad number": 1}
    gone = read_fitabase(file(header, ",".join(["7", "4/12/2016 11:00:00 PM", *["x"] * 60])))
    assert read(gone) == ()
    assert dict(gone.counts.skipped) == {"bad number": 1}


@pytest.mark.parametrize(
    ("time", "steps", "text", "seconds"),
    [
        ("ActivityHour", "StepTotal", "4/12/2016 1:00:00 AM", 3600.0),
        ("ActivityDay", "StepTotal", "4/12/2016", 86_400.0),
        ("ActivityDate", "TotalSteps", "4/12/2016", 86_400.0),
        ("ActivityMinute", "Steps", "4/12/2016 13:05", 60.0),
    ],
)
def test_totals(time: str, steps: str, text: str, seconds: float) -> None:
    (epoch,) = read(read_fitabase(file(f"Id,{time},{steps},Calories", f"7,{text},500,9")))

    assert (epoch.seconds, epoch.steps, epoch.start.date()) == (seconds, 500.0, START.date())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("7,4/12/2016 9:00:00 AM", "line too short"),
        (",4/12/2016 9:00:00 AM,8", "no person"),
        ("7,13/12/2016 9:00:00 AM,8", "bad time"),
        ("7,2/30/2016 9:00:00 AM,8", "bad time"),
        ("7,4/12/2016 13:00:00 PM,8", "bad time"),
        ("7,4/12/2016 0:00:00 AM,8", "bad time"),
        ("7,4/12/2016 9:00:00 XM,8", "bad time"),
        ("7,4/12/2016 9:00:00:00,8", "bad time"),
        ("7,4/12/2016 9,8", "bad time"),
        ("7,4/12/216 9:00:00 AM,8", "bad time"),
        ("7,13/4/2016 9:00:00 AM,8", "bad time"),
        ("7,4/12/2016 9:00:00.x AM,8", "bad time"),
        ("7,4/٣/2016 9:00:00 AM,8", "bad time"),
        ("7,4/12/2016 ٣:00:00 AM,8", "bad time"),
        ("7,soon,8", "bad time"),
        ("7,12/31/1969 9:00:00 AM,8", "date out of range"),
        ("7,4/12/2190 9:00:00 AM,8", "date out of range"),
        ("7,4/12/2016 9:00:00 AM,NaN", "bad number"),
        ("7,4/12/2016 9:00:00 AM,-1", "bad number"),
        ("7,4/12/2016 9:00:00 AM,", "bad number"),
        ("7,4/12/2016 9:00:00 AM,1e16", "bad number"),
    ],
)
def test_bad_rows_are_skipped_with_file_and_line(row: str, reason: str) -> None:
    lines = ["Id,ActivityMinute,Steps", "7,4/12/2016 8:00:00 AM,1", row, "7,4/12/2016 10:00:00 AM,2"]
    reading = read_fitabase(file(*lines))

    assert len(read(reading)) == 2
    assert dict(reading.counts.skipped) == {reason: 1}
    assert reading.problems.first[0].where == "<stream>:3"
    with pytest.raises(RecordsDataError, match=reason):
        read_fitabase(file(*lines), strict=True).all()


@pytest.mark.parametrize(
    "text",
    [
        "4/12/2016 9:00:00\u202fPM",
        "4/12/2016 9:00:00\xa0PM",
        "2016-04-12 21:00:00",
        "2016-04-12 9:00 PM",
        "4/12/2016 21:00",
        "4/12/16 21:00",
        "2016-04-12T21:00:00",
        "2016-04-12T21:00:00.000",
    ],
)
def test_times_as_other_tools_write_them(text: str) -> None:
    (epoch,) = read(read_fitabase(file("Id,ActivityMinute,Steps", f"7,{text},8")))

    assert epoch.start == datetime(2016, 4, 12, 21)


def test_numbers_as_other_tools_write_them() -> None:
    reading = read_fitabase(file("Id,ActivityDay,StepTotal", '7.0,4/12/2016,"13,162"', '7,4/13/2016,"1,3162"'))
    assert [(one.person, one.steps) for one in read(reading) if isinstance(one, StepEpoch)] == [("7", 13162.0)]
    assert problems(reading) == {"bad number": 1}


def test_steps_of_fitbits_own_export_are_in_utc_and_by_device() -> None:
    rows = [
        "2026-03-01T08:00:00Z,34,Radiance",
        "2026-03-01T08:01:00Z,66,Radiance",
        "2026-03-01T08:00:18.008Z,30,Phone Health Connect",
    ]
    reading = read_fitabase(file("timestamp,steps,data source", *rows), person="p")
    start = datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert [(one.start, one.source) for one in read(reading)] == [
        (start, "Radiance"),
        (start + timedelta(minutes=1), "Radiance"),
        (start + timedelta(seconds=18), "Phone Health Connect"),
    ]
    assert not reading.problems  # every device has an order of its own
    plain = read(
        read_fitabase(file("timestamp,steps", "2026-03-01T08:00:00Z,34", "2026-03-01 08:00:00+00:00,34"), person="p")
    )
    assert plain == (StepEpoch("p", start, 60.0, 34.0, "worn", "fitabase"),) * 2
    local = read_fitabase(file("Id,ActivityMinute,Steps", "7,2026-03-01T08:00:00Z,34"))
    assert read(local) == ()
    assert problems(local) == {"bad time": 1}


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(delimiter: str) -> None:
    rows = ("Id,ActivityMinute,Steps", "7,4/12/2016 9:00:00 AM,8")

    assert read(read_fitabase(file(*(row.replace(",", delimiter) for row in rows)))) == read(read_fitabase(file(*rows)))


def test_the_export_of_one_participant_has_no_id(tmp_path: Path) -> None:
    path = tmp_path / "p7_minuteStepsNarrow.csv"
    path.write_text("ActivityMinute,Steps\n4/12/2016 9:00:00 AM,8\n")

    assert [one.person for one in read(read_fitabase(path))] == ["p7_minuteStepsNarrow"]
    assert [one.person for one in read(read_fitabase(path, person="p7"))] == ["p7"]
    with pytest.raises(InvalidValueError, match="person"):
        read_fitabase(path, person="")


def test_any_date_reads_shifted_data() -> None:
    (epoch,) = read(read_fitabase(file("Id,ActivityMinute,Steps", "7,4/12/2190 9:00:00 AM,8"), any_date=True))

    assert epoch.start.year == 2190


def test_repeated_shuffled_and_doubled_minutes_are_reported() -> None:
    reading = read_fitabase(
        file(
            "Id,ActivityMinute,Steps",
            "7,4/12/2016 9:00:00 AM,8",
            "7,4/12/2016 9:00:00 AM,8",
            "7,4/12/2016 9:00:00 AM,9",  # the same minute again, as when clocks go back
            "8,4/12/2016 8:00:00 AM,1",  # somebody else
            "8,4/12/2016 7:00:00 AM,1",
        )
    )

    assert len(read(reading)) == 4
    assert problems(reading) == {"out of order": 2, "line repeated": 1}


def test_other_tables_are_refused() -> None:
    for header in ("Id,ActivityMinute,Calories", "Id,ActivityHour,Steps00,Steps01", "date,value", ""):
        with pytest.raises(WrongFormatError, match="Fitabase"):
            read_fitabase(file(header, "1,2,3")).all()
