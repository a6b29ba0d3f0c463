"""The formulas of the measures, once: floats of one person and arrays of a million run the same lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Number = TypeVar("Number", float, NDArray[np.float64])
else:
    Number = TypeVar("Number")


def mean(n: Number, total: Number) -> Number:
    """Return the mean of `n` bouts of `total` minutes [min]."""
    return total / n


def alpha(n: Number, logs: Number) -> Number:
    """Return the exponent of a power law; `logs` is the sum of ln(x / xmin) [-]."""
    return 1 + n / logs


def gini(n: Number, total: Number, cumulative: Number) -> Number:
    """Return the Gini index of several bouts, for so few corrected; `cumulative` sums the running totals, ascending [-]."""
    uncorrected = (n + 1 - 2 * cumulative / total) / n
    return uncorrected * n / (n - 1)


def half_of_bouts(exponent: Number, xmin: float) -> Number:
    """Return the length below which half of all bouts lie by a power law, as GGIR computes it [min]."""
    return 2 ** (xmin / (exponent - 1))


def leaving_per_minute(n: Number, total: Number) -> Number:
    """Return the probability to leave the state within a minute: one over the mean [1/min]."""
    return 1 / mean(n, total)


def changes_per_minute(changes: Number, total: Number, ending: Number) -> Number:
    """Return the changes per minute of the state; `ending` minutes had nothing after them [1/min]."""
    return changes / (total - ending)
