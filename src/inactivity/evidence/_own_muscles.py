"""The muscles that somebody's own evidence brings along must fit into the atlas, and together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .._narrowing import is_list, is_tuple
from ..anatomy import muscle
from ..anatomy._atlas import normalised
from ..errors import UnknownMuscleError


def misfit_muscles(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield every way in which they do not; what a row lacks or has wrong is told elsewhere."""
    by_id = {row["id"]: row for row in rows if isinstance(row.get("id"), str)}
    taken: dict[str, str] = {}
    for name, row in by_id.items():
        where = f"muscles ({name})"
        yield from _names(where, name, row, taken)
        for link in ("parents", "members"):
            yield from (f"{where}.{link}: {problem}" for problem in _kin(row, link, by_id))
    yield from _circles({name: _texts(row.get("members")) for name, row in by_id.items()})


def _names(where: str, name: str, row: Mapping[str, Any], taken: dict[str, str]) -> Iterator[str]:
    labels = [row.get("id"), row.get("name"), row.get("latin"), *_texts(row.get("synonyms"))]
    for label in {normalised(label): label for label in reversed(labels) if isinstance(label, str)}.values():
        if not normalised(label):
            yield f"{where}: the name {label!r} has no letter or digit"
        elif _known_id(label):
            yield f"{where}: the atlas has a muscle of the name {label!r}; take that one, or another name"
        elif taken.setdefault(normalised(label), name) != name:
            yield f"{where}: {label!r} is a name of {taken[normalised(label)]!r} too"


def _kin(row: Mapping[str, Any], link: str, by_id: Mapping[str, object]) -> Iterator[str]:
    for other in _texts(row.get(link)):
        known = other if other in by_id else _known_id(other)
        if known is None:
            yield f"no muscle {other!r}"
        elif known != other:
            yield f"{other!r} is a synonym; write the id, {known!r}"


def _circles(below: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name, members in below.items():
        waiting = [*members]
        for member in waiting:
            waiting += [other for other in below.get(member, ()) if other not in waiting]
        if name in waiting:
            yield f"muscles ({name}).members: it is a member of itself"


def _texts(value: object) -> list[str]:
    return [text for text in value if isinstance(text, str)] if is_list(value) or is_tuple(value) else []


def _known_id(name: str) -> str | None:
    """Return the id of the atlas for a name, if it knows it."""
    try:
        return muscle(name).id
    except UnknownMuscleError:
        return None
