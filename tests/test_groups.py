"""Groups of muscles: answered from their members, by the slowest, people counted once a campaign."""

import pytest
from own_evidence import LOST, arm, away, back, evidence_of, of, study

import inactivity as ia


def test_group_of_muscles_answers_from_its_members_by_the_slowest() -> None:
    own = evidence_of(*of("rectus_femoris", LOST, back(4)), *of("vasti", LOST, away(4), back(28)))
    estimate = ia.estimate_recovery("quadriceps", evidence=own)

    assert (estimate.muscle, estimate.days, estimate.low, estimate.high) == ("quadriceps", 28, 4, 28)
    assert estimate.cautions[0] == "Answered from members, by the slowest, in days: rectus femoris 4, vasti 28."
    assert (estimate.studies, estimate.n_subjects, len(estimate.observations)) == (("ours",), 30, 3)


def test_silent_members_are_named() -> None:
    own = evidence_of(*of("vastus_medialis", LOST, back(4)))

    assert ia.estimate_recovery("quadriceps", evidence=own).cautions[:2] == (
        "Answered from members, by the slowest, in days: vasti 4.",
        "No observed return for rectus femoris.",
    )


def test_group_of_muscles_observed_itself_answers_itself() -> None:
    own = evidence_of(*of("rectus_femoris", LOST, back(4)), *of("quadriceps", LOST, back(28)))

    assert ia.estimate_recovery("quadriceps", evidence=own).observations[0].muscle == "quadriceps"


@pytest.mark.parametrize(
    ("members", "group", "days"),
    [
        pytest.param("bed_rest", "head_down_bed_rest", 4, id="members fit better"),
        pytest.param("head_down_bed_rest", "bed_rest", 28, id="the group fits better"),
        pytest.param("head_down_bed_rest", "head_down_bed_rest", 28, id="neither fits"),
    ],
)
def test_members_answer_for_their_group_where_they_fit_the_question_better(
    members: str, group: str, days: float
) -> None:
    rows = [*of("rectus_femoris", LOST, back(4)), *of("quadriceps", LOST, back(28, study_id="theirs"))]
    rows[2]["study_id"] = "theirs"
    own = evidence_of(
        *rows,
        studies=[study(), study("theirs")],
        arms=[arm(exposure_kind=members), arm("theirs", exposure_kind=group)],
    )

    assert ia.estimate_recovery("quadriceps", evidence=own).days == days


@pytest.mark.parametrize(
    ("campaign", "n", "people"), [("ours", 12, 30), ("ours", 40, 40), ("theirs", 12, 42), ("theirs", None, None)]
)
def test_people_of_one_campaign_count_once(campaign: str, n: int | None, people: int | None) -> None:
    rows = [
        *of("rectus_femoris", LOST, back(4)),
        *of("vasti", LOST | {"study_id": "theirs"}, back(4, study_id="theirs")),
    ]
    own = evidence_of(*rows, studies=[study(), study("theirs", campaign=campaign)], arms=[arm(), arm("theirs", n=n)])

    assert ia.estimate_recovery("quadriceps", evidence=own).n_subjects == people


@pytest.mark.parametrize("muscle", ["trunk", "trunk_extensors"])
def test_people_of_a_group_of_groups_count_once_a_campaign(muscle: str) -> None:
    base = ia.evidence()
    found = ia.estimate_recovery(muscle, basis="observed")
    people: dict[str, set[int | None]] = {}
    for row in found.observations:
        campaign = base.study(row.study_id).campaign
        people.setdefault(campaign, set()).add(row.n or base.arm(row.study_id, row.arm_id).n)

    assert people == {
        "agbresa": {12},
        "berlin_bbr1": {10},
    }  # four levels of one spine, and three muscles, are one sample
    assert found.n_subjects == 12 + 10


def members_after(first: str, second: str) -> ia.RecoveryEstimate:
    """Return the answer of a group of which one member was followed after each of two exposures."""
    theirs = [row | {"study_id": "theirs"} for row in of("vasti", LOST, back(28))]
    own = evidence_of(
        *of("rectus_femoris", LOST, back(4)),
        *theirs,
        studies=[study(), study("theirs")],
        arms=[arm(exposure_days=60, exposure_kind=first), arm("theirs", exposure_days=60, exposure_kind=second)],
    )
    return ia.estimate_recovery("quadriceps", evidence=own)


def test_members_after_different_exposures_are_said_to_be() -> None:
    assert members_after("bed_rest", "head_down_bed_rest").cautions[:2] == (
        "Answered from members, by the slowest, in days: rectus femoris 4, vasti 28.",
        "The members were observed after different exposures: 60 days of bed rest, 60 days of head-down bed rest.",
    )
    assert not [caution for caution in members_after("bed_rest", "bed_rest").cautions if "exposures" in caution]
    caution = "The members were observed after different exposures: 60 days of head-down bed rest, 56 days of bed rest"
    assert any(one.startswith(caution) for one in ia.estimate_recovery("trunk", basis="observed").cautions)


def test_days_of_the_slowest_may_be_earlier_than_the_last_day_of_another() -> None:
    own = evidence_of(*of("rectus_femoris", LOST, back(4, day_high=90)), *of("vasti", LOST, away(4), back(28)))
    estimate = ia.estimate_recovery("quadriceps", evidence=own)

    assert (estimate.days, estimate.low, estimate.high) == (28, 4, 90)
    assert estimate.cautions[1] == "Rectus femoris is only known to be back by day 90."
    assert "back on recovery day 28 (about 4 weeks) or later" in estimate.describe()
