"""The files of an export that comes in several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

from .._narrowing import is_list, is_tuple
from ..errors import InvalidValueError, WrongFormatError
from ._opening import Source, name_of
from ._reading import Log

T = TypeVar("T")
Sources: TypeAlias = Source | Sequence[Source]
"""What readers of exports read: a file, a folder of files, or several files."""


class Files:
    """The files that a source stands for."""

    __slots__ = ("_expected", "_given", "_several", "_suffixes", "name")

    def __init__(self, source: Sources, suffixes: tuple[str, ...], expected: str) -> None:
        self._suffixes, self._expected = suffixes, expected
        self._several = is_list(source) or is_tuple(source)
        self._given = tuple(cast("Sequence[Source]", source)) if self._several else (cast("Source", source),)
        names = [name_of(one) for one in self._given]
        if not names:
            raise InvalidValueError("source", source, "a file, a folder, or a list of at least one file")
        self.name = ", ".join(names) if len(names) <= _NAMED else f"{', '.join(names[:_NAMED])} and more"

    def each(self, log: Log) -> Iterator[tuple[Source, bool]]:
        """Yield each file, the log named after it, with whether it was named by the user (else it was found)."""
        try:
            for one in self._given:
                folder = isinstance(one, (str, os.PathLike)) and Path(one).is_dir()
                if folder:
                    yield from ((found, False) for found in self._found(Path(cast("str", one)), log))
                else:
                    log.name = name_of(one)
                    yield one, True
        finally:
            log.name = self.name

    def records(self, log: Log, read: Callable[[Source], Iterator[T]], kind: str) -> Iterator[T]:
        """Yield the records of each file; one in a folder that is of another kind is reported and passed over."""
        for file, named in self.each(log):
            entries, settled = log.entries, _settled(log)
            try:
                yield from read(file)
            except WrongFormatError as error:
                if named:
                    raise
                log.skip(f"not {kind}", "", error.found, self._expected)
                log.entries = entries + _settled(log) - settled  # one for the file, whatever was read of it

    def _found(self, folder: Path, log: Log) -> Iterator[Path]:
        """Yield the files of a folder that are of the right kind by name; count the others."""
        none = True
        try:
            files = sorted(path for path in folder.iterdir() if path.is_file())
        except OSError as error:
            found = f"what cannot be read ({error.strerror or error})"
            raise WrongFormatError(str(folder), found, self._expected) from error
        for file in files:
            if _plain(file.name).endswith(self._suffixes):
                none = False
                log.name = str(file)
                yield file
            else:
                log.entries += 1
                log.ignore("file of another kind")
        if none:
            kinds = ", ".join(f"*{suffix}" for suffix in self._suffixes)
            raise WrongFormatError(str(folder), f"a folder without {kinds}", self._expected)


def _plain(name: str) -> str:
    """Return the name of a file in one form: ``CDM_PERSON5.3.1.TSV.gz`` is ``cdm_person.csv``."""
    name = name.lower().removesuffix(".gz")
    stem, dot, kind = name.rpartition(".")
    if kind not in _TABLES:
        return name
    return f"{stem.rstrip('0123456789._- ()')}{dot}csv"


def _settled(log: Log) -> int:
    """Return how many entries are accounted for."""
    counts = log.counts()
    return counts.used + sum(count for _, count in (*counts.ignored, *counts.skipped))


_NAMED = 3  # files in a name
_TABLES = {"csv", "tsv", "txt"}
