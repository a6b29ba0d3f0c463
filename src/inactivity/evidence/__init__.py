"""Every published number with its study, arm, muscle, measure, day, spread and locator.

Source of truth: one TOML file a study in ``studies/``, and ``claims.toml``. Shipped: one JSON a table, which
``scripts/compile_data.py`` makes from them. Claims and citations load on first use.
"""

from typing import TYPE_CHECKING

from ._evidence import Campaign, Evidence, EvidenceCount, EvidenceRecords, evidence
from ._records import Arm, Observation, Rate, Study

if TYPE_CHECKING:
    from ._citing import cite
    from ._claims import Claim, ClaimSource, claim, claims
else:
    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        if name in __all__:
            from . import _citing, _claims  # noqa: PLC0415 - what costs time loads on first use

            return getattr(_citing if name == "cite" else _claims, name)
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)


__all__ = [
    "Arm",
    "Campaign",
    "Claim",
    "ClaimSource",
    "Evidence",
    "EvidenceCount",
    "EvidenceRecords",
    "Observation",
    "Rate",
    "Study",
    "cite",
    "claim",
    "claims",
    "evidence",
]
