"""What a muscle went through: exposures, recoveries and timelines of both.

An *exposure* is one period of disuse: its kind and its days. A *recovery* is one period after it. A *timeline* is any
sequence of the two. What an estimate does without loads on first use.
"""

from typing import TYPE_CHECKING

from .. import _lazy
from ._kinds import ExposureKind
from ._periods import RECOVERY_CONDITIONS, REFERENCE_EXPOSURE, Exposure, RecoveryCondition

if TYPE_CHECKING:
    from ._timeline import Recovery, Timeline
else:
    _LAZY = {"Recovery": "_timeline", "Timeline": "_timeline"}

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        return _lazy.load(__name__, name, _LAZY)


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "RECOVERY_CONDITIONS",
    "REFERENCE_EXPOSURE",
    "Exposure",
    "ExposureKind",
    "Recovery",
    "RecoveryCondition",
    "Timeline",
]
