"""Many person-days at once: as one by one, and as scikit-digital-health has them."""

from __future__ import annotations

import sys
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from inactivity.errors import InvalidValueError, MissingExtraError, UnknownDefinitionError
from inactivity.records import (
    Definition,
    Spells,
    bout_count,
    bouts_of_days,
    definition,
    definitions,
    fragmentation,
    time_in_bouts_min,
)

np = pytest.importorskip("numpy")
SIZES = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)
FIELDS = {"mean": "mean_min", "median": "median_min", "x50": "x50_min"}
OWN = [
    attrs.evolve(definition("ggir"), name="gaps_of_3", gap_min=3.0, criterion=0.6),
    attrs.evolve(definition("ggir"), name="no_gaps", gap_min=0.0),
    attrs.evolve(definition("skdh"), name="half", gap_min=2.0, criterion=0.5),
]


@st.composite
def days(draw: st.DrawFn) -> tuple[list[list[bool]], list[list[bool]]]:
    """Days of minutes that change more or less often, and which of them are known."""
    width = draw(st.integers(0, 90))
    rows = draw(st.integers(0, 4))
    changes = st.lists(st.booleans(), min_size=width, max_size=width)
    series: list[list[bool]] = []
    for _ in range(rows):
        stays = draw(st.integers(1, 12))
        flips = [draw(st.integers(0, stays)) == 0 for _ in range(width)]
        state, row = draw(st.booleans()), []
        for flip in flips:
            state = state is not flip
            row.append(state)
        series.append(row)
    known = [[bit or not draw(st.booleans()) for bit in draw(changes)] for _ in range(rows)]
    return series, known


def same(one: float | None, many: float) -> bool:
    return many != many if one is None else abs(one - many) <= 1e-9 * max(1.0, abs(one))  # noqa: PLR0124 - NaN alone differs from itself


@pytest.mark.parametrize("chosen", [*definitions(), *OWN], ids=lambda chosen: chosen.name)
@given(given_days=days())
@settings(max_examples=25)
def test_many_days_are_as_one_by_one(chosen: Definition, given_days: tuple[list[list[bool]], list[list[bool]]]) -> None:
    series, known = given_days
    shape = (len(series), len(series[0]) if series else 7)
    sedentary, sure = np.array(series, bool).reshape(shape), np.array(known, bool).reshape(shape)
    table = bouts_of_days(sedentary, definition=chosen, at_least_min=SIZES, known=sure)
    assert table.definition == chosen.name
    assert table.bouts.shape == (len(series),)
    for row in range(len(series)):
        spells = Spells.of_minutes([one if yes else None for one, yes in zip(series[row], known[row], strict=True)])
        alone = fragmentation(spells, definition=chosen)
        assert table.bouts[row] == alone.bouts
        assert table.sedentary_min[row] == alone.sedentary_min
        assert table.unknown_min[row] == alone.unknown_min
        for metric, values in table.measures.items():
            assert same(getattr(alone, FIELDS.get(metric, metric)), values[row]), metric
        told = [f"{metric}: {reasons[row]}" for metric, reasons in table.reasons.items() if reasons[row]]
        assert tuple(told) == alone.undefined
        for column, size in enumerate(SIZES):
            assert table.bout_count[row, column] == bout_count(spells, size, definition=chosen)
            assert same(time_in_bouts_min(spells, size, definition=chosen), table.time_in_bouts_min[row, column])


def test_rows_do_not_touch_and_blocks_of_rows_do_not_show() -> None:
    random = np.random.default_rng(7)
    sedentary = random.random((700, 60)) < 0.6
    whole = bouts_of_days(sedentary, definition="skdh", at_least_min=[5])
    halves = [bouts_of_days(half, definition="skdh", at_least_min=[5]) for half in (sedentary[:333], sedentary[333:])]
    assert np.array_equal(whole.bouts, np.concatenate([half.bouts for half in halves]))
    for metric, values in whole.measures.items():
        assert np.array_equal(values, np.concatenate([half.measures[metric] for half in halves]), equal_nan=True)
    ones = bouts_of_days(np.ones((3, 60), bool), definition="sbrn2017", at_least_min=[60])
    assert ones.bouts.tolist() == [1, 1, 1]
    assert ones.time_in_bouts_min[:, 0].tolist() == [60, 60, 60]


@pytest.mark.parametrize(
    ("sedentary", "given", "match"),
    [
        ([1, 0], {}, "a row a person-day"),
        ([[0.5, float("nan")]], {}, r"Say with known="),
        ([["yes"]], {}, "sedentary"),
        ([[True]], {"known": [[True, False]]}, r"of the shape of sedentary, \(1, 1\)"),
        ([[True]], {"at_least_min": []}, "at_least_min"),
        ([[True]], {"at_least_min": [-1]}, "at_least_min"),
    ],
)
def test_what_is_no_table_of_minutes_is_refused(sedentary: object, given: dict[str, Any], match: str) -> None:
    with pytest.raises(InvalidValueError, match=match):
        bouts_of_days(sedentary, definition="skdh", **given)  # type: ignore[arg-type]  # on purpose


def test_without_numpy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("inactivity.records._bulk_parts", "inactivity.records._bulk_runs"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'inactivity\[records\]'"):
        bouts_of_days([[True]], definition="skdh")


def test_the_definition_is_asked_for_first() -> None:
    with pytest.raises(UnknownDefinitionError):
        bouts_of_days([[True]], definition="none")


minutes_of_a_day = st.lists(st.booleans(), min_size=2, max_size=400) | st.lists(
    st.tuples(st.booleans(), st.integers(1, 40)), min_size=1, max_size=40
).map(lambda runs: [value for value, size in runs for _ in range(size)])


@pytest.mark.filterwarnings("ignore")  # of the other implementation
class TestAgainstScikitDigitalHealth:
    """scikit-digital-health 0.17, under its own definitions, to 1e-9."""

    @given(minutes_of_a_day)
    def test_fragmentation(self, series: list[bool]) -> None:
        theirs = pytest.importorskip("skdh.utility.fragmentation_endpoints")
        found = fragmentation(Spells.of_minutes(series), definition="skdh")
        binary = np.array(series, int)
        if not any(series):
            assert (found.gini, found.alpha) == (theirs.gini_index(binary), theirs.state_power_law_distribution(binary))
            return
        for ours, other in (
            (found.mean_min, theirs.average_duration(binary)),
            (found.transition_probability, theirs.state_transition_probability(binary)),
            (found.gini, theirs.gini_index(binary)),
            (found.alpha, theirs.state_power_law_distribution(binary)),
            (found.hazard, theirs.average_hazard(binary)),
        ):
            assert same(ours, other)

    @given(minutes_of_a_day, st.integers(1, 60), st.sampled_from([0.5, 0.7, 0.8, 0.9, 1.0]))
    def test_time_in_bouts(self, series: list[bool], size: int, criterion: float) -> None:
        theirs = pytest.importorskip("skdh.activity.endpoints")
        chosen = attrs.evolve(definition("skdh"), criterion=criterion)
        acceleration = np.where(series, 0.0, 1.0)
        expected = theirs.get_activity_bouts(acceleration, -1e5, 0.5, 60, size, criterion, False, 4)  # noqa: FBT003 - theirs
        assert same(time_in_bouts_min(Spells.of_minutes(series), size, definition=chosen), expected)

    @given(days())
    @settings(max_examples=20)
    def test_many_days(self, given_days: tuple[list[list[bool]], list[list[bool]]]) -> None:
        theirs = pytest.importorskip("skdh.utility.fragmentation_endpoints")
        series = [row for row in given_days[0] if any(row)]
        table = bouts_of_days(
            np.array(series, bool).reshape(len(series), -1) if series else [[True]], definition="skdh"
        )
        for row, values in enumerate(series):
            assert same(theirs.gini_index(np.array(values, int)), table.measures["gini"][row])
