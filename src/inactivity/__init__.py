"""What inactivity does to a muscle, and when it is back: typed, cited, honest about every number.

Layout, top may import only what is below it::

    __main__, serialization     the command line; dicts, JSON and JSON Schema of every record
    estimates                   estimate_recovery and its result record
    evidence                    studies, arms, observations, claims; Evidence
    anatomy, exposure           muscles; what they went through
    _structuring, _tables       how files become records
    errors, _rules              every error on one page; the rules of the records

This module is the public face and nothing else; what costs time loads on first use.
"""

from typing import TYPE_CHECKING

from .anatomy import Muscle, muscle, muscles
from .errors import (
    DataError,
    EvidenceDataError,
    InactivityError,
    InvalidValueError,
    NoEvidenceError,
    UnknownClaimError,
    UnknownExposureKindError,
    UnknownMuscleError,
    UnknownNameError,
    UnknownStudyError,
)
from .estimates import RecoveryEstimate, estimate_recovery, estimated_recovery_days
from .evidence import Arm, Campaign, Evidence, EvidenceCount, Observation, Rate, Study, evidence
from .exposure import REFERENCE_EXPOSURE, Exposure, ExposureKind, Recovery, Timeline

if TYPE_CHECKING:
    from .estimates import AvailableEstimate, available_estimates
    from .evidence import Claim, ClaimSource, cite, claim, claims

    __version__: str
else:
    _LAZY = {
        "AvailableEstimate": "estimates",
        "Claim": "evidence",
        "ClaimSource": "evidence",
        "available_estimates": "estimates",
        "cite": "evidence",
        "claim": "evidence",
        "claims": "evidence",
    }

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        if name in _LAZY:
            from importlib import import_module  # noqa: PLC0415 - what costs time loads on first use

            return getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
        if name == "__version__":
            from importlib.metadata import version  # noqa: PLC0415 - what costs time loads on first use

            return version(__name__)
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "REFERENCE_EXPOSURE",
    "Arm",
    "AvailableEstimate",
    "Campaign",
    "Claim",
    "ClaimSource",
    "DataError",
    "Evidence",
    "EvidenceCount",
    "EvidenceDataError",
    "Exposure",
    "ExposureKind",
    "InactivityError",
    "InvalidValueError",
    "Muscle",
    "NoEvidenceError",
    "Observation",
    "Rate",
    "Recovery",
    "RecoveryEstimate",
    "Study",
    "Timeline",
    "UnknownClaimError",
    "UnknownExposureKindError",
    "UnknownMuscleError",
    "UnknownNameError",
    "UnknownStudyError",
    "__version__",
    "available_estimates",
    "cite",
    "claim",
    "claims",
    "estimate_recovery",
    "estimated_recovery_days",
    "evidence",
    "muscle",
    "muscles",
]
