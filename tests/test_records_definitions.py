"""Definitions of sedentary bouts: what each computes, by hand, and where tools disagree."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import log
from pathlib import Path

import attrs
import pytest
from hypothesis import given, strategies as st

from inactivity.errors import InvalidValueError, UnknownDefinitionError
from inactivity.records import (
    METRICS,
    ActivityInterval,
    Spells,
    bout_count,
    bout_lengths_min,
    bout_measure,
    definition,
    definitions,
    fragmentation,
    long_sitting,
    read_activpal,
    sedentary_spells,
    time_in_bouts_min,
)
from inactivity.records._spells import runs_of

NINE = datetime(2026, 3, 1, 9)
ALPHAS = {"paactivpal": 1.31, "skdh": 1.41, "ggir": 1.58}
ALL = [known.name for known in definitions()]


def minutes(text: str) -> Spells:
    """Return the spells of minutes written as 1 (sedentary), 0 (not) and ? (nobody knows)."""
    return Spells.of_minutes([None if sign == "?" else sign == "1" for sign in text])


def interval(start: datetime, seconds: float, posture: str = "sitting", **given: object) -> ActivityInterval:
    values = {"intensity": "unknown", "steps": None, "wear": "worn", "source": "x", "person": "p", **given}
    return ActivityInterval(start=start, seconds=seconds, posture=posture, **values)  # type: ignore[arg-type]  # from dicts


def test_a_definition_says_what_it_computes_and_where_it_says_so() -> None:
    for known in definitions():
        assert definition(known.name) is known
        assert known.url.startswith("https://")
        assert {formula.metric for formula in known.formulas} <= set(METRICS)
        for metric in METRICS:
            assert known.defines(metric) is any(formula.metric == metric for formula in known.formulas)
        # What decides a number is a field, not only words.
        assert known.defines("alpha") is (known.shortest is not None)
        assert known.defines("breaks") is (known.breaks is not None)
        assert known.bout.startswith("window") is (known.criterion is not None)


def test_a_definition_of_ones_own_is_a_changed_copy() -> None:
    strict = attrs.evolve(definition("ggir"), name="ggir_1", criterion=1.0)
    gappy = minutes("1" * 9 + "0" + "1" * 9)
    assert time_in_bouts_min(gappy, 10, definition="ggir") == 19
    assert time_in_bouts_min(gappy, 10, definition=strict) == 0


@pytest.mark.parametrize("name", ["skhd", "GGIR", None, 3])
def test_an_unknown_definition_is_refused_with_close_names(name: object) -> None:
    with pytest.raises(UnknownDefinitionError) as caught:
        definition(name)  # type: ignore[arg-type]  # on purpose
    assert caught.value.name == name
    if name == "skhd":
        assert caught.value.suggestions[0] == "skdh"


def test_a_measure_that_a_definition_does_not_have_is_refused_with_those_that_have_it() -> None:
    with pytest.raises(InvalidValueError, match=r"'x50'; it must be one that the definition 'skdh' has: .*: ggir\."):
        bout_measure("x50", Spells.of_lengths([1, 2]), definition="skdh")
    with pytest.raises(InvalidValueError, match="metric is 'beta'"):
        bout_measure("beta", Spells.of_lengths([1, 2]), definition="skdh")  # type: ignore[arg-type]  # on purpose


def test_alpha_by_hand() -> None:
    lengths = [2.0, 4.0, 8.0]
    spells = Spells.of_lengths(lengths * 4)
    by_hand = {
        "paactivpal": 1 + 3 / (log(2 / 2) + log(4 / 2) + log(8 / 2)),
        "skdh": 1 + 3 / (log(2 / 1.5) + log(4 / 1.5) + log(8 / 1.5)),
        "ggir": 1 + 3 / (log(2) + log(4) + log(8)),
    }
    for name, alpha in by_hand.items():
        assert bout_measure("alpha", spells, definition=name) == pytest.approx(alpha, rel=1e-12)


def test_tools_disagree_on_one_file_by_as_much_as_is_published(real_records: Path) -> None:
    spells = sedentary_spells(read_activpal(real_records / "activpal_events.csv"))
    assert len(bout_lengths_min(spells, definition="paactivpal")) == 43
    found = {name: round(bout_measure("alpha", spells, definition=name), 2) for name in ALPHAS}
    assert found == ALPHAS


def test_bouts_of_n_minutes() -> None:
    spells = Spells.of_lengths([30, 45, 29.5, 10])
    assert [bout_count(spells, 30, definition=name) for name in ("sbrn2017", "paactivpal", "activpalprocessing")] == [
        2,
        1,
        1,
    ]
    assert time_in_bouts_min(spells, 30, definition="sbrn2017") == 75
    assert time_in_bouts_min(spells, 30, definition="paactivpal") == 45


def test_an_epoch_that_was_begun_counts_as_a_whole_one() -> None:
    spells = Spells.of_lengths([0.2, 1.0, 59.5 / 60 + 2])
    assert bout_lengths_min(spells, definition="skdh") == (1, 1, 3)
    assert bout_lengths_min(spells, definition="activpalprocessing") == pytest.approx((12 / 60, 1, 2 + 60 / 60))
    assert bout_lengths_min(spells, definition="paactivpal") == (0.2, 1.0, 59.5 / 60 + 2)


def test_recorded_intervals_are_joined_or_not() -> None:
    spells = Spells([10, 20, 5, 3], ["sedentary", "sedentary", "other", "sedentary"])
    assert bout_lengths_min(spells, definition="paactivpal") == (10, 20, 3)
    assert bout_lengths_min(spells, definition="sbrn2017") == (30, 3)
    assert bout_measure("breaks", spells, definition="paactivpal") == 3
    assert bout_measure("breaks", spells, definition="sbrn2017") == 1


@pytest.mark.parametrize(
    ("text", "resumed", "left"),
    [("110110", 1, 2), ("0110", 0, 1), ("11?0011", 0, 0), ("110?11", 0, 1), ("1111", 0, 0), ("", 0, 0)],
)
def test_breaks(text: str, resumed: int, left: int) -> None:
    assert bout_measure("breaks", minutes(text), definition="sbrn2017") == resumed
    assert bout_measure("breaks", minutes(text), definition="activpalprocessing") == left


# By hand, from the rules: 15 min up, 6 min down, a minute up, 10 min down, 20 min up ...
@pytest.mark.parametrize(
    ("text", "size", "time"),
    [
        ("0" * 15 + "1" * 6 + "0" + "1" * 10 + "0" * 20, 10, 17),  # a gap of a minute lies within
        ("0" * 15 + "1" * 9 + "0" * 20, 10, 9),  # a window of ten that begins up, less what is up
        ("1" * 10 + "00" + "1" * 10, 10, 20),  # a gap of two minutes parts two bouts
        ("1" * 8 + "00" + "1" * 8, 10, 0),
        ("1" * 5 + "?" + "1" * 5, 10, 0),  # what nobody knows ends a bout
        ("1" * 10, 10, 10),
        ("1" * 9, 10, 0),
        ("1" * 9, 9, 9),
        ("0" + "1" * 9 + "0", 10, 9),
        ("1" * 9 + "0" + "1" * 9, 10, 19),
        ("", 10, 0),
    ],
)
def test_windows_of_ggir(text: str, size: int, time: float) -> None:
    assert time_in_bouts_min(minutes(text), size, definition="ggir") == time


@pytest.mark.parametrize(
    ("text", "size", "time"),
    [
        ("1" * 10 + "0", 10, 10),
        ("1" * 10, 10, 0),  # the last minute never counts
        ("1" * 4 + "0" + "1" * 5 + "0", 10, 10),
        ("1" * 3 + "0" + "1" * 2 + "0" + "1" * 3 + "0", 10, 0),  # 8 of 10 are not more than 0.8
        ("1" * 10 + "00" + "1" * 10 + "0", 10, 20),
    ],
)
def test_windows_of_scikit_digital_health(text: str, size: int, time: float) -> None:
    assert time_in_bouts_min(minutes(text), size, definition="skdh") == time


def test_half_of_bouts_and_what_lies_in_the_longer_half() -> None:
    spells = Spells.of_lengths([1, 1, 1, 2, 2, 4, 8, 16, 1, 1])
    alpha = 1 + 10 / (2 * log(2) + log(4) + log(8) + log(16))
    found = fragmentation(spells, definition="ggir")
    assert found.alpha == pytest.approx(alpha)
    assert found.x50_min == pytest.approx(2 ** (1 / (alpha - 1)))
    assert found.x50_min is not None
    assert 1 < found.x50_min < 2
    assert found.w50 == pytest.approx((2 + 2 + 4 + 8 + 16) / 37)


def test_transition_probability() -> None:
    spells = minutes("111011?011")
    assert bout_measure("transition_probability", spells, definition="skdh") == pytest.approx(3 / 7)
    # One change to other behaviour in 7 sedentary minutes, of which 2 had nothing after them.
    assert bout_measure("transition_probability", spells, definition="ggir") == pytest.approx(1 / 5)
    with pytest.raises(InvalidValueError, match="a sedentary minute with another one after it"):
        bout_measure("transition_probability", minutes("0001"), definition="ggir")


def test_the_mean_of_ggir_leaves_out_what_the_record_ends_with() -> None:
    # g.fragmentation: the durations of the fragments that a change follows over the number of changes.
    spells = minutes("1110110?0111?11")
    assert bout_measure("mean", spells, definition="ggir") == pytest.approx((3 + 2) / 2)
    assert bout_measure("mean", spells, definition="skdh") == pytest.approx((3 + 2 + 3 + 2) / 4)
    with pytest.raises(InvalidValueError, match="a sedentary bout with other behaviour after it"):
        bout_measure("mean", minutes("00111"), definition="ggir")


def test_gini_by_hand_and_at_its_edges() -> None:
    assert bout_measure("gini", Spells.of_lengths([5, 5, 5]), definition="skdh") == pytest.approx(0)
    # Mean absolute difference over twice the mean, for three bouts corrected: (3 + 7 + 4) / 3 / (2 * 17 / 3 ...)
    lengths = [2.0, 5.0, 9.0]
    pairs = [abs(a - b) for a in lengths for b in lengths]
    uncorrected = sum(pairs) / 9 / (2 * sum(lengths) / 3)
    assert bout_measure("gini", Spells.of_lengths(lengths), definition="skdh") == pytest.approx(uncorrected * 3 / 2)
    assert bout_measure("gini", Spells.of_lengths([7]), definition="skdh") == 1
    assert bout_measure("gini", Spells.of_lengths([]), definition="skdh") == 0
    strict = attrs.evolve(definition("skdh"), name="strict", gini_of_one=None)
    with pytest.raises(InvalidValueError, match="at least two sedentary bouts"):
        bout_measure("gini", Spells.of_lengths([7]), definition=strict)
    with pytest.raises(InvalidValueError, match="at least 10 fragments"):
        bout_measure("gini", Spells.of_lengths([1, 2, 3, 4, 5]), definition="ggir")
    assert bout_measure("gini", Spells.of_lengths([1, 2, 3, 4, 5, 6]), definition="ggir") > 0  # 11 with those between


def test_what_bouts_do_not_have_is_said() -> None:
    equal = Spells.of_lengths([3] * 6)
    assert fragmentation(equal, definition="ggir").undefined == tuple(
        f"{metric}: it takes bouts of different lengths" for metric in ("alpha", "x50", "w50")
    )
    with pytest.raises(InvalidValueError, match="bouts longer than the shortest"):
        bout_measure("alpha", equal, definition="paactivpal")
    nothing = minutes("000")
    for name in ALL:
        found = fragmentation(nothing, definition=name)
        assert found.bouts == 0
        assert found.mean_min is None
    assert fragmentation(nothing, definition="skdh").alpha == 1
    with pytest.raises(InvalidValueError, match="at least one sedentary bout"):
        bout_measure("median", nothing, definition="sbrn2017")


def test_hazard_by_hand() -> None:
    # Of four bouts two end at 1 minute, of the two left one at 2, the last at 3.
    assert bout_measure("hazard", Spells.of_lengths([1, 1, 2, 3]), definition="skdh") == pytest.approx(
        (2 / 4 + 1 / 2 + 1 / 1) / 3
    )


@pytest.mark.fuzz
@given(st.lists(st.floats(min_value=0.01, max_value=900), max_size=40), st.sampled_from(ALL))
def test_laws_of_the_measures(lengths: list[float], name: str) -> None:
    spells = Spells.of_lengths(lengths)
    found = fragmentation(spells, definition=name)
    assert found.bouts == len(lengths)
    assert found.gini is None or -1e-9 <= found.gini <= 1
    assert found.alpha is None or found.alpha >= 1
    assert found.w50 is None or 0 <= found.w50 <= 1
    assert found.transition_probability is None or found.transition_probability >= 0
    assert found.hazard is None or 0 < found.hazard <= 1
    told = {text.partition(":")[0] for text in found.undefined}
    for metric, field in (("mean", "mean_min"), ("alpha", "alpha"), ("x50", "x50_min")):
        value = getattr(found, field)
        if definition(name).defines(metric):  # type: ignore[arg-type]  # from a tuple
            assert (value is None) is (metric in told)
        else:
            assert value is None
    if definition(name).bout in ("run", "recorded"):
        longer = [time_in_bouts_min(spells, size, definition=name) for size in (5, 30, 60)]
        assert longer == sorted(longer, reverse=True)


@given(st.lists(st.sampled_from([True, False, None]), max_size=60))
def test_minutes_and_intervals_give_the_same_spells(series: list[bool | None]) -> None:
    spells = Spells.of_minutes(series)
    postures = {True: "sitting", False: "standing"}
    intervals = [
        interval(NINE + timedelta(minutes=minute), 60.0, postures[value])
        for minute, value in enumerate(series)
        if value is not None
    ]
    first = next((minute for minute, value in enumerate(series) if value is not None), 0)
    last = max((minute + 1 for minute, value in enumerate(series) if value is not None), default=0)
    inner = Spells.of_minutes(series[first:last])
    assert runs_of(sedentary_spells(reversed(intervals))) == runs_of(inner)
    assert spells.sedentary_min == inner.sedentary_min


def test_intervals_that_overlap_repeat_or_leave_gaps() -> None:
    sitting = interval(NINE, 600.0)
    over = interval(NINE + timedelta(minutes=5), 600.0, "standing")
    late = interval(NINE + timedelta(minutes=25), 60.0)
    within = interval(NINE + timedelta(minutes=1), 60.0, "standing")
    spells = sedentary_spells([late, over, sitting, sitting, within])
    assert list(spells) == [(10, "sedentary"), (5, "other"), (10, "unknown"), (1, "sedentary")]
    assert spells.unknown_min == 10


def test_wear_and_lying() -> None:
    unsure = interval(NINE, 600.0, wear="unknown")
    off = interval(NINE + timedelta(minutes=10), 600.0, wear="not_worn")
    bed = interval(NINE + timedelta(minutes=20), 600.0, "lying")
    light = interval(NINE + timedelta(minutes=30), 600.0, "unknown", intensity="light")
    still = interval(NINE + timedelta(minutes=40), 600.0, "unknown", intensity="sedentary")
    given = [unsure, off, bed, light, still]
    assert sedentary_spells([interval(NINE, 60.0, "unknown")]).states == ("unknown",)
    assert sedentary_spells(given).states == ("sedentary", "unknown", "unknown", "other", "sedentary")
    assert sedentary_spells(given, unknown_wear="unknown").states[0] == "unknown"
    assert sedentary_spells(given, lying="sedentary").states[2] == "sedentary"


def test_what_is_no_series_of_one_person_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="of one person"):
        sedentary_spells([interval(NINE, 1.0), interval(NINE, 1.0, person="q")])
    aware = NINE.astimezone()
    with pytest.raises(InvalidValueError, match="time zone"):
        sedentary_spells([interval(NINE, 1.0), interval(aware, 1.0)])
    with pytest.raises(InvalidValueError, match="as many as the minutes"):
        Spells([1.0], [])
    with pytest.raises(InvalidValueError, match="minutes"):
        Spells([-1.0], ["sedentary"])
    with pytest.raises(InvalidValueError, match="states"):
        Spells([1.0], ["asleep"])  # type: ignore[list-item]  # on purpose
    with pytest.raises(InvalidValueError, match="lengths_min"):
        Spells.of_lengths([float("nan")])
    with pytest.raises(InvalidValueError, match="at_least_min"):
        bout_count(Spells([], []), 0, definition="skdh")
    with pytest.raises(InvalidValueError, match="spells"):
        fragmentation([1.0], definition="skdh")  # type: ignore[arg-type]  # on purpose


def test_windows_need_to_know_what_lies_between() -> None:
    with pytest.raises(InvalidValueError, match="reach over gaps"):
        time_in_bouts_min(Spells.of_lengths([20, 20]), 30, definition="ggir")
    moment = interval(NINE + timedelta(minutes=10), 0.0, "standing")
    spells = sedentary_spells([interval(NINE, 600.0), moment, interval(NINE + timedelta(minutes=10), 600.0)])
    assert time_in_bouts_min(spells, 20, definition="ggir") == 20


def test_long_sitting_comes_with_the_verdict_on_the_threshold() -> None:
    found = long_sitting(Spells.of_lengths([240, 239, 300]))
    assert (found.bouts, found.time_h) == (2, 9)
    assert found.claim.claim_id == "sitting_raises_disc_pressure"
    assert found.claim.verdict == "unsupported"
