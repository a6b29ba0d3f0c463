"""What a muscle went through: exposures, recoveries and timelines of both.

An *exposure* is one period of disuse: its kind and its days. A *recovery* is one period after it. A *timeline* is any
sequence of the two.
"""

from ._kinds import ExposureKind
from ._periods import (
    RECOVERY_CONDITIONS,
    REFERENCE_EXPOSURE,
    Exposure,
    Recovery,
    RecoveryCondition,
    Timeline,
)

__all__ = [
    "RECOVERY_CONDITIONS",
    "REFERENCE_EXPOSURE",
    "Exposure",
    "ExposureKind",
    "Recovery",
    "RecoveryCondition",
    "Timeline",
]
