"""The metadata agrees with itself, and the installed package ships what it should."""

import re
import tomllib
from importlib.metadata import metadata, requires, version
from pathlib import Path

import pytest

import inactivity

ROOT = Path(__file__).parents[1]
PACKAGE = Path(inactivity.__file__).parent


def first_match(pattern: str, file: str) -> str:
    found = re.search(pattern, (ROOT / file).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert found is not None, f"{file}: nothing matches {pattern}"
    return found[1]


def test_one_version_everywhere() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert version("inactivity") == declared
    assert inactivity.__version__ == declared
    assert first_match(r"^version: (\S+)$", "CITATION.cff") == declared
    assert first_match(r"^## \[([^\]]+)\]", "CHANGELOG.md") == declared


def test_changelog_has_a_section_for_numbers() -> None:
    newest = first_match(r"(?s)(^## \[.+?)(?=^## \[|\Z)", "CHANGELOG.md")

    assert "### Estimates" in newest


def test_attrs_and_cattrs_are_the_only_required_dependencies() -> None:
    names = [re.split(r"[^\w.-]", line)[0] for line in requires("inactivity") or () if "extra ==" not in line]

    assert names == ["attrs", "cattrs"]


def test_licence_is_an_spdx_expression_with_its_file() -> None:
    about = metadata("inactivity")

    assert about["License-Expression"] == "MIT"
    assert about.get_all("License-File") == ["LICENSE"]


def test_types_ship() -> None:
    assert (PACKAGE / "py.typed").is_file()


@pytest.mark.skipif(PACKAGE.is_relative_to(ROOT / "src"), reason="runs from the source, which has the TOML")
def test_wheel_ships_compiled_data_alone() -> None:
    assert list(PACKAGE.rglob("*.json"))
    assert not list(PACKAGE.rglob("*.toml"))
