"""`body_map`: a body from the front and from behind, its muscles shaded by value."""

# matplotlib leaves the types of its keyword arguments open:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import cast

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from .._rules import InstanceOf, Number, check
from ..anatomy import muscle as find_muscle
from ..errors import InvalidValueError
from ..estimates import ChangeEstimate, RankedMuscle, RecoveryEstimate
from ._body import OUTLINE, PATCHES, WITHOUT_MEMBERS, Layer, Points, View, points
from ._style import BLACK, BODY, GREY, SMALL, axes_or_new, shades, signed

_SIDES: dict[Layer, float] = {"superficial": -1.0, "deep": 1.0}
_CENTRES: dict[View, float] = {"front": 0.0, "back": 50.0}
_ROUNDNESS = 1.0 / 6.0
_DOTTED = (0.0, (1.0, 2.0))
_VALUE = Number()
_RECORD = InstanceOf(ChangeEstimate | RankedMuscle | RecoveryEstimate)


def body_map(
    values: Mapping[str, float] | Iterable[ChangeEstimate | RankedMuscle | RecoveryEstimate],
    *,
    label: str | None = None,
    limits: tuple[float, float] | None = None,
    colours: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a body from the front and from behind, each muscle shaded by its value.

    The left half of each view shows the muscles under the skin, the right half those beneath them. A group shades its
    members, except those with a value of their own; a muscle without any value has the colour of the body and a dotted
    outline: a value near zero may be white.

    Parameters
    ----------
    values : mapping of str to float, or iterable of ChangeEstimate, RankedMuscle or RecoveryEstimate
        Values by muscle, of any unit, or estimates: changes are shaded by their change, recoveries by their days.
        [% or days or as `label` says]
    label : str, optional
        What the values are, with their unit; estimates know it.
    limits : tuple of float, optional
        The values at the two ends of the colours; as far as the values reach if left out, and as far above zero as
        below it where any is negative. [as `values`]
    colours : str, optional
        A colour map of matplotlib; if left out "PuOr" (orange for a loss, purple for a gain) where any value is
        negative, else "cividis_r".
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    UnknownMuscleError
        If no muscle goes by a name.
    InvalidValueError
        If there are no values, two for one muscle, or changes beside recoveries.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity import plots
    >>> ax = plots.body_map(ia.rank_muscles(ia.Exposure("bed_rest", days=60)))
    >>> [text.get_text() for text in ax.texts][:3]
    ['front', 'under the skin', 'beneath']
    """
    shown, known = _read(values)
    scale = Normalize(*_limits(tuple(shown.values()), limits))
    least, _ = cast("tuple[float, float]", (scale.vmin, scale.vmax))
    chosen = shades(colours or ("PuOr" if least < 0 else "cividis_r"))
    ax = axes_or_new(ax, 7.0, 6.6)
    for centre in _CENTRES.values():
        half = points(OUTLINE)
        whole = (*half, *((-x, y) for x, y in reversed(half[1:-1])))
        ax.add_patch(PathPatch(_curve(whole, centre, 1.0), facecolor=BODY, edgecolor=GREY, linewidth=1.0))
        ax.plot([centre, centre], [48.5, 81.0], color=GREY, linewidth=0.6, linestyle=(0, (3, 3)), zorder=1.5)
    for patch in PATCHES:
        given = next((muscle for muscle in _chain(patch.muscle) if muscle in shown), None)
        curve = _curve(patch.points, _CENTRES[patch.view], _SIDES[patch.layer])
        ax.add_patch(
            PathPatch(
                curve,
                facecolor=BODY if given is None else chosen(float(scale(shown[given]))),
                edgecolor=GREY,
                linestyle=_DOTTED if given is None else "-",
                linewidth=0.5,
                gid=f"{patch.view} {patch.layer} {patch.muscle}",
            )
        )
    _words(ax, sorted(find_muscle(muscle).name for muscle in shown.keys() - _placed()))
    bar = ax.figure.colorbar(ScalarMappable(scale, chosen), ax=ax, shrink=0.55, pad=0.02, aspect=26)
    bar.set_label(label or known)
    bar.outline.set_visible(False)
    if least < 0:
        bar.ax.yaxis.set_major_formatter(signed)
    return ax


def _read(
    values: Mapping[str, float] | Iterable[ChangeEstimate | RankedMuscle | RecoveryEstimate],
) -> tuple[dict[str, float], str]:
    """Return the values by muscle id, and what they are."""
    if isinstance(values, Mapping):
        named = cast("Mapping[str, float]", values)  # estimates are no keys: the other mapping is a misreading
        pairs = [(find_muscle(name).id, value) for name, value in named.items()]
        known = "value"
    else:
        records = list(values)
        for place, record in enumerate(records):
            check(_RECORD, f"values[{place}]", record, "Or give a mapping of muscles to numbers.")
        days = [isinstance(record, RecoveryEstimate) for record in records]
        if any(days) and not all(days):
            raise InvalidValueError("values", "changes beside recoveries", "of one kind", "Draw two maps.")
        pairs = [(one.muscle, one.days if isinstance(one, RecoveryEstimate) else one.change_pct) for one in records]
        known = "days until it is back" if any(days) else "change (%)"
    if not pairs:
        raise InvalidValueError("values", pairs, "of at least one muscle")
    shown: dict[str, float] = {}
    for muscle, value in pairs:
        check(_VALUE, f"values[{muscle!r}]", value)
        if muscle in shown:
            raise InvalidValueError("values", muscle, "one value a muscle", "Two of the names given are this muscle.")
        shown[muscle] = value
    return shown, known


def _limits(values: tuple[float, ...], asked: tuple[float, float] | None) -> tuple[float, float]:
    if asked is not None:
        low, high = asked
        check(_VALUE, "limits[0]", low)
        check(_VALUE, "limits[1]", high)
        if not low < high:
            raise InvalidValueError("limits", asked, "a lower and a higher value")
        return low, high
    furthest = max(map(abs, values)) or 1.0
    return (-furthest if min(values) < 0 else 0.0), furthest


@cache
def _chain(muscle: str) -> tuple[str, ...]:
    """Return whose value a patch takes, the first that has one: the muscle, then its groups, the nearest first."""
    own = (muscle, *(group.id for group in find_muscle(muscle).ancestors()))
    return (*own, *(group for group, stand_ins in WITHOUT_MEMBERS.items() if set(stand_ins) & set(own)))


@cache
def _placed() -> frozenset[str]:
    return frozenset(muscle for patch in PATCHES for muscle in _chain(patch.muscle))


def _curve(corners: Points, centre: float, side: float) -> Path:
    """Return a closed smooth curve through points of half a body."""
    places = [(centre + side * x, y) for x, y in corners]
    count = len(places)
    vertices, codes = [places[0]], [Path.MOVETO]
    for at in range(count):
        (ax, ay), (bx, by) = places[at], places[(at + 1) % count]
        (px, py), (nx, ny) = places[at - 1], places[(at + 2) % count]
        vertices += [
            (ax + _ROUNDNESS * (bx - px), ay + _ROUNDNESS * (by - py)),
            (bx - _ROUNDNESS * (nx - ax), by - _ROUNDNESS * (ny - ay)),
            (bx, by),
        ]
        codes += [Path.CURVE4] * 3
    return Path(vertices, codes)


def _words(ax: Axes, elsewhere: Iterable[str]) -> None:
    for view, centre in _CENTRES.items():
        ax.text(centre, 104.0, view, ha="center", va="bottom", fontsize=11, fontweight="bold", color=BLACK)
        for layer, side in _SIDES.items():
            where = {"superficial": "under the skin", "deep": "beneath"}[layer]
            ax.text(centre + side * 11.0, -3.5, where, ha="center", va="top", fontsize=SMALL, color=GREY)
    ax.set_aspect("equal")
    ax.set_xlim(-24.0, 74.0)
    ax.set_ylim(-15.0, 109.0)
    ax.axis("off")
    said = ", ".join(elsewhere)
    notes = f"dotted: no value\nwithout a place in the picture: {said}" if said else "dotted: no value"
    ax.text(25.0, -8.0, notes, ha="center", va="top", fontsize=SMALL, color=GREY)
