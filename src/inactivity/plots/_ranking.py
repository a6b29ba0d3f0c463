"""`ranking`: muscles by what they lose, or by how long they take to come back."""

# matplotlib leaves the types of its keyword arguments open:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from matplotlib.axes import Axes

from .._rules import OneOf, check
from ..estimates import RankedMuscle
from ._style import (
    BLUE,
    GREY,
    SMALL,
    VERMILLION,
    axes_or_new,
    days_axis,
    dress,
    heading,
    name_rows,
    row_height,
    signed,
    wanted,
)

_BY = OneOf(("loss", "recovery"))
_HOW = "Make them with inactivity.rank_muscles."


def ranking(
    ranked: Iterable[RankedMuscle],
    *,
    by: Literal["loss", "recovery"] = "loss",
    title: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw muscles in the order they are ranked, the first on top.

    Parameters
    ----------
    ranked : iterable of RankedMuscle
        What :func:`inactivity.rank_muscles` returned, or a slice of it.
    by : {"loss", "recovery"}
        What to draw: the change with its interval, or the days until it is back. Rank by the same.
    title : str
        After which exposure, and of what: a ranking does not hold them.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    InvalidValueError
        If nothing is ranked, or `by` is another word.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity import plots
    >>> ax = plots.ranking(ia.rank_muscles()[:10], title=f"Size after {ia.REFERENCE_EXPOSURE}")
    >>> ax.get_xlabel()
    'change (%), interval for the mean of a group'
    """
    check(_BY, "by", by)
    told = list(ranked)
    wanted(told, "ranked", RankedMuscle, _HOW)
    ax = axes_or_new(ax, 7.2, row_height(len(told), each=0.26))
    dress(ax, grid="x")
    if by == "loss":
        _losses(ax, told)
    else:
        _recoveries(ax, told)
    name_rows(ax, [f"{one.rank}  {one.muscle_name}" for one in told])
    if title:
        heading(ax, title)
    return ax


def _losses(ax: Axes, told: list[RankedMuscle]) -> None:
    ax.axvline(0.0, color=GREY, linewidth=0.9, zorder=1.5)
    for row, one in enumerate(told):
        colour = BLUE if one.change_pct > 0 else VERMILLION
        ax.plot([one.low, one.high], [row, row], color=colour, alpha=0.45, linewidth=4.5, solid_capstyle="round")
        ax.plot(one.change_pct, row, "s" if one.change_pct > 0 else "o", color=colour, markersize=6.5, zorder=4)
    ax.xaxis.set_major_formatter(signed)
    ax.set_xlabel("change (%), interval for the mean of a group")


def _recoveries(ax: Axes, told: list[RankedMuscle]) -> None:
    known = [one.recovery_days for one in told if one.recovery_days is not None]
    days_axis(ax, max(known, default=0.0))
    for row, one in enumerate(told):
        if one.recovery_days is None:
            ax.annotate(
                "not expected back within ten years",
                (0.0, row),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=SMALL,
                color=GREY,
            )
            continue
        ax.plot([0.0, one.recovery_days], [row, row], color=BLUE, alpha=0.45, linewidth=4.5, solid_capstyle="round")
        ax.plot(one.recovery_days, row, "o", color=BLUE, markersize=6.5, clip_on=False, zorder=4)
