"""Records in a notebook: small tables and sparklines, as HTML that asks for no network. Loaded on first use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import cast

import attrs

from ._narrowing import is_tuple

_WIDTH, _HEIGHT, _MARGIN = 220.0, 48.0, 3.0
_COLOUR = "#0072B2"  # blue of Okabe and Ito: seen on white and on black, and by most people with a colour deficiency


def table(rows: Mapping[str, str], *, heading: str = "", notes: Iterable[str] = (), after: str = "") -> str:
    """Return names and texts as a table of two columns; everything is escaped but `after`, which is HTML."""
    body = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in rows.items())
    head = f"<caption>{escape(heading)}</caption>" if heading else ""
    said = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<table>{head}{body}</table>{f'<ul>{said}</ul>' if said else ''}{after}"


def grid(columns: Sequence[str], rows: Iterable[Sequence[str]], *, heading: str = "", notes: Iterable[str] = ()) -> str:
    """Return rows under the names of their columns; everything is escaped."""
    head = f"<caption>{escape(heading)}</caption>" if heading else ""
    names = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    said = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<table>{head}<tr>{names}</tr>{body}</table>{f'<ul>{said}</ul>' if said else ''}"


def known_fields(record: object) -> str:
    """Return a record as a table of the fields that are not at their default, each with its unit."""
    rows: dict[str, str] = {}
    for field in attrs.fields(cast("type[attrs.AttrsInstance]", type(record))):
        value = getattr(record, field.name)
        if value != field.default:
            unit = field.metadata.get("unit")
            rows[field.name.replace("_", " ")] = f"{_words(value)} {unit}" if unit else _words(value)
    return table(rows, heading=type(record).__name__)


def _words(value: object) -> str:
    if is_tuple(value):
        return ", ".join(map(_words, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return str(getattr(value, "label", value))


def sparkline(
    values: Sequence[float],
    low: Sequence[float] = (),
    high: Sequence[float] = (),
    *,
    places: Sequence[float] | None = None,
    title: str = "",
) -> str:
    """Return a course as a small SVG picture: its line, its band, and zero.

    Parameters
    ----------
    values : sequence of float
        The course. [%]
    low, high : sequence of float
        Its band, as long as `values`; no band if left out. [%]
    places : sequence of float, optional
        Where the values lie from left to right; evenly if left out. [days]
    title : str
        What it shows, for those who cannot see it, and as a hint under the mouse.
    """
    across = list(map(float, range(len(values)))) if places is None else list(places)
    least, most = min(0.0, *values, *low), max(0.0, *values, *high)
    left, right = across[0], across[-1]

    def point(place: float, value: float) -> str:
        x = _MARGIN + (_WIDTH - 2 * _MARGIN) * ((place - left) / (right - left) if right > left else 0.5)
        y = _MARGIN + (_HEIGHT - 2 * _MARGIN) * ((most - value) / (most - least) if most > least else 0.5)
        return f"{x:.1f},{y:.1f}"

    def points(heights: Iterable[float], along: Iterable[float] = across) -> str:
        return " ".join(map(point, along, heights))

    band = f"{points(high)} {points(reversed(low), reversed(across))}"
    zero = point(left, 0.0).partition(",")[2]
    words = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{words}" width="{_WIDTH:g}" '
        f'height="{_HEIGHT:g}" viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}"><title>{words}</title>'
        f'<line x1="0" x2="{_WIDTH:g}" y1="{zero}" y2="{zero}" stroke="currentColor" stroke-opacity="0.5"/>'
        + (f'<polygon points="{band}" fill="{_COLOUR}" fill-opacity="0.22"/>' if len(low) else "")
        + f'<polyline points="{points(values)}" fill="none" stroke="{_COLOUR}" stroke-width="1.8"/></svg>'
    )
