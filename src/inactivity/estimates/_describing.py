"""An estimate in words, and as a table for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._estimate import RecoveryEstimate

_WEEKS_FROM = 21
"""Past this many days a clinician thinks in weeks."""

DISCLAIMER = "This informs; it does not diagnose."


def paragraph(estimate: RecoveryEstimate) -> str:
    """Return the estimate as a paragraph: the answer, the interval, the source, the cautions."""
    name = estimate.muscle_name
    back = f"back {_when(estimate)} after {estimate.exposure}"
    interval = f"later than day {estimate.low:g}, at the latest day {estimate.high:g}"
    lines = [
        f"{name[:1].upper()}{name[1:]}, {estimate.measure}: {back}.",
        f"Observed: {interval} (the days of the scans, not a confidence interval).",
        f"From {_sources(estimate)}, {_people(estimate)}; evidence edition {estimate.edition}.",
    ]
    if estimate.cautions:
        lines.append("Cautions: " + " ".join(estimate.cautions))
    lines.append(DISCLAIMER)
    return "\n".join(lines)


def table(estimate: RecoveryEstimate) -> str:
    """Return the estimate as a small HTML table."""
    rows = {
        "muscle": estimate.muscle_name,
        "measure": estimate.measure,
        "after": str(estimate.exposure),
        "back": f"{_when(estimate)} ({estimate.basis}: {estimate.low:g} to {estimate.high:g} days)",
        "from": f"{_sources(estimate)}, {_people(estimate)}",
    }
    body = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows.items())
    items = "".join(f"<li>{escape(caution)}</li>" for caution in estimate.cautions)
    return f"<table>{body}</table><p>Cautions</p><ul>{items}</ul><p>{DISCLAIMER}</p>"


def _when(estimate: RecoveryEstimate) -> str:
    """Say "by day" only where it is known to be back by then."""
    if estimate.days < estimate.high:
        return f"on recovery day {length(estimate.days)} or later"
    return f"by recovery day {length(estimate.days)}"


def length(days: float) -> str:
    """Return a number of days, in weeks too where a reader would count in weeks."""
    return f"{days:g} (about {days / 7:.0f} weeks)" if days > _WEEKS_FROM else f"{days:g}"


def _people(estimate: RecoveryEstimate) -> str:
    return "number of people not stated" if estimate.n_subjects is None else f"{estimate.n_subjects} people"


def _sources(estimate: RecoveryEstimate) -> str:
    return "; ".join(estimate.references)
