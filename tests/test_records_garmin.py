"""Garmin FIT monitoring: 16-bit times, totals, zones, and what hostile files do."""

import gzip
import io
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from fit_files import (
    CYCLES,
    CYCLES_16,
    EVENT,
    INFO,
    INTENSITY,
    KIND,
    LOCAL,
    MONITORING,
    TIME,
    TIME_16,
    TYPE_INTENSITY,
    fit,
)
from recorded import problems, read

from inactivity.errors import InvalidValueError, MissingExtraError, WrongFormatError
from inactivity.records import ActivityInterval, StepEpoch, activity_days, read_garmin_fit

pytest.importorskip("fitdecode")

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
BEGIN = 1_142_632_800  # seconds since then: midnight of 2026-03-17, where clocks are two hours ahead
ZONE = timezone(timedelta(hours=2))
SEDENTARY, WALKING, RUNNING = 8, 6, 1
INFO_MESSAGE = (INFO, {TIME: BEGIN, LOCAL: BEGIN + 7200})


def did(seconds: int, kind: int, **more: int) -> tuple[int, dict[int, int]]:
    """Return a message: what was done since the one before, until so many seconds after the beginning."""
    cycles = {CYCLES: more["cycles"]} if "cycles" in more else {}
    return MONITORING, {TIME_16: (BEGIN + seconds) & 0xFFFF, **cycles, TYPE_INTENSITY: kind | 1 << 5}


def records(*messages: tuple[int, dict[int, int]], **options: Any) -> tuple[list[Any], Any]:
    reading = read_garmin_fit(io.BytesIO(fit(*messages)), person="p", **options)
    return list(read(reading)), reading


def counted(found: Iterable[Any]) -> list[float]:
    return [one.steps for one in found if isinstance(one, StepEpoch)]


def test_message_is_what_was_done_since_the_one_before() -> None:
    found, reading = records(
        INFO_MESSAGE, did(600, SEDENTARY), did(900, WALKING, cycles=250), did(960, RUNNING, cycles=9)
    )

    start = (EPOCH + timedelta(seconds=BEGIN)).astimezone(ZONE)
    assert found == [
        ActivityInterval("p", start, 600.0, "unknown", "sedentary", None, "unknown", "garmin"),
        ActivityInterval("p", start + timedelta(minutes=10), 300.0, "stepping", "unknown", None, "worn", "garmin"),
        StepEpoch("p", start + timedelta(minutes=10), 300.0, 250.0, "worn", "garmin"),
        ActivityInterval("p", start + timedelta(minutes=15), 60.0, "stepping", "unknown", None, "worn", "garmin"),
        StepEpoch("p", start + timedelta(minutes=15), 60.0, 9.0, "worn", "garmin"),
    ]
    assert found[0].start.utcoffset() == timedelta(hours=2)
    assert not reading.problems


def test_sixteen_bits_go_on_from_the_last_whole_time() -> None:
    found, _ = records(
        INFO_MESSAGE,
        did(60_000, SEDENTARY),
        did(120_000, SEDENTARY),  # past the end of 16 bits
        (EVENT, {TIME: BEGIN + 200_000}),
        did(200_100, SEDENTARY),
    )

    assert [one.seconds for one in found] == [60_000.0, 60_000.0, 80_100.0]


def test_totals_give_the_steps_that_were_not_counted_before() -> None:
    found, reading = records(
        INFO_MESSAGE,
        did(600, WALKING, cycles=100),
        (MONITORING, {TIME: BEGIN + 1200, KIND: WALKING, CYCLES: 130}),
        (MONITORING, {TIME: BEGIN + 1200, KIND: WALKING, CYCLES: 130}),
        (MONITORING, {TIME: BEGIN + 1200, KIND: RUNNING, CYCLES: 7}),
        (MONITORING, {TIME: BEGIN + 1200, KIND: 2, CYCLES: 7}),
        (MONITORING, {TIME: BEGIN + 1200}),
    )

    assert [type(one) for one in found] == [ActivityInterval, StepEpoch, StepEpoch, StepEpoch]
    assert [(one.seconds, one.steps) for one in found] == [(600.0, None), (600.0, 100.0), (600.0, 30.0), (0.0, 7.0)]
    (day,) = activity_days(found[:1], found[1:])
    assert day.steps == 137.0  # whatever overlaps counts once, so no two epochs do
    assert dict(reading.counts.ignored) == {"a total that adds no steps": 2, "monitoring of something else": 1}


def test_totals_of_a_day_are_no_steps_of_a_file_that_begins_within_it() -> None:
    later = (INFO, {TIME: BEGIN + 36_000, LOCAL: BEGIN + 43_200})
    found, reading = records(
        later,
        (MONITORING, {TIME: BEGIN + 36_600, CYCLES: 4000, KIND: WALKING}),
        (MONITORING, {TIME: BEGIN + 37_200, CYCLES: 4100, KIND: WALKING}),
        did(37_800, RUNNING, cycles=900),
        did(38_400, RUNNING, cycles=950),
    )
    assert counted(found) == [100.0, 50.0]
    assert not reading.problems
    # The next part of the day goes on from it, and midnight begins anew.
    after = (INFO, {TIME: BEGIN + 40_000, LOCAL: BEGIN + 47_200})
    midnight = (INFO, {TIME: BEGIN + 86_400, LOCAL: BEGIN + 86_400 + 7200})
    found, _ = records(
        later,
        (MONITORING, {TIME: BEGIN + 36_600, CYCLES: 4000, KIND: WALKING}),
        after,
        (MONITORING, {TIME: BEGIN + 41_000, CYCLES: 4300, KIND: WALKING}),
        midnight,
        (MONITORING, {TIME: BEGIN + 87_000, CYCLES: 20, KIND: WALKING}),
    )
    assert counted(found) == [300.0, 20.0]


def test_steps_that_are_not_understood_are_reported() -> None:
    found, reading = records(
        INFO_MESSAGE,
        did(600, WALKING),
        (MONITORING, {TIME: BEGIN + 1200, KIND: WALKING, CYCLES_16: 130}),
        (MONITORING, {TIME: BEGIN + 1200, KIND: 2, CYCLES_16: 130}),
    )

    assert [one.steps for one in found] == [None]
    assert problems(reading) == {"steps of 16 bits": 1}


def test_a_new_day_counts_anew_and_a_falling_count_is_reported() -> None:
    found, reading = records(
        INFO_MESSAGE,
        did(600, WALKING, cycles=100),
        did(700, WALKING, cycles=90),
        (INFO, {TIME: BEGIN + 90_000, LOCAL: BEGIN + 90_000 + 3600}),
        did(90_100, WALKING, cycles=10),
    )

    assert counted(found) == [100.0, 10.0]
    assert problems(reading) == {"step count fell": 1}
    assert found[-1].start.utcoffset() == timedelta(hours=1)


def test_times_that_are_none() -> None:
    found, reading = records(
        did(1, WALKING),
        (INFO, {LOCAL: 5}),
        (MONITORING, {KIND: SEDENTARY, INTENSITY: 1}),
        (MONITORING, {TIME: BEGIN, KIND: SEDENTARY, INTENSITY: 1}),
        (MONITORING, {TIME: BEGIN - 60, KIND: SEDENTARY, INTENSITY: 1}),
        (MONITORING, {TIME: BEGIN, KIND: SEDENTARY, INTENSITY: 1}),
        (INFO, {TIME: BEGIN, LOCAL: BEGIN + 77}),
        (MONITORING, {TIME: 0xFFFF_FFF0, KIND: SEDENTARY, INTENSITY: 1}),
        (INFO, {TIME: 0xFFFF_FF00, LOCAL: 0xFFFF_FF00}),
        did(0, SEDENTARY),
    )

    assert [one.seconds for one in found] == [60.0]
    assert problems(reading) == {"no time": 3, "out of order": 2, "bad time zone": 1, "date out of range": 1}
    assert dict(reading.counts.ignored) == {"activity since an unknown time": 1}


def test_any_date_reads_shifted_data() -> None:
    messages = (INFO, {TIME: 0xFFFF_0000, LOCAL: 0xFFFF_0000}), (MONITORING, {TIME_16: 60, TYPE_INTENSITY: SEDENTARY})

    assert records(*messages)[0] == []
    assert len(records(*messages, any_date=True)[0]) == 1


def test_checksum_is_checked_and_files_can_be_chained() -> None:
    data = fit(INFO_MESSAGE, did(600, SEDENTARY))
    damaged = read_garmin_fit(io.BytesIO(data[:-1] + b"\0"))

    assert len(read(damaged)) == 1
    assert problems(damaged) == {"bad checksum": 1}
    assert len(read(read_garmin_fit(io.BytesIO(gzip.compress(data + data))))) == 2


@pytest.mark.parametrize("cut", [13, 20, 40, -2])
def test_truncated_file_keeps_what_came_before(cut: int) -> None:
    reading = read_garmin_fit(io.BytesIO(fit(INFO_MESSAGE, did(600, SEDENTARY))[:cut]))

    assert len(read(reading)) == (cut == -2)
    assert problems(reading) == {"broken FIT": 1}


@pytest.mark.parametrize("data", [b"", b"x" * 20, gzip.compress(b"x" * 20), b"PK\x03\x04" + b"x" * 20])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(WrongFormatError, match="expected a Garmin FIT file"):
        read_garmin_fit(io.BytesIO(data)).all()


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fitdecode", None)

    with pytest.raises(MissingExtraError, match=r"inactivity\[garmin\]"):
        read_garmin_fit(io.BytesIO())


def test_arguments() -> None:
    with pytest.raises(InvalidValueError, match="person"):
        read_garmin_fit(io.BytesIO(), person="")


def test_real_file(real_records: Path) -> None:
    reading = read_garmin_fit(real_records / "garmin_monitoring.fit")
    found = read(reading)

    assert not reading.problems
    intervals = [one for one in found if isinstance(one, ActivityInterval)]
    assert (len(intervals), len(found)) == (335, 414)
    assert sum(one.seconds for one in intervals) == 86_400.0  # a whole day
    assert sum(counted(found)) == 3142 + 31  # what its own totals say, walking and running
    (day,) = activity_days(intervals, [one for one in found if isinstance(one, StepEpoch)])
    assert day.steps == 3173.0
    assert str(found[0].start) == "2014-12-27 00:00:00-06:00"
