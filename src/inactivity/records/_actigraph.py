"""ActiGraph: what an epoch of counts, steps and inclinometer means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

import attrs

from .._rules import Number, OneOf, Text, check, check_given
from ._canonical import ActivityInterval
from ._reading import Log
from ._vocabulary import MANY, Intensity, Posture, Wear

WornAt: TypeAlias = Literal["hip", "wrist", "other"]
"""Where an ActiGraph was worn."""
HIP_SEDENTARY_COUNTS: Final = 100.0
"""Counts of the vertical axis below which a minute is sedentary, for a device at the hip (Matthews). [counts/min]"""
INCLINES: Final[tuple[Posture, ...]] = ("standing", "sitting", "lying")
_MINUTE: Final = 60.0
_WORN_AT: Final[dict[str, WornAt]] = {
    "waist": "hip",
    "hip": "hip",
    "wrist": "wrist",
    "ankle": "other",
    "thigh": "other",
}


@attrs.frozen
class Device:
    """Whose device, where it was worn, and what counts as sedentary there."""

    person: str
    seconds: float
    worn_at: WornAt | None
    sedentary_counts: float

    def interval(
        self, start: datetime, counts: float | None, steps: float | None, inclines: Sequence[float | None]
    ) -> ActivityInterval:
        """Return an epoch as an interval; `inclines` are the seconds of standing, sitting and lying."""
        hip = self.worn_at == "hip"
        intensity: Intensity = "unknown"
        if hip and counts is not None and counts * _MINUTE / self.seconds < self.sedentary_counts:
            intensity = "sedentary"
        # No count is no sign that it was taken off: somebody may lie still.
        wear: Wear = "worn" if counts or steps else "unknown"
        posture = _posture(inclines, self.seconds) if hip else "unknown"
        return ActivityInterval(self.person, start, self.seconds, posture, intensity, steps, wear, "actigraph")


def _posture(inclines: Sequence[float | None], epoch: float) -> Posture:
    """Return the posture of more than half of an epoch, "unknown" if none is: the rest it may have been off."""
    for posture, seconds in zip(INCLINES, inclines, strict=False):
        if seconds is not None and 2 * seconds > epoch:
            return posture
    return "unknown"


def place(text: str) -> WornAt | None:
    """Return where a device was worn, as its settings say; None if they do not."""
    return _WORN_AT.get(text.strip().casefold())


@attrs.frozen
class Asked:
    """What the arguments of a reader ask for, checked."""

    person: str | None
    worn_at: WornAt | None
    sedentary_counts: float
    any_date: bool

    def __attrs_post_init__(self) -> None:
        check_given(Text(), "person", self.person)
        check_given(OneOf(get_args(WornAt)), "worn_at", self.worn_at)
        check(Number("counts/min", above=0), "sedentary_counts", self.sedentary_counts)


def value_of(number: float | None, at: int | str, what: str, shown: object, log: Log) -> float | None:
    """Return a count, None (and a note) if it is none."""
    if number is None or not 0 <= number < MANY:
        log.note(f"bad {what}", at, shown, "a number of at least 0", "kept, not known")
        return None
    return number
