"""Citations of a study, an estimate, the evidence: as text, BibTeX and CSL-JSON."""

import json
import re
from typing import Any

import pytest
from own_evidence import arm, back, evidence_of, study

import inactivity as ia
from inactivity import Study

HIDES = (
    "Hides et al. (2007). Magnetic resonance imaging assessment of trunk muscles during prolonged bed rest. Spine. "
    "https://doi.org/10.1097/brs.0b013e318074c386"
)
STYLES = ["text", "bibtex", "csl-json"]


def made(**fields: Any) -> Study:
    return Study(**({"study_id": "ours", "campaign": "ours", "doi": "10.1000/x_y"} | fields))


@pytest.mark.parametrize("source", ["hides2007", ia.evidence().study("hides2007"), ia.estimate_recovery("psoas")])
def test_study_and_estimate_as_text(source: str) -> None:
    assert ia.cite(source) == HIDES


def test_study_as_bibtex() -> None:
    assert ia.cite("halonen2024", style="bibtex").splitlines() == [
        "@article{halonen2024,",
        "  author = {{Halonen} and others},",
        (
            "  title = {{Does Taking a Break Matter-Adaptations in Muscle Strength and Size Between Continuous and Periodic "
            "Resistance Training}},"
        ),
        r"  journal = {Scandinavian Journal of Medicine \& Science in Sports},",
        "  year = {2024},",
        "  url = {https://coachad.com/news/study-reveals-effects-of-resistance-training-break-on-muscle-and-strength/},",
        "}",
    ]


def test_study_as_csl_json() -> None:
    assert json.loads(ia.cite("hides2007", style="csl-json")) == [
        {
            "id": "hides2007",
            "type": "article-journal",
            "title": "Magnetic resonance imaging assessment of trunk muscles during prolonged bed rest",
            "author": [{"family": "Hides"}],  # the others are not on record, and not made up
            "issued": {"date-parts": [[2007]]},
            "container-title": "Spine",
            "DOI": "10.1097/brs.0b013e318074c386",
            "URL": "https://doi.org/10.1097/brs.0b013e318074c386",
        }
    ]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, "[authors not on record: ours] (n.d.). [title not on record]. https://doi.org/10.1000/x_y"),
        (
            {"title": "On rest.", "year": 2026},
            "[authors not on record: ours] (2026). On rest. https://doi.org/10.1000/x_y",
        ),
        (
            {"url": "https://example.org"},
            "[authors not on record: ours] (n.d.). [title not on record]. https://doi.org/10.1000/x_y",
        ),
        (
            {"doi": None, "pmid": "7", "first_author": "Li"},
            "Li et al. (n.d.). [title not on record]. https://pubmed.ncbi.nlm.nih.gov/7/",
        ),
        (
            {"doi": None, "seen_in": ("cited_by",), "notes": "seen in Li 2020"},
            "[authors not on record: ours] (n.d.). [title not on record]. seen in Li 2020",
        ),
    ],
)
def test_what_is_not_on_record_is_said(fields: dict[str, Any], text: str) -> None:
    assert ia.cite(made(**fields)) == text


def test_what_tex_reads_as_a_command_is_escaped_but_in_a_doi() -> None:
    entry = ia.cite(made(title="100 % of {a_b} & c$#~^\\", journal="A & B"), style="bibtex")

    assert (
        r"  title = {{100 \% of \textbraceleft{}a\_b\textbraceright{} \& c\$\#\textasciitilde{}\textasciicircum{}\textbackslash{}}},"
        in entry
    )
    assert r"  journal = {A \& B}," in entry
    assert "  doi = {10.1000/x_y}," in entry


def test_study_without_a_title_keeps_its_note_in_bibtex() -> None:
    assert "  note = {seen only as cited in rejc2015; year cut off}," in ia.cite("antonutto_euromir", style="bibtex")


def test_estimate_from_several_studies_cites_each() -> None:
    estimate = ia.estimate_recovery("hip flexors", basis="observed")

    assert len(ia.cite(estimate).splitlines()) == 3
    assert re.findall(r"@\w+\{(\w+),", ia.cite(estimate, style="bibtex")) == list(estimate.studies)
    assert [item["id"] for item in json.loads(ia.cite(estimate, style="csl-json"))] == list(estimate.studies)


@pytest.mark.parametrize("style", STYLES)
def test_every_study_can_be_cited(style: Any) -> None:
    for one in ia.evidence().studies():
        assert one.study_id in ia.cite(one, style=style) or (one.doi or one.url or "") in ia.cite(one, style=style)


def test_whole_evidence_credits_the_compilation_it_was_partly_read_in() -> None:
    lines = ia.cite(ia.evidence()).splitlines()

    assert len(lines) == 245
    assert lines[-1].startswith("Bahari Qaragoz et al. (2026). BedrestToMars dataset v1.1")
    assert len(json.loads(ia.cite(ia.evidence(), style="csl-json"))) == 245


def test_bibtex_keys_are_unique() -> None:
    keys = re.findall(r"^@\w+\{(\w+),$", ia.cite(ia.evidence(), style="bibtex"), flags=re.MULTILINE)

    assert len(keys) == len(set(keys)) == 245


def test_own_evidence_is_cited_from_its_own_studies() -> None:
    own = evidence_of(back(4), studies=[study(first_author="Li", year=2026)], arms=[arm()])
    text = "Li et al. (2026). [title not on record]. https://doi.org/10.1000/ours"

    assert ia.cite("ours", evidence=own) == text
    assert ia.cite(own) == text
    assert ia.cite(ia.estimate_recovery("soleus", evidence=own), evidence=own) == text
    with pytest.raises(ia.UnknownStudyError):
        ia.cite("ours")


@pytest.mark.parametrize("source", [None, 7, ["hides2007"], ia.REFERENCE_EXPOSURE])
def test_what_cannot_be_cited_raises(source: Any) -> None:
    with pytest.raises(
        ia.InvalidValueError, match=r"^source is .* must be a study id, a Study, an estimate or an Evid"
    ):
        ia.cite(source)


@pytest.mark.parametrize("source", ["hides2007", ia.evidence().study("hides2007")])
def test_what_is_no_evidence_to_cite_from_raises(source: Any) -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^evidence is 3; it must be an Evidence\.$"):
        ia.cite(source, evidence=3)  # type: ignore[arg-type]  # the mistake under test


def test_unknown_style_and_study_raise() -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^style is 'apa'; it must be one of text, bibtex, csl-json|bibtex"):
        ia.cite("hides2007", style="apa")  # type: ignore[arg-type]  # the mistake under test
    with pytest.raises(ia.UnknownStudyError):
        ia.cite("hides2008")
