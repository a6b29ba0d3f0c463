"""Estimates as FHIR R4 resources: nothing of the estimate is lost, and an independent model of FHIR takes them."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from own_evidence import arm, back, brought, evidence_of, of, study
from strategies import records

import inactivity as ia
from inactivity.exchange import to_fhir

SUBJECT = "Patient/123"
STARTED = date(2026, 1, 5)
BED = ia.Exposure("bed_rest", days=14, started=STARTED)
CHANGE = ia.estimate_change("soleus", BED)
MODELLED = ia.estimate_recovery("soleus", BED)
OBSERVED = ia.estimate_recovery("psoas")
ESTIMATES = {"change": CHANGE, "modelled": MODELLED, "observed": OBSERVED}
STUDIES = [one.study_id for one in ia.evidence().studies()]
Validate = Callable[[dict[str, Any]], str]


def fhir(estimate: Any, subject: str = SUBJECT, **options: Any) -> dict[str, Any]:
    return to_fhir(estimate, subject, **options)


def parts(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the values of the components by what they say they are."""
    found: dict[str, Any] = {}
    for part in resource["component"]:
        (name,) = part.keys() - {"code"}
        found[part["code"]["text"]] = part[name]
    return found


def quantity(value: float, unit: str, code: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": code}


# ---------------------------------------------------------------- a change


def test_change_is_an_observation_that_says_it_was_not_measured() -> None:
    made = fhir(CHANGE)

    assert made["resourceType"] == "Observation"
    assert made["status"] == "final"
    assert made["subject"] == {"reference": SUBJECT}
    assert made["category"] == [{"text": "estimate"}]
    assert made["code"] == {"text": "Estimated change of the size of a muscle, not a measurement"}
    assert made["method"] == {
        "text": f"modelled from {CHANGE.n_studies} studies, inactivity, evidence edition {CHANGE.edition}"
    }
    assert made["effectiveDateTime"] == "2026-01-19"
    assert "effectiveDateTime" not in fhir(attrs.evolve(CHANGE, exposure=ia.Exposure("bed_rest", days=14)))


def test_change_keeps_its_number_interval_and_terms() -> None:
    made = fhir(attrs.evolve(CHANGE, n_subjects=7, countermeasure="nutrition"))

    assert made["valueQuantity"] == quantity(CHANGE.change_pct, "%", "%")
    assert parts(made) == {
        "interval": {"low": quantity(CHANGE.low, "%", "%"), "high": quantity(CHANGE.high, "%", "%")},
        "level of the interval": quantity(0.9, "1", "1"),
        "whom the interval is for": "person",
        "measure": "size",
        "exposure": "bed rest",
        "length of the exposure": quantity(14.0, "days", "d"),
        "countermeasure": "nutrition",
        "basis": "modelled",
        "studies": quantity(CHANGE.n_studies, "1", "1"),
        "people in them": quantity(7, "1", "1"),
        "evidence edition": CHANGE.edition,
    }
    silent = parts(fhir(attrs.evolve(CHANGE, n_subjects=None, countermeasure=None)))
    assert silent["countermeasure"] == "none"
    assert "people in them" not in silent


# ---------------------------------------------------------------- a recovery


def test_recovery_is_a_risk_assessment_whose_basis_holds_the_days() -> None:
    made = fhir(MODELLED)
    (time,) = made["contained"]

    assert made["resourceType"] == "RiskAssessment"
    assert made["basis"] == [{"reference": "#time"}]
    assert (time["resourceType"], time["id"]) == ("Observation", "time")
    assert made["subject"] == time["subject"] == {"reference": SUBJECT}
    assert time["valueQuantity"] == quantity(MODELLED.days, "days", "d")
    terms = parts(time)
    assert terms["interval"] == {
        "low": quantity(MODELLED.low, "days", "d"),
        "high": quantity(MODELLED.high, "days", "d"),
    }
    assert terms["level of the interval"] == quantity(0.9, "1", "1")
    assert terms["back is within"] == quantity(2.0, "%", "%")
    assert terms["recovery condition"] == "reambulation"


def test_prediction_has_the_probability_in_per_cent_and_the_dates() -> None:
    exact = attrs.evolve(MODELLED, low=1.4, days=15.2, high=33.1, level=0.55)
    (prediction,) = fhir(exact)["prediction"]

    assert prediction["probabilityDecimal"] == 55.0
    assert prediction["whenPeriod"] == {"start": "2026-01-20", "end": "2026-02-22"}  # 14 days, then 1.4 to 33.1 days
    assert prediction["outcome"]["text"] == (
        "soleus within 2 % of its size before 14 days of bed rest, later than day 1.4 and at the latest on day 33.1 "
        "after it"
    )
    assert prediction["rationale"].endswith(": day 15.2")


def test_what_was_observed_has_no_probability_and_an_undated_exposure_no_dates() -> None:
    made = fhir(OBSERVED)
    (prediction,) = made["prediction"]

    assert set(prediction) == {"outcome", "rationale"}
    assert made["method"]["text"].startswith("observed from 1 study, ")
    terms = parts(made["contained"][0])
    assert terms["interval: later than, at the latest"]["high"]["value"] == OBSERVED.high
    assert "level of the interval" not in terms


def test_dates_beyond_the_calendar_are_left_out() -> None:
    late = attrs.evolve(MODELLED, exposure=ia.Exposure("bed_rest", days=10, started=date(9999, 12, 20)), low=0.0)

    assert fhir(late)["prediction"][0]["whenPeriod"] == {"start": "9999-12-30"}
    later = attrs.evolve(late, exposure=ia.Exposure("bed_rest", days=12, started=date(9999, 12, 20)))
    assert "whenPeriod" not in fhir(later)["prediction"][0]


# ---------------------------------------------------------------- what every resource has


def holder(resource: dict[str, Any]) -> dict[str, Any]:
    """Return the observation with the numbers: the resource, or what it contains."""
    found: dict[str, Any] = resource.get("contained", [resource])[0]
    return found


@pytest.mark.parametrize("estimate", ESTIMATES.values(), ids=ESTIMATES)
def test_every_study_is_an_artifact_with_its_citation(estimate: Any) -> None:
    made = [one["valueRelatedArtifact"] for one in holder(fhir(estimate))["extension"]]

    assert [one["label"] for one in made] == list(estimate.studies)
    assert [one["display"] for one in made] == list(estimate.references)
    assert "\n".join(one["citation"] for one in made) == ia.cite(estimate)
    for one in made:
        doi = ia.evidence().study(one["label"]).doi
        assert doi is None or one["url"] == f"https://doi.org/{doi}"


@pytest.mark.parametrize("estimate", ESTIMATES.values(), ids=ESTIMATES)
def test_every_caution_is_a_note_and_the_last_says_what_it_is_not_for(estimate: Any) -> None:
    said = [note["text"] for note in fhir(estimate)["note"]]

    assert said[:-1] == list(estimate.cautions)
    assert said[-1] == "This informs; it does not diagnose."


def test_narrative_is_the_paragraph_for_people() -> None:
    said = fhir(OBSERVED)["text"]

    assert said["status"] == "generated"
    assert "<p>Psoas major, size: back after recovery day 28" in said["div"]
    assert "A &lt;b&gt;, size" in fhir(attrs.evolve(OBSERVED, muscle_name="a <b>"))["text"]["div"]


def test_muscle_is_coded_where_the_atlas_has_an_id_that_fits() -> None:
    by_match = {
        match: next(one for one in ia.muscles() if one.id_match == match and one.uberon) for match in ("exact", "broad")
    }

    def site(muscle: ia.Muscle) -> Any:
        return fhir(attrs.evolve(CHANGE, muscle=muscle.id, muscle_name=muscle.name))["bodySite"]

    exact, broad = by_match["exact"], by_match["broad"]
    assert site(exact) == {
        "coding": [
            {"system": "http://purl.obolibrary.org/obo/uberon.owl", "code": exact.uberon, "display": exact.name}
        ],
        "text": exact.name,
    }
    assert site(broad) == {"text": broad.name}
    assert fhir(attrs.evolve(CHANGE, muscle="of_nobody", muscle_name="of nobody"))["bodySite"] == {"text": "of nobody"}


def systems(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from systems(item)
    if isinstance(value, dict):
        yield from (item for name, item in value.items() if name == "system")
        for item in value.values():
            yield from systems(item)


@pytest.mark.parametrize("estimate", ESTIMATES.values(), ids=ESTIMATES)
def test_codes_are_those_of_ucum_and_uberon_alone(estimate: Any) -> None:
    known = {"http://unitsofmeasure.org", "http://purl.obolibrary.org/obo/uberon.owl"}

    assert set(systems(fhir(estimate))) <= known


def test_own_evidence_cites_its_own_studies() -> None:
    own = evidence_of(
        *of("tail_muscle", back(4)),
        studies=[study(doi=None, seen_in=["cited_by"], notes="seen in Li 2020")],
        arms=[arm()],
        muscles=[brought()],
    )
    estimate = ia.estimate_recovery("tail_muscle", evidence=own)
    (time,) = fhir(estimate, evidence=own)["contained"]

    (artifact,) = time["extension"]
    assert artifact["valueRelatedArtifact"]["citation"].endswith("seen in Li 2020")
    assert "url" not in artifact["valueRelatedArtifact"]
    assert time["bodySite"] == {"text": "Tail muscle"}
    with pytest.raises(ia.UnknownStudyError):
        fhir(estimate)


@pytest.mark.parametrize(
    "subject",
    [
        "Patient/123",
        "Group/a-b.c",
        "https://ehr.example/fhir/Patient/7",
        f"urn:uuid:{'0' * 8}-0000-0000-0000-{'0' * 12}",
    ],
)
def test_subject_is_a_patient_or_a_group(subject: str) -> None:
    assert fhir(CHANGE, subject)["subject"] == {"reference": subject}


@pytest.mark.parametrize("subject", ["", "123", "Patient/", "Practitioner/1", "Patient/a b", None, 7])
def test_other_subjects_are_refused(subject: Any) -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^subject is .*; it must be a FHIR reference to a Patient or a Gr"):
        fhir(CHANGE, subject)


@pytest.mark.parametrize("estimate", [None, "psoas", ia.forecast("soleus", [BED])], ids=["None", "str", "Forecast"])
def test_what_is_no_such_estimate_is_refused(estimate: Any) -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^estimate is .*; it must be a RecoveryEstimate or a ChangeEst"):
        fhir(estimate)


def test_what_is_no_evidence_is_refused() -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^evidence is 3; it must be an Evidence\.$"):
        fhir(CHANGE, evidence=3)


# ---------------------------------------------------------------- an independent model of FHIR


@pytest.fixture(scope="module")
def validate() -> Validate:
    folder = "fhir.resources.R4B"
    models = {
        "Observation": pytest.importorskip(f"{folder}.observation").Observation,
        "RiskAssessment": pytest.importorskip(f"{folder}.riskassessment").RiskAssessment,
    }

    def written(made: dict[str, Any]) -> str:
        text: str = models[made["resourceType"]].model_validate(made).model_dump_json()
        return text

    return written


@pytest.mark.parametrize("estimate", ESTIMATES.values(), ids=ESTIMATES)
def test_resources_are_fhir_and_come_back_whole(estimate: Any, validate: Validate) -> None:
    made = fhir(estimate)

    assert json.loads(validate(made)) == json.loads(json.dumps(made, allow_nan=False))


def test_every_answer_of_the_evidence_is_fhir(validate: Validate) -> None:
    for one in ia.available_estimates():
        assert validate(fhir(ia.estimate_recovery(one.muscle, one.exposure, measure=one.measure)))


@given(
    records(ia.RecoveryEstimate) | records(ia.ChangeEstimate),
    st.lists(st.sampled_from(STUDIES), min_size=1, max_size=3, unique=True),
)
def test_any_estimate_is_fhir(validate: Validate, record: Any, studies: list[str]) -> None:
    assert validate(fhir(attrs.evolve(record, studies=tuple(studies))))


def test_model_of_fhir_refuses_a_planted_mistake(validate: Validate) -> None:
    for mistake in ({"status": None}, {"valueQuantity": {"value": "much"}}, {"colour": "red"}):
        with pytest.raises(ValueError, match=r"validation error"):
            validate(fhir(CHANGE) | mistake)
