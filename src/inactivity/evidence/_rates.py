"""`Rate`: a published rate of change, background to the observations."""

from __future__ import annotations

from typing import get_args

import attrs

from .._rules import IDENTIFIER, WORD, Number, OneOf, OrNone, Text
from ._vocabulary import CONFIDENCES, MEASURES, Confidence, Measure, Source, SpreadKind


@attrs.frozen(kw_only=True)
class Rate:
    """A published rate of change with its window: background, not an observation.

    Attributes
    ----------
    study_id : str
        Whose it is.
    arm_id : str or None
        The group, if the rate is of one.
    muscle, muscle_reported, measure : str
        As for an observation.
    rate_pct_per_day, rate_low, rate_high : float or None
        Mean change a day, and its interval. [%/day]
    window : str
        The days it was taken over, in words.
    spread : float or None
        [%/day]
    spread_kind : str or None
        What the spread is.
    n : int or None
        People measured.
    source, confidence, locator, note : str or None
        As for an observation.

    Examples
    --------
    >>> import inactivity as ia
    >>> rate = next(rate for rate in ia.evidence().rates() if rate.study_id == "fazzini2023")
    >>> rate.muscle, rate.rate_pct_per_day, rate.window
    ('rectus_femoris', -1.75, 'first week of critical illness')
    """

    study_id: str = attrs.field(validator=IDENTIFIER)
    arm_id: str | None = attrs.field(default=None, validator=OrNone(IDENTIFIER))
    muscle: str = attrs.field(validator=WORD)
    muscle_reported: str | None = attrs.field(default=None, validator=OrNone(Text()))
    measure: Measure = attrs.field(validator=OneOf(MEASURES))
    rate_pct_per_day: float = attrs.field(validator=Number("%/day"), metadata={"unit": "%/day"})
    rate_low: float | None = attrs.field(default=None, validator=OrNone(Number("%/day")), metadata={"unit": "%/day"})
    rate_high: float | None = attrs.field(default=None, validator=OrNone(Number("%/day")), metadata={"unit": "%/day"})
    window: str = attrs.field(validator=Text())
    spread: float | None = attrs.field(
        default=None, validator=OrNone(Number("%/day", least=0)), metadata={"unit": "%/day"}
    )
    spread_kind: SpreadKind | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(SpreadKind))))
    n: int | None = attrs.field(default=None, validator=OrNone(Number(least=1, whole=True)))
    source: Source = attrs.field(validator=OneOf(get_args(Source)))
    confidence: Confidence = attrs.field(validator=OneOf(CONFIDENCES))
    locator: str | None = attrs.field(default=None, validator=OrNone(Text()))
    note: str | None = attrs.field(default=None, validator=OrNone(Text()))
