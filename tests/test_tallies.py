"""Which campaigns studied which muscle, and the interval of a published mean."""

import attrs
import pytest

import inactivity as ia
from inactivity.evidence._intervals import half_width

ROW = attrs.evolve(
    ia.evidence().observations(muscle="soleus", study_id="rogers2025")[0],
    change_pct=-10.0,
    spread=3.0,
    spread_kind="sd",
    spread_of="change",
    n=9,
    p=None,
    outcome=None,
)


def test_tallies_count_every_observation_once() -> None:
    tallies = ia.evidence().tallies()

    assert sum(one.observations for one in tallies) == len(ia.evidence().observations())
    assert len({(one.muscle, one.exposure_kind) for one in tallies}) == len(tallies)


def test_a_tally_names_the_campaigns_that_looked() -> None:
    for one in ia.evidence().tallies():
        rows = ia.evidence().observations(muscle=one.muscle, exposure_kind=one.exposure_kind)
        assert {ia.evidence().study(row.study_id).campaign for row in rows} == set(one.campaigns)
        assert one.n_campaigns == len(one.campaigns) <= one.observations == len(rows)
        assert one.muscle_name == ia.muscle(one.muscle).name


def test_tallies_stand_in_the_order_of_the_atlas() -> None:
    places = [muscle.id for muscle in ia.muscles()]
    found = [places.index(one.muscle) for one in ia.evidence().tallies()]

    assert found == sorted(found)


def test_tallies_of_own_evidence_know_its_own_muscles() -> None:
    own = ia.Evidence.from_records(
        studies=[{"study_id": "ours2026", "campaign": "ours2026", "doi": "10.1000/ours"}],
        arms=[{"study_id": "ours2026", "arm_id": "cast", "exposure_kind": "limb_cast", "exposure_days": 14}],
        observations=[
            {
                "study_id": "ours2026",
                "arm_id": "cast",
                "muscle": "masseter",
                "measure": "thickness",
                "phase": "exposure",
                "day": 14,
                "change_pct": -3.0,
                "locator": "Table 1",
                "derivation": "printed",
                "confidence": "high",
                "source": "table_page",
            }
        ],
        muscles=[{"id": "masseter", "name": "masseter"}],
    )

    assert [(one.muscle_name, one.campaigns, one.observations) for one in own.tallies()] == [
        ("masseter", ("ours2026",), 1)
    ]


# ---------------------------------------------------------------- intervals


def test_interval_of_a_standard_deviation_is_that_of_the_mean() -> None:
    low, high = ROW.interval() or (0.0, 0.0)

    assert low == pytest.approx(-10.0 - 2.306004)  # t of 8 degrees of freedom, times 3 / sqrt(9)
    assert high == pytest.approx(-10.0 + 2.306004)


def test_interval_of_a_standard_error_needs_no_root() -> None:
    assert attrs.evolve(ROW, spread=1.0, spread_kind="se").interval() == pytest.approx(ROW.interval())


def test_printed_interval_is_taken_as_it_stands_at_its_own_level() -> None:
    printed = attrs.evolve(ROW, spread=None, spread_kind="ci95", change_low=-14.0, change_high=-7.0)

    assert printed.interval() == (-14.0, -7.0)
    narrower = printed.interval(0.8)
    assert narrower is not None
    assert narrower == pytest.approx((-10.0 - 3.5 * 1.396815 / 2.306004, -10.0 + 3.5 * 1.396815 / 2.306004))


@pytest.mark.parametrize(
    "unknown",
    [
        {"n": None},
        {"n": 1},
        {"spread": None},
        {"spread_kind": "unknown"},
        {"spread_of": "baseline"},
        {"change_pct": None, "outcome": "decreased"},
    ],
)
def test_no_interval_where_nothing_printed_gives_one(unknown: dict[str, object]) -> None:
    assert attrs.evolve(ROW, **unknown).interval() is None  # type: ignore[arg-type]  # fields of several types


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_level_is_checked(level: float) -> None:
    with pytest.raises(ia.InvalidValueError, match="level"):
        ROW.interval(level)


@pytest.mark.parametrize(
    ("level", "freedom", "expected"),
    [
        # Printed tables of Student's t.
        (0.90, 1, 6.314),
        (0.95, 1, 12.706),
        (0.95, 2, 4.303),
        (0.95, 3, 3.182),
        (0.95, 4, 2.776),
        (0.95, 9, 2.262),
        (0.99, 10, 3.169),
        (0.95, 30, 2.042),
        (0.95, 120, 1.980),
    ],
)
def test_half_width_is_that_of_printed_tables(level: float, freedom: int, expected: float) -> None:
    assert half_width(level, freedom) == pytest.approx(expected, abs=5e-4)
