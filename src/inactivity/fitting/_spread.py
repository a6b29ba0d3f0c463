"""Sampling error: how far the mean of a small group scatters, printed or imputed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log, log1p, sqrt

import attrs
import numpy as np

from ._arrays import Array
from ._rows import Row

SIZE_SD = 6.0
"""Prior: standard deviation of a change of size over people. [%]"""
STRENGTH_RATIO = 2.0
"""Prior: that of strength, relative. [-]"""
IMPUTED_SD = 0.5
"""Prior: standard deviation of the logarithm of a spread around the imputed one. [-]"""
N_UNKNOWN = 9.0
"""People in a group that does not say: the median of the packaged evidence."""
_PRECISION = np.array([0.1, *[2.0] * 8])  # prior precision of the regression: the level is nearly free
_READING = 0.05  # variance of the logarithm of a printed spread beyond that of its few people


@attrs.frozen(eq=False)
class SpreadModel:
    """A ridge regression of the logarithm of the standard deviation of a change over people."""

    weights: Array
    scatter: float

    def log_sd(self, row: Row) -> float:
        """Return the expected logarithm of the standard deviation of a change [log %]."""
        return float(_features(row) @ self.weights)

    def standard_error(self, row: Row, *, own: bool = True) -> float:
        """Return the standard error of a mean, on the log scale [-].

        Parameters
        ----------
        row : Row
            Whose mean.
        own : bool
            Use its own printed spread, shrunk to the imputed one. Without, nothing of its result is seen.
        """
        imputed = self.log_sd(row)
        n = row.n or N_UNKNOWN
        if own and row.sd is not None:
            printed = 0.5 / max(n - 1.0, 1.0) + _READING
            around = self.scatter**2
            imputed = (imputed / around + log(row.sd) / printed) / (1.0 / around + 1.0 / printed)
        return exp(imputed) / 100.0 / sqrt(n)

    def standard_errors(self, rows: Sequence[Row], *, own: bool = True) -> Array:
        """Return the standard errors of the means of rows, on the log scale [-]."""
        return np.array([self.standard_error(row, own=own) for row in rows])


def _features(row: Row) -> Array:
    return np.array(
        [
            1.0,
            log1p(row.exposure_days) - 3.0,
            log1p(row.recovery_days),
            row.strength,
            row.measure == "thickness",
            row.measure == "lean_mass",
            row.measure == "fibre_csa",
            row.measure == "csa",
            row.phase == "recovery",
        ],
        dtype=float,
    )


def fit_spread(rows: Sequence[Row]) -> SpreadModel:
    """Return the regression fitted to the printed spreads; each campaign counts as the square root of its rows.

    Parameters
    ----------
    rows : sequence of Row
        Those of the training campaigns.
    """
    prior = np.zeros(len(_PRECISION))
    prior[0], prior[3] = log(SIZE_SD), log(STRENGTH_RATIO)
    printed = [(row, row.sd) for row in rows if row.sd is not None]
    if not printed:
        return SpreadModel(prior, IMPUTED_SD)
    features = np.array([_features(row) for row, _ in printed])
    rest = np.log([sd for _, sd in printed]) - features @ prior
    many = Counter(row.campaign for row, _ in printed)
    weight = np.array([1.0 / sqrt(many[row.campaign]) for row, _ in printed])
    found = np.linalg.solve((features.T * weight) @ features + np.diag(_PRECISION), (features.T * weight) @ rest)
    left = rest - features @ found
    # One or two printed spreads say little of the scatter: the prior counts as one campaign.
    scatter = sqrt((weight @ left**2 + IMPUTED_SD**2) / (weight.sum() + 1.0))
    return SpreadModel(found + prior, scatter)
