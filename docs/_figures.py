"""The pictures of the pages, drawn as every build begins: published courses under the model's bands.

Points are observations of the packaged evidence, bands are :func:`inactivity.forecast` for a group; nothing here knows
a number. Colours are those of Okabe and Ito (wine: Tol), which most people with a colour vision deficiency can tell apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

import inactivity as ia

GENERATED = Path(__file__).parent / "generated"
BLUE, VERMILLION, GREEN, WINE, GREY = "#0072B2", "#D55E00", "#009E73", "#882255", "#595959"
LEVELS = (0.95, 0.80)
ON_WHITE = {"facecolor": "white", "edgecolor": "none", "pad": 1.0}
STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "figure.dpi": 100,
    "figure.facecolor": "white",  # the same on a dark page
    "font.size": 9,
    "grid.color": "#E6E6E6",
    "legend.fontsize": 8,
    "legend.frameon": False,
    "savefig.facecolor": "white",
    "svg.hashsalt": "inactivity",  # equal pictures are equal files
}


class App(Protocol):
    """As much of Sphinx as is needed here, so that the types can be checked without it."""

    def connect(self, event: str, callback: Callable[..., None]) -> int:
        """Have `callback` called on `event`."""


class Course(NamedTuple):
    """What is drawn in one pair of axes: an arm of a study, and the model for it."""

    title: str
    study: str
    arm: str
    muscle: str
    segments: tuple[ia.Exposure | ia.Recovery, ia.Recovery]
    colour: str
    countermeasure: str | None = None
    sex: str | None = None


def band(axes: Axes, course: Course, *, start: float = 0.0) -> None:
    """Draw the model: expected course, and where the mean of a new group is with 80 and 95 %."""
    for level in LEVELS:
        told = ia.forecast(
            course.muscle,
            course.segments,
            target="group",
            level=level,
            countermeasure=course.countermeasure,
            sex="male" if course.sex == "male" else None,
        )
        days = [start + day for day in told.days]
        axes.fill_between(days, told.low, told.high, color=course.colour, alpha=0.18, linewidth=0)
        if level == LEVELS[-1]:
            axes.plot(days, told.change_pct, color=course.colour, linewidth=1.8)
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    axes.axvline(start + course.segments[0].days, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))


def points(axes: Axes, seen: Iterable[ia.Observation], place: Callable[[ia.Observation], float]) -> None:
    """Draw means: thin whiskers are a standard deviation of people, thick ones a standard error of their mean."""
    for row in seen:
        if row.day is None or row.change_pct is None:
            continue
        day = place(row)
        if row.spread is not None and (row.spread_kind, row.spread_of) == ("sd", "change"):
            axes.errorbar(day, row.change_pct, row.spread, color=GREY, linewidth=0.7, capsize=2, capthick=0.7)
            if row.n:
                axes.errorbar(day, row.change_pct, row.spread / sqrt(row.n), color="black", linewidth=2.2)
        axes.plot(day, row.change_pct, "o", color="black", markersize=4, zorder=4)


def key(figure: Figure, colour: str, *, more: Sequence[Line2D] = ()) -> None:
    """Say what is what, below the axes."""
    light, dark = Patch(color=colour, alpha=0.18), Patch(color=colour, alpha=0.33)
    handles: list[Patch | Line2D] = [
        Line2D([], [], color="black", marker="o", markersize=4, linewidth=2.2, label="published mean ± standard error"),
        Line2D([], [], color=GREY, linewidth=0.7, label="± standard deviation of people"),
        *more,
        Line2D([], [], color=colour, linewidth=1.8, label="model"),
        dark,
        light,
    ]
    dark.set_label("mean of a new group, 80 %")
    light.set_label("95 %")
    figure.legend(handles=handles, loc="outside lower center", ncols=3)


def save(figure: Figure, name: str) -> None:
    """Write a picture, the same for the same numbers."""
    figure.savefig(GENERATED / f"{name}.svg", metadata={"Date": None})
    plt.close(figure)


def since_start(whole: float) -> Callable[[ia.Observation], float]:
    """Return what places an observation in days since the start of an exposure of so many days."""
    return lambda row: (row.day or 0.0) + (whole if row.phase == "recovery" else 0.0)


def observed(course: Course) -> Iterable[ia.Observation]:
    """Return the means of a course."""
    rows = ia.evidence().observations(study_id=course.study, muscle=course.muscle)
    return (row for row in rows if row.arm_id == course.arm)


# ---------------------------------------------------------------- the pictures


def soleus() -> None:
    """Draw 70 days of head-down bed rest and 10 days after, with and without exercise."""
    bed = ia.Exposure("head_down_bed_rest", days=70)
    courses = (
        Course("No countermeasure", "nasa_cft70", "control", "soleus", (bed, ia.Recovery(12, "rehabilitation")), BLUE),
        Course(
            "Exercise in bed",
            "nasa_cft70",
            "exercise",
            "soleus",
            (bed, ia.Recovery(12, "unknown")),
            VERMILLION,
            "combined_exercise",
        ),
    )
    figure, both = plt.subplots(1, 2, figsize=(8.2, 4.1), sharey=True, layout="constrained")
    for axes, course in zip(both, courses, strict=True):
        band(axes, course)
        points(axes, observed(course), since_start(bed.days))
        people = ia.evidence().arm(course.study, course.arm).n
        axes.set_title(f"{course.title} (n = {people})")
        axes.set_xlabel("days since the start of bed rest")
        axes.set_xlim(0, 83)
        axes.set_xticks(range(0, 81, 10))
        axes.text(71, 0.96, "up", transform=axes.get_xaxis_transform(), fontsize=8, color=GREY)
    both[0].set_ylabel("change of soleus size (%)")
    key(figure, GREY)
    save(figure, "course-soleus")


def ninety_days() -> None:
    """Draw 90 days of head-down bed rest and a year after it."""
    bed, year = ia.Exposure("head_down_bed_rest", days=90), ia.Recovery(365, "unknown")
    names = {
        "soleus": "Soleus",
        "gastrocnemius_medialis": "Gastrocnemius, medial head",
        "vasti": "Vasti",
        "biceps_femoris_long_head": "Biceps femoris, long head",
    }
    figure, grid = plt.subplots(2, 2, figsize=(8.2, 6.2), sharex=True, sharey=True, layout="constrained")
    for axes, (muscle, name) in zip(grid.flat, names.items(), strict=True):
        course = Course(name, "belavy2017", "ctrl", muscle, (bed, year), BLUE, sex="male")
        band(axes, course)
        points(axes, observed(course), since_start(bed.days))
        axes.set_title(name)
        axes.set_xlim(0, 460)
        axes.set_xticks([0, 90, 180, 270, 360, 450])
    for axes in grid[1]:
        axes.set_xlabel("days since the start of bed rest (up on day 90)")
    for axes in grid[:, 0]:
        axes.set_ylabel("change of volume (%)")
    key(figure, BLUE)
    save(figure, "course-ninety-days")


def trunk() -> None:
    """Draw psoas and multifidus over 60 days of head-down bed rest and after, beside verdicts without a number."""
    bed, after = ia.Exposure("head_down_bed_rest", days=60), ia.Recovery(95, "rehabilitation")
    figure, both = plt.subplots(1, 2, figsize=(8.2, 5.0), sharey=True, layout="constrained")
    for axes, (muscle, name) in zip(both, (("psoas_major", "Psoas major"), ("multifidus", "Multifidus")), strict=True):
        band(axes, Course(name, "demartino2022", "sr", muscle, (bed, after), BLUE), start=-bed.days)
        for study, arm, colour, marker in (
            ("demartino2021", "ctrl", "black", "o"),
            ("demartino2022", "sr", VERMILLION, "s"),
            ("demartino2022", "sr_fred", GREEN, "D"),
        ):
            rows = [
                row
                for row in ia.evidence().observations(study_id=study, muscle=muscle)
                if row.arm_id == arm and row.change_pct is not None
            ]
            if study == "demartino2021":
                points(axes, rows, _around_the_end)
                continue
            shift = -0.9 if arm == "sr" else 0.9
            days = [_around_the_end(row) + shift for row in rows]
            axes.plot(
                days, [row.change_pct or 0.0 for row in rows], marker, color=colour, markersize=4, alpha=0.8, zorder=3
            )
        verdicts(axes, muscle)
        axes.set_title(name)
        axes.set_xlabel("days since the end of bed rest")
        axes.set_xlim(-62, 97)
        axes.set_xticks(range(-60, 91, 30))
    both[0].set_ylabel("change of size (%)")
    both[0].set_ylim(-29, 27)
    more = [
        Line2D(
            [],
            [],
            color=VERMILLION,
            marker="s",
            markersize=4,
            linewidth=0,
            label="one lumbar level, standard reconditioning",
        ),
        Line2D(
            [],
            [],
            color=GREEN,
            marker="D",
            markersize=4,
            linewidth=0,
            label="one lumbar level, with an exercise device",
        ),
    ]
    key(figure, BLUE, more=more)
    save(figure, "course-trunk")


def _around_the_end(row: ia.Observation) -> float:
    """Place an observation in days since the end of its exposure."""
    whole = ia.evidence().arm(row.study_id, row.arm_id).exposure_days or 0.0
    return (row.day or 0.0) - (whole if row.phase == "exposure" else 0.0)


VERDICTS = {"increased": "above", "above_baseline": "above", "returned_to_baseline": "back"}
SAID = ("hides2007", "belavy2008")


def verdicts(axes: Axes, muscle: str) -> None:
    """Write verdicts of the Berlin campaign that have no number where their day is, a line a study."""
    for line, study in enumerate(SAID):
        rows = [
            row
            for row in ia.evidence().observations(study_id=study, muscle=muscle)
            if row.change_pct is None and row.day is not None and row.outcome is not None
        ]
        height = -19.5 - 5.6 * line
        told: set[tuple[float, str]] = set()
        for row in rows:
            word = VERDICTS.get(row.outcome or "", "below")
            place = _around_the_end(row)
            if (place, word) not in told:
                axes.annotate(
                    word, (min(place, 90.0), height), ha="center", va="center", fontsize=7.5, color=WINE, bbox=ON_WHITE
                )
                told.add((place, word))
        if rows:
            name = ia.evidence().study(study)
            said = f"{name.first_author} {name.year}, verdicts:"
            axes.annotate(said, (-61, height + 2.4), va="center", fontsize=7.5, color=WINE)


def write(*_: object) -> None:
    """Draw every picture."""
    GENERATED.mkdir(exist_ok=True)
    with plt.rc_context(STYLE):
        for draw in (soleus, ninety_days, trunk):
            draw()


def setup(app: App) -> dict[str, bool]:
    """Have Sphinx draw the pictures before it reads the pages."""
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
