"""The documentation holds every public name once, and links to papers in one form."""

import importlib
import re
from pathlib import Path

import _generate
import pytest

import inactivity

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(page for page in DOCS.rglob("*.md") if not {"_build", "generated"} & set(page.parts))
DOI = re.compile(r"https://doi\.org/10\.\d{4,9}/[^\s<>)]+")


@pytest.fixture(scope="module")
def parts() -> dict[str, str]:
    return _generate.parts()


def test_every_public_name_is_on_a_page_of_the_reference_once(parts: dict[str, str]) -> None:
    reference = "\n".join(part for name, part in parts.items() if name.startswith("api-"))
    documented = re.findall(r"^\.\. (?:auto|py:)\w+:: (\S+)$", reference, flags=re.MULTILINE)

    facade = {f"inactivity.{name}" for name in inactivity.__all__ if name != "__version__"}
    assert facade <= set(documented)
    assert len(documented) == len(set(documented))
    for module in _generate.MODULES:
        public = _generate.public(importlib.import_module(f"inactivity.{module}"))
        assert {name.rpartition(".")[2] for name in documented} >= set(public)


def test_every_generated_part_is_on_a_page_and_every_page_finds_its_parts(parts: dict[str, str]) -> None:
    included = {
        name
        for page in PAGES
        for name in re.findall(r"{include} (?:\.\./)?generated/([\w-]+)\.md", page.read_text(encoding="utf-8"))
    }

    assert included == set(parts)


def test_every_how_to_page_is_in_the_list_and_ends_with_its_sources() -> None:
    pages = sorted((DOCS / "how-to").glob("*.md"))
    index = (DOCS / "how-to.md").read_text(encoding="utf-8")

    assert len(pages) == 10
    for page in pages:
        assert f"](how-to/{page.name})" in index
        written = page.read_text(encoding="utf-8")
        assert written.rstrip().endswith(f"{{include}} ../generated/sources-{page.stem}.md\n```")
        assert ".. plot::\n   :alt: " in written
        assert "## What to keep in mind" in written or "## Check it yourself" in written


def test_links_to_papers_are_dois_of_one_form(parts: dict[str, str]) -> None:
    texts = [*parts.values(), *(page.read_text(encoding="utf-8") for page in PAGES)]
    links = [link for text in texts for link in re.findall(r"https?://[^\s<>)]*doi\.org[^\s<>)]*", text)]

    assert links
    assert [link for link in links if not DOI.fullmatch(link)] == []


def test_every_study_is_in_the_list_with_its_link(parts: dict[str, str]) -> None:
    rows = parts["studies"].splitlines()[2:]

    studies = inactivity.evidence().studies()
    assert len(rows) == len(studies)
    for row, study in zip(rows, studies, strict=True):
        assert f"`{study.study_id}`" in row
        assert study.doi is None or f"https://doi.org/{study.doi}" in row


def test_every_claim_is_a_section_and_every_link_to_one_arrives(parts: dict[str, str]) -> None:
    sections = set(re.findall(r"^\((claim-[\w-]+)\)=$", parts["claims"], flags=re.MULTILINE))
    links = {
        name
        for text in (*parts.values(), *(page.read_text(encoding="utf-8") for page in PAGES))
        for name in re.findall(r"\]\(#(claim-[\w-]+)\)", text)
    }

    assert len(sections) == len(inactivity.claims())
    assert links == sections
