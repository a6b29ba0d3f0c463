"""`Recovery` and `Timeline`: periods after disuse, and sequences of both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import attrs

from .._narrowing import is_rows
from .._rules import DAYS, Each, InstanceOf, OneOf, as_float
from ._kinds import plain
from ._periods import RECOVERY_CONDITIONS, Exposure, RecoveryCondition, days_text, parse_period


@attrs.frozen
class Recovery:
    """One period after an exposure.

    Parameters
    ----------
    days : float
        Length, above 0 and at most 3650. [days]
    condition : str
        What was done in it: "reambulation" (up and about), "rehabilitation", "supervised_training" or
        "unknown".

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.Recovery(days=10)
    Recovery(days=10.0, condition='reambulation')
    """

    days: float = attrs.field(converter=as_float, validator=DAYS, metadata={"unit": "days"})
    condition: RecoveryCondition = attrs.field(default="reambulation", validator=OneOf(RECOVERY_CONDITIONS))

    def __str__(self) -> str:
        return f"{days_text(self.days)} of recovery ({self.condition.replace('_', ' ')})"


class _Segments(Each):
    """At least one exposure or recovery, dated ones in order and without overlap."""

    __slots__ = ()

    def holds(self, value: object) -> bool:
        return super().holds(value) and _in_order(value)  # type: ignore[arg-type]  # a tuple of segments by then

    def words(self) -> str:
        return f"{super().words()}, those with a start date in order and without overlap"


def _in_order(segments: tuple[Exposure | Recovery, ...]) -> bool:
    clock: float | None = None
    for segment in segments:
        started = segment.started if isinstance(segment, Exposure) else None
        if started is not None:
            # Segments follow each other without a gap unless a date says otherwise; dates are whole days.
            if clock is not None and started.toordinal() < int(clock):
                return False
            clock = float(started.toordinal())
        if clock is not None:
            clock += segment.days
    return True


def _as_segments(value: Iterable[Exposure | Recovery]) -> tuple[Exposure | Recovery, ...]:
    """Freeze a list or another iterable; leave what is none for the rule to refuse."""
    return tuple(value) if is_rows(value) else cast("tuple[Exposure | Recovery, ...]", value)


@attrs.frozen
class Timeline:
    """Any sequence of exposures and recoveries, in order.

    Parameters
    ----------
    segments : iterable of Exposure or Recovery
        At least one.

    Raises
    ------
    InvalidValueError
        If there is none, one is something else, or start dates are out of order.

    Examples
    --------
    >>> import inactivity as ia
    >>> timeline = ia.Timeline([ia.Exposure("bed_rest", days=14), ia.Recovery(days=10)])
    >>> timeline.days
    24.0
    >>> timeline == ia.Timeline.parse("bed_rest:14d, recovery:10d")
    True
    """

    segments: tuple[Exposure | Recovery, ...] = attrs.field(
        converter=_as_segments, validator=_Segments(InstanceOf(Exposure | Recovery), least=1)
    )

    @classmethod
    def parse(cls, text: str) -> Timeline:
        """Return the timeline written as comma-separated ``KIND:LENGTH`` and ``recovery:LENGTH``.

        Parameters
        ----------
        text : str
            What is written.

        Raises
        ------
        InvalidValueError
            If a part is not of that form or its days are out of bounds.
        UnknownExposureKindError
            If a kind is not known.

        Examples
        --------
        >>> import inactivity as ia
        >>> len(ia.Timeline.parse("bed_rest:14d,recovery:10d,bed_rest:7d,recovery:60d"))
        4
        """
        return cls(_parse_segments(text))

    @property
    def days(self) -> float:
        """Length of all segments together, in days [days]."""
        return sum(segment.days for segment in self.segments)

    def __iter__(self) -> Iterator[Exposure | Recovery]:
        return iter(self.segments)

    def __len__(self) -> int:
        return len(self.segments)


def _parse_segments(text: object) -> tuple[Exposure | Recovery, ...]:
    segments: list[Exposure | Recovery] = []
    for part in text.split(",") if isinstance(text, str) else (text,):
        name, days = parse_period(part)
        segments.append(Recovery(days) if plain(name) == "recovery" else Exposure(name, days))
    return tuple(segments)
