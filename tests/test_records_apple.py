"""Apple Health: what an export holds, and what is wrong with exports."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from recorded import problems, read

from inactivity.errors import InvalidValueError, RecordsDataError, WrongFormatError
from inactivity.records import ActivityInterval, CodedEvent, StepEpoch, _apple_xml as xml, read_apple_health

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST Record
  startDate
>
<!ATTLIST Workout broken
]>
"""
NINE = "2026-03-01 09:00:00 +0100"
TEN = "2026-03-01 10:00:00 +0100"


def record(
    kind: str = "StepCount", value: str = "88", start: str = NINE, end: str = TEN, source: str = "iPhone"
) -> str:
    family = "Category" if value.startswith("HK") else "Quantity"
    return (
        f' <Record type="HK{family}TypeIdentifier{kind}" sourceName="{source}" startDate="{start}" endDate="{end}" '
        f'value="{value}"/>\n'
    )


HEART = record("HeartRate", "60").replace("/>", '>\n  <MetadataEntry key="Context" value="1"/>\n </Record>')


def export(*parts: str, head: str = HEAD) -> io.BytesIO:
    return io.BytesIO((head + '<HealthData locale="en_GB">\n' + "".join(parts) + "</HealthData>\n").encode())


def steps(source: io.BytesIO) -> list[float]:
    return [one.steps for one in read(read_apple_health(source)) if isinstance(one, StepEpoch)]


def test_steps_keep_source_offset_and_length() -> None:
    [epoch] = read(read_apple_health(export(HEART, record(source="Anna’s iPhone")), person="anna"))
    assert isinstance(epoch, StepEpoch)
    assert (epoch.person, epoch.steps, epoch.seconds, epoch.source) == ("anna", 88.0, 3600.0, "Anna’s iPhone")
    assert epoch.start.utcoffset() == timedelta(hours=1)
    assert epoch.wear == "worn"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-03-01 9:00:00 AM +0100", "2026-03-01 10:00:00 AM +0100"),
        ("2026-03-01 9:00:00\u202fam +0100", "2026-03-01 10:00:00\u202fam +0100"),
        ("2026-03-01 9:00:00 a.m. +0100", "2026-03-01 10:00:00 a.m. +0100"),
        ("20260301090000+0100", "20260301100000+0100"),
        ("2026-03-01T09:00:00+01:00", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00.000+01:00", "2026-03-01T04:00:00.5-05:00"),
    ],
)
def test_dates_of_other_systems_and_regions(start: str, end: str) -> None:
    (epoch,) = read(read_apple_health(export(record(start=start, end=end))))
    assert isinstance(epoch, StepEpoch)
    assert (epoch.start.isoformat(), epoch.seconds) == ("2026-03-01T09:00:00+01:00", 3600.0)


def test_noon_and_midnight_of_twelve_hours() -> None:
    (epoch,) = read(
        read_apple_health(export(record(start="2026-03-01 12:10:00 AM +0000", end="2026-03-01 12:10:00 PM +0000")))
    )
    assert isinstance(epoch, StepEpoch)
    assert (epoch.start.hour, epoch.seconds) == (0, 12 * 3600.0)


def test_what_phone_and_watch_count_stays_apart() -> None:
    both = read(read_apple_health(export(record(), record(source="Apple Watch", value="90"))))
    assert [(one.source, one.steps) for one in both if isinstance(one, StepEpoch)] == [
        ("iPhone", 88),
        ("Apple Watch", 90),
    ]


def test_stand_hours_sleep_and_workouts() -> None:
    stand, sleep = "HKCategoryValueAppleStandHour", "HKCategoryValueSleepAnalysis"
    workout = (
        f'<Workout workoutActivityType="HKWorkoutActivityType{{}}" sourceName="W" startDate="{NINE}" endDate="{TEN}"/>'
    )
    found = read(
        read_apple_health(
            export(
                record("AppleStandHour", stand + "Idle", source="Watch"),
                record("AppleStandHour", stand + "Stood"),
                record("SleepAnalysis", sleep + "InBed"),
                record("SleepAnalysis", sleep + "AsleepREM", source="Apple Watch"),
                workout.format("Running"),
                workout.format("Cycling"),
                workout.format("Yoga"),
            )
        )
    )
    assert [(one.posture, one.intensity, one.wear) for one in found if isinstance(one, ActivityInterval)] == [
        ("sitting_or_lying", "sedentary", "worn"),
        ("unknown", "unknown", "worn"),
        ("lying", "sedentary", "unknown"),
        ("lying", "sedentary", "worn"),
        ("stepping", "unknown", "unknown"),
        ("cycling", "unknown", "unknown"),
        ("unknown", "unknown", "unknown"),
    ]


def test_the_summary_of_a_day() -> None:
    summary = (
        '<ActivitySummary dateComponents="2026-03-01" activeEnergyBurned="590.2" activeEnergyBurnedGoal="630" '
        'activeEnergyBurnedUnit="kcal" appleStandHours="13" appleMoveTime="none"/>'
    )
    reading = read_apple_health(export(summary))
    found = read(reading)
    assert all(isinstance(one, CodedEvent) and one.start == datetime(2026, 3, 1) for one in found)
    assert [(one.codes[0].code, one.value, one.unit) for one in found if isinstance(one, CodedEvent)] == [
        ("ActivitySummary.activeEnergyBurned", 590.2, "kcal"),
        ("ActivitySummary.activeEnergyBurnedGoal", 630.0, "kcal"),
        ("ActivitySummary.appleStandHours", 13.0, "h"),
    ]
    assert problems(reading) == {"bad number": 1}


def test_a_summary_without_a_day_is_skipped() -> None:
    summary = '<ActivitySummary dateComponents="{}" appleStandHours="13"/>'
    reading = read_apple_health(export(summary.format("Monday"), summary.format("1960-01-01"), "<ActivitySummary/>"))
    assert read(reading) == ()
    assert problems(reading) == {"bad date": 2, "date out of range": 1}


def test_a_zip_behind_a_password_is_refused() -> None:
    packed = bytearray(zipped(export_xml=export(record()).getvalue()).getvalue())
    for header in (b"PK\x03\x04", b"PK\x01\x02"):  # set the flag that says so, in both headers of the file
        packed[packed.index(header) + (6 if header[2] == 3 else 8)] |= 1
    with pytest.raises(WrongFormatError, match="cannot be unpacked"):
        read_apple_health(io.BytesIO(bytes(packed))).all()


def test_every_entry_is_accounted_for() -> None:
    reading = read_apple_health(
        export('<ExportDate value="x"/>\n', HEART, HEART, record(), '<Correlation type="C">', HEART, "</Correlation>\n")
    )
    read(reading)
    counts = reading.counts
    assert (counts.used, counts.records, dict(counts.skipped)) == (1, 1, {})
    assert dict(counts.ignored) == {"ExportDate": 1, "HKQuantityTypeIdentifierHeartRate": 3, "Correlation": 1}


BAD = {
    "bad date": record(start="yesterday"),
    "date out of range": record(start="1969-07-20 20:00:00 +0000", end="1969-07-20 21:00:00 +0000"),
    "bad length": record(start=TEN, end=NINE),
    "bad number": record(value="NaN"),
    "bad stand hour": record("AppleStandHour", "HKSitting"),
    "bad sleep analysis": record("SleepAnalysis", "HKDreaming"),
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_record_is_reported_with_its_line_and_the_others_are_read(reason: str) -> None:
    source = export(HEART, record(), BAD[reason], record(value="5"))
    reading = read_apple_health(source)
    assert [one.steps for one in read(reading) if isinstance(one, StepEpoch)] == [88, 5]
    assert problems(reading) == {reason: 1}
    line = 1 + source.getvalue().split(BAD[reason].encode())[0].count(b"\n")
    assert reading.problems.first[0].where == f"<stream>:{line}"
    with pytest.raises(RecordsDataError, match=reason):
        read_apple_health(export(BAD[reason]), strict=True).all()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("start", ""),
        ("start", "2026-03-01 09:00:00"),
        ("start", "2026-03-01 09:00:00 +2500"),
        ("start", "2026-03-01 09:00:00 +0199"),
        ("end", "2026-02-30 09:00:00 +0100"),
        ("end", "2026-03-01 09:00:00 CET"),
        ("start", "0001-01-01 00:00:00 +0100"),
        ("end", "9999-12-31 23:59:59 -0100"),
        ("value", "-3"),
        ("value", "1e400"),
        ("value", ""),
    ],
)
def test_odd_values_are_skipped(field: str, value: str) -> None:
    reading = read_apple_health(export(record(**{field: value})))
    assert read(reading) == ()
    assert reading.counts.entries == 1
    assert reading.problems.total == 1


def test_dates_after_now_and_before_1970_are_kept_if_asked_for() -> None:
    ahead = (datetime.now(UTC) + timedelta(days=400)).strftime("%Y-%m-%d %H:%M:%S +0000")
    far = record(start=ahead, end=ahead)
    assert steps(export(far)) == []
    assert len(read_apple_health(export(far), any_date=True).all()) == 1


def test_a_clock_set_back_makes_no_negative_length() -> None:
    # One hour of real time, though the clocks on the wall say none.
    [epoch] = read(
        read_apple_health(export(record(start="2025-10-26 02:30:00 +0200", end="2025-10-26 02:30:00 +0100")))
    )
    assert isinstance(epoch, StepEpoch)
    assert epoch.seconds == 3600


def test_control_characters_are_left_out_and_counted() -> None:
    reading = read_apple_health(export(record(source="i\x00Ph\x0bone"), record("Height\x01", "1")))
    [epoch] = read(reading)
    assert isinstance(epoch, StepEpoch)
    assert epoch.source == "iPhone"
    assert problems(reading) == {"control character": 3}


def test_bytes_that_are_no_utf8_are_marked_and_counted() -> None:
    source = io.BytesIO(export(record(source="Bj?rn")).getvalue().replace(b"?rn", b"\xf6rn"))
    reading = read_apple_health(source)
    [epoch] = read(reading)
    assert isinstance(epoch, StepEpoch)
    assert epoch.source == "Bj\ufffdrn"
    assert problems(reading) == {"bytes that are no UTF-8": 1}


@pytest.mark.parametrize(
    "broken",
    [
        ' <Record type="HKQuantityTypeIdentifierStepCount" sourceName="A & B" startDate="x"/>\n',
        ' <Record type="HKQuantityTypeIdentifierStepCount" value="5" \n',
        ' <Record type="HKQuantityTypeIdentifierStepCount" value="&#0;"/>\n',
        ' <Record type="HKQuantityTypeIdentifierStepCount" value="&undefined;"/>\n',
        " </Workout>\n",
        "<" * 5,
    ],
)
def test_broken_xml_costs_the_broken_record_alone(broken: str) -> None:
    reading = read_apple_health(export(HEART, record(), broken, record(value="5"), HEART, record(value="6")))
    found = [one.steps for one in read(reading) if isinstance(one, StepEpoch)]
    assert set(found) >= {88, 6}
    again = read_apple_health(export(record(), broken, HEART, record(value="6")))
    assert {one.steps for one in again if isinstance(one, StepEpoch)} == {88, 6}
    assert problems(reading)["broken XML"] >= 1


def test_a_file_that_breaks_off_gives_what_came_before() -> None:
    whole = export(HEART, record(), record(value="5"), record(value="6")).getvalue()
    reading = read_apple_health(io.BytesIO(whole[:-60]))
    assert [one.steps for one in read(reading) if isinstance(one, StepEpoch)] == [88, 5]
    assert problems(reading) == {"file breaks off": 1}


BOMB = '<!DOCTYPE HealthData [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE HealthData [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'


@pytest.mark.parametrize("head", [BOMB, OUTSIDE])
def test_declared_entities_are_refused(head: str) -> None:
    with pytest.raises(WrongFormatError, match="declares entities"):
        read_apple_health(export(record(source="&a;"), head=head)).all()


def test_elements_without_end_are_no_way_to_fill_the_memory() -> None:
    reading = read_apple_health(export("<a>" * 100_000, record()))
    assert [one.steps for one in read(reading) if isinstance(one, StepEpoch)] == [88]
    assert problems(reading)["broken XML"] >= 1


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "an empty file"),
        (b"<html><body/></html>", "without a HealthData element"),
        (b"Id,ActivityMinute,Steps\n", "text that begins"),
        (b'<?xml version="1.0" encoding="UTF-16"?><HealthData/>', "XML in UTF-16"),
        (b"PK\x03\x04 no zip at all", "zip archive that cannot be opened"),
        (b"SQLite format 3\0", "an SQLite database"),
        (gzip.compress(b"hello"), "without a HealthData element"),
    ],
)
def test_another_kind_of_file_is_refused(content: bytes, match: str) -> None:
    with pytest.raises(WrongFormatError, match=match):
        read_apple_health(io.BytesIO(content)).all()


def zipped(**files: bytes) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    packed.seek(0)
    return packed


def test_the_zip_it_comes_in(tmp_path: Path) -> None:
    content = export(HEART, record()).getvalue()
    packed = zipped(apple_health_export__Esportazione_xml=content, apple_health_export__export_cda_xml=content * 2)
    assert steps(packed) == [88]
    path = tmp_path / "export.zip"
    path.write_bytes(packed.getvalue())
    [epoch] = read(read_apple_health(path))
    assert epoch.person == "export"
    assert steps(io.BytesIO(gzip.compress(content))) == [88]


def test_a_zip_that_holds_no_export_or_is_damaged() -> None:
    with pytest.raises(WrongFormatError, match="without an export among its 1 files"):
        read_apple_health(zipped(readme=b"x")).all()
    damaged = bytearray(zipped(export_xml=export(*[record(value=str(n)) for n in range(5000)]).getvalue()).getvalue())
    damaged[3000:3100] = b"\xff" * 100
    try:
        reading = read_apple_health(io.BytesIO(bytes(damaged)))
        read(reading)
        assert reading.problems.total
    except WrongFormatError:
        pass


def test_a_zip_whose_directory_is_damaged_is_refused() -> None:
    packed = zipped(ausführen_xml=export(record()).getvalue()).getvalue()
    directory = packed.rindex(b"PK\x01\x02")
    for name_at in (packed.index("ü".encode()), packed.rindex("ü".encode())):
        with pytest.raises(WrongFormatError, match="zip archive that cannot be"):
            read_apple_health(io.BytesIO(packed[:name_at] + b"\xff\xff" + packed[name_at + 2 :])).all()
    for at, value in ((directory + 6, b"\xff\xff"), (directory + 42, b"\xff\xff\xff\xff")):  # its version, its place
        with pytest.raises(WrongFormatError, match="zip archive that cannot be"):
            read_apple_health(io.BytesIO(packed[:at] + value + packed[at + len(value) :])).all()
    with pytest.raises(WrongFormatError, match=r"packed in a way \(9\)"):
        read_apple_health(io.BytesIO(packed[: directory + 10] + b"\x09" + packed[directory + 11 :])).all()


def test_what_cannot_be_rewound_can_be_no_zip() -> None:
    class Pipe:
        def __init__(self, content: bytes) -> None:
            self._file = io.BytesIO(content)

        def read(self, size: int, /) -> bytes:
            return self._file.read(size)

    content = export(record()).getvalue()
    assert len(read_apple_health(Pipe(content)).all()) == 1
    with pytest.raises(WrongFormatError, match="rewound"):
        read_apple_health(Pipe(zipped(export_xml=content).getvalue())).all()
    with pytest.raises(InvalidValueError, match="source"):
        read_apple_health(3)  # type: ignore[arg-type]  # on purpose


def chunked(size: int) -> Callable[[bytes], io.BytesIO]:
    class Slow(io.BytesIO):
        def read(self, asked: int | None = -1, /) -> bytes:
            return super().read(min(size, asked) if asked and asked > 0 else size)

    return Slow


@given(st.integers(1, 700), st.lists(st.sampled_from(["heart", "steps", "summary", "broken"]), max_size=12))
def test_where_the_chunks_are_cut_does_not_show(size: int, kinds: list[str]) -> None:
    parts = {
        "heart": HEART,
        "steps": record(source="Björns iPhone"),
        "summary": '<ActivitySummary dateComponents="2026-03-01" appleStandHours="13"/>\n',
        "broken": ' <Record type="HKQuantityTypeIdentifierStepCount" value="&"/>\n',
    }
    content = export(*(parts[kind] for kind in kinds)).getvalue()
    at_once = read_apple_health(io.BytesIO(content))
    expected = read(at_once)
    in_pieces = read_apple_health(chunked(size)(content))
    assert read(in_pieces) == expected
    if "broken" not in kinds:
        assert in_pieces.counts == at_once.counts
        assert len(expected) == kinds.count("steps") + kinds.count("summary")
    assert [one.where for one in in_pieces.problems.first][:1] == [one.where for one in at_once.problems.first][:1]


@pytest.mark.fuzz
@given(
    st.binary(max_size=400)
    | st.text(alphabet="<>/=\"'& Record Workout type HealthData\x00\n", max_size=400).map(str.encode)
)
def test_whatever_follows_the_root_gives_records_or_problems(content: bytes) -> None:
    read(read_apple_health(io.BytesIO(b"<HealthData>" + record().encode() + content)))


@pytest.mark.fuzz
@given(st.binary(max_size=4000))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(WrongFormatError):
        read(read_apple_health(io.BytesIO(content)))


@pytest.mark.fuzz
@given(st.binary(max_size=60), st.integers(0, 400), st.integers(0, 40))
def test_damage_anywhere_is_reported_or_harmless(junk: bytes, at: int, length: int) -> None:
    content = export(HEART, record(), HEART, record(value="5")).getvalue()
    with suppress(WrongFormatError):
        read(read_apple_health(io.BytesIO(content[:at] + junk + content[at + length :])))


def test_a_tag_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "_LONGEST", 1000)
    monkeypatch.setattr(xml, "_CHUNK", 300)
    endless = '<Workout note="' + "x" * 5000
    reading = read_apple_health(export(record(), endless, record(value="6")))
    assert [one.steps for one in read(reading) if isinstance(one, StepEpoch)] == [88, 6]
    assert problems(reading) == {"broken XML": 1}


def test_a_record_too_long_to_hold_back_is_left_to_the_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml, "_LONGEST_RECORD", 500)
    monkeypatch.setattr(xml, "_CHUNK", 200)
    long = HEART.replace("  <MetadataEntry", '  <MetadataEntry key="x"/>' * 200 + "<MetadataEntry")
    reading = read_apple_health(export(record(), long, HEART, record(value="6"), long))
    assert [one.steps for one in read(reading) if isinstance(one, StepEpoch)] == [88, 6]
    assert dict(reading.counts.ignored) == {"HKQuantityTypeIdentifierHeartRate": 3}
    assert not reading.problems


def test_a_real_export(real_records: Path) -> None:
    reading = read_apple_health(real_records / "apple_health_export.xml")
    found = read(reading)
    assert str(reading.counts).startswith("7 entries: 3 used for 13 records, 4 ignored")
    assert not reading.problems
    assert [
        one.value for one in found if isinstance(one, CodedEvent) and one.codes[0].code.endswith("appleStandHours")
    ] == [
        13,
        9,
    ]
