"""`Cell`: everything the model knows about one question, and its answers in plain floats."""

from __future__ import annotations

from math import exp, expm1, log1p, sqrt
from typing import Literal, NamedTuple, TypeAlias

import attrs

from ._course import REST, Amplitudes, Rates, State, bases, dose, expose, log_ratio, recover
from ._normal import half_width

Target: TypeAlias = Literal["person", "group"]
"""Whom an interval is for: one person, or the mean of a new group of nine, as a study measures it."""

HORIZON_DAYS = 3650.0
"""Recovery days are looked for up to here: ten years, the longest period the records allow [days]."""
_CLOSE = 1e-7  # log units: a ten-thousandth of a per cent from the tolerance counts as there
_STEPS = 100


class Change(NamedTuple):
    """A change from baseline with its interval [%]."""

    change_pct: float
    low: float
    high: float


class RecoveryDays(NamedTuple):
    """Days until the muscle is back, with their interval [days].

    None stands for "not within ten years": a deficit beyond the tolerance may last, or the model expects it to.
    """

    days: float | None
    low: float | None
    high: float | None


class Covariance(NamedTuple):
    """Posterior covariance of the amplitudes common (c), fast (f) and level (l) [-]."""

    cc: float
    ff: float
    ll: float
    cf: float
    cl: float
    fl: float


class Heterogeneity(NamedTuple):
    """Variances between campaigns and between the arms of one, each of its time course [-]."""

    common: float
    fast: float
    level: float
    speed: float


class PersonSpread(NamedTuple):
    """Variances between the people of one group, of the log ratio [-].

    `onset` is reached within days of an exposure, `dose` is that at the full slow dose; neither is taken away by
    recovery. They contain the error of the scan: printed spreads do, and it cannot be told from people.
    """

    onset: float
    dose: float


class GroupSpread(NamedTuple):
    """Variances of the measured mean of a group of nine people around its expectation, of the log ratio [-].

    As those of people, `onset` is reached within days of an exposure and `dose` is that at the full slow dose. They hold
    the sampling error of few people, and the errors of their scans and baselines.
    """

    onset: float
    dose: float


@attrs.frozen(kw_only=True)
class Cell:
    """The model for one muscle, kind of exposure, measure, countermeasure, person and recovery condition.

    Attributes
    ----------
    amplitudes : Amplitudes
        Expected effects on the log ratio. [-]
    rates : Rates
        Times [days] and shares [-].
    covariance : Covariance
        How well the amplitudes are known. [-]
    relative_variance : float
        How well the scale of the whole response is known: variance of its logarithm. [-]
    heterogeneity : Heterogeneity
        How campaigns and arms differ. [-]
    person : PersonSpread
        How the people of one group differ. [-]
    group : GroupSpread
        How measured means of small groups scatter. [-]
    speed_sd : float
        How well the time of the slow recovery is known, and how it differs between campaigns and arms: standard
        deviation of its logarithm. [-]

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.kinetics import parameters
    >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
    >>> change = cell.change(cell.state(60), level=0.9)
    >>> change.low < change.change_pct < change.high < 0
    True
    >>> cell.state(60, 10) == cell.recover(cell.state(60), 10)
    True
    """

    amplitudes: Amplitudes
    rates: Rates
    covariance: Covariance
    relative_variance: float
    heterogeneity: Heterogeneity
    person: PersonSpread
    group: GroupSpread
    speed_sd: float

    # ---------------------------------------------------------------- states

    def state(self, days: float, recovery_days: float = 0.0) -> State:
        """Return the state after an exposure from baseline, and a recovery after it.

        Parameters
        ----------
        days : float
            Of exposure. [days]
        recovery_days : float
            After it. [days]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> cell.state(60) == cell.expose(cell.state(0), 60)
        True
        """
        lost = expose(REST, days, self.rates, exp)
        return recover(lost, recovery_days, self.rates, exp) if recovery_days else lost

    def expose(self, state: State, days: float, *, load: float = 1.0) -> State:
        """Return the state after some days of this exposure (`load` 1) or of another kind (0) [days].

        Parameters
        ----------
        state : State
            Before it.
        days : float
            Its length. [days]
        load : float
            1 for this exposure, 0 for one of another kind. [-]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> cell.expose(cell.state(30), 30).slow > cell.expose(cell.state(30), 30, load=0.0).slow
        True
        """
        return expose(state, days, self.rates, exp, load)

    def recover(self, state: State, days: float) -> State:
        """Return the state after some days of recovery [days].

        Parameters
        ----------
        state : State
            Before it.
        days : float
            Its length. [days]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> cell.recover(cell.state(60), 30).slow < cell.state(60).slow
        True
        """
        return recover(state, days, self.rates, exp)

    # ---------------------------------------------------------------- answers

    def moments(self, state: State, target: Target = "person") -> tuple[float, float]:
        """Return the expected log ratio to baseline in a state, and its variance [-].

        Parameters
        ----------
        state : State
            Where the muscle is.
        target : {"person", "group"}
            "group": how well the parameters are known, how campaigns and arms differ, and how the measured mean of
            a group of nine scatters. "person": how people differ instead of that.

        Returns
        -------
        mean, variance : float
            Of the log ratio. [-]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> mean, variance = cell.moments(cell.state(60))
        >>> mean < 0 < variance
        True
        """
        courses = bases(state, self.rates)
        common, fast, level, speed = courses
        mean: float = log_ratio(courses, self.amplitudes)
        cc, ff, ll, cf, cl, fl = self.covariance
        between = self.heterogeneity
        total: float = (
            (cc + between.common) * common * common
            + (ff + between.fast) * fast * fast
            + (ll + between.level) * level * level
            + 2.0 * (cf * common * fast + cl * common * level + fl * fast * level)
            + between.speed * speed * speed
            + self.relative_variance * mean * mean
        )
        spread = self.person if target == "person" else self.group
        slow = dose(state)
        total += spread.onset * state.onset * state.onset + spread.dose * slow * slow
        return mean, max(total, 0.0)

    def log_ratio(self, state: State) -> float:
        """Return the expected log ratio to baseline in a state [-].

        Parameters
        ----------
        state : State
            Where the muscle is.

        Returns
        -------
        float
            The log ratio. [-]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> cell.log_ratio(cell.state(60)) == cell.moments(cell.state(60))[0]
        True
        """
        return self.moments(state, "group")[0]

    def variance(self, state: State, target: Target = "person") -> float:
        """Return the variance of the log ratio in a state [-]: see :meth:`moments`.

        Parameters
        ----------
        state : State
            Where the muscle is.
        target : {"person", "group"}
            Whom it is for.

        Returns
        -------
        float
            The variance. [-]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> cell.variance(cell.state(60), "group") < cell.variance(cell.state(60), "person")
        True
        """
        return self.moments(state, target)[1]

    def change(self, state: State, *, level: float = 0.9, target: Target = "person") -> Change:
        """Return the expected change in a state, with the central interval of a level [%].

        Parameters
        ----------
        state : State
            Where the muscle is.
        level : float
            Of the interval, between 0 and 1. [-]
        target : {"person", "group"}
            Whom the interval is for.

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> wide, narrow = (cell.change(cell.state(60), level=level) for level in (0.9, 0.5))
        >>> wide.low < narrow.low < narrow.change_pct == wide.change_pct
        True
        """
        mean, variance = self.moments(state, target)
        return change_of(mean, half_width(level) * sqrt(variance))

    def recovery_days(
        self, state: State, *, within_pct: float = 2.0, level: float = 0.9, target: Target = "person"
    ) -> RecoveryDays:
        """Return how many days of recovery bring the muscle back from a state [days].

        Back means: what remains of the change, in the direction the exposure drove it, is at most `within_pct`.
        The interval holds the amplitude of the change at the end of the exposure and the speed of recovery to be
        independent. It leaves out how campaigns differ in the level they settle at: with it, no upper bound would be
        finite. That belongs beside the answer, in words.

        Parameters
        ----------
        state : State
            At the end of the exposure.
        within_pct : float
            How near to baseline counts as back. [%]
        level : float
            Of the interval, between 0 and 1. [-]
        target : {"person", "group"}
            Whom the interval is for.

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> back = cell.recovery_days(cell.state(14))
        >>> back.low < back.days < back.high
        True
        """
        mean, variance = self.moments(state, target)
        z = half_width(level)
        relative = z * sqrt(variance) / max(abs(mean), 1e-9)
        days = self._back(state, within_pct, 1.0)
        low = self._back(state, within_pct, max(0.0, 1.0 - relative))
        high = self._back(state, within_pct, 1.0 + relative)
        if low is not None:
            low *= exp(-z * self.speed_sd)
        if high is not None:
            high *= exp(z * self.speed_sd)
            high = None if high > HORIZON_DAYS else high
        return RecoveryDays(days, low, high)

    def _back(self, state: State, within_pct: float, scale: float) -> float | None:
        """Return the day from which the remaining change is within the tolerance; its amplitude scaled by `scale`."""
        common, fast, settling = self.amplitudes
        rates = self.rates
        sign = -1.0 if common <= 0.0 else 1.0
        tolerance = -log1p(-min(within_pct, 99.99) / 100.0) if sign < 0.0 else log1p(within_pct / 100.0)
        slow = scale * sign * common * (1.0 - rates.fast_share)
        level = sign * settling
        # remaining(d) = quickly exp(-d / T fast recovery) + slowly exp(-d / T slow recovery) - enough
        quickly = scale * sign * (common * rates.fast_share + fast) * state.fast + slow * rates.rebound * state.rebound
        slowly = (slow * (1.0 - rates.rebound) - level) * state.slow
        enough = tolerance - level * (state.slow + state.settled)
        if quickly + slowly <= enough:
            return 0.0
        if enough <= 0.0:
            return None
        found = _newton if slowly >= 0.0 else _bisection
        days = found(quickly, slowly, enough, rates)
        return days if days <= HORIZON_DAYS else None


def change_of(mean: float, reach: float) -> Change:
    """Return a log ratio and how far its interval reaches to either side as a change [%]."""
    return Change(100.0 * expm1(mean), 100.0 * expm1(mean - reach), 100.0 * expm1(mean + reach))


def sound(amplitudes: Amplitudes, rates: Rates) -> Amplitudes:
    """Return amplitudes under which loss never turns back by itself, nor goes on in recovery.

    A fast effect against the direction of the common one is cut where the fast part would vanish, a lasting deficit
    where nothing of the slow part would come back. Without this the laws (loss is monotone in days, so is recovery)
    would fail where the evidence is thin.

    Parameters
    ----------
    amplitudes : Amplitudes
        As estimated. [-]
    rates : Rates
        For their shares.
    """
    common, fast, level = amplitudes
    if (common * rates.fast_share + fast) * common < 0.0:
        fast = -common * rates.fast_share
    most = abs(common) * (1.0 - rates.fast_share) * (1.0 - rates.rebound)
    level = min(level, most) if common > 0.0 else max(level, -most)
    return Amplitudes(common, fast, level)


def _newton(quickly: float, slowly: float, enough: float, rates: Rates) -> float:
    # Two falling exponentials are convex: from the left the steps rise to the root and never pass it.
    days = 0.0
    for _ in range(_STEPS):
        a, b = quickly * exp(-days / rates.fast_recovery), slowly * exp(-days / rates.slow_recovery)
        if a + b - enough < _CLOSE or days > HORIZON_DAYS:
            break
        days += (a + b - enough) / (a / rates.fast_recovery + b / rates.slow_recovery)
    return days


def _bisection(quickly: float, slowly: float, enough: float, rates: Rates) -> float:
    # Only the rebound is left to come back, towards an overshoot: one crossing, since a rise ends below it.
    low, high = 0.0, HORIZON_DAYS
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        remaining = quickly * exp(-middle / rates.fast_recovery) + slowly * exp(-middle / rates.slow_recovery)
        low, high = (middle, high) if remaining > enough else (low, middle)
    return high
