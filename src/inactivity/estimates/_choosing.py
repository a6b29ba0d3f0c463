"""Which of the groups observed answers a question, which contradict it, and what else could be asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from ..anatomy import Muscle
from ..evidence import Evidence
from ..exposure import Exposure, ExposureKind
from ._observed import Return, answered, disagree, returns

WITHIN_A_QUARTER = 0.25
"""Exposures whose days differ by no more than this share of those asked for count as of the same length."""

_CONFIDENCE = ("high", "medium", "low")
_MEASURES = ("volume", "csa", "thickness", "lean_mass", "fibre_csa")  # the whole muscle before a slice or a biopsy


class Question(NamedTuple):
    """What is asked, checked."""

    exposure: Exposure
    measure: Literal["size", "strength"]
    target: Literal["person", "group"]
    level: float
    within_pct: float
    age_years: float | None
    sex: str | None
    countermeasure: str | None
    recovery_condition: str


def same_length(asked: Exposure, held: Exposure) -> bool:
    """Whether two exposures are of the same length, within a quarter of the days asked for."""
    return abs(held.days - asked.days) <= WITHIN_A_QUARTER * asked.days


def distance(asked: Exposure, held: Exposure) -> tuple[float, float]:
    """Tell how far the exposure observed is from the one asked about: in length, then in kind; smaller is nearer.

    Length comes first: kinds of one family are told apart less surely than a fourfold difference in days.
    """
    ratio = max(held.days, asked.days) / min(held.days, asked.days)
    return (0.0 if same_length(asked, held) else ratio, float(held.kind is not asked.kind))


def _rank(one: Return, question: Question) -> tuple[object, ...]:
    """Tell how far a group is from the question, in what matters most first; smaller is nearer."""
    measure, done, condition = one.seen.measure, one.arm.countermeasure, one.arm.recovery_condition
    return (
        0 if done == (question.countermeasure or "none") else 1 if done is None else 2,
        distance(question.exposure, one.exposure),
        0 if condition == question.recovery_condition else 1 if condition == "unknown" else 2,
        question.sex is not None and one.arm.sex != question.sex,
        abs(one.exposure.days - question.exposure.days),
        _CONFIDENCE.index(one.seen.confidence),
        _MEASURES.index(measure) if measure in _MEASURES else len(_MEASURES),
        -(one.n or 0),
        -one.days,  # of sites scanned together, the one that came back last
        one.arm.study_id,
        one.arm.arm_id,
    )


def _related(found: Iterable[Return], question: Question) -> list[Return]:
    return [one for one in found if one.exposure.kind.family == question.exposure.kind.family]


def choose(found: Iterable[Return], question: Question) -> Return | None:
    """Return the group that was observed back nearest to the question, if any was."""
    return min(answered(_related(found, question)), key=lambda one: _rank(one, question), default=None)


def conflicts(chosen: Return, found: Iterable[Return], question: Question) -> tuple[str, ...]:
    """Name the groups of like exposure that cannot have come back when the chosen one did."""
    said: dict[str, list[str]] = {}
    for one in sorted(_related(found, question), key=lambda one: _rank(one, question)):
        if one is chosen or not same_length(chosen.exposure, one.exposure) or not disagree(one, chosen):
            continue
        where = f"{one.arm.study_id} ({'; '.join([_kinship(chosen, one), *_differences(chosen, one)])})"
        site = f" at {one.seen.site}" if one.seen.site and one.seen.site != chosen.seen.site else ""
        said.setdefault(where, []).append(f"{_found(one, chosen)}{site}")
    return tuple(f"{where} contradicts this: {'; '.join(dict.fromkeys(what))}." for where, what in said.items())


def _kinship(chosen: Return, one: Return) -> str:
    if one.arm.study_id == chosen.arm.study_id:
        return "same group" if one.arm == chosen.arm else f"another group of the same study, {one.arm.arm_id}"
    return "same campaign" if one.campaign == chosen.campaign else f"campaign {one.campaign}"


def _found(one: Return, chosen: Return) -> str:
    if one.high is None:
        return f"still away from baseline on recovery day {one.low:g}"
    if chosen.high is not None and one.low >= chosen.high:
        return f"back only between recovery days {one.low:g} and {one.high:g}"
    return f"back by recovery day {one.high:g}"


def _differences(chosen: Return, one: Return) -> list[str]:
    """Say how a group that disagrees differs: it may be why."""
    parts: list[str] = []
    if one.exposure != chosen.exposure:
        parts.append(str(one.exposure))
    if one.arm.countermeasure not in ("none", chosen.arm.countermeasure):
        parts.append(f"countermeasure: {_plain(one.arm.countermeasure)}")
    if one.arm.recovery_condition != chosen.arm.recovery_condition:
        parts.append(f"recovery: {_plain(one.arm.recovery_condition)}")
    return parts


def _plain(word: str | None) -> str:
    return "not stated" if word is None else word.replace("_", " ")


def nearest(base: Evidence, muscle: Muscle, question: Question) -> tuple[str, str, tuple[str, ...]]:
    """Return the question in words, why nothing answers it, and the nearest that can be answered."""
    asked = question.exposure
    words = f"recovery of the {question.measure} of {muscle.name} after {asked}"
    kin = [muscle, *(base.muscle(name) for name in (*muscle.parents, *muscle.members))]
    near: list[str] = []
    for other in kin:
        for measure in sorted(("size", "strength"), key=lambda measure: measure != question.measure):
            back = answered(returns(base, other.id, measure, question.within_pct))
            ranked = sorted(back, key=lambda one: _rank(one, question))
            near += [f"{measure} of {other.name} after {one.exposure} ({one.arm.study_id})" for one in ranked]
    return words, _why(base, muscle, question), tuple(dict.fromkeys(near))[:4]


def _why(base: Evidence, muscle: Muscle, question: Question) -> str:
    kind = question.exposure.kind
    if kind is ExposureKind.OTHER:
        return 'Exposures of the kind "other" are unlike one another and never pooled; see Evidence.observations.'
    if not kind.has_muscle_evidence and not any(arm.exposure_kind is kind for arm in base.arms()):
        return f"No study of the evidence measured a muscle in {kind.label}: that is the finding, not an omission."
    followed = _related(returns(base, muscle.id, question.measure, question.within_pct), question)
    if followed:
        last = max(followed, key=lambda one: one.low)
        return (
            f"It was followed but not observed back: still away from baseline on recovery day {last.low:g} after "
            f"{last.exposure} ({last.arm.study_id})."
        )
    return "No group of the evidence was observed back at baseline."
