"""`Cell`: everything the model knows about one question, and its answers in plain floats."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, sqrt
from typing import NamedTuple

import attrs

from ._answers import Change, Target, change_of, days_back, moments, recovery_bounds, speed_sd, way_back
from ._course import REST, Amplitudes, Rates, State, expose, recover
from ._normal import half_width
from ._numbers import FLOATS, Quantity

WIDEST = half_width(1.0 - 1e-12)
"""Standard deviations an interval of recovery days reaches to either side at most: no level is surer [-]."""


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
    time_variance : float
        How well the time of the slow recovery is known: variance of its logarithm. [-]

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
    time_variance: float

    @property
    def speed_sd(self) -> float:
        """How well the time of the slow recovery is known, and how it differs between campaigns: SD of its logarithm [-]."""
        found: float = speed_sd(self, FLOATS)
        return found

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
        return moments(self, state, target, FLOATS)

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

    def change(self, state: State, *, level: float = 0.9, target: Target = "person", widened: float = 1.0) -> Change:
        """Return the expected change in a state, with the central interval of a level [%].

        Parameters
        ----------
        state : State
            Where the muscle is.
        level : float
            Of the interval, between 0 and 1. [-]
        target : {"person", "group"}
            Whom the interval is for.
        widened : float
            How many times as wide the interval is on the log scale. [-]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> wide, narrow = (cell.change(cell.state(60), level=level) for level in (0.9, 0.5))
        >>> wide.low < narrow.low < narrow.change_pct == wide.change_pct
        True
        """
        mean, variance = moments(self, state, target, FLOATS)
        return change_of(mean, widened * half_width(level) * sqrt(variance))

    def recovery_days(
        self,
        state: State,
        *,
        within_pct: float = 2.0,
        level: float = 0.9,
        target: Target = "person",
        widened: Callable[[float], float] | None = None,
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
        widened : callable, optional
            Returns how many times as wide the interval is in standard deviations, given the days of recovery. [-]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
        >>> back = cell.recovery_days(cell.state(14))
        >>> back.low < back.days < back.high
        True
        """
        way = way_back(self, state, within_pct, FLOATS)
        (days,) = FLOATS.together(days_back(way, self.rates, 1.0, FLOATS))
        z = min(half_width(level) * (1.0 if widened is None else widened(days)), WIDEST)
        moment = moments(self, state, target, FLOATS)
        low, high = recovery_bounds(self, way, z=z, moment=moment, numbers=FLOATS)
        return RecoveryDays(*(None if found == inf else found for found in (days, low, high)))


def scaled(cell: Cell, scale: Quantity) -> Cell:
    """Return the cell of people whose response is larger by a factor.

    Parameters
    ----------
    cell : Cell
        Of others.
    scale : float
        By how much. [-]
    """
    squared = scale * scale
    return Cell(
        amplitudes=Amplitudes(*(scale * effect for effect in cell.amplitudes)),
        rates=cell.rates,
        covariance=Covariance(*(squared * known for known in cell.covariance)),
        relative_variance=cell.relative_variance,
        heterogeneity=cell.heterogeneity,
        person=cell.person,
        group=cell.group,
        time_variance=cell.time_variance,
    )


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
