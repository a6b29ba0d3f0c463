"""`recovery`: when muscles are back, observed or modelled."""

# matplotlib leaves the types of its keyword arguments open:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..estimates import RecoveryEstimate
from ._style import (
    BLUE,
    LONGEST,
    VERMILLION,
    axes_or_new,
    days_axis,
    dress,
    heading,
    key_below,
    name_rows,
    row_height,
    sentence,
    wanted,
)

_HOW = "Make one with inactivity.estimate_recovery."


def recovery(
    estimates: RecoveryEstimate | Iterable[RecoveryEstimate],
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw when muscles are back, a row an estimate, in the order given.

    A broad bar is what was observed: from the last day the group was still away to the day it was seen back. A line
    with ends is the interval of the model; an arrow says that it goes on past ten years.

    Parameters
    ----------
    estimates : RecoveryEstimate or iterable of RecoveryEstimate
        What :func:`inactivity.estimate_recovery` returned.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    InvalidValueError
        If there is no estimate.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity import plots
    >>> ax = plots.recovery([ia.estimate_recovery(muscle) for muscle in ("psoas", "multifidus", "soleus")])
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['psoas major', 'multifidus', 'soleus']
    """
    told = [estimates] if isinstance(estimates, RecoveryEstimate) else list(estimates)
    wanted(told, "estimates", RecoveryEstimate, _HOW)
    ax = axes_or_new(ax, 7.2, row_height(len(told)))
    dress(ax, grid="x")
    days_axis(ax, max(one.high for one in told))
    for row, one in enumerate(told):
        if one.basis == "observed":
            ax.barh(row, one.high - one.low, 0.44, left=one.low, color=VERMILLION, alpha=0.28, linewidth=0)
            ax.plot(one.days, row, "D", color=VERMILLION, markersize=6, clip_on=False, zorder=4)
        else:
            ax.plot([one.low, one.high], [row, row], color=BLUE, linewidth=1.8, solid_capstyle="butt")
            ends = [one.low] if one.high >= LONGEST else [one.low, one.high]
            ax.plot(ends, [row] * len(ends), "|", color=BLUE, markersize=9, markeredgewidth=1.8, clip_on=False)
            if one.high >= LONGEST:
                ax.plot(one.high, row, ">", color=BLUE, markersize=8, clip_on=False)
            ax.plot(one.days, row, "o", color=BLUE, markersize=6.5, clip_on=False, zorder=4)
    exposures = list(dict.fromkeys(str(one.exposure) for one in told))
    measures = list(dict.fromkeys(one.measure for one in told))
    names = [one.muscle_name for one in told]
    if len(measures) > 1:
        names = [f"{name}, {one.measure}" for name, one in zip(names, told, strict=True)]
    if len(exposures) > 1:
        names = [f"{name} after {one.exposure}" for name, one in zip(names, told, strict=True)]
    name_rows(ax, names)
    what = f"recovery of {' and '.join(measures)}"
    heading(ax, sentence(f"{what} after {exposures[0]}" if len(exposures) == 1 else what))
    _key(ax, told)
    return ax


def _key(ax: Axes, told: list[RecoveryEstimate]) -> None:
    handles: list[Line2D] = []
    if any(one.basis == "observed" for one in told):
        handles.append(
            Line2D([], [], color=VERMILLION, marker="D", linewidth=0, label="observed: the answer (days of the scans)")
        )
        handles.append(Line2D([], [], color=VERMILLION, alpha=0.28, linewidth=8, label="last seen away to seen back"))
    for level, target in sorted({(one.level, one.target) for one in told if one.basis == "modelled"}):
        whom = "one person" if target == "person" else "the mean of a group"
        handles.append(
            Line2D([], [], color=BLUE, marker="o", linewidth=1.8, label=f"model, {100 * level:g} % interval for {whom}")
        )
    key_below(ax, handles)
