"""ActiGraph epochs: ``.agd`` databases and epoch CSV, and what hostile files do."""

import gzip
import io
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from recorded import file, problems, read

from inactivity.errors import InvalidValueError, RecordsDataError, WrongFormatError
from inactivity.records import read_actigraph_agd, read_actigraph_csv

START = datetime(2026, 3, 19, 9)
COLUMNS = "dataTimestamp INTEGER, axis1 REAL, steps REAL, inclineOff REAL, inclineStanding REAL, inclineSitting REAL, inclineLying REAL"
SETTINGS = {"epochlength": "60", "subjectname": "p7", "limb": "Waist"}


def ticks(moment: datetime) -> int:
    return (moment - datetime(1, 1, 1)) // timedelta(microseconds=1) * 10


def agd(
    folder: Path, rows: Sequence[Sequence[Any]], settings: dict[str, str] | None = None, columns: str = COLUMNS
) -> Path:
    """Write a small ``.agd`` file."""
    path = folder / "day one.agd"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE settings (settingID INTEGER PRIMARY KEY, settingName TEXT, settingValue TEXT)")
    database.execute(f"CREATE TABLE data ({columns})")
    for name, value in (SETTINGS if settings is None else settings).items():
        database.execute("INSERT INTO settings (settingName, settingValue) VALUES (?, ?)", (name, value))
    for row in rows:
        database.execute(f"INSERT INTO data VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - our own
    database.commit()
    database.close()
    return path


def minute(at: int, *values: Any) -> tuple[Any, ...]:
    return (ticks(START + timedelta(minutes=at)), *values)


LYING = minute(0, 0.0, 0.0, 0, 0, 10, 50)
WALKING = minute(1, 4000.0, 90.0, 0, 60, 0, 0)


# ---------------------------------------------------------------- .agd


def test_epochs_at_the_hip(tmp_path: Path) -> None:
    reading = read_actigraph_agd(agd(tmp_path, [LYING, WALKING, minute(2, 99.0, 0.0, 0, 20, 20, 20)]))

    assert [(one.person, one.posture, one.intensity, one.steps, one.wear) for one in read(reading)] == [
        ("p7", "lying", "sedentary", 0.0, "unknown"),
        ("p7", "standing", "unknown", 90.0, "worn"),
        ("p7", "unknown", "sedentary", 0.0, "worn"),
    ]
    assert not reading.problems


def test_a_few_seconds_of_a_posture_are_not_the_epoch(tmp_path: Path) -> None:
    rows = [minute(0, 5.0, 0.0, 50, 0, 0, 10), minute(1, 5.0, 0.0, 30, 0, 0, 30), minute(2, 5.0, 0.0, 29, 0, 0, 31)]

    postures = [one.posture for one in read(read_actigraph_agd(agd(tmp_path, rows)))]
    assert postures == ["unknown", "unknown", "lying"]


@pytest.mark.parametrize(("limb", "worn_at"), [("Wrist", None), ("", None), ("Waist", "wrist"), ("Thigh", None)])
def test_elsewhere_neither_posture_nor_intensity_is_known(tmp_path: Path, limb: str, worn_at: Any) -> None:
    path = agd(tmp_path, [LYING, WALKING], SETTINGS | {"limb": limb})

    assert {(one.posture, one.intensity) for one in read_actigraph_agd(path, worn_at=worn_at)} == {
        ("unknown", "unknown")
    }


def test_threshold_is_a_parameter_and_is_of_a_minute(tmp_path: Path) -> None:
    path = agd(
        tmp_path, [minute(0, 8.0, 0, 0, 0, 0, 0), minute(1, 9.0, 0, 0, 0, 0, 0)], SETTINGS | {"epochlength": "5"}
    )

    assert [one.intensity for one in read_actigraph_agd(path)] == ["sedentary", "unknown"]
    assert [one.intensity for one in read_actigraph_agd(path, sedentary_counts=110)] == ["sedentary", "sedentary"]


def test_columns_that_are_missing_are_not_known(tmp_path: Path) -> None:
    path = agd(tmp_path, [minute(0, 7.0)], {"epochlength": "60"}, "dataTimestamp INTEGER, AXIS1 REAL")

    (one,) = read(read_actigraph_agd(path, worn_at="hip"))
    assert (one.person, one.steps, one.posture, one.intensity) == ("day one", None, "unknown", "sedentary")


def test_bad_rows(tmp_path: Path) -> None:
    rows = [
        WALKING,
        WALKING,
        ("soon", *WALKING[1:]),
        (None, *WALKING[1:]),
        (-5, *WALKING[1:]),
        (2**62, *WALKING[1:]),
        (ticks(datetime(1969, 1, 1)), *WALKING[1:]),
        (ticks(datetime(2500, 1, 1)), *WALKING[1:]),
        LYING,
        minute(3, "many", None, 0, 60, 0, 0),
        minute(4, -1.0, float("inf"), 0, 60, 0, b"\xff"),
        (float(minute(5)[0]), 0, 0, 0, 0, 0, 0),
    ]
    reading = read_actigraph_agd(agd(tmp_path, rows))
    intervals = read(reading)

    assert [one.start.minute for one in intervals] == [1, 0, 3, 4, 5]
    assert [one.steps for one in intervals] == [90.0, 0.0, None, None, 0.0]
    assert dict(reading.counts.skipped) == {"row repeated": 1, "bad time": 4, "date out of range": 2}
    assert problems(reading) == {
        "bad time": 4,
        "date out of range": 2,
        "row repeated": 1,
        "out of order": 1,
        "bad axis1": 2,
        "bad steps": 2,
        "bad inclinelying": 1,
    }
    assert reading.problems.first[0].where.endswith("day one.agd:data row 2")
    with pytest.raises(RecordsDataError):
        read_actigraph_agd(agd(tmp_path, rows), strict=True).all()


def test_file_objects_gzip_and_odd_names(tmp_path: Path) -> None:
    path = agd(tmp_path, [LYING, WALKING])
    odd = path.rename(tmp_path / "a?b#c%41.agd")
    packed = tmp_path / "x.agd.gz"
    packed.write_bytes(gzip.compress(odd.read_bytes()))
    expected = read_actigraph_agd(odd).all()
    before = odd.stat()

    assert len(expected) == 2
    for source in (io.BytesIO(odd.read_bytes()), packed, io.BytesIO(packed.read_bytes())):
        assert read(read_actigraph_agd(source)) == expected
    assert sorted(tmp_path.iterdir()) == [odd, packed]
    assert odd.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "None seconds"),
        ({"epochlength": "0"}, "'0'"),
        ({"epochlength": "nan"}, "'nan'"),
        ({"epochlength": "x"}, "'x'"),
    ],
)
def test_epochs_of_no_length_are_refused(tmp_path: Path, settings: dict[str, str], message: str) -> None:
    with pytest.raises(WrongFormatError, match=message):
        read_actigraph_agd(agd(tmp_path, [LYING], settings)).all()


def test_other_databases_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE settings (settingName TEXT, settingValue TEXT)")
    database.execute(
        "CREATE VIEW data AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS dataTimestamp FROM n"
    )
    database.commit()
    with pytest.raises(WrongFormatError, match="no table data"):
        read_actigraph_agd(path).all()
    database.execute("DROP VIEW data")
    database.execute("CREATE TABLE data (x)")
    database.commit()
    with pytest.raises(WrongFormatError, match="dataTimestamp"):
        read_actigraph_agd(path).all()
    database.execute("DROP TABLE settings")
    database.commit()
    database.close()
    with pytest.raises(WrongFormatError, match="no table settings"):
        read_actigraph_agd(path).all()


@pytest.mark.parametrize("data", [b"", b"SQLite format 3", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_only_looks_like_a_database_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.agd"
    path.write_bytes(data)

    for source in (path, io.BytesIO(data)):
        with pytest.raises(WrongFormatError, match=r"ActiGraph \.agd"):
            read_actigraph_agd(source).all()


def test_schema_that_is_no_text_is_refused(tmp_path: Path) -> None:
    data = agd(tmp_path, [LYING]).read_bytes()

    # sqlite3 quotes the broken schema in its message, and cannot: that is an error of another kind.
    with pytest.raises(WrongFormatError, match="cannot be read"):
        read_actigraph_agd(io.BytesIO(data.replace(b"CREATE TABLE settings", b"CREATE TABL\x80 settings"))).all()


def test_damaged_database_gives_what_comes_before_and_a_truncated_one_an_error(tmp_path: Path) -> None:
    rows = [minute(at, 1.0 * at, 0, 0, 60, 0, 0) for at in range(3000)]
    data = agd(tmp_path, rows).read_bytes()
    reading = read_actigraph_agd(io.BytesIO(data[:-40_960] + b"\xff" * 4096 + data[-36_864:]))

    assert 0 < len(read(reading)) < 3000
    assert problems(reading) == {"broken database": 1}
    with pytest.raises(WrongFormatError, match="malformed"):
        read_actigraph_agd(io.BytesIO(data[:-8192])).all()


# ---------------------------------------------------------------- CSV


PREAMBLE = (
    "------------ Data {}File Created By ActiGraph GT3X+ ActiLife v6.13.3 Firmware v2.5.0 date format {} Filter Normal -----------",
    "Serial Number: NEO1",
    "Start Time 09:00:00",
    "Start Date {}",
    "Epoch Period (hh:mm:ss) 00:01:00",
    "Download Time 12:59:00",
    "Download Date 3/20/2026",
    "Current Memory Address: 0",
    "Current Battery Voltage: 4.13     Mode = {}",
    "--------------------------------------------------",
)


def preamble(day: str = "3/19/2026", order: str = "M/d/yyyy", mode: str = "61", table: str = "Table ") -> list[str]:
    first, *rest = PREAMBLE
    return [first.format(table, order), *(line.format(mode if "Mode" in line else day) for line in rest)]


NAMES = "Date, Time, Axis1,Axis2,Axis3,Steps,Lux,Inclinometer Off,Inclinometer Standing,Inclinometer Sitting,Inclinometer Lying"


@pytest.mark.parametrize(
    ("order", "day"),
    [
        ("M/d/yyyy", "3/19/2026"),
        ("d/M/yyyy", "19/3/2026"),
        ("dd-MM-yyyy", "19-03-2026"),
        ("yyyy-MM-dd", "2026-03-19"),
        ("x", "3/19/2026"),
        ("M/d/yy", "3/19/26"),
        ("dd.MM.yyyy", "19.03.2026"),
        ("d. M. yyyy", "19. 3. 2026"),
        ("yyyy. MM. dd.", "2026. 03. 19."),
        ("dd-MMM-yy", "19-Mar-26"),
    ],
)
def test_dates_are_in_the_order_of_the_preamble(order: str, day: str) -> None:
    dated = read_actigraph_csv(file(*preamble(day, order), NAMES, f"{day},09:00:00,1,2,3,4,5,0,0,0,60"), worn_at="hip")
    counted = read_actigraph_csv(file(*preamble(day, order), "Axis1,Steps", "1,4"))

    (first,), (second,) = read(dated), read(counted)
    assert first.start == second.start == START
    assert (first.posture, first.steps, first.person) == ("lying", 4.0, "unknown")


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        *(("09:00:00 PM", 21), ("9:00:00 AM", 9), ("12:00:00 AM", 0), ("21:00", 21), ("21.00.00", 21)),
        *(("9:00:00 p. m.", 21), ("9:00:00 a.m.", 9)),
    ],
)
def test_the_start_is_by_the_clock_of_the_preamble(clock: str, hour: int) -> None:
    lines = [line.replace("09:00:00", clock) for line in preamble()]

    (one,) = read(read_actigraph_csv(file(*lines, "Axis1,Steps", "1,4")))
    assert one.start == START.replace(hour=hour)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters(delimiter: str) -> None:
    rows = [NAMES, *(f"3/19/2026,09:0{at}:00,1,2,3,4,5,0,0,0,60" for at in range(2))]
    lines = [*preamble(), *(row.replace(",", delimiter) for row in rows)]
    expected = read(read_actigraph_csv(file(*preamble(), *rows)))

    assert len(expected) == 2
    assert read(read_actigraph_csv(file(*lines))) == expected
    assert read(read_actigraph_csv(file(*lines[len(preamble()) :]))) == expected


def test_columns_without_names_are_those_of_the_mode() -> None:
    reading = read_actigraph_csv(
        file(*preamble(table=""), "200,0,0,17,0,0,60,0,0", "0,0,0,0,0,0,0,0,60", end="\r\n"), worn_at="hip", person="p"
    )

    assert [(one.start, one.posture, one.intensity, one.steps) for one in read(reading)] == [
        (START, "standing", "unknown", 17.0),
        (START + timedelta(minutes=1), "lying", "sedentary", 0.0),
    ]
    with pytest.raises(WrongFormatError, match="3 columns without names, of a device in mode 61"):
        read_actigraph_csv(file(*preamble(), "1,2,3")).all()
    (three,) = read(read_actigraph_csv(file(*preamble(mode="12"), "1,2,3")))
    assert three.steps is None


@pytest.mark.parametrize(
    ("mode", "row", "steps", "posture"),
    [
        ("0", "20", None, "unknown"),
        ("1", "20,7", 7.0, "unknown"),
        ("4", "20,1", None, "unknown"),
        ("5", "20,1,7", 7.0, "unknown"),
        ("12", "20,1,2,30", None, "unknown"),  # with the vector magnitude
        ("13", "20,1,2,7", 7.0, "unknown"),
        ("13", "20,1,2,7,,,", 7.0, "unknown"),  # padded
        ("28", "20,1,2,90", None, "unknown"),
        ("29", "20,1,2,7,90", 7.0, "unknown"),
        ("45", "20,1,2,7,0,0,60,0", 7.0, "sitting"),
        ("60", "20,1,2,90,0,0,0,60", None, "lying"),
        ("61", "20,1,2,7,90,0,0,60,0,31", 7.0, "sitting"),
    ],
)
def test_modes_tell_the_columns(mode: str, row: str, steps: float | None, posture: str) -> None:
    (one,) = read(read_actigraph_csv(file(*preamble(mode=mode, table=""), row), worn_at="hip"))
    assert (one.steps, one.posture, one.intensity) == (steps, posture, "sedentary")


@pytest.mark.parametrize(
    ("mode", "row"),
    [
        ("0", "1,2,3,4,5,6,7,8,9,10"),
        ("1", "20"),
        ("15", "20,1,2,7,60"),
        ("8", "20,1"),
        ("13", "20,1,2"),
        ("77", "1,2,3"),
    ],
)
def test_columns_that_are_not_those_of_the_mode_are_refused(mode: str, row: str) -> None:
    with pytest.raises(WrongFormatError, match=f"columns without names, of a device in mode {mode}"):
        read_actigraph_csv(file(*preamble(mode=mode), row)).all()


@pytest.mark.parametrize(
    ("stamp", "zone"),
    [
        ("2026-03-19T09:0{}:00Z", UTC),
        ("2026-03-19 09:0{}:00", None),
        ("2026-03-19 09:0{}:00.000", None),
        ("3/19/2026 9:0{}:00 AM", None),
    ],
)
@pytest.mark.parametrize("name", ["TimeStamp", "dataTimestamp", "DateTime"])
def test_times_of_epochs_count_more_than_the_start_of_the_preamble(name: str, stamp: str, zone: Any) -> None:
    lines = [f"{name},axis1,axis2,axis3,steps", *(f"{stamp.format(at)},5,0,0,6" for at in range(3))]
    expected = [START.replace(tzinfo=zone) + timedelta(minutes=at) for at in range(3)]

    assert [one.start for one in read(read_actigraph_csv(file(*preamble("1/2/2020"), *lines)))] == expected
    alone = read(read_actigraph_csv(file(*lines)))
    assert [(one.start, one.seconds, one.steps) for one in alone] == [(start, 60.0, 6.0) for start in expected]


def test_tables_made_of_agd_files() -> None:
    names = '"","time","axis1","inclineOff","inclineStanding","inclineSitting","inclineLying"'
    lines = [names, *(f'"{at}","2026-03-19T09:00:{at}0Z",3,0,10,0,0' for at in range(3))]
    assert [one.posture for one in read(read_actigraph_csv(file(*lines), worn_at="hip"))] == ["standing"] * 3
    bad = read_actigraph_csv(file(*lines, '"4","2026-03-39T09:00:40Z",3,0,10,0,0'))
    assert len(read(bad)) == 3
    assert problems(bad) == {"bad time": 1}


def test_names_of_older_versions() -> None:
    reading = read_actigraph_csv(
        file(*preamble(), "Date, Epoch, Activity,Steps", "3/19/2026,09:07:00,5,6"), worn_at="hip"
    )
    (one,) = read(reading)
    assert (one.start.minute, one.intensity, one.steps) == (7, "sedentary", 6.0)


def test_a_start_date_that_is_not_in_the_order_it_names_is_reported() -> None:
    reading = read_actigraph_csv(file(*preamble("3/19/2026", "dd/MM/yyyy"), "Axis1", "5"))
    assert [one.start for one in read(reading)] == [START]
    assert problems(reading) == {"start date in another order": 1}


def test_days_that_can_be_read_two_ways_are_read_as_the_preamble_has_them() -> None:
    reading = read_actigraph_csv(file(*preamble("5. 6. 2026", "d. M. yyyy"), "Axis1", "5"))
    assert [str(one.start.date()) for one in read(reading)] == ["2026-06-05"]


def test_raw_accelerations_and_gaps_in_the_preamble_are_named() -> None:
    raw = [line.replace("00:01:00", "00:00:00") for line in preamble()]
    with pytest.raises(WrongFormatError, match="raw accelerations"):
        read_actigraph_csv(file(*raw, "0.1,0.2,0.9")).all()
    with pytest.raises(WrongFormatError, match="without a readable Start Date, Start Time"):
        read_actigraph_csv(file(*(line for line in preamble() if not line.startswith("Start")), "Axis1", "5")).all()


def test_preamble_padded_with_commas_and_odd_epoch() -> None:
    lines = [f"{line},,," for line in preamble()]
    lines[4] = "Epoch Period (hh:mm:ss) 00:00:60,,,"

    assert [one.seconds for one in read(read_actigraph_csv(file(*lines, "axis1,steps", "1,2")))] == [60.0]


def test_time_goes_on_while_lines_are_given_up() -> None:
    reading = read_actigraph_csv(file(*preamble(), "Axis1,Steps", "1,2", "3", "x,NaN", "9,9"))

    assert [(one.start.minute, one.steps, one.wear) for one in read(reading)] == [
        (0, 2.0, "worn"),
        (2, None, "unknown"),
        (3, 9.0, "worn"),
    ]
    assert problems(reading) == {"line too short": 1, "bad axis1": 1, "bad steps": 1}


def test_dated_lines() -> None:
    rows = [
        "3/19/2026,09:00:00,1",
        "3/19/2026,09:00:00,1",
        "3/19/2026,08:00:00,1",
        "13/19/2026,09:00:00,1",
        "3/19/2026,9,1",
        "3/19/1926,09:00:00,1",
        "3/19/2026,9:05:00 PM,1",
    ]
    reading = read_actigraph_csv(file(*preamble(), "Date,Time,Axis1", *rows))

    assert [one.start.hour for one in read(reading)] == [9, 8, 21]
    assert problems(reading) == {"line repeated": 1, "out of order": 1, "bad time": 2, "date out of range": 1}


@pytest.mark.parametrize(
    "lines",
    [
        ["a,b", "1,2"],
        preamble()[:4],
        [*preamble()[:1], *["x"] * 100],
        [*preamble()[:4], "Epoch Period (hh:mm:ss) 00:00:00", "----"],
        [*preamble("3/32/2026"), "Axis1", "1"],
        [*preamble(), "x,y", "1,2"],
        [],
    ],
)
def test_other_tables_are_refused(lines: list[str]) -> None:
    with pytest.raises(WrongFormatError, match="ActiGraph epoch CSV"):
        read_actigraph_csv(file(*lines)).all()


@pytest.mark.parametrize("day", ["3/19/2026", "2026-03-19"])
def test_table_without_a_preamble(day: str) -> None:
    lines = ["Date,Time,Axis1,Steps", f"{day},09:00:00,5,6", f"{day},09:00:15,5,6", f"{day},09:00:30,5,6"]
    intervals = read(read_actigraph_csv(file(*lines)))

    assert [(one.start, one.seconds) for one in intervals] == [
        (START + timedelta(seconds=at), 15.0) for at in (0, 15, 30)
    ]
    for few in (
        lines[:2],
        [lines[0], lines[1], lines[1]],
        [lines[0], "x,y,5,6", *lines[1:]],
        [lines[0], "3", lines[1]],
    ):
        with pytest.raises(WrongFormatError, match="ActiGraph epoch CSV"):
            read_actigraph_csv(file(*few)).all()


def test_preamble_alone() -> None:
    assert read(read_actigraph_csv(file(*preamble()))) == ()
    assert read(read_actigraph_csv(file(*preamble(), "Axis1,Steps"))) == ()


@pytest.mark.parametrize("reader", [read_actigraph_agd, read_actigraph_csv])
@pytest.mark.parametrize(("name", "value"), [("person", ""), ("worn_at", "ear"), ("sedentary_counts", -1)])
def test_arguments(reader: Any, name: str, value: Any) -> None:
    with pytest.raises(InvalidValueError, match=name):
        reader(io.BytesIO(), **{name: value})


def test_real_file(real_records: Path) -> None:
    reading = read_actigraph_agd(real_records / "actigraph_5s.agd")
    intervals = read(reading)

    assert not reading.problems
    assert (len(intervals), sum(one.steps or 0 for one in intervals)) == (36, 126.0)
    assert intervals[0].start == datetime(2023, 6, 13, 8, 34)
    assert {(one.person, one.seconds, one.posture, one.intensity) for one in intervals} == {
        ("example", 5.0, "unknown", "unknown")  # at the wrist
    }
