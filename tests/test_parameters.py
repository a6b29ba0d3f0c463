"""The packaged parameters, what they answer where the evidence ends, and their files."""

from __future__ import annotations

import json
import pickle

import attrs
import pytest

import inactivity as ia
from inactivity.evidence import digest
from inactivity.kinetics import Parameters, parameters
from inactivity.kinetics._features import FAMILIES
from inactivity.serialization import from_dict, to_dict

BED_REST = ia.ExposureKind.BED_REST
SOLEUS = ia.muscle("soleus")


def test_they_are_those_of_the_packaged_evidence() -> None:
    found = parameters()

    assert found.evidence_digest == digest(ia.evidence()), "python -m inactivity.fitting fit"
    assert found.edition == ia.evidence().edition
    assert found.method == "full"


def test_every_table_has_its_shape() -> None:
    found = parameters()
    many = len(found.muscles)

    assert {muscle.id for muscle in ia.muscles()} < set(found.muscles)
    assert found.muscles[-1] == "@"
    assert len(found.amplitudes) == len(found.increments) == len(found.recovery_times) == len(found.sources) == many
    assert {len(row) for row in found.amplitudes} == {4 * len(FAMILIES)}
    assert {len(row) for row in found.increments} == {3 * len(found.countermeasures)}
    assert {len(row) for row in found.levels} == {2 * len(found.conditions)}
    assert len(found.fast) == len(found.levels) == len(FAMILIES)
    assert len(found.scale_variances) == len(found.patients) == len(ia.ExposureKind)


def test_a_file_of_them_is_them() -> None:
    found = parameters()

    assert Parameters.from_json(found.to_json()) == found
    assert from_dict(Parameters, to_dict(found)) == found
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"edition": 3}'])
def test_a_wrong_file_says_what_is_wrong(text: str) -> None:
    with pytest.raises(ia.DataError, match="Parameters"):
        Parameters.from_json(text)


def test_a_wrong_number_is_found() -> None:
    data = json.loads(parameters().to_json())
    data["heterogeneity"][0] = "0.1"
    with pytest.raises(ia.DataError, match="heterogeneity"):
        Parameters.from_json(json.dumps(data))


def test_a_question_asked_again_is_answered_by_the_same_cell() -> None:
    found = attrs.evolve(parameters())

    assert found.cell(SOLEUS, BED_REST) is found.cell(SOLEUS, BED_REST)
    for age in range(5000):
        found.cell(SOLEUS, BED_REST, age_years=age / 50)
    assert len(found._made) < 5000


def test_neither_size_nor_strength_is_refused() -> None:
    with pytest.raises(ia.InvalidValueError, match="measure"):
        parameters().cell(SOLEUS, BED_REST, measure="csa")  # type: ignore[arg-type]  # wrong on purpose


def test_what_is_unknown_is_answered_from_what_it_belongs_to_and_less_sure() -> None:
    found = parameters()
    known = found.cell(SOLEUS, BED_REST)
    like_it = found.cell(ia.Muscle(id="new_flexor", name="new", function="plantar_flexor"), BED_REST)
    unlike = found.cell(ia.Muscle(id="new_muscle", name="new", function="unheard_of"), BED_REST)

    assert known.covariance.cc < like_it.covariance.cc < unlike.covariance.cc
    assert unlike.amplitudes.common < 0
    plain, unheard = found.cell(SOLEUS, BED_REST), found.cell(SOLEUS, BED_REST, countermeasure="unheard_of")
    assert plain.covariance.cc < unheard.covariance.cc
    condition = found.cell(SOLEUS, BED_REST, recovery_condition="unheard_of")
    assert condition.covariance.ll > plain.covariance.ll


def test_nothing_against_the_loss_is_nothing() -> None:
    found = parameters()

    assert found.cell(SOLEUS, BED_REST, countermeasure="none") == found.cell(SOLEUS, BED_REST)


def test_women_and_age_far_from_what_was_studied_are_less_sure() -> None:
    found = parameters()
    usual, old = found.cell(SOLEUS, BED_REST), found.cell(SOLEUS, BED_REST, age_years=100.0)

    assert old.relative_variance > usual.relative_variance
    assert found.cell(SOLEUS, BED_REST, sex="female") != found.cell(SOLEUS, BED_REST, sex="male")


@pytest.mark.parametrize("kind", [BED_REST, ia.ExposureKind.LIMB_CAST])
def test_an_answer_names_studies_of_the_muscle_or_of_its_group(kind: ia.ExposureKind) -> None:
    base = ia.evidence()
    for muscle in ia.muscles():
        scope, studies = parameters().pooled(muscle, kind, "size")
        seen = {observation.muscle for study in studies for observation in base.observations(study_id=study)}

        assert studies
        assert muscle.id in seen or not scope.startswith("muscle")


def test_what_nothing_is_known_of_rests_on_everything() -> None:
    stranger = ia.Muscle(id="new_muscle", name="new", function="unheard_of")

    assert parameters().pooled(stranger, ia.ExposureKind.SITTING, "size").scope == "all"
    assert parameters().pooled(stranger, BED_REST, "size").scope == "all"
    assert parameters().pooled(SOLEUS, ia.ExposureKind.SITTING, "size").scope == "muscle in other exposures"


def test_what_was_studied_is_said() -> None:
    covered = parameters().covered(ia.ExposureKind.HEAD_DOWN_BED_REST, "size")

    assert covered is not None
    assert covered.family == "bed_rest"
    assert covered.days_low < 7
    assert covered.days_high > 90
    assert parameters().covered(ia.ExposureKind.SITTING, "size") is None
