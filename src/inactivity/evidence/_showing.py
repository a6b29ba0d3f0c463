"""The evidence and its claims in a notebook. Loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._html import grid, table

if TYPE_CHECKING:
    from ._claims import Claim
    from ._evidence import Evidence


def evidence_table(evidence: Evidence) -> str:
    """Return what is known of each kind of exposure, the most observed first."""
    found: dict[str, dict[str, int]] = {}
    for count in evidence.counts():
        words = found.setdefault(count.exposure_kind.label, {})
        words[count.measure_class] = words.get(count.measure_class, 0) + count.observations
    ordered = sorted(found.items(), key=lambda kind: -sum(kind[1].values()))
    rows = [[kind, *(str(words.get(name, 0)) for name in ("size", "strength", "other"))] for kind, words in ordered]
    return grid(["observations of", "size", "strength", "other"], rows, heading=repr(evidence).strip("<>"))


def claim_tables(claim: Claim) -> str:
    """Return a claim with its verdict, and the studies that speak to it."""
    rows = {
        "claim": claim.statement,
        "the article says": claim.article_says,
        "verdict": claim.verdict.replace("_", " "),
        "certainty": claim.certainty.replace("_", " "),
        "what the studies found": claim.summary,
    }
    columns = ["source", "design", "n", "effect", "says"]
    sources = [
        [
            f"{one.first_author} ({one.year})" if one.first_author else one.source_id,
            one.design,
            "" if one.n is None else str(one.n),
            one.effect,
            one.verdict,
        ]
        for one in claim.sources
    ]
    return table(rows, after=grid(columns, sources))
