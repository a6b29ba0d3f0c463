"""Several groups, worked by hand: which of them answers, and which are named as contradicting it."""

from typing import Any

import pytest
from own_evidence import LOST, PLAIN, Row, arm, away, back, during, evidence_of, study

import inactivity as ia
from inactivity import Evidence
from inactivity.kinetics import parameters


def rival(**fields: Any) -> Evidence:
    """Return evidence of our group, back on day 4, and of theirs, back on day 28."""
    theirs = {name: fields.pop(name) for name in tuple(fields) if name in {"confidence", "measure"}}
    rows = [*PLAIN, during(5, study_id="theirs", outcome="decreased"), back(28, study_id="theirs", **theirs)]
    return evidence_of(*rows, studies=[study(), study("theirs")], arms=[arm(), arm("theirs", **fields)])


@pytest.mark.parametrize(
    "further",
    [
        {"exposure_kind": "head_down_bed_rest"},
        {"exposure_days": 71},
        {"exposure_days": 60},
        {"countermeasure": "nutrition"},
        {"countermeasure": None},
        {"recovery_condition": "rehabilitation"},
        {"recovery_condition": "unknown"},
        {"confidence": "medium"},
        {"measure": "thickness"},
        {"n": 29},
    ],
)
def test_nearer_group_answers(further: dict[str, Any]) -> None:
    estimate = ia.estimate_recovery("soleus", evidence=rival(**further))

    assert (estimate.studies, estimate.days) == (("ours",), 4)


@pytest.mark.parametrize("nearer", [{"n": 31}, {"measure": "volume"}, {}])
def test_nearer_group_answers_though_it_is_slower(nearer: dict[str, Any]) -> None:
    estimate = ia.estimate_recovery("soleus", evidence=rival(**nearer))

    assert (estimate.studies, estimate.days) == (("theirs",), 28)


@pytest.mark.parametrize(
    ("asked", "further"),
    [
        ({"sex": "female"}, {"sex": "male", "n": 500}),
        ({"countermeasure": "nutrition"}, {"countermeasure": "vibration", "n": 31}),
        ({"recovery_condition": "rehabilitation"}, {"recovery_condition": "supervised_training", "n": 31}),
    ],
)
def test_question_decides_who_is_nearer(asked: dict[str, Any], further: dict[str, Any]) -> None:
    fits = {"sex": "female", "countermeasure": "nutrition", "recovery_condition": "rehabilitation"}
    own = evidence_of(
        *PLAIN,
        back(28, study_id="theirs"),
        studies=[study(), study("theirs")],
        arms=[arm(**{name: fits[name] for name in asked}), arm("theirs", **further)],
    )

    assert ia.estimate_recovery("soleus", evidence=own, **asked).studies == ("ours",)


@pytest.mark.parametrize(
    ("row", "fields", "caution"),
    [
        (away(90), {}, "theirs (campaign theirs) contradicts this: still away from baseline on recovery day 90."),
        (
            away(90),
            {"campaign": "ours"},
            "theirs (same campaign) contradicts this: still away from baseline on recovery day 90.",
        ),
        (
            away(90, site="L4"),
            {},
            "theirs (campaign theirs) contradicts this: still away from baseline on recovery day 90 (L4).",
        ),
        (
            away(90),
            {"exposure_days": 60, "countermeasure": "nutrition", "recovery_condition": "unknown"},
            (
                "theirs (campaign theirs; 60 days of bed rest; countermeasure: nutrition; recovery: unknown) contradicts "
                "this: still away from baseline on recovery day 90."
            ),
        ),
        (
            away(90),
            {"countermeasure": None},
            (
                "theirs (campaign theirs; countermeasure: not stated) contradicts this: still away from baseline on "
                "recovery day 90."
            ),
        ),
    ],
)
def test_group_that_contradicts_is_named_with_its_campaign(row: Row, fields: dict[str, Any], caution: str) -> None:
    campaign = fields.pop("campaign", "theirs")
    own = evidence_of(
        *PLAIN,
        during(5, study_id="theirs", outcome="decreased"),
        row | {"study_id": "theirs"},
        studies=[study(), study("theirs", campaign=campaign)],
        arms=[arm(), arm("theirs", **fields)],
    )

    assert ia.estimate_recovery("soleus", evidence=own, target="group").cautions == (caution,)


def test_group_that_was_back_sooner_or_later_contradicts_too() -> None:
    def told(*theirs: Row) -> str:
        own = evidence_of(
            LOST,
            away(14),
            back(28, confidence="high"),
            *({**row, "study_id": "theirs"} for row in theirs),
            studies=[study(), study("theirs")],
            arms=[arm(), arm("theirs", n=9)],
        )
        return ia.estimate_recovery("soleus", evidence=own).cautions[0]

    assert told(LOST, back(7)) == "theirs (campaign theirs) contradicts this: back by recovery day 7."
    assert told(LOST, away(30), back(90)) == (
        "theirs (campaign theirs) contradicts this: back only between recovery days 30 and 90."
    )
    assert told(LOST, back(15)).startswith("Back means here")


def two_ages(**older: Any) -> Evidence:
    """Return evidence of one study: people of 25 were back on day 14, people of 65 were not."""
    return evidence_of(
        LOST,
        back(14),
        LOST | {"arm_id": "older"},
        away(14, arm_id="older"),
        arms=[arm(age_mean=25), arm() | {"arm_id": "older", "age_mean": 65} | older],
    )


@pytest.mark.parametrize(
    ("age", "older", "basis"),
    [
        (None, {}, "observed"),
        (30, {}, "observed"),
        (45, {}, "observed"),  # as near to the one as to the other
        (46, {}, "modelled"),
        (80, {}, "modelled"),
        (80, {"age_mean": None}, "observed"),
        (80, {"recovery_condition": "rehabilitation"}, "observed"),  # which may be why
        (80, {"countermeasure": "vibration"}, "observed"),
        (80, {"exposure_days": 60}, "observed"),
    ],
)
def test_a_group_that_older_people_of_its_study_contradict_is_not_asked_for_them(
    age: float | None, older: dict[str, Any], basis: str
) -> None:
    own = two_ages(**older)

    assert ia.estimate_recovery("soleus", age_years=age, evidence=own, parameters=parameters()).basis == basis


@pytest.mark.parametrize(
    ("sex", "sexes", "basis"),
    [
        (None, ("male", "female"), "observed"),
        ("male", ("male", "female"), "observed"),
        ("female", ("male", "female"), "modelled"),
        ("female", ("mixed", "female"), "modelled"),
        ("female", ("female", "female"), "observed"),
        ("female", ("male", "mixed"), "observed"),
    ],
)
def test_a_group_that_its_study_contradicts_for_a_sex_is_not_asked_for_it(
    sex: Any, sexes: tuple[str, str], basis: str
) -> None:
    own = evidence_of(
        LOST,
        back(14),
        LOST | {"arm_id": "others"},
        away(14, arm_id="others"),
        arms=[arm(sex=sexes[0]), arm() | {"arm_id": "others", "sex": sexes[1]}],
    )

    assert ia.estimate_recovery("soleus", sex=sex, evidence=own, parameters=parameters()).basis == basis


def test_without_a_model_or_by_request_it_answers_at_any_age() -> None:
    own = two_ages()
    contradicted = "ours (another group of the same study, older) contradicts this: still away from baseline"

    for asked in ({}, {"basis": "observed", "parameters": parameters()}):
        estimate = ia.estimate_recovery("soleus", age_years=80, evidence=own, **asked)  # type: ignore[arg-type]  # mixed keywords
        assert (estimate.days, estimate.basis) == (14, "observed")
        assert estimate.cautions[0].startswith(contradicted)


def test_the_women_of_a_real_study_do_not_come_back_with_the_men() -> None:
    def studies(sex: Any) -> tuple[str, ...]:
        return ia.estimate_recovery("wrist flexors", ia.Exposure("cast", 21), measure="strength", sex=sex).studies

    assert studies("male") == studies(None) == ("clark2009_wrist_sex",)
    found = ia.estimate_recovery("wrist flexors", ia.Exposure("cast", 21), measure="strength", sex="female")
    assert found.basis == "modelled"


def test_the_old_of_a_real_study_do_not_come_back_with_the_young() -> None:
    fortnight = ia.Exposure("bed_rest", 14)

    assert ia.estimate_recovery("quadriceps", fortnight, age_years=25).studies == ("rejc2018",)
    assert ia.estimate_recovery("quadriceps", fortnight, age_years=70).basis == "modelled"
