"""Laws of the modelled estimates, over every muscle, kind of exposure, measure and length."""

from __future__ import annotations

from functools import cache
from math import inf, isfinite
from typing import Any, Literal, NamedTuple

import pytest
from hypothesis import given, strategies as st

import inactivity as ia
from inactivity.kinetics import parameters
from inactivity.kinetics._features import function_of

KINDS = [kind for kind in ia.ExposureKind if kind.is_modelled]
SILENT = [kind for kind in ia.ExposureKind if not kind.is_modelled]
Measure = Literal["size", "strength"]


class Question(NamedTuple):
    muscle: str
    kind: ia.ExposureKind
    measure: Measure

    def after(self, days: float) -> ia.Exposure:
        return ia.Exposure(self.kind, days)


QUESTIONS = st.builds(
    Question,
    st.sampled_from([muscle.id for muscle in ia.muscles()]),
    st.sampled_from(KINDS),
    st.sampled_from(["size", "strength"]),
)
DAYS = st.integers(1, 365).map(float) | st.floats(1, 365)
TWO_DAYS = st.lists(DAYS, min_size=2, max_size=2).map(sorted)
LEVELS = st.floats(0.01, 0.9999)
TARGETS = st.sampled_from(["person", "group"])
PEOPLE = st.fixed_dictionaries(
    {},
    optional={
        "age_years": st.floats(0, 120),
        "sex": st.sampled_from(["male", "female"]),
        "countermeasure": st.sampled_from(["none", "resistance_exercise", "nutrition", "artificial_gravity"]),
    },
)
Asked = dict[str, Any]


def change(question: Question, days: float, **asked: Any) -> ia.ChangeEstimate:
    return ia.estimate_change(question.muscle, question.after(days), measure=question.measure, **asked)


def recovery(question: Question, days: float, **asked: Any) -> ia.RecoveryEstimate | None:
    """Return the modelled recovery, None where it settles further from baseline than asked for."""
    try:
        return ia.estimate_recovery(
            question.muscle, question.after(days), measure=question.measure, basis="modelled", **asked
        )
    except ia.NoEvidenceError:
        return None


def back(question: Question, days: float, **asked: Any) -> float:
    found = recovery(question, days, **asked)
    return inf if found is None else found.days


# ---------------------------------------------------------------- change


@given(QUESTIONS, PEOPLE)
def test_no_days_change_nothing(question: Question, asked: Asked) -> None:
    found = change(question, 1e-4, target="group", **asked)

    assert abs(found.change_pct) < 0.02
    assert ia.forecast(question.muscle, [question.after(1)], measure=question.measure, **asked).change_pct[0] == 0.0


@given(QUESTIONS, PEOPLE, TWO_DAYS)
def test_loss_is_monotone_in_days(question: Question, asked: Asked, days: list[float]) -> None:
    short, long = (
        ia.estimated_change_pct(
            question.muscle, question.after(some), measure=question.measure, target="group", **asked
        )
        for some in days
    )
    last = change(question, 365, target="group", **asked).change_pct

    assert abs(short) <= abs(long) + 1e-9
    assert short * last >= 0
    assert long * last >= 0
    if last < 0:
        assert long <= short + 1e-9


@given(QUESTIONS, PEOPLE, DAYS, TARGETS, LEVELS)
def test_the_point_lies_in_its_interval(
    question: Question, asked: Asked, days: float, target: Any, level: float
) -> None:
    found = change(question, days, target=target, level=level, **asked)
    assert -100 <= found.low <= found.change_pct <= found.high
    assert isfinite(found.high)

    answer = recovery(question, days, target=target, level=level, **asked)
    assert answer is None or 0 <= answer.low <= answer.days <= answer.high <= 3650


@given(QUESTIONS, PEOPLE, DAYS, st.lists(LEVELS, min_size=2, max_size=2).map(sorted))
def test_a_wider_level_never_narrows(question: Question, asked: Asked, days: float, levels: list[float]) -> None:
    narrow, wide = (change(question, days, level=level, **asked) for level in levels)
    assert wide.low <= narrow.low <= narrow.high <= wide.high
    assert wide.change_pct == narrow.change_pct

    first, second = (recovery(question, days, level=level, **asked) for level in levels)
    if first is not None and second is not None:
        assert second.low <= first.low <= first.high <= second.high
        assert second.days == first.days


@given(QUESTIONS, PEOPLE, DAYS, LEVELS)
def test_a_person_is_never_surer_than_a_group(question: Question, asked: Asked, days: float, level: float) -> None:
    person, group = (change(question, days, level=level, target=target, **asked) for target in ("person", "group"))
    assert person.low <= group.low <= group.high <= person.high
    assert person.change_pct == group.change_pct

    one, many = (recovery(question, days, level=level, target=target, **asked) for target in ("person", "group"))
    if one is not None and many is not None:
        assert one.low <= many.low <= many.high <= one.high
        assert one.days == many.days


# ---------------------------------------------------------------- recovery


@given(QUESTIONS, PEOPLE, TWO_DAYS)
def test_recovery_never_lengthens_when_the_exposure_shortens(
    question: Question, asked: Asked, days: list[float]
) -> None:
    short, long = (back(question, some, **asked) for some in days)

    assert short <= long + 1e-3  # days are found to a ten-thousandth of a per cent


@given(QUESTIONS, PEOPLE, DAYS, st.lists(st.floats(0.1, 50), min_size=2, max_size=2).map(sorted))
def test_a_tighter_tolerance_never_shortens(question: Question, asked: Asked, days: float, within: list[float]) -> None:
    tight, loose = (back(question, days, within_pct=some, **asked) for some in within)

    assert tight >= loose - 1e-3


@given(QUESTIONS, PEOPLE, DAYS)
def test_recovery_is_when_the_forecast_is_back(question: Question, asked: Asked, days: float) -> None:
    after = back(question, days, **asked)
    if 0.01 < after < 3650:
        course = ia.forecast(
            question.muscle,
            [question.after(days), ia.Recovery(days=after)],
            measure=question.measure,
            step_days=3650,
            **asked,
        )
        assert abs(course.change_pct[-1]) == pytest.approx(2.0, abs=0.02)


# ---------------------------------------------------------------- forecast


@given(QUESTIONS, PEOPLE, DAYS, TARGETS, LEVELS)
def test_a_forecast_ends_where_the_change_is(
    question: Question, asked: Asked, days: float, target: Any, level: float
) -> None:
    found = change(question, days, target=target, level=level, **asked)
    course = ia.forecast(
        question.muscle,
        [question.after(days)],
        measure=question.measure,
        target=target,
        level=level,
        step_days=100,
        **asked,
    )

    assert (course.change_pct[-1], course.low[-1], course.high[-1]) == (found.change_pct, found.low, found.high)
    assert course.days[-1] == days
    assert set(found.cautions) == set(course.cautions)
    assert course.studies == found.studies


SEGMENTS = st.lists(
    st.builds(ia.Exposure, st.sampled_from(KINDS), st.floats(1, 200))
    | st.builds(
        ia.Recovery, st.floats(1, 200), st.sampled_from(["reambulation", "rehabilitation", "supervised_training"])
    ),
    min_size=1,
    max_size=4,
)


@given(QUESTIONS, SEGMENTS, st.floats(0.05, 0.95), st.integers(0, 3), PEOPLE)
def test_a_split_segment_equals_the_whole(
    question: Question, segments: list[Any], share: float, number: int, asked: Asked
) -> None:
    chosen = segments[number % len(segments)]
    at = segments.index(chosen)
    if isinstance(chosen, ia.Exposure):
        parts: list[Any] = [ia.Exposure(chosen.kind, chosen.days * some) for some in (share, 1 - share)]
    else:
        parts = [ia.Recovery(chosen.days * some, chosen.condition) for some in (share, 1 - share)]
    split = [*segments[:at], *parts, *segments[at + 1 :]]
    whole, halves = (
        ia.forecast(question.muscle, some, measure=question.measure, step_days=3650, **asked)
        for some in (segments, split)
    )
    ends = [number for number in range(len(halves.days)) if number != at + 1]

    assert [halves.days[number] for number in ends] == pytest.approx(whole.days, abs=1e-9)
    for name in ("change_pct", "low", "high"):
        theirs = getattr(halves, name)
        assert [theirs[number] for number in ends] == pytest.approx(getattr(whole, name), rel=1e-9, abs=1e-9)
    assert set(whole.cautions) == set(halves.cautions)


@given(QUESTIONS, SEGMENTS, st.floats(0.5, 50))
def test_a_forecast_is_in_order(question: Question, segments: list[Any], step: float) -> None:
    course = ia.forecast(question.muscle, segments, measure=question.measure, step_days=step)
    ends = [0.0]
    for segment in segments:
        ends.append(ends[-1] + segment.days)

    assert list(course.days) == sorted(set(course.days))
    assert set(ends) <= set(course.days)
    assert max(later - day for day, later in zip(course.days, course.days[1:], strict=False)) <= step * (1 + 1e-6)
    assert len(course.days) == len(course.change_pct) == len(course.low) == len(course.high)
    for low, point, high in zip(course.low, course.change_pct, course.high, strict=True):
        assert -100 <= low <= point <= high


# ---------------------------------------------------------------- the float and the record


@given(QUESTIONS, PEOPLE, DAYS, LEVELS)
def test_the_float_is_the_field_of_the_record(question: Question, asked: Asked, days: float, level: float) -> None:
    muscle, exposure, measure = question.muscle, question.after(days), question.measure
    found = change(question, days, level=level, **asked)
    assert ia.estimated_change_pct(muscle, exposure, measure=measure, level=level, **asked) == found.change_pct

    answer = recovery(question, days, level=level, **asked)
    if answer is not None:
        assert answer.days == ia.estimated_recovery_days(
            muscle, exposure, measure=measure, level=level, basis="modelled", **asked
        )


# ---------------------------------------------------------------- provenance


@cache
def measured() -> dict[str, set[str]]:
    """Return the muscles each study measured."""
    found: dict[str, set[str]] = {}
    for row in ia.evidence().observations():
        found.setdefault(row.study_id, set()).add(row.muscle)
    return found


@cache
def related(muscle: str) -> set[str]:
    one = ia.evidence().muscle(muscle)
    alike = {other.id for other in ia.muscles() if function_of(other) == function_of(one)}
    near = alike | {one.id, *(m.id for m in one.ancestors()), *(m.id for m in one.descendants())}
    # A group stands for the mixture of its members: it tells of each of them.
    return near | {other.id for other in ia.muscles() if near & {member.id for member in other.descendants()}}


@given(QUESTIONS, DAYS)
def test_every_study_cited_measured_it_or_what_it_was_pooled_with(question: Question, days: float) -> None:
    found = change(question, days)
    pooled_from_all = any("answered from all of the evidence" in caution for caution in found.cautions)

    assert found.n_studies == len(found.references) == len(set(found.studies))
    for study in found.studies:
        assert ia.evidence().study(study).study_id == study
        assert pooled_from_all or measured()[study] & related(question.muscle)
    answer = recovery(question, days)
    assert answer is None or answer.studies == found.studies


@given(QUESTIONS, DAYS)
def test_what_is_pooled_from_elsewhere_says_so(question: Question, days: float) -> None:
    said = " ".join(change(question, days).cautions)
    scope = parameters().pooled(ia.muscle(question.muscle), question.kind, question.measure).scope

    assert (scope != "muscle") == ("nswered from" in said)


# ---------------------------------------------------------------- nothing to say


@pytest.mark.parametrize("kind", SILENT)
@given(
    muscle=st.sampled_from([muscle.id for muscle in ia.muscles()]),
    days=DAYS,
    measure=st.sampled_from(["size", "strength"]),
)
def test_kinds_without_evidence_are_not_answered(kind: ia.ExposureKind, muscle: str, days: float, measure: Any) -> None:
    exposure = ia.Exposure(kind, days)

    with pytest.raises(ia.NoEvidenceError, match=kind.label):
        ia.estimate_change(muscle, exposure, measure=measure)
    with pytest.raises(ia.NoEvidenceError, match=kind.label):
        ia.forecast(muscle, [ia.Exposure("bed_rest", 3), exposure], measure=measure)
    with pytest.raises(ia.NoEvidenceError, match=kind.label):
        ia.estimate_recovery(muscle, exposure, measure=measure, basis="modelled")
    with pytest.raises(ia.NoEvidenceError, match=kind.label):
        ia.rank_muscles(exposure, measure=measure)
