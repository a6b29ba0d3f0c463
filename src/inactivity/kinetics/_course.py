"""The time courses: how an unloaded muscle moves away from baseline, and back.

Plain arithmetic, with ``exp`` passed in: floats (``math.exp``), NumPy arrays (``numpy.exp``) and expressions of a
dataframe library run these very lines. The fit uses them too; there is no second copy.

A muscle carries six numbers from segment to segment. With times `T` [days] (fast and slow loss, fast and slow
recovery), each relaxes exponentially, so a split segment equals the whole, and zero days change nothing::

    exposure of t days, load L (1, or 0 where another kind of exposure takes over)
        fast    u -> L + (u - L) exp(-t / T fast loss)          rebound r -> L + (r - L) exp(-t / T slow loss)
        onset   v -> L + (v - L) exp(-t / T fast loss)          slow    q -> L + (q - L) exp(-t / T slow loss)
        settled x -> x exp(-t / T slow loss)                    delayed s -> s exp(-t / T slow loss)
    recovery of d days
        fast    u -> u exp(-d / T fast recovery)                rebound r -> r exp(-d / T fast recovery)
        onset   v -> v                                          slow    q -> q exp(-d / T slow recovery)
        settled x -> x + q (1 - exp(-d / T slow recovery))
        delayed s -> (s + q d / T slow recovery) exp(-d / T slow recovery)

What was lost slowly comes back in two parts: a share `rebound` with the fast time, the rest with the slow one. What has
come back slowly (`settled`) settles at a level that may lie above or below baseline. `delayed` is the derivative of the
slow part with respect to the logarithm of the recovery time: it carries differences in the speed of recovery. `onset`
and the dose q + x remember, for the spread between people, that there was an exposure at all.
"""

from __future__ import annotations

from typing import NamedTuple

from ._numbers import Exp, Quantity


class Rates(NamedTuple):
    """Times and shares of the two components.

    Attributes
    ----------
    fast_loss, slow_loss : float
        Times of the fast (fluid) and the slow (tissue) loss. [days]
    fast_recovery, slow_recovery : float
        Times of the fast and the slow recovery. [days]
    fast_share : float
        Share of the response that is lost and regained fast. [-]
    rebound : float
        Share of the slow loss that comes back with the fast time. [-]
    """

    fast_loss: Quantity
    slow_loss: Quantity
    fast_recovery: Quantity
    slow_recovery: Quantity
    fast_share: Quantity
    rebound: Quantity


class State(NamedTuple):
    """What a muscle carries from segment to segment, each between 0 and 1 (`delayed` below 1) [-]."""

    fast: Quantity
    rebound: Quantity
    slow: Quantity
    settled: Quantity
    delayed: Quantity
    onset: Quantity


class Bases(NamedTuple):
    """The time courses that the effects of the model multiply [-]."""

    common: Quantity
    fast: Quantity
    level: Quantity
    speed: Quantity


class Amplitudes(NamedTuple):
    """Effects on the log ratio to baseline, each of its time course [-]."""

    common: Quantity
    fast: Quantity
    level: Quantity


REST = State(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""A muscle at its baseline."""


def expose(state: State, days: Quantity, rates: Rates, exp: Exp, load: Quantity = 1.0) -> State:
    """Return the state after an exposure.

    Parameters
    ----------
    state : State
        Before it.
    days : float, array or expression
        Its length. [days]
    rates : Rates
        Those of the exposure.
    exp : callable
        The exponential of the numbers given.
    load : float
        1 for the exposure itself; 0 lets the effect of an earlier exposure of another kind fade while this one
        lasts. [-]

    Examples
    --------
    >>> from math import exp
    >>> from inactivity.kinetics import REST, Rates, expose, recover
    >>> rates = Rates(3.5, 78.0, 2.0, 35.0, 0.05, 0.1)
    >>> round(expose(REST, 60, rates, exp).slow, 3)
    0.537
    >>> split = expose(expose(REST, 20, rates, exp), 40, rates, exp)
    >>> round(split.slow, 3)
    0.537
    """
    fast, slow = exp(-days / rates.fast_loss), exp(-days / rates.slow_loss)
    return State(
        fast=load + (state.fast - load) * fast,
        rebound=load + (state.rebound - load) * slow,
        slow=load + (state.slow - load) * slow,
        settled=state.settled * slow,
        delayed=state.delayed * slow,
        onset=load + (state.onset - load) * fast,
    )


def recover(state: State, days: Quantity, rates: Rates, exp: Exp) -> State:
    """Return the state after a recovery.

    Parameters
    ----------
    state : State
        Before it.
    days : float, array or expression
        Its length. [days]
    rates : Rates
        Those of the exposure it follows and of what is done in it.
    exp : callable
        The exponential of the numbers given.

    Examples
    --------
    >>> from math import exp
    >>> from inactivity.kinetics import REST, Rates, expose, recover
    >>> rates = Rates(3.5, 78.0, 2.0, 35.0, 0.05, 0.1)
    >>> lost = expose(REST, 60, rates, exp)
    >>> recover(lost, 0, rates, exp) == lost
    True
    >>> [round(recover(lost, days, rates, exp).slow, 3) for days in (10, 35, 365)]
    [0.403, 0.197, 0.0]
    """
    fast, elapsed = exp(-days / rates.fast_recovery), days / rates.slow_recovery
    slow = exp(-elapsed)
    return State(
        fast=state.fast * fast,
        rebound=state.rebound * fast,
        slow=state.slow * slow,
        settled=state.settled + state.slow * (1.0 - slow),
        delayed=(state.delayed + state.slow * elapsed) * slow,
        onset=state.onset,
    )


def bases(state: State, rates: Rates) -> Bases:
    """Return the time courses in a state.

    Parameters
    ----------
    state : State
        Where the muscle is.
    rates : Rates
        For its shares.

    Examples
    --------
    >>> from math import exp
    >>> from inactivity.kinetics import REST, Rates, bases, expose
    >>> rates = Rates(3.5, 78.0, 2.0, 35.0, 0.05, 0.1)
    >>> lost = expose(REST, 60, rates, exp)
    >>> round(bases(lost, rates).common, 3)
    0.56
    """
    kept = 1.0 - rates.rebound
    slow = rates.rebound * state.rebound + kept * state.slow
    return Bases(
        common=rates.fast_share * state.fast + (1.0 - rates.fast_share) * slow,
        fast=state.fast,
        level=state.settled,
        speed=kept * state.delayed,
    )


def log_ratio(courses: Bases, amplitudes: Amplitudes) -> Quantity:
    """Return the log ratio to baseline: the effects times their time courses [-].

    Parameters
    ----------
    courses : Bases
        The time courses.
    amplitudes : Amplitudes
        The effects on the log ratio.

    Returns
    -------
    float, array or expression
        The log ratio. [-]

    Examples
    --------
    >>> from math import exp
    >>> from inactivity.kinetics import REST, Amplitudes, Rates, bases, expose, log_ratio
    >>> rates = Rates(3.5, 78.0, 2.0, 35.0, 0.05, 0.1)
    >>> lost = expose(REST, 60, rates, exp)
    >>> round(log_ratio(bases(lost, rates), Amplitudes(-0.4, -0.01, 0.0)), 3)
    -0.234
    """
    return amplitudes.common * courses.common + amplitudes.fast * courses.fast + amplitudes.level * courses.level


def dose(state: State) -> Quantity:
    """Return the slow dose, which recovery does not take away: lost and not yet back, or back and settled [-].

    Parameters
    ----------
    state : State
        Where the muscle is.

    Examples
    --------
    >>> from math import exp
    >>> from inactivity.kinetics import REST, Rates, dose, expose
    >>> rates = Rates(3.5, 78.0, 2.0, 35.0, 0.05, 0.1)
    >>> lost = expose(REST, 60, rates, exp)
    >>> round(dose(lost), 3)
    0.537
    """
    return state.slow + state.settled


def share_of(logit: Quantity, exp: Exp) -> Quantity:
    """Return the share that a logit stands for [-].

    Parameters
    ----------
    logit : float, array or expression
        Any number. [-]
    exp : callable
        The exponential of the numbers given.
    """
    return 1.0 / (1.0 + exp(-logit))
