"""Muscles brought along with own evidence: checked as a part of the atlas, found by any name, asked like any other."""

import pytest
from own_evidence import LOST, Document, Row, away, back, brought, evidence_of, of, valid

import inactivity as ia
from inactivity import Evidence


def load(document: Document) -> Evidence:
    return Evidence.from_records(**document)  # type: ignore[arg-type]  # mistakes are under test


def problems_of(*muscles: Row) -> tuple[str, ...]:
    with pytest.raises(ia.EvidenceDataError) as caught:
        load(valid() | {"muscles": list(muscles)})
    return caught.value.problems


def test_muscle_the_atlas_lacks_can_be_brought() -> None:
    document = valid()
    document["observations"][1]["muscle"] = document["observations"][0]["muscle"] = "tail_muscle"
    own = load(document | {"muscles": [brought()]})

    assert own.muscle("Tail muscle").id == "tail_muscle"
    assert len(own.observations(muscle="tail_muscle")) == 2
    assert ia.estimate_recovery("tail_muscle", evidence=own).days == 28.0
    assert Evidence.from_records(*own.to_records()) == own
    with pytest.raises(ia.UnknownMuscleError):
        ia.muscle("tail_muscle")


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"id": "Tail"}, "muscles[0].id: 'Tail' is not a lower_snake_case word"),
        (
            {"members": "soleus"},
            "muscles[0].members: 'soleus' is not a tuple (a list in a file), each a lower_snake_case word",
        ),
        ({"synonyms": ["tail", "tail"]}, "muscles[0].synonyms: ('tail', 'tail') is not a tuple (a list in a file), "),
        ({"colour": "red"}, "muscles[0]: unknown field 'colour'; known fields: id, name, latin, "),
    ],
)
def test_field_of_a_muscle_that_breaks_its_rule_is_named(fields: Row, problem: str) -> None:
    (found,) = problems_of(brought(**fields))

    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("muscles", "problems"),
    [
        pytest.param(
            [brought("tail"), brought("tail")], ["muscles: 2 rows with the same id: 'tail'"], id="the same id twice"
        ),
        pytest.param(
            [brought("soleus")],
            ["muscles (soleus): the atlas has a muscle of the name 'soleus'; take that one, or another name"],
            id="an id of the atlas",
        ),
        pytest.param(
            [brought("tail", members=["soleus", "tip"])],
            ["muscles (tail).members: no muscle 'tip'"],
            id="a member that does not exist",
        ),
        pytest.param(
            [brought("tail", parents=["whole_tail"])],
            ["muscles (tail).parents: no muscle 'whole_tail'"],
            id="a group that does not exist",
        ),
        pytest.param(
            [brought("tail", members=["tail"])],
            ["muscles (tail).members: it is a member of itself"],
            id="a member of itself",
        ),
        pytest.param(
            [brought("tail", members=["tip"]), brought("tip", members=["base"]), brought("base", members=["tip"])],
            [f"muscles ({name}).members: it is a member of itself" for name in ("tip", "base")],
            id="a cycle",
        ),
    ],
)
def test_muscle_that_does_not_fit_is_named(muscles: list[Row], problems: list[str]) -> None:
    assert problems_of(*muscles) == tuple(problems)


@pytest.mark.parametrize("name", ["tail_muscle", "TAIL-MUSCLE", " Tail  muscle ", "musculus caudae", "Wagger"])
def test_own_muscle_goes_by_every_name_in_any_case(name: str) -> None:
    own = evidence_of(
        *of("tail_muscle", LOST, back(4)), muscles=[brought(latin="Musculus caudae", synonyms=["wagger"])]
    )

    assert own.muscle(name).id == "tail_muscle"
    assert len(own.observations(muscle=name)) == 2
    assert ia.estimated_recovery_days(name, evidence=own) == 4
    assert ia.estimate_recovery(own.muscle(name), evidence=own).muscle == "tail_muscle"


def tails() -> Evidence:
    """Return evidence of a group of its own, of which one member has a part and another is of the atlas."""
    return evidence_of(
        *of("tip", LOST, back(4)),
        *of("base", LOST, away(14), back(28)),
        *of("soleus", LOST),
        muscles=[
            brought("tail", members=["half", "base", "soleus"]),
            brought("half", members=["tip"]),
            brought("tip"),
            brought("base"),
        ],
    )


def test_members_of_an_own_group_are_found() -> None:
    own = tails()

    assert own.with_members("tail") == ("tail", "half", "base", "soleus", "tip")
    assert len(own.observations(muscle="Tail", include_members=True)) == 6
    assert own.observations(muscle="tail") == ()
    assert {one.muscle for one in ia.available_estimates("tail", evidence=own)} == {"tip", "base"}


def test_own_group_answers_from_its_members() -> None:
    estimate = ia.estimate_recovery("tail", evidence=tails())

    assert (estimate.muscle, estimate.days, estimate.low, estimate.high) == ("tail", 28, 14, 28)
    assert estimate.cautions[:2] == (
        "Answered from members, by the slowest, in days: Half 4, Base 28.",
        "No observed return for soleus.",
    )


def test_own_group_that_cannot_answer_is_told_what_its_members_can() -> None:
    with pytest.raises(ia.NoEvidenceError) as caught:
        ia.estimate_recovery("tail", ia.Exposure("bed_rest", 7), evidence=tails())

    assert {one.muscle for one in caught.value.nearest} == {"base"}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"synonyms": ["Tail"]}, "muscles (tip): 'Tail' is a name of 'tail' too"),
        (
            {"name": "Soleus"},
            "muscles (tip): the atlas has a muscle of the name 'Soleus'; take that one, or another name",
        ),
        ({"synonyms": ["-"]}, "muscles (tip): the name '-' has no letter or digit"),
        ({"members": ["quads"]}, "muscles (tip).members: 'quads' is a synonym; write the id, 'quadriceps'"),
    ],
)
def test_name_that_hides_another_is_refused(fields: dict[str, object], problem: str) -> None:
    with pytest.raises(ia.EvidenceDataError) as caught:
        evidence_of(*of("tail", LOST, back(4)), muscles=[brought("tail"), brought("tip", **fields)])

    assert caught.value.problems == (problem,)
