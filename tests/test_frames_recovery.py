"""Recovery days as columns: on every engine, row by row what the scalar function says."""

from __future__ import annotations

import pytest

import inactivity as ia

pytest.importorskip("narwhals", reason="estimates as columns need narwhals: uv run --group frames pytest")
from cohorts import BACK, COHORT, ODD, agree, back, columns
from engines import EAGER, Engine, engines_warn, every_engine

from inactivity import frames

pytestmark = engines_warn


@every_engine
def test_recovery_days_are_those_of_the_scalar_function(engine: Engine) -> None:
    frame = engine.frame(columns(COHORT))
    found = frames.with_recovery_days(frame, basis="modelled", sex="sex", age_years="age")

    agree(engine.rows(found), [back(row | {"measures": None}) for row in COHORT], BACK)


def test_recovery_days_are_modelled_and_say_so() -> None:
    engine = EAGER[0]()
    with pytest.raises(ia.InvalidValueError, match="basis is 'auto'"):
        frames.with_recovery_days(engine.frame(columns(ODD)), basis="auto")  # type: ignore[arg-type]  # wrong on purpose
