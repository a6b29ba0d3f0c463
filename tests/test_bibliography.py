"""References as other programs read them: every entry parses, and gives back what the study has."""

import json
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given, strategies as st
from own_evidence import arm, back, evidence_of, study

import inactivity as ia
from inactivity import Study

STUDIES = ia.evidence().studies()
HARD = 'Müller’s "5 % ± 3" of a_b & c$#~\\ <|> – Åse Ørlóva, Škoda, µm'


def made(**fields: Any) -> Study:
    return Study(**({"study_id": "ours", "campaign": "ours", "doi": "10.1000/x_y"} | fields))


def plain(text: str) -> str:
    """Return a text as TeX would set it: dashes, quotes and white space have several ways to be written."""
    for way, sign in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("'", "’"), ("μ", "µ")):
        text = text.replace(way, sign)
    return " ".join(unicodedata.normalize("NFC", text).split())


def read_back(value: str) -> str:
    """Return TeX as the text it sets, read by an independent decoder."""
    decoder = pytest.importorskip("pylatexenc.latex2text")
    return plain(
        decoder.LatexNodes2Text(keep_comments=True, strict_latex_spaces="except-in-equations").latex_to_text(value)
    )


# ---------------------------------------------------------------- BibTeX


@pytest.fixture(scope="module")
def entries() -> dict[str, dict[str, str]]:
    """Return the entries of the whole evidence, as an independent parser reads them."""
    bibtexparser = pytest.importorskip("bibtexparser")
    library = bibtexparser.parse_string(ia.cite(ia.evidence(), style="bibtex"))
    assert library.failed_blocks == []
    return {entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries}


def test_every_study_is_an_entry_that_gives_back_what_it_has(entries: dict[str, dict[str, str]]) -> None:
    assert list(entries)[:-1] == [one.study_id for one in STUDIES]
    for one in STUDIES:
        entry = entries[one.study_id]
        for name, value in {"title": one.title, "journal": one.journal}.items():
            assert (read_back(entry[name]) if name in entry else None) == (plain(value) if value else None)
        assert entry.get("doi") == one.doi
        assert entry.get("year") == (str(one.year) if one.year else None)
        author = read_back(entry["author"]) if "author" in entry else None
        assert author == (f"{plain(one.first_author)} and others" if one.first_author else None)


def test_another_parser_reads_every_entry_too() -> None:
    database = pytest.importorskip("pybtex.database")
    found = database.parse_string(ia.cite(ia.evidence(), style="bibtex"), "bibtex")

    assert len(found.entries) == len(STUDIES) + 1
    people = found.entries["hides2007"].persons["author"]
    assert [str(one) for one in people] == ["{Hides}", "others"]


def test_hard_text_comes_back() -> None:
    bibtexparser = pytest.importorskip("bibtexparser")
    entry = ia.cite(made(title=HARD, journal=HARD, first_author="Bahari Qaragoz"), style="bibtex")
    (read,) = bibtexparser.parse_string(entry).entries

    assert entry.isascii()
    assert read_back(read["title"]) == read_back(read["journal"]) == plain(HARD)


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_characters="\x7f"), min_size=1).filter(
        str.strip
    )
)
def test_any_title_leaves_the_entry_whole(title: str) -> None:
    entry = ia.cite(made(title=title, journal="J"), style="bibtex")
    body = entry.removeprefix("@article{ours,").removesuffix("}")

    # BibTeX counts braces and nothing else: each field closes what it opens.
    for line in body.strip().splitlines():
        assert line.count("{") == line.count("}")
    assert len(body.strip().splitlines()) == 4  # title, journal, doi, url


def test_braces_in_an_address_are_written_as_addresses_write_them() -> None:
    entry = ia.cite(made(doi="10.1000/a{b"), style="bibtex")

    assert "  doi = {10.1000/a%7Bb}," in entry


def test_keys_that_differ_in_case_alone_are_told_apart() -> None:
    own = evidence_of(back(4), studies=[study("ours"), study("Ours"), study("OURS")], arms=[arm()])
    keys = re.findall(r"^@\w+\{(\w+),$", ia.cite(own, style="bibtex"), flags=re.MULTILINE)

    assert keys == ["ours", "Ours_", "OURS__"]


# ---------------------------------------------------------------- CSL-JSON

# What the schema of CSL 1.0.2 says of the properties used: https://resource.citationstyles.org/schema/v1.0/input/json/csl-data.json
TYPES = {"article-journal", "document"}
TEXTS = {"title", "container-title", "DOI", "PMID", "URL"}


def test_csl_items_have_what_the_format_demands() -> None:
    items = json.loads(ia.cite(ia.evidence(), style="csl-json"))

    assert len({item["id"] for item in items}) == len(items) == len(STUDIES) + 1
    for item in items:
        assert item["type"] in TYPES
        assert item.keys() <= {"id", "type", "author", "issued", *TEXTS}
        assert all(isinstance(item[name], str) and item[name] for name in TEXTS & item.keys())
        assert all(name.keys() == {"family"} for name in item.get("author", []))
        assert all(type(part) is int for parts in item.get("issued", {}).get("date-parts", []) for part in parts)


def test_csl_keeps_the_text_of_a_study_as_it_is() -> None:
    (item,) = json.loads(ia.cite(made(title=HARD, first_author="Šé"), style="csl-json"))

    assert (item["title"], item["author"]) == (HARD, [{"family": "Šé"}])
