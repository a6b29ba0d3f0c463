"""Names as keys: the numbers of muscles and kinds, by every name they go by.

A frame cannot ask a function what a name means, so the names are a table to join. Most cells are written as the atlas,
the documentation or a database would write them: these the first join finds. What it leaves is brought to the form in
which names are compared, and joined again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from ..anatomy import muscle, muscles
from ..anatomy._atlas import names as muscle_names, normalised
from ..exposure import ExposureKind
from ..exposure._kinds import kind_names, plain
from ._workings import Workings

# White space as Python has it: the regular expressions of the engines do not agree on what \s is.
_SPACE = "\t\n\x0b\x0c\r\x1c-\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_HYPHENS = "\u2010-\u2015"
SEPARATORS = {"muscle": f"[{_SPACE}_:{_HYPHENS}-]+", "kind": f"[{_SPACE}_-]+"}


@cache
def spelled_muscles() -> Mapping[str, str]:
    """Return the id of the muscle that each name, as it is compared, stands for."""
    ids = [one.id for one in muscles()]
    found = {name: ids[row] for name, row in muscle_names().items()}
    # Anatomists write "m. soleus"; the atlas has the Latin name in full.
    short = {f"m. {name.removeprefix('musculus ')}": at for name, at in found.items() if name.startswith("musculus ")}
    return short | found


@cache
def spelled_kinds() -> Mapping[str, str]:
    """Return the kind that each name, as it is compared, stands for."""
    return {name: kind.value for name, kind in kind_names().items()}


@cache
def as_written(what: str) -> Mapping[str, str]:
    """Return what each name stands for as most would write it: with spaces or underscores, lower or title case."""
    spelled, resolve, compared = _WORDS[what]
    forms = {
        form: at
        for name, at in spelled().items()
        for form in (name, name.replace(" ", "_"), name.capitalize(), name.title())
    }
    return {form: at for form, at in forms.items() if spelled().get(compared(form)) == at and resolve(form) == at}


def _muscle_id(name: str) -> str:
    return muscle(name).id


def _kind_id(name: str) -> str:
    return ExposureKind.of(name).value


_WORDS: dict[str, tuple[Callable[[], Mapping[str, str]], Callable[[str], str], Callable[[str], str]]] = {
    "muscle": (spelled_muscles, _muscle_id, normalised),
    "kind": (spelled_kinds, _kind_id, plain),
}


class Found(NamedTuple):
    """The number of what a name stands for, null where it stands for nothing."""

    number: Any
    written: Any
    """The same where the name is written as most would write it, else null."""


class Named(NamedTuple):
    """A column of names, and the numbers of what they stand for."""

    column: str
    what: str
    """What it names: "muscle" or "kind"."""
    numbers: Mapping[str, int]
    """The number of each id."""
    out: str
    """What the names of the columns made on the way begin with."""


def numbers_of(work: Workings, *named: Named) -> tuple[Found, ...]:
    """Return the number of what each name stands for, as expressions.

    Parameters
    ----------
    work : Workings
        Its frame has texts in the columns named.
    *named : Named
        Each column of names. All at once, since each step is one more for an engine to plan.
    """
    unread: dict[str, Any] = {}
    for name in named:
        first, rest = f"{name.out}_1", f"{name.out}_rest"
        numbered(work, name.column, {form: name.numbers[at] for form, at in as_written(name.what).items()}, first)
        left = nw.when(nw.col(first).is_null()).then(nw.col(name.column))
        spaced = left.str.to_lowercase().str.replace_all(SEPARATORS[name.what], " ")
        unread[rest] = spaced.str.strip_chars(" ")
    work.frame = work.frame.with_columns(**unread)
    for name in named:
        spelled = {form: name.numbers[at] for form, at in _WORDS[name.what][0]().items()}
        numbered(work, f"{name.out}_rest", spelled, f"{name.out}_2")
    found = ((nw.col(f"{name.out}_1"), nw.col(f"{name.out}_2")) for name in named)
    return tuple(Found(nw.coalesce(first, second), first) for first, second in found)


def numbered(work: Workings, column: str, numbers: Mapping[str, int], out: str) -> None:
    """Put the number that each text of a column stands for into the frame; null where it stands for none."""
    key = f"{out}_key"
    work.join({key: list(numbers), out: list(numbers.values())}, column, key)
