"""Muscles, and what the psoas is attached to."""

from __future__ import annotations

import re
from collections import Counter

import inactivity as ia
from inactivity.anatomy import attachments

from .article import anchor
from .markdown import table, text, words

PSOAS_CLAIMS = (
    "psoas_spans_spine_to_leg",
    "trunk_flexor_shortening_or_overactivity",
    "short_psoas_misalignment_pain",
    "psoas_recovers_in_a_month",
)


def chain() -> str:
    """Return the attachments of the psoas: ends, discs, joints, motions, and what shortness could limit."""
    psoas = attachments("psoas_major")
    discs = ", ".join(joint.name for joint in psoas.joints if joint.id in psoas.discs)
    ends = [
        ("Arises from", ", ".join(map(_bone, psoas.origin)), ", ".join(psoas.origin_landmarks)),
        ("and from the discs of", discs, ""),
        ("Inserts on", ", ".join(map(_bone, psoas.insertion)), ", ".join(psoas.insertion_landmarks)),
        ("Moves, when it shortens actively", ", ".join(map(str, psoas.motions)), ""),
        ("Could limit, when it is too short", ", ".join(map(str, psoas.shortness_limits)), ""),
    ]
    joints = [
        (
            text(joint.name),
            " – ".join(map(_bone, joint.bones)),
            ", ".join(" / ".join(dict.fromkeys(map(words, pair))) for pair in joint.motions),
            "yes" if joint.disc else "no",
        )
        for joint in psoas.joints
    ]
    return f"{table(('The psoas', 'Bones, joints', 'Where on them'), ends)}\n" + table(
        ("Joint it crosses", "Bones", "Motions of the joint", "Disc"), joints
    )


def _bone(name: str) -> str:
    return name.upper() if re.fullmatch(r"[a-z]\d+", name) else words(name)


def chain_claims() -> str:
    """Return the claims of the article about the psoas, with their verdicts."""
    found = map(ia.claim, PSOAS_CLAIMS)
    rows = [
        (f"[{text(one.statement)}](#{anchor(one)})", words(one.verdict), words(one.certainty), text(one.summary))
        for one in found
    ]
    return table(("Claim", "Verdict", "Certainty", "What the studies found"), rows)


def muscles() -> str:
    """Return every muscle and group, with how many observations it has of its own."""
    observed = Counter(row.muscle for row in ia.evidence().observations())
    rows = [
        (
            f"`{one.id}`",
            text(one.name),
            words(one.kind),
            words(one.region),
            words(one.function),
            str(observed[one.id]),
        )
        for one in ia.muscles()
    ]
    return table(("Id", "Name", "Kind", "Region", "Function", "Observations"), rows)
