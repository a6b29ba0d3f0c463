"""Forecasts as columns: on every engine, subject by subject what the scalar function says."""

from __future__ import annotations

import random
from math import inf, isclose, nan
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import inactivity as ia

pytest.importorskip("narwhals", reason="estimates as columns need narwhals: uv run --group frames pytest")
from cohorts import Row, columns, is_null
from engines import ENGINES, Engine, Polars, engines_warn, every_engine

from inactivity import frames

pytestmark = engines_warn
NAMES = ("day", "change_pct", "low", "high")
EVERY_DAY: dict[str, Any] = {"order": "at", "max_segments": 5}

COURSES = {
    "there and back": ("soleus", "bed_rest:14d, recovery:10d, bed_rest:7d, recovery:60d"),
    "beyond what was studied": ("six-pack", "limb_cast:80.5d, recovery:300d, limb_cast:150d"),
    "only recovery": ("psoas major", "recovery:5d"),
    "recovery first": ("vastus lateralis", "recovery:3d, icu:9.25d, icu:0.5d, recovery:30d, recovery:200d"),
    "nobody followed": ("gluteus maximus", "dry immersion:3d, recovery:4d"),
}
ODD: dict[str, tuple[str, list[tuple[Any, Any, Any, Any]]]] = {
    "unknown muscle": ("unknown muscle", [("tail", 1, "bed_rest", 14.0), ("tail", 2, "recovery", 3.0)]),
    "one unknown muscle": ("unknown muscle", [("soleus", 1, "bed_rest", 14.0), ("tail", 2, "recovery", 3.0)]),
    "missing muscle": ("missing muscle", [(None, 1, "bed_rest", 14.0)]),
    "unknown kind": ("unknown exposure kind", [("soleus", 1, "bed_rest", 1.0), ("soleus", 2, "lying about", 1.0)]),
    "missing kind": ("missing exposure kind", [("soleus", 1, None, 1.0), ("soleus", 2, "recovery", 1.0)]),
    "sitting": ("no evidence: sitting", [("soleus", 1, "recovery", 1.0), ("soleus", 2, "sitting", 1.0)]),
    "missing days": ("missing days", [("soleus", 1, "bed_rest", None)]),
    "no days": (
        "days must be a finite number above 0 and at most 3650 [days]",
        [("soleus", 1, "bed_rest", 5.0), ("soleus", 2, "recovery", 0.0)],
    ),
    "endless": ("days must be a finite number above 0 and at most 3650 [days]", [("soleus", 1, "bed_rest", inf)]),
    "not a number": ("missing days", [("soleus", 1, "bed_rest", nan)]),
    "two kinds": ("more than one kind of exposure", [("soleus", 1, "bed_rest", 5.0), ("soleus", 2, "cast", 5.0)]),
    "two muscles": (
        "more than one muscle or countermeasure",
        [("soleus", 1, "bed_rest", 5.0), ("six-pack", 2, "bed_rest", 5.0)],
    ),
    "too many": ("more than 5 segments", [("soleus", at, "bed_rest", 5.0) for at in range(1, 7)]),
    "one place": (
        "two segments at one place of the order",
        [("soleus", 1, "bed_rest", 5.0), ("soleus", 1, "recovery", 5.0)],
    ),
    "no place": ("missing order", [("soleus", None, "bed_rest", 5.0), ("soleus", 2, "recovery", 5.0)]),
}


def segments_of(courses: dict[str, tuple[str, str]]) -> list[Row]:
    """Return the rows of courses, in no order."""
    rows = [
        {
            "subject": subject,
            "muscle": muscle,
            "at": float(at),
            "exposure_kind": "Recovery " if isinstance(segment, ia.Recovery) else segment.kind.label,
            "days": segment.days,
        }
        for subject, (muscle, written) in courses.items()
        for at, segment in enumerate(ia.Timeline.parse(written))
    ]
    random.Random(4).shuffle(rows)  # noqa: S311 - the order of the rows of a test
    return [{"id": float(at)} | row for at, row in enumerate(rows)]


def odd_rows() -> list[Row]:
    return [
        {"subject": subject, "muscle": muscle, "at": at and float(at), "exposure_kind": kind, "days": days}
        for subject, (_, rows) in ODD.items()
        for muscle, at, kind, days in rows
    ]


def told(engine: Engine, frame: Any) -> dict[Any, list[Row]]:
    """Return the rows of each subject, by day."""
    found: dict[Any, list[Row]] = {}
    rows = [row.asDict() for row in frame.collect()] if type(engine).__name__ == "Spark" else engine.rows(frame)
    for row in rows:
        found.setdefault(None if is_null(row["subject"]) else row["subject"], []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: -1.0 if is_null(row["day"]) else row["day"])
    return found


def agrees(rows: list[Row], course: ia.Forecast) -> None:
    expected = list(zip(course.days, course.change_pct, course.low, course.high, strict=True))
    assert len(rows) == len(expected)
    for row, answer in zip(rows, expected, strict=True):
        assert is_null(row["reason"]), row
        for name, value in zip(NAMES, answer, strict=True):
            # A change that crosses zero knows its last digits in per cent, not in shares of itself.
            assert isclose(row[name], value, rel_tol=1e-9, abs_tol=1e-12), (row, answer)


def refused(rows: list[Row], reason: str) -> None:
    (row,) = rows
    assert row["reason"] == reason
    assert all(is_null(row[name]) for name in NAMES)


# ---------------------------------------------------------------- the same numbers on every engine


@every_engine
def test_courses_are_those_of_the_scalar_function(engine: Engine) -> None:
    rows = segments_of(COURSES) + [{"id": 100.0 + at} | row for at, row in enumerate(odd_rows())]
    given_frame = engine.frame(columns(rows), {"days": float, "at": float})
    answered = frames.forecast(given_frame, **EVERY_DAY)
    found = told(engine, answered)

    assert type(answered) is type(given_frame)
    assert engine.columns(answered) == ["subject", *NAMES, "reason"]
    assert set(found) == {*COURSES, *ODD}
    for subject, (muscle, written) in COURSES.items():
        agrees(found[subject], ia.forecast(muscle, ia.Timeline.parse(written)))
    for subject, (reason, _) in ODD.items():
        refused(found[subject], reason)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name not in {"Spark", "Dask"}], indirect=True)
def test_people_constants_and_several_muscles_each(engine: Engine) -> None:
    people: list[Row] = [
        {"subject": 1.0, "sex": "male", "age": 71.0, "done": None},
        {"subject": 2.0, "sex": "female", "age": None, "done": "resistance_exercise"},
        {"subject": 3.0, "sex": None, "age": 20.0, "done": "none"},
    ]
    written = "bed_rest:30d, recovery:20d, bed_rest:10d"
    rows = [
        person
        | {"muscle": muscle, "at": float(at), "days": segment.days}
        | {"exposure_kind": "recovery" if isinstance(segment, ia.Recovery) else "HDBR"}
        for person in people
        for muscle in ("soleus", "psoas major")
        for at, segment in enumerate(ia.Timeline.parse(written))
    ]
    asked: dict[str, Any] = {"measure": "strength", "target": "group", "level": 0.5}
    found = frames.forecast(
        engine.frame(columns(rows), {"age": float}),
        order="at",
        subject=["subject", "muscle"],
        sex="sex",
        age_years="age",
        countermeasure="done",
        recovery_condition="rehabilitation",
        step_days=3.5,
        max_segments=3,
        **asked,
    )
    answers = told(engine, found)
    segments: list[ia.Exposure | ia.Recovery] = [
        ia.Exposure("head_down_bed_rest", 30),
        ia.Recovery(20, "rehabilitation"),
        ia.Exposure("head_down_bed_rest", 10),
    ]
    for person in people:
        for muscle in ("soleus", "psoas major"):
            mine = [row for row in answers[person["subject"]] if row["muscle"] == muscle]
            known = {"sex": person["sex"], "age_years": person["age"], "countermeasure": person["done"]}
            agrees(mine, ia.forecast(muscle, segments, step_days=3.5, **known, **asked))


@pytest.mark.parametrize(
    ("column", "values", "reason"),
    [
        ("sex", ["male", None], "more than one sex"),
        ("sex", ["male", "Male"], "sex must be male or female"),
        ("age", [30.0, 31.0], "more than one age"),
        ("age", [30.0, None], "more than one age"),
        ("done", ["none", "nutrition"], "more than one muscle or countermeasure"),
        ("subject", [None, None], "missing subject"),
    ],
)
@pytest.mark.parametrize("engine", ["Polars", "Pandas", "PyArrow", "DuckDB"], indirect=True)
def test_a_subject_is_one_person_throughout(engine: Engine, column: str, values: list[Any], reason: str) -> None:
    data: dict[str, list[Any]] = {
        "subject": ["a", "a", "b"],
        "at": [1.0, 2.0, 1.0],
        "exposure_kind": ["bed_rest", "recovery", "bed_rest"],
        "sex": ["male"] * 3,
        "age": [30.0] * 3,
        "done": ["none"] * 3,
    }
    data[column] = [*values, data[column][-1]]
    found = frames.forecast(
        engine.frame(data, {"age": float}),
        order="at",
        muscle="soleus",
        days=2,
        sex="sex",
        age_years="age",
        countermeasure="done",
    )
    answers = told(engine, found)

    refused(answers[None if column == "subject" else "a"], reason)
    agrees(
        answers["b"],
        ia.forecast("soleus", [ia.Exposure("bed_rest", 2)], sex="male", age_years=30, countermeasure="none"),
    )


@pytest.mark.parametrize("engine", ["Polars", "LazyPolars", "Pandas", "PyArrow", "DuckDB"], indirect=True)
def test_no_segments_make_no_days(engine: Engine) -> None:
    frame = engine.empty(engine.frame(columns(segments_of(COURSES))))
    found = frames.forecast(frame, order="at")

    assert engine.rows(found) == []
    assert engine.columns(found) == ["subject", *NAMES, "reason"]


# ---------------------------------------------------------------- any timeline

lengths = st.floats(0.05, 400) | st.integers(1, 60).map(float)
courses = st.tuples(
    st.sampled_from(["soleus", "six-pack", "psoas major", "biceps brachii"]),
    st.sampled_from(["bed_rest", "limb_cast", "spaceflight", "icu_stay", "surgery"]),
    st.lists(st.tuples(st.booleans(), lengths), min_size=1, max_size=4),
)


@given(st.lists(courses, min_size=1, max_size=4), st.sampled_from([0.5, 1.0, 7.0]))
@settings(max_examples=15, deadline=None)
def test_any_timeline_of_one_kind_is_that_of_the_scalar_function(
    drawn: list[tuple[str, str, list[tuple[bool, float]]]], step: float
) -> None:
    engine = Polars()
    rows = [
        {"subject": subject, "muscle": muscle, "at": at, "exposure_kind": "recovery" if rests else kind, "days": days}
        for subject, (muscle, kind, segments) in enumerate(drawn)
        for at, (rests, days) in enumerate(segments)
    ]
    found = told(engine, frames.forecast(engine.frame(columns(rows)), order="at", step_days=step, max_segments=4))

    for subject, (muscle, kind, segments) in enumerate(drawn):
        timeline: list[ia.Exposure | ia.Recovery] = [
            ia.Recovery(days) if rests else ia.Exposure(kind, days) for rests, days in segments
        ]
        agrees(found[subject], ia.forecast(muscle, timeline, step_days=step))


# ---------------------------------------------------------------- arguments


@pytest.mark.parametrize("engine", ["Polars", "Pandas", "DuckDB"], indirect=True)
def test_strict_names_reasons_and_subjects(engine: Engine) -> None:
    rows = odd_rows()
    frame = engine.frame(columns(rows), {"days": float, "at": float})
    with pytest.raises(ia.errors.FrameError) as caught:
        frames.forecast(frame, strict=True, **EVERY_DAY)

    assert caught.value.rows == len(ODD)
    assert caught.value.columns == ("subject",)
    assert {one.reason for one in caught.value.problems} == {reason for reason, _ in ODD.values()}
    assert "sitting" in caught.value.values


def test_strict_lets_pass_what_can_be_answered() -> None:
    engine = Polars()
    frame = engine.frame(columns(segments_of(COURSES)))

    assert engine.rows(frames.forecast(frame, order="at", strict=True)) == engine.rows(
        frames.forecast(frame, order="at")
    )


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"order": "when"}, "order"),
        ({"order": 1}, "order"),
        ({"subject": "whom"}, "subject"),
        ({"subject": []}, "subject"),
        ({"subject": ["subject", 3]}, "subject"),
        ({"subject": "day"}, "subject"),
        ({"kind": "bed_rest"}, "kind"),
        ({"muscle": "musle"}, "muscle"),
        ({"days": "lenght"}, "days"),
        ({"step_days": 0.05}, "step_days"),
        ({"max_segments": 0}, "max_segments"),
        ({"max_segments": 65}, "max_segments"),
        ({"max_segments": 2.5}, "max_segments"),
        ({"recovery_condition": "sauna"}, "recovery_condition"),
    ],
)
def test_a_wrong_argument_is_named(asked: dict[str, Any], name: str) -> None:
    asked = {"order": "at"} | asked
    rows = [row | {"day": 1.0} for row in segments_of(COURSES)]
    frame = Polars().frame(columns(rows))
    with pytest.raises(ia.InvalidValueError) as caught:
        frames.forecast(frame, **asked)

    assert caught.value.name == name


def test_the_public_names_of_frames() -> None:
    assert frames.__all__ == ["evidence", "forecast", "parameters", "with_change", "with_recovery_days"]
    assert all(callable(getattr(frames, name)) for name in frames.__all__)


def test_one_segment_needs_no_step() -> None:
    frame = Polars().frame({"subject": ["a"], "at": [1], "exposure_kind": ["icu"], "days": [9]})
    found = told(Polars(), frames.forecast(frame, order="at", muscle="soleus", max_segments=1))

    agrees(found["a"], ia.forecast("soleus", [ia.Exposure("icu_stay", 9)]))
