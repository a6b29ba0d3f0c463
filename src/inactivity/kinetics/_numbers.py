"""What the arithmetic of the model runs on: floats, or columns of a dataframe library.

The equations are written once. What differs between a float and a column (which exponential, how to choose between two
values, whether a value in between is worth keeping) is passed in as :class:`Numbers`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from math import exp, expm1, log, sqrt
from typing import Any, NamedTuple, TypeAlias

Quantity: TypeAlias = Any
"""A float, an array or an expression: anything that adds, multiplies and divides, and that the given `exp` takes."""
Exp: TypeAlias = Callable[[Any], Any]
Run: TypeAlias = Generator[tuple[Any, ...], tuple[Any, ...], Any]
"""A computation in steps: it hands over values in between, gets them back worked out, and returns what it finds."""


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
    surely : callable
        Whether a condition holds for all that is asked: False where that is not known before the answer.
    together : callable
        Runs computations (:data:`Run`) side by side, and returns what each found.
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
    surely: Callable[[Any], bool]
    together: Callable[..., tuple[Any, ...]]


def _choose(condition: Quantity, value: Quantity, otherwise: Callable[[], Quantity]) -> Quantity:
    return value if condition else otherwise()


def _keep(*values: Quantity) -> tuple[Quantity, ...]:
    return values


def _alone(run: Run) -> Quantity:
    try:
        values = next(run)
        while True:
            values = run.send(values)
    except StopIteration as found:
        return found.value


def _together(*runs: Run) -> tuple[Quantity, ...]:
    return tuple([_alone(run) for run in runs])


FLOATS = Numbers(exp, expm1, log, sqrt, abs, max, min, _choose, _keep, bool, _together)
"""Plain floats."""
