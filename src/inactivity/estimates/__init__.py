"""Estimates from the evidence, each with its interval, its studies and its cautions."""

from typing import TYPE_CHECKING

from ._recovery import RecoveryEstimate, estimate_recovery, estimated_recovery_days

if TYPE_CHECKING:
    from ._available import AvailableEstimate, available_estimates
else:
    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        if name in __all__:
            from . import _available  # noqa: PLC0415 - what costs time loads on first use

            return getattr(_available, name)
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)


__all__ = [
    "AvailableEstimate",
    "RecoveryEstimate",
    "available_estimates",
    "estimate_recovery",
    "estimated_recovery_days",
]
