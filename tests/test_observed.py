"""Observed recovery, worked by hand: when a group was back, who answers, and what weakens the answer."""

from typing import Any

import pytest
from own_evidence import Row, after, arm, away, back, during, evidence_of, mean, study

import inactivity as ia
from inactivity import Evidence, Exposure, NoEvidenceError

LOST = during(56, outcome="decreased")
GREW = during(56, outcome="increased")


def answer(*rows: Row, arms: list[Row] | None = None, **asked: Any) -> tuple[float, float, float]:
    estimate = ia.estimate_recovery("soleus", evidence=evidence_of(*rows, arms=arms), **asked)
    return estimate.days, estimate.low, estimate.high


def refusal(*rows: Row, arms: list[Row] | None = None, **asked: Any) -> NoEvidenceError:
    with pytest.raises(NoEvidenceError) as caught:
        answer(*rows, arms=arms, **asked)
    return caught.value


# ---------------------------------------------------------------- one group


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([LOST, away(14), back(28)], (28, 14, 28), id="away on day 14, back on day 28"),
        pytest.param([LOST, back(28), away(14)], (28, 14, 28), id="in whatever order it is written"),
        pytest.param([LOST, back(4)], (4, 0, 4), id="back at the first scan"),
        pytest.param([back(4)], (4, 0, 4), id="back, the loss not printed"),
        pytest.param([LOST, back(0)], (0, 0, 0), id="back at once"),
        pytest.param([LOST, away(7), away(14), back(28), back(90)], (28, 14, 28), id="the tightest interval"),
        pytest.param([LOST, back(4), away(14), back(28)], (28, 14, 28), id="away again after it was back"),
        pytest.param([LOST, back(4), away(14), back(28), away(60), back(90)], (90, 60, 90), id="away again, twice"),
        pytest.param([LOST, mean(14, -6), mean(28, -1.5)], (28, 14, 28), id="mean within two per cent"),
        pytest.param([LOST, mean(14, -6), mean(28, -2)], (28, 14, 28), id="mean at just two per cent"),
        pytest.param([LOST, mean(14, -6), mean(28, 9)], (28, 14, 28), id="shrunk, passed its baseline"),
        pytest.param([LOST, after(14, outcome="above_baseline")], (14, 0, 14), id="shrunk, above baseline is back"),
        pytest.param([GREW, after(14, outcome="above_baseline"), back(28)], (28, 14, 28), id="grown, above is away"),
        pytest.param([GREW, away(14)], (14, 0, 14), id="grown, below baseline is back"),
        pytest.param([GREW, mean(14, 6), mean(28, 1.5)], (28, 14, 28), id="grown, mean within two per cent"),
        pytest.param([GREW, mean(14, 6), mean(28, -9)], (28, 14, 28), id="grown, fell below its baseline"),
        pytest.param([mean(14, 6), mean(28, 1.5)], (28, 14, 28), id="whichever way it went"),
        pytest.param([during(56, change_pct=9), away(14)], (14, 0, 14), id="grown, told by its mean"),
        pytest.param([LOST, back(28, day_high=180)], (28, 28, 180), id="printed day is a lower bound"),
        pytest.param([LOST, away(14), back(28, day_high=180)], (28, 28, 180), id="lower bound later than away"),
        pytest.param([LOST, after(14, change_pct=-1), back(28)], (28, 0, 28), id="mean without spread tells nothing"),
        pytest.param([LOST, after(14, change_pct=-6), back(28)], (28, 14, 28), id="mean without spread can be away"),
        pytest.param([LOST, after(None, outcome="still_below_baseline"), back(28)], (28, 0, 28), id="day not known"),
        pytest.param([LOST, after(14, outcome="unchanged"), back(28)], (28, 0, 28), id="no change tells nothing"),
    ],
)
def test_interval_runs_from_the_last_day_away_to_the_first_day_back(
    rows: list[Row], expected: tuple[float, float, float]
) -> None:
    assert answer(*rows) == expected


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        ([LOST, away(14)], 14),
        ([LOST, away(14), away(90)], 90),
        ([LOST, back(4), away(14)], 14),
        ([LOST, mean(28, -6)], 28),
        ([GREW, after(28, outcome="above_baseline")], 28),
    ],
)
def test_never_back_says_until_when_it_was_away(rows: list[Row], last: float) -> None:
    assert refusal(*rows).reason == (
        f"Still away from baseline on recovery day {last} after 56 days of bed rest (ours)."
    )


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([during(56, outcome="unchanged"), after(4, outcome="unchanged")], id="never left baseline"),
        pytest.param([mean(4, -1.5)], id="never left by more than two per cent"),
        pytest.param([LOST], id="never followed"),
        pytest.param([LOST, after(None, outcome="returned_to_baseline")], id="back on a day nobody printed"),
        pytest.param([LOST, after(14, change_pct=-1)], id="mean without spread"),
        pytest.param([LOST, during(0, muscle="vasti", change_pct=-1), back(4, muscle="vasti")], id="another muscle"),
        pytest.param([LOST, back(4, measure="power")], id="another measure"),
        pytest.param([LOST, back(4, measure="fat_fraction")], id="a measure of no class"),
    ],
)
def test_nothing_observed_is_no_evidence(rows: list[Row]) -> None:
    assert refusal(*rows).reason == "No group of the evidence was observed back at baseline."


def test_exposure_of_unknown_length_cannot_answer() -> None:
    assert refusal(LOST, back(4), arms=[arm(exposure_days=None)]).nearest == ()


@pytest.mark.parametrize(("within_pct", "high"), [(2, 28), (1.5, 28), (6, 14), (20, 14)])
def test_within_pct_says_how_near_is_back(within_pct: float, high: float) -> None:
    assert answer(LOST, mean(14, -6), mean(28, -1.5), within_pct=within_pct)[2] == high


def test_tighter_within_pct_can_leave_nothing() -> None:
    assert refusal(LOST, mean(28, -1.5), within_pct=1).nearest[0].muscle == "soleus"


def test_strength_is_another_question() -> None:
    rows = [LOST, back(4), during(56, measure="power", outcome="decreased"), back(28, measure="power")]

    assert answer(*rows) == (4, 0, 4)
    assert answer(*rows, measure="strength") == (28, 0, 28)


def test_sites_of_a_muscle_are_followed_apart_and_the_last_one_back_answers() -> None:
    upper = [back(4, site="L1"), away(4, site="L5"), back(28, site="L5")]

    assert answer(LOST, *upper) == (28, 4, 28)


def test_direction_is_taken_from_the_arm_where_a_site_does_not_tell() -> None:
    assert answer(during(56, site="L4", outcome="increased"), mean(14, -6)) == (14, 0, 14)


def test_direction_is_taken_from_the_campaign_where_the_arm_does_not_tell() -> None:
    studies = [study(), study("theirs", campaign="ours")]
    rows = [mean(14, -6), during(56, study_id="theirs", outcome="increased")]
    own = evidence_of(*rows, studies=studies, arms=[arm(), arm("theirs")])

    assert ia.estimate_recovery("soleus", evidence=own).high == 14


def test_rows_it_was_read_from_come_with_the_answer() -> None:
    own = evidence_of(LOST, away(7), away(14), back(28))

    assert ia.estimate_recovery("soleus", evidence=own).observations == own.observations(phase="recovery")[1:]


def test_question_that_cannot_be_answered_is_told_the_nearest_that_can() -> None:
    rows = [LOST, back(4, measure="power"), during(5, muscle="triceps_surae", outcome="decreased")]
    own = evidence_of(*rows, back(9, muscle="triceps_surae"))

    with pytest.raises(NoEvidenceError) as caught:
        ia.estimate_recovery("soleus", evidence=own)
    assert caught.value.question == "recovery of the size of soleus after 56 days of bed rest"
    assert tuple(map(str, caught.value.nearest)) == (
        "size of triceps surae after 56 days of bed rest (ours)",
        "strength of soleus after 56 days of bed rest (ours)",
    )


def test_kind_nobody_measured_is_a_finding() -> None:
    asked = Exposure("sitting", 30)

    assert refusal(LOST, back(4), exposure=asked).reason == (
        "No study of the evidence measured a muscle in sitting: that is the finding, not an omission."
    )


def test_other_families_of_exposure_never_answer() -> None:
    assert tuple(map(str, refusal(LOST, back(4), exposure=Exposure("cast", 56)).nearest)) == (
        "size of soleus after 56 days of bed rest (ours)",
    )


# ---------------------------------------------------------------- cautions


def cautions(rows: list[Row], arms: list[Row], **asked: Any) -> tuple[str, ...]:
    own = evidence_of(*rows, arms=arms)
    return ia.estimate_recovery("soleus", evidence=own, **({"target": "group", "basis": "observed"} | asked)).cautions


PLAIN = [LOST, mean(4, -1)]


def test_nothing_weakens_a_large_group_asked_about_as_it_was() -> None:
    assert cautions(PLAIN, [arm()]) == ()


@pytest.mark.parametrize(
    ("fields", "asked", "caution"),
    [
        ({"exposure_days": 60}, {}, "Observed after 60 days of bed rest, near the 56 asked about."),
        ({"exposure_days": 90}, {}, "Observed after 90 days of bed rest, not after 56 days of bed rest."),
        (
            {"exposure_kind": "head_down_bed_rest"},
            {},
            "Observed after 56 days of head-down bed rest, not after 56 days of bed rest.",
        ),
        (
            {"exposure_kind": "icu_stay"},
            {"exposure": Exposure("icu", 56)},
            "Baseline here is the first scan in intensive care.",
        ),
        ({"countermeasure": "nutrition"}, {}, "Countermeasure of the group observed: nutrition."),
        ({"countermeasure": None}, {}, "Countermeasure of the group observed: not stated."),
        (
            {"countermeasure": "resistance_exercise", "countermeasure_detail": "flywheel, every third day"},
            {},
            "Countermeasure of the group observed: resistance exercise.",
        ),
        ({"recovery_condition": "unknown"}, {}, "Recovery condition of the group observed: unknown."),
        ({}, {"recovery_condition": "rehabilitation"}, "Recovery condition of the group observed: reambulation."),
        ({"n": 19}, {}, "Few people: n = 19."),
        ({"n": None}, {}, "The number of people is not stated."),
        ({"sex": "male"}, {"sex": "male"}, "Men only."),
        ({"sex": "female"}, {}, "Women only."),
        ({"sex": "male"}, {"sex": "female"}, "Asked about: female. Sex of the group observed: male."),
        ({}, {"sex": "female"}, "Asked about: female. Sex of the group observed: mixed."),
        ({}, {"age_years": 80}, "Asked about age 80; the age of the group observed is not stated."),
        (
            {"age_mean": 25, "age_sd": 3},
            {"age_years": 32},
            "Asked about age 32; mean age of the group observed: 25 years.",
        ),
        ({"population": "patients"}, {}, "Population: patients."),
        ({}, {"target": "person"}, "It holds for the mean of a group: single people are slower or faster."),
    ],
)
def test_group_unlike_the_question_is_a_caution(fields: dict[str, Any], asked: dict[str, Any], caution: str) -> None:
    assert caution in cautions(PLAIN, [arm(**fields)], **asked)


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"age_mean": 25, "age_sd": 3}, {"age_years": 31}),
        ({"sex": "mixed"}, {}),
        ({"population": "healthy_young"}, {}),
        ({"countermeasure": "nutrition"}, {"countermeasure": "nutrition"}),
        ({"n": 20}, {}),
        ({"exposure_days": 60}, {"exposure": Exposure("bed_rest", 60)}),
    ],
)
def test_group_like_the_question_is_none(fields: dict[str, Any], asked: dict[str, Any]) -> None:
    assert cautions(PLAIN, [arm(**fields)], **asked) == ()


@pytest.mark.parametrize(
    ("row", "caution"),
    [
        (
            back(4),
            (
                "Back means here: no longer significantly different from baseline. No mean change was printed, so within "
                "2 % cannot be checked."
            ),
        ),
        (
            back(4, change_pct=-6.5),
            "Not significantly different, yet the mean change was -6.5 %, outside 2 %.",
        ),
        (mean(4, 9), "It passed baseline: the mean change was +9 %."),
        (
            mean(4, -1, day_high=90),
            (
                "The printed day 4 is a lower bound: the muscle was back some time after it, within the follow-up to day "
                "90."
            ),
        ),
        (mean(4, -1, confidence="low"), "The reading is of low confidence (Table 2)."),
        (mean(4, -1, source="compilation"), "Read in a compilation, not in the paper itself."),
        (mean(4, -1, n=7), "Few people: n = 7."),
    ],
)
def test_weak_reading_is_a_caution(row: Row, caution: str) -> None:
    assert cautions([LOST, row], [arm()]) == (caution,)


# ---------------------------------------------------------------- several groups


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


# ---------------------------------------------------------------- groups of muscles


def of(muscle: str, *rows: Row) -> list[Row]:
    return [row | {"muscle": muscle} for row in rows]


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
