"""What devices measured: activity intervals and step epochs.

They are made by the million, so each checks itself in one expression; only what fails it is looked at rule by rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

import attrs

from .._rules import OneOf, OrNone, Rule
from ._vocabulary import (
    INTENSITIES,
    MANY,
    MOMENT,
    MOST_SECONDS,
    POSTURES,
    SECONDS,
    STEPS,
    TEXT,
    WEAR,
    WEARS,
    WORDS,
    Intensity,
    Posture,
    Wear,
    check,
    is_moment,
    later,
)


@attrs.frozen
class ActivityInterval:
    """A stretch of time in one posture or at one intensity.

    Parameters
    ----------
    person : str
        Whose it is.
    start : datetime
        When it began: without a zone where the file has none (local time then), with it where it has.
    seconds : float
        How long it lasted, from 0 to ten years. [s]
    posture : str
        "lying", "sitting", "sitting_or_lying", "standing", "stepping", "cycling" or "unknown".
    intensity : str
        "sedentary", "light", "moderate", "vigorous" or "unknown": what the file says, never guessed from a posture
        that leaves it open.
    steps : float or None
        Steps taken in it, of both legs. [steps]
    wear : str
        "worn", "not_worn" or "unknown".
    source : str
        What recorded it.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import ActivityInterval
    >>> night = ActivityInterval(
    ...     "p1", datetime(2026, 3, 1, 23), 28800.0, "lying", "sedentary", None, "worn", "activpal"
    ... )
    >>> str(night.end)
    '2026-03-02 07:00:00'
    """

    person: str
    start: datetime
    seconds: float
    posture: Posture
    intensity: Intensity
    steps: float | None
    wear: Wear
    source: str

    def __attrs_post_init__(self) -> None:
        if not (
            self.person.__class__ is str
            and self.person
            and is_moment(self.start)
            and self.seconds.__class__ is float
            and 0 <= self.seconds <= MOST_SECONDS
            and self.posture in POSTURES
            and self.intensity in INTENSITIES
            and self.wear in WEARS
            and (self.steps is None or (self.steps.__class__ is float and 0 <= self.steps < MANY))
            and self.source.__class__ is str
        ):
            check(self, RULES_OF_INTERVALS)

    @property
    def end(self) -> datetime:
        """When it ended."""
        return later(self.start, self.seconds)


@attrs.frozen
class StepEpoch:
    """Steps counted over a stretch of time.

    Parameters
    ----------
    person : str
        Whose they are.
    start : datetime
        When it began: without a zone where the file has none (local time then), with it where it has.
    seconds : float
        How long it lasted, from 0 to ten years. [s]
    steps : float
        Steps taken in it, of both legs. [steps]
    wear : str
        "worn", "not_worn" or "unknown".
    source : str
        What counted them.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import StepEpoch
    >>> StepEpoch("p1", datetime(2026, 3, 1, 12), 60.0, 103.0, "worn", "fitabase").steps
    103.0
    """

    person: str
    start: datetime
    seconds: float
    steps: float
    wear: Wear
    source: str

    def __attrs_post_init__(self) -> None:
        if not (
            self.person.__class__ is str
            and self.person
            and is_moment(self.start)
            and self.seconds.__class__ is float
            and 0 <= self.seconds <= MOST_SECONDS
            and self.steps.__class__ is float
            and 0 <= self.steps < MANY
            and self.wear in WEARS
            and self.source.__class__ is str
        ):
            check(self, RULES_OF_EPOCHS)

    @property
    def end(self) -> datetime:
        """When it ended."""
        return later(self.start, self.seconds)


RULES_OF_EPOCHS: Mapping[str, Rule] = {
    "person": TEXT,
    "start": MOMENT,
    "seconds": SECONDS,
    "steps": STEPS,
    "wear": WEAR,
    "source": WORDS,
}
RULES_OF_INTERVALS: Mapping[str, Rule] = {
    "person": TEXT,
    "start": MOMENT,
    "seconds": SECONDS,
    "posture": OneOf(get_args(Posture)),
    "intensity": OneOf(get_args(Intensity)),
    "steps": OrNone(STEPS),
    "wear": WEAR,
    "source": WORDS,
}
