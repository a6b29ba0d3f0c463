"""Estimates from the evidence, each with its interval, its studies and its cautions."""

from typing import TYPE_CHECKING

from .. import _lazy
from ._estimate import RecoveryEstimate
from ._recovery import estimate_recovery, estimated_recovery_days

if TYPE_CHECKING:
    from ._available import AvailableEstimate, available_estimates
    from ._change import ChangeEstimate, estimate_change, estimated_change_pct
    from ._forecast import Forecast, forecast
    from ._ranking import RankedMuscle, rank_muscles
else:
    _LAZY = {
        "AvailableEstimate": "_available",
        "ChangeEstimate": "_change",
        "Forecast": "_forecast",
        "RankedMuscle": "_ranking",
        "available_estimates": "_available",
        "estimate_change": "_change",
        "estimated_change_pct": "_change",
        "forecast": "_forecast",
        "rank_muscles": "_ranking",
    }

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        return _lazy.load(__name__, name, _LAZY)


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "AvailableEstimate",
    "ChangeEstimate",
    "Forecast",
    "RankedMuscle",
    "RecoveryEstimate",
    "available_estimates",
    "estimate_change",
    "estimate_recovery",
    "estimated_change_pct",
    "estimated_recovery_days",
    "forecast",
    "rank_muscles",
]
