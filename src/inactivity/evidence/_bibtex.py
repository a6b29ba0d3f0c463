"""Studies as BibTeX that every engine reads: what TeX takes for a command is escaped, accents are written in ASCII."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from ._citing import address
from ._records import Study

# Braces are written by name: BibTeX counts even those that stand behind a backslash.
_ASCII = {
    **{character: f"\\{character}" for character in "&%$#_"},
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
}
_LETTERS = {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L"}
_SIGNS = {
    "±": r"\pm",
    "≥": r"\ge",
    "≤": r"\le",
    "×": r"\times",
    "≈": r"\approx",
    "−": "-",
    "°": r"^{\circ}",
    "µ": r"\mu",
    "μ": r"\mu",
    "α": r"\alpha",  # noqa: RUF001 - the Greek letter
    "β": r"\beta",
    "γ": r"\gamma",  # noqa: RUF001 - the Greek letter
    "Δ": r"\Delta",
}
_MARKS = {"\xa0": "~", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''"}  # noqa: RUF001 - printed quotes
_WRITTEN = {
    **_ASCII,
    **_MARKS,
    **{letter: f"{{\\{name}}}" for letter, name in _LETTERS.items()},
    **{sign: f"${name}$" for sign, name in _SIGNS.items()},
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
    "\u0328": "k",
}


def bibtex(studies: Iterable[Study]) -> str:
    """Return one entry a study; the key is its id, told apart if another differs in case alone."""
    studies = list(studies)
    return "\n\n".join(_entry(study, key) for study, key in zip(studies, _keys(studies), strict=True))


def _keys(studies: Iterable[Study]) -> Iterator[str]:
    taken: set[str] = set()
    for study in studies:
        key = study.study_id
        while key.casefold() in taken:  # BibTeX does not tell upper from lower case
            key += "_"  # no id ends so
        taken.add(key.casefold())
        yield key


def _entry(study: Study, key: str) -> str:
    author = f"{{{tex(study.first_author)}}} and others" if study.first_author else None
    fields: Mapping[str, str | None] = {
        "author": author,
        "title": f"{{{tex(study.title)}}}" if study.title else None,
        "journal": tex(study.journal or ""),
        "year": str(study.year) if study.year else None,
        "doi": _verbatim(study.doi or ""),
        "pmid": study.pmid,
        "url": _verbatim(address(study) or ""),
        "note": None if study.title else tex(study.notes or study.design or ""),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{'article' if study.journal else 'misc'}{{{key},", *lines, "}"])


def tex(text: str) -> str:
    """Return a text as TeX; a sign without a name here stays as it is, in UTF-8."""
    return re.sub(r"\s+", " ", "".join(map(_sign, unicodedata.normalize("NFC", text))))


def _sign(character: str) -> str:
    if character in _WRITTEN or character.isascii():
        return _WRITTEN.get(character, character)
    parts = unicodedata.normalize("NFD", character)
    letter, marks = parts[0], parts[1:]
    if not letter.isascii() or not marks or any(mark not in _ACCENTS for mark in marks):
        return character
    for mark in marks:
        letter = f"\\{_ACCENTS[mark]}{{{letter}}}"
    return f"{{{letter}}}"


def _verbatim(text: str) -> str:
    """Return an address as it is, but for braces, which BibTeX would count."""
    return text.replace("{", "%7B").replace("}", "%7D")
