"""What all plots share: colours, the look of axes, and axes of their own where none are given.

Colours are those of Okabe and Ito, which most people with a colour vision deficiency can tell apart. Nothing here
changes a setting of matplotlib: every look is that of one artist.
"""

# matplotlib leaves the types of its keyword arguments open:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.transforms import ScaledTranslation

from .._rules import InstanceOf, check, check_given
from ..errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Sequence

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
BLUE, VERMILLION = COLOURS[:2]
BLACK, GREY, LIGHT, BODY, HOLLOW = "#1A1A1A", "#595959", "#E6E6E6", "#F1EFEC", "#FFFFFF"
LINES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1, 2)), (0, (8, 3, 2, 3, 2, 3)), (0, (1, 1)))
"""A line of its own for each colour: what colour alone says, a grey print loses."""
SMALL = 8.0
_LIGHT_ENOUGH = 0.55  # of the luma of ITU-R BT.601, from black, 0, to white, 1
LONGEST = 3650.0
"""An interval that ends here has no end: nobody looks further than ten years. [days]"""
_AXES = InstanceOf(Axes)


def axes_or_new(ax: Axes | None, width: float, height: float) -> Axes:
    """Return `ax`, or the axes of a new figure of this size [inches]."""
    check_given(_AXES, "ax", ax)
    if ax is not None:
        return ax
    _, made = plt.subplots(figsize=(width, height), layout="constrained")
    return made


def dress(ax: Axes, *, grid: str) -> None:
    """Give axes the look of all plots: two spines, a quiet grid behind what is drawn."""
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("bottom", "left"):
        ax.spines[side].set_color(GREY)
    ax.grid(visible=False)
    ax.grid(visible=True, axis="x" if grid == "x" else "y", color=LIGHT, linewidth=0.8)
    ax.tick_params(colors=GREY, labelcolor=BLACK)


def heading(ax: Axes, text: str) -> None:
    """Write what the axes show above them, on the left."""
    ax.set_title(text, loc="left", fontsize=11, fontweight="bold", color=BLACK)


def name_rows(ax: Axes, names: Sequence[str], *, width: int = 36) -> None:
    """Name the rows of axes, the first on top; names longer than `width` letters take two lines."""
    ax.set_yticks(range(len(names)), [fill(name, width) for name in names], fontsize=9)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0, pad=7)
    ax.spines["left"].set_visible(False)


def key_below(ax: Axes, handles: Sequence[Artist], *, columns: int = 2) -> None:
    """Say what is what below the axes, as far below whatever their height."""
    below = ScaledTranslation(0.0, -0.5, ax.figure.dpi_scale_trans)
    ax.legend(
        handles=handles,
        loc="upper right",
        bbox_to_anchor=(1.0, 0.0),
        bbox_transform=ax.transAxes + below,
        ncols=columns,
        frameon=False,
        fontsize=SMALL + 0.5,
    )


def row_height(rows: int, *, least: float = 2.0, each: float = 0.3) -> float:
    """Return how high a figure of so many rows should be [inches]."""
    return max(least, 1.3 + each * rows)


def shades(name: str) -> Colormap:
    """Return a colour map of matplotlib by its name."""
    try:
        return colormaps[name]
    except KeyError:
        raise InvalidValueError("colours", name, "the name of a colour map of matplotlib") from None


def ink_on(colours: Colormap, scale: Normalize, value: float) -> str:
    """Return black or white, whichever can be read on the shade of a value."""
    red, green, blue, _ = colours(float(scale(value)))
    return BLACK if 0.299 * red + 0.587 * green + 0.114 * blue > _LIGHT_ENOUGH else HOLLOW


def signed(value: float, _: object = None) -> str:
    """Write a change with its sign, a true minus, and zero without one."""
    text = f"{value:+.3g}".replace("-", "−")
    return "0" if text in ("+0", "−0") else text


def sentence(text: str) -> str:
    """Return a text with its first letter in upper case."""
    return f"{text[:1].upper()}{text[1:]}"


def wanted(records: Sequence[object], name: str, kind: type, how: str) -> None:
    """Refuse an empty list of records, and what is not one."""
    if not records:
        raise InvalidValueError(name, records, f"at least one {kind.__name__}", how)
    rule = InstanceOf(kind)
    for place, record in enumerate(records):
        check(rule, f"{name}[{place}]", record, how)


_TICKS = {
    0: "0",
    3: "3",
    7: "7",
    14: "14",
    30: "30",
    60: "60",
    90: "90",
    180: "180",
    365: "1 year",
    730: "2 years",
    1825: "5 years",
    3650: "10 years",
}


def days_axis(ax: Axes, furthest: float) -> None:
    """Give the x axis recovery days from 0, early days wider apart than late ones: a square-root scale."""
    after = next((day for day in _TICKS if day >= furthest), furthest)
    top = max(after if after <= 1.3 * furthest else furthest * 1.04, 7.0)
    ax.set_xscale("function", functions=(_root, _square))
    ax.set_xlim(0.0, top)
    shown: list[int] = []
    for day, label in _TICKS.items():
        room = _root(top) * (0.03 + 0.013 * len(label))  # nearer than this, two labels would touch
        if day <= top and (not shown or _root(day) - _root(shown[-1]) >= room):
            shown.append(day)
    ax.set_xticks(shown, [_TICKS[day] for day in shown])
    ax.set_xticks([], minor=True)
    ax.set_xlabel("recovery day (square-root scale)")


def _root(value: float) -> float:
    # The scale asks for places left of zero too, in arrays: the root is continued there as an odd function.
    root: float = value / (abs(value) + 1e-9) ** 0.5
    return root


def _square(value: float) -> float:
    return value * abs(value)
