"""The rows that the tests of frames ask about, and what the scalar functions say of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import inf, isclose, isnan, nan
from typing import Any

import inactivity as ia

Row = dict[str, Any]
Answer = tuple[float, float, float] | None
MUSCLES = [one.id for one in ia.muscles()]
KINDS = [kind.value for kind in ia.ExposureKind if kind.is_modelled]
CHANGE = ("change_pct", "low", "high")
BACK = ("recovery_days", "low", "high")


def close(ours: float, theirs: float) -> bool:
    # A change that crosses zero knows its last digits in per cent, not in shares of itself.
    return isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)


def is_null(value: object) -> bool:
    return value is None or (isinstance(value, float) and isnan(value)) or "NAType" in type(value).__name__


def agree(rows: list[Row], answers: list[Answer], names: tuple[str, ...]) -> None:
    assert len(rows) == len(answers)
    for row, answer in zip(rows, answers, strict=True):
        if answer is None:
            assert all(is_null(row[name]) for name in names), row
            assert isinstance(row["reason"], str), row
        else:
            assert is_null(row["reason"]), row
            assert all(close(row[name], value) for name, value in zip(names, answer, strict=True)), (row, answer)


def or_none(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except ia.InactivityError:
        return None


def known(value: Any) -> Any:
    """Return what a scalar function takes for a cell of a frame: NaN is a missing value there."""
    return None if is_null(value) else value


def change(row: Row) -> Answer:
    def ask() -> Answer:
        segments: list[Any] = [ia.Exposure(row["exposure_kind"], row["exposure_days"])]
        if row.get("after") is not None and row["after"] != 0:
            segments.append(ia.Recovery(row["after"]))
        course = ia.forecast(row["muscle"], segments, step_days=3650, **people(row))
        return course.change_pct[-1], course.low[-1], course.high[-1]

    return or_none(ask)


def plain_change(row: Row) -> Answer:
    def ask() -> Answer:
        exposure = ia.Exposure(row["exposure_kind"], row["exposure_days"])
        found = ia.estimate_change(row["muscle"], exposure)
        return found.change_pct, found.low, found.high

    return or_none(ask)


def back(row: Row) -> Answer:
    def ask() -> Answer:
        exposure = ia.Exposure(row["exposure_kind"], row["exposure_days"])
        found = ia.estimate_recovery(row["muscle"], exposure, basis="modelled", **people(row))
        return found.days, found.low, found.high

    return or_none(ask)


def people(row: Row) -> dict[str, Any]:
    return {
        "sex": known(row.get("sex")),
        "age_years": known(row.get("age")),
        "countermeasure": known(row.get("measures")),
    }


def columns(rows: list[Row]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def cohort(size: int, seed: int = 1) -> list[Row]:
    chance = random.Random(seed)  # noqa: S311 - a cohort of a test
    return [
        {
            "id": float(number),
            "muscle": chance.choice(MUSCLES),
            "exposure_kind": chance.choice(KINDS),
            "exposure_days": 10 ** chance.uniform(-1, 3.5),
            "after": chance.choice([0.0, chance.uniform(0, 900)]),
            "sex": chance.choice(["male", "female", None]),
            "age": chance.choice([None, chance.uniform(0, 120)]),
            "measures": chance.choice([None, "none", "resistance_exercise", "nutrition"]),
        }
        for number in range(size)
    ]


COHORT = cohort(120)
ODD = [
    {"id": float(number), "muscle": muscle, "exposure_kind": kind, "exposure_days": days}
    for number, (muscle, kind, days) in enumerate(
        [
            ("soleus", "bed_rest", 14.0),
            ("Six-Pack", "Limb cast", 21.0),
            ("m. soleus", "HDBR", 60.0),
            ("  UBERON:0002382 ", "6 degree head-down bed rest", 3650.0),
            ("M._SOLEUS", "icu", 200.0),
            ("psoas\u2013major", "plaster\tcast", 1e-3),
            ("solius", "bed_rest", 14.0),
            ("", "bed_rest", 14.0),
            (None, "bed_rest", 14.0),
            ("soleus", None, 14.0),
            ("soleus", "limb:cast", 14.0),
            ("soleus", "lying about", 14.0),
            ("soleus", "sitting", 14.0),
            ("soleus", "other", 14.0),
            ("soleus", "bed_rest", None),
            ("soleus", "bed_rest", nan),
            ("soleus", "bed_rest", inf),
            ("soleus", "bed_rest", -inf),
            ("soleus", "bed_rest", 0.0),
            ("soleus", "bed_rest", -3.0),
            ("soleus", "bed_rest", 3650.5),
            ("soleus", "bed_rest", 1e300),
            (None, None, None),
        ]
    )
]
REASONS = [None] * 6 + [
    "unknown muscle",
    "unknown muscle",
    "missing muscle",
    "missing exposure kind",
    "unknown exposure kind",
    "unknown exposure kind",
    "no evidence: sitting",
    "no evidence: other",
    "missing days",
    "missing days",
    *["days must be a finite number above 0 and at most 3650 [days]"] * 6,
    "missing muscle",
]
