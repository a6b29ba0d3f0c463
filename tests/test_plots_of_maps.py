"""What the two maps draw: the body shaded by value, and what is known."""

from collections.abc import Iterator

import pytest
from drawn import MODELLED, OBSERVED, POOLED, RANKED, TALLIES

import inactivity as ia

pytest.importorskip("matplotlib")

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from inactivity import plots
from inactivity.plots._body import PATCHES, WITHOUT_MEMBERS
from inactivity.plots._body_map import _chain


@pytest.fixture(autouse=True)
def _close() -> Iterator[None]:
    yield
    plt.close("all")


def rows_of(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]


def words_of(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


# ---------------------------------------------------------------- body map


def colour_of(ax: Axes, muscle: str) -> set[tuple[float, float, float, float]]:
    return {to_rgba(patch.get_facecolor()) for patch in ax.patches if (patch.get_gid() or "").split()[-1:] == [muscle]}


def dotted(ax: Axes, muscle: str) -> bool:
    of = {patch.get_linestyle() for patch in ax.patches if (patch.get_gid() or "").split()[-1:] == [muscle]}
    assert len(of) == 1
    return of != {"-"}


def test_every_single_muscle_of_the_atlas_has_a_place() -> None:
    single = {muscle.id for muscle in ia.muscles() if muscle.kind in ("muscle", "part") and not muscle.members}

    assert {patch.muscle for patch in PATCHES} == single


def test_every_group_of_the_atlas_has_a_place_but_those_that_name_nobody() -> None:
    placed = {muscle for patch in PATCHES for muscle in _chain(patch.muscle)}

    assert {muscle.id for muscle in ia.muscles()} - placed == {"multiple_muscles", "muscle_unspecified"}
    assert all(ia.muscle(one).members == () for one in WITHOUT_MEMBERS)


def test_patches_lie_within_their_half_of_the_body() -> None:
    for patch in PATCHES:
        assert all(0.0 < x < 22.0 and 0.0 < y < 100.0 for x, y in patch.points), patch.muscle
        assert len(patch.points) >= 4


def test_muscles_lie_where_they_are() -> None:
    def height(muscle: str) -> float:
        heights = [y for patch in PATCHES if patch.muscle == muscle for _, y in patch.points]
        return sum(heights) / len(heights)

    down = ["splenius_capitis", "deltoid", "rectus_abdominis", "iliacus", "gluteus_maximus", "rectus_femoris"]
    down += ["popliteus", "gastrocnemius_medialis", "soleus", "tibialis_posterior"]
    assert down == sorted(down, key=height, reverse=True)


def test_body_map_shades_by_value_and_leaves_the_rest_dotted() -> None:
    ax = plots.body_map({"soleus": -20.0, "psoas": 5.0})

    (loss,), (gain,) = colour_of(ax, "soleus"), colour_of(ax, "psoas_major")
    assert loss[0] > loss[2]  # orange
    assert gain[2] > gain[1]  # purple
    assert [dotted(ax, muscle) for muscle in ("soleus", "psoas_major", "deltoid")] == [False, False, True]


def test_body_map_tells_no_change_from_no_value() -> None:
    ax = plots.body_map({"soleus": -20.0, "psoas": 0.0})

    assert [dotted(ax, muscle) for muscle in ("psoas_major", "deltoid")] == [False, True]
    assert words_of(ax)[-1] == "dotted: no value"


def test_body_map_shades_the_members_of_a_group_but_those_with_a_value_of_their_own() -> None:
    ax = plots.body_map({"quadriceps": 10.0, "vastus lateralis": 50.0, "vasti": 20.0})

    assert colour_of(ax, "vastus_medialis") == colour_of(ax, "vastus_intermedius")
    assert (
        len({*colour_of(ax, "vastus_medialis"), *colour_of(ax, "rectus_femoris"), *colour_of(ax, "vastus_lateralis")})
        == 3
    )


def test_body_map_of_groups_without_members_knows_what_stands_for_them() -> None:
    ax = plots.body_map({"appendicular_lean": 3.0})

    assert [dotted(ax, muscle) for muscle in ("soleus", "deltoid", "multifidus")] == [False, False, True]


def test_body_map_says_what_has_no_place() -> None:
    assert words_of(plots.body_map({"soleus": 1.0}))[-1] == "dotted: no value"
    ax = plots.body_map({"soleus": 1.0, "multiple_muscles": 2.0})
    assert words_of(ax)[-1].endswith("without a place in the picture: several muscles, not separable")


@pytest.mark.parametrize(
    ("values", "label"),
    [
        (RANKED, "change (%)"),
        ([POOLED], "change (%)"),
        ([OBSERVED, MODELLED], "days until it is back"),
        ({"soleus": 1.0}, "value"),
    ],
)
def test_body_map_knows_the_unit_of_estimates(values: object, label: str) -> None:
    ax = plots.body_map(values)  # type: ignore[arg-type]  # of several kinds

    (bar,) = [one for one in ax.figure.axes if one is not ax]
    assert bar.get_ylabel() == label


@pytest.mark.parametrize(
    ("values", "limits", "expected"),
    [
        ({"soleus": -20.0, "psoas": 5.0}, None, (-20.0, 20.0)),
        ({"soleus": 20.0, "psoas": 5.0}, None, (0.0, 20.0)),
        ({"soleus": 0.0}, None, (0.0, 1.0)),
        ({"soleus": -20.0}, (-40, 10), (-40.0, 10.0)),
    ],
)
def test_body_map_reaches_as_far_below_zero_as_above(
    values: dict[str, float], limits: tuple[float, float] | None, expected: tuple[float, float]
) -> None:
    ax = plots.body_map(values, limits=limits, label="change (%)")

    (bar,) = [one for one in ax.figure.axes if one is not ax]
    assert bar.get_ylim() == expected


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"soleus": float("nan")}, r"values\['soleus'\] is nan"),
        ({"psoas": 1.0, "psoas major": 2.0}, "one value a muscle"),
        ([OBSERVED, POOLED], "of one kind"),
        ({}, "at least one muscle"),
    ],
)
def test_body_map_refuses_values_that_mean_nothing(values: object, words: str) -> None:
    with pytest.raises(ia.InvalidValueError, match=words):
        plots.body_map(values)  # type: ignore[arg-type]  # wrong on purpose


def test_body_map_refuses_limits_the_wrong_way_round_and_unknown_names() -> None:
    with pytest.raises(ia.InvalidValueError, match="a lower and a higher value"):
        plots.body_map({"soleus": 1.0}, limits=(3.0, 1.0))
    with pytest.raises(ia.InvalidValueError, match="colour map of matplotlib"):
        plots.body_map({"soleus": 1.0}, colours="beautiful")
    with pytest.raises(ia.UnknownMuscleError):
        plots.body_map({"solius": 1.0})


# ---------------------------------------------------------------- evidence map


def test_evidence_map_has_a_row_a_muscle_and_a_column_a_kind() -> None:
    ax = plots.evidence_map(TALLIES)

    assert rows_of(ax) == ["psoas major", "soleus", "all skeletal muscle in the L3 slice"]
    kinds = [label.get_text() for label in ax.get_xticklabels()]
    assert kinds == ["bed rest", "spaceflight", "ICU stay"]
    assert words_of(ax) == ["1", "12", "2", "3"]
    assert len(ax.patches) == 9


def test_evidence_map_can_be_read_on_every_shade() -> None:
    inks = {text.get_text(): text.get_color() for text in plots.evidence_map(TALLIES).texts}

    assert inks["12"] == "#FFFFFF"
    assert inks["1"] == "#1A1A1A"


def test_evidence_map_of_all_there_is_can_be_drawn() -> None:
    ax = plots.evidence_map(ia.evidence().tallies())

    assert len(ax.texts) == len(ia.evidence().tallies())
