"""A muscle over sequences of exposures and recoveries."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from strategies import ANYTHING

import inactivity as ia
from inactivity.kinetics import parameters
from inactivity.serialization import from_dict, from_json, to_dict, to_json

REST, BACK = ia.Exposure("bed_rest", 60), ia.Recovery(30)


def test_a_timeline_a_list_and_a_generator_are_the_same() -> None:
    listed = ia.forecast("soleus", [REST, BACK])

    assert ia.forecast("soleus", ia.Timeline([REST, BACK])) == listed
    assert ia.forecast("soleus", (segment for segment in (REST, BACK))) == listed
    assert ia.forecast("soleus", ia.Timeline.parse("bed_rest:60d,recovery:30d")) == listed
    assert listed.timeline == ia.Timeline([REST, BACK])


def test_days_are_told_by_the_step_and_at_the_end_of_every_segment() -> None:
    course = ia.forecast("soleus", [ia.Exposure("bed_rest", 10.5), ia.Recovery(9)], step_days=4)

    assert course.days == (0.0, 4.0, 8.0, 10.5, 14.5, 18.5, 19.5)
    assert ia.forecast("soleus", [ia.Exposure("bed_rest", 0.3)], step_days=0.1).days == (0.0, 0.1, 0.2, 0.3)


def test_the_first_day_is_baseline() -> None:
    course = ia.forecast("soleus", [REST])

    assert (course.days[0], course.change_pct[0], course.low[0], course.high[0]) == (0.0, 0.0, 0.0, 0.0)


def test_it_falls_in_bed_and_comes_back_after_it() -> None:
    course = ia.forecast("soleus", [REST, ia.Recovery(365)])
    lost, back = course.change_pct[:61], course.change_pct[60:]

    assert list(lost) == sorted(lost, reverse=True)
    assert list(back) == sorted(back)
    assert abs(back[-1]) < 2


def test_a_second_exposure_starts_where_the_first_was_left() -> None:
    first = ia.forecast("soleus", [REST]).change_pct
    second = ia.forecast("soleus", [ia.Exposure("bed_rest", 14), ia.Recovery(5), REST]).change_pct

    assert min(second) < min(first)


def test_several_kinds_add_up() -> None:
    course = ia.forecast("soleus", [ia.Exposure("limb_cast", 21), ia.Recovery(14), ia.Exposure("bed_rest", 14)])
    cast, rest = (ia.estimate_change("soleus", ia.Exposure(kind, 14)) for kind in ("limb_cast", "bed_rest"))

    assert set(course.studies) == {*cast.studies, *rest.studies}
    assert course.change_pct[-1] < rest.change_pct


def test_what_is_done_after_it_makes_a_difference() -> None:
    plain, trained = (
        ia.forecast("quadriceps", [REST, ia.Recovery(30, condition)])
        for condition in ("reambulation", "supervised_training")
    )
    assert plain.change_pct[:61] == trained.change_pct[:61]
    assert plain.change_pct[-1] != trained.change_pct[-1]


def test_recovery_alone_leaves_a_muscle_where_it_is() -> None:
    assert set(ia.forecast("soleus", [ia.Recovery(10)]).change_pct) == {0.0}


def test_exposures_add_up_to_more_than_was_studied() -> None:
    course = ia.forecast("soleus", [ia.Exposure("bed_rest", 100), BACK, ia.Exposure("bed_rest", 100), BACK])
    alone = ia.forecast("soleus", [ia.Exposure("bed_rest", 100), BACK])

    assert course.cautions == (
        "The longest exposure that the model was fitted to lasted 119 days; beyond it the interval is widened.",
    )
    assert (course.low[:131], course.high[:131]) == (alone.low, alone.high)
    assert alone.cautions == ()


def test_recovery_beyond_what_was_followed_widens_and_is_said() -> None:
    strength = ia.forecast("soleus", [REST, ia.Recovery(200)], measure="strength")
    caution = "The model was fitted to nothing later than recovery day 56 after such an exposure; beyond it the interval is widened."

    assert caution in strength.cautions
    assert caution not in ia.forecast("soleus", [REST, ia.Recovery(56)], measure="strength").cautions
    steps = ia.forecast("quadriceps", [ia.Exposure("step_reduction", 14), ia.Recovery(7)])
    assert "The model was fitted to no recovery after such an exposure: the interval is widened." in steps.cautions


def test_what_was_widened_stays_wide() -> None:
    course = ia.forecast("quadriceps", [ia.Exposure("step_reduction", 14), ia.Recovery(1), ia.Exposure("bed_rest", 30)])
    plain = ia.forecast("quadriceps", [ia.Exposure("bed_rest", 30)])

    assert course.high[-1] - course.low[-1] > plain.high[-1] - plain.low[-1]


@pytest.mark.parametrize(
    "segments", ["bed_rest:14d", REST, 5, None, [], [5], [REST, "recovery:5d"], {REST: 1}, iter("ab"), b"12"]
)
def test_segments_that_are_none(segments: Any) -> None:
    with pytest.raises(ia.InvalidValueError, match="segments"):
        ia.forecast("soleus", segments)


@pytest.mark.parametrize("step", [0, -1, 1e-9, 3651, "1", None, True, float("nan"), float("inf")])
def test_steps_that_are_none(step: Any) -> None:
    with pytest.raises(ia.InvalidValueError, match="step_days"):
        ia.forecast("soleus", [REST], step_days=step)


@given(
    st.dictionaries(
        st.sampled_from(
            ["measure", "target", "level", "age_years", "sex", "countermeasure", "parameters", "segments", "muscle"]
        ),
        ANYTHING,
        min_size=1,
        max_size=2,
    )
)
def test_odd_arguments_raise_our_errors_only(asked: dict[str, Any]) -> None:
    try:
        found = ia.forecast(**({"muscle": "soleus", "segments": [ia.Exposure("bed_rest", 2)]} | asked))
    except ia.InactivityError:
        return
    assert len(found.days) == 3


def test_records_survive_every_way_out_and_back() -> None:
    found = ia.forecast("soleus", [REST, BACK, ia.Exposure("limb_cast", 7)], step_days=10)

    assert from_dict(ia.Forecast, to_dict(found)) == found
    assert from_json(ia.Forecast, to_json(found)) == found
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict() == to_dict(found)
    assert pickle.loads(pickle.dumps(found)) == copy.copy(found) == copy.deepcopy(found) == found  # noqa: S301 - our own bytes


@pytest.mark.parametrize("name", ["days", "change_pct", "low", "high"])
@pytest.mark.parametrize("values", [(), (float("nan"),), (1.0, "2"), [1.0], (float("inf"), 1.0), (True,)])
def test_a_course_is_of_finite_numbers(name: str, values: Any) -> None:
    import attrs

    with pytest.raises(ia.InvalidValueError, match=name):
        attrs.evolve(ia.forecast("soleus", [BACK]), **{name: values})
    whole: dict[str, Any] = {name: (1, 2.5)}
    assert getattr(attrs.evolve(ia.forecast("soleus", [BACK]), **whole), name) == (1, 2.5)


@pytest.mark.parametrize("segments", ["bed_rest:14d", ["bed_rest:14d"], ia.Exposure("bed_rest", 14), [], 14])
def test_what_is_no_timeline_is_told_how_to_write_one(segments: Any) -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^segments is .* or Timeline\.parse\(") as caught:
        ia.forecast("soleus", segments)

    assert caught.value.hint


def test_a_mistake_in_a_segment_keeps_its_own_words() -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^days is -1"):
        ia.forecast("soleus", (ia.Exposure("bed_rest", days) for days in (14, -1)))


# ------------------------------------------------------------------------------------------- words


def test_a_description_tells_where_each_segment_ends() -> None:
    course = ia.forecast("soleus", ia.Timeline.parse("bed_rest:14d, recovery:10.5d, limb_cast:7d"), level=0.8)
    lines = course.describe().splitlines()

    assert lines[0] == (
        "Soleus, size, over 14 days of bed rest, then 10.5 days of recovery (reambulation), then 7 days of limb cast."
    )
    for line, day in zip(lines[1:4], (14, 24.5, 31.5), strict=True):
        told = course.change_pct[course.days.index(day)]
        assert line.startswith(f"Day {day:g}: about {told:+.0f} % (")
    assert ["interval for one person" in line for line in lines[1:4]] == [True, False, False]
    assert lines[-3].startswith("Modelled from ")
    assert f"{course.n_subjects} people; evidence edition {course.edition}." in lines[-3]
    assert lines[-2] == "Cautions: Few people behind the answer for limb cast: n = 18."
    assert lines[-1] == "This informs; it does not diagnose."


def test_a_description_says_what_weakens_it() -> None:
    course = ia.forecast("soleus", [ia.Exposure("bed_rest", 300)], target="group")

    assert "interval for the mean of a group" in course.describe()
    assert f"Cautions: {course.cautions[0]}" in course.describe()
    assert f"<li>{course.cautions[0]}</li>" in course._repr_html_()
    assert "<th>day 300</th>" in course._repr_html_()


def test_people_of_several_kinds_count_once() -> None:
    rest, cast = ia.Exposure("bed_rest", 14), ia.Exposure("limb_cast", 14)
    of_rest, of_cast, of_both = (ia.forecast("soleus", part) for part in ([rest], [cast], [rest, cast]))

    assert of_rest.n_subjects == ia.estimate_change("soleus", rest).n_subjects
    assert of_rest.n_studies == len(of_rest.studies)
    assert of_rest.n_subjects is not None
    assert of_cast.n_subjects is not None
    assert of_both.n_subjects is not None
    assert max(of_rest.n_subjects, of_cast.n_subjects) < of_both.n_subjects <= of_rest.n_subjects + of_cast.n_subjects


# ------------------------------------------------------------------------------------------- what nobody studied


def test_a_recovery_that_nobody_followed_in_this_way_is_said() -> None:
    hung = ia.Exposure("limb_suspension", 28)
    said = "The model was fitted to no recovery by rehabilitation after such an exposure: answered from others."
    coverage = parameters().covered(ia.ExposureKind.LIMB_SUSPENSION, "size")
    assert coverage is not None
    assert "rehabilitation" not in coverage.conditions

    assert said in ia.forecast("quadriceps", [hung, ia.Recovery(5, "rehabilitation")]).cautions
    assert (
        said in ia.estimate_recovery("quadriceps", hung, recovery_condition="rehabilitation", basis="modelled").cautions
    )
    unknown = ia.forecast("quadriceps", [hung, ia.Recovery(5, "unknown")])
    assert not any("The model was fitted to no recovery by" in caution for caution in unknown.cautions)


def test_a_caution_on_people_who_did_nothing_denies_no_study() -> None:
    cast = ia.Exposure("limb_cast", 42)
    coverage = parameters().covered(cast.kind, "strength")
    assert coverage is not None
    base = ia.evidence()
    untreated = [
        (row, base.arm(row.study_id, row.arm_id))
        for row in base.observations(measure="strength")
        if base.arm(row.study_id, row.arm_id).exposure_kind.value in coverage.kinds
        and base.arm(row.study_id, row.arm_id).countermeasure in ("none", None)
    ]
    # Casts were worn longer by people who did nothing; of their strength there are words.
    within = [row for row, _ in untreated if row.phase == "exposure" and row.day is not None]
    assert max(row.day or 0.0 for row in within) > coverage.untreated_days_high
    assert max(row.day or 0.0 for row in within if row.change_pct is not None) == coverage.untreated_days_high

    assert ia.estimate_change("quadriceps", cast, measure="strength").cautions[0] == (
        "In people who did nothing against the loss, no mean change is on record from a known day "
        f"later than day {coverage.untreated_days_high:g} of such an exposure."
    )


def test_a_fit_of_people_who_all_trained_says_so_of_those_who_do_not() -> None:
    rest = parameters().covered(REST.kind, "size")
    assert rest is not None
    trained = attrs.evolve(
        parameters(),
        coverage=tuple(
            attrs.evolve(one, untreated_days_high=0.0) if one == rest else one for one in parameters().coverage
        ),
    )
    caution = (
        "In people who did nothing against the loss, no mean change is on record from a known day of such an exposure."
    )

    assert ia.estimate_change("soleus", REST, parameters=trained).cautions[0] == caution
    helped = ia.estimate_change("soleus", REST, countermeasure="resistance_exercise", parameters=trained)
    assert caution not in helped.cautions


def test_long_flights_without_exercise_were_not_studied() -> None:
    flight = ia.Exposure("spaceflight", 180)
    plain, trained = (ia.estimate_change("soleus", flight, countermeasure=one) for one in (None, "in_flight_exercise"))
    coverage = parameters().covered(ia.ExposureKind.SPACEFLIGHT, "size")
    assert coverage is not None

    assert plain.cautions[0] == (
        "In people who did nothing against the loss, no mean change is on record from a known day "
        f"later than day {coverage.untreated_days_high:g} of such an exposure."
    )
    assert coverage.untreated_days_high < 180 <= coverage.days_high
    assert trained.cautions == (
        "Long flights of which nothing is said are taken for flown with exercise: an assumption.",
    )
    grounded = ia.estimate_change("soleus", REST, countermeasure="in_flight_exercise")
    assert (
        "No study of the countermeasure in-flight exercise in this exposure: answered from others." in grounded.cautions
    )
