"""The dates of devices: how files write them, and which a device can have recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from math import isfinite
from typing import Final

from ._vocabulary import is_moment

_FIRST: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - local time, as in files without a zone
_EXCEL: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - local time: files of activPAL have no zone
_EXCEL_DAYS: Final = (-36_500, 401_000)  # from 1800 to 2997: no device writes more
_CLOCKS: Final = 3000  # more than the minutes of a day; memory is bounded
_SPACES: Final = {ord(space): " " for space in "\u00a0\u202f"}
"""Before AM and PM, newer systems write spaces that do not break."""
_NOON: Final = 12
_YEAR_DIGITS: Final = 4
_LAST_CENTURY: Final = 69
RULE: Final = "between 1970 and now (any_date=True reads data whose dates were shifted on purpose)"
OUT_OF_RANGE: Final = "date out of range"


class Window:
    """The moments at which a device can have recorded something: from 1970 to now, or any that a record may be of."""

    __slots__ = ("_any", "_aware", "_naive")

    def __init__(self, *, any_date: bool) -> None:
        # A day more: a file without a zone may come from one that is ahead of ours.
        last = datetime.now(UTC) + timedelta(days=1)
        self._any = any_date
        self._aware = _FIRST.replace(tzinfo=UTC), last
        self._naive = _FIRST, last.replace(tzinfo=None)

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` lies in it."""
        if self._any:
            return is_moment(moment)
        first, last = self._naive if moment.tzinfo is None else self._aware
        return first <= moment <= last


def from_excel(days: float) -> datetime | None:
    """Return the moment that a serial number of Excel stands for, to the millisecond; None if it stands for none."""
    if not (isfinite(days) and _EXCEL_DAYS[0] <= days <= _EXCEL_DAYS[1]):
        return None
    return _EXCEL + timedelta(milliseconds=round(days * 86_400_000))


class UsDates:
    """A reader of ``4/12/2016 9:01:00 AM``, and of the same without seconds, without AM or PM, or without a time.

    The year may have two digits, as Excel saves it; it may stand first, as in ``2016-04-12 09:01:00`` or
    ``2016-04-12T09:01:00``.
    """

    __slots__ = ("_clocks", "_day", "_text")

    def __init__(self) -> None:
        self._text, self._day = "", date.min  # most rows are of the same day as the one before
        self._clocks: dict[str, time] = {"": time.min}  # and every day has the same minutes

    def __call__(self, text: str) -> datetime | None:
        """Return the moment, None if `text` is none."""
        if not text.isascii():
            text = text.translate(_SPACES)
        text = text.strip()
        day, _, clock = text.partition("T" if text[10:11] == "T" else " ")
        try:
            if day != self._text:
                self._day, self._text = _us_day(day), day
            at = self._clocks.get(clock)
            if at is None:
                at = _clock(clock)
                if len(self._clocks) < _CLOCKS:
                    self._clocks[clock] = at
            return datetime.combine(self._day, at)
        except (ValueError, OverflowError):
            return None


def _us_day(text: str) -> date:
    if text[4:5] == "-":
        return date.fromisoformat(text)
    month, day, year = text.split("/")
    if len(year) not in {2, _YEAR_DIGITS} or not text.isascii():
        raise ValueError(text)
    return date(full_year(year), int(month), int(day))


def full_year(digits: str) -> int:
    """Return a year; of two digits, 69 to 99 are of the last century, as in POSIX."""
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - two digits, or all of them
        return year
    return year + (1900 if year >= _LAST_CENTURY else 2000)


def _clock(text: str) -> time:
    """Read the time of a day: ``9:01:00 AM``, ``21:01``; raise ValueError if it is none."""
    digits, _, half = text.strip().partition(" ")
    whole, _, fraction = digits.partition(".")
    hour, minute, *rest = map(int, whole.split(":"))
    second = rest.pop() if rest else 0
    if rest or not text.isascii() or not (fraction or "0").isdigit():
        raise ValueError(text)
    half = half.strip().upper()
    if half in {"AM", "PM"}:
        if not 1 <= hour <= _NOON:
            raise ValueError(text)
        hour = hour % _NOON + (_NOON if half == "PM" else 0)
    elif half:
        raise ValueError(text)
    return time(hour, minute, second)
