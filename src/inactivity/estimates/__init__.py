"""Estimates from the evidence, each with its interval, its studies and its cautions."""

from typing import TYPE_CHECKING

from .. import _lazy
from ._estimate import RecoveryEstimate
from ._recovery import estimate_recovery, estimated_recovery_days

if TYPE_CHECKING:
    from ._available import AvailableEstimate, available_estimates
else:
    _LAZY = {"AvailableEstimate": "_available", "available_estimates": "_available"}

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        return _lazy.load(__name__, name, _LAZY)


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "AvailableEstimate",
    "RecoveryEstimate",
    "available_estimates",
    "estimate_recovery",
    "estimated_recovery_days",
]
