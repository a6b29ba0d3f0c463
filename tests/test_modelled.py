"""Recovery: which basis answers, and what the model says where it does."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from own_evidence import back, evidence_of

import inactivity as ia
from inactivity.serialization import from_dict, to_dict

REFERENCE = ia.REFERENCE_EXPOSURE
SHORT = ia.Exposure("bed_rest", 14)
STAY = ia.Exposure("icu_stay", 90)


# ---------------------------------------------------------------- basis


@pytest.mark.parametrize(
    ("muscle", "days"), [("psoas", 28), ("multifidus", 4), ("rectus abdominis", 4), ("anterolateral abdominals", 4)]
)
def test_the_founding_study_answers_for_its_muscles(muscle: str, days: float) -> None:
    found = ia.estimate_recovery(muscle)

    assert (found.basis, found.days, found.exposure, found.studies) == ("observed", days, REFERENCE, ("hides2007",))
    assert ia.estimate_recovery(muscle, basis="observed").days == days
    assert ia.estimate_recovery(muscle, basis="modelled").basis == "modelled"
    assert ia.estimate_recovery(muscle, basis="modelled").observations == ()


@pytest.mark.parametrize("muscle", ["soleus", "multifidus"])
def test_two_weeks_are_not_eight(muscle: str) -> None:
    assert ia.estimate_recovery(muscle, SHORT).basis == "modelled"


def observed_alike(muscle: str, exposure: ia.Exposure, measure: str) -> bool:
    """Whether a group without a countermeasure was seen back after the same kind and days within a quarter."""
    return any(
        one.muscle == muscle
        and one.measure == measure
        and one.exposure.kind is exposure.kind
        and abs(one.exposure.days - exposure.days) <= exposure.days / 4
        and one.countermeasure in ("none", None)
        for one in ia.available_estimates(muscle)
    )


@pytest.mark.parametrize("muscle", [muscle for muscle in ia.muscles() if not muscle.members], ids=str)
def test_auto_is_observed_exactly_where_somebody_was_seen_back(muscle: ia.Muscle) -> None:
    for exposure in (
        REFERENCE,
        SHORT,
        ia.Exposure("hdbr", 60),
        ia.Exposure("limb_cast", 14),
        ia.Exposure("icu_stay", 7),
    ):
        for measure in ("size", "strength"):
            seen = observed_alike(muscle.id, exposure, measure)
            asked: dict[str, Any] = {"measure": measure}
            try:
                found = ia.estimate_recovery(muscle, exposure, **asked)
            except ia.NoEvidenceError:
                assert not seen
                continue
            assert found.basis == ("observed" if seen else "modelled")
            other = ia.estimate_recovery(muscle, exposure, basis=found.basis, **asked)
            assert (other.days, other.studies) == (found.days, found.studies)


def test_days_within_a_quarter_are_of_the_same_length() -> None:
    def basis(days: float) -> str:
        return ia.estimate_recovery("psoas", ia.Exposure("bed_rest", days)).basis

    assert [basis(days) for days in (44, 45, 74, 75)] == ["modelled", "observed", "observed", "modelled"]
    assert ia.estimate_recovery("psoas", ia.Exposure("hdbr", 56)).basis == "modelled"


def test_an_own_fit_is_asked_before_observations() -> None:
    from inactivity.kinetics import parameters

    assert ia.estimate_recovery("psoas", parameters=parameters()).basis == "modelled"
    assert ia.estimate_recovery("psoas", parameters=parameters(), evidence=ia.evidence()).basis == "observed"


def test_own_evidence_without_a_fit_is_never_modelled() -> None:
    own = evidence_of(back(28))

    assert ia.estimate_recovery("soleus", evidence=own).basis == "observed"
    for muscle, basis in (("psoas", "auto"), ("psoas", "observed"), ("psoas", "modelled"), ("soleus", "modelled")):
        with pytest.raises(ia.NoEvidenceError):
            ia.estimate_recovery(muscle, evidence=own, basis=basis)  # type: ignore[arg-type]  # the words are parametrised texts
    with pytest.raises(ia.NoEvidenceError, match="fit it with"):
        ia.estimate_recovery("soleus", evidence=ia.evidence().without(campaigns=["deboer2007"]), basis="modelled")
    assert ia.estimate_recovery("soleus", evidence=ia.evidence(), basis="modelled").basis == "modelled"


def test_the_horizon_is_not_told_as_a_day() -> None:
    found = ia.estimate_recovery("hamstrings", ia.Exposure("surgery", 90), measure="strength")

    assert found.high == 3650.0
    assert "interval for one person from 0 days on, no upper bound within ten years." in found.describe()
    assert "modelled: from 0 days on, no upper bound" in found._repr_html_()


@pytest.mark.parametrize("value", ["own.json", {}, 5])
@pytest.mark.parametrize("basis", ["auto", "modelled"])
def test_parameters_that_are_none(value: Any, basis: Any) -> None:
    with pytest.raises(ia.InvalidValueError, match="parameters"):
        ia.estimate_recovery("soleus", basis=basis, parameters=value)


# ---------------------------------------------------------------- what the model says


def test_a_lasting_deficit_is_said_to_last() -> None:
    with pytest.raises(ia.NoEvidenceError, match="settle further than 2 % from baseline; ask for a wider within_pct"):
        ia.estimate_recovery("quadriceps", STAY, measure="strength", basis="modelled")
    course = ia.forecast("quadriceps", [STAY, ia.Recovery(3650)], measure="strength", step_days=365)
    settled = -course.change_pct[-1]

    assert settled > 2
    wider = ia.estimate_recovery("quadriceps", STAY, measure="strength", basis="modelled", within_pct=settled + 1)
    assert wider.days < 3650


def test_no_upper_bound_is_said() -> None:
    course = ia.forecast("quadriceps", [STAY, ia.Recovery(3650)], measure="strength", step_days=3650)
    found = ia.estimate_recovery(
        "quadriceps",
        STAY,
        measure="strength",
        basis="modelled",
        within_pct=0.01 - course.change_pct[-1],
        level=0.999_999_999,
    )

    assert found.high == 3650
    assert "No upper bound within ten years: some may settle further from baseline than asked for." in found.cautions


def test_within_the_tolerance_already_is_said() -> None:
    found = ia.estimate_recovery("soleus", ia.Exposure("bed_rest", 1), basis="modelled", within_pct=5)

    assert (found.days, found.low) == (0, 0)
    assert "The change expected at the end of the exposure is within 5 % already." in found.cautions


def test_longer_than_studied_widens_and_is_said() -> None:
    found = ia.estimate_recovery("soleus", ia.Exposure("bed_rest", 300), basis="modelled")
    usual = ia.estimate_recovery("soleus", ia.Exposure("bed_rest", 119), basis="modelled")

    assert (
        found.cautions[0]
        == "The longest exposure that the model was fitted to lasted 119 days; beyond it the interval is widened."
    )
    assert usual.cautions == ()
    assert found.high / found.days > usual.high / usual.days


def test_an_age_outside_widens_and_is_said() -> None:
    old, older = (ia.estimate_recovery("soleus", basis="modelled", age_years=age) for age in (72, 110))

    assert "Age 110 lies outside the mean ages studied in this exposure, 22 to 72 years." in older.cautions
    assert old.cautions == ()
    assert older.high / older.days > old.high / old.days


def test_recovery_that_nobody_followed_is_said() -> None:
    steps = ia.estimate_recovery("quadriceps", ia.Exposure("step_reduction", 14), basis="modelled")
    assert "The model was fitted to no recovery after such an exposure: the interval is widened." in steps.cautions

    hung = ia.estimate_recovery("quadriceps", ia.Exposure("limb_suspension", 28), basis="modelled")
    assert any(
        caution.startswith("The model was fitted to nothing later than recovery day 7 after")
        for caution in hung.cautions
    )


def test_records_survive_every_way_out_and_back() -> None:
    found = ia.estimate_recovery("soleus", SHORT)

    assert (found.interval, found.basis, found.n_studies) == ("credible", "modelled", len(found.studies))
    assert from_dict(ia.RecoveryEstimate, to_dict(found)) == found
    assert pickle.loads(pickle.dumps(found)) == copy.deepcopy(found) == found  # noqa: S301 - our own bytes


def test_a_description_reads_well() -> None:
    lines = ia.estimate_recovery("soleus", SHORT, level=0.8).describe().splitlines()

    assert lines[0].startswith("Soleus, size: back about recovery day ")
    assert lines[0].endswith(" after 14 days of bed rest.")
    assert lines[1].startswith("Modelled: 80 % interval for one person ")
    assert lines[-1] == "This informs; it does not diagnose."
    group = ia.estimate_recovery("soleus", target="group", basis="modelled")
    assert "interval for the mean of a group" in group.describe()
    assert "weeks)" in group.describe()
    assert "modelled: " in group._repr_html_()
