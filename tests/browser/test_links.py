"""Links of the built site: those within it arrive, and those to papers have the form of a DOI."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from built_site import SITE, pages

DOI = re.compile(r"https://doi\.org/10\.\d{4,9}/[!-~]+")
STATES = {"explorer.html"}  # what follows its # is a question, not a place


class Read(HTMLParser):
    """What a page links to, and the places on it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("href", "src"):
            if given.get(name) and tag != "base":
                self.links.append(given[name] or "")
        self.places |= {given[name] or "" for name in ("id", "name") if given.get(name)}


@cache
def read(page: str) -> Read:
    assert SITE
    reader = Read()
    reader.feed((SITE / page).read_text(encoding="utf-8"))
    return reader


@pytest.mark.parametrize("name", pages())
def test_links_within_the_site_arrive(site: Path, name: str) -> None:
    broken = []
    for link in read(name).links:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = normpath(join(dirname(name), unquote(parts.path))) if parts.path else name
        if not (site / target).exists():
            broken.append(link)
        elif parts.fragment and target.endswith(".html"):
            is_state = target in STATES and "=" in parts.fragment
            if not is_state and unquote(parts.fragment) not in read(target).places:
                broken.append(link)

    assert broken == []


@pytest.mark.usefixtures("site")
def test_links_to_papers_have_the_form_of_a_doi() -> None:
    links = [link for name in pages() for link in read(name).links if "doi.org" in link]

    assert len(links) > 200
    assert sorted({link for link in links if not DOI.fullmatch(link)}) == []
