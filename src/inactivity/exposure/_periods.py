"""`Exposure`: one period of disuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from .._rules import DAYS, InstanceOf, OrNone, Rule, Text, as_float
from ..errors import InvalidValueError
from ._kinds import ExposureKind, as_kind

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


def parse_period(text: object) -> tuple[str, float]:
    """Return the name and the days of a period written as ``NAME:LENGTH``."""
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
        estimate.
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
        return cls(*parse_period(text))

    def __str__(self) -> str:
        return f"{days_text(self.days)} of {self.kind.label}"


def days_text(days: float) -> str:
    """Return a number of days in words."""
    return f"{days:g} day{'' if days == 1 else 's'}"


REFERENCE_EXPOSURE = Exposure(ExposureKind.BED_REST, days=56)
"""The exposure that is meant when none is named: 56 days of bed rest, as in the founding study (hides2007)."""
