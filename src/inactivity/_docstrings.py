"""What the docstring of a record says of its fields, for whoever publishes them: schemas, tables, pages."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator


def told(kind: type) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the fields of each entry of a record's docstring (it may have several) and what it says of them."""
    section = re.search(r"(?:Attributes|Parameters)\n-+\n(.*?)(?:\n\n[A-Z]\w+\n-+\n|\Z)", _doc(kind), re.DOTALL)
    for entry in re.split(r"\n(?! )", section[1]) if section else ():
        head, _, said = entry.partition("\n")
        yield tuple(head.partition(" : ")[0].split(", ")), " ".join(said.split())


def descriptions(kind: type) -> dict[str, str]:
    """Return what is said of each field in plain text, without its unit."""
    return {name: plain(said) for names, said in told(kind) for name in names}


def summary(kind: type) -> str:
    """Return the first line of a docstring."""
    return plain(_doc(kind).partition("\n")[0])


def plain(said: str) -> str:
    """Return a docstring's words without unit, roles and backquotes."""
    return re.sub(r":\w+:`[~.]?([^`]+)`", r"\1", re.sub(r"\s*\[[^\]]{1,9}\]\s*$", "", said)).replace("`", "")


def _doc(kind: type) -> str:
    return inspect.getdoc(kind) or ""  # python -OO leaves none
