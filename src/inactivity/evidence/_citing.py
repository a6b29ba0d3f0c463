"""Cite a study, an estimate or the whole evidence."""

from __future__ import annotations

from typing import Literal, Protocol, TypeAlias

from .._narrowing import is_tuple
from .._rules import InstanceOf, OneOf, check
from ..errors import InvalidValueError
from ._evidence import Evidence
from ._packaged import evidence as packaged
from ._records import Study

CitationStyle: TypeAlias = Literal["bibtex", "csl-json", "text"]
_STYLES = OneOf(("bibtex", "csl-json", "text"))

# Part of the values were read in this compilation: whoever cites the evidence as a whole owes it a credit.
_COMPILATION = Study(
    study_id="bedrest_to_mars",
    title="BedrestToMars dataset v1.1",
    url="https://github.com/MiladBahariQaragoz/BedrestToMars",
    first_author="Bahari Qaragoz",
    year=2026,
    campaign="bedrest_to_mars",
    seen_in=("cited_by",),
    notes="compilation through which part of the values were read",
)


class CitesStudies(Protocol):
    """Anything that names the studies it rests on, as every estimate does."""

    @property
    def studies(self) -> tuple[str, ...]:
        """Ids of the studies."""
        ...


def cite(
    source: str | Study | CitesStudies | Evidence, style: CitationStyle = "text", *, evidence: Evidence | None = None
) -> str:
    """Return the reference of a study, of all studies behind an estimate, or of all the evidence.

    Parameters
    ----------
    source : str, Study, estimate or Evidence
        What to cite; a text is a study id.
    style : {"text", "bibtex", "csl-json"}
        One line a study; BibTeX entries; or a JSON list of CSL items.
    evidence : Evidence, optional
        Where to look a study id up, if not in the packaged evidence.

    Returns
    -------
    str

    Raises
    ------
    UnknownStudyError
        If a study is not in the evidence.
    InvalidValueError
        If `style` is not one of the three, or `source` nothing that can be cited.

    References
    ----------
    .. [1] Hides et al. (2007), study id ``hides2007``, :doi:`10.1097/brs.0b013e318074c386`.
    .. [2] M. Bahari Qaragoz and N. Ahmadymarzdashty (2026), BedrestToMars dataset v1.1,
       https://github.com/MiladBahariQaragoz/BedrestToMars: the compilation through which part of the values were
       read. Each names its primary study too.
    .. [3] BibTeX; CSL-JSON, the items of the Citation Style Language.

    Examples
    --------
    >>> import inactivity as ia
    >>> print(ia.cite(ia.estimate_recovery("psoas")))
    Hides et al. (2007). Magnetic resonance imaging assessment of trunk muscles during prolonged bed rest. Spine. https://doi.org/10.1097/brs.0b013e318074c386
    >>> print(ia.cite("hides2007", style="bibtex").splitlines()[0])
    @article{hides2007,
    """
    check(_STYLES, "style", style)
    base = packaged() if evidence is None else evidence
    check(InstanceOf(Evidence), "evidence", base)
    studies = cited(source, base)
    if style == "csl-json":
        import json  # noqa: PLC0415 - only this style needs it

        return json.dumps([_csl(study) for study in studies], ensure_ascii=False, indent=2)
    if style == "bibtex":
        from ._bibtex import bibtex  # noqa: PLC0415 - only this style needs it

        return bibtex(studies)
    return "\n".join(map(_text, studies))


def cited(source: object, base: Evidence) -> list[Study]:
    """Return the studies to cite for a source."""
    if isinstance(source, Evidence):
        shown = [*source.studies()]
        return [*shown, _COMPILATION] if any(row.source == "compilation" for row in source.observations()) else shown
    if isinstance(source, Study):
        return [source]
    if isinstance(source, str):
        return [base.study(source)]
    names = getattr(source, "studies", None)
    if not is_tuple(names):
        raise InvalidValueError("source", source, "a study id, a Study, an estimate or an Evidence")
    return [base.study(name) for name in names]


def address(study: Study) -> str | None:
    """Return where a study is found: its DOI if it has one."""
    if study.doi:
        return f"https://doi.org/{study.doi}"
    return study.url or (f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/" if study.pmid else None)


def _text(study: Study) -> str:
    title = study.title or "[title not on record]"
    parts = [study.short_reference, title.rstrip("."), study.journal]
    return ". ".join(filter(None, [*parts, address(study) or study.notes]))


def _csl(study: Study) -> dict[str, object]:
    item: dict[str, object | None] = {
        "id": study.study_id,
        "type": "article-journal" if study.journal else "document",
        "title": study.title,
        "author": [{"family": study.first_author}] if study.first_author else None,
        "issued": {"date-parts": [[study.year]]} if study.year else None,
        "container-title": study.journal,
        "DOI": study.doi,
        "PMID": study.pmid,
        "URL": address(study),
    }
    return {name: value for name, value in item.items() if value is not None}
