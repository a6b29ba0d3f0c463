"""The quantile of the normal distribution, without the modules that `statistics` brings."""

from __future__ import annotations

from functools import lru_cache
from math import erf, exp, pi, sqrt

_SQRT2, _SQRT2PI = sqrt(2.0), sqrt(2.0 * pi)
_TINY = 1e-14


@lru_cache(maxsize=256)
def half_width(level: float) -> float:
    """Return how many standard deviations a central interval reaches to either side.

    Solves ``erf(z / sqrt 2) = level`` by Newton's method. The left side is concave for z >= 0, so that the steps
    from 0 rise towards the root and never pass it.

    Parameters
    ----------
    level : float
        Between 0 and 1. [-]

    Examples
    --------
    >>> from inactivity.kinetics._normal import half_width
    >>> round(half_width(0.9), 6), round(half_width(0.95), 6)
    (1.644854, 1.959964)
    """
    z = 0.0
    for _ in range(200):
        step = (level - erf(z / _SQRT2)) * _SQRT2PI / 2.0 * exp(z * z / 2.0)
        z += step
        if step < _TINY * (1.0 + z):
            break
    return z
