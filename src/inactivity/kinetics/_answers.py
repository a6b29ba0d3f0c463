"""From a state to an answer: the expected change with its interval, and the days until a muscle is back.

Written once, for floats and for columns: what the numbers are is passed in as :class:`Numbers`.
"""

from __future__ import annotations

from math import inf, log1p
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from ._course import REST, Rates, State, bases, dose, log_ratio
from ._features import AGE_UNIT, AGE_UNKNOWN, SHARE_OF_WOMEN_UNKNOWN
from ._numbers import FLOATS, Numbers, Quantity, Run

if TYPE_CHECKING:
    from ._cell import Cell

Target: TypeAlias = Literal["person", "group"]
"""Whom an interval is for: one person, or the mean of a new group of nine, as a study measures it."""

HORIZON_DAYS = 3650.0
"""Recovery days are looked for up to here: ten years, the longest period the records allow [days]."""
LONGEST_REACH = 700.0
"""Log units an interval reaches at most: any further, and exp knows no number for it [-]."""
LATEST_DAYS = 2.0 * HORIZON_DAYS
STEPS = 8
"""Steps that find the day of recovery to the last digits, whatever the times and shares: see :func:`crossing`."""
_NO_STEP = 1e-5  # of the days: the next would be 1e-10
# What has come back beyond the smallest float is no zero to take a logarithm of, nor a slope of nothing to divide by.
_SMALLEST, _TINY, _FLATTEST = 1e-300, 1e-200, 1e-9


class Change(NamedTuple):
    """A change from baseline with its interval [%]."""

    change_pct: Quantity
    low: Quantity
    high: Quantity


class Reach(NamedTuple):
    """How far the evidence of an exposure reaches, beyond which an interval is widened.

    Attributes
    ----------
    days_high, recovery_days_high : float
        Longest exposure and last recovery day studied; infinite where their length does not matter. [days]
    start : float
        By how much the interval is widened before the first day: 1, and more for what nobody studied. [-]
    unfollowed : float
        How much is added as soon as a recovery begins, where nobody followed one. [-]
    """

    days_high: Quantity
    recovery_days_high: Quantity
    start: Quantity
    unfollowed: Quantity


class Exposed(NamedTuple):
    """Mean and variance right after an exposure from baseline, by the fast and the slow response `F` and `S` [-].

    The log ratio is ``fast F + slow S``, its variance ``ff F**2 + fs F S + ss S**2``.
    """

    fast: Quantity
    slow: Quantity
    ff: Quantity
    fs: Quantity
    ss: Quantity


def moments(cell: Cell, state: State, target: Target, numbers: Numbers) -> tuple[Quantity, Quantity]:
    """Return the expected log ratio to baseline in a state, and its variance [-].

    Parameters
    ----------
    cell : Cell
        The model of the question; its numbers may be columns.
    state : State
        Where the muscle is.
    target : {"person", "group"}
        Whom the variance is for.
    numbers : Numbers
        What the numbers are.
    """
    courses = bases(state, cell.rates)
    common, fast, level, speed = courses
    mean = log_ratio(courses, cell.amplitudes)
    cc, ff, ll, cf, cl, fl = cell.covariance
    between = cell.heterogeneity
    total = (
        (cc + between.common) * common * common
        + (ff + between.fast) * fast * fast
        + (ll + between.level) * level * level
        + 2.0 * (cf * common * fast + cl * common * level + fl * fast * level)
        + between.speed * speed * speed
        + cell.relative_variance * mean * mean
    )
    spread = cell.person if target == "person" else cell.group
    slow = dose(state)
    total = total + spread.onset * state.onset * state.onset + spread.dose * slow * slow
    return mean, numbers.size(total)


def exposed(cell: Cell, target: Target) -> Exposed:
    """Return mean and variance after exposures from baseline as a linear and a quadratic form.

    An exposure from baseline moves the fast parts of the state together, and the slow ones: the mean is linear in
    both, the variance quadratic, and three states give all coefficients.

    Parameters
    ----------
    cell : Cell
        The model of the question.
    target : {"person", "group"}
        Whom the variance is for.
    """
    (fast, ff), (slow, ss), (_, both) = (
        moments(cell, REST._replace(fast=at, onset=at, rebound=late, slow=late), target, FLOATS)
        for at, late in ((1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
    )
    return Exposed(fast, slow, ff, both - ff - ss, ss)


def exposed_moments(cell: Exposed, state: State, numbers: Numbers) -> tuple[Quantity, Quantity]:
    """Return what :func:`moments` does, after an exposure from baseline [-].

    Parameters
    ----------
    cell : Exposed
        Of the question.
    state : State
        After the exposure.
    numbers : Numbers
        What the numbers are.
    """
    fast, slow = state.fast, state.slow
    total = (cell.ff * fast + cell.fs * slow) * fast + cell.ss * slow * slow
    return cell.fast * fast + cell.slow * slow, numbers.size(total)


def change_of(mean: Quantity, reach: Quantity, numbers: Numbers = FLOATS) -> Change:
    """Return a log ratio and how far its interval reaches to either side as a change [%]."""
    mean, reach = numbers.keep(mean, numbers.smaller(reach, LONGEST_REACH))
    expm1 = numbers.expm1
    return Change(100.0 * expm1(mean), 100.0 * expm1(mean - reach), 100.0 * expm1(mean + reach))


def stretched(reach: Reach, days: Quantity, recovery_days: Quantity, numbers: Numbers = FLOATS) -> Quantity:
    """Return by how much the standard deviation grows because the evidence was left, at least 1 [-].

    Parameters
    ----------
    reach : Reach
        How far the evidence reaches.
    days : float
        Of exposure. [days]
    recovery_days : float or None
        Of the recovery after it; None where there was none. [days]
    numbers : Numbers
        What the numbers are.
    """
    factor = reach.start + _beyond(days, reach.days_high, numbers)
    if recovery_days is None:
        return factor
    factor = factor + _beyond(recovery_days, reach.recovery_days_high, numbers)
    return factor + numbers.choose(recovery_days > 0.0, reach.unfollowed, lambda: 0.0)


def _beyond(days: Quantity, high: Quantity, numbers: Numbers) -> Quantity:
    return numbers.choose(days <= high, 0.0, lambda: numbers.log(days / high))


# ---------------------------------------------------------------- people


class People(NamedTuple):
    """How sex and age change the scale of the response (its logarithm), and how well that is known [-].

    Attributes
    ----------
    share, age : float
        Effects of the share of women and of age. [-]
    base, with_share, with_age : float
        Variance of the logarithm of the scale, and its covariance with the two effects. [-]
    of_share, of_both, of_age : float
        Variances and covariance of the two effects. [-]
    """

    share: Quantity
    age: Quantity
    base: Quantity
    with_share: Quantity
    with_age: Quantity
    of_share: Quantity
    of_both: Quantity
    of_age: Quantity


def person_of(share: Quantity, age: Quantity) -> tuple[Quantity, Quantity]:
    """Return the share of women and the age as the effects take them, 0 where nobody says [-]."""
    return share - SHARE_OF_WOMEN_UNKNOWN, (age - AGE_UNKNOWN) / AGE_UNIT


def personal_scale(people: People, share: Quantity, years: Quantity, numbers: Numbers) -> Quantity:
    """Return by how much the response of such people is larger [-]; `share` and `years` as of :func:`person_of`."""
    return numbers.exp(people.share * share + people.age * years)


def personal_variance(people: People, share: Quantity, years: Quantity, numbers: Numbers) -> Quantity:
    """Return the variance of the logarithm of the scale of the response of such people [-]."""
    total = (
        people.base
        + 2.0 * (share * people.with_share + years * people.with_age)
        + share * share * people.of_share
        + 2.0 * share * years * people.of_both
        + years * years * people.of_age
    )
    return numbers.size(total)


def beyond_age(age: Quantity, low: Quantity, high: Quantity, numbers: Numbers = FLOATS) -> Quantity:
    """Return how far an age lies outside those studied [years]."""
    return numbers.larger(numbers.larger(low - age, age - high), 0.0)


# ---------------------------------------------------------------- recovery


class WayBack(NamedTuple):
    """What remains of a change on day `d` of recovery, in the direction the exposure drove it, and what is enough [-].

    It is ``scale quickly exp(-d / T fast) + (scale slowly - settling) exp(-d / T slow)``, `scale` being that of the
    amplitude.
    """

    quickly: Quantity
    slowly: Quantity
    settling: Quantity
    enough: Quantity


def way_back(cell: Cell, state: State, within_pct: float, numbers: Numbers) -> WayBack:
    """Return what recovery has to bring back.

    Parameters
    ----------
    cell : Cell
        The model of the question; its numbers may be columns.
    state : State
        At the end of the exposure.
    within_pct : float
        How near to baseline counts as back. [%]
    numbers : Numbers
        What the numbers are.
    """
    common, fast, settling = cell.amplitudes
    rates, choose = cell.rates, numbers.choose
    (sign,) = numbers.keep(choose(common <= 0.0, -1.0, lambda: 1.0))
    tolerance = choose(common <= 0.0, -log1p(-min(within_pct, 99.99) / 100.0), lambda: log1p(within_pct / 100.0))
    slow = sign * common * (1.0 - rates.fast_share)
    level = sign * settling
    return WayBack(
        *numbers.keep(
            sign * (common * rates.fast_share + fast) * state.fast + slow * rates.rebound * state.rebound,
            slow * (1.0 - rates.rebound) * state.slow,
            level * state.slow,
            tolerance - level * (state.slow + state.settled),
        )
    )


def recovery_bounds(
    cell: Cell, way: WayBack, *, z: Quantity, moment: tuple[Quantity, Quantity], numbers: Numbers
) -> tuple[Quantity, Quantity]:
    """Return the bounds of the days of recovery; infinite where no day within ten years is one [days].

    Parameters
    ----------
    cell : Cell
        The model of the question; its numbers may be columns.
    way : WayBack
        From the end of the exposure.
    z : float
        How many standard deviations the interval reaches to either side. [-]
    moment : tuple of float
        What :func:`moments` says of the state.
    numbers : Numbers
        What the numbers are.
    """
    mean, variance = moment
    (relative,) = numbers.keep(z * numbers.sqrt(variance) / numbers.larger(numbers.size(mean), 1e-9))
    low, high = numbers.together(
        days_back(way, cell.rates, numbers.larger(1.0 - relative, 0.0), numbers),
        days_back(way, cell.rates, 1.0 + relative, numbers),
    )
    (slower,) = numbers.keep(numbers.exp(z * speed_sd(cell, numbers)))
    (high,) = numbers.keep(high * slower)
    return low / slower, numbers.choose(high > HORIZON_DAYS, inf, lambda: high)


def speed_sd(cell: Cell, numbers: Numbers) -> Quantity:
    """Return the standard deviation of the logarithm of the time of the slow recovery [-].

    It holds how well that time is known, and how campaigns and arms differ in it: what differs in speed is a change of
    the logarithm of the time in proportion to the response of a campaign.

    Parameters
    ----------
    cell : Cell
        The model of the question; its numbers may be columns.
    numbers : Numbers
        What the numbers are.
    """
    common, kept = cell.amplitudes.common, 1.0 - cell.rates.fast_share
    response = common * common + cell.covariance.cc + cell.heterogeneity.common
    return numbers.sqrt(cell.time_variance + cell.heterogeneity.speed / (response * kept * kept))


def days_back(way: WayBack, rates: Rates, scale: Quantity, numbers: Numbers) -> Run:
    """Find the day from which the remaining change is within the tolerance; infinite if none within ten years [days].

    Parameters
    ----------
    way : WayBack
        From the end of the exposure.
    rates : Rates
        For the times of recovery.
    scale : float
        Of the amplitude of the change. [-]
    numbers : Numbers
        What the numbers are; their ``together`` runs this.
    """
    choose, enough = numbers.choose, way.enough
    quickly, slowly = yield scale * way.quickly, scale * way.slowly - way.settling
    is_back, never = quickly + slowly <= enough, enough <= 0.0
    if numbers.surely(is_back):
        return 0.0
    if numbers.surely(never):
        return inf
    (days,) = yield ((yield from crossing(quickly, slowly, enough, rates, numbers)),)
    return choose(is_back, 0.0, lambda: choose(never, inf, lambda: choose(days > HORIZON_DAYS, inf, lambda: days)))


def crossing(quickly: Quantity, slowly: Quantity, enough: Quantity, rates: Rates, numbers: Numbers) -> Run:
    """Find when ``quickly exp(-d / T fast) + slowly exp(-d / T slow)`` has fallen to `enough` [days].

    Halley's method on the logarithm of what is positive over what is not, from the day on which one of the two alone
    would be there. Where `slowly` is positive, that is a convex function of the day (a logarithm of a sum of
    exponentials), nearly straight; where `slowly` is negative (only the rebound comes back, towards an overshoot) it is
    concave. Its slope and its curve are known, and each step cubes the error: one or two are the rule, five find the
    day to the last digits for any times and shares.

    Parameters
    ----------
    quickly, slowly : float
        What is left to come back with the fast and the slow time; more than `enough` together. [-]
    enough : float
        Above 0. [-]
    rates : Rates
        For the times of recovery.
    numbers : Numbers
        What the numbers are; their ``together`` runs this.
    """
    exp, log, larger, smaller = numbers.exp, numbers.log, numbers.larger, numbers.smaller
    quick, slow = 1.0 / rates.fast_recovery, 1.0 / rates.slow_recovery
    enough, rising = larger(enough, _TINY), larger(slowly, 0.0)
    by_one = larger(log(larger(quickly, _SMALLEST) / enough) / quick, log(larger(slowly, _SMALLEST) / enough) / slow)
    days, enough, rising, falling = yield larger(by_one, 0.0), enough, rising, rising - slowly
    for _ in range(STEPS):
        fast, late = yield quickly * exp(-quick * days), exp(-slow * days)
        above, below = larger(fast + rising * late, _SMALLEST), enough + falling * late
        falls = (quick * fast + slow * rising * late) / above - slow * falling * late / below
        step = log(above / below) / larger(falls, _FLATTEST)
        if numbers.surely(numbers.size(step) <= _NO_STEP * days):
            return days + step
        (days,) = yield (smaller(larger(days + step, 0.0), LATEST_DAYS),)
    return days
