"""The equations, and the laws every cell keeps: all muscles, kinds and measures, days 1 to 365."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import exp, expm1, inf
from statistics import NormalDist

import pytest
from hypothesis import given, strategies as st

import inactivity as ia
from inactivity.kinetics import (
    REST,
    Amplitudes,
    Cell,
    Covariance,
    GroupSpread,
    Heterogeneity,
    Journey,
    PersonSpread,
    Rates,
    State,
    Target,
    bases,
    dose,
    expose,
    parameters,
    recover,
)
from inactivity.kinetics._answers import crossing, exposed, exposed_moments, moments
from inactivity.kinetics._cell import sound
from inactivity.kinetics._normal import half_width
from inactivity.kinetics._numbers import FLOATS

RATES = Rates(3.5, 78.0, 1.8, 35.0, 0.05, 0.1)
SOME = Cell(
    amplitudes=Amplitudes(-0.25, -0.01, 0.01),
    rates=RATES,
    covariance=Covariance(0.001, 0.0001, 0.0001, 0.0, 0.0, 0.0),
    relative_variance=0.01,
    heterogeneity=Heterogeneity(0.003, 0.0001, 0.001, 0.002),
    person=PersonSpread(0.003, 0.01),
    group=GroupSpread(0.0008, 0.002),
    time_variance=0.3**2,
)
DAYS = st.floats(1, 365)
SHARES = st.floats(0, 1)
STATES = st.builds(State, SHARES, SHARES, SHARES, SHARES, SHARES, SHARES)
TARGETS = st.sampled_from(["person", "group"])
LEVELS = st.floats(0.01, 0.99)
CELLS = st.builds(
    parameters().cell,
    st.sampled_from(ia.muscles()),
    st.sampled_from(list(ia.ExposureKind)),
    measure=st.sampled_from(["size", "strength"]),
    countermeasure=st.sampled_from([None, "none", "resistance_exercise", "nutrition", "yoga"]),
    recovery_condition=st.sampled_from(["reambulation", "rehabilitation", "supervised_training", "unknown"]),
    sex=st.sampled_from([None, "male", "female"]),
    age_years=st.sampled_from([None, 20.0, 50.0, 85.0]),
)
TIMELINES = st.lists(
    st.builds(ia.Exposure, st.sampled_from(["bed_rest", "limb_cast", "spaceflight"]), days=DAYS)
    | st.builds(ia.Recovery, days=DAYS, condition=st.sampled_from(["reambulation", "rehabilitation"])),
    min_size=1,
    max_size=5,
).map(ia.Timeline)


def close(one: object, other: object) -> bool:
    return bool(one == pytest.approx(other, rel=1e-9, abs=1e-12))


def or_inf(days: float | None) -> float:
    return inf if days is None else days


def journey(cell_of: Callable[[ia.ExposureKind, str], Cell], timeline: ia.Timeline) -> Journey:
    found = Journey(cell_of)
    for segment in timeline:
        found = found.after(segment)
    return found


def soleus(kind: ia.ExposureKind, condition: str) -> Cell:
    return parameters().cell(ia.muscle("soleus"), kind, recovery_condition=condition)


# ------------------------------------------------------------------------------------------- equations


@given(STATES, st.sampled_from([0.0, 1.0]))
def test_no_days_change_nothing(state: State, load: float) -> None:
    assert close(expose(state, 0.0, RATES, exp, load), state)
    assert recover(state, 0.0, RATES, exp) == state


@given(STATES, DAYS, SHARES, st.sampled_from([0.0, 1.0]))
def test_a_split_segment_equals_the_whole(state: State, days: float, share: float, load: float) -> None:
    first, second = share * days, days - share * days

    split = expose(expose(state, first, RATES, exp, load), second, RATES, exp, load)
    assert close(split, expose(state, days, RATES, exp, load))
    split = recover(recover(state, first, RATES, exp), second, RATES, exp)
    assert close(split, recover(state, days, RATES, exp))


@given(DAYS, DAYS)
def test_one_exposure_and_its_recovery_in_closed_form(days: float, after: float) -> None:
    state = recover(expose(REST, days, RATES, exp), after, RATES, exp)
    lost, back = 1 - exp(-days / RATES.slow_loss), exp(-after / RATES.slow_recovery)
    quick = exp(-after / RATES.fast_recovery)
    courses = bases(state, RATES)

    assert close(courses.fast, (1 - exp(-days / RATES.fast_loss)) * quick)
    assert close(courses.level, lost * (1 - back))
    assert close(courses.speed, (1 - RATES.rebound) * lost * back * after / RATES.slow_recovery)
    slow = lost * (RATES.rebound * quick + (1 - RATES.rebound) * back)
    assert close(courses.common, RATES.fast_share * courses.fast + (1 - RATES.fast_share) * slow)
    assert close(dose(state), lost)


def test_arrays_run_the_same_lines() -> None:
    numpy = pytest.importorskip("numpy")
    days, after = numpy.array([3.0, 60.0, 200.0]), numpy.array([0.0, 10.0, 365.0])
    together = bases(recover(expose(REST, days, RATES, numpy.exp), after, RATES, numpy.exp), RATES)

    for place in range(3):
        alone = bases(recover(expose(REST, days[place], RATES, exp), after[place], RATES, exp), RATES)
        assert close(tuple(course[place] for course in together), tuple(alone))


@given(LEVELS)
def test_half_widths_are_those_of_the_normal_distribution(level: float) -> None:
    assert half_width(level) == pytest.approx(NormalDist().inv_cdf(0.5 + level / 2), abs=1e-9)


# ------------------------------------------------------------------------------------------- laws of cells


@given(CELLS, LEVELS, TARGETS)
def test_nothing_happened_at_baseline(cell: Cell, level: float, target: Target) -> None:
    assert tuple(cell.change(REST, level=level, target=target)) == (0.0, 0.0, 0.0)
    assert cell.recovery_days(REST, level=level, target=target) == (0.0, 0.0, 0.0)


@pytest.mark.fuzz
@given(CELLS, st.lists(DAYS, min_size=2, max_size=6).map(sorted))
def test_loss_is_monotone(cell: Cell, days: list[float]) -> None:
    changes = [abs(cell.log_ratio(cell.state(day))) for day in days]

    assert all(later >= earlier - 1e-12 for earlier, later in pairwise(changes))


@pytest.mark.fuzz
@given(CELLS, st.lists(DAYS, min_size=2, max_size=6).map(sorted))
def test_recovery_is_never_longer_after_a_shorter_exposure(cell: Cell, days: list[float]) -> None:
    found = [or_inf(cell.recovery_days(cell.state(day)).days) for day in days]

    assert all(longer >= shorter - 1e-4 for shorter, longer in pairwise(found))


@pytest.mark.fuzz
@given(CELLS, DAYS, st.lists(st.floats(0.1, 20), min_size=2, max_size=4).map(sorted))
def test_a_tighter_tolerance_is_never_shorter(cell: Cell, days: float, within: list[float]) -> None:
    found = [or_inf(cell.recovery_days(cell.state(days), within_pct=one).days) for one in within]

    assert all(tight >= loose - 1e-4 for tight, loose in pairwise(found))


@pytest.mark.fuzz
@given(CELLS, DAYS, DAYS, st.lists(LEVELS, min_size=2, max_size=2).map(sorted), TARGETS)
def test_points_lie_in_intervals_and_wider_levels_never_narrow(
    cell: Cell, days: float, after: float, levels: list[float], target: Target
) -> None:
    state = cell.state(days, after)
    narrow, wide = (cell.change(state, level=level, target=target) for level in levels)
    assert -100 < wide.low <= narrow.low <= narrow.change_pct == wide.change_pct <= narrow.high <= wide.high

    lost = cell.state(days)
    short, long = ([or_inf(day) for day in cell.recovery_days(lost, level=level, target=target)] for level in levels)
    assert 0 <= long[1] <= short[1] <= short[0] == long[0] <= short[2] <= long[2]


@given(CELLS, DAYS, DAYS)
def test_people_differ_more_than_groups(cell: Cell, days: float, after: float) -> None:
    state = cell.state(days, after)

    assert cell.variance(state, "person") > cell.variance(state, "group") > 0


@given(CELLS, DAYS, st.floats(0.5, 20))
def test_on_the_day_found_the_tolerance_is_met(cell: Cell, days: float, within: float) -> None:
    lost = cell.state(days)
    found = cell.recovery_days(lost, within_pct=within).days
    if not found:
        return
    sign = -1 if cell.amplitudes.common <= 0 else 1
    left = sign * 100 * expm1(cell.log_ratio(cell.recover(lost, found)))

    assert left == pytest.approx(within, abs=2e-3)


def test_a_lasting_deficit_is_no_number() -> None:
    stuck = Amplitudes(-0.25, 0.0, -0.2)
    cell = Cell(
        amplitudes=sound(stuck, RATES),
        rates=RATES,
        covariance=SOME.covariance,
        relative_variance=0.0,
        heterogeneity=SOME.heterogeneity,
        person=SOME.person,
        group=SOME.group,
        time_variance=0.3**2,
    )
    found = cell.recovery_days(cell.state(60))

    assert found.days is None
    assert found.high is None


def test_fast_effects_against_the_common_one_and_levels_beyond_the_loss_are_cut() -> None:
    assert sound(Amplitudes(-0.2, 0.5, 0.0), RATES).fast == pytest.approx(0.2 * RATES.fast_share)
    assert sound(Amplitudes(-0.2, 0.0, -0.9), RATES).level == pytest.approx(-0.2 * 0.95 * 0.9)
    assert sound(Amplitudes(0.2, 0.0, 0.9), RATES).level == pytest.approx(0.2 * 0.95 * 0.9)
    assert sound(SOME.amplitudes, RATES) == SOME.amplitudes


def test_an_overshoot_of_the_slow_part_is_bracketed() -> None:
    state = State(0.0, 1.0, 0.0, 0.0, 0.0, 1.0)._replace(slow=0.01)
    cell = Cell(
        amplitudes=Amplitudes(-0.5, 0.0, -0.44),
        rates=RATES._replace(rebound=0.4),
        covariance=SOME.covariance,
        relative_variance=0.0,
        heterogeneity=SOME.heterogeneity,
        person=SOME.person,
        group=SOME.group,
        time_variance=0.3**2,
    )
    found = cell.recovery_days(state).days

    assert found is not None
    assert 100 * expm1(cell.log_ratio(cell.recover(state, found))) == pytest.approx(-2, abs=1e-3)


# ------------------------------------------------------------------------------------------- journeys


@given(TIMELINES)
def test_journeys_of_one_kind_are_cells(timeline: ia.Timeline) -> None:
    state = REST
    for segment in timeline:
        step = SOME.recover if isinstance(segment, ia.Recovery) else SOME.expose
        state = step(state, segment.days)
    found = journey(lambda _kind, _condition: SOME, timeline)

    assert found.log_ratio() == pytest.approx(SOME.log_ratio(state), abs=1e-12)


@given(TIMELINES, SHARES, TARGETS)
def test_journeys_split_anywhere(timeline: ia.Timeline, share: float, target: Target) -> None:
    whole = split = Journey(soleus)
    for segment in timeline:
        whole = whole.after(segment)
        first = share * segment.days
        split = split.after(segment, first).after(segment, segment.days - first)

    assert split.log_ratio() == pytest.approx(whole.log_ratio(), abs=1e-9)
    assert split.standard_deviation(target) == pytest.approx(whole.standard_deviation(target), abs=1e-9)


def test_a_journey_starts_at_baseline_and_holds_its_change() -> None:
    assert tuple(Journey(soleus).change()) == (0.0, 0.0, 0.0)

    found = journey(soleus, ia.Timeline.parse("bed_rest:14d, recovery:10d, limb_cast:7d, recovery:60d")).change()
    assert -100 < found.low < found.change_pct < found.high


def test_another_condition_settles_what_is_still_away_and_leaves_the_rest() -> None:
    lost = journey(soleus, ia.Timeline.parse("bed_rest:60d")).after(ia.Recovery(20, "rehabilitation"))
    none = lost.after(ia.Recovery(40, "supervised_training"), 0.0)

    assert none.log_ratio() == pytest.approx(lost.log_ratio(), abs=1e-3)
    assert len(lost.after(ia.Recovery(40, "supervised_training")).parts) > len(lost.parts)


# ---------------------------------------------------------------- answers in other words


@given(CELLS, DAYS, TARGETS)
def test_an_exposure_from_baseline_in_five_numbers_is_the_cell(cell: Cell, days: float, target: Target) -> None:
    state = cell.state(days)

    assert exposed_moments(exposed(cell, target), state, FLOATS) == pytest.approx(
        moments(cell, state, target, FLOATS), rel=1e-11, abs=1e-15
    )


@given(
    st.floats(-0.3, 1.3),
    st.floats(0.05, 2.5),
    st.floats(-6, 1),
    st.floats(-12, 0),
    st.floats(-6, 1),
    st.floats(0, 0.999),
)
def test_the_day_of_recovery_is_found_to_the_last_digits(  # noqa: PLR0917 - six numbers that Hypothesis draws
    fast: float, slower: float, most: float, enough: float, rest: float, share: float
) -> None:
    times = RATES._replace(fast_recovery=10**fast, slow_recovery=10 ** (fast + slower))
    quickly = 10**most
    for slowly in (10**rest, -share * quickly):
        wanted = 10**enough * quickly
        if quickly + slowly <= wanted:
            continue
        (found,) = FLOATS.together(crossing(quickly, slowly, wanted, times, FLOATS))
        low, high = 0.0, 8000.0
        for _ in range(200):
            middle = 0.5 * (low + high)
            left = quickly * exp(-middle / times.fast_recovery) + slowly * exp(-middle / times.slow_recovery)
            low, high = (middle, high) if left > wanted else (low, middle)
        if high < 7000.0:  # later than twice ten years is never asked for
            assert found == pytest.approx(high, rel=1e-9, abs=1e-9)
