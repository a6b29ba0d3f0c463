"""Changes as columns: on every engine, row by row what the scalar functions say."""

from __future__ import annotations

from typing import Any

import pytest

import inactivity as ia

pytest.importorskip("narwhals", reason="estimates as columns need narwhals: uv run --group frames pytest")
from cohorts import CHANGE, COHORT, ODD, agree, change, columns, is_null, plain_change
from engines import EAGER, Engine, engines_warn, every_engine

from inactivity import frames

pytestmark = engines_warn


@every_engine
def test_changes_are_those_of_the_scalar_function(engine: Engine) -> None:
    found = engine.rows(frames.with_change(engine.frame(columns(COHORT))))

    agree(found, [plain_change(row) for row in COHORT], CHANGE)


@every_engine
def test_changes_of_people_after_a_recovery_are_those_of_the_forecast(engine: Engine) -> None:
    frame = engine.frame(columns(COHORT))
    found = frames.with_change(frame, recovery_days="after", sex="sex", age_years="age", countermeasure="measures")

    agree(engine.rows(found), [change(row) for row in COHORT], CHANGE)


@every_engine
def test_what_was_given_is_still_there(engine: Engine) -> None:
    given_frame = engine.frame(columns(ODD))
    found = frames.with_change(given_frame, prefix="ia_")

    assert type(found) is type(given_frame)
    assert engine.columns(found) == [*ODD[0], "ia_change_pct", "ia_low", "ia_high", "ia_reason"]
    for row, expected in zip(engine.rows(found), ODD, strict=True):
        assert all(row[name] == value or (is_null(row[name]) and is_null(value)) for name, value in expected.items())


@every_engine
def test_an_empty_frame_stays_empty(engine: Engine) -> None:
    frame = engine.empty(engine.frame(columns(ODD)))
    found = frames.with_change(frame)

    assert engine.rows(found) == []
    assert engine.columns(found)[-4:] == [*CHANGE, "reason"]


@pytest.mark.parametrize("target", ["person", "group"])
@pytest.mark.parametrize("measure", ["size", "strength"])
def test_constants_hold_for_all_rows(measure: Any, target: Any) -> None:
    engine = EAGER[0]()
    found = engine.rows(
        frames.with_change(
            engine.frame({"id": [0.0, 1.0]}),
            muscle="six-pack",
            kind=ia.ExposureKind.BED_REST,
            days=21,
            measure=measure,
            target=target,
            level=0.5,
            sex="female",
            age_years=70,
            countermeasure="nutrition",
        )
    )
    one = ia.estimate_change(
        "six-pack",
        ia.Exposure("bed_rest", 21),
        measure=measure,
        target=target,
        level=0.5,
        sex="female",
        age_years=70,
        countermeasure="nutrition",
    )

    agree(found, [(one.change_pct, one.low, one.high)] * 2, CHANGE)


def test_an_own_fit_answers_too() -> None:
    engine = EAGER[0]()
    from inactivity.kinetics import Parameters, parameters

    own = Parameters.from_json(parameters().to_json())
    found = engine.rows(frames.with_change(engine.frame(columns(COHORT)), parameters=own))

    agree(found, [plain_change(row) for row in COHORT], CHANGE)


def test_columns_are_never_overwritten() -> None:
    engine = EAGER[0]()
    once = frames.with_change(engine.frame(columns(COHORT)))
    with pytest.raises(ia.InvalidValueError, match="change_pct, low, high, reason already"):
        frames.with_change(once)

    assert engine.columns(frames.with_change(once, prefix="again_"))[-1] == "again_reason"
