"""Fitabase: what Fitbit devices recorded, one CSV file a kind of data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, TypeAlias

import attrs

from .._rules import Text, check_given
from ._canonical import ActivityInterval, StepEpoch
from ._dates import OUT_OF_RANGE, RULE, UsDates, Window
from ._lines import as_number, delimiter_of, rows
from ._opening import Source, Stream, name_of, opened, stem_of
from ._reading import Log, Reading
from ._vocabulary import MANY, Intensity, Wear

_EXPECTED: Final = (
    "a Fitabase CSV of steps, intensities or sleep (Id; ActivityMinute, ActivityHour, ActivityDay or date; "
    "Steps, StepTotal, Intensity, Steps00 to Steps59, Intensity00 to Intensity59, or value), or one of steps of "
    "Fitbit's own export (timestamp, steps)"
)
_SOURCE: Final = "fitabase"
_MINUTES: Final = 60
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
_INTENSITIES: Final[Mapping[float, Intensity]] = {0.0: "sedentary", 1.0: "light", 2.0: "moderate", 3.0: "vigorous"}
_SLEEPS: Final = {1.0, 2.0, 3.0}  # asleep, restless, awake: all of them minutes in bed
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
_Make: TypeAlias = Callable[[str, datetime, float], "StepEpoch | ActivityInterval | None"]


def read_fitabase(
    source: Source, *, person: str | None = None, any_date: bool = False, strict: bool = False
) -> Reading[StepEpoch | ActivityInterval]:
    r"""Read a Fitabase CSV: steps (minutes, hours, days), intensities (minutes) or sleep (minutes).

    Which it is, the names of its columns tell; minutes may be narrow (one a row) or wide (an hour a row). Times are
    local, as Fitabase writes them, the month before the day. The minutes of steps in Fitbit's own export (Google
    Takeout, ``steps_2026-03-01.csv``) are read too; their times are in UTC, and each device in it is a source. A minute without a step, or a sedentary one, may be of a device that lay on a
    table: its wear is "unknown". A step, an intensity above sedentary and a logged sleep show a device that was worn.

    Parameters
    ----------
    source : str, path or binary file
        The file, plain or gzip.
    person : str, optional
        Whose it is, where the file has no column Id, as exports of one participant; the name of the file, if left out.
    any_date : bool
        Keep rows dated before 1970 or after now.
    strict : bool
        Raise at the end if anything in the file broke a rule.

    Returns
    -------
    Reading of StepEpoch or ActivityInterval
        Step epochs from a file of steps, intervals from one of intensities or sleep (all of whose minutes count as
        lying: asleep, restless or awake in bed).

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.
    WrongFormatError
        While reading, if the file is of another kind.
    RecordsDataError
        At the end, if `strict` and there are problems.

    Examples
    --------
    >>> import io
    >>> from inactivity.records import read_fitabase
    >>> file = io.BytesIO(b"Id,ActivityMinute,Intensity\n7,4/12/2016 12:00:00 AM,0\n7,4/12/2016 12:01:00 AM,2\n")
    >>> [(str(one.start), one.intensity, one.wear) for one in read_fitabase(file)]
    [('2016-04-12 00:00:00', 'sedentary', 'unknown'), ('2016-04-12 00:01:00', 'moderate', 'worn')]
    """
    check_given(Text(), "person", person)
    name = name_of(source)
    return Reading(name, partial(_records, source, person or stem_of(name), any_date), strict=strict)


@attrs.frozen
class _Table:
    """A kind of file: where its fields stand, and what its values are."""

    person: int | None
    time: int
    values: tuple[int, ...]
    make: _Make
    rule: str
    source: int | None
    utc: bool

    @property
    def width(self) -> int:
        """How many fields a row has at least."""
        return max(self.person or 0, self.time, *self.values, self.source or 0) + 1


def _steps(seconds: float) -> _Make:
    def make(person: str, start: datetime, value: float) -> StepEpoch | None:
        if not 0 <= value < MANY:
            return None
        wear: Wear = "worn" if value else "unknown"
        return StepEpoch(person, start, seconds, value, wear, _SOURCE)

    return make


def _intensity(person: str, start: datetime, value: float) -> ActivityInterval | None:
    intensity = _INTENSITIES.get(value)
    if intensity is None:
        return None
    wear: Wear = "worn" if value else "unknown"
    return ActivityInterval(person, start, _MINUTE, "unknown", intensity, None, wear, _SOURCE)


def _sleep(person: str, start: datetime, value: float) -> ActivityInterval | None:
    if value not in _SLEEPS:
        return None
    return ActivityInterval(person, start, _MINUTE, "lying", "sedentary", None, "worn", _SOURCE)


_TAKEOUT: Final = "timestamp"
_A_COUNT: Final = "a number of steps of at least 0"
_A_LEVEL: Final = "0, 1, 2 or 3"
_TABLES: Final[tuple[tuple[str, tuple[str, ...], _Make, str], ...]] = (
    ("activityminute", ("steps",), _steps(_MINUTE), _A_COUNT),
    ("activityhour", tuple(f"steps{minute:02}" for minute in range(_MINUTES)), _steps(_MINUTE), _A_COUNT),
    ("activityhour", ("steptotal",), _steps(_HOUR), _A_COUNT),
    ("activityday", ("steptotal",), _steps(_DAY), _A_COUNT),
    ("activitydate", ("totalsteps",), _steps(_DAY), _A_COUNT),
    (_TAKEOUT, ("steps",), _steps(_MINUTE), _A_COUNT),
    ("activityminute", ("intensity",), _intensity, _A_LEVEL),
    ("activityhour", tuple(f"intensity{minute:02}" for minute in range(_MINUTES)), _intensity, _A_LEVEL),
    ("date", ("value",), _sleep, "1 (asleep), 2 (restless) or 3 (awake)"),
)
"""The kinds of files: the column of the time, the columns of the values, what is made of one, what one must be."""


def _table(header: list[str], stream: Stream) -> _Table:
    names = [name.strip().casefold() for name in header]
    told = {*names}
    for time, values, make, rule in _TABLES:
        if {time, *values} <= told and (time != "date" or not told.isdisjoint({"id", "logid"})):
            person = names.index("id") if "id" in names else None
            source = names.index("data source") if time == _TAKEOUT and "data source" in names else None
            return _Table(
                person, names.index(time), tuple(map(names.index, values)), make, rule, source, time == _TAKEOUT
            )
    raise stream.refuse(_EXPECTED)


def _records(source: Source, person: str, any_date: bool, log: Log) -> Iterator[StepEpoch | ActivityInterval]:  # noqa: FBT001 - bound by name above
    with opened(source, log, _EXPECTED) as stream:
        lines = rows(stream, log, _EXPECTED, delimiter_of(stream.head))
        _, header = next(lines, (0, [""]))
        table = _Rows(_table(header, stream), person, Window(any_date=any_date), log)
        log.used += 1
        for number, row in lines:
            start = table.start(number, row)
            if start is not None:
                made = [*table.made(number, row, start)]
                if made:
                    log.used += 1
                    log.records += len(made)
                    yield from made


class _Rows:
    """The rows of a file, one by one."""

    __slots__ = ("_before", "_last", "_log", "_moment", "_person", "_table", "_window")

    def __init__(self, table: _Table, person: str, window: Window, log: Log) -> None:
        self._table, self._person, self._window, self._log = table, person, window, log
        self._moment = UsDates()
        self._before: list[str] = []
        self._last: tuple[str, str, datetime] | None = None

    def start(self, number: int, row: list[str]) -> datetime | None:
        """Return the time of a row, None if it is given up; the log says why."""
        table, log = self._table, self._log
        if row == self._before:
            log.skip("line repeated", number, ",".join(row), "another row than the line before")
            return None
        self._before = row
        if len(row) < table.width:
            log.skip("line too short", number, ",".join(row), f"at least {table.width} fields")
            return None
        person, text = self._whose(row), row[table.time]
        if not person:
            log.skip("no person", number, ",".join(row), "a row with an Id")
            return None
        start = self._moment(text.removesuffix("Z").removesuffix("+00:00") if table.utc else text)
        if start is not None and table.utc:
            start = start.replace(tzinfo=UTC)
        if start is None:
            rule = "a time such as 4/12/2016 12:00:00 AM (if the file has the day first, all of its dates are misread)"
            log.skip("bad time", number, text, rule)
            return None
        if not self._window.holds(start):
            log.skip(OUT_OF_RANGE, number, text, RULE)
            return None
        last, source = self._last, self._source(row)
        if last is not None and last[:2] == (person, source) and start <= last[2]:
            log.note("out of order", number, text, f"after {last[2]}", "kept as it stands")
        self._last = person, source, start
        return start

    def _whose(self, row: list[str]) -> str:
        """Return whose a row is; tools that take an Id for a fraction write 7 as 7.0."""
        at = self._table.person
        return self._person if at is None else row[at].strip().removesuffix(".0")

    def _source(self, row: list[str]) -> str:
        at = self._table.source
        return "" if at is None else row[at].strip()

    def made(self, number: int, row: list[str], start: datetime) -> Iterator[StepEpoch | ActivityInterval]:
        """Yield what the values of a row make, minute by minute; a row whose values are all bad is given up."""
        table, log, bad = self._table, self._log, 0
        person, source = self._whose(row), self._source(row)
        for minute, at in enumerate(table.values):
            value = as_number(row[at])
            if value is None and _THOUSANDS.fullmatch(row[at]):
                value = as_number(row[at].replace(",", ""))
            one = None if value is None else table.make(person, start + timedelta(minutes=minute), value)
            if one is not None:
                yield attrs.evolve(one, source=source) if source else one
                continue
            bad += 1
            if bad == len(table.values):
                log.skip("bad number", number, row[at], table.rule)
            else:
                log.note("bad number", number, row[at], table.rule, "left out")
