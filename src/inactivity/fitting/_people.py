"""How the people of a group differ: from the printed spreads of changes, which studies with individual data have too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy import optimize

from ..kinetics._course import REST, dose, expose, recover
from ._arrays import Array
from ._design import Design
from ._rows import MeasureClass, Row

# Priors, as standard deviations of the log ratio: a spread that is there within days, and one that grows with the dose.
# As in the individual scans of NASA's 70-day bed rest (NASA Life Sciences Data Archive / NLSP: study nasa_cft70): 6 %
# and, at two months, 9 %; strength twice that, as in the imputation of spreads.
_ONSET_SD, _DOSE_SD = 0.06, 0.15
_STRENGTH_RATIO = 2.0
_PRIOR_SD = 0.5  # of the logarithms of these, against one observation a campaign


def person_spread(rows: Sequence[Row], design: Design, psi: Array, of: MeasureClass) -> tuple[float, float]:
    """Return the variances between people, of the log ratio: reached at onset, and at the full dose [-].

    The variance of a change is ``onset v^2 + dose p^2``, `v` the onset and `p` the dose of the state. Fitted to the
    logarithms of the printed standard deviations; each campaign counts once, so that a thorough one does not decide.

    Parameters
    ----------
    rows : sequence of Row
        Those of the design.
    design : Design
        For their courses.
    psi : array
        Scales, times and shares.
    of : {"size", "strength"}
        Measures of which class.
    """
    rates = design.rates(psi)
    state = recover(expose(REST, design.days, rates, np.exp), design.after, rates, np.exp)
    used = [place for place, row in enumerate(rows) if row.sd is not None and row.measure_class == of]
    start = 2.0 * np.log([_ONSET_SD, _DOSE_SD])
    if of == "strength":
        start += 2.0 * np.log(_STRENGTH_RATIO)
    many = Counter(rows[place].campaign for place in used)
    weight = np.array([many[rows[place].campaign] ** -0.5 for place in used])
    log_sd = np.log([(rows[place].sd or 1.0) / 100.0 for place in used])
    onset = np.asarray(state.onset)[used] ** 2
    grown = np.asarray(dose(state))[used] ** 2

    def residuals(logs: Array) -> Array:
        expected = 0.5 * np.log(np.exp(logs[0]) * onset + np.exp(logs[1]) * grown)
        return np.concatenate([weight * (log_sd - expected), (logs - start) / (2.0 * _PRIOR_SD)])

    found = np.exp(optimize.least_squares(residuals, start).x)
    return float(found[0]), float(found[1])
