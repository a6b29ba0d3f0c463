"""What the built site offers to take away: every file is there, whole, and where its link says."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import _downloads
import _generate
import pytest
from jsonschema import Draft202012Validator

import inactivity as ia
from inactivity.exchange import read_datapackage
from inactivity.serialization import RECORDS, json_schema, to_dict


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    _downloads.write(folder)
    return folder


def schema_of(site: Path, kind: type) -> Any:
    return json.loads((site / "schemas" / f"{kind.__name__}.schema.json").read_text(encoding="utf-8"))


def references(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*map(references, schema))
    if isinstance(schema, dict):
        own = {schema["$ref"]} if isinstance(schema.get("$ref"), str) else set[str]()
        return own.union(*map(references, schema.values()))
    return set()


@pytest.mark.parametrize("part", ["downloads", "schemas"])
def test_every_link_has_its_file_and_every_file_its_link(part: str, site: Path) -> None:
    links = set(re.findall(r"<([\w./-]+)>`__", _generate.parts()[part]))
    files = {file.relative_to(site).as_posix() for file in (site / part).rglob("*") if file.is_file()}

    assert links
    assert links <= files
    assert {file for file in files - links if "/datapackage/" not in file} == set()


def test_packed_package_is_the_evidence(site: Path, tmp_path: Path) -> None:
    with ZipFile(site / "downloads" / "datapackage.zip") as archive:
        archive.extractall(tmp_path)

    assert read_datapackage(tmp_path) == read_datapackage(site / "downloads" / "datapackage") == ia.evidence()


def test_same_content_gives_the_same_zip(site: Path, tmp_path: Path) -> None:
    _downloads.pack(site / "downloads" / "datapackage", tmp_path / "again.zip")

    assert (tmp_path / "again.zip").read_bytes() == (site / "downloads" / "datapackage.zip").read_bytes()


def test_references_are_those_of_the_whole_evidence(site: Path) -> None:
    for name, style in (("references.bib", "bibtex"), ("references.json", "csl-json")):
        text = (site / "downloads" / name).read_text(encoding="utf-8")
        assert text == f"{ia.cite(ia.evidence(), style=style)}\n"  # type: ignore[arg-type]  # mypy sees any text


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_schema_stands_alone_under_its_name(kind: type, site: Path) -> None:
    schema = schema_of(site, kind)

    Draft202012Validator.check_schema(schema)
    assert schema == json_schema(kind)
    assert schema["$id"] == f"{kind.__name__}.schema.json"
    assert {f"#/$defs/{name}" for name in schema.get("$defs", {})} >= references(schema)


def test_records_keep_the_published_schemas(site: Path) -> None:
    base = ia.evidence()
    for row in (
        base.studies()[0],
        base.arms()[0],
        base.observations()[0],
        ia.estimate_recovery("psoas"),
        ia.claims()[0],
    ):
        validator = Draft202012Validator(schema_of(site, type(row)))
        assert list(validator.iter_errors(to_dict(row))) == []
        assert not validator.is_valid(to_dict(row) | {"colour": "red"})


def test_files_are_written_when_pages_were(tmp_path: Path) -> None:
    def app(kind: str, folder: str) -> Any:
        return SimpleNamespace(builder=SimpleNamespace(format=kind), outdir=str(tmp_path / folder))

    _downloads.finish(app("html", "failed"), ValueError("a page"))
    _downloads.finish(app("latex", "print"), None)
    assert list(tmp_path.iterdir()) == []
    _downloads.finish(app("html", "site"), None)
    assert (tmp_path / "site" / "downloads" / "evidence.csv").is_file()
