"""Which muscles lose most, and which are back last."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import inactivity as ia
from inactivity.kinetics import parameters
from inactivity.serialization import from_dict, to_dict

KINDS = [kind for kind in ia.ExposureKind if kind.is_modelled]


@pytest.mark.parametrize("by", ["loss", "recovery"])
@pytest.mark.parametrize("measure", ["size", "strength"])
@pytest.mark.parametrize("kind", KINDS)
def test_rankings_are_in_order(kind: ia.ExposureKind, measure: Any, by: Any) -> None:
    exposure = ia.Exposure(kind, 30)
    studied = {
        muscle.id
        for muscle in ia.muscles()
        if muscle.kind in ("muscle", "part") and parameters().pooled(muscle, kind, measure).scope == "muscle"
    }
    if not studied:
        with pytest.raises(ia.NoEvidenceError, match="No muscle was studied by itself"):
            ia.rank_muscles(exposure, by=by, measure=measure)
        return
    ranked = ia.rank_muscles(exposure, by=by, measure=measure)

    assert [one.rank for one in ranked] == list(range(1, len(ranked) + 1))
    assert {one.muscle for one in ranked} == studied
    if by == "loss":
        keys = [one.change_pct for one in ranked]
    else:
        keys = [-(3651 if one.recovery_days is None else one.recovery_days) for one in ranked]
    assert keys == sorted(keys)


def test_a_ranking_is_of_the_estimates() -> None:
    for one in ia.rank_muscles(ia.Exposure("bed_rest", 60)):
        change = ia.estimate_change(one.muscle, ia.Exposure("bed_rest", 60), target="group")
        back = ia.estimate_recovery(one.muscle, ia.Exposure("bed_rest", 60), target="group", basis="modelled")
        assert (one.change_pct, one.low, one.high) == (change.change_pct, change.low, change.high)
        assert (one.recovery_days, one.muscle_name) == (back.days, change.muscle_name)


def test_every_muscle_ranked_was_measured_itself() -> None:
    measured = {row.muscle for row in ia.evidence().observations()}

    assert {one.muscle for one in ia.rank_muscles()} <= measured
    assert len(ia.rank_muscles()) > 20
    assert ia.rank_muscles() == ia.rank_muscles(ia.REFERENCE_EXPOSURE, by="loss", measure="size")


def test_what_lasts_comes_first_of_the_last_to_be_back() -> None:
    import attrs

    # Nobody of the packaged evidence is left with a lasting deficit: a fit where the level is far from baseline.
    packaged = parameters()
    away = tuple(tuple(0.0 if number % 2 else -3.0 for number in range(len(row))) for row in packaged.levels)
    own = attrs.evolve(packaged, levels=away)
    ranked = ia.rank_muscles(by="recovery", parameters=own)

    lasting = [one.recovery_days is None for one in ranked]
    assert any(lasting)
    assert lasting == sorted(lasting, reverse=True)
    assert {one.recovery_days for one in ia.rank_muscles(parameters=own)} == {one.recovery_days for one in ranked}


@pytest.mark.parametrize(
    ("name", "value"),
    [("by", "size"), ("by", None), ("measure", "power"), ("exposure", "bed_rest:14d"), ("parameters", "own.json")],
)
def test_arguments_that_break_their_rule(name: str, value: Any) -> None:
    with pytest.raises(ia.InvalidValueError) as caught:
        ia.rank_muscles(**{name: value})
    assert caught.value.name == name


def test_records_survive_every_way_out_and_back() -> None:
    for one in ia.rank_muscles()[:3]:
        assert from_dict(ia.RankedMuscle, to_dict(one)) == one
        assert pickle.loads(pickle.dumps(one)) == copy.copy(one) == one  # noqa: S301 - our own bytes
