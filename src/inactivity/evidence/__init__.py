"""Every published number with its study, arm, muscle, measure, day, spread and locator.

Source of truth: one TOML file a study in ``studies/``, and ``claims.toml``. Shipped: one JSON a table, which
``scripts/compile_data.py`` makes from them. What an estimate does without loads on first use.
"""

from typing import TYPE_CHECKING

from .. import _lazy
from ._evidence import Evidence
from ._packaged import evidence
from ._records import Arm, Observation, Study

if TYPE_CHECKING:
    from ._citing import cite
    from ._claims import Claim, ClaimSource, claim, claims
    from ._digest import digest
    from ._rates import Rate
    from ._summaries import Campaign, EvidenceCount, EvidenceRecords, Tally
else:
    _LAZY = {
        "Campaign": "_summaries",
        "Claim": "_claims",
        "ClaimSource": "_claims",
        "EvidenceCount": "_summaries",
        "EvidenceRecords": "_summaries",
        "Rate": "_rates",
        "Tally": "_summaries",
        "cite": "_citing",
        "claim": "_claims",
        "claims": "_claims",
        "digest": "_digest",
    }

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        return _lazy.load(__name__, name, _LAZY)


def __dir__() -> list[str]:
    return __all__


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
    "Tally",
    "cite",
    "claim",
    "claims",
    "digest",
    "evidence",
]
