"""How plots look, compared with pictures: ``nox -s plots`` does, with the matplotlib that drew them.

After a wanted change, draw them anew, and look at each::

    uv run --group plots pytest tests/test_plot_pictures.py --mpl-generate-path=tests/baseline

Without ``--mpl`` the plots are drawn and compared with nothing.
"""

from collections.abc import Callable
from typing import TypeVar

import attrs
import pytest
from drawn import COURSE, ENDLESS, GAIN, MODELLED, OBSERVED, POOLED, RANKED, ROW, ROWS, TALLIES

pytest.importorskip("pytest_mpl")
pytest.importorskip("matplotlib")

from matplotlib.axes import Axes
from matplotlib.figure import Figure

import inactivity as ia
from inactivity import plots

T = TypeVar("T", bound=Callable[[], Figure])

TOLERANCE = 6
"""Root of the mean square difference of pixels, of 255: letters may move by a hair, nothing drawn may be missing."""


def picture(draw: T) -> T:
    mark = pytest.mark.mpl_image_compare(
        baseline_dir="baseline",
        tolerance=TOLERANCE,
        style="default",
        backend="agg",
        savefig_kwargs={"dpi": 50, "metadata": {"Software": None}},
    )
    return mark(draw)


def figure_of(ax: Axes) -> Figure:
    found = ax.figure
    assert isinstance(found, Figure)
    return found


@picture
def test_trajectory() -> Figure:
    back = attrs.evolve(ROW, phase="recovery", day=7.0, change_pct=-3.5)
    return figure_of(plots.trajectory(COURSE, [*ROWS[:3], back]))


@picture
def test_trajectories() -> Figure:
    return figure_of(plots.trajectory([COURSE, GAIN]))


@picture
def test_recovery() -> Figure:
    return figure_of(plots.recovery([OBSERVED, MODELLED, ENDLESS]))


@picture
def test_recovery_of_one() -> Figure:
    return figure_of(plots.recovery(MODELLED))


@picture
def test_forest() -> Figure:
    helped = ia.evidence().arms_of("belavy2017")[1].arm_id
    treated = attrs.evolve(ROW, study_id="belavy2017", arm_id=helped, change_pct=-4.0)
    return figure_of(plots.forest([*ROWS, treated], POOLED))


@picture
def test_ranking_by_loss() -> Figure:
    return figure_of(plots.ranking(RANKED, title="Size after two months in bed"))


@picture
def test_ranking_by_recovery() -> Figure:
    return figure_of(plots.ranking(RANKED, by="recovery"))


@picture
def test_body_map_of_changes() -> Figure:
    return figure_of(
        plots.body_map({"calf": -24.0, "thigh": -12.0, "trunk": -8.0, "psoas": 4.0, "multiple_muscles": 1.0})
    )


@picture
def test_body_map_of_every_patch() -> Figure:
    muscles = [muscle.id for muscle in ia.muscles() if muscle.kind in ("muscle", "part")]
    return figure_of(plots.body_map({muscle: float(place) for place, muscle in enumerate(muscles)}, label="place (-)"))


@picture
def test_evidence_map() -> Figure:
    return figure_of(plots.evidence_map(TALLIES))
