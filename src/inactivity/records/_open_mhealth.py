"""Open mHealth and IEEE 1752.1: data points in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeAlias

import attrs

from .._narrowing import is_list, is_mapping
from .._rules import Text, check_given
from ..errors import shown
from ._canonical import ActivityInterval, StepEpoch
from ._clinical import Code, CodedEvent
from ._dates import OUT_OF_RANGE, RULE, Window
from ._json_values import values
from ._opening import Source, name_of, opened, stem_of
from ._reading import Log, Reading
from ._vocabulary import MANY, MOST_SECONDS, Intensity, Posture, Wear, is_moment, later

_EXPECTED: Final = "Open mHealth or IEEE 1752.1 data points (JSON: one, an array, or one a line)"
_SOURCE: Final = "open_mhealth"
_SYSTEM: Final = "https://w3id.org/openmhealth"
_Record: TypeAlias = StepEpoch | ActivityInterval | CodedEvent
_SECONDS: Final = {
    "ps": 1e-12,
    "ns": 1e-9,
    "us": 1e-6,
    "ms": 1e-3,
    "sec": 1.0,
    "min": 60.0,
    "h": 3600.0,
    "d": 86_400.0,
    "wk": 604_800.0,
}
"""Units of duration of a fixed length; months and years have none."""
_LENGTHS: Final = ("fm", "pm", "nm", "um", "mm", "cm", "m", "km", "in", "ft", "yd", "mi")
_POSTURES: Final[Mapping[str, Posture]] = {
    "sitting": "sitting",
    "lying down": "lying",
    "standing": "standing",
    "semi-recumbent": "sitting_or_lying",
}
_ACTIVITIES: Final[Mapping[str, Posture]] = {
    "walking": "stepping",
    "walk": "stepping",
    "running": "stepping",
    "run": "stepping",
    "hiking": "stepping",
    "cycling": "cycling",
    "biking": "cycling",
    "sitting": "sitting",
    "standing": "standing",
    "lying": "lying",
}
_HEALTH_KIT: Final = "hkworkoutactivitytype"
"""Granola, which makes data points of what an iPhone has, puts it before names of activities."""
_INTENSITIES: Final[Mapping[str, Intensity]] = {"light": "light", "moderate": "moderate", "vigorous": "vigorous"}
_IN_BED: Final = ("time_in_bed", "total_sleep_time", "sleep_duration")
_EPISODE: Final = ("sleep-episode", "sleep-duration", "time-in-bed", "total-sleep-time")
_OF_EPISODE: Final = {
    "is_main_sleep",
    "latency_to_arising",
    "latency_to_sleep_onset",
    "number_of_awakenings",
    "sleep_maintenance_efficiency_percentage",
    "wake_after_sleep_onset",
}
"""What only an episode of sleep has: its time frame is the time in bed."""
_NO_MEASURES: Final = {
    "effective_time_frame",
    "descriptive_statistic",
    "descriptive_statistic_denominator",
    "statistic_window",
}
_INTERVAL: Final = ("start_date_time", "end_date_time", "duration")


def read_open_mhealth(
    source: Source, *, person: str | None = None, any_date: bool = False, strict: bool = False
) -> Reading[StepEpoch | ActivityInterval | CodedEvent]:
    r"""Read Open mHealth or IEEE 1752.1 data points: steps, physical activity, posture, time in bed, sleep.

    A file is one data point, an array of them, or one a line; with a header or bare. Time intervals may be given by
    start and end, start and duration, or end and duration. An average of steps by a unit of time becomes the steps of
    its interval; another statistic says nothing of any hour and becomes an observation. A time in bed or asleep that is
    shorter than its time frame is put at the start of it; an episode of sleep fills its time frame. Other kinds of data
    are counted as ignored.

    Parameters
    ----------
    source : str, path or binary file
        The file, plain or gzip.
    person : str, optional
        Whose it is, where a data point has no ``user_id``; the name of the file, if left out.
    any_date : bool
        Keep data points dated before 1970 or after now.
    strict : bool
        Raise at the end if anything in the file broke a rule.

    Returns
    -------
    Reading of StepEpoch, ActivityInterval or CodedEvent
        One record a data point.

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
    >>> from inactivity.records import read_open_mhealth
    >>> point = b'''{"step_count": {"value": 88, "unit": "steps"}, "effective_time_frame": {"time_interval":
    ...     {"end_date_time": "2026-03-19T09:10:00+01:00", "duration": {"value": 10, "unit": "min"}}}}'''
    >>> (epoch,) = read_open_mhealth(io.BytesIO(point), person="p1")
    >>> epoch.start.isoformat(), epoch.seconds, epoch.steps
    ('2026-03-19T09:00:00+01:00', 600.0, 88.0)
    """
    check_given(Text(), "person", person)
    name = name_of(source)
    return Reading(name, partial(_records, source, person or stem_of(name), any_date), strict=strict)


class _PointError(Exception):
    """A data point is given up: reason, value, rule."""

    def __init__(self, reason: str, value: object, rule: str) -> None:
        super().__init__(reason, value, rule)
        self.reason, self.value, self.rule = reason, value, rule


def _records(source: Source, person: str, any_date: bool, log: Log) -> Iterator[_Record]:  # noqa: FBT001 - bound by name above
    window = Window(any_date=any_date)
    with opened(source, log, _EXPECTED) as stream:
        if not stream.head.lstrip().startswith((b"{", b"[", b'"')):
            raise stream.refuse(_EXPECTED)
        before: object = None
        for line, value in values(stream, log, _EXPECTED):
            for point in _points(value, log):
                if point == before and point:
                    log.skip("data point repeated", line, point, "another data point than the one before")
                    continue
                before = point
                try:
                    record = _record(point, person, window)
                except _PointError as error:
                    log.skip(error.reason, line, error.value, error.rule)
                    continue
                if isinstance(record, str):
                    log.ignore(record)
                    continue
                log.used += 1
                log.records += 1
                yield record


def _points(value: object, log: Log) -> Iterator[object]:
    """Yield the data points in a value: many, if it is an envelope around them."""
    held = value.get("body") if is_mapping(value) else value
    if not is_list(held):
        yield value
        return
    log.entries += len(held) - 1  # each is an entry of its own
    yield from held


@attrs.frozen
class _Span:
    """A time interval."""

    start: datetime
    seconds: float


def _record(point: object, person: str, window: Window) -> _Record | str:
    """Return the record of a data point, or why it is none of ours."""
    if isinstance(point, str):
        _posture(point)
        return "a posture without a time"
    body, name, who = _parts(point, person)
    if _only_part_of_day(body):
        return "a part of a day, without its times"
    if "step_count" in body:
        return _steps(body, who, window)
    if "activity_name" in body:
        return _activity(body, who, window)
    return _spell(body, name, who, window) or "another kind of data"


def _only_part_of_day(body: Mapping[str, object]) -> bool:
    """Whether a time frame is a date and a part of its day, an evening say: no times can be made of it."""
    frame = body.get("effective_time_frame")
    interval = frame.get("time_interval") if is_mapping(frame) else body
    return is_mapping(interval) and "part_of_day" in interval


def _spell(body: Mapping[str, object], name: str, person: str, window: Window) -> _Record | None:
    """Return a spell in a posture, in bed, or of nothing but time; None if it is none of them."""
    if "body_posture" in body:
        return _interval(_span(body, window), person, _posture(body["body_posture"]), "unknown")
    measures = [key for key in _IN_BED if key in body]
    if measures or name in _EPISODE:
        seconds = [_duration(body[key]) for key in measures]
        span = _span(body, window)
        if statistic := _statistic(body):
            return _observation(span, person, measures[0] if measures else name, statistic, seconds)
        if seconds and not (name == "sleep-episode" or body.keys() & _OF_EPISODE):
            # When in the time frame it was is not said; how long it was is.
            span = _Span(span.start, min(span.seconds, *seconds))
        return _interval(span, person, "lying", "sedentary")
    if any(key in body for key in _INTERVAL):
        return _interval(_span_of(body, window), person, "unknown", "unknown")
    if not name and body.keys() <= _NO_MEASURES:
        raise _PointError("no data point", body, "an object with a measure and its time frame")
    return None


def _statistic(body: Mapping[str, object]) -> str:
    """Return what a value is of many ("average by d"), nothing if it is the value itself."""
    statistic = body.get("descriptive_statistic")
    if statistic in (None, "count", "sum"):  # a tuple: JSON may bring a list, which has no hash
        return ""
    return f"{statistic} by {body.get('descriptive_statistic_denominator', body.get('statistic_window'))}"[:100]


def _observation(
    span: _Span, person: str, measure: str, statistic: str, values: Sequence[float], *, unit: str = "s"
) -> _Record:
    """Return a statistic: it says nothing of any hour of its time frame."""
    code = Code(_SYSTEM, f"omh:{measure.replace('_', '-')}", statistic)
    value = values[0] if values else None
    end = later(span.start, span.seconds)
    return CodedEvent(person, span.start, end, "observation", (code,), value, unit, source=_SOURCE)


def _parts(point: object, person: str) -> tuple[Mapping[str, object], str, str]:
    """Return the body of a data point, the name of its schema, and whose it is."""
    if not is_mapping(point) or not point:
        raise _PointError("no data point", point, "an object with a measure and its time frame")
    header, body = point.get("header"), point.get("body", point)
    if not is_mapping(body):
        raise _PointError("no data point", point, "an object with a body")
    if not is_mapping(header):
        return body, "", person
    kind, user = header.get("schema_id"), header.get("user_id")
    name = str(kind.get("name", "")) if is_mapping(kind) else ""
    return body, name, user if isinstance(user, str) and user.strip() else person


def _steps(body: Mapping[str, object], person: str, window: Window) -> _Record:
    given = body["step_count"]
    value, unit = (given.get("value"), given.get("unit")) if is_mapping(given) else (given, "steps")
    if unit != "steps":
        raise _PointError("bad unit of steps", unit, "steps")
    steps = _number(value)
    if steps is None or not 0 <= steps < MANY:
        raise _PointError("bad step count", value, "a number of at least 0, not in quotes")
    span = _span(body, window)
    statistic = _statistic(body)
    if statistic:
        per = statistic.removeprefix("average by ")
        if per not in _SECONDS:
            return _observation(span, person, "step-count", statistic, [steps], unit="steps")
        steps *= span.seconds / _SECONDS[per]
        if not 0 <= steps < MANY:
            raise _PointError("bad step count", value, f"an average by {per}, below {MANY:g} steps in all")
    wear: Wear = "worn" if steps else "unknown"
    return StepEpoch(person, span.start, span.seconds, steps, wear, _SOURCE)


def _activity(body: Mapping[str, object], person: str, window: Window) -> _Record:
    activity = body["activity_name"]
    if not isinstance(activity, str) or not activity.strip():
        raise _PointError("bad activity name", activity, "a text that is not empty")
    level = body.get("reported_activity_intensity")
    if level is not None and (not isinstance(level, str) or level not in _INTENSITIES):
        raise _PointError("bad intensity", level, f"one of {', '.join(_INTENSITIES)}")
    distance = body.get("distance")
    if distance is not None and not (is_mapping(distance) and distance.get("unit") in _LENGTHS):
        raise _PointError("bad distance", distance, f"a value and a unit, one of {', '.join(_LENGTHS)}")
    quantity = body.get("base_movement_quantity")
    steps = None
    if is_mapping(quantity) and quantity.get("unit") == "steps":
        steps = _number(quantity.get("value"))
        if steps is None or not 0 <= steps < MANY:
            raise _PointError("bad step count", quantity.get("value"), "a number of at least 0, not in quotes")
    intensity: Intensity = "unknown" if level is None else _INTENSITIES[level]
    posture: Posture = _ACTIVITIES.get(activity.strip().casefold().removeprefix(_HEALTH_KIT), "unknown")
    span = _span(body, window)
    lasted = [_duration(body["effective_duration"])] if "effective_duration" in body else []
    if statistic := _statistic(body):
        return _observation(span, person, "physical-activity", statistic, lasted)
    if lasted and lasted[0] < span.seconds:  # done in a part of the time, and not said in which
        posture, intensity = "unknown", "unknown"
    return _interval(span, person, posture, intensity, steps)


def _interval(
    span: _Span, person: str, posture: Posture, intensity: Intensity, steps: float | None = None
) -> ActivityInterval:
    return ActivityInterval(person, span.start, span.seconds, posture, intensity, steps, "unknown", _SOURCE)


def _posture(value: object) -> Posture:
    if not isinstance(value, str) or value not in _POSTURES:
        raise _PointError("bad posture", value, f"one of {', '.join(_POSTURES)}")
    return _POSTURES[value]


def _span(body: Mapping[str, object], window: Window) -> _Span:
    frame = body.get("effective_time_frame")
    interval = frame.get("time_interval") if is_mapping(frame) else None
    if not is_mapping(interval):
        raise _PointError("no time interval", frame, "an effective_time_frame with a time_interval")
    return _span_of(interval, window)


def _span_of(interval: Mapping[str, object], window: Window) -> _Span:
    """Return a time interval, from any two of its start, end and duration."""
    start = _moment(interval["start_date_time"]) if "start_date_time" in interval else None
    end = _moment(interval["end_date_time"]) if "end_date_time" in interval else None
    seconds = _duration(interval["duration"]) if "duration" in interval else None
    if start is not None and end is not None:
        if (start.tzinfo is None) is not (end.tzinfo is None):
            raise _PointError(
                "bad time interval", interval, "a start and an end that both have a time zone, or neither"
            )
        seconds = (end - start).total_seconds()
    elif end is not None and seconds is not None:
        start = end - timedelta(seconds=seconds)
    if start is None or seconds is None:
        raise _PointError("bad time interval", interval, "two of start_date_time, end_date_time and duration")
    if not 0 <= seconds <= MOST_SECONDS or not is_moment(start) or not is_moment(later(start, seconds)):
        raise _PointError("bad time interval", interval, f"an end after its start, within {MOST_SECONDS:.0f} s")
    if not window.holds(start):
        raise _PointError(OUT_OF_RANGE, start.isoformat(), RULE)
    return _Span(start, round(seconds, 6))


def _moment(value: object) -> datetime:
    if isinstance(value, str) and value[10:11] in {"T", "t", " "} and value.isascii():
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            pass
        else:
            if is_moment(moment):
                return moment
    raise _PointError("bad time", value, "a date and time such as 2026-03-19T09:00:00+01:00")


def _duration(value: object) -> float:
    number = _number(value.get("value")) if is_mapping(value) else None
    unit = value.get("unit") if is_mapping(value) else None
    if number is None or not isinstance(unit, str) or unit not in _SECONDS:
        raise _PointError("bad duration", value, f"a value and a unit, one of {', '.join(_SECONDS)}")
    seconds = number * _SECONDS[unit]
    if not 0 <= seconds <= MOST_SECONDS:
        raise _PointError("bad duration", shown(value), f"0 to {MOST_SECONDS:.0f} s")
    return seconds


def _number(value: object) -> float | None:
    """Return a number of JSON as a float, None for anything else (a text, true)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
