"""`forest`: the studies of one muscle, and the pooled estimate under them."""

# matplotlib leaves the types of its keyword arguments open:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from .._rules import InstanceOf, check_given
from ..estimates import ChangeEstimate
from ..evidence import Evidence, Observation, evidence as packaged
from ._style import (
    BLACK,
    BLUE,
    GREY,
    HOLLOW,
    SMALL,
    axes_or_new,
    dress,
    heading,
    name_rows,
    row_height,
    sentence,
    signed,
    wanted,
)

_HOW = "Take them from Evidence.observations."
_POOLED = InstanceOf(ChangeEstimate)
_EVIDENCE = InstanceOf(Evidence)
_LEVEL = 0.95
_COLUMN = "change (%) [95 %]"
_PLACES = (0.32, 0.62, 0.78)
"""How far right of the axes the columns stand. [inches]"""
_ABOVE = 0.06
"""How far above the axes their names stand. [inches]"""


def forest(
    observations: Iterable[Observation],
    pooled: ChangeEstimate | None = None,
    *,
    evidence: Evidence | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw what studies found, a row an observation in the order given, and the pooled estimate under them.

    A point is a published mean, its whisker the interval that :meth:`inactivity.Observation.interval` gives it, if
    what was printed allows one. A hollow point is an arm with a countermeasure. A row without a
    number has its verdict in words.

    Parameters
    ----------
    observations : iterable of Observation
        Rows of one muscle, or of a few, from :meth:`inactivity.Evidence.observations`.
    pooled : ChangeEstimate, optional
        What :func:`inactivity.estimate_change` returned for the muscle; ask for a group, as the studies are groups.
    evidence : Evidence, optional
        Where the studies are named; the packaged evidence if left out.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    InvalidValueError
        If there are no observations, or another argument is of another kind.
    UnknownStudyError
        If `evidence` lacks a study.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity import plots
    >>> rows = ia.evidence().observations(muscle="soleus", exposure_kind="bed_rest", measure="volume")
    >>> pooled = ia.estimate_change("soleus", ia.Exposure("bed_rest", days=56), target="group")
    >>> ax = plots.forest(rows, pooled)
    >>> len(ax.get_yticks()) == len(rows) + 1
    True
    """
    rows = list(observations)
    wanted(rows, "observations", Observation, _HOW)
    check_given(_POOLED, "pooled", pooled)
    check_given(_EVIDENCE, "evidence", evidence)
    base = packaged() if evidence is None else evidence
    ax = axes_or_new(ax, 8.8, row_height(len(rows) + (pooled is not None), each=0.27))
    dress(ax, grid="x")
    ax.axvline(0.0, color=GREY, linewidth=0.9, zorder=1.5)
    muscles = list(dict.fromkeys(base.muscle(row.muscle).name for row in rows))
    names: list[str] = []
    hollow = False
    columns: list[tuple[str, str, str]] = []
    for place, row in enumerate(rows):
        names.append(_name(row, base) + (f", {base.muscle(row.muscle).name}" if len(muscles) > 1 else ""))
        day = "" if row.day is None else f"{row.day:g}"
        helped = base.arm(row.study_id, row.arm_id).countermeasure not in (None, "none")
        hollow = hollow or helped
        columns.append((day, "" if row.n is None else f"{row.n}", _draw(ax, row, place, hollow=helped)))
    if pooled is not None:
        place = len(rows)
        corners = [(pooled.low, place), (pooled.change_pct, place - 0.3), (pooled.high, place)]
        xs, ys = zip(*corners, (pooled.change_pct, place + 0.3), strict=True)
        ax.fill(xs, ys, color=BLUE, linewidth=0, zorder=3)
        ax.axhline(place - 0.5, color=GREY, linewidth=0.6)
        whom = "one person" if pooled.target == "person" else "group"
        names.append(f"model, {pooled.exposure}, {whom}, {100 * pooled.level:g} %")
        columns.append((f"{pooled.exposure.days:g}", "", _numbers(pooled.change_pct, pooled.low, pooled.high)))
    name_rows(ax, names, width=52)
    _columns(ax, columns)
    kinds = list(dict.fromkeys(row.measure_class for row in rows))
    heading(ax, sentence(muscles[0]) if len(muscles) == 1 else f"{len(muscles)} muscles and groups")
    note = "; hollow: with a countermeasure" if hollow else ""
    ax.set_xlabel(f"change of {' or '.join(kinds)} from baseline (%){note}")
    ax.xaxis.set_major_formatter(signed)
    return ax


def _columns(ax: Axes, rows: list[tuple[str, str, str]]) -> None:
    """Write numbers beside the rows, under their names, which stand as far above the axes whatever their height."""
    names = ax.transAxes + ScaledTranslation(0.0, _ABOVE, ax.figure.dpi_scale_trans)
    written = [(1.0, ("day", "n", _COLUMN), names, "bottom", GREY)]
    written += [(place, texts, ax.get_yaxis_transform(), "center", BLACK) for place, texts in enumerate(rows)]
    for y, texts, where, align, colour in written:
        for inches, side, text in zip(_PLACES, ("right", "right", "left"), texts, strict=True):
            ax.text(
                *(1.0, y, text),
                transform=where + ScaledTranslation(inches, 0.0, ax.figure.dpi_scale_trans),
                va=align,
                ha=side,
                fontsize=SMALL,
                color=colour,
            )


def _draw(ax: Axes, row: Observation, place: int, *, hollow: bool) -> str:
    """Draw one row, and return what is written beside it."""
    interval = row.interval(_LEVEL)
    if interval is not None:
        ax.plot(interval, (place, place), color=BLACK, linewidth=1.3, solid_capstyle="butt")
    if row.change_pct is not None:
        face = HOLLOW if hollow else BLACK
        ax.plot(row.change_pct, place, "s", color=BLACK, markerfacecolor=face, markersize=5, zorder=4)
        return _numbers(row.change_pct, *(interval or ()))
    if row.change_low is not None and row.change_high is not None:
        ax.plot((row.change_low, row.change_high), (place, place), color=GREY, linewidth=1.3, linestyle=(0, (2, 1.5)))
        return f"{signed(row.change_low)} to {signed(row.change_high)} over sites"
    return f"no number: {(row.outcome or 'a value alone').replace('_', ' ')}"


def _numbers(change: float, *interval: float) -> str:
    ends = " to ".join(f"{signed(round(end, 1))}" for end in interval)
    return f"{signed(round(change, 1))}  [{ends}]" if ends else signed(round(change, 1))


def _name(row: Observation, base: Evidence) -> str:
    """Return the study and its arm, and the phase if it is the later one."""
    study = base.study(row.study_id)
    name = study.short_reference if study.first_author else study.study_id
    after = ", recovery" if row.phase == "recovery" else ""
    return f"{name}, {row.arm_id}{after}"
