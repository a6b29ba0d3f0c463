"""Arguments of the functions on frames: which may be columns, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

import inactivity as ia

pytest.importorskip("narwhals", reason="estimates as columns need narwhals: uv run --group frames pytest")
from cohorts import BACK, CHANGE, COHORT, ODD, agree, back, change, columns
from engines import EAGER, engines_warn

from inactivity import frames

pytestmark = engines_warn


@pytest.mark.parametrize("given_columns", [("muscle",), ("exposure_kind",), ("exposure_days",), ("sex",), ("age",)])
def test_any_argument_may_be_the_only_column(given_columns: tuple[str, ...]) -> None:
    engine = EAGER[0]()
    one = {"muscle": "soleus", "exposure_kind": "bed_rest", "exposure_days": 30.0, "sex": "male", "age": 50.0}
    rows = [one | {name: row[name] for name in given_columns} for row in COHORT[:20]]
    asked: dict[str, Any] = {
        {"exposure_kind": "kind", "exposure_days": "days", "age": "age_years"}.get(name, name): name
        if name in given_columns
        else value
        for name, value in one.items()
    }
    frame = engine.frame(columns([{name: row[name] for name in given_columns} for row in rows]))

    agree(engine.rows(frames.with_change(frame, **asked)), [change(row) for row in rows], CHANGE)
    found = engine.rows(frames.with_recovery_days(frame, basis="modelled", **asked))
    agree(found, [back(row) for row in rows], BACK)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"muscle": "musle"}, "muscle"),
        ({"muscle": "exposure_days"}, "muscle"),
        ({"muscle": 3}, "muscle"),
        ({"kind": "lying about"}, "kind"),
        ({"days": "lenght"}, "days"),
        ({"days": "muscle"}, "days"),
        ({"days": -1}, "days"),
        ({"recovery_days": -1}, "recovery_days"),
        ({"sex": "men"}, "sex"),
        ({"age_years": 130}, "age_years"),
        ({"countermeasure": "prayer"}, "countermeasure"),
        ({"level": 1.0}, "level"),
        ({"measure": "weight"}, "measure"),
        ({"target": "me"}, "target"),
        ({"prefix": 3}, "prefix"),
        ({"parameters": 3}, "parameters"),
    ],
)
def test_a_wrong_argument_is_named(asked: dict[str, Any], name: str) -> None:
    engine = EAGER[0]()
    with pytest.raises(ia.InvalidValueError) as caught:
        frames.with_change(engine.frame(columns(ODD)), **asked)

    assert caught.value.name == name


def test_a_kind_nothing_is_known_of_is_refused_at_once() -> None:
    engine = EAGER[0]()
    with pytest.raises(ia.NoEvidenceError):
        frames.with_change(engine.frame(columns(ODD)), kind="sitting")


@pytest.mark.parametrize("frame", [None, [1, 2], {"muscle": ["soleus"]}, "frame"])
def test_what_is_no_frame_is_refused(frame: Any) -> None:
    with pytest.raises(ia.InvalidValueError, match="it must be a frame"):
        frames.with_change(frame)
