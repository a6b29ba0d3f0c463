"""Garmin FIT monitoring: what a watch counted all day (an extra)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import partial
from typing import Any, Final, Protocol, cast

from .._rules import Text, check_given
from ..errors import MissingExtraError
from ._canonical import ActivityInterval, StepEpoch
from ._dates import OUT_OF_RANGE, RULE, Window
from ._opening import Source, Stream, name_of, opened, stem_of
from ._reading import Log, Reading
from ._vocabulary import MOST_SECONDS, Intensity, Posture, Wear

_EXPECTED: Final = "a Garmin FIT file"
_SOURCE: Final = "garmin"
_EPOCH: Final = datetime(1989, 12, 31, tzinfo=UTC)
_TYPES: Final[Mapping[int, tuple[Posture, Intensity, Wear]]] = {
    1: ("stepping", "unknown", "worn"),  # running
    2: ("cycling", "unknown", "worn"),
    6: ("stepping", "unknown", "worn"),  # walking
    8: ("unknown", "sedentary", "unknown"),  # sedentary: worn by somebody who sits or lies, or on a table
}
_STEPPING: Final = {1, 6}
"""Activity types whose cycles are steps."""
_DATED: Final = {"monitoring", "monitoring_info", "event"}
"""Messages whose full timestamp the 16-bit ones after it refer to."""
_QUARTER: Final = 900  # s: zones differ by multiples of it
_FURTHEST: Final = 14 * 3600  # s: no zone is further from UTC
_DAY: Final = 86_400
_MIDNIGHT: Final = 60  # s after it: counters are at 0 then, and at no other time known to be


def read_garmin_fit(
    source: Source, *, person: str | None = None, any_date: bool = False, strict: bool = False
) -> Reading[ActivityInterval | StepEpoch]:
    """Read the monitoring messages of a Garmin FIT file (needs the extra ``garmin``).

    A monitoring message says what somebody did since the one before it: an interval; a total of steps by type of
    activity, in it or alone, gives a step epoch, as far as it exceeds what was counted before. Totals are of the day: of a file that
    begins later than at midnight by the clock of the watch, the first of each type tells but where to count from. Times
    have the zone in which the watch
    was. The watch is at the wrist: posture is known of walking, running and cycling alone. Sedentary time is of wear
    "unknown": the watch may lie on a table. Other messages are counted as ignored.

    Parameters
    ----------
    source : str, path or binary file
        The file, plain or gzip.
    person : str, optional
        Whose it is; the name of the file, if left out.
    any_date : bool
        Keep messages dated before 1970 or after now.
    strict : bool
        Raise at the end if anything in the file broke a rule.

    Returns
    -------
    Reading of ActivityInterval or StepEpoch
        The records, in the order of the file.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.
    MissingExtraError
        If the package that decodes FIT files is not installed.
    WrongFormatError
        While reading, if the file is of another kind.
    RecordsDataError
        At the end, if `strict` and there are problems.

    Examples
    --------
    >>> from inactivity.records import read_garmin_fit
    >>> read_garmin_fit("README.md").all()
    Traceback (most recent call last):
    inactivity.errors.WrongFormatError: README.md: found ...; expected a Garmin FIT file.
    """
    check_given(Text(), "person", person)
    name = name_of(source)
    _decoder()
    return Reading(name, partial(_records, source, person or stem_of(name), any_date), strict=strict)


def _decoder() -> Any:  # noqa: ANN401 - it carries no types
    """Return the package that decodes FIT files."""
    try:
        import fitdecode  # type: ignore[import-untyped]  # noqa: PLC0415 - an extra; it carries no types
    except ImportError as error:
        raise MissingExtraError("inactivity.records.read_garmin_fit", "garmin", "fitdecode") from error
    return fitdecode


class _Field(Protocol):
    """A field of a message, as fitdecode gives it."""

    name: str
    raw_value: object


class _Message(Protocol):
    """A message, as fitdecode gives it."""

    name: str
    fields: Iterable[_Field]


def _records(source: Source, person: str, any_date: bool, log: Log) -> Iterator[ActivityInterval | StepEpoch]:  # noqa: FBT001 - bound by name above
    with opened(source, log, _EXPECTED) as stream:
        if stream.head[8:12] != b".FIT":
            raise stream.refuse(_EXPECTED)
        day = _Day(person, Window(any_date=any_date), log)
        for name, values in _messages(stream, log):
            log.entries += 1
            if name in _DATED and "timestamp" in values:
                day.now = values["timestamp"]
            if name == "monitoring_info":
                day.begin(values)
            elif name != "monitoring":
                log.ignore("another kind of message")
            else:
                records = day.read(values)
                log.used += bool(records)
                log.records += len(records)
                yield from records


def _messages(stream: Stream, log: Log) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Yield the name and the whole-numbered fields of every message of data."""
    fitdecode = _decoder()
    reader = fitdecode.FitReader(
        _Whole(stream),
        processor=None,  # raw numbers: its own dates fail for times that are none
        check_crc=fitdecode.CrcCheck.READONLY,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    with reader:
        frames = iter(reader)
        while True:
            try:
                frame = next(frames, None)
            except Exception as error:  # noqa: BLE001 - of broken data the decoder may raise anything
                log.note(
                    "broken FIT", "", f"{type(error).__name__}: {error}", "FIT to its end", "kept what came before"
                )
                return
            if frame is None:
                return
            if frame.frame_type == fitdecode.FIT_FRAME_CRC and not frame.matched:
                log.note("bad checksum", "", frame.crc, "the checksum of the file", "kept")
            elif frame.frame_type == fitdecode.FIT_FRAME_DATA:
                message = cast("_Message", frame)
                values = {field.name: field.raw_value for field in message.fields}
                yield message.name, {name: value for name, value in values.items() if isinstance(value, int)}


class _Whole:
    """A stream whose reads are never short before its end."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Return `size` bytes, fewer only at the end."""
        parts: list[bytes] = []
        while size > 0 and (part := self._stream.read(size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class _Day:
    """Monitoring, message by message: each goes on from the one before."""

    __slots__ = ("_at_zero", "_counted", "_last", "_log", "_person", "_steps", "_window", "_zone", "now")

    def __init__(self, person: str, window: Window, log: Log) -> None:
        self._person, self._window, self._log = person, window, log
        self._zone: tzinfo = UTC
        self._last: int | None = None
        self._steps: dict[int, tuple[int, int]] = {}
        self._at_zero = False
        self._counted = 0
        self.now: int | None = None

    def begin(self, values: Mapping[str, int]) -> None:
        """Take the beginning of a day or of a part of it: the zone, and counters at 0 if it is midnight."""
        log = self._log
        if self.now is None or "timestamp" not in values:
            log.skip("no time", f"message {log.entries}", dict(values), "a timestamp")
            return
        log.used += 1
        self._last = self.now
        if values.get("local_timestamp", self.now) % _DAY <= _MIDNIGHT:
            self._steps, self._at_zero = {}, True
        offset = values.get("local_timestamp", self.now) - self.now
        if abs(offset) <= _FURTHEST and offset % _QUARTER == 0:
            self._zone = timezone(timedelta(seconds=offset))
        else:
            log.note("bad time zone", f"message {log.entries}", offset, "quarters of an hour, to 14 h", "kept in UTC")
            self._zone = UTC

    def read(self, values: Mapping[str, int]) -> tuple[ActivityInterval | StepEpoch, ...]:
        """Return the records of a monitoring message; where it gives none, the log says why."""
        log = self._log
        at = f"message {log.entries}"
        if "timestamp" not in values and "timestamp_16" in values and self.now is not None:
            # The lower half of the time: it goes on from the last, and may have passed its end once.
            self.now += (values["timestamp_16"] - self.now) & 0xFFFF
        if self.now is None or not values.keys() & {"timestamp", "timestamp_16"}:
            log.skip("no time", at, dict(values), "a timestamp, or 16 bits of one after a whole one")
            return ()
        kind = values.get("activity_type")
        if kind is None:
            log.ignore("monitoring of something else")
            return ()
        if "current_activity_type_intensity" in values or "intensity" in values:
            return self._interval(at, kind, values, self.now)
        return self._total(at, kind, values, self.now)

    def _interval(
        self, at: str, kind: int, values: Mapping[str, int], now: int
    ) -> tuple[ActivityInterval | StepEpoch, ...]:
        """Return what was done since the message before, and the steps of it."""
        last, self._last = self._last, now
        if last is None:
            self._log.ignore("activity since an unknown time")
            return ()
        start = self._start(at, last, now)
        if start is None:
            return ()
        posture, intensity, wear = _TYPES.get(kind, ("unknown", "unknown", "unknown"))
        done = ActivityInterval(self._person, start, float(now - last), posture, intensity, None, wear, _SOURCE)
        # Steps are in epochs alone: if some were in intervals, whoever counts epochs would miss them.
        return done, *self._epoch(last, now, self._added(at, kind, values, now))

    def _total(self, at: str, kind: int, values: Mapping[str, int], now: int) -> tuple[StepEpoch, ...]:
        """Return the steps that a total adds to those counted before."""
        since = self._steps.get(kind, (self._last if self._last is not None else now, 0))[0]
        added = self._added(at, kind, values, now)
        if not added:
            self._log.ignore("a total that adds no steps")
            return ()
        return () if self._start(at, since, now) is None else self._epoch(since, now, added)

    def _epoch(self, since: int, now: int, steps: float | None) -> tuple[StepEpoch, ...]:
        """Return the epoch of steps, from where the one before ended: walking and running have a total each."""
        if not steps:
            return ()
        begin = min(max(since, self._counted), now)
        self._counted = now
        start = (_EPOCH + timedelta(seconds=begin)).astimezone(self._zone)
        return (StepEpoch(self._person, start, float(now - begin), steps, "worn", _SOURCE),)

    def _added(self, at: str, kind: int, values: Mapping[str, int], now: int) -> float | None:
        """Return the steps since the last total of a type of activity; None if nothing tells."""
        total = values.get("steps", values.get("cycles"))
        if kind in _STEPPING and total is None and "cycles_16" in values:
            # The profile does not say whether it goes on from the message before; a wrong guess would count twice.
            self._log.note("steps of 16 bits", at, values["cycles_16"], "steps of 32 bits", "steps not known")
        if kind not in _STEPPING or total is None:
            return None
        before = self._steps.get(kind, (now, 0 if self._at_zero else None))[1]
        self._steps[kind] = now, total
        if before is None:
            return None
        if total < before:
            self._log.note("step count fell", at, total, f"at least {before}", "kept, steps not known")
            return None
        return float(total - before)

    def _start(self, at: str, start: int, end: int) -> datetime | None:
        """Return the start of an interval, None if it is given up; the log says why."""
        if not 0 <= end - start <= MOST_SECONDS:
            self._log.skip("out of order", at, end, f"a time after {start}, within {MOST_SECONDS:.0f} s")
            return None
        moment = (_EPOCH + timedelta(seconds=start)).astimezone(self._zone)
        if not self._window.holds(moment):
            self._log.skip(OUT_OF_RANGE, at, moment.isoformat(), RULE)
            return None
        return moment
