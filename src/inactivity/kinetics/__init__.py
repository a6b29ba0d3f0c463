"""The model: how a muscle is lost and comes back, in closed form, and what a fit has found of it.

The equations (:func:`expose`, :func:`recover`, :func:`bases`, :func:`log_ratio`) are plain arithmetic with ``exp``
passed in. A :class:`Cell` answers for one muscle, exposure and person; :class:`Parameters` makes cells; the packaged
ones are read on first use.
"""

from ._answers import HORIZON_DAYS, Change, Target
from ._cell import Cell, Covariance, GroupSpread, Heterogeneity, PersonSpread, RecoveryDays
from ._course import REST, Amplitudes, Bases, Rates, State, bases, dose, expose, log_ratio, recover
from ._coverage import Coverage
from ._journey import Journey, Part
from ._packaged import parameters
from ._parameters import Parameters, Pool

__all__ = [
    "HORIZON_DAYS",
    "REST",
    "Amplitudes",
    "Bases",
    "Cell",
    "Change",
    "Covariance",
    "Coverage",
    "GroupSpread",
    "Heterogeneity",
    "Journey",
    "Parameters",
    "Part",
    "PersonSpread",
    "Pool",
    "Rates",
    "RecoveryDays",
    "State",
    "Target",
    "bases",
    "dose",
    "expose",
    "log_ratio",
    "parameters",
    "recover",
]
