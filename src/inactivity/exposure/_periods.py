"""`Exposure`, `Recovery` and `Timeline`: periods of disuse, periods after it, and sequences of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

import attrs

from .._narrowing import is_rows
from .._rules import DAYS, Each, InstanceOf, OneOf, OrNone, Rule, Text, as_float
from ..errors import InvalidValueError
from ._kinds import ExposureKind, as_kind, plain

if TYPE_CHECKING:
    from datetime import date

RecoveryCondition: TypeAlias = Literal["reambulation", "rehabilitation", "supervised_training", "unknown"]
"""What is done after an exposure, in one word."""
RECOVERY_CONDITIONS: tuple[RecoveryCondition, ...] = (
    "reambulation",
    "rehabilitation",
    "supervised_training",
    "unknown",
)
"""Up and about; therapy; a training programme under supervision; not stated."""


class _Date(Rule):
    """A calendar date without a time of day."""

    __slots__ = ()

    def holds(self, value: object) -> bool:
        from datetime import date, datetime  # noqa: PLC0415 - only a given date needs it

        return isinstance(value, date) and not isinstance(value, datetime)

    def words(self) -> str:
        return "a datetime.date (without a time of day)"

    def schema(self) -> dict[str, object]:
        return {"type": "string", "format": "date"}


_PERIOD = r"\s*(?P<name>[^:]*?)\s*:\s*(?P<days>[0-9]*\.?[0-9]+)\s*(?P<unit>[dw])\s*"


def _parse_period(text: object) -> tuple[str, float]:
    match = re.fullmatch(_PERIOD, text) if isinstance(text, str) else None
    if match is None:
        raise InvalidValueError("period", text, "KIND:LENGTH in days or weeks, such as bed_rest:14d or limb_cast:6w")
    return match["name"], float(match["days"]) * (7 if match["unit"] == "w" else 1)


@attrs.frozen
class Exposure:
    """One period of disuse.

    Parameters
    ----------
    kind : ExposureKind or str
        What kind of disuse; a label or a synonym will do.
    days : float
        Length, above 0 and at most 3650. [days]
    reason : str, optional
        Why: "illness", "injury", "surgery", "pregnancy", "spaceflight", "sedentary work" ... It changes no
        estimate; it is kept with the result.
    started : datetime.date, optional
        The first day.

    Raises
    ------
    UnknownExposureKindError
        If `kind` is not known.
    InvalidValueError
        If another argument breaks its rule.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.Exposure("cast", days=21, reason="injury").kind.value
    'limb_cast'
    >>> ia.Exposure.parse("bed_rest:8w").days
    56.0
    """

    kind: ExposureKind = attrs.field(converter=as_kind, validator=InstanceOf(ExposureKind))
    days: float = attrs.field(converter=as_float, validator=DAYS, metadata={"unit": "days"})
    reason: str | None = attrs.field(default=None, kw_only=True, validator=OrNone(Text()))
    started: date | None = attrs.field(default=None, kw_only=True, validator=OrNone(_Date()))

    @classmethod
    def parse(cls, text: str) -> Exposure:
        """Return the exposure written as ``KIND:LENGTH``, the length in days (``14d``) or weeks (``6w``).

        Parameters
        ----------
        text : str
            What is written.

        Raises
        ------
        InvalidValueError
            If `text` is not of that form or the days are out of bounds.
        UnknownExposureKindError
            If the kind is not known.

        Examples
        --------
        >>> import inactivity as ia
        >>> str(ia.Exposure.parse("limb cast:3w"))
        '21 days of limb cast'
        """
        return cls(*_parse_period(text))

    def __str__(self) -> str:
        return f"{_days_text(self.days)} of {self.kind.label}"


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
        return f"{_days_text(self.days)} of recovery ({self.condition.replace('_', ' ')})"


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
        name, days = _parse_period(part)
        segments.append(Recovery(days) if plain(name) == "recovery" else Exposure(name, days))
    return tuple(segments)


def _days_text(days: float) -> str:
    return f"{days:g} day{'' if days == 1 else 's'}"


REFERENCE_EXPOSURE = Exposure(ExposureKind.BED_REST, days=56)
"""The exposure that is meant when none is named: 56 days of bed rest, as in the founding study (hides2007)."""
