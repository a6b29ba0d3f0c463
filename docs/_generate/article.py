"""The claims of the founding article and the sources its tables name."""

from __future__ import annotations

import re
from pathlib import Path

import inactivity as ia

from .markdown import link, reference, table, text, words

DOCS = Path(__file__).parents[1]


def verdicts() -> str:
    """Return the claims in one table, each a link to its section."""
    rows = [
        (f"[{text(one.statement)}](#{anchor(one)})", words(one.verdict), words(one.certainty)) for one in ia.claims()
    ]
    return table(("Claim", "Verdict", "Certainty"), rows)


def claims() -> str:
    """Return a section a claim."""
    return "\n".join(map(_claim, ia.claims()))


def anchor(claim: ia.Claim) -> str:
    return "claim-" + claim.claim_id.replace("_", "-")


def _claim(claim: ia.Claim) -> str:
    verdict, certainty = words(claim.verdict).capitalize(), words(claim.certainty)
    return "\n".join(
        [
            f"({anchor(claim)})=",
            f"### {text(claim.statement)}",
            "",
            f"**{verdict}**, with {certainty} certainty ({text(claim.certainty_basis)}). Id: `{claim.claim_id}`.",
            "",
            f"The article says\n: {text(claim.article_says)}",
            "",
            f"The studies say\n: {text(claim.summary)}",
            "",
            *map(_source, claim.sources),
            "",
        ]
    )


def _source(source: ia.ClaimSource) -> str:
    people = "n not stated" if source.n is None else f"n = {source.n:,}"
    note = f" Note: {text(source.note)}." if source.note else ""
    return (
        f"* **{source.verdict.capitalize()}**: {text(source.effect)}. *{text(source.design)}; {people}.*{note} "
        f"{text(reference(source))}. {link(source)} (`{source.source_id}`)"
    )


def article_sources() -> str:
    """Return every study and source that the tables of the founding article name."""
    page = (DOCS / "founding-article.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\w+", page))
    known: dict[str, ia.Study | ia.ClaimSource] = {study.study_id: study for study in ia.evidence().studies()}
    known |= {source.source_id: source for claim in ia.claims() for source in claim.sources}
    rows = [(f"`{name}`", text(reference(known[name])), link(known[name])) for name in sorted(named & known.keys())]
    return table(("Id", "Source", "Link"), rows)
