"""An estimate in words, and as a table for notebooks."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

from .._html import sparkline
from ..kinetics import HORIZON_DAYS

if TYPE_CHECKING:
    from ._change import ChangeEstimate
    from ._estimate import RecoveryEstimate
    from ._forecast import Forecast

_WEEKS_FROM = 21
"""Past this many days a clinician thinks in weeks."""
_SHOWN = 3
"""So many studies are named; of the others it is said how many they are."""

DISCLAIMER = "This informs; it does not diagnose."


def paragraph(estimate: RecoveryEstimate) -> str:
    """Return the estimate as a paragraph: the answer, the interval, the source, the cautions."""
    name = estimate.muscle_name
    back = f"back {_when(estimate)} after {estimate.exposure}"
    lines = [
        f"{name[:1].upper()}{name[1:]}, {estimate.measure}: {back}.",
        _interval(estimate),
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
        "back": f"{_when(estimate)} ({estimate.basis}: {_days(estimate)})",
        "from": f"{_sources(estimate)}, {_people(estimate)}",
    }
    return _html(rows, estimate.cautions)


def _html(rows: dict[str, str], cautions: tuple[str, ...]) -> str:
    body = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows.items())
    items = "".join(f"<li>{escape(caution)}</li>" for caution in cautions)
    said = f"<p>Cautions</p><ul>{items}</ul>" if cautions else ""
    return f"<table>{body}</table>{said}<p>{DISCLAIMER}</p>"


def _interval(estimate: RecoveryEstimate) -> str:
    low, high = estimate.low, estimate.high
    if estimate.basis == "observed":
        return f"Observed: later than day {low:g}, at the latest day {high:g} (the days of the scans, not a confidence interval)."
    whom = "one person" if estimate.target == "person" else "the mean of a group"
    return f"Modelled: {100 * estimate.level:g} % interval for {whom} {reach(low, high)}."


def change_paragraph(estimate: ChangeEstimate) -> str:
    """Return an estimate of change as a paragraph: the answer, the interval, the source, the cautions."""
    name = estimate.muscle_name
    lines = [
        f"{name[:1].upper()}{name[1:]}, {estimate.measure}: {_about(estimate)}.",
        f"Modelled from {_sources(estimate)}, {_people(estimate)}; evidence edition {estimate.edition}.",
    ]
    if estimate.cautions:
        lines.append("Cautions: " + " ".join(estimate.cautions))
    return "\n".join([*lines, DISCLAIMER])


def change_table(estimate: ChangeEstimate) -> str:
    """Return an estimate of change as a small HTML table."""
    rows = {
        "muscle": estimate.muscle_name,
        "measure": estimate.measure,
        "change": _about(estimate),
        "from": f"{_sources(estimate)}, {_people(estimate)}",
    }
    return _html(rows, estimate.cautions)


def course_paragraph(course: Forecast) -> str:
    """Return a forecast as a paragraph: where the muscle is as each segment ends, the source, the cautions."""
    name = course.muscle_name
    lines = [f"{name[:1].upper()}{name[1:]}, {course.measure}, over {_segments(course)}."]
    interval = f"{_interval_for(course)}: "
    for day, told in _ends(course):
        lines.append(f"Day {day}: about {told.format(interval)}.")
        interval = ""  # once is enough
    lines.append(f"Modelled from {_sources(course)}, {_people(course)}; evidence edition {course.edition}.")
    if course.cautions:
        lines.append("Cautions: " + " ".join(course.cautions))
    return "\n".join([*lines, DISCLAIMER])


def course_table(course: Forecast) -> str:
    """Return a forecast as a small HTML table, and its course as a small picture."""
    rows = {"muscle": course.muscle_name, "measure": course.measure, "over": _segments(course)}
    rows |= {f"day {day}": told.format("") for day, told in _ends(course)}
    rows |= {"intervals": _interval_for(course), "from": f"{_sources(course)}, {_people(course)}"}
    title = f"Change of the {course.measure} of {course.muscle_name} (%) over {course.timeline.days:g} days"
    drawn = sparkline(course.change_pct, course.low, course.high, places=course.days, title=title)
    return f"{_html(rows, course.cautions)}{drawn}"


def _segments(course: Forecast) -> str:
    return ", then ".join(map(str, course.timeline))


def _ends(course: Forecast) -> Iterator[tuple[str, str]]:
    """Yield the day on which each segment ends, and the change then; a place is left for what its interval is."""
    places = {day: place for place, day in enumerate(course.days)}
    for day in accumulate(segment.days for segment in course.timeline):
        place = places[min(places, key=lambda told, day=day: abs(told - day))]  # type: ignore[misc]  # mypy infers no lambda with a default
        change, low, high = (_signed(values[place]) for values in (course.change_pct, course.low, course.high))
        yield f"{day:g}", f"{change} % ({{}}{low} to {high} %)"


def _interval_for(estimate: ChangeEstimate | Forecast) -> str:
    whom = "one person" if estimate.target == "person" else "the mean of a group"
    return f"{100 * estimate.level:g} % interval for {whom}"


def _about(estimate: ChangeEstimate) -> str:
    interval = f"{_interval_for(estimate)}: {_signed(estimate.low)} to {_signed(estimate.high)} %"
    return f"about {_signed(estimate.change_pct)} % after {estimate.exposure} ({interval})"


def _signed(change: float) -> str:
    """Write a change with its sign, and nothing without one."""
    text = f"{change:+.0f}"
    return "0" if text in ("+0", "-0") else text


def _days(estimate: RecoveryEstimate) -> str:
    if estimate.basis == "observed":
        return f"{estimate.low:g} to {estimate.high:g} days"
    return reach(estimate.low, estimate.high)


def _when(estimate: RecoveryEstimate) -> str:
    """Say "by day" only where it is known to be back by then."""
    if estimate.basis == "modelled":
        return f"about recovery day {length(round(estimate.days))}"
    if estimate.days <= estimate.low < estimate.high:
        return f"after recovery day {length(estimate.days)}"
    if estimate.days < estimate.high:
        return f"on recovery day {length(estimate.days)} or later"
    return f"by recovery day {length(estimate.days)}"


def length(days: float) -> str:
    """Return a number of days, in weeks too where a reader would count in weeks."""
    return f"{days:g} (about {days / 7:.0f} weeks)" if days > _WEEKS_FROM else f"{days:g}"


def reach(low: float, high: float) -> str:
    """Return a modelled interval; the horizon of the model is not a day anybody expects."""
    if high < HORIZON_DAYS:
        return f"{low:.0f} to {high:.0f} days"
    return f"from {low:.0f} days on, no upper bound within ten years"


def _people(estimate: RecoveryEstimate | ChangeEstimate | Forecast) -> str:
    return "number of people not stated" if estimate.n_subjects is None else f"{estimate.n_subjects} people"


def _sources(estimate: RecoveryEstimate | ChangeEstimate | Forecast) -> str:
    shown = "; ".join(estimate.references[:_SHOWN])
    more = len(estimate.references) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
