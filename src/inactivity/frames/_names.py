"""Names as keys: the numbers of muscles and kinds, by every name they go by.

A frame cannot ask a function what a name means, so the names are a table to join. Most cells are written as the atlas,
the documentation or a database would write them: these the first join finds. What it leaves is brought to the form in
which names are compared, and joined again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import narwhals.stable.v2 as nw

from ..anatomy import muscle, muscles
from ..anatomy._atlas import names as muscle_names, normalised
from ..exposure import ExposureKind
from ..exposure._kinds import kind_names, plain
from ._engines import numbered

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
        for words in (name, name.capitalize(), name.title())
        for form in (words, words.replace(" ", "_"))
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


def with_numbers(frame: Any, column: str, what: str, numbers: Mapping[str, int], out: str) -> Any:
    """Return a frame with the number of what each name of a column stands for; null where it stands for nothing.

    Parameters
    ----------
    frame : narwhals.DataFrame or narwhals.LazyFrame
        With texts in `column`.
    column : str
        Its name.
    what : {"muscle", "kind"}
        What it names.
    numbers : mapping
        The number of each id.
    out : str
        The name of the new column.
    """
    first, second, rest = f"{out}_1", f"{out}_2", f"{out}_rest"
    frame = numbered(frame, column, {name: numbers[at] for name, at in as_written(what).items()}, first)
    unread = nw.when(nw.col(first).is_null()).then(nw.col(column))
    frame = frame.with_columns(unread.alias(rest))
    compared = nw.col(rest).str.to_lowercase().str.replace_all(SEPARATORS[what], " ").str.strip_chars(" ")
    frame = frame.with_columns(compared.alias(rest))
    frame = numbered(frame, rest, {name: numbers[at] for name, at in _WORDS[what][0]().items()}, second)
    return frame.with_columns(nw.coalesce(nw.col(first), nw.col(second)).alias(out)).drop(first, second, rest)
