"""What inactivity does to a muscle, and when it is back: typed, cited, honest about every number.

Ask :func:`estimate_recovery` and :func:`estimate_change` for answers with their interval, studies and cautions,
:func:`estimated_recovery_days` and :func:`estimated_change_pct` for the number alone, :func:`forecast` for a course; :func:`muscles`, :class:`ExposureKind` and
:func:`available_estimates` list what can be asked, :func:`evidence` and :func:`claims` what is known. It informs; it
does not diagnose.

Layout, top may import only what is below it::

    __main__                    the command line
    exchange                    FHIR resources, data packages, flat rows
    serialization               dicts, JSON and JSON Schema of every record
    fitting                     evidence -> parameters; validation (an extra)
    records                     what devices and hospitals wrote -> exposures
    plots                       records on matplotlib axes (an extra)
    estimates                   estimate_recovery and its result record
    evidence                    studies, arms, observations, claims; Evidence
    kinetics                    the equations; Parameters, fitted ones among them
    anatomy, exposure           muscles; what they went through
    _structuring, _tables       how files become records
    _rules, _data, _lazy ...    the rules of the records; reading what ships; loading on first use
    errors                      every error on one page

This module is the public face and nothing else; what costs time loads on first use.
"""

from typing import TYPE_CHECKING

from . import _lazy
from .anatomy import Muscle, muscle, muscles
from .errors import (
    DataError,
    EvidenceDataError,
    FrameError,
    InactivityError,
    InvalidValueError,
    MissingExtraError,
    NoEvidenceError,
    RecordsDataError,
    UnknownCampaignError,
    UnknownClaimError,
    UnknownExposureKindError,
    UnknownMuscleError,
    UnknownNameError,
    UnknownStudyError,
    WrongFormatError,
)
from .estimates import RecoveryEstimate, estimate_recovery, estimated_recovery_days
from .evidence import Arm, Evidence, Observation, Study, evidence
from .exposure import REFERENCE_EXPOSURE, Exposure, ExposureKind

if TYPE_CHECKING:
    from .estimates import (
        AvailableEstimate,
        ChangeEstimate,
        Forecast,
        RankedMuscle,
        available_estimates,
        estimate_change,
        estimated_change_pct,
        forecast,
        rank_muscles,
    )
    from .evidence import Campaign, Claim, ClaimSource, EvidenceCount, Rate, Tally, cite, claim, claims
    from .exposure import Recovery, Timeline

    __version__: str
else:
    _LAZY = {
        "AvailableEstimate": "estimates",
        "rank_muscles": "estimates",
        "forecast": "estimates",
        "estimated_change_pct": "estimates",
        "estimate_change": "estimates",
        "RankedMuscle": "estimates",
        "Forecast": "estimates",
        "ChangeEstimate": "estimates",
        "Campaign": "evidence",
        "Claim": "evidence",
        "ClaimSource": "evidence",
        "EvidenceCount": "evidence",
        "Rate": "evidence",
        "Tally": "evidence",
        "Recovery": "exposure",
        "Timeline": "exposure",
        "available_estimates": "estimates",
        "cite": "evidence",
        "claim": "evidence",
        "claims": "evidence",
    }

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        if name == "__version__":
            from importlib.metadata import version  # noqa: PLC0415 - costs more than the whole import

            return version(__name__)
        return _lazy.load(__name__, name, _LAZY)


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "REFERENCE_EXPOSURE",
    "Arm",
    "AvailableEstimate",
    "Campaign",
    "ChangeEstimate",
    "Claim",
    "ClaimSource",
    "DataError",
    "Evidence",
    "EvidenceCount",
    "EvidenceDataError",
    "Exposure",
    "ExposureKind",
    "Forecast",
    "FrameError",
    "InactivityError",
    "InvalidValueError",
    "MissingExtraError",
    "Muscle",
    "NoEvidenceError",
    "Observation",
    "RankedMuscle",
    "Rate",
    "RecordsDataError",
    "Recovery",
    "RecoveryEstimate",
    "Study",
    "Tally",
    "Timeline",
    "UnknownCampaignError",
    "UnknownClaimError",
    "UnknownExposureKindError",
    "UnknownMuscleError",
    "UnknownNameError",
    "UnknownStudyError",
    "WrongFormatError",
    "__version__",
    "available_estimates",
    "cite",
    "claim",
    "claims",
    "estimate_change",
    "estimate_recovery",
    "estimated_change_pct",
    "estimated_recovery_days",
    "evidence",
    "forecast",
    "muscle",
    "muscles",
    "rank_muscles",
]
