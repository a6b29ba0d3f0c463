"""Rows of frames that cannot be answered say why; with ``strict`` the frame is refused."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

import inactivity as ia

pytest.importorskip("narwhals", reason="estimates as columns need narwhals: uv run --group frames pytest")
from cohorts import (
    BACK,
    CHANGE,
    COHORT,
    KINDS,
    ODD,
    REASONS,
    Row,
    agree,
    back,
    change,
    columns,
    is_null,
    known,
    plain_change,
)
from engines import EAGER, Engine, engines_warn, every_engine

from inactivity import frames

pytestmark = engines_warn


@every_engine
def test_rows_that_cannot_be_answered_say_why(engine: Engine) -> None:
    found = engine.rows(frames.with_change(engine.frame(columns(ODD))))

    agree(found, [plain_change(row) for row in ODD], CHANGE)
    assert [known(row["reason"]) for row in found] == REASONS


@every_engine
def test_strict_names_columns_values_and_rows(engine: Engine) -> None:
    with pytest.raises(ia.errors.FrameError) as caught:
        frames.with_change(engine.frame(columns(ODD)), strict=True)

    error = caught.value
    assert error.rows == len([reason for reason in REASONS if reason])
    assert error.columns == ("muscle", "exposure_kind", "exposure_days")
    assert "solius" in error.values
    assert len({inf, -inf, 0.0, -3.0, 3650.5, 1e300}.intersection(error.values)) == 5  # of six, in no order
    assert {one.reason: one.rows for one in error.problems} == {
        reason: REASONS.count(reason) for reason in REASONS if reason
    }


@every_engine
def test_strict_lets_pass_what_can_be_answered(engine: Engine) -> None:
    found = engine.rows(frames.with_change(engine.frame(columns(COHORT[:5])), strict=True))

    assert len(found) == 5


@pytest.mark.parametrize("make", EAGER)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "muscle": st.none() | st.sampled_from(["soleus", "SOLEUS ", "m. soleus", "nobody", ""]) | st.text(),
                "exposure_kind": st.none() | st.sampled_from([*KINDS, "sitting", "cast"]) | st.text(),
                "exposure_days": st.none() | st.floats() | st.floats(0.01, 3650),
                "after": st.none() | st.floats() | st.floats(0, 3650),
                "sex": st.sampled_from([None, "male", "female", "Male"]),
                "age": st.none() | st.floats() | st.floats(0, 120),
                "measures": st.sampled_from([None, "none", "nutrition", "prayer"]),
            }
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=10)
def test_any_row_is_answered_or_says_why(make: Callable[[], Engine], rows: list[Row]) -> None:
    engine = make()
    types: dict[str, type] = {"exposure_days": float, "after": float, "age": float}
    frame = engine.frame(columns(rows), types)
    asked: dict[str, Any] = {"sex": "sex", "age_years": "age", "countermeasure": "measures"}
    found = engine.rows(frames.with_change(frame, recovery_days="after", **asked))

    answers = [None if is_null(row["after"]) else change(row) for row in rows]
    agree(found, answers, CHANGE)
    agree(engine.rows(frames.with_recovery_days(frame, basis="modelled", **asked)), [back(row) for row in rows], BACK)


@pytest.mark.parametrize("make", EAGER)
def test_columns_of_nothing_but_nulls_say_so(make: Callable[[], Engine]) -> None:
    engine = make()
    names = ("muscle", "exposure_kind", "exposure_days", "sex", "age", "measures")
    types: dict[str, type] = {"exposure_days": float, "age": float}  # pandas takes nulls alone for texts
    frame = engine.frame({name: [None, None] for name in names}, types)
    found = frames.with_change(frame, sex="sex", age_years="age", countermeasure="measures")

    assert [known(row["reason"]) for row in engine.rows(found)] == ["missing muscle"] * 2


@pytest.mark.parametrize("make", EAGER)
def test_numbers_beyond_all_bounds_do_not_overflow(make: Callable[[], Engine]) -> None:
    engine = make()  # warnings are errors here: those of numpy too
    rows = [COHORT[0] | {"after": -1e239, "age": 30.0}, COHORT[0] | {"after": 1.0, "age": -1e300}]
    found = engine.rows(frames.with_change(engine.frame(columns(rows)), recovery_days="after", age_years="age"))

    assert ["recovery days must be" in found[0]["reason"], "age must be" in found[1]["reason"]] == [True, True]
