"""The arguments that all estimates share, checked once."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

from .._rules import LEVEL, WORD, InstanceOf, Number, OneOf, as_float, check, check_given
from ..errors import NoEvidenceError
from ..exposure import RECOVERY_CONDITIONS, REFERENCE_EXPOSURE, Exposure, ExposureKind, RecoveryCondition

SMALL_GROUP = 20
"""Fewer people than this are named as few: "not significantly different" then means little."""

MeasureClassAsked: TypeAlias = Literal["size", "strength"]
Target: TypeAlias = Literal["person", "group"]
SexAsked: TypeAlias = Literal["male", "female"]

MEASURE = OneOf(get_args(MeasureClassAsked))
_TARGET = OneOf(get_args(Target))
_SEX = OneOf(get_args(SexAsked))
_CONDITION = OneOf(RECOVERY_CONDITIONS)
_AGE = Number("years", least=0, most=120)
_EXPOSURE = InstanceOf(Exposure)
_EXPOSURE_HINT = (
    'Write Exposure("bed_rest", days=14) or Exposure.parse("bed_rest:14d"); inactivity.forecast takes timelines.'
)


class Asked(NamedTuple):
    """For whom, of what and how surely something is asked."""

    measure: MeasureClassAsked
    target: Target
    level: float
    age_years: float | None
    sex: SexAsked | None
    countermeasure: str | None
    recovery_condition: RecoveryCondition


def asked(
    *,
    measure: MeasureClassAsked,
    target: Target,
    level: float,
    age_years: float | None,
    sex: SexAsked | None,
    countermeasure: str | None,
    recovery_condition: RecoveryCondition = "reambulation",
) -> Asked:
    """Return the shared arguments, or raise :class:`~inactivity.errors.InvalidValueError` for the first that is wrong."""
    check(MEASURE, "measure", measure)
    check(_TARGET, "target", target)
    check_given(_SEX, "sex", sex)
    check(_CONDITION, "recovery_condition", recovery_condition)
    check_given(WORD, "countermeasure", countermeasure)
    check(LEVEL, "level", level := as_float(level))
    if age_years is not None:
        check(_AGE, "age_years", age_years := as_float(age_years))
    return Asked(measure, target, level, age_years, sex, countermeasure, recovery_condition)


def exposure_asked(exposure: Exposure | None) -> Exposure:
    """Return the exposure asked about, the reference one if none is named."""
    if exposure is None:
        return REFERENCE_EXPOSURE
    check(_EXPOSURE, "exposure", exposure, _EXPOSURE_HINT)
    return exposure


def refuse_unanswerable(kind: ExposureKind, what: str, of: str) -> None:
    """Raise :class:`~inactivity.errors.NoEvidenceError` for kinds of exposure nothing can be said of."""
    if kind.is_modelled:
        return
    if kind is ExposureKind.OTHER:
        reason = 'Exposures of the kind "other" are unlike one another and never pooled; see Evidence.observations.'
        raise NoEvidenceError(f"{what} of {of} in exposures of the kind {kind.label}", reason)
    reason = f"No study of the evidence measured a muscle in {kind.label}: that is the finding, not an omission."
    raise NoEvidenceError(f"{what} of {of} in {kind.label}", reason)
