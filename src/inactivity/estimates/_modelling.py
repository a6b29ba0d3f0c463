"""What all modelled estimates share: the cell, how far it is stretched, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from .._rules import InstanceOf, OneOf, check
from ..anatomy import Muscle
from ..errors import UnknownStudyError
from ..evidence import Evidence
from ..exposure import ExposureKind
from ..kinetics import Cell, Coverage, Parameters, parameters as packaged
from ..kinetics._answers import Reach, beyond_age
from ..kinetics._parameters import ANY
from ._asking import SMALL_GROUP, Asked

# Assumptions: beyond what was studied the standard deviation grows, in proportion to one more each time that ...
AGE_STEP = 30.0
"""... the age lies this much further from the mean ages studied [years]."""
UNSEEN = 0.25
"""... and by this share for a sex, or a kind within its family, that nobody studied [-]."""

IN_FLIGHT = "in_flight_exercise"
"""The countermeasure of crews who trained; other words of the evidence are read as it."""
_FLOWN_WITH = "in-flight exercise"

_FIT = InstanceOf(Parameters)
_FIT_HINT = "Make them with inactivity.fitting.fit, or read them with Parameters.from_json."
_REMEMBERED = 4096


class Basis(NamedTuple):
    """The model's answer to one question, and what a reader must know of it."""

    muscle: Muscle
    base: Evidence
    cell: Cell
    studies: tuple[str, ...]
    references: tuple[str, ...]
    n_subjects: int | None
    cautions: tuple[str, ...]
    coverage: Coverage | None
    reach: Reach
    edition: str


def fit_asked(parameters: Parameters | None, countermeasure: str | None, base: Evidence) -> Parameters:
    """Return the fit that answers: the packaged one if none is given, and then only to words somebody has studied."""
    if parameters is not None:
        check(_FIT, "parameters", parameters, _FIT_HINT)
        return parameters
    fitted = packaged()
    if countermeasure is not None and countermeasure not in fitted.countermeasures:
        words = {*base.countermeasures(), *fitted.countermeasures} - {ANY}
        check(OneOf(tuple(sorted(words))), "countermeasure", countermeasure)
    return fitted


def basis_of(muscle: Muscle, kind: ExposureKind, question: Asked, fitted: Parameters, base: Evidence) -> Basis:
    """Return the cell of a question with its studies and cautions; asked again, the same object."""
    memo = fitted.memo
    key = muscle.id, kind, *question[:2], *question[3:]  # the level changes nothing of it
    found: Basis | None = memo.get(key)
    # Another evidence may know another muscle by this id, and its studies by other names.
    if found is None or found.base is not base or not (found.muscle is muscle or found.muscle == muscle):
        if len(memo) >= _REMEMBERED:  # ages are many: start again rather than grow for ever
            memo.clear()
        found = memo[key] = _basis(muscle, kind, question, fitted, base)
    return found


def _basis(muscle: Muscle, kind: ExposureKind, question: Asked, fitted: Parameters, base: Evidence) -> Basis:
    cell = fitted.cell(
        muscle,
        kind,
        measure=question.measure,
        countermeasure=question.countermeasure,
        recovery_condition=question.recovery_condition,
        sex=question.sex,
        age_years=question.age_years,
    )
    pool = fitted.pooled(muscle, kind, question.measure)
    coverage = fitted.covered(kind, question.measure)
    people = people_of(base, pool.studies)
    said = [*_scope(muscle, kind, question, pool.scope, len(pool.studies))]
    if question.measure == "strength" and pool.scope != "muscle":
        said += _at_joint(muscle, kind, fitted)
    if people is not None and people < SMALL_GROUP:
        said.append(f"Few people behind the answer for {kind.label}: n = {people}.")
    if question.target == "group":
        said.append("The interval is for the mean of a new group, not for one person.")
    return Basis(
        muscle,
        base,
        cell,
        pool.studies,
        tuple(_reference(base, study) for study in pool.studies),
        people,
        (*said, *_unseen(kind, question, coverage, fitted)),
        coverage,
        reach_of(kind, question, coverage),
        fitted.edition,
    )


def _reference(base: Evidence, study: str) -> str:
    try:
        return base.study(study).short_reference
    except UnknownStudyError:  # fitted to somebody's own evidence
        return study


def people_of(base: Evidence, studies: tuple[str, ...]) -> int | None:
    """Return how many people are in the studies, None where nobody says: papers of one campaign share volunteers, who count once."""
    largest: dict[str, int] = {}
    for study in studies:
        try:
            campaign = base.study(study).campaign
        except UnknownStudyError:
            return None
        people = sum(arm.n or 0 for arm in base.arms_of(study))
        largest[campaign] = max(people, largest.get(campaign, 0))
    return sum(largest.values()) or None


def _scope(muscle: Muscle, kind: ExposureKind, question: Asked, scope: str, studies: int) -> Iterator[str]:
    where = f"the {question.measure} of {muscle.name}"
    if scope == "muscle in other exposures":
        yield f"No study of {where} in {kind.label} or a like exposure: answered from {_many(studies)} of it in others."
    elif scope == "function":
        function = muscle.function.replace("_", " ")
        yield f"No study of {where}: answered from {_many(studies)} of muscles of its function ({function})."
    elif scope == "all":
        yield f"No study of {where} nor of muscles like it: answered from all of the evidence."


def _at_joint(muscle: Muscle, kind: ExposureKind, fitted: Parameters) -> Iterator[str]:
    """Name the group of its function, if its strength was studied: a dynamometer measures joints, not muscles."""
    for group in muscle.ancestors():
        if group.id == f"{muscle.function}s" and fitted.pooled(group, kind, "strength").scope == "muscle":
            yield f"Strength is measured at joints: ask for {group.name}, which were studied."


def _unseen(kind: ExposureKind, question: Asked, coverage: Coverage | None, fitted: Parameters) -> Iterator[str]:
    if coverage is None:
        yield f"No study of the {question.measure} of any muscle in {kind.label}: answered from other exposures."
        return
    if kind.value not in coverage.kinds:
        yield f"No study of the {question.measure} of any muscle in {kind.label}; in its like: {_listed(coverage.kinds)}."
    if _unseen_sex(question, coverage):
        if coverage.sexes:
            yield f"No study of {'women' if question.sex == 'female' else 'men'} in this exposure."
        else:
            yield "The sexes studied in this exposure are not stated."
    if question.age_years is not None and beyond_ages(question.age_years, coverage):
        if coverage.age_low is None or coverage.age_high is None:
            yield "The ages studied in this exposure are not stated."
        else:
            ages = " to ".join(dict.fromkeys((f"{coverage.age_low:g}", f"{coverage.age_high:g}")))
            yield f"Age {question.age_years:g} lies outside the mean ages studied in this exposure, {ages} years."
    if question.countermeasure is not None and question.countermeasure != "none":
        yield from _unseen_countermeasure(question.countermeasure, coverage, fitted)


def _unseen_countermeasure(done: str, coverage: Coverage, fitted: Parameters) -> Iterator[str]:
    words = _FLOWN_WITH if done == IN_FLIGHT else done.replace("_", " ")
    if done not in fitted.countermeasures:
        yield f"No study of the countermeasure {words}: answered from all countermeasures."
    elif done not in coverage.countermeasures:
        yield f"No study of the countermeasure {words} in this exposure: answered from others."
    elif done == IN_FLIGHT:
        yield "Long flights of which nothing is said are taken for flown with exercise: an assumption."


def _unseen_sex(question: Asked, coverage: Coverage) -> bool:
    return question.sex is not None and question.sex not in coverage.sexes and "mixed" not in coverage.sexes


def beyond_ages(age: float, coverage: Coverage) -> float:
    """Return how far an age lies outside those studied; a whole step where none is stated [years]."""
    if coverage.age_low is None or coverage.age_high is None:
        return AGE_STEP
    beyond: float = beyond_age(age, coverage.age_low, coverage.age_high)
    return beyond


def reach_of(kind: ExposureKind, question: Asked, coverage: Coverage | None) -> Reach:
    """Return how far the evidence of a question reaches, and how much is missing whatever the days."""
    if coverage is None:
        return Reach(inf, inf, 2.0, 0.0)
    start = 1.0
    if kind.value not in coverage.kinds:
        start += UNSEEN
    if _unseen_sex(question, coverage):
        start += UNSEEN
    if question.age_years is not None:
        start += beyond_ages(question.age_years, coverage) / AGE_STEP
    followed = coverage.recovery_days_high
    return Reach(coverage.days_high, followed or inf, start, 0.0 if followed else 1.0)


def too_long(coverage: Coverage | None, days: float, countermeasure: str | None) -> Iterator[str]:
    """Say that an exposure is longer than any fitted, or reaches beyond what was found in people who did nothing.

    Longer ones were studied in them, too, by verdicts in words and on days not printed: the caution denies none of it.
    """
    if coverage is None:
        return
    if days > coverage.days_high:
        yield (
            f"The longest exposure that the model was fitted to lasted {coverage.days_high:g} days; beyond it the "
            "interval is widened."
        )
    least = coverage.untreated_days_high
    if countermeasure in (None, "none") and min(days, coverage.days_high) > least:
        yield (
            "In people who did nothing against the loss, no mean change is on record from a known day "
            + (f"later than day {least:g} of such an exposure." if least else "of such an exposure.")
        )


def too_late(coverage: Coverage | None, recovery_days: float, condition: str) -> Iterator[str]:
    """Say that a recovery is longer than any fitted, or of a condition that none was."""
    if coverage is not None and coverage.conditions and condition not in ("unknown", *coverage.conditions):
        words = condition.replace("_", " ")
        yield f"The model was fitted to no recovery by {words} after such an exposure: answered from others."
    if coverage is None or (recovery_days > 0.0 and not coverage.recovery_days_high):
        yield "The model was fitted to no recovery after such an exposure: the interval is widened."
    elif recovery_days > coverage.recovery_days_high:
        yield (
            f"The model was fitted to nothing later than recovery day {coverage.recovery_days_high:g} after such an "
            "exposure; beyond it the interval is widened."
        )


def _many(studies: int) -> str:
    return f"{studies} {'study' if studies == 1 else 'studies'}"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(word.replace("_", " ") for word in words)
