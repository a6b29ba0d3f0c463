"""The published definitions of sedentary bouts, and what they make of the same bouts."""

from __future__ import annotations

import textwrap

from inactivity import records

from .markdown import table, text

BOUTS = (0.7, 2.5, 4, 6, 11, 15, 22, 30, 34.5, 65)  # minutes; of our own making


def bout_definitions() -> str:
    """Return the published definitions of sedentary bouts with their sources, formulas and notes."""
    parts: list[str] = []
    for known in records.definitions():
        parts.append(f"`{known.name}`: [{text(known.title)}](<{known.url}>)\n: {text(known.source)}\n")
        formulas = [(f"`{formula.metric}`", text(formula.text)) for formula in known.formulas]
        parts.append(textwrap.indent(table(("measure", "how"), formulas), "  "))
        parts.extend(f"  * {text(note)}" for note in known.notes)
        parts.append("")
    return "\n".join(parts)


def bout_disagreement() -> str:
    """Return what the definitions make of the same ten bouts."""
    lengths = [minutes for bout in BOUTS for minutes in (bout, 3.0)]
    spells = records.Spells(lengths, ("sedentary", "other") * len(BOUTS))
    metrics = ("mean", "gini", "alpha", "x50", "w50", "transition_probability")
    rows: list[list[str]] = []
    for known in records.definitions():
        found = records.fragmentation(spells, definition=known)
        values = [getattr(found, {"mean": "mean_min", "x50": "x50_min"}.get(metric, metric)) for metric in metrics]
        longest = records.time_in_bouts_min(spells, 30, definition=known)
        rows.append([f"`{known.name}`", f"{longest:g}", *("" if value is None else f"{value:.3g}" for value in values)])
    return table(("definition", "minutes in bouts of 30", *(f"`{metric}`" for metric in metrics)), rows)
