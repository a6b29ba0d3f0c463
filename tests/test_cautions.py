"""What weakens an answer, in words, each worked by hand."""

from typing import Any

import pytest
from own_evidence import GREW, LOST, PLAIN, Row, after, arm, away, back, evidence_of, mean

import inactivity as ia
from inactivity import Exposure


def cautions(rows: list[Row], arms: list[Row], **asked: Any) -> tuple[str, ...]:
    own = evidence_of(*rows, arms=arms)
    return ia.estimate_recovery("soleus", evidence=own, **({"target": "group", "basis": "observed"} | asked)).cautions


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


@pytest.mark.parametrize(
    ("rows", "caution"),
    [
        ([LOST, after(4, outcome="above_baseline")], "It passed baseline: the paper calls it above baseline."),
        ([GREW, away(4)], "It passed baseline: the paper calls it still below baseline."),
    ],
)
def test_baseline_passed_without_a_mean_is_a_caution(rows: list[Row], caution: str) -> None:
    assert cautions(rows, [arm()]) == (caution,)
