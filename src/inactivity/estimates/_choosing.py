"""Which of the groups observed answers a question, which contradict it, and what else could be asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from ..anatomy import Muscle
from ..evidence import Evidence
from ..exposure import Exposure, ExposureKind
from ._observed import Return, answered, outside, returns

if TYPE_CHECKING:
    from ._available import AvailableEstimate

WITHIN_A_QUARTER = 0.25
"""Exposures whose days differ by no more than this share of those asked for count as of the same length."""

_ELSE = 2
_CONFIDENCE = ("high", "medium", "low")
_MEASURES = ("volume", "csa", "thickness", "lean_mass", "fibre_csa")  # the whole muscle before a slice or a biopsy


class Question(NamedTuple):
    """What is asked, checked."""

    exposure: Exposure
    measure: Literal["size", "strength"]
    target: Literal["person", "group"]
    level: float
    age_years: float | None
    sex: str | None
    countermeasure: str | None
    recovery_condition: str
    within_pct: float
    near_only: bool
    """Whether only a group of like exposure and countermeasure may answer."""
    has_model: bool
    """Whether the model answers what no group does."""


def same_length(asked: Exposure, held: Exposure) -> bool:
    """Whether two exposures are of the same length, within a quarter of the days asked for."""
    return abs(held.days - asked.days) <= WITHIN_A_QUARTER * asked.days


def distance(asked: Exposure, held: Exposure) -> tuple[float, float]:
    """Tell how far the exposure observed is from the one asked about: in length, then in kind; smaller is nearer.

    Length comes first: kinds of one family are told apart less surely than a fourfold difference in days.
    """
    ratio = max(held.days, asked.days) / min(held.days, asked.days)
    return (0.0 if same_length(asked, held) else ratio, float(held.kind is not asked.kind))


def _off(one: Return, question: Question) -> int:
    """Tell how far what was done against the loss is from what is asked: 0 the same, 1 not stated, 2 something else."""
    done = one.arm.countermeasure
    return 0 if done == (question.countermeasure or "none") else 1 if done is None else _ELSE


def _rank(one: Return, question: Question) -> tuple[object, ...]:
    """Tell how far a group is from the question, in what matters most first; smaller is nearer."""
    measure, condition = one.seen.measure, one.arm.recovery_condition
    return (
        _off(one, question),
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
    """Return the group observed back that is nearest to the question, if any was (near enough)."""
    related = _related(found, question)
    fits = answered(related)
    if question.near_only:
        fits = (one for one in fits if _is_near(one, question) and not _is_of_others(one, related, question))
    return min(fits, key=lambda one: _rank(one, question), default=None)


def _is_near(one: Return, question: Question) -> bool:
    asked, held = question.exposure, one.exposure
    # The model tells kinds of one family apart; without it, one of them answers for the other.
    alike = held.kind is asked.kind if question.has_model else held.kind.family == asked.kind.family
    return alike and same_length(asked, held) and _off(one, question) < _ELSE


def _is_of_others(one: Return, related: list[Return], question: Question) -> bool:
    """Whether a group of the same study, nearer in age or sex to who is asked about and else alike, contradicts this one."""
    if not question.has_model or one.high is None:
        return False
    interval = one.low, one.high
    return any(
        (_is_nearer_in_age(other, one, question) or _is_nearer_in_sex(other, one, question))
        and _twin(other) == _twin(one)
        and outside(other, interval)
        for other in related
    )


def _is_nearer_in_age(other: Return, one: Return, question: Question) -> bool:
    asked, theirs, mean = question.age_years, other.arm.age_mean, one.arm.age_mean
    if asked is None or theirs is None or mean is None:
        return False
    return abs(theirs - asked) < abs(mean - asked)


def _is_nearer_in_sex(other: Return, one: Return, question: Question) -> bool:
    return question.sex is not None and other.arm.sex == question.sex != one.arm.sex


def _twin(one: Return) -> tuple[object, ...]:
    arm = one.arm
    return arm.study_id, one.exposure, arm.countermeasure, arm.recovery_condition


def conflicts(
    found: Iterable[Return],
    question: Question,
    exposure: Exposure,
    interval: tuple[float, float],
    chosen: Return | None = None,
) -> tuple[str, ...]:
    """Name the groups of like exposure that cannot have come back within the interval of the answer."""
    said: dict[str, dict[str, list[str]]] = {}
    for one in sorted(_related(found, question), key=lambda one: _rank(one, question)):
        if one is chosen or not same_length(exposure, one.exposure) or not outside(one, interval):
            continue
        where = f"{one.arm.study_id} ({'; '.join([*_kinship(chosen, one), *_differences(chosen, one, exposure)])})"
        sites = said.setdefault(where, {}).setdefault(_found(one, interval), [])
        if one.seen.site and (chosen is None or one.seen.site != chosen.seen.site):
            sites.append(one.seen.site)
    return tuple(
        f"{where} contradicts this: {'; '.join(f'{what}{_at(sites)}' for what, sites in found_there.items())}."
        for where, found_there in said.items()
    )


def _at(sites: list[str]) -> str:
    return f" ({', '.join(dict.fromkeys(sites))})" if sites else ""


def _kinship(chosen: Return | None, one: Return) -> tuple[str]:
    if chosen is None:
        return (f"campaign {one.campaign}",)
    if one.arm.study_id == chosen.arm.study_id:
        return ("same group" if one.arm == chosen.arm else f"another group of the same study, {one.arm.arm_id}",)
    return ("same campaign" if one.campaign == chosen.campaign else f"campaign {one.campaign}",)


def _found(one: Return, interval: tuple[float, float]) -> str:
    if one.high is None:
        return f"still away from baseline on recovery day {one.low:g}"
    if one.low >= interval[1]:
        return f"back only between recovery days {one.low:g} and {one.high:g}"
    return f"back by recovery day {one.high:g}"


def _differences(chosen: Return | None, one: Return, exposure: Exposure) -> list[str]:
    """Say how a group that disagrees differs: it may be why."""
    parts: list[str] = []
    if one.exposure != exposure:
        parts.append(str(one.exposure))
    if one.arm.countermeasure not in ("none", chosen and chosen.arm.countermeasure):
        parts.append(f"countermeasure: {_plain(one.arm.countermeasure)}")
    if chosen is None or one.arm.recovery_condition != chosen.arm.recovery_condition:
        parts.append(f"recovery: {_plain(one.arm.recovery_condition)}")
    return parts


def _plain(word: str | None) -> str:
    return "not stated" if word is None else word.replace("_", " ")


def nearest(base: Evidence, muscle: Muscle, question: Question) -> tuple[str, str, tuple[AvailableEstimate, ...]]:
    """Return the question in words, why nothing answers it, and the nearest that can be answered."""
    from ._available import observed  # noqa: PLC0415 - only an error needs it

    asked = question.exposure
    words = f"recovery of the {question.measure} of {muscle.name} after {asked}"
    if not asked.kind.has_muscle_evidence:
        return words, _why(base, muscle, question), ()  # no other kind is a stronger or weaker form of it
    members = [base.muscle(name) for name in muscle.members]
    names = [muscle.id, *muscle.parents, *muscle.members, *(name for member in members for name in member.parents)]
    near = observed(base, dict.fromkeys(names), question.within_pct)

    def rank(one: AvailableEstimate) -> tuple[object, ...]:
        ratio = max(one.exposure.days, asked.days) / min(one.exposure.days, asked.days)
        other_kind = one.exposure.kind.family != asked.kind.family
        done = one.countermeasure not in (None, "none")
        return one.measure != question.measure, other_kind, one.muscle != muscle.id, ratio, done, one.study_id

    # Of one study several sites or arms may answer: one of them stands for all.
    unique = {
        (one.muscle, one.measure, one.exposure, one.study_id): one for one in sorted(near, key=rank, reverse=True)
    }
    return words, _why(base, muscle, question), tuple(sorted(unique.values(), key=rank))[:4]


def _why(base: Evidence, muscle: Muscle, question: Question) -> str:
    kind = question.exposure.kind
    if kind is ExposureKind.OTHER:
        return 'Exposures of the kind "other" are unlike one another and never pooled; see Evidence.observations.'
    if not kind.has_muscle_evidence and not any(arm.exposure_kind is kind for arm in base.arms()):
        return f"No study of the evidence measured a muscle in {kind.label}: that is the finding, not an omission."
    reason = _followed(base, muscle, question) or "No group of the evidence was observed back at baseline."
    if question.near_only and choose(
        returns(base, muscle.id, question.measure, question.within_pct), question._replace(near_only=False)
    ):
        reason += ' Ask with basis="observed" to take a group of another length or countermeasure.'
    return reason


def _followed(base: Evidence, muscle: Muscle, question: Question) -> str:
    """Say until when a muscle was still away, where it was followed and not seen back."""
    found = _related(returns(base, muscle.id, question.measure, question.within_pct), question)
    seen = {(one.arm.study_id, one.arm.arm_id): one.low for one in found if one.high is None}
    # Of an exposure whose length is not stated no interval is known, but a verdict in words still tells.
    for row in base.observations(muscle=muscle, phase="recovery"):
        arm = base.arm(row.study_id, row.arm_id)
        if (
            row.outcome == "still_below_baseline"
            and row.day is not None
            and row.measure_class == question.measure
            and arm.exposure_kind.family == question.exposure.kind.family
            and arm.exposure_days is None
        ):
            seen[row.study_id, row.arm_id] = max(row.day, seen.get((row.study_id, row.arm_id), 0.0))
    if not seen:
        return ""
    (study_id, arm_id), day = max(seen.items(), key=lambda item: (item[1], item[0]))
    arm = base.arm(study_id, arm_id)
    length = f"{arm.exposure_days:g} days" if arm.exposure_days else "a time not stated"
    return f"Still away from baseline on recovery day {day:g} after {length} of {arm.exposure_kind.label} ({study_id})."
