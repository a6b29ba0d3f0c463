"""What weakens an observed recovery, in words."""

from __future__ import annotations

from collections.abc import Iterator

from ._asking import SMALL_GROUP
from ._choosing import Question, same_length
from ._observed import Return


def cautions(one: Return, question: Question) -> tuple[str, ...]:
    """Return everything a reader must know about an observed return, what matters most first."""
    return (*_exposure(one, question), *_meaning(one, question), *_people(one, question), *_reading(one))


def _exposure(one: Return, question: Question) -> Iterator[str]:
    asked, held = question.exposure, one.exposure
    if held.kind is not asked.kind or not same_length(asked, held):
        yield f"Observed after {held}, not after {asked}."
    elif held.days != asked.days:
        yield f"Observed after {held}, near the {asked.days:g} asked about."
    if held.kind.baseline != "before the exposure":
        yield f"Baseline here is {held.kind.baseline}."
    if one.arm.countermeasure != (question.countermeasure or "none"):
        word, detail = one.arm.countermeasure, one.arm.countermeasure_detail
        done = detail if word == "other" and detail else (word or "not stated").replace("_", " ")
        yield f"Countermeasure of the group observed: {done}."
    condition = one.arm.recovery_condition
    if condition != question.recovery_condition:
        yield f"Recovery condition of the group observed: {condition.replace('_', ' ')}."


def _meaning(one: Return, question: Question) -> Iterator[str]:
    if one.is_bound:
        yield (
            f"The printed day {one.days:g} is a lower bound: the muscle was back some time after it, within the "
            f"follow-up to day {one.high:g}."
        )
    change = one.seen.change_pct
    if change is None and one.seen.outcome != "returned_to_baseline":
        yield f"It passed baseline: the paper calls it {(one.seen.outcome or '').replace('_', ' ')}."
    elif change is None:
        yield (
            "Back means here: no longer significantly different from baseline. No mean change was printed, so "
            f"within {question.within_pct:g} % cannot be checked."
        )
    elif abs(change) > question.within_pct and change * one.direction < 0:
        yield f"It passed baseline: the mean change was {change:+g} %."
    elif abs(change) > question.within_pct:
        yield f"Not significantly different, yet the mean change was {change:+g} %, outside {question.within_pct:g} %."
    elif one.seen.outcome in ("still_below_baseline", "above_baseline") and change * one.direction >= 0:
        where = one.seen.outcome.replace("_", " ")
        yield f"The paper calls it {where}; the mean change of {change:+g} % lies within {question.within_pct:g} %."
    if question.target == "person":
        yield "It holds for the mean of a group: single people are slower or faster."


def _people(one: Return, question: Question) -> Iterator[str]:
    arm, n = one.arm, one.n
    if n is None:
        yield "The number of people is not stated."
    elif n < SMALL_GROUP:
        yield f"Few people: n = {n}."
    if arm.sex in ("male", "female"):
        yield f"{'Men' if arm.sex == 'male' else 'Women'} only."
    if question.sex is not None and arm.sex != question.sex:
        yield f"Asked about: {question.sex}. Sex of the group observed: {arm.sex}."
    if question.age_years is not None:
        mean, sd = arm.age_mean, arm.age_sd
        if mean is None:
            yield f"Asked about age {question.age_years:g}; the age of the group observed is not stated."
        elif abs(mean - question.age_years) > 2 * (sd or 0):
            yield f"Asked about age {question.age_years:g}; mean age of the group observed: {mean:g} years."
    if arm.population not in (None, "healthy_young"):
        yield f"Population: {arm.population.replace('_', ' ')}."


def _reading(one: Return) -> Iterator[str]:
    row = one.seen
    if row.confidence != "high":
        yield f"The reading is of {row.confidence} confidence ({row.locator})."
    if row.source == "compilation":
        yield "Read in a compilation, not in the paper itself."
