"""One group, worked by hand: when it was back, and what is said where it was not."""

from typing import Any

import pytest
from own_evidence import GREW, LOST, Row, after, arm, away, back, during, evidence_of, mean, study

import inactivity as ia
from inactivity import Exposure, NoEvidenceError


def answer(*rows: Row, arms: list[Row] | None = None, **asked: Any) -> tuple[float, float, float]:
    estimate = ia.estimate_recovery("soleus", evidence=evidence_of(*rows, arms=arms), **asked)
    return estimate.days, estimate.low, estimate.high


def refusal(*rows: Row, arms: list[Row] | None = None, **asked: Any) -> NoEvidenceError:
    with pytest.raises(NoEvidenceError) as caught:
        answer(*rows, arms=arms, **asked)
    return caught.value


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
        pytest.param([LOST, mean(14, -1, spread_of="value"), back(28)], (14, 0, 14), id="spread of the value counts"),
        pytest.param([LOST, mean(14, -1, spread_of="baseline"), back(28)], (28, 0, 28), id="that of the baseline not"),
        pytest.param([LOST, mean(14, -6, spread_of="baseline"), back(28)], (28, 14, 28), id="away for all that"),
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
        pytest.param([LOST, mean(14, -1, spread_of="baseline")], id="mean with the spread of the baseline alone"),
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
    assert refusal(LOST, mean(28, -1.5), within_pct=1).nearest == ()
    assert refusal(LOST, mean(28, -1.5), within_pct=1, exposure=Exposure("bed_rest", 7)).nearest == ()
    (near,) = refusal(LOST, mean(28, -1.5), exposure=Exposure("bed_rest", 7)).nearest
    assert (near.muscle, near.exposure) == ("soleus", Exposure("bed_rest", 56))


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
