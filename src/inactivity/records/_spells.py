"""`Spells`: when a person sat or lay, was up, or nobody knows; bouts are counted from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, repeat
from math import ceil
from typing import Literal, TypeAlias, get_args

import attrs

from .._narrowing import is_rows
from .._rules import Each, Number, OneOf, as_float, check
from ..errors import InvalidValueError
from ._canonical import ActivityInterval

State: TypeAlias = Literal["sedentary", "other", "unknown"]
"""What a spell was; "unknown" is also what lies apart, such as time in bed."""
UnknownWear: TypeAlias = Literal["as_recorded", "unknown"]
"""What to make of intervals nobody knows to have been worn: what they say, or nothing."""
Lying: TypeAlias = Literal["apart", "sedentary"]
"""What lying is: time in bed, which lies apart from the waking day, or sedentary time."""

_SITTING = frozenset({"sitting", "sitting_or_lying"})
_UP = frozenset({"standing", "stepping", "cycling"})
_JOINED_S = 1.0  # devices round their times: a smaller gap is none
_LENGTH = Number("min", least=0)
_DIGITS = 6  # of a number of epochs: what differs less came about in the division


def _as_minutes(value: Iterable[float]) -> tuple[float, ...]:
    return tuple(map(as_float, value)) if is_rows(value) else value  # type: ignore[return-value]  # for the rule to refuse


def _as_states(value: Iterable[State]) -> tuple[State, ...]:
    return tuple(value) if is_rows(value) else value  # type: ignore[return-value]  # for the rule to refuse


@attrs.frozen
class Spells:
    """When a person sat or lay, was up, or nobody knows, in order.

    Parameters
    ----------
    minutes : sequence of float
        How long each spell lasted; 0 will do for a spell that only parts two others. [min]
    states : sequence of str
        What each was: "sedentary", "other" or "unknown".

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule, or the two are not equally many.

    Examples
    --------
    >>> from inactivity.records import Spells, time_in_bouts_min
    >>> spells = Spells([45, 5, 20], ["sedentary", "other", "sedentary"])
    >>> time_in_bouts_min(spells, 30, definition="sbrn2017")
    45.0
    """

    minutes: tuple[float, ...] = attrs.field(converter=_as_minutes, validator=Each(_LENGTH), metadata={"unit": "min"})
    states: tuple[State, ...] = attrs.field(converter=_as_states, validator=Each(OneOf(get_args(State))))

    def __attrs_post_init__(self) -> None:
        if len(self.minutes) != len(self.states):
            raise InvalidValueError("states", self.states, f"as many as the minutes: {len(self.minutes)}")

    @classmethod
    def of_minutes(cls, sedentary: Iterable[bool | None]) -> Spells:
        """Return the spells of a series of whole minutes.

        Parameters
        ----------
        sedentary : iterable of bool or None
            Whether each minute was sedentary; None where nobody knows.

        Examples
        --------
        >>> from inactivity.records import Spells
        >>> Spells.of_minutes([True, True, False, None])
        Spells(minutes=(2.0, 1.0, 1.0), states=('sedentary', 'other', 'unknown'))
        """
        runs: list[tuple[float, State]] = [
            (float(sum(1 for _ in run)), _state(value)) for value, run in groupby(sedentary)
        ]
        return cls(tuple(minutes for minutes, _ in runs), tuple(state for _, state in runs))

    @classmethod
    def of_lengths(cls, lengths_min: Iterable[float]) -> Spells:
        """Return the spells of sedentary bouts of which only the lengths are known.

        Definitions whose windows reach over gaps cannot tell the time in bouts from them.

        Parameters
        ----------
        lengths_min : iterable of float
            Their lengths. [min]

        Raises
        ------
        InvalidValueError
            If one is not a finite number of at least 0.

        Examples
        --------
        >>> from inactivity.records import Spells, bout_measure
        >>> bout_measure("mean", Spells.of_lengths([10, 20]), definition="sbrn2017")
        15.0
        """
        lengths = _as_minutes(lengths_min)
        check(Each(_LENGTH), "lengths_min", lengths)
        minutes = [minutes for length in lengths for minutes in (length, 0.0)]
        return cls(tuple(minutes[:-1]), (("sedentary", "other") * len(lengths))[: max(len(minutes) - 1, 0)])

    @property
    def unknown_min(self) -> float:
        """Minutes of which nobody knows, or that lie apart [min]."""
        return sum(minutes for minutes, state in self if state == "unknown")

    @property
    def sedentary_min(self) -> float:
        """Sedentary minutes, in bouts of any length [min]."""
        return sum(minutes for minutes, state in self if state == "sedentary")

    def __iter__(self) -> Iterator[tuple[float, State]]:
        return zip(self.minutes, self.states, strict=True)

    def __len__(self) -> int:
        return len(self.minutes)


def runs_of(spells: Spells) -> list[tuple[float, State]]:
    """Return the spells with alike neighbours joined [min]."""
    joined: list[tuple[float, State]] = []
    for minutes, state in spells:
        if joined and joined[-1][1] == state:
            joined[-1] = joined[-1][0] + minutes, state
        else:
            joined.append((minutes, state))
    return joined


def epochs_of(spells: Spells, epoch_min: float) -> list[State]:
    """Return the state of each epoch: the ends of spells are rounded to whole epochs from the start."""
    states: list[State] = []
    clock = 0.0
    for minutes, state in runs_of(spells):
        clock += minutes
        states.extend(repeat(state, max(0, round(clock / epoch_min) - len(states))))
    return states


def _state(sedentary: bool | None) -> State:  # noqa: FBT001 - the minutes of a series are what they are
    if sedentary is None:
        return "unknown"
    return "sedentary" if sedentary else "other"


def begun(minutes: float, epoch_min: float | None) -> float:
    """Return a length in whole epochs, a begun one counted [min]; without epochs as it is."""
    if epoch_min is None:
        return minutes
    return ceil(round(minutes / epoch_min, _DIGITS)) * epoch_min


def sedentary_spells(
    intervals: Iterable[ActivityInterval],
    *,
    unknown_wear: UnknownWear = "as_recorded",
    lying: Lying = "apart",
) -> Spells:
    """Return the spells of one person's activity intervals.

    Sitting is sedentary, and what has no posture but is recorded as of sedentary intensity. Standing, stepping and
    cycling are not, nor is what has no posture but a higher intensity. What was not worn is unknown, and so is what
    lies between two intervals. Of two intervals that overlap the earlier counts; repeated ones count once.

    Parameters
    ----------
    intervals : iterable of ActivityInterval
        Of one person, in any order.
    unknown_wear : str
        What to make of intervals nobody knows to have been worn: "as_recorded" takes them at their word, as an
        immobile person looks like a device that was laid down; "unknown" leaves them out.
    lying : str
        "apart": time in bed, neither sedentary nor a break; "sedentary": as sitting.

    Returns
    -------
    Spells

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule, or the intervals are of several persons.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import ActivityInterval, sedentary_spells
    >>> morning = ActivityInterval("p", datetime(2026, 3, 1, 9), 5400.0, "sitting", "sedentary", None, "worn", "x")
    >>> noon = ActivityInterval("p", datetime(2026, 3, 1, 10, 30), 600.0, "stepping", "unknown", 900.0, "worn", "x")
    >>> sedentary_spells([noon, morning])
    Spells(minutes=(90.0, 10.0), states=('sedentary', 'other'))
    """
    check(OneOf(get_args(UnknownWear)), "unknown_wear", unknown_wear)
    check(OneOf(get_args(Lying)), "lying", lying)
    minutes: list[float] = []
    states: list[State] = []
    end: datetime | None = None
    for interval in in_order(intervals):
        if not interval.seconds:
            continue
        gap = 0.0 if end is None else (interval.start - end).total_seconds()
        if gap > _JOINED_S:
            minutes.append(gap / 60)
            states.append("unknown")
        minutes.append(interval.seconds / 60)
        states.append(state_of(interval, unknown_wear=unknown_wear, lying=lying))
        end = interval.end
    return Spells(tuple(minutes), tuple(states))


def state_of(interval: ActivityInterval, *, unknown_wear: UnknownWear, lying: Lying) -> State:
    """Return whether an interval is sedentary: see :func:`sedentary_spells`."""
    if interval.wear == "not_worn" or (interval.wear == "unknown" and unknown_wear == "unknown"):
        return "unknown"
    if interval.posture in _SITTING:
        return "sedentary"
    if interval.posture == "lying":
        return "sedentary" if lying == "sedentary" else "unknown"
    if interval.posture in _UP:
        return "other"
    if interval.intensity == "unknown":
        return "unknown"
    return "sedentary" if interval.intensity == "sedentary" else "other"


def in_order(intervals: Iterable[ActivityInterval]) -> Sequence[ActivityInterval]:
    """Return one person's intervals by their start, repeated ones once, each cut where the one before it ends.

    Raises
    ------
    InvalidValueError
        If they are of several persons, or some have a time zone and others none.
    """
    given = list(intervals)
    people = sorted({interval.person for interval in given})
    if len(people) > 1:
        raise InvalidValueError("intervals", people, "of one person", "Group them by `person` first.")
    if len({interval.start.tzinfo is None for interval in given}) > 1:
        raise InvalidValueError("intervals", given[0].start, "all with a time zone, or all without")
    kept: list[ActivityInterval] = []
    for interval in sorted(given, key=lambda one: (one.start, -one.seconds, one.posture, one.wear)):
        if not kept:
            kept.append(interval)
            continue
        over = (kept[-1].end - interval.start).total_seconds()
        if over <= _JOINED_S:
            kept.append(interval)
        elif over < interval.seconds:
            kept.append(attrs.evolve(interval, start=kept[-1].end, seconds=interval.seconds - over))
    return kept
