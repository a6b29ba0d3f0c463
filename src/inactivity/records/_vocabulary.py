"""The closed sets of words in the records, and the rules of their fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, Literal, TypeAlias, get_args

from .._rules import Number, OneOf, Rule, Text, check as check_rule
from ..errors import InvalidValueError

Wear: TypeAlias = Literal["worn", "not_worn", "unknown"]
"""Whether the device was on the person. Lying still is no sign of "not_worn": where nothing tells, it is "unknown"."""
Posture: TypeAlias = Literal["lying", "sitting", "sitting_or_lying", "standing", "stepping", "cycling", "unknown"]
"""What the body did."""
Intensity: TypeAlias = Literal["sedentary", "light", "moderate", "vigorous", "unknown"]
"""How hard it was, as the file says."""
Setting: TypeAlias = Literal[
    "inpatient",
    "icu",
    "emergency",
    "outpatient",
    "home",
    "rehabilitation",
    "long_term_care",
    "virtual",
    "unknown",
]
"""Where care was given."""
Role: TypeAlias = Literal["condition", "procedure", "device", "order", "observation"]
"""What a coded event is."""
Precision: TypeAlias = Literal["second", "day", "month", "year"]
"""To what a date was given; a date of less than a second stands for the first moment of its day, month or year."""

WEARS: Final[tuple[str, ...]] = get_args(Wear)
POSTURES: Final[tuple[str, ...]] = get_args(Posture)
INTENSITIES: Final[tuple[str, ...]] = get_args(Intensity)
SETTINGS: Final[tuple[str, ...]] = get_args(Setting)
ROLES: Final[tuple[str, ...]] = get_args(Role)
PRECISIONS: Final[tuple[str, ...]] = get_args(Precision)
FIRST_YEAR, LAST_YEAR = 1800, 3999
"""Years that a record may be of: none is older, those shifted on purpose lie before 4000 (MIMIC-II has 3554), and an end
can be reckoned from every start."""
MOST_SECONDS = 3650 * 86_400.0
"""The longest interval: as long as the longest exposure. [s]"""
MANY = 1e15
"""More steps than anyone takes: floats still count one by one below it."""


class _Moment(Rule):
    """A date and time, with or without a zone, that intervals can be reckoned from."""

    __slots__ = ()

    def holds(self, value: object) -> bool:
        return is_moment(value)

    def words(self) -> str:
        return f"a datetime of the years {FIRST_YEAR} to {LAST_YEAR}"

    def schema(self) -> dict[str, object]:
        return {"type": "string", "format": "date-time"}


class _Words(Rule):
    """A text that may be empty."""

    __slots__ = ()

    def holds(self, value: object) -> bool:
        return isinstance(value, str)

    def words(self) -> str:
        return "a text (in quotes)"

    def schema(self) -> dict[str, object]:
        return {"type": "string"}


class NumberOrText(Rule):
    """A finite number or a text."""

    __slots__ = ()

    def holds(self, value: object) -> bool:
        return isinstance(value, str) or Number().holds(value)

    def words(self) -> str:
        return "a finite number or a text"

    def schema(self) -> dict[str, object]:
        return {"type": ["number", "string"]}


TEXT = Text()
WORDS = _Words()
MOMENT = _Moment()
SECONDS = Number("s", least=0, most=MOST_SECONDS)
STEPS = Number("steps", least=0, below=MANY)
WEAR = OneOf(get_args(Wear))


def check(record: object, rules: Mapping[str, Rule]) -> None:
    """Raise :class:`~inactivity.errors.InvalidValueError` for the first field that breaks its rule."""
    for name, rule in rules.items():
        check_rule(rule, name, getattr(record, name))


def check_order(start: datetime, end: datetime | None) -> None:
    """Raise :class:`~inactivity.errors.InvalidValueError` if an end lies before its start or is of another kind."""
    if end is None:
        return
    if (start.tzinfo is None) is not (end.tzinfo is None):
        raise InvalidValueError(
            "end", end, f"with a time zone if the start has one, else without; the start is {start}"
        )
    if end < start:
        raise InvalidValueError("end", end, f"not before the start, {start}")


def is_moment(value: object) -> bool:
    """Whether `value` is what :class:`_Moment` demands."""
    return isinstance(value, datetime) and FIRST_YEAR <= value.year <= LAST_YEAR


def later(start: datetime, seconds: float) -> datetime:
    """Return the moment `seconds` of real time after `start`, in its zone."""
    zone = start.tzinfo
    if zone is None or isinstance(zone, timezone):
        return start + timedelta(seconds=seconds)
    # Python adds to the clock on the wall; a zone with summer time must go through UTC.
    return (start.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(zone)
