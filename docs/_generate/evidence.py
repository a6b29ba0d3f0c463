"""What the evidence holds: studies, campaigns, kinds of exposure, and how the numbers were read."""

from __future__ import annotations

from collections import Counter

import inactivity as ia

from .markdown import link, reference, table, text, words


def counts() -> str:
    """Return how many observations there are of each exposure kind, phase and class of measure."""
    cells: dict[tuple[ia.ExposureKind, str], dict[str, str]] = {}
    for count in ia.evidence().counts():
        row = cells.setdefault((count.exposure_kind, count.phase), {})
        row[count.measure_class] = f"{count.observations} ({count.with_change})"
    classes = ("size", "strength", "other")
    rows = [
        (f"`{kind.value}`", phase, *(row.get(name, "0 (0)") for name in classes))
        for (kind, phase), row in cells.items()
    ]
    return table(("Exposure kind", "Phase", "Size", "Strength", "Other"), rows)


def kinds() -> str:
    """Return the exposure kinds with their definitions."""
    rows = [
        (
            f"`{kind.value}`",
            text(kind.definition),
            text(", ".join(kind.synonyms)),
            text(kind.baseline),
            words(kind.family),
            "yes" if kind.has_muscle_evidence else "**no**",
        )
        for kind in ia.ExposureKind
    ]
    return table(("Kind", "Definition", "Also called", "Baseline", "Family", "Muscle evidence"), rows)


def readings() -> str:
    """Return how many observations were read where, how, and how surely."""
    rows: list[tuple[str, str, str]] = []
    for field in ("source", "derivation", "confidence"):
        found = Counter(getattr(row, field) for row in ia.evidence().observations())
        rows += [(f"`{field}`", words(value), f"{count:,}") for value, count in found.most_common()]
    return table(("Field", "Value", "Observations"), rows)


def campaigns() -> str:
    """Return the campaigns of more than one study."""
    shared = [campaign for campaign in ia.evidence().campaigns() if len(campaign.study_ids) > 1]
    shared.sort(key=lambda campaign: (-len(campaign.study_ids), campaign.campaign_id))
    rows = [(f"`{one.campaign_id}`", str(len(one.study_ids)), text(", ".join(one.study_ids))) for one in shared]
    return table(("Campaign", "Studies", "Which"), rows)


def studies() -> str:
    """Return every study in one table."""
    base = ia.evidence()
    observed = Counter(row.study_id for row in base.observations())
    exposures: dict[str, dict[str, None]] = {}
    for arm in base.arms():
        days = "" if arm.exposure_days is None else f" {arm.exposure_days:g} d"
        exposures.setdefault(arm.study_id, {})[f"{arm.exposure_kind.label}{days}"] = None
    rows = [
        (
            f"`{study.study_id}` {text(reference(study))}",
            text(", ".join(exposures.get(study.study_id, {}))),
            str(observed[study.study_id]),
            link(study),
        )
        for study in base.studies()
    ]
    return table(("Study", "Exposures", "Observations", "Link"), rows)
