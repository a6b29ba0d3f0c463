"""`evidence_map`: what is known, muscles by exposures, as counts of campaigns."""

# matplotlib leaves the types of its keyword arguments open:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.patches import Rectangle

from ..evidence import Tally
from ._style import GREY, HOLLOW, SMALL, axes_or_new, ink_on, name_rows, row_height, shades, wanted

_HOW = "Make them with Evidence.tallies."


def evidence_map(
    tallies: Iterable[Tally],
    *,
    colours: str = "Blues",
    ax: Axes | None = None,
) -> Axes:
    """Draw what is known: a row a muscle, a column a kind of exposure, in each cell how many campaigns.

    An empty cell is not an oversight of the picture: nobody of the evidence looked.

    Parameters
    ----------
    tallies : iterable of Tally
        What :meth:`inactivity.Evidence.tallies` returned, or those of it you want.
    colours : str
        A colour map of matplotlib, light where there is little.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    InvalidValueError
        If there is no tally, or no such colour map.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity import plots
    >>> calf = ("soleus", "gastrocnemius_medialis", "plantar_flexors")
    >>> ax = plots.evidence_map(one for one in ia.evidence().tallies() if one.muscle in calf)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['medial head of gastrocnemius', 'soleus', 'plantar flexors']
    """
    told = list(tallies)
    wanted(told, "tallies", Tally, _HOW)
    rows = list(dict.fromkeys((one.muscle, one.muscle_name) for one in told))
    kinds = sorted({one.exposure_kind for one in told}, key=list(type(told[0].exposure_kind)).index)
    most = max(one.n_campaigns for one in told)
    scale = Normalize(-0.2 * most, most)  # one campaign is seen to be more than none
    chosen = shades(colours)
    ax = axes_or_new(ax, 3.2 + 0.55 * len(kinds), row_height(len(rows), each=0.25) + 0.6)
    counts = {(one.muscle, one.exposure_kind): one.n_campaigns for one in told}
    for y, (muscle, _) in enumerate(rows):
        for x, kind in enumerate(kinds):
            count = counts.get((muscle, kind), 0)
            face = chosen(float(scale(count))) if count else "#F3F3F3"
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1.0, 1.0, facecolor=face, edgecolor=HOLLOW, linewidth=1.5))
            if count:
                ink = ink_on(chosen, scale, count)
                ax.text(x, y, f"{count}", ha="center", va="center", fontsize=SMALL, color=ink)
    name_rows(ax, [name for _, name in rows], width=48)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(-0.5, len(kinds) - 0.5)
    ax.set_xticks(range(len(kinds)), [kind.label for kind in kinds], rotation=40, ha="left", rotation_mode="anchor")
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0, labelsize=9)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.set_xlabel("number of campaigns; grey: none", fontsize=9, color=GREY)
    return ax
