"""`Coverage`: what the evidence has studied, so that an answer can say where it leaves it."""

from __future__ import annotations

from typing import Literal

import attrs

from .._rules import Each, Number, OneOf, OrNone, Text

_DAYS = Number("days", least=0, most=3650)
_YEARS = OrNone(Number("years", least=0, most=120))
_WORDS = Each(Text(), unique=True)


@attrs.frozen(kw_only=True)
class Coverage:
    """What was studied of a family of exposures and a measure.

    Attributes
    ----------
    family : str
        Family of exposure kinds: "bed_rest" (with head-down bed rest and dry immersion), "immobilised" ...
    measure : str
        "size" or "strength".
    kinds : tuple of str
        Exposure kinds observed.
    sexes : tuple of str
        Sexes of the arms: "male", "female", "mixed".
    countermeasures : tuple of str
        Those used in it.
    days_low, days_high : float
        Shortest and longest exposure observed. [days]
    untreated_days_high : float
        Last known day of an exposure from which there is a mean change of people who did nothing against the loss; 0
        where there is none. [days]
    recovery_days_high : float
        Last recovery day observed; 0 where nobody looked. [days]
    conditions : tuple of str
        Recovery conditions in which somebody looked: "reambulation" ...
    age_low, age_high : float or None
        Lowest and highest mean age of an arm; None where no age is known. [years]
    observations, campaigns : int
        How many.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.kinetics import parameters
    >>> parameters().covered(ia.ExposureKind.SPACEFLIGHT, "size").days_high
    180.0
    """

    family: str = attrs.field(validator=Text())
    measure: Literal["size", "strength"] = attrs.field(validator=OneOf(("size", "strength")))
    kinds: tuple[str, ...] = attrs.field(validator=_WORDS)
    sexes: tuple[str, ...] = attrs.field(validator=_WORDS)
    countermeasures: tuple[str, ...] = attrs.field(validator=_WORDS)
    days_low: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    days_high: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    untreated_days_high: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    recovery_days_high: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    conditions: tuple[str, ...] = attrs.field(validator=_WORDS)
    age_low: float | None = attrs.field(validator=_YEARS, metadata={"unit": "years"})
    age_high: float | None = attrs.field(validator=_YEARS, metadata={"unit": "years"})
    observations: int = attrs.field(validator=Number(least=1, whole=True))
    campaigns: int = attrs.field(validator=Number(least=1, whole=True))
