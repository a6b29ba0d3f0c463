"""Markdown as the pages need it: text that shows as it is, tables, links to publications."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

import inactivity as ia


class Handle(Protocol):
    """What finds a publication: a study and a source of a claim both have it."""

    @property
    def doi(self) -> str | None:
        """Digital object identifier."""

    @property
    def pmid(self) -> str | None:
        """PubMed id."""

    @property
    def url(self) -> str | None:
        """Web address."""


def text(value: object) -> str:
    """Return a value as Markdown that shows it as it is, in a sentence or a cell."""
    return re.sub(r"([\\`*_{}\[\]<>|$#~])", r"\\\1", "" if value is None else str(value))


def words(name: str) -> str:
    """Return a lower_snake_case word as people write it."""
    return name.replace("_", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table of finished cells."""
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def address(source: Handle) -> str | None:
    """Return where a publication is found: its DOI if it has one."""
    if source.doi:
        return f"https://doi.org/{source.doi}"
    return source.url or (f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/" if source.pmid else None)


def link(source: Handle) -> str:
    """Return a link to a publication, named after what kind of handle it is."""
    where = address(source)
    if where is None:
        return "no address on record"
    name = f"doi:{source.doi}" if source.doi else f"PubMed {source.pmid}" if source.pmid else "web page"
    return f"[{text(name)}](<{where}>)"


def reference(source: ia.Study | ia.ClaimSource) -> str:
    """Return first author, year, title and journal, as far as they are on record."""
    parts = (source.first_author, str(source.year) if source.year else None, source.title, source.journal)
    return ". ".join(part.rstrip(".") for part in parts if part).replace("?. ", "? ") or "Reference not on record"
