"""Strict loading: every mistake is named with its place, all at once, and nothing is coerced."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from own_evidence import Document, Row, as_toml, valid
from planted import LINES, MISTAKES

import inactivity as ia
from inactivity import Evidence


def load(document: Document) -> Evidence:
    return Evidence.from_records(**document)  # type: ignore[arg-type]  # mistakes are under test


def problems_of(document: Document) -> tuple[str, ...]:
    with pytest.raises(ia.EvidenceDataError) as caught:
        load(document)
    assert caught.value.source == "records"
    return caught.value.problems


def problems_in(path: Path) -> tuple[str, ...]:
    with pytest.raises(ia.EvidenceDataError) as caught:
        Evidence.from_toml(path)
    assert caught.value.source == str(path)
    return caught.value.problems


def written(folder: Path, text: str, name: str = "ours.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_document_that_mistakes_are_planted_in_has_none(tmp_path: Path) -> None:
    own = load(valid())

    assert repr(own) == "<Evidence own: 1 study in 1 campaign, 1 arm, 2 observations>"
    assert Evidence.from_toml(written(tmp_path, as_toml(valid()))) == own


# ---------------------------------------------------------------- planted mistakes


@pytest.mark.parametrize(("plant", "problems"), MISTAKES.values(), ids=MISTAKES)
def test_mistake_in_records_is_named_with_its_place(
    plant: Callable[[Document], object], problems: tuple[str, ...]
) -> None:
    document = valid()
    plant(document)

    assert problems_of(document) == problems


NOT_IN_TOML = {name for name in MISTAKES if "(dicts alone)" in name}


@pytest.mark.parametrize("name", sorted(MISTAKES.keys() - NOT_IN_TOML))
def test_mistake_in_a_study_file_is_named_with_its_place(name: str, tmp_path: Path) -> None:
    plant, problems = MISTAKES[name]
    document = valid()
    plant(document)

    found = problems_in(written(tmp_path, as_toml(document)))
    assert found == tuple(f"ours.toml: {problem}".replace(": studies[0]", ": study") for problem in problems)


@pytest.mark.parametrize("table", ["studies", "arms", "observations", "rates"])
@pytest.mark.parametrize("wrong", [None, 14, "text", True])
def test_what_is_no_table_is_refused(table: str, wrong: object) -> None:
    with pytest.raises(ia.EvidenceDataError, match=rf"problem; nothing was loaded\.\n  {table}: .* is not a tuple"):
        load(valid() | {table: wrong})  # type: ignore[arg-type]  # the mistake under test


@pytest.mark.parametrize("table", ["studies", "arms", "observations", "rates"])
@pytest.mark.parametrize("wrong", [None, 14, "text", ["a"]])
def test_what_is_no_row_is_refused(table: str, wrong: Any) -> None:
    document = valid()
    document[table].append(wrong)
    kind = {"studies": "Study", "arms": "Arm", "observations": "Observation", "rates": "Rate"}[table]

    assert problems_of(document) == (
        f"{table}[{len(document[table]) - 1}]: {wrong!r} is not a table with the fields of {kind}",
    )


# ---------------------------------------------------------------- all at once


def test_mistakes_of_all_tables_and_fields_are_reported_at_once() -> None:
    document = valid()
    document["studies"][0]["doi"] = "https://doi.org/10.1000/ours"
    document["studies"][0]["yaer"] = 2026
    document["arms"][0]["n"] = 1.0
    document["observations"][0] |= {"change_pct": "-10.5", "n": 0}
    document["observations"][1] |= {"outcome": "better"}
    document["rates"][0]["rate_pct_per_day"] = None

    assert problems_of(document) == (
        f"studies[0].doi: 'https://doi.org/10.1000/ours' {LINES['doi']}",
        "studies[0]: unknown field 'yaer'; did you mean year?",
        f"arms[0].n: 1.0 {LINES['n']}",
        f"observations[0].change_pct: '-10.5' {LINES['change']}",
        f"observations[0].n: 0 {LINES['n']}",
        f"observations[1].outcome: 'better' {LINES['outcome']}",
        "rates[0].rate_pct_per_day: None is not a finite number [%/day]",
    )


def test_contradiction_is_reported_beside_a_broken_field() -> None:
    document = valid()
    document["observations"][0] |= {"n": 0, "change_pct": None, "change_low": 5, "change_high": 1}

    assert problems_of(document) == (
        f"observations[0].n: 0 {LINES['n']}",
        "observations[0]: change_low is 5, above change_high, 1",
    )


def test_mistakes_of_several_files_are_reported_at_once(tmp_path: Path) -> None:
    first, second = valid(), valid()
    first["arms"][0]["sex"] = "men"
    second["studies"][0]["study_id"] = "theirs"
    for table in ("arms", "observations", "rates"):
        second[table][0]["study_id"] = "theirs"
    second["observations"][1]["study_id"] = "theirs"
    second["observations"][0]["muscle"] = "solius"
    written(tmp_path, as_toml(first))
    written(tmp_path, as_toml(second), "theirs.toml")
    written(tmp_path, "[study", "broken.toml")
    (tmp_path / "latin1.toml").write_bytes("[study]\ntitle = 'Größe'".encode("latin-1"))

    found = problems_in(tmp_path)
    assert [problem.partition(":")[0] for problem in found] == [
        "broken.toml",
        "latin1.toml",
        "ours.toml",
        "theirs.toml",
    ]
    assert found[2] == "ours.toml: arms[0].sex: 'men' is not one of male, female, mixed, unknown"
    assert found[3].startswith("theirs.toml: observations[0] (theirs/ctrl).muscle: unknown muscle 'solius'; did you")


def test_same_study_in_two_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, as_toml(valid()))
    written(tmp_path, as_toml(valid()), "again.toml")

    assert problems_in(tmp_path)[0] == "studies: 2 rows with the same study_id: 'ours'"


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[study", "cannot be read as TOML: Expected ']' at the end of a table declaration"),
        ("a = 1\na = 2", "cannot be read as TOML: Cannot overwrite a value"),
        ("x = " + "[" * 100_000, "cannot be read as TOML: "),
    ],
)
def test_broken_toml_is_said_to_be_broken(text: str, problem: str, tmp_path: Path) -> None:
    (found,) = problems_in(written(tmp_path, text))

    assert found.startswith(f"ours.toml: {problem}")


def test_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_bytes(b"\xff\xfe")

    assert problems_in(tmp_path / "ours.toml")[0].startswith("ours.toml: cannot be read as TOML: 'utf-8' codec can't")


def test_missing_file_and_empty_folder_are_refused(tmp_path: Path) -> None:
    assert problems_in(tmp_path) == ("no *.toml file in this folder",)
    assert "No such file" in problems_in(tmp_path / "ours.toml")[0]


def test_folder_that_is_named_like_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").mkdir()

    assert problems_in(tmp_path)[0].startswith("ours.toml: cannot be read: ")


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ("study: the field 'study' is missing",)),
        ("study = 1", ("study: 1 is not a table with the fields of Study",)),
        ("[[study]]\nstudy_id = 'ours'", ("study: [{'study_id': 'ours'}] is not a table with the fields of Study",)),
        ("arms = 14\n[study]\nstudy_id = 'x'\ncampaign = 'x'\nurl = 'http://x'", (f"arms: 14 {LINES['list']} an Arm",)),
        (
            "title = 'x'\n[study]\nstudy_id = 'x'\ncampaign = 'x'\nurl = 'http://x'",
            ("unknown field 'title'; known fields: study, arms, observations, rates",),
        ),
    ],
)
def test_file_of_another_form_is_refused(text: str, problems: tuple[str, ...], tmp_path: Path) -> None:
    assert problems_in(written(tmp_path, text)) == tuple(f"ours.toml: {problem}" for problem in problems)


def test_file_does_not_repeat_the_id_of_its_study(tmp_path: Path) -> None:
    document = valid()
    for table in ("arms", "observations", "rates"):
        for row in document[table]:
            del row["study_id"]

    assert Evidence.from_toml(written(tmp_path, as_toml(document))) == load(valid())


# ---------------------------------------------------------------- nothing is coerced


def test_what_is_loaded_has_exactly_the_types_declared() -> None:
    own = load(valid())
    row = own.observations()[1]

    assert (row.n, type(row.n)) == (30, int)
    assert (row.day, type(row.day)) == (28.0, float)
    assert (row.also_in, type(row.also_in)) == (("page 3",), tuple)
    assert (row.p, row.change_pct) == (">0.05", None)
    assert type(own.arms()[0].exposure_days) is float
    assert own.arms()[0].exposure_kind is ia.ExposureKind.BED_REST


@pytest.mark.parametrize("path", ["from_records", "from_toml", "packaged"])
def test_every_value_is_of_a_declared_type(path: str, tmp_path: Path) -> None:
    ways: dict[str, Callable[[], Evidence]] = {
        "from_records": lambda: load(valid()),
        "from_toml": lambda: Evidence.from_toml(written(tmp_path, as_toml(valid()))),
        "packaged": ia.evidence,
    }
    own = ways[path]()

    for rows in (own.studies(), own.arms(), own.observations(), own.rates()):
        for row in rows:
            for field in attrs.fields(type(row)):
                value = getattr(row, field.name)
                if type(value) is int:
                    assert field.name in {"n", "n_female", "year"}, field.name
                else:
                    assert type(value) in {str, float, tuple, type(None), ia.ExposureKind}, field.name
                assert not (type(value) is float and math.isnan(value))


def test_rows_may_be_records_dicts_or_any_iterable() -> None:
    own, document = load(valid()), valid()
    mixed = Evidence.from_records(
        own.studies(), iter(document["arms"]), [own.observations()[0], document["observations"][1]]
    )

    assert mixed == Evidence.from_records(document["studies"], document["arms"], document["observations"])


def test_given_rows_are_left_as_they_were() -> None:
    document = valid()
    load(document)

    assert document == valid()


# ---------------------------------------------------------------- own muscles


def brought(**fields: object) -> Row:
    return {"id": "tail_muscle", "name": "Tail muscle", "kind": "muscle"} | fields


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
        ({"colour": "red"}, "muscles[0]: unknown field 'colour'; known fields: id, name, latin, "),
    ],
)
def test_mistake_in_a_muscle_is_named(fields: Row, problem: str) -> None:
    (found,) = problems_of(valid() | {"muscles": [brought(**fields)]})

    assert found.startswith(problem)
