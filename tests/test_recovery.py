"""Recovery from the packaged evidence: the founding answers, the golden tables, the arguments, the words."""

import gc
import os
import warnings
import weakref
from typing import Any

import attrs
import golden_estimates
import pytest
from own_evidence import after, arm, back, during, evidence_of, mean

import inactivity as ia
from inactivity import AvailableEstimate, Evidence, Exposure, RecoveryEstimate

# ---------------------------------------------------------------- the founding answers


@pytest.mark.parametrize(
    ("muscle", "days", "low", "high"),
    [
        ("psoas", 28, 28, 180),
        ("multifidus", 4, 0, 4),
        ("rectus_abdominis", 4, 0, 4),
        ("anterolateral_abdominals", 4, 0, 4),
    ],
)
def test_founding_study_answers(muscle: str, days: float, low: float, high: float) -> None:
    estimate = ia.estimate_recovery(muscle)

    assert (estimate.days, estimate.low, estimate.high) == (days, low, high)
    assert (estimate.studies, estimate.n_subjects, estimate.exposure) == (("hides2007",), 10, ia.REFERENCE_EXPOSURE)
    assert ia.estimated_recovery_days(muscle) == days
    assert type(ia.estimated_recovery_days(muscle)) is float


def test_contradiction_of_the_multifidus_is_named() -> None:
    assert ia.estimate_recovery("multifidus").cautions == (
        "belavy2008 (same campaign) contradicts this: still away from baseline on recovery day 90.",
        *ia.estimate_recovery("multifidus").cautions[1:3],
        "It holds for the mean of a group: single people are slower or faster.",
        "Few people: n = 10.",
        "Men only.",
    )


def test_lower_bound_of_the_psoas_is_said() -> None:
    cautions = ia.estimate_recovery("psoas").cautions

    assert (
        "The printed day 28 is a lower bound: the muscle was back some time after it, within the follow-up to day 180."
        in cautions
    )
    assert "The reading is of medium confidence (abstract (reproduced))." in cautions


# ---------------------------------------------------------------- golden tables


@pytest.mark.parametrize("name", golden_estimates.TABLES)
def test_estimates_are_those_of_the_golden_table(name: str) -> None:
    if "REMAKE_GOLDEN" in os.environ:
        golden_estimates.remake(name)
        pytest.fail("remade: look at the difference, and name it in CHANGELOG.md under Estimates")

    made, golden = golden_estimates.TABLES[name](), golden_estimates.read(name)
    assert [row for row in made if row not in golden] == []
    assert [row for row in golden if row not in made] == []
    assert made == golden


def test_golden_tables_are_complete() -> None:
    assert len(golden_estimates.read("reference")) == 119
    assert len(golden_estimates.read("available")) == 102


# ---------------------------------------------------------------- who can answer


def test_available_estimates_of_a_muscle() -> None:
    assert ia.available_estimates("Psoas Major") == (
        AvailableEstimate(
            muscle="psoas_major",
            measure="size",
            exposure=ia.REFERENCE_EXPOSURE,
            study_id="hides2007",
            arm_id="ctrl",
            countermeasure="none",
            site="L4",
            days=28.0,
            low=28.0,
            high=180.0,
            n=10,
        ),
    )


def asked_for(one: AvailableEstimate) -> str | None:
    """Return the countermeasure to name: "none" and not known are what is asked about if none is."""
    return None if one.countermeasure == "none" else one.countermeasure


def test_available_estimates_answer_when_asked() -> None:
    for one in ia.available_estimates():
        asked = ia.estimate_recovery(
            one.muscle, one.exposure, measure=one.measure, countermeasure=asked_for(one), basis="auto"
        )
        assert asked.exposure.kind.family == one.exposure.kind.family
        assert abs(asked.exposure.days - one.exposure.days) <= one.exposure.days / 4


def test_available_estimates_of_a_group_are_those_of_its_members_too() -> None:
    found = ia.available_estimates("calf")

    assert {one.muscle for one in found} > {"triceps_surae"}
    assert {one.muscle for one in found} <= {
        member.id for member in (ia.muscle("calf"), *ia.muscle("calf").descendants())
    }
    assert set(ia.available_estimates("soleus")) <= set(found)


def test_available_estimate_in_words_names_what_was_done() -> None:
    words = {one.arm_id: str(one) for one in ia.available_estimates("soleus")}

    assert words == {
        "ctrl": "size of soleus after 90 days of head-down bed rest (belavy2017)",
        "fly": "size of soleus after 90 days of head-down bed rest, countermeasure resistance_exercise (belavy2017)",
    }


def test_available_estimates_of_own_evidence() -> None:
    own = evidence_of(during(56, outcome="decreased"), mean(4, -1.5), back(28, measure="power"))

    assert [(one.measure, one.days) for one in ia.available_estimates(evidence=own)] == [("size", 4), ("strength", 28)]
    assert [one.measure for one in ia.available_estimates("soleus", within_pct=1, evidence=own)] == ["strength"]
    assert ia.available_estimates("psoas", evidence=own) == ()
    with pytest.raises(ia.InvalidValueError, match=r"^within_pct is 0"):
        ia.available_estimates(within_pct=0)
    with pytest.raises(ia.UnknownMuscleError):
        ia.available_estimates("solius")


# ---------------------------------------------------------------- arguments


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"exposure": "bed_rest:14d"}, "exposure"),
        ({"exposure": ia.Recovery(14)}, "exposure"),
        ({"measure": "mass"}, "measure"),
        ({"measure": ["size"]}, "measure"),
        ({"target": "me"}, "target"),
        ({"level": 0}, "level"),
        ({"level": 1}, "level"),
        ({"level": "0.9"}, "level"),
        ({"level": True}, "level"),
        ({"within_pct": 0}, "within_pct"),
        ({"within_pct": 101}, "within_pct"),
        ({"within_pct": None}, "within_pct"),
        ({"age_years": -1}, "age_years"),
        ({"age_years": 121}, "age_years"),
        ({"age_years": "80"}, "age_years"),
        ({"sex": "mixed"}, "sex"),
        ({"countermeasure": ""}, "countermeasure"),
        ({"countermeasure": "Nutrition"}, "countermeasure"),
        ({"recovery_condition": "rest"}, "recovery_condition"),
        ({"recovery_condition": None}, "recovery_condition"),
        ({"basis": "guessed"}, "basis"),
        ({"evidence": "mine"}, "evidence"),
    ],
)
def test_argument_that_breaks_its_rule_is_named(asked: dict[str, Any], name: str) -> None:
    for estimate in (ia.estimate_recovery, ia.estimated_recovery_days):
        with pytest.raises(ia.InvalidValueError) as caught:
            estimate("psoas", **asked)
        assert caught.value.name == name


def test_number_is_the_field_of_the_record_for_the_same_arguments() -> None:
    asked: dict[str, Any] = {
        "exposure": Exposure.parse("hdbr:60d"),
        "measure": "size",
        "target": "group",
        "level": 0.5,
        "within_pct": 5,
        "age_years": 30,
        "sex": "male",
        "countermeasure": "resistance_exercise",
        "recovery_condition": "unknown",
        "basis": "observed",
        "evidence": ia.evidence().without(studies=["hides2007"]),
    }

    assert ia.estimated_recovery_days("soleus", **asked) == ia.estimate_recovery("soleus", **asked).days


def test_arguments_are_kept_with_the_answer() -> None:
    estimate = ia.estimate_recovery("psoas", level=0.5, within_pct=5)

    assert (estimate.level, estimate.within_pct, estimate.target, estimate.basis) == (0.5, 5.0, "group", "observed")
    assert (estimate.interval, estimate.edition, estimate.n_studies) == ("censoring", ia.evidence().edition, 1)


def test_equal_questions_get_equal_answers_from_equal_evidence() -> None:
    twin = Evidence.from_records(*ia.evidence().to_records(), edition=ia.evidence().edition)

    assert ia.estimate_recovery("trunk flexors", evidence=twin) == ia.estimate_recovery("trunk flexors")


def test_unknown_muscle_and_sitting_raise() -> None:
    with pytest.raises(ia.UnknownMuscleError):
        ia.estimate_recovery("solius")
    with pytest.raises(ia.NoEvidenceError, match="that is the finding, not an omission") as caught:
        ia.estimate_recovery("soleus", Exposure.parse("sitting:30d"))
    assert caught.value.nearest == ()


def test_no_estimate_warns() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ia.estimate_recovery("whole body muscle", basis="observed").n_studies > 1


def test_answers_live_as_long_as_their_evidence() -> None:
    own = evidence_of(during(56, outcome="decreased"), back(4))
    answer, gone = ia.estimate_recovery("soleus", evidence=own), weakref.ref(own)
    assert ia.estimate_recovery("soleus", evidence=own) is answer

    del own
    gc.collect()
    assert gone() is None


def test_muscle_made_up_by_one_user_changes_no_answer_of_another() -> None:
    lost, returned = during(56, outcome="decreased"), back(4)
    own = evidence_of(lost | {"muscle": "vasti"}, returned | {"muscle": "vasti"})
    changed = attrs.evolve(ia.muscle("quadriceps"), name="my quadriceps", members=("vasti",))

    assert ia.estimate_recovery(changed, evidence=own).muscle_name == "my quadriceps"
    assert ia.estimate_recovery("quadriceps", evidence=own).muscle_name == "quadriceps femoris"


# ---------------------------------------------------------------- words


def test_estimate_in_words() -> None:
    estimate = ia.estimate_recovery("psoas")
    first, observed, second, third, last = estimate.describe().splitlines()

    assert first == "Psoas major, size: back after recovery day 28 (about 4 weeks) after 56 days of bed rest."
    assert observed == (
        "Observed: later than day 28, at the latest day 180 (the days of the scans, not a confidence interval)."
    )
    assert second == f"From Hides et al. (2007), 10 people; evidence edition {ia.evidence().edition}."
    assert third == f"Cautions: {' '.join(estimate.cautions)}"
    assert last == "This informs; it does not diagnose."


def test_estimate_without_cautions_in_words() -> None:
    own = evidence_of(during(56, outcome="decreased"), mean(21, -1), arms=[arm()])

    assert ia.estimate_recovery("soleus", target="group", evidence=own).describe().splitlines() == [
        "Soleus, size: back by recovery day 21 after 56 days of bed rest.",
        "Observed: later than day 0, at the latest day 21 (the days of the scans, not a confidence interval).",
        "From [authors not on record: ours] (n.d.), 30 people; evidence edition own.",
        "This informs; it does not diagnose.",
    ]


def test_unknown_number_of_people_in_words() -> None:
    own = evidence_of(back(4), arms=[arm(n=None)])

    assert "number of people not stated" in ia.estimate_recovery("soleus", evidence=own).describe()


def test_estimate_in_a_notebook_is_escaped() -> None:
    own = evidence_of(after(4, outcome="returned_to_baseline", locator="<b>Table</b>", confidence="low"))
    page = ia.estimate_recovery("soleus", evidence=own)._repr_html_()

    assert page.startswith("<table><tr><th>muscle</th><td>soleus</td></tr>")
    assert "<th>back</th><td>by recovery day 4 (observed: 0 to 4 days)</td>" in page
    assert "&lt;b&gt;Table&lt;/b&gt;" in page
    assert page.endswith("</ul><p>This informs; it does not diagnose.</p>")


@pytest.mark.parametrize(
    ("muscle", "words"), [("psoas", "after recovery day 28 (about 4 weeks)"), ("multifidus", "by recovery day 4")]
)
def test_table_and_paragraph_say_when_in_the_same_words(muscle: str, words: str) -> None:
    estimate = ia.estimate_recovery(muscle)

    assert f"back {words} after 56 days of bed rest." in estimate.describe()
    assert f"<th>back</th><td>{words} (observed: " in estimate._repr_html_()


def test_record_refuses_an_interval_without_its_point() -> None:
    with pytest.raises(ia.DataError, match=r"days is 28, outside low to high, 30 to 180"):
        attrs.evolve(ia.estimate_recovery("psoas"), low=30)


def test_record_is_frozen() -> None:
    estimate: RecoveryEstimate = ia.estimate_recovery("psoas")

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        estimate.days = 30.0  # type: ignore[misc]  # the mistake under test


def test_basis_auto_answers_only_from_like_exposures() -> None:
    own = evidence_of(during(90, outcome="decreased"), back(28), arms=[arm(exposure_days=90)])
    with pytest.raises(ia.NoEvidenceError, match='Ask with basis="observed"'):
        ia.estimate_recovery("soleus", evidence=own)

    assert ia.estimate_recovery("soleus", evidence=own, basis="observed").exposure.days == 90
    assert ia.estimate_recovery("soleus").basis == "modelled"
