"""The foundation of the readers: opening, lines, rows, JSON values, records, and the account of every entry."""

import copy
import csv
import gzip
import io
import pickle
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, strategies as st
from recorded import file, problems, read

from inactivity._rules import Rule
from inactivity.errors import InvalidValueError, RecordsDataError, WrongFormatError
from inactivity.records import (
    ActivityInterval,
    Code,
    CodedEvent,
    Counts,
    Reading,
    Stay,
    StepEpoch,
    _canonical,
    _clinical,
    _json_values,
    _lines,
    read_activpal,
    read_fitabase,
)
from inactivity.records._opening import kind_of, name_of, opened, stem_of
from inactivity.records._reading import SPELLED_OUT, Log

NOON = datetime(2026, 3, 1, 12)
INTERVAL = ActivityInterval("p", NOON, 60.0, "lying", "sedentary", None, "worn", "x")
EPOCH = StepEpoch("p", NOON, 60.0, 9.0, "worn", "x")
CODE = Code("http://loinc.org", "55423-8", "Steps")
STAY = Stay("p", NOON, None, "inpatient", date(2026, 3, 4), (CODE,), "fhir", "e1", "day")
EVENT = CodedEvent("p", NOON, NOON, "procedure", (CODE,), 3.5, "d", ("e1",), "x1", "fhir")
RECORDS = [INTERVAL, EPOCH, CODE, STAY, EVENT]


def log_of(data: bytes, *, longest: int = _lines.LONGEST) -> tuple[list[tuple[int, str]], Log]:
    log = Log("x")
    with opened(io.BytesIO(data), log, "lines") as stream:
        return [*_lines.lines(stream, log, "lines", longest)], log


def rows_of(data: bytes) -> tuple[list[tuple[int, list[str]]], Log]:
    log = Log("x")
    with opened(io.BytesIO(data), log, "rows") as stream:
        return [*_lines.rows(stream, log, "rows")], log


def values_of(data: bytes, *, longest: int = _json_values.LONGEST) -> tuple[list[tuple[int, object]], Log]:
    log = Log("x")
    with opened(io.BytesIO(data), log, "JSON") as stream:
        return [*_json_values.values(stream, log, "JSON", longest)], log


# ---------------------------------------------------------------- records


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_records_are_frozen_hashable_and_travel(record: Any) -> None:
    assert pickle.loads(pickle.dumps(record)) == copy.deepcopy(record) == record  # noqa: S301 - our own
    assert len({record, attrs.evolve(record)}) == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record.person = "q"


@pytest.mark.parametrize(
    ("record", "change", "name"),
    [
        (INTERVAL, {"person": ""}, "person"),
        (INTERVAL, {"person": 7}, "person"),
        (INTERVAL, {"start": "2026"}, "start"),
        (INTERVAL, {"start": datetime(1, 1, 1)}, "start"),
        (INTERVAL, {"start": date(2026, 1, 1)}, "start"),
        (INTERVAL, {"seconds": -1.0}, "seconds"),
        (INTERVAL, {"seconds": float("nan")}, "seconds"),
        (INTERVAL, {"seconds": 1e12}, "seconds"),
        (INTERVAL, {"posture": "sat"}, "posture"),
        (INTERVAL, {"posture": ["lying"]}, "posture"),
        (INTERVAL, {"intensity": "hard"}, "intensity"),
        (INTERVAL, {"steps": -1.0}, "steps"),
        (INTERVAL, {"steps": float("inf")}, "steps"),
        (INTERVAL, {"wear": True}, "wear"),
        (INTERVAL, {"source": None}, "source"),
        (EPOCH, {"steps": None}, "steps"),
        (EPOCH, {"steps": float("nan")}, "steps"),
        (EPOCH, {"wear": "off"}, "wear"),
        (CODE, {"code": ""}, "code"),
        (CODE, {"system": None}, "system"),
        (STAY, {"end": NOON - timedelta(1)}, "end"),
        (STAY, {"end": NOON.replace(tzinfo=UTC)}, "end"),
        (STAY, {"setting": "hotel"}, "setting"),
        (STAY, {"open_at": "2026-03-04"}, "open_at"),
        (STAY, {"reasons": [CODE]}, "reasons"),
        (STAY, {"reasons": ("x",)}, "reasons"),
        (STAY, {"precision": "hour"}, "precision"),
        (EVENT, {"end": NOON - timedelta(1)}, "end"),
        (EVENT, {"role": "sign"}, "role"),
        (EVENT, {"codes": (CODE, None)}, "codes"),
        (EVENT, {"value": float("nan")}, "value"),
        (EVENT, {"references": (1,)}, "references"),
    ],
)
def test_records_refuse_what_breaks_a_rule(record: Any, change: dict[str, Any], name: str) -> None:
    with pytest.raises(InvalidValueError, match=r"it must be") as caught:
        attrs.evolve(record, **change)
    assert caught.value.name == name


def test_whole_numbers_will_do() -> None:
    assert attrs.evolve(EPOCH, steps=9, seconds=60) == EPOCH
    assert attrs.evolve(EVENT, value=3).value == 3


def test_end_is_reckoned_in_real_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = attrs.evolve(INTERVAL, start=datetime(2026, 3, 29, 1, tzinfo=berlin), seconds=7200.0)
    fixed = attrs.evolve(INTERVAL, start=datetime(2026, 3, 29, 1, tzinfo=timezone(timedelta(hours=1))), seconds=7200.0)

    assert night.end.isoformat() == "2026-03-29T04:00:00+02:00"  # the clock went forward at two
    assert fixed.end.isoformat() == "2026-03-29T03:00:00+01:00"
    assert night.end == fixed.end
    assert EPOCH.end == NOON + timedelta(minutes=1)


# ---------------------------------------------------------------- readings


def numbers(log: Log) -> Iterator[int]:
    for entry in range(10):
        log.entries += 1
        if entry % 2:
            log.skip("odd", entry, entry, "even")
        else:
            log.used += 1
            log.records += 1
            yield entry


def test_reading_gives_records_once_and_its_account() -> None:
    reading = Reading("numbers", numbers)

    assert not reading.complete
    assert read(reading) == (0, 2, 4, 6, 8)
    assert str(reading.counts) == "10 entries: 5 used for 5 records, 5 skipped (5 odd)"
    assert repr(reading) == f"<Reading of numbers: {reading.counts}>"
    assert str(reading.problems).splitlines()[0] == "numbers:1: odd: 1; it must be even; skipped"
    with pytest.raises(InvalidValueError, match="not gone through yet"):
        reading.all()


def test_reading_streams() -> None:
    reading = Reading("numbers", numbers)
    records = iter(reading)

    assert [next(records), next(records)] == [0, 2]
    assert reading.counts.entries == 3
    assert not reading.complete


def test_strict_reading_raises_at_the_end_with_every_problem() -> None:
    given: list[int] = []

    with pytest.raises(RecordsDataError) as caught:
        given.extend(Reading("numbers", numbers, strict=True))
    assert given == [0, 2, 4, 6, 8]
    assert len(caught.value.problems) == 5
    assert Reading("x", lambda _: iter(()), strict=True).all() == ()


def test_problems_are_all_counted_and_the_first_spelled_out() -> None:
    def many(log: Log) -> Iterator[int]:
        for entry in range(5000):
            log.entries += 1
            log.skip(f"kind {entry}", entry, "x" * 10_000, "short")
        yield from ()

    reading = Reading("x", many)
    read(reading)

    assert reading.problems.total == 5000
    assert len(reading.problems.first) == SPELLED_OUT
    assert len(reading.problems.by_reason) == 1001
    assert dict(reading.counts.skipped)["other"] == 4000
    assert all(len(problem.value) <= 80 for problem in reading.problems.first)
    assert str(reading.problems).splitlines()[-1].startswith("... 5000 in all: 4000 other, ")


def test_counts_and_problems_are_records_too() -> None:
    reading = Reading("numbers", numbers)
    read(reading)

    for one in (reading.counts, reading.problems):
        assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own
        assert hash(one) == hash(copy.copy(one))
    assert not Reading("x", lambda _: iter(())).problems
    assert str(Counts(0, 0, 0, (), ())) == "0 entries: 0 used for 0 records"


# ---------------------------------------------------------------- opening


STEPS = b"Id,ActivityMinute,Steps\n7,4/12/2016 9:00:00 AM,88\n"


def test_path_file_object_and_gzip_are_one(tmp_path: Path) -> None:
    plain, packed = tmp_path / "steps.csv", tmp_path / "steps.csv.gz"
    plain.write_bytes(STEPS)
    packed.write_bytes(gzip.compress(STEPS[:20]) + gzip.compress(STEPS[20:]) + b"\0" * 9)
    sources: list[Any] = [plain, str(plain), packed, io.BytesIO(STEPS), io.BytesIO(b"\xef\xbb\xbf" + STEPS)]

    (expected,) = read(read_fitabase(io.BytesIO(STEPS)))
    for source in sources:
        assert read(read_fitabase(source)) == (expected,)
    with plain.open("rb") as opened_file:
        reading = read_fitabase(opened_file)
        read(reading)
        assert not opened_file.closed
    assert reading.source == str(plain)


def test_nothing_is_opened_before_it_is_read(tmp_path: Path) -> None:
    reading = read_fitabase(tmp_path / "none.csv")

    with pytest.raises(WrongFormatError, match=r"none.csv: found what cannot be read \(No such file or directory\)"):
        reading.all()
    with pytest.raises(WrongFormatError, match="cannot be read"):
        read_fitabase(tmp_path).all()


@pytest.mark.parametrize("source", [None, 7, "", b"x", "a\0b", object()])
def test_sources_that_are_none(source: Any) -> None:
    with pytest.raises(InvalidValueError, match="path"):
        read_fitabase(source)


def test_file_of_text_is_refused_with_the_next_step() -> None:
    source: Any = io.StringIO(STEPS.decode())

    with pytest.raises(InvalidValueError, match="Open it with mode 'rb'"):
        read_fitabase(source).all()


def test_file_of_text_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xff\xff")
    with path.open(encoding="utf-8") as text:
        source: Any = text
        with pytest.raises(InvalidValueError, match="binary mode"):
            read_fitabase(source).all()


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("x", "y")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "an empty file"),
        (gzip.compress(b""), "an empty file"),
        (zipped(), "a zip archive (unpack it first)"),
        (gzip.compress(zipped()), "a zip archive (unpack it first)"),
        (gzip.compress(gzip.compress(STEPS)), "gzip data within gzip data"),
        (b"\x1f\x8bnonsense", "gzip data that cannot be unpacked (Error -3 while decompressing data"),
        (b"\x1f\x8b", "gzip data that cannot be unpacked (it breaks off)"),
        (b"SQLite format 3\0" + b"\0" * 100, "an SQLite database"),
        (b"%PDF-1.7", "a PDF document"),
        (STEPS.decode().encode("utf-16"), "UTF-16 text (save it as UTF-8)"),
        (b"abc\0def", "binary data of an unknown kind"),
        (b"<?xml version='1.0'?>", "XML or HTML"),
        (b'{"a": 1}', "JSON"),
        (b"a,b\n1,2\n", "text that begins 'a,b'"),
    ],
)
def test_wrong_files_are_named_for_what_they_are(data: bytes, found: str) -> None:
    for reader in (read_fitabase, read_activpal):
        with pytest.raises(WrongFormatError) as caught:
            reader(io.BytesIO(data)).all()
        assert caught.value.found.startswith(found)
        assert "CSV" in caught.value.expected
        assert caught.value.source == "<stream>"


def test_files_that_cannot_be_read() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error", size)

    with pytest.raises(WrongFormatError, match=r"cannot be read \(Input/output error\)"):
        read_fitabase(Failing()).all()


def test_zeros_after_gzip_data_are_no_data() -> None:
    assert len(read(read_fitabase(io.BytesIO(gzip.compress(STEPS) + b"\0" * 200_000)))) == 1


@pytest.mark.parametrize("rules", [_canonical.RULES_OF_INTERVALS, _clinical.RULES_OF_EVENTS, _clinical.RULES_OF_STAYS])
def test_rules_describe_themselves(rules: Mapping[str, Rule]) -> None:
    assert {name for name, rule in rules.items() if not rule.words()} == set()
    assert "date-time" in str(rules["start"].schema())
    assert {name for name, rule in rules.items() if not rule.schema()} <= {"reasons", "codes"}


def test_names() -> None:
    named = io.BytesIO()
    named.name = "folder/p7.events.csv"

    assert name_of(named) == "folder/p7.events.csv"
    assert stem_of("folder/p7.events.csv") == "p7"
    assert stem_of("<stream>") == "unknown"
    assert stem_of(".csv") == ".csv"
    assert kind_of(b" \n") == "text that begins ''"


def test_broken_gzip_is_reported_and_what_came_before_kept() -> None:
    text = STEPS + b"".join(b"7,4/12/2016 9:%02d:00 AM,%d\n" % (n % 59 + 1, n * n % 97) for n in range(5000))
    reading = read_fitabase(io.BytesIO(gzip.compress(text)[:-2000]))
    records = read(reading)

    assert 1000 < len(records) < 5000
    assert problems(reading)["broken gzip"] == 1
    with pytest.raises(WrongFormatError, match="incorrect data check"):
        read_fitabase(io.BytesIO(gzip.compress(STEPS)[:-8] + b"12345678")).all()


# ---------------------------------------------------------------- lines, rows, values


@given(st.binary(max_size=300), st.integers(1, 40))
def test_lines_do_not_depend_on_chunks(data: bytes, size: int) -> None:
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"\xef\xbb\xbf")):
        return
    with pytest.MonkeyPatch.context() as patch:
        whole, log = log_of(data)
        patch.setattr(_lines, "CHUNK", size)
        parts, twin = log_of(data)

    assert parts == whole
    assert twin.counts() == log.counts()
    assert twin.problems() == log.problems()
    assert [number for number, _ in whole] == [*range(1, len(whole) + 1)]
    assert log.entries == len(whole)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\nb\n", ["a", "b"]),
        (b"a\r\nb", ["a", "b"]),
        (b"a\rb\r", ["a", "b"]),
        (b"a\n\nb\n", ["a", "", "b"]),
        ("ä\u2028\x0b\x85\nb".encode(), ["ä\u2028\x0b\x85", "b"]),
        (b"", []),
    ],
)
def test_lines(data: bytes, expected: list[str]) -> None:
    assert [line for _, line in log_of(data)[0]] == expected


@pytest.mark.parametrize("size", [1, 3, 7, 1 << 18])
def test_long_lines_are_skipped_and_reported(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(_lines, "CHUNK", size)
    found, log = log_of(b"ab\n" + b"x" * 600_000 + b"\nc\n" + b"y" * 600_000, longest=9)

    assert found[0] == (1, "ab")
    assert found[-1] == (3, "c")
    assert log.entries == len(found) + sum(dict(log.counts().skipped).values())
    assert dict(log.counts().skipped)["line too long"] >= 1


def test_bytes_that_are_no_text_are_reported_and_replaced() -> None:
    found, log = log_of(b"a\ncaf\xe9 au lait\nb\n")

    assert found == [(1, "a"), (2, "caf\ufffd au lait"), (3, "b")]
    assert str(log.problems()) == (
        "x:2: bytes that are no UTF-8: b'\\xe9 au lai'; it must be UTF-8 text; read with a mark in their place"
    )


def test_rows_with_quotes() -> None:
    found, log = rows_of(b'a,"b,\n""c""",d\n\n1,2\n \n"x\ny,z\nlast,"q"\n')

    assert found == [(1, ["a", 'b,\n"c"', "d"]), (4, ["1", "2"]), (7, ["y", "z"]), (8, ["last", "q"])]
    assert log.entries == 7
    assert dict(log.counts().ignored) == {"blank line": 2}
    assert dict(log.counts().skipped) == {"bad quotes": 1}


def test_quote_never_closed_swallows_one_line() -> None:
    found, log = rows_of(b'a,b\n"1,2\n' + b"3,4\n" * 50_000)

    assert len(found) == 50_001
    assert dict(log.counts().skipped) == {"bad quotes": 1}


@pytest.fixture
def _usual_field_size() -> Iterator[None]:
    """Give the csv module its own limit, which other libraries raise for the whole process."""
    found = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(found)


@pytest.mark.usefixtures("_usual_field_size")
def test_quotes_within_fields_enclose_nothing() -> None:
    found, log = rows_of(b'a"b,1\n"c,2\n3,d"e\n"' + b"x" * 140_000 + b'"\nlast\n')

    assert [row for _, row in found] == [["c,2\n3,de"], ["last"]]
    assert log.entries == 4
    assert dict(log.counts().skipped) == {"bad quotes": 2}


@given(st.lists(st.lists(st.text('ab",\n;', max_size=5), min_size=2, max_size=3), max_size=6))
def test_rows_are_what_the_csv_module_wrote(table: list[list[str]]) -> None:

    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(table)

    assert [row for _, row in rows_of(buffer.getvalue().encode())[0]] == table


@given(st.lists(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=4).map(lambda x: {"v": x})))
def test_json_values_come_one_by_one(values: list[object]) -> None:
    import json

    for text in (json.dumps(values, indent=1), "\n".join(map(json.dumps, values)), "".join(map(json.dumps, values))):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_json_values, "CHUNK", 3)
            found, log = values_of(text.encode())
        assert [value for _, value in found] == values
        assert log.entries == len(values)
        assert not log.problems()


def test_json_that_is_none_costs_its_line() -> None:
    found, log = values_of(b'{"a": 1}\n{"b": \nnonsense\n{"c": 3}\n{"d": "\xff"}\n{"e')

    assert [value for _, value in found] == [{"a": 1}, {"c": 3}, {"d": "\ufffd"}]
    assert [line for line, _ in found] == [1, 4, 5]
    assert dict(log.counts().skipped) == {"bad JSON": 3}
    assert values_of(b"[" * 100_000)[0] == []
    assert dict(values_of(b'{"a":' * 100_000)[1].counts().skipped)["bad JSON"] >= 1
    assert dict(values_of(b"1" * 5000)[1].counts().skipped) == {"bad JSON": 1}
    assert dict(values_of(b'{"a": "' + b"x" * 10_000 + b'"}', longest=100)[1].counts().skipped) == {"bad JSON": 1}


def test_numbers() -> None:
    assert [_lines.as_number(text) for text in ("1.5", " 2 ", "1e3", "-0")] == [1.5, 2.0, 1000.0, 0.0]
    assert {_lines.as_number(text) for text in ("", "nan", "inf", "-Infinity", "1_000", "٣", "1,5", "0x1")} == {None}


def test_streams_can_be_read_whole() -> None:
    log = Log("x")
    with opened(file("a", "b"), log, "lines") as stream:
        assert stream.read() == b"a\nb\n"
        assert stream.read(5) == b""
