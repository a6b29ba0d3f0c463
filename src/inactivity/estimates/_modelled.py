"""Recovery from the model: how long until the change is within the tolerance."""

from __future__ import annotations

from ..anatomy import Muscle
from ..errors import NoEvidenceError
from ..evidence import Evidence, evidence as packaged
from ..exposure import Exposure
from ..kinetics import HORIZON_DAYS, Parameters
from ..kinetics._answers import stretched
from ._asking import Asked, refuse_unanswerable
from ._estimate import RecoveryEstimate
from ._modelling import basis_of, fit_asked, too_late, too_long


def modelled(
    base: Evidence,
    muscle: Muscle,
    exposure: Exposure,
    question: Asked,
    *,
    within_pct: float,
    parameters: Parameters | None,
) -> RecoveryEstimate:
    """Return the modelled recovery, or raise where the model expects none within ten years."""
    what = f"recovery of the {question.measure}"
    fitted = fit_asked(parameters, question.countermeasure, base)
    refuse_unanswerable(exposure.kind, what, muscle.name)
    if parameters is None and base is not packaged():
        reason = "The packaged model is not of this evidence: fit it with inactivity.fitting.fit, and give parameters."
        raise NoEvidenceError(f"{what} of {muscle.name} after {exposure}", reason)
    basis = basis_of(muscle, exposure.kind, question, fitted, base)
    cell, coverage = basis.cell, basis.coverage
    days, low, high = cell.recovery_days(
        cell.state(exposure.days),
        within_pct=within_pct,
        level=question.level,
        target=question.target,
        widened=lambda found: stretched(basis.reach, exposure.days, found),
    )
    if days is None:
        reason = (
            f"The model expects it to settle further than {within_pct:g} % from baseline; ask for a wider within_pct, or "
            "for inactivity.forecast."
        )
        raise NoEvidenceError(f"{what} of {muscle.name} after {exposure}", reason)
    cautions = [
        *too_long(coverage, exposure.days, question.countermeasure),
        *too_late(coverage, days, question.recovery_condition),
    ]
    if high is None:
        cautions.append("No upper bound within ten years: some may settle further from baseline than asked for.")
    if days == 0.0:
        cautions.append(f"The change expected at the end of the exposure is within {within_pct:g} % already.")
    return RecoveryEstimate(
        muscle=muscle.id,
        muscle_name=muscle.name,
        measure=question.measure,
        exposure=exposure,
        days=days,
        low=min(low or 0.0, days),
        high=HORIZON_DAYS if high is None else max(high, days),
        interval="credible",
        level=question.level,
        within_pct=within_pct,
        basis="modelled",
        target=question.target,
        recovery_condition=question.recovery_condition,
        studies=basis.studies,
        references=basis.references,
        n_subjects=basis.n_subjects,
        cautions=(*cautions, *basis.cautions),
        observations=(),
        edition=basis.edition,
    )
