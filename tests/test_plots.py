"""What plots draw: labels, limits and artists; that they calculate nothing, and change no setting."""

from collections.abc import Callable, Iterable, Iterator
from typing import cast

import attrs
import pytest
from drawn import (
    COURSE,
    ENDLESS,
    GAIN,
    LONG_NAME,
    MODELLED,
    OBSERVED,
    POOLED,
    RANKED,
    ROW,
    ROWS,
    TALLIES,
)
from fresh import python

import inactivity as ia

pytest.importorskip("matplotlib")

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D

from inactivity import plots

DRAWN: dict[str, Callable[[Axes | None], Axes]] = {
    "trajectory": lambda ax: plots.trajectory([COURSE, GAIN], ax=ax),
    "recovery": lambda ax: plots.recovery([OBSERVED, MODELLED, ENDLESS], ax=ax),
    "forest": lambda ax: plots.forest(ROWS, POOLED, ax=ax),
    "ranking": lambda ax: plots.ranking(RANKED, ax=ax),
    "body_map": lambda ax: plots.body_map(RANKED, ax=ax),
    "evidence_map": lambda ax: plots.evidence_map(TALLIES, ax=ax),
}
each = pytest.mark.parametrize("draw", [pytest.param(draw, id=name) for name, draw in DRAWN.items()])


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def rows_of(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def words_of(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def key_of(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    return [] if legend is None else [text.get_text() for text in legend.get_texts()]


def across(line: Line2D) -> list[float]:
    return list(map(float, cast("Iterable[float]", line.get_xdata())))


def up(line: Line2D) -> list[float]:
    return list(map(float, cast("Iterable[float]", line.get_ydata())))


def marked(ax: Axes, marker: str) -> list[tuple[float, float]]:
    """Return where the single points with this marker lie."""
    return [(across(line)[0], up(line)[0]) for line in ax.lines if line.get_marker() == marker]


# ---------------------------------------------------------------- all of them


def test_every_plot_is_drawn_here() -> None:
    assert sorted(DRAWN) == sorted(plots.__all__) == dir(plots)


@each
def test_plot_draws_in_the_axes_given_and_returns_them(draw: Callable[[Axes | None], Axes]) -> None:
    figure, axes = plt.subplots(1, 2)

    assert draw(axes[1]) is axes[1]
    assert plt.get_fignums() == [figure.number]
    assert not axes[0].has_data()


@each
def test_plot_makes_one_figure_where_no_axes_are_given(draw: Callable[[Axes | None], Axes]) -> None:
    ax = draw(None)

    assert len(plt.get_fignums()) == 1
    assert ax.figure is plt.gcf()


@each
def test_plot_changes_no_setting(draw: Callable[[Axes | None], Axes]) -> None:
    before = dict(mpl.rcParams)
    draw(None)

    assert dict(mpl.rcParams) == before


@each
def test_plot_can_be_saved_without_a_warning(draw: Callable[[Axes | None], Axes]) -> None:
    draw(None).figure.canvas.draw()


@each
def test_plot_refuses_axes_that_are_none(draw: Callable[[object], Axes]) -> None:
    with pytest.raises(ia.InvalidValueError, match="ax is 'here'"):
        draw("here")


@pytest.mark.parametrize("name", DRAWN)
def test_plot_refuses_nothing_and_what_is_no_record(name: str) -> None:
    draw = getattr(plots, name)

    with pytest.raises(ia.InvalidValueError):
        draw([])
    with pytest.raises(ia.InvalidValueError):
        draw(["soleus"])
    assert plt.get_fignums() == []


# ---------------------------------------------------------------- trajectory


def test_trajectory_has_its_units_and_its_limits() -> None:
    ax = plots.trajectory(COURSE)

    assert ax.get_xlabel() == "days since the start"
    assert ax.get_ylabel() == "change of soleus size (%)"
    assert ax.get_xlim() == (0.0, 30.0)
    assert key_of(ax) == ["expected course", "90 % interval for one person"]


def test_trajectory_draws_the_numbers_of_the_forecast() -> None:
    ax = plots.trajectory(COURSE)

    (line,) = [line for line in ax.lines if tuple(across(line)) == COURSE.days]
    assert tuple(up(line)) == COURSE.change_pct
    (band,) = [one for one in ax.collections if isinstance(one, PolyCollection)]
    heights = [y for _, y in cast("Iterable[tuple[float, float]]", band.get_paths()[0].vertices)]
    assert min(heights) == min(COURSE.low)
    assert max(heights) == max(COURSE.high)


def test_trajectory_shades_exposures_and_names_them() -> None:
    assert words_of(plots.trajectory(COURSE)) == ["bed rest, 14 days"]

    phases = ia.Timeline.parse("bed_rest:3d, recovery:90d, limb_cast:5d, recovery:2d")
    ax = plots.trajectory(ia.forecast("soleus", phases))
    spans = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in ax.patches]  # type: ignore[attr-defined]  # rectangles
    assert spans == [(0.0, 3.0), (93.0, 98.0)]
    assert ax.get_title(loc="left") == "shaded: bed rest, 3 days; limb cast, 5 days"


def test_trajectory_names_exposures_next_to_each_other_where_there_is_room() -> None:
    near = ia.forecast("soleus", ia.Timeline.parse("hospital_stay:7d, limb_brace:21d, recovery:14d"))
    far = ia.forecast("soleus", ia.Timeline.parse("hospital_stay:21d, limb_brace:21d, recovery:14d"))

    assert plots.trajectory(near).get_title(loc="left") == "shaded: hospital stay, 7 days; limb brace, 21 days"
    assert words_of(plots.trajectory(far)) == ["hospital stay, 21 days", "limb brace, 21 days"]


def test_trajectory_of_recovery_alone_shades_nothing() -> None:
    ax = plots.trajectory(ia.forecast("soleus", [ia.Recovery(5)]))

    assert not ax.patches
    assert not words_of(ax)


def test_trajectory_of_several_names_each_and_tells_them_apart_without_colour() -> None:
    ax = plots.trajectory([COURSE, GAIN], labels=["calf", "hip"])

    assert key_of(ax) == ["calf", "hip", "90 % interval for one person"]
    lines = [line for line in ax.lines if line.get_label() in {"calf", "hip"}]
    assert len({line.get_linestyle() for line in lines}) == 2
    assert ax.get_ylabel() == "change of size (%)"


def test_trajectory_of_two_measures_says_so() -> None:
    ax = plots.trajectory([COURSE, attrs.evolve(COURSE, measure="strength", level=0.5, target="group")])

    assert ax.get_ylabel() == "change of soleus size or strength (%)"
    assert key_of(ax)[2:] == ["50 % interval for the mean of a group", "90 % interval for one person"]


def test_trajectory_places_observations_and_counts_those_it_cannot_place() -> None:
    back = attrs.evolve(ROW, phase="recovery", day=7.0, change_pct=-2.0, spread=None, spread_kind=None, spread_of=None)
    ax = plots.trajectory(COURSE, [ROW, back, *ROWS[3:]])

    assert marked(ax, "o") == [(14.0, -8.0), (21.0, -2.0)]
    assert key_of(ax)[-1] == "published mean ± standard deviation (2 more without a day or a number)"


def test_trajectory_draws_no_observation_in_a_phase_that_it_is_not_of() -> None:
    plain = attrs.evolve(ROW, spread=None, spread_kind=None, spread_of=None)
    back = attrs.evolve(plain, phase="recovery")
    twice = ia.forecast("soleus", ia.Timeline.parse("bed_rest:14d, recovery:10d, bed_rest:7d, recovery:60d"))
    rows = [attrs.evolve(plain, day=day) for day in (14.0, 15.0, 89.0)]
    rows += [attrs.evolve(back, day=day) for day in (0.0, 10.0, 11.0, 400.0)]
    ax = plots.trajectory(twice, rows)

    assert [day for day, _ in marked(ax, "o")] == [14.0, 14.0, 24.0]
    assert key_of(ax)[-1] == "published mean (4 of later days)"
    ax = plots.trajectory(twice, [*rows, attrs.evolve(plain, day=None)])
    assert key_of(ax)[-1] == "published mean\n(1 more without a day or a number, 4 of later days)"


def test_trajectory_places_observations_after_a_delayed_exposure() -> None:
    late = ia.forecast("soleus", [ia.Recovery(5), ia.Exposure("bed_rest", days=20), ia.Recovery(10)])
    ax = plots.trajectory(late, [attrs.evolve(ROW, spread=None, spread_kind=None, spread_of=None)])

    assert [day for day, _ in marked(ax, "o")] == [19.0]
    assert key_of(ax)[-1] == "published mean"


def test_trajectory_wants_a_label_a_course() -> None:
    with pytest.raises(ia.InvalidValueError, match="a label for each course, 2 in all"):
        plots.trajectory([COURSE, GAIN], labels=["one"])


# ---------------------------------------------------------------- recovery


def test_recovery_has_a_row_an_estimate() -> None:
    ax = plots.recovery([OBSERVED, MODELLED, ENDLESS])

    assert rows_of(ax) == ["psoas major", "soleus", LONG_NAME]
    assert ax.get_xlabel() == "recovery day (square-root scale)"
    assert ax.get_title(loc="left") == "Recovery of size after 56 days of bed rest"
    assert ax.get_ylim() == (2.6, -0.6)


def test_recovery_tells_observed_from_modelled() -> None:
    ax = plots.recovery([OBSERVED, MODELLED])

    (bar,) = ax.containers[0]
    assert (bar.get_x(), bar.get_width()) == (28.0, 152.0)
    assert [day for day, _ in marked(ax, "D")] == [28.0]
    assert [day for day, _ in marked(ax, "o")] == [14.0]
    assert key_of(ax) == [
        "observed: the answer (days of the scans)",
        "last seen away to seen back",
        "model, 90 % interval for one person",
    ]


def test_recovery_without_an_upper_end_is_an_arrow() -> None:
    assert [line.get_marker() for line in plots.recovery(ENDLESS).lines] == ["None", "|", ">", "o"]
    assert [line.get_marker() for line in plots.recovery(MODELLED).lines] == ["None", "|", "o"]


def test_recovery_of_one_estimate_is_one_row() -> None:
    assert rows_of(plots.recovery(MODELLED)) == ["soleus"]


def test_recovery_names_what_differs() -> None:
    strong = attrs.evolve(MODELLED, measure="strength", exposure=ia.Exposure("limb_cast", days=21))
    ax = plots.recovery([MODELLED, strong])

    assert rows_of(ax) == [
        "soleus, size after 56 days of bed rest",
        "soleus, strength after 21 days of limb cast",
    ]
    assert ax.get_title(loc="left") == "Recovery of size and strength"


@pytest.mark.parametrize(
    ("high", "top"), [(0.5, 7.0), (7.0, 7.0), (33.0, 33.0 * 1.04), (170.0, 180.0), (3650.0, 3650.0)]
)
def test_recovery_axis_ends_just_past_the_last_day(high: float, top: float) -> None:
    ax = plots.recovery(attrs.evolve(MODELLED, days=0.5, low=0.0, high=high))

    assert ax.get_xlim() == pytest.approx((0.0, top))
    shown = [tick.get_text() for tick in ax.get_xticklabels()]
    assert shown[0] == "0"
    assert len(shown) >= 3


# ---------------------------------------------------------------- forest


def test_forest_has_a_row_an_observation_and_one_for_the_model() -> None:
    ax = plots.forest(ROWS, POOLED)

    assert rows_of(ax) == [
        *["Rogers et al. (2025), ctrl"] * 3,
        "Rogers et al. (2025), ctrl, recovery",
        "Rogers et al. (2025), ctrl",
        "model, 14 days of bed rest, group, 90 %",
    ]
    assert ax.get_title(loc="left") == "Soleus"
    assert ax.get_xlabel() == "change of size from baseline (%)"


def test_forest_writes_what_it_draws_and_loses_no_row() -> None:
    texts = words_of(plots.forest(ROWS, POOLED))

    assert [texts[row : row + 3] for row in range(0, len(texts), 3)] == [
        ["day", "n", "change (%) [95 %]"],
        ["14", "9", "−8  [−11.1 to −4.9]"],
        ["21", "4", "+3.5  [−10.8 to +17.8]"],
        ["28", "9", "−12.5"],
        ["7", "9", "no number: returned to baseline"],
        ["", "9", "−9 to −4 over sites"],
        ["14", "", "−9  [−12 to −6]"],
    ]


def test_forest_draws_the_interval_that_the_row_gives() -> None:
    ax = plots.forest([ROW])

    whisker = next(line for line in ax.lines if line.get_linewidth() == 1.3)
    assert tuple(across(whisker)) == ROW.interval()
    assert not ax.patches


def test_forest_shows_arms_with_a_countermeasure_hollow() -> None:
    helped = ia.evidence().observations(muscle="soleus", study_id="belavy2017", phase="exposure")
    ax = plots.forest(helped)

    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "s"]
    none = [ia.evidence().arm(row.study_id, row.arm_id).countermeasure == "none" for row in helped]
    assert [face == "#1A1A1A" for face in faces] == none
    assert set(none) == {True, False}
    assert ax.get_xlabel().endswith("hollow: with a countermeasure")


def test_forest_of_several_muscles_names_them_in_its_rows() -> None:
    ax = plots.forest([ROW, attrs.evolve(ROW, muscle="gracilis", n=None)])

    assert rows_of(ax) == ["Rogers et al. (2025), ctrl, soleus", "Rogers et al. (2025), ctrl, gracilis"]
    assert ax.get_title(loc="left") == "2 muscles and groups"


def test_forest_names_studies_in_the_evidence_given() -> None:
    with pytest.raises(ia.UnknownStudyError):
        plots.forest([ROW], evidence=ia.evidence().without(studies=["rogers2025"]))
    with pytest.raises(ia.InvalidValueError, match="pooled"):
        plots.forest([ROW], pooled=MODELLED)  # type: ignore[arg-type]  # wrong on purpose


def test_forest_of_a_study_whose_authors_are_not_on_record_has_its_id() -> None:
    (row, *_) = ia.evidence().observations(muscle="soleus", study_id="nasa_cft70")

    assert rows_of(plots.forest([row]))[0].startswith("nasa_cft70, ")


# ---------------------------------------------------------------- ranking


def test_ranking_keeps_the_order_given() -> None:
    ax = plots.ranking(RANKED, title="Size after two months in bed")

    assert rows_of(ax) == [
        "1  medial head of gastrocnemius",
        "2  soleus",
        f"3  {LONG_NAME}",
        "4  psoas major",
    ]
    assert ax.get_xlabel() == "change (%), interval for the mean of a group"
    assert ax.get_title(loc="left") == "Size after two months in bed"
    assert [line.get_marker() for line in ax.lines if line.get_marker() != "None"] == ["o", "o", "o", "s"]


def test_ranking_by_recovery_says_what_is_not_expected_back() -> None:
    ax = plots.ranking(RANKED, by="recovery")

    assert words_of(ax) == ["not expected back within ten years"]
    assert [day for day, _ in marked(ax, "o")] == [33.0, 66.0, 0.0]
    assert ax.get_title(loc="left") == ""


def test_ranking_of_nothing_but_what_never_comes_back_can_be_drawn() -> None:
    plots.ranking([RANKED[1]], by="recovery").figure.canvas.draw()


def test_ranking_refuses_another_order() -> None:
    with pytest.raises(ia.InvalidValueError, match="by is 'name'"):
        plots.ranking(RANKED, by="name")  # type: ignore[arg-type]  # wrong on purpose


# ---------------------------------------------------------------- the extra


def test_plots_without_matplotlib_name_the_extra() -> None:
    code = """
        import sys
        sys.modules["matplotlib"] = None
        import inactivity
        try:
            import inactivity.plots
        except inactivity.MissingExtraError as error:
            print(error)
    """

    assert python(code) == (
        "inactivity.plots needs matplotlib, which is not installed: pip install 'inactivity[plots]'."
    )


def test_importing_plots_waits_for_the_first_use_to_load_matplotlib() -> None:
    code = """
        import sys, inactivity.plots
        print("matplotlib" in sys.modules, end=" ")
        inactivity.plots.ranking
        print("matplotlib" in sys.modules)
    """

    assert python(code) == "False True"


def test_missing_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'inactivity\.plots' has no attribute 'pie'"):
        _ = plots.pie  # type: ignore[attr-defined]  # wrong on purpose
