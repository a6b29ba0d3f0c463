"""The sources of the how-to pages: what the estimates and rows on a page rest on.

A page says its numbers by running code; this says whose they are, by the same questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import inactivity as ia

from .markdown import link, reference, text


class Rests(Protocol):
    """What rests on studies: any estimate."""

    @property
    def studies(self) -> tuple[str, ...]:
        """Their ids."""


def estimates() -> dict[str, tuple[Rests, ...]]:
    """Return the estimates of each page."""
    cast, week = ia.Exposure("limb_cast", days=42), ia.Exposure("hospital_stay", days=7)
    bed, pause, stay = (ia.Exposure(kind, days=14) for kind in ("bed_rest", "detraining", "icu_stay"))
    return {
        "calf-after-a-cast": (
            ia.estimate_recovery("calf", cast),
            ia.estimate_recovery("plantar flexors", cast, measure="strength"),
        ),
        "hospital-stay": (
            ia.estimate_change("knee extensors", week, measure="strength"),
            ia.estimate_change("quadriceps", week),
        ),
        "days-in-bed": (ia.estimate_change("soleus", bed),),
        "off-training": (ia.estimate_change("knee extensors", pause, measure="strength"),),
        "intensive-care": (ia.estimate_change("quadriceps", stay),),
        "which-muscles": (
            ia.estimate_change("gastrocnemius_medialis", bed),
            ia.estimate_change("obturator_internus", bed),
        ),
        "sitting": (ia.estimate_change("leg", ia.Exposure("step_reduction", days=14)),),
        "what-is-left": (ia.estimate_change("soleus", bed),),
        "watch-or-records": (
            ia.estimate_change("quadriceps", week),
            ia.estimate_change("quadriceps", ia.Exposure("limb_brace", days=21)),
            ia.estimate_change("leg", ia.Exposure("step_reduction", days=14)),
        ),
        "where-from": (ia.estimate_recovery("psoas"),),
    }


def observed(kind: ia.ExposureKind) -> Iterable[str]:
    """Yield the studies of a kind of exposure."""
    return (row.study_id for row in ia.evidence().observations(exposure_kind=kind))


def rows() -> dict[str, Iterable[str]]:
    """Return the studies whose rows a page prints besides."""
    kind = ia.ExposureKind
    return {
        "calf-after-a-cast": [
            one.study_id for one in ia.available_estimates("calf") if one.exposure.kind is kind.LIMB_CAST
        ],
        "hospital-stay": observed(kind.HOSPITAL_STAY),
        "off-training": observed(kind.DETRAINING),
        "intensive-care": observed(kind.ICU_STAY),
    }


def listed(sources: Iterable[ia.Study | ia.ClaimSource]) -> str:
    """Return publications as a Markdown list, each with its id here and its link."""
    return "".join(f"* `{_id(source)}`: {text(reference(source))}. {link(source)}\n" for source in sources)


def _id(source: ia.Study | ia.ClaimSource) -> str:
    return source.study_id if isinstance(source, ia.Study) else source.source_id


def sources() -> dict[str, str]:
    """Return the sources of every page as Markdown, by the name of the page."""
    besides = rows()
    found: dict[str, str] = {}
    for page, answers in estimates().items():
        ids = dict.fromkeys([*(study for one in answers for study in one.studies), *besides.get(page, ())])
        found[page] = listed(ia.evidence().study(study_id) for study_id in ids)
    said = [source for claim in ia.claims() if "sitting" in claim.claim_id for source in claim.sources]
    claimed = {source.source_id: source for source in said}
    found["sitting"] += "\nOn sitting and the back, the sources of the claims:\n\n" + listed(claimed.values())
    return found
