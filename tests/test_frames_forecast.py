"""Forecasts as columns: on every engine, subject by subject what the scalar function says."""

from __future__ import annotations

import random
from math import inf, isclose, isnan, nan
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import inactivity as ia

pytest.importorskip("narwhals", reason="estimates as columns need narwhals: uv run --group frames pytest")
from engines import ENGINES, Engine, Pandas, Polars, dask_is_moving, started

from inactivity import frames

pytestmark = dask_is_moving
Row = dict[str, Any]
NAMES = ("day", "change_pct", "low", "high")
EVERY_DAY: dict[str, Any] = {"order": "at", "max_segments": 5}
every_engine = pytest.mark.parametrize("engine", ENGINES, indirect=True)

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


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return the engine a test asks for by name."""
    return started(request.param)


def is_null(value: object) -> bool:
    return value is None or (isinstance(value, float) and isnan(value)) or "NAType" in type(value).__name__


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


def columns(rows: list[Row]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


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
