"""`rank_muscles`: which lose most, which come back last."""

from __future__ import annotations

from typing import Literal

import attrs

from .._rules import Number, OneOf, OrNone, Text, check
from ..anatomy import muscles
from ..errors import NoEvidenceError
from ..evidence import evidence
from ..exposure import Exposure
from ..kinetics import Parameters
from ._asking import MEASURE, MeasureClassAsked, exposure_asked, refuse_unanswerable
from ._change import estimate_change
from ._modelling import fit_asked
from ._recovery import estimate_recovery

_BY = OneOf(("loss", "recovery"))


@attrs.frozen(kw_only=True)
class RankedMuscle:
    """One muscle in a ranking.

    Attributes
    ----------
    rank : int
        Its place, from 1.
    muscle, muscle_name : str
        Id and name.
    change_pct, low, high : float
        Modelled change at the end of the exposure, and its interval for a group. [%]
    recovery_days : float or None
        Modelled days until it is back; None if the model does not expect it within ten years. [days]

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.rank_muscles()[0].rank
    1
    """

    rank: int = attrs.field(validator=Number(least=1, whole=True))
    muscle: str = attrs.field(validator=Text())
    muscle_name: str = attrs.field(validator=Text())
    change_pct: float = attrs.field(validator=Number("%", least=-100), metadata={"unit": "%"})
    low: float = attrs.field(validator=Number("%", least=-100), metadata={"unit": "%"})
    high: float = attrs.field(validator=Number("%", least=-100), metadata={"unit": "%"})
    recovery_days: float | None = attrs.field(
        validator=OrNone(Number("days", least=0, most=3650)), metadata={"unit": "days"}
    )


def rank_muscles(
    exposure: Exposure | None = None,
    *,
    by: Literal["loss", "recovery"] = "loss",
    measure: MeasureClassAsked = "size",
    parameters: Parameters | None = None,
) -> tuple[RankedMuscle, ...]:
    """Rank single muscles by what an exposure takes from them, or by how long they take to come back.

    Only muscles that were studied themselves in exposures of this family are ranked: a ranking of pooled guesses
    would rank the pools.

    Parameters
    ----------
    exposure : Exposure, optional
        What they go through; `REFERENCE_EXPOSURE`, 56 days of bed rest, if left out.
    by : {"loss", "recovery"}
        The largest loss first, or the last to be back first.
    measure : {"size", "strength"}
        Of what.
    parameters : Parameters, optional
        Your own fit instead of the packaged one.

    Returns
    -------
    tuple of RankedMuscle

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.
    NoEvidenceError
        If no muscle was studied in such an exposure.

    References
    ----------
    .. [1] The page "The model" has it equation by equation.

    Examples
    --------
    >>> import inactivity as ia
    >>> {ranked.muscle for ranked in ia.rank_muscles()[:2]} <= {"soleus", "gastrocnemius_medialis"}
    True
    """
    check(_BY, "by", by)
    exposure = exposure_asked(exposure)
    check(MEASURE, "measure", measure)
    fitted = fit_asked(parameters, None, evidence())
    refuse_unanswerable(exposure.kind, f"{by} of {measure}", "any muscle")
    found: list[RankedMuscle] = []
    for muscle in muscles():
        if muscle.kind not in ("muscle", "part") or fitted.pooled(muscle, exposure.kind, measure).scope != "muscle":
            continue
        change = estimate_change(muscle, exposure, measure=measure, target="group", parameters=parameters)
        try:
            back: float | None = estimate_recovery(
                muscle, exposure, measure=measure, target="group", basis="modelled", parameters=parameters
            ).days
        except NoEvidenceError:
            back = None
        found.append(
            RankedMuscle(
                rank=1,
                muscle=muscle.id,
                muscle_name=muscle.name,
                change_pct=change.change_pct,
                low=change.low,
                high=change.high,
                recovery_days=back,
            )
        )
    if not found:
        reason = f"No muscle was studied by itself in {exposure.kind.label}."
        raise NoEvidenceError(f"ranking of muscles by {by} after {exposure}", reason)
    ordered = sorted(found, key=lambda one: (one.change_pct if by == "loss" else _longest_first(one), one.muscle))
    return tuple(attrs.evolve(one, rank=rank) for rank, one in enumerate(ordered, start=1))


def _longest_first(one: RankedMuscle) -> float:
    return float("-inf") if one.recovery_days is None else -one.recovery_days
