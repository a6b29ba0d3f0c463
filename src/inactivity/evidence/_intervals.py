"""The interval of a published mean, from what was printed beside it."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin, sqrt, tan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._records import Observation

_CI95 = 0.95


def interval(row: Observation, level: float) -> tuple[float, float] | None:
    """Return the interval of the mean change of a row, None where what was printed gives none [%]."""
    if row.change_pct is None or row.spread_of != "change":
        return None
    if row.spread_kind == "ci95" and level == _CI95 and row.change_low is not None and row.change_high is not None:
        return row.change_low, row.change_high
    error = _standard_error(row)
    if error is None or row.n is None:
        return None
    reach = half_width(level, row.n - 1) * error
    return row.change_pct - reach, row.change_pct + reach


def _standard_error(row: Observation) -> float | None:
    if row.n is None or row.n < 2:  # noqa: PLR2004 - one person has no spread
        return None
    if row.spread_kind == "ci95" and row.change_low is not None and row.change_high is not None:
        return (row.change_high - row.change_low) / 2.0 / half_width(_CI95, row.n - 1)
    if row.spread is None:
        return None
    return {"sd": row.spread / sqrt(row.n), "se": row.spread}.get(row.spread_kind or "")


@lru_cache(maxsize=256)
def half_width(level: float, freedom: int) -> float:
    """Return how many standard errors a central interval of Student's t reaches to either side.

    Abramowitz and Stegun, 26.7.3 and 26.7.4, have the probability in closed form for whole degrees of freedom; it is
    inverted by halving.

    Parameters
    ----------
    level : float
        Between 0 and 1. [-]
    freedom : int
        Degrees of freedom, at least 1. [-]

    Examples
    --------
    >>> from inactivity.evidence._intervals import half_width
    >>> round(half_width(0.95, 1), 3), round(half_width(0.95, 9), 3), round(half_width(0.95, 1000), 3)
    (12.706, 2.262, 1.962)
    """
    low, high = 0.0, pi / 2.0
    for _ in range(80):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _within(middle, freedom) < level else (low, middle)
    return tan(low) * sqrt(freedom)


def _within(angle: float, freedom: int) -> float:
    """Return the probability of |t| < tan(angle) * sqrt(freedom) [-]."""
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    total = 0.0
    for power in range(2 + odd, freedom + 1, 2):
        total += term
        term *= (power - 1.0) / power * cos(angle) ** 2
    return 2.0 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
