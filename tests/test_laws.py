"""Laws that hold for every muscle, exposure and record."""

import copy
import pickle
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, strategies as st
from strategies import EXPOSURES, MUSCLES, NAMES, QUESTIONS, records

import inactivity as ia
from inactivity.serialization import RECORDS, from_dict, from_json, to_dict, to_json

Question = tuple[str, ia.Exposure, Any]

MEASURES = st.sampled_from(["size", "strength"])
ASKED = st.fixed_dictionaries(
    {},
    optional={
        "target": st.sampled_from(["person", "group"]),
        "age_years": st.floats(0, 120),
        "sex": st.sampled_from(["male", "female"]),
        "countermeasure": st.sampled_from(["resistance_exercise", "nutrition", "none"]),
        "recovery_condition": st.sampled_from(["rehabilitation", "supervised_training", "unknown"]),
    },
)
LESS = ia.evidence().without(campaigns=["deboer2007"])


def estimate(muscle: str, exposure: ia.Exposure | None = None, **asked: Any) -> ia.RecoveryEstimate | None:
    try:
        return ia.estimate_recovery(muscle, exposure, **asked)
    except ia.NoEvidenceError:
        return None


def answered(question: Question, **asked: Any) -> ia.RecoveryEstimate:
    muscle, exposure, measure = question
    return ia.estimate_recovery(muscle, exposure, measure=measure, basis="observed", **asked)


@given(QUESTIONS, ASKED)
def test_the_point_lies_in_its_interval(question: Question, asked: dict[str, Any]) -> None:
    found = answered(question, **asked)
    muscle, exposure, measure = question

    assert 0 <= found.low <= found.days <= found.high <= 3650
    assert ia.estimated_recovery_days(muscle, exposure, measure=measure, basis="observed", **asked) == found.days


@given(QUESTIONS, ASKED, st.lists(st.floats(0.01, 0.99), min_size=2, max_size=2).map(sorted))
def test_a_wider_level_never_narrows(question: Question, asked: dict[str, Any], levels: list[float]) -> None:
    narrow, wide = (answered(question, level=level, **asked) for level in levels)

    assert wide.low <= narrow.low <= narrow.high <= wide.high
    assert (narrow.level, wide.level) == tuple(levels)


@pytest.mark.parametrize("measure", ["size", "strength"])
@pytest.mark.parametrize(("tight", "loose"), [(0.5, 1), (1, 2), (2, 5), (5, 10), (2, 100)])
def test_a_tighter_within_pct_never_has_one_group_back_sooner(measure: str, tight: float, loose: float) -> None:
    def groups(within_pct: float) -> dict[tuple[object, ...], float]:
        return {
            (one.muscle, one.measure, one.study_id, one.arm_id, one.site, str(one.exposure), one.n): one.days
            for one in ia.available_estimates(within_pct=within_pct)
            if one.measure == measure
        }

    early, late = groups(loose), groups(tight)
    assert [key for key in early.keys() & late.keys() if late[key] < early[key]] == []


@pytest.mark.parametrize("measure", ["size", "strength"])
def test_a_tighter_within_pct_never_shortens_unless_another_group_answers(measure: str) -> None:
    # A group that never left the wider band has nothing to come back to: another, perhaps slower, answers there.
    for muscle in ia.muscles():
        asked = (
            estimate(muscle.id, measure=measure, within_pct=pct, basis="observed")
            for pct in (0.5, 1, 2, 3, 5, 10, 20, 100)
        )
        for tight, loose in pairwise(one for one in asked if one is not None):
            assert tight.days >= loose.days or tight.observations != loose.observations


@given(NAMES, EXPOSURES, st.data())
def test_aliases_are_blind_to_case_and_change_nothing(name: str, exposure: ia.Exposure, data: st.DataObject) -> None:
    spelled = data.draw(st.sampled_from([name.upper(), name.lower(), name.swapcase(), f" {name}\n"]))
    muscle = ia.muscle(name)

    assert ia.muscle(spelled) == ia.muscle(muscle) == ia.muscle(muscle.id) == muscle
    assert estimate(spelled, exposure) == estimate(muscle.id, exposure)


@pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_every_record_survives_being_written_pickled_and_copied(cls: type, data: st.DataObject) -> None:
    record = data.draw(records(cls))

    for twin in (
        from_dict(cls, to_dict(record)),
        from_json(cls, to_json(record)),
        pickle.loads(pickle.dumps(record)),  # noqa: S301 - our own
        copy.copy(record),
        copy.deepcopy(record),
    ):
        assert twin == record
        assert hash(twin) == hash(record)
        assert type(twin) is cls


def of_muscle(found: ia.RecoveryEstimate) -> set[str]:
    muscle = ia.muscle(found.muscle)
    return {muscle.id, *(member.id for member in muscle.descendants())}


@given(QUESTIONS, ASKED)
def test_every_study_cited_exists_and_measured_the_muscle_or_a_member(
    question: Question, asked: dict[str, Any]
) -> None:
    found = answered(question, **asked)
    base = ia.evidence()

    assert found.studies == tuple(dict.fromkeys(found.studies))
    assert {row.study_id for row in found.observations} == set(found.studies)
    for row in found.observations:
        assert row in base.observations(study_id=row.study_id)
        assert row.muscle in of_muscle(found)
        assert row.measure_class == found.measure
    assert all(base.study(study_id).study_id == study_id for study_id in found.studies)
    assert len(found.references) == len(found.studies)


@pytest.mark.parametrize("muscle", [muscle.id for muscle in ia.muscles()])
def test_leaving_out_a_cited_study_changes_what_cites_it(muscle: str) -> None:
    found = estimate(muscle)
    if found is None:
        with pytest.raises(ia.NoEvidenceError):
            ia.estimate_recovery(muscle, evidence=ia.evidence().without(studies=["hides2007"]))
        return

    for study_id in found.studies:
        less = estimate(muscle, evidence=ia.evidence().without(studies=[study_id]))
        assert less is None or study_id not in less.studies


@given(QUESTIONS)
def test_leaving_out_a_campaign_that_is_not_cited_changes_the_edition_alone(question: Question) -> None:
    found = answered(question)
    assert "deboer2007" not in found.studies

    less = answered(question, evidence=LESS)
    assert (less.days, less.low, less.high, less.studies) == (found.days, found.low, found.high, found.studies)
    assert less.edition == LESS.edition != found.edition


@given(MUSCLES, EXPOSURES)
def test_questions_are_answered_the_same_whenever_they_are_asked(muscle: str, exposure: ia.Exposure) -> None:
    assert estimate(muscle, exposure) == estimate(muscle, copy.deepcopy(exposure))


@given(MUSCLES, EXPOSURES, MEASURES)
def test_no_answer_says_why_and_what_can_be_answered(muscle: str, exposure: ia.Exposure, measure: str) -> None:
    found = estimate(muscle, exposure, measure=measure)
    if found is None:
        with pytest.raises(ia.NoEvidenceError) as caught:
            ia.estimate_recovery(muscle, exposure, measure=measure)  # type: ignore[arg-type]  # one of its words
        assert caught.value.question.startswith(f"recovery of the {measure} of ")
        assert caught.value.reason
        assert len(caught.value.nearest) <= 4
        assert set(caught.value.nearest) <= set(ia.available_estimates())
