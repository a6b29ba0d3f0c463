"""`trajectory`: the course of a muscle over a timeline, with its interval."""

# matplotlib leaves the types of its keyword arguments open:
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ..errors import InvalidValueError
from ..estimates import Forecast
from ..evidence import Observation
from ..exposure import Exposure, Timeline
from ._style import BLACK, COLOURS, GREY, HOLLOW, LINES, SMALL, axes_or_new, dress, key_below, signed, wanted

_HOW = "Make one with inactivity.forecast."
_LETTER = 0.012
"""The share of the axes that a letter takes, in a figure of our own width: by it a name has room above its exposure."""

_MANY = 3
"""From so many courses on the bands are paler: they lie on each other."""


def trajectory(
    courses: Forecast | Iterable[Forecast],
    observations: Iterable[Observation] = (),
    *,
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one course or several over days, each with its interval; exposures are shaded.

    Parameters
    ----------
    courses : Forecast or iterable of Forecast
        What :func:`inactivity.forecast` returned. Exposures are shaded as in the first.
    observations : iterable of Observation
        Published means to draw above it, a whisker for a printed standard deviation of the change. Days of an
        exposure count from the first exposure of the first course, days of recovery from its end. One without a day
        or a number is not drawn, nor one of a day after the first exposure, or after the recovery from it, is over;
        the legend says how many.
    labels : sequence of str, optional
        What to call the courses; their muscles if left out.
    ax : Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    Axes

    Raises
    ------
    InvalidValueError
        If there is no course, or not a label for each.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity import plots
    >>> phases = ia.Timeline.parse("bed_rest:14d, recovery:10d, bed_rest:7d, recovery:60d")
    >>> ax = plots.trajectory(ia.forecast("soleus", phases))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('days since the start', 'change of soleus size (%)')
    """
    told = [courses] if isinstance(courses, Forecast) else list(courses)
    wanted(told, "courses", Forecast, _HOW)
    names = [one.muscle_name for one in told] if labels is None else list(labels)
    if len(names) != len(told):
        raise InvalidValueError("labels", names, f"a label for each course, {len(told)} in all")
    ax = axes_or_new(ax, 7.2, 4.2)
    dress(ax, grid="y")
    ax.axhline(0.0, color=GREY, linewidth=0.9, zorder=1.5)
    handles: list[Line2D | Patch] = []
    for course, name, colour, line in zip(told, names, cycle(COLOURS), cycle(LINES)):
        ax.fill_between(
            course.days, course.low, course.high, color=colour, alpha=0.2 if len(told) < _MANY else 0.1, linewidth=0
        )
        handles += ax.plot(course.days, course.change_pct, color=colour, linestyle=line, linewidth=2.0, label=name)
    _key(ax, told, handles, list(observations))
    whole = max(course.timeline.days for course in told)
    ax.set_xlim(0.0, whole)
    _phases(ax, told[0].timeline, whole)
    ax.set_xlabel("days since the start")
    muscles, measures = {one.muscle_name for one in told}, {one.measure for one in told}
    measure = measures.pop() if len(measures) == 1 else "size or strength"
    ax.set_ylabel(f"change of {muscles.pop()} {measure} (%)" if len(muscles) == 1 else f"change of {measure} (%)")
    ax.yaxis.set_major_formatter(signed)
    return ax


def _key(ax: Axes, told: Sequence[Forecast], handles: list[Line2D | Patch], seen: list[Observation]) -> None:
    """Say what the lines, bands and points are, below the axes."""
    told_for = {(one.level, one.target) for one in told}
    for level, target in sorted(told_for):
        whom = "one person" if target == "person" else "the mean of a group"
        colour = COLOURS[0] if len(told) == 1 else GREY
        handles.append(Patch(color=colour, alpha=0.2, linewidth=0, label=f"{100 * level:g} % interval for {whom}"))
    if len(told) == 1:
        handles[0].set_label("expected course")
    if seen:
        _points(ax, told[0].timeline, seen, handles)
    key_below(ax, handles)


def _points(ax: Axes, timeline: Timeline, seen: list[Observation], handles: list[Line2D | Patch]) -> None:
    begins = dict(zip(("exposure", "recovery"), _first_exposure(timeline), strict=True))
    missing = outside = 0
    spread = False
    for row in seen:
        if row.day is None or row.change_pct is None:
            missing += 1
            continue
        start, end = begins[row.phase]
        if row.day > end - start:
            outside += 1
            continue
        if row.spread is not None and (row.spread_kind, row.spread_of) == ("sd", "change"):
            spread = True
            ax.errorbar(start + row.day, row.change_pct, row.spread, color=GREY, linewidth=0.9, capsize=2.5, zorder=3)
        ax.plot(start + row.day, row.change_pct, "o", color=BLACK, markersize=4.5, zorder=4)
    said = "published mean ± standard deviation" if spread else "published mean"
    more = [f"{missing} more without a day or a number"] * (missing > 0) + [f"{outside} of later days"] * (outside > 0)
    # Two reasons take a line of their own, or the legend would be wider than the figure.
    if more:
        between = " " if len(more) == 1 else "\n"
        said += f"{between}({', '.join(more)})"
    handles.append(Line2D([], [], color=BLACK, marker="o", markersize=4.5, linewidth=0, label=said))


def _first_exposure(timeline: Timeline) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the days on which it begins and ends, and those of the recovery from it [days]."""
    begun, over, back = 0.0, 0.0, 0.0
    day = 0.0
    for segment in timeline:
        if isinstance(segment, Exposure) and over > 0.0:
            break
        if isinstance(segment, Exposure):
            begun, over = day, day + segment.days
        day += segment.days
        back = day
    return (begun, over), (over, back)


def _phases(ax: Axes, timeline: Timeline, whole: float) -> None:
    """Shade exposures, and name them."""
    start = 0.0
    names: list[tuple[Exposure, float]] = []
    for segment in timeline:
        if isinstance(segment, Exposure):
            ax.axvspan(start, start + segment.days, facecolor=(GREY, 0.1), edgecolor=HOLLOW, linewidth=1.5, zorder=0)
            names.append((segment, start))
        start += segment.days
    words = [f"{exposure.kind.label}, {exposure.days:g} days" for exposure, _ in names]
    ends = [*(begins for _, begins in names), whole][1:]
    room = [(end - begins) / whole for (_, begins), end in zip(names, ends, strict=True)]
    if all(wide >= _LETTER * len(said) for wide, said in zip(room, words, strict=True)):
        for said, (_, begins) in zip(words, names, strict=True):
            ax.annotate(
                said,
                (begins, 1.0),
                (3, 3),
                xycoords=ax.get_xaxis_transform(),
                textcoords="offset points",
                va="bottom",
                fontsize=SMALL,
                color=GREY,
            )
    else:
        ax.set_title(f"shaded: {'; '.join(words)}", loc="left", fontsize=SMALL, color=GREY)
