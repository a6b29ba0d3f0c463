"""activPAL events: posture by the thigh, one line an event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final

import attrs

from .._rules import Number, Text, check, check_given
from ._canonical import ActivityInterval
from ._dates import OUT_OF_RANGE, RULE, Window, from_excel
from ._lines import as_number, delimiter_of, rows
from ._opening import Source, Stream, name_of, opened, stem_of
from ._reading import Log, Reading
from ._vocabulary import MANY, MOST_SECONDS, Intensity, Posture, Wear

_EXPECTED: Final = "an activPAL events CSV (Time, Interval or Duration, ActivityCode or Event Type, step count)"
_CODES: Final[dict[float, tuple[Posture, Intensity, Wear]]] = {
    0.0: ("sitting_or_lying", "sedentary", "worn"),
    1.0: ("standing", "unknown", "worn"),
    2.0: ("stepping", "unknown", "worn"),
    2.1: ("cycling", "unknown", "worn"),
    3.1: ("lying", "sedentary", "worn"),
    3.2: ("lying", "sedentary", "worn"),
    4.0: ("unknown", "unknown", "not_worn"),
    5.0: ("sitting", "sedentary", "worn"),  # seated transport
}
_UPRIGHT: Final = {"stepping", "cycling"}
"""Postures of somebody who is there: nothing taken off can swallow time in them."""
_NAMES: Final = re.compile(rb'^"?(?:sample )?time[^\n]*(?:interval|duration)[^\n]*', re.IGNORECASE | re.MULTILINE)
"""The names of the columns: what stands before them may be parted in another way."""
_HEADERS: Final = 64
"""So many lines may stand before the names of the columns. [lines]"""


def read_activpal(
    source: Source,
    *,
    person: str | None = None,
    doubtful_seconds: float = 72_000.0,
    any_date: bool = False,
    strict: bool = False,
) -> Reading[ActivityInterval]:
    r"""Read the events of an activPAL: comma form (or tabs) or extended ``;`` form, with or without a ``**header**``.

    Times are local, as the device had them. Steps are twice the strides it counts. Nothing is dropped as non-wear:
    only its own code 4 is "not_worn"; seated transport (code 5) is sitting. The last event of a recording goes on until
    the device was switched off, however long after it was taken off; it is of wear "unknown" unless it is of stepping or
    cycling, and so is every event of `doubtful_seconds` or more.

    Parameters
    ----------
    source : str, path or binary file
        The file, plain or gzip.
    person : str, optional
        Whose it is; the name of the file, if left out.
    doubtful_seconds : float
        From what length on an event may be of a device that was taken off: 72,000 s, where the maker's software
        drops events. [s]
    any_date : bool
        Keep events dated before 1970 or after now.
    strict : bool
        Raise at the end if anything in the file broke a rule.

    Returns
    -------
    Reading of ActivityInterval
        One interval an event.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.
    WrongFormatError
        While reading, if the file is of another kind.
    RecordsDataError
        At the end, if `strict` and there are problems.

    References
    ----------
    .. [1] PAL Technologies, Events csv and Events extended csv, https://kb.palt.com/articles/events-csv/ and
       https://kb.palt.com/articles/events-extended-csv/.

    Examples
    --------
    >>> import io
    >>> from inactivity.records import read_activpal
    >>> file = io.BytesIO(
    ...     b"Time,Interval (s),ActivityCode,CumulativeStepCount\n"
    ...     b"46100.375,3600,0,0\n46100.4166666667,1.2,2,1\n46100.4166805556,50000,0,1\n"
    ... )
    >>> for interval in read_activpal(file, person="p1"):
    ...     print(interval.start, interval.posture, interval.steps, interval.wear)
    2026-03-19 09:00:00 sitting_or_lying 0.0 worn
    2026-03-19 10:00:00 stepping 2.0 worn
    2026-03-19 10:00:01.200000 sitting_or_lying 0.0 unknown
    """
    check(Number("s", above=0), "doubtful_seconds", doubtful_seconds)
    check_given(Text(), "person", person)
    name = name_of(source)
    read = partial(_records, source, person or stem_of(name), doubtful_seconds, any_date)
    return Reading(name, read, strict=strict)


@attrs.frozen
class _Columns:
    """Where in a line the fields stand."""

    time: int
    seconds: int
    code: int
    strides: int
    delimiter: str

    @property
    def width(self) -> int:
        """How many fields a line has at least."""
        return max(self.time, self.seconds, self.code, self.strides) + 1


def _records(source: Source, person: str, doubtful: float, any_date: bool, log: Log) -> Iterator[ActivityInterval]:  # noqa: FBT001 - bound by name above
    window = Window(any_date=any_date)
    with opened(source, log, _EXPECTED) as stream:
        names = _NAMES.search(stream.head)
        delimiter = delimiter_of(names[0] if names else stream.head)
        lines = rows(stream, log, _EXPECTED, delimiter)
        columns = _columns(lines, delimiter, stream, log)
        events = _Events(person, columns, window, log)
        last: ActivityInterval | None = None  # the latest so far waits: it may be the last of the recording
        for number, row in lines:
            interval = events.read(number, row)
            if interval is None:
                continue
            if interval.seconds >= doubtful:
                interval = _doubted(interval)
            if last is None or interval.start >= last.start:
                last, interval = interval, last
            if interval is not None:
                log.records += 1
                yield interval
        if last is not None:
            log.records += 1
            yield last if last.posture in _UPRIGHT else _doubted(last)


def _doubted(interval: ActivityInterval) -> ActivityInterval:
    return attrs.evolve(interval, wear="unknown") if interval.wear == "worn" else interval


def _columns(lines: Iterator[tuple[int, list[str]]], delimiter: str, stream: Stream, log: Log) -> _Columns:
    """Read up to the names of the columns and return where they stand."""
    for tried, (_, row) in enumerate(lines):
        names = ["".join(filter(str.isalpha, name.casefold())) for name in row]
        found = [
            next((at for at, name in enumerate(names) if name.startswith(words)), -1)
            for words in (
                ("time", "sampletime"),
                ("interval", "duration"),
                ("activitycode", "eventtype"),
                ("cumulativestep",),
            )
        ]
        if min(found) >= 0:
            log.used += 1
            time, seconds, code, strides = found
            return _Columns(time, seconds, code, strides, delimiter)
        log.ignore("line before the names of the columns")
        if tried >= _HEADERS:
            break
    raise stream.refuse(_EXPECTED)


class _Events:
    """The events of a recording, line by line: what a line means depends on the one before."""

    __slots__ = ("_columns", "_last", "_line", "_log", "_person", "_strides", "_window")

    def __init__(self, person: str, columns: _Columns, window: Window, log: Log) -> None:
        self._person, self._columns, self._window, self._log = person, columns, window, log
        self._strides: float | None = None
        self._last: datetime | None = None
        self._line: Sequence[str] = ()

    def read(self, number: int, row: list[str]) -> ActivityInterval | None:
        """Return the interval of a line, None if it gives none; the log says why."""
        columns, log = self._columns, self._log
        if len(row) < columns.width:
            log.skip("line too short", number, columns.delimiter.join(row), f"at least {columns.width} fields")
            return None
        if row == self._line:
            log.skip("line repeated", number, columns.delimiter.join(row), "another event than the line before")
            return None
        start, seconds = _moment(row[columns.time]), self._number(row[columns.seconds])
        if start is None:
            log.skip(
                "bad time", number, row[columns.time], "days since 1899-12-30, as Excel counts, or 2026-03-19 09:00:00"
            )
            return None
        if not self._window.holds(start):
            log.skip(OUT_OF_RANGE, number, start.isoformat(), RULE)
            return None
        if seconds is None or not 0 <= seconds <= MOST_SECONDS:
            log.skip("bad duration", number, row[columns.seconds], f"a number from 0 to {MOST_SECONDS:.0f} [s]")
            return None
        code = self._number(row[columns.code])
        posture, intensity, wear = _CODES.get(-1.0 if code is None else code, ("unknown", "unknown", "unknown"))
        if code not in _CODES:
            log.note(
                "unknown code", number, row[columns.code], "0, 1, 2, 2.1, 3.1, 3.2, 4 or 5", "kept, posture unknown"
            )
        steps = self._steps(number, row[columns.strides], start)
        self._last, self._line = start, row
        log.used += 1
        return ActivityInterval(self._person, start, seconds, posture, intensity, steps, wear, "activpal")

    def _steps(self, number: int, text: str, start: datetime) -> float | None:
        """Return the steps since the line before, None where the counter does not tell."""
        strides, before = self._number(text), self._strides
        if strides is None or not 0 <= strides < MANY / 2:
            self._log.note("bad step count", number, text, "a number of strides of at least 0", "kept, steps not known")
            self._strides = None
            return None
        self._strides = strides
        if self._last is not None and start < self._last:
            self._log.note("out of order", number, start.isoformat(), f"not before {self._last}", "kept as it stands")
            return None
        if before is None:
            # A recording begins at 0, and its first event is one stride at most; a part of one begins anywhere.
            return strides * 2 if self._last is None and strides <= 1 else None
        if strides < before:
            self._log.note("step count fell", number, text, f"at least {before:g}", "kept, steps not known")
            return None
        return (strides - before) * 2

    def _number(self, text: str) -> float | None:
        if self._columns.delimiter != ",":
            text = text.replace(",", ".")  # the comma of decimals, where the comma does not part fields
        return as_number(text)


def _moment(text: str) -> datetime | None:
    """Return the time of an event: a serial number of Excel, or ``#2026-03-19 09:00:00#`` of older software."""
    days = as_number(text.replace(",", "."))
    if days is not None:
        return from_excel(days)
    try:
        moment = datetime.fromisoformat(text.strip("# "))
    except ValueError:
        return None
    return moment if moment.tzinfo is None else None
