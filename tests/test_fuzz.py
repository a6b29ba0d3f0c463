"""Whatever is given, nothing but an `InactivityError` comes out."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from own_evidence import as_toml, valid
from strategies import ANYTHING, JSON, NAMES, NUMBERS, tables

import inactivity as ia
from inactivity.serialization import RECORDS, from_dict, from_json, json_schema, to_dict, to_json

pytestmark = pytest.mark.fuzz

# Names, exposures, estimates and study files get all the examples of a profile; their variations a quarter.
FEWER = settings(max_examples=settings().max_examples // 4)

WORDS = st.sampled_from(
    ["psoas", "size", "strength", "person", "bed_rest", "cast:14d", "observed", "unknown", "male", "none"]
)
ARGUMENTS = st.one_of(ANYTHING, WORDS, st.builds(ia.Recovery, st.just(3)))
KEYWORDS = (
    "measure",
    "target",
    "level",
    "within_pct",
    "age_years",
    "sex",
    "countermeasure",
    "recovery_condition",
    "basis",
    "evidence",
)


def ask(question: Callable[[], object]) -> None:
    """Ask; an answer will do, and so will an error of ours."""
    with contextlib.suppress(ia.InactivityError):
        question()


# ---------------------------------------------------------------- names and exposures


@given(ARGUMENTS)
def test_names(name: Any) -> None:
    base = ia.evidence()
    for look_up in (
        ia.muscle,
        ia.ExposureKind.of,
        ia.claim,
        base.study,
        base.muscle,
        lambda given: base.arm(given, "ctrl"),
        lambda given: base.arm("hides2007", given),
        lambda given: ia.muscles(region=given),
        lambda given: ia.muscles(function=given),
        lambda given: base.without(studies=[given]),
        ia.cite,
    ):
        ask(lambda look_up=look_up: look_up(name))  # type: ignore[misc]  # mypy infers no lambda with a default


@FEWER
@given(st.text())
def test_texts_as_names_and_periods(text: str) -> None:
    for parse in (ia.muscle, ia.Exposure.parse, ia.Timeline.parse, ia.ExposureKind.of):
        ask(lambda parse=parse: parse(text))  # type: ignore[misc]  # mypy infers no lambda with a default


@FEWER
@given(NAMES, st.integers(0, 30), st.characters())
def test_misspelled_names(name: str, place: int, character: str) -> None:
    for text in (name[:place] + character + name[place:], name[:place] + name[place + 1 :]):
        ask(lambda text=text: ia.muscle(text))  # type: ignore[misc]  # mypy infers no lambda with a default


@given(st.one_of(WORDS, ANYTHING), st.one_of(NUMBERS, ANYTHING), ANYTHING, ANYTHING)
def test_exposures(kind: Any, days: Any, reason: Any, started: Any) -> None:
    ask(lambda: ia.Exposure(kind, days))
    ask(lambda: ia.Exposure("bed_rest", days, reason=reason))
    ask(lambda: ia.Exposure("bed_rest", 1, started=started))
    ask(lambda: ia.Recovery(days, reason))
    ask(lambda: ia.Timeline(reason))


@FEWER
@given(st.from_regex(r"[a-z_ ]{0,6}:[0-9.]{0,6}[dw]?(,[a-z]{0,9}:[0-9.]{0,400}[dw])?", fullmatch=True))
def test_periods(text: str) -> None:
    ask(lambda: ia.Exposure.parse(text))
    ask(lambda: ia.Timeline.parse(text))


# ---------------------------------------------------------------- estimates and filters


@given(ARGUMENTS, ARGUMENTS, st.dictionaries(st.sampled_from(KEYWORDS), ARGUMENTS, max_size=3))
def test_arguments_of_an_estimate(muscle: Any, exposure: Any, asked: dict[str, Any]) -> None:
    ask(lambda: ia.estimate_recovery(muscle, exposure, **asked))
    ask(lambda: ia.estimate_recovery("psoas", **asked))
    ask(lambda: ia.available_estimates(muscle))


@FEWER
@given(
    st.dictionaries(
        st.sampled_from(["muscle", "exposure_kind", "phase", "measure", "min_confidence", "study_id", "campaign"]),
        ARGUMENTS,
        min_size=1,
        max_size=2,
    )
)
def test_filters_of_the_evidence(filters: dict[str, Any]) -> None:
    ask(lambda: ia.evidence().observations(**filters))


# ---------------------------------------------------------------- files


@pytest.fixture(scope="module")
def texts(request: pytest.FixtureRequest) -> list[str]:
    """Return study files to mutate: a made one, and small real ones where there is a checkout."""
    found = [as_toml(valid())]
    with contextlib.suppress(pytest.skip.Exception):
        folder: Path = request.getfixturevalue("checkout") / "src" / "inactivity" / "evidence" / "studies"
        found += [
            file.read_text("utf-8") for file in sorted(folder.glob("*.toml"), key=lambda file: file.stat().st_size)[:20]
        ]
    return found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz") / "ours.toml"


VALUES = st.sampled_from(
    [
        '"14"',
        "14",
        "true",
        "nan",
        "-inf",
        "[]",
        '["a", 1]',
        "{}",
        "{a = 1}",
        '""',
        "2026-01-31",
        "1e400",
        "[[]]",
        "07:32:00",
    ]
)


@given(data=st.data())
def test_study_files_with_other_characters(data: st.DataObject, texts: list[str], file: Path) -> None:
    text = data.draw(st.sampled_from(texts))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        put = data.draw(st.text(max_size=3) | st.sampled_from(["[", "]", '"', "\n", "=", "[[arms]]\n", "."]))
        text = text[:start] + put + text[start + data.draw(st.integers(0, 9)) :]
    file.write_bytes(text.encode("utf-8", "surrogatepass"))

    ask(lambda: ia.Evidence.from_toml(file))


@FEWER
@given(data=st.data())
def test_study_files_with_other_values(data: st.DataObject, texts: list[str], file: Path) -> None:
    lines = data.draw(st.sampled_from(texts)).splitlines()
    rows = [row for row, line in enumerate(lines) if " = " in line]
    for row in data.draw(st.lists(st.sampled_from(rows), min_size=1, max_size=4)):
        name, _, value = lines[row].partition(" = ")
        lines[row] = data.draw(
            st.sampled_from([f"{name} = {data.draw(VALUES)}", f"{name}x = {value}", "", lines[rows[0]]])
        )
    file.write_text("\n".join(lines), encoding="utf-8")

    ask(lambda: ia.Evidence.from_toml(file))


@FEWER
@given(st.binary(max_size=60))
def test_files_of_anything(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    ask(lambda: ia.Evidence.from_toml(file))


# ---------------------------------------------------------------- dicts


@given(data=st.data())
def test_records_with_other_values(data: st.DataObject) -> None:
    document = valid()
    for table in data.draw(st.lists(st.sampled_from(sorted(document)), min_size=1, max_size=3)):
        row = data.draw(st.sampled_from(document[table]))
        name = data.draw(st.sampled_from(sorted(row)) | st.text(max_size=5))
        row[name] = data.draw(ANYTHING)

    ask(lambda: ia.Evidence.from_records(**document))  # type: ignore[arg-type]  # mistakes are under test


@FEWER
@given(st.lists(ANYTHING, min_size=5, max_size=5))
def test_records_of_anything(tables_of_anything: list[Any]) -> None:
    ask(lambda: ia.Evidence.from_records(*tables_of_anything))


@FEWER
@given(data=st.data())
def test_dicts_with_other_values(data: st.DataObject) -> None:
    cls = data.draw(st.sampled_from(RECORDS))
    table = data.draw(SMALL[cls])
    name = data.draw(st.sampled_from(sorted(table)) | st.text(max_size=5))
    changed = table | {name: data.draw(ANYTHING)}

    ask(lambda: from_dict(cls, changed))


SMALL = {
    cls: tables(cls) if cls in {ia.Exposure, ia.Recovery, ia.Arm} else st.just({"n": 1, "days": 2.0}) for cls in RECORDS
}


@FEWER
@given(st.sampled_from(RECORDS), ANYTHING, JSON)
def test_dicts_of_anything(cls: type, thing: Any, data: object) -> None:
    ask(lambda: from_dict(cls, thing))
    ask(lambda: from_dict(cls, data))
    ask(lambda: from_dict(thing, data))
    ask(lambda: json_schema(thing))
    ask(lambda: to_dict(thing))
    ask(lambda: to_json(thing))


@FEWER
@given(st.sampled_from(RECORDS), st.text() | st.binary())
def test_json_of_anything(cls: type, text: Any) -> None:
    ask(lambda: from_json(cls, text))


@FEWER
@given(st.lists(st.sampled_from([*"abcé", "\n", "{", "}", "\\", "$"]), min_size=1).map("".join))
def test_titles_of_anything_are_cited(title: str) -> None:
    ask(lambda: ia.cite(ia.Study(study_id="x", campaign="x", title=title, url="https://x"), "bibtex"))
