"""Apple Health: the export of a phone and a watch, XML of any size, or the zip it comes in."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Final, TypeAlias, cast

from ._apple_xml import EXPECTED, Element, elements
from ._canonical import ActivityInterval, StepEpoch
from ._clinical import Code, CodedEvent
from ._dates import OUT_OF_RANGE, RULE, Window
from ._lines import as_number
from ._opening import Bytes, Source, Stream, name_of, opened, stem_of
from ._reading import Log, Reading
from ._vocabulary import MANY, MOST_SECONDS, Posture, Wear

AppleRecord: TypeAlias = StepEpoch | ActivityInterval | CodedEvent
"""What an export of Apple Health holds for us."""

SYSTEM: Final = "apple-health"
_STEPS: Final = "HKQuantityTypeIdentifierStepCount"
_STAND: Final = "HKCategoryTypeIdentifierAppleStandHour"
_SLEEP: Final = "HKCategoryTypeIdentifierSleepAnalysis"
_WORKOUT, _SUMMARY = "Workout", "ActivitySummary"
_WANTED: Final = frozenset({_STEPS, _STAND, _SLEEP, _WORKOUT, _SUMMARY})
_IDLE: Final = "HKCategoryValueAppleStandHourIdle"
_STOOD: Final = "HKCategoryValueAppleStandHourStood"
_ASLEEP: Final = "HKCategoryValueSleepAnalysis"
_ACTIVITY: Final = "HKWorkoutActivityType"
_POSTURES: Final[dict[str, Posture]] = {
    "Walking": "stepping",
    "Running": "stepping",
    "Hiking": "stepping",
    "Stairs": "stepping",
    "StairClimbing": "stepping",
    "Cycling": "cycling",
    "HandCycling": "unknown",
}
_ZIP: Final = b"PK\x03\x04"
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError)
_NO_ARCHIVE: Final = (*_DAMAGED, RuntimeError, ValueError)
"""What opening a damaged archive raises: names that are no text, places before its beginning, and versions to come."""
_PACKED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""How exports are packed; Python may not have the other ways, and each has errors of its own."""
_DATE_RULE: Final = "a date such as 2026-03-01 09:00:00 +0100"
_SPACE, _DATE = 19, 10  # where the offset begins in a date, and the time
_EARLY, _LATE = 2, 9998  # years that a day can be added to
_OFFSET: Final = re.compile(r" ([+-])([01][0-9]|2[0-3])([0-5][0-9])")
_ODD: Final = re.compile(
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})[ T]?([0-9]{1,2}):?([0-9]{2}):?([0-9]{2})(?:\.[0-9]+)?"
    r"\s*(?:([ap])\.?\s?m\.?)?\s*(?:Z|([+-][0-9]{2}):?([0-9]{2}))",
    re.IGNORECASE,
)
"""Dates as other systems and regions write them: 20150616071820-0700 (iOS 8), 7:18:20 AM, 2015-06-16T07:18:20Z."""
_NOON: Final = 12


def read_apple_health(
    source: Source, *, person: str | None = None, any_date: bool = False, strict: bool = False
) -> Reading[AppleRecord]:
    r"""Read an Apple Health export: steps, stand hours, sleep, workouts and the summaries of days.

    It streams: a gigabyte takes little memory. Declarations that are broken (iOS 16 and later) are passed over,
    control characters left out and counted, broken records reported and skipped; declared entities are refused.

    Phone and watch count the same steps: every record keeps the name of its source, and nothing is added up here. Use
    :func:`prefer_sources` before you add.

    Parameters
    ----------
    source : str, path or binary file
        ``export.xml``, plain or gzip, or the zip it comes in.
    person : str, optional
        Whose export it is: the file does not say. By default the name of the file.
    any_date : bool
        Keep records dated before 1970 or after now.
    strict : bool
        Raise at the end if anything in the file broke a rule.

    Returns
    -------
    Reading of StepEpoch, ActivityInterval or CodedEvent
        Step counts are step epochs. An idle stand hour is an interval of sitting or lying (not one minute of it was
        stood, as Apple has it), one that was stood an interval of unknown posture. Time in bed, asleep or not, is
        lying. Walking, running, hiking and stairs are stepping, other workouts have no posture but cycling. Each
        number of a day's summary is a coded event of the system "apple-health". Times keep their offset from UTC.
        What a watch wrote was worn, and so was what counted steps; of the rest nobody knows.

    Raises
    ------
    InvalidValueError
        If `source` is neither a path nor a binary file.
    WrongFormatError
        While reading, if the file is of another kind or declares entities.
    RecordsDataError
        At the end, if `strict` and there are problems.

    Examples
    --------
    >>> import io
    >>> from inactivity.records import read_apple_health
    >>> file = io.BytesIO(b'''<HealthData><Record type="HKQuantityTypeIdentifierStepCount" sourceName="Watch" value="88"
    ...   startDate="2026-03-01 09:00:00 +0100" endDate="2026-03-01 09:01:00 +0100"/></HealthData>''')
    >>> [epoch] = read_apple_health(file, person="p1")
    >>> epoch.steps, str(epoch.start), epoch.source
    (88.0, '2026-03-01 09:00:00+01:00', 'Watch')
    """
    name = name_of(source)
    whose = stem_of(name) if person is None else person
    return Reading(name, partial(_records, source, whose, any_date), strict=strict)


def _records(source: Source, person: str, any_date: bool, log: Log) -> Iterator[AppleRecord]:  # noqa: FBT001 - see partial
    maker = _Maker(person, Window(any_date=any_date), log)
    with opened(source, log, EXPECTED) as stream, _unzipped(source, stream) as file:
        try:
            for some in elements(file, log.name, _WANTED, log):
                yield from maker.records(some)
        except _DAMAGED as error:
            log.note("broken zip", "", str(error), "a zip archive to its end", "kept what came before")


@contextmanager
def _unzipped(source: Source, stream: Stream) -> Generator[Bytes, None, None]:
    """Open the export in a zip; leave any other file as it is."""
    if not stream.head.startswith(_ZIP):
        yield stream
        return
    packed = source if isinstance(source, (str, os.PathLike)) else _rewound(source, stream)
    try:
        archive = zipfile.ZipFile(cast("str", packed))
    except _NO_ARCHIVE as error:
        raise stream.refuse(EXPECTED, f"a zip archive that cannot be opened ({error})") from error
    with archive:
        try:
            file = archive.open(_export_in(archive, stream))
        except _NO_ARCHIVE as error:
            raise stream.refuse(EXPECTED, f"a zip archive that cannot be unpacked ({error})") from error
        with file:
            yield file


def _rewound(source: object, stream: Stream) -> object:
    """Return an open file from its beginning, as a zip has its directory at the end."""
    try:
        source.seek(0)  # type: ignore[attr-defined]  # whoever cannot is refused
    except (AttributeError, OSError, ValueError) as error:
        raise stream.refuse(EXPECTED, "a zip archive in a stream that cannot be rewound") from error
    return source


def _export_in(archive: zipfile.ZipFile, stream: Stream) -> str:
    """Return the name of the export: the largest XML file that is not the clinical one; its name is localised."""
    files = [info for info in archive.infolist() if info.filename.lower().endswith(".xml")]
    exports = [info for info in files if not info.filename.lower().endswith("_cda.xml")]
    if not exports:
        raise stream.refuse(EXPECTED, f"a zip archive without an export among its {len(archive.infolist())} files")
    largest = max(exports, key=lambda info: info.file_size)
    if largest.compress_type not in _PACKED:
        raise stream.refuse(EXPECTED, f"a zip archive packed in a way ({largest.compress_type}) that no export is")
    return largest.filename


class _Maker:
    """Makes records of elements, and the log's entries with them."""

    def __init__(self, person: str, window: Window, log: Log) -> None:
        self._person, self._window, self._log = person, window, log
        self._zones: dict[str, timezone] = {}  # a file has few: records share them
        self._good_days: set[str] = set()
        self._makers: dict[str, Callable[[Element, datetime, float], AppleRecord | None]] = {
            _STEPS: self._steps,
            _STAND: self._stand_hour,
            _SLEEP: self._sleep,
            _WORKOUT: self._workout,
        }

    def records(self, some: list[Element]) -> Iterator[AppleRecord]:
        """Yield what elements hold; report and skip what breaks a rule."""
        log, makers, span = self._log, self._makers, self._span
        for element in some:
            if element.name == _SUMMARY:
                yield from self._summary(element)
            elif (lasted := span(element)) is not None:
                record = makers[element.attributes["type"] if element.name == "Record" else element.name](
                    element, *lasted
                )
                if record is not None:
                    log.used += 1
                    log.records += 1
                    yield record

    def _span(self, element: Element) -> tuple[datetime, float] | None:
        """Return the start of an element and its seconds; report and skip one whose dates break a rule."""
        given = element.attributes
        first, last = given.get("startDate", ""), given.get("endDate", "")
        start, end = self._moment(first), self._moment(last)
        if start is None or end is None:
            self._log.skip("bad date", element.line, last if start else first, _DATE_RULE)
            return None
        seconds = (end - start).total_seconds()
        if not (first[:_DATE] in self._good_days or self._holds(start, first[:_DATE])):
            self._log.skip(OUT_OF_RANGE, element.line, first, RULE)
        elif not 0 <= seconds <= MOST_SECONDS:
            self._log.skip("bad length", element.line, last, "an end within ten years after the start")
        else:
            return start, seconds
        return None

    def _holds(self, start: datetime, day: str) -> bool:
        """Whether the device can have recorded something then; days on which it can for sure are remembered."""
        holds = self._window.holds
        if not holds(start):
            return False
        if _EARLY < start.year < _LATE and all(holds(start + timedelta(days=days)) for days in (-1, 1)):
            self._good_days.add(day)
        return True

    def _moment(self, text: str) -> datetime | None:
        try:
            moment = datetime.fromisoformat(text[:_SPACE])
        except ValueError:
            return self._odd_moment(text)
        zone = self._zones.get(text[_SPACE:]) or self._new_zone(text[_SPACE:])
        if zone is None:
            return self._odd_moment(text)
        # Not moment.replace, which takes ten times as long.
        return datetime.combine(moment.date(), moment.time(), zone)

    def _odd_moment(self, text: str) -> datetime | None:
        if (found := _ODD.fullmatch(text)) is None:
            return None
        year, month, day, hour, minute, second = map(int, found.groups()[:6])
        if found[7]:
            if not 1 <= hour <= _NOON:
                return None
            hour = hour % _NOON + (_NOON if found[7] in "pP" else 0)
        zone = self._new_zone(f" {found[8]}{found[9]}" if found[8] else " +0000")
        try:
            return zone and datetime(year, month, day, hour, minute, second, tzinfo=zone)
        except ValueError:
            return None

    def _new_zone(self, text: str) -> timezone | None:
        """Return the zone of an offset such as -0700, a space before it."""
        if (found := _OFFSET.fullmatch(text)) is None:
            return None
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        zone = timezone(-offset if found[1] == "-" else offset)
        self._zones[text] = zone
        return zone

    def _steps(self, element: Element, start: datetime, seconds: float) -> StepEpoch | None:
        text = element.attributes.get("value", "")
        steps = as_number(text)
        if steps is None or not 0 <= steps < MANY:
            self._log.skip("bad number", element.line, text, "a number of steps of at least 0")
            return None
        # Whatever counted a step was on the body then, a phone too.
        wear = "worn" if steps > 0 else _wear(element)
        return StepEpoch(self._person, start, seconds, steps, wear, element.attributes.get("sourceName", ""))

    def _stand_hour(self, element: Element, start: datetime, seconds: float) -> ActivityInterval | None:
        value, source = element.attributes.get("value", ""), element.attributes.get("sourceName", "")
        if value == _STOOD:
            return ActivityInterval(self._person, start, seconds, "unknown", "unknown", None, "worn", source)
        if value == _IDLE:
            wear = _wear(element)
            return ActivityInterval(self._person, start, seconds, "sitting_or_lying", "sedentary", None, wear, source)
        self._log.skip("bad stand hour", element.line, value, f"{_IDLE} or {_STOOD}")
        return None

    def _sleep(self, element: Element, start: datetime, seconds: float) -> ActivityInterval | None:
        value, source = element.attributes.get("value", ""), element.attributes.get("sourceName", "")
        if value.startswith(_ASLEEP):
            wear = _wear(element)
            return ActivityInterval(self._person, start, seconds, "lying", "sedentary", None, wear, source)
        self._log.skip("bad sleep analysis", element.line, value, f"a value that begins {_ASLEEP}")
        return None

    def _workout(self, element: Element, start: datetime, seconds: float) -> ActivityInterval:
        given = element.attributes
        kind = given.get("workoutActivityType", "").removeprefix(_ACTIVITY)
        posture = _POSTURES.get(kind, "unknown")
        source = given.get("sourceName", "")
        return ActivityInterval(self._person, start, seconds, posture, "unknown", None, _wear(element), source)

    def _summary(self, element: Element) -> Iterator[CodedEvent]:
        given = element.attributes
        try:
            day = datetime.fromisoformat(given.get("dateComponents", ""))
        except ValueError:
            self._log.skip("bad date", element.line, given.get("dateComponents"), "a date such as 2026-03-01")
            return
        if not self._window.holds(day):
            self._log.skip(OUT_OF_RANGE, element.line, given["dateComponents"], RULE)
            return
        self._log.used += 1
        for name, text in given.items():
            value = as_number(text)
            if name == "dateComponents" or name.endswith("Unit"):
                continue
            if value is None:
                self._log.note("bad number", element.line, text, f"a number of {name}", "left out")
                continue
            self._log.records += 1
            code = Code(SYSTEM, f"ActivitySummary.{name}")
            unit = given.get(f"{name.removesuffix('Goal')}Unit", _UNITS.get(name.removesuffix("Goal"), ""))
            yield CodedEvent(
                self._person, day, None, "observation", (code,), value, unit, source=_SUMMARY, precision="day"
            )


_UNITS: Final = {"appleStandHours": "h", "appleExerciseTime": "min", "appleMoveTime": "min"}


def _wear(element: Element) -> Wear:
    """Return whether the device was worn: a watch that writes is; a phone lies where it lies."""
    given = element.attributes
    return "worn" if "Watch" in given.get("sourceName", "") or "Watch" in given.get("device", "") else "unknown"
