"""What the arithmetic of the model runs on: floats, or columns of a dataframe library.

The equations are written once. What differs between a float and a column (which exponential, how to choose between two
values, whether a value in between is worth keeping) is passed in as :class:`Numbers`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, expm1, log, sqrt
from typing import Any, NamedTuple, TypeAlias

Quantity: TypeAlias = Any
"""A float, an array or an expression: anything that adds, multiplies and divides, and that the given `exp` takes."""
Exp: TypeAlias = Callable[[Any], Any]


class Numbers(NamedTuple):
    """The functions that the equations need of their numbers.

    Attributes
    ----------
    exp, expm1, log, sqrt : callable
        The elementary functions; ``expm1(x)`` is ``exp(x) - 1``.
    size : callable
        The absolute value. That of a variance is the variance: where it is 0, rounding may have left it below.
    larger, smaller : callable
        The larger and the smaller of two values.
    choose : callable
        ``choose(condition, value, otherwise)``: `value` where the condition holds, else what `otherwise()` returns.
    keep : callable
        Returns the values given, worked out: what is used several times is worked out once.
    settled : callable
        ``settled(step, value)``: whether a step of Newton's is so small that the next would change nothing.
    """

    exp: Exp
    expm1: Exp
    log: Exp
    sqrt: Exp
    size: Exp
    larger: Callable[[Any, Any], Any]
    smaller: Callable[[Any, Any], Any]
    choose: Callable[[Any, Any, Callable[[], Any]], Any]
    keep: Callable[..., tuple[Any, ...]]
    settled: Callable[[Any, Any], bool]


def _choose(condition: Quantity, value: Quantity, otherwise: Callable[[], Quantity]) -> Quantity:
    return value if condition else otherwise()


def _keep(*values: Quantity) -> tuple[Quantity, ...]:
    return values


def _settled(step: float, value: float) -> bool:
    return -1e-5 * value <= step <= 1e-5 * value  # the steps square their error: the next would be 1e-10


FLOATS = Numbers(exp, expm1, log, sqrt, abs, max, min, _choose, _keep, _settled)
"""Plain floats."""
