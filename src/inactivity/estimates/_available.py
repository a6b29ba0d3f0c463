"""Who can answer: every muscle, exposure and measure with an estimate."""

from __future__ import annotations

from typing import Literal

import attrs

from .._rules import IDENTIFIER, WITHIN_PCT, WORD, InstanceOf, Number, OneOf, OrNone, Text, as_float, check
from ..anatomy import Muscle
from ..evidence import Evidence, evidence as packaged
from ..exposure import Exposure
from ._observed import answered, returns

_DAYS = Number("days", least=0, most=3650)


@attrs.frozen(kw_only=True)
class AvailableEstimate:
    """A question the evidence can answer.

    Attributes
    ----------
    muscle : str
        Id of the muscle or group.
    measure : str
        "size" or "strength".
    exposure : Exposure
        The exposure observed.
    basis : str
        "observed".
    study_id, arm_id : str
        Who observed it.
    countermeasure : str or None
        What was done against the loss; to get this answer by default it must be "none" or not known, else ask for it.
    site : str or None
        Level, side or test.
    days, low, high : float
        As of a :class:`RecoveryEstimate`. [days]
    n : int or None
        People.
    """

    muscle: str = attrs.field(validator=WORD)
    measure: Literal["size", "strength"] = attrs.field(validator=OneOf(("size", "strength")))
    exposure: Exposure = attrs.field(validator=InstanceOf(Exposure))
    basis: Literal["observed"] = attrs.field(default="observed", validator=OneOf(("observed",)))
    study_id: str = attrs.field(validator=IDENTIFIER)
    arm_id: str = attrs.field(validator=IDENTIFIER)
    countermeasure: str | None = attrs.field(validator=OrNone(WORD))
    site: str | None = attrs.field(validator=OrNone(Text()))
    days: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    low: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    high: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    n: int | None = attrs.field(validator=OrNone(Number("people", least=1, whole=True)))

    def __str__(self) -> str:
        done = "" if self.countermeasure in (None, "none") else f", countermeasure {self.countermeasure}"
        return f"{self.measure} of {self.muscle.replace('_', ' ')} after {self.exposure}{done} ({self.study_id})"


def available_estimates(
    muscle: str | Muscle | None = None, *, within_pct: float = 2.0, evidence: Evidence | None = None
) -> tuple[AvailableEstimate, ...]:
    """Return every recovery that was observed, of one muscle or of all.

    Parameters
    ----------
    muscle : str or Muscle, optional
        A muscle or group by any name; all of them if left out. Of a group also what its members can answer: it
        answers from them.
    within_pct : float
        How near to baseline counts as back. [%]
    evidence : Evidence, optional
        Your own evidence instead of the packaged.

    Returns
    -------
    tuple of AvailableEstimate

    Raises
    ------
    UnknownMuscleError
        If no muscle goes by this name.
    InvalidValueError
        If another argument breaks its rule.

    Examples
    --------
    >>> import inactivity as ia
    >>> [(one.study_id, str(one.exposure), one.days) for one in ia.available_estimates("psoas_major")]
    [('hides2007', '56 days of bed rest', 28.0)]
    """
    known = packaged() if evidence is None else evidence
    check(InstanceOf(Evidence), "evidence", known, "Make one with Evidence.from_records or Evidence.from_toml.")
    check(WITHIN_PCT, "within_pct", within_pct := as_float(within_pct))
    if muscle is None:
        names = tuple(dict.fromkeys(row.muscle for row in known.observations(phase="recovery")))
    else:
        names = known.with_members(muscle)
    return tuple(
        AvailableEstimate(
            muscle=name,
            measure=measure,
            exposure=one.exposure,
            study_id=one.arm.study_id,
            arm_id=one.arm.arm_id,
            countermeasure=one.arm.countermeasure,
            site=one.seen.site,
            days=one.days,
            low=one.low,
            high=one.high,
            n=one.n,
        )
        for name in names
        for measure in ("size", "strength")
        for one in answered(returns(known, name, measure, within_pct))
        if one.high is not None
    )
