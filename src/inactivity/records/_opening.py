"""Opening what a reader is given: a path or a binary file, plain or gzip; and saying what it is if it is neither."""

from __future__ import annotations

import os
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, Protocol, TypeAlias, cast

from .._rules import as_path
from ..errors import InvalidValueError, WrongFormatError
from ._reading import Log

HEAD: Final = 4096
_GZIP: Final = b"\x1f\x8b"
_GZIP_BITS: Final = 31  # of zlib: gzip, header and checksum included
_PACKED: Final = 1 << 16  # bytes unpacked at a time
_MAGIC: Final = (
    (0, _GZIP, "gzip data"),
    (0, b"PK\x03\x04", "a zip archive (unpack it first)"),
    (0, b"PK\x05\x06", "an empty zip archive"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (8, b".FIT", "a Garmin FIT file"),
    (0, b"%PDF", "a PDF document"),
    (0, b"BZh", "bzip2 data (unpack it first)"),
    (0, b"\xfd7zXZ", "xz data (unpack it first)"),
    (0, b"\x28\xb5\x2f\xfd", "zstandard data (unpack it first)"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"\xff\xfe", "UTF-16 text (save it as UTF-8)"),
    (0, b"\xfe\xff", "UTF-16 text (save it as UTF-8)"),
)
_BOM: Final = b"\xef\xbb\xbf"


class Bytes(Protocol):
    """A file object opened in binary mode."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        ...


Source: TypeAlias = str | os.PathLike[str] | Bytes
"""What readers read: a path, or a file object opened in binary mode."""


class Stream:
    """The unpacked bytes of a source, with a look at how they begin."""

    __slots__ = ("_file", "_log", "_rest", "head", "name")

    def __init__(self, file: Bytes, log: Log, head: bytes) -> None:
        self._file, self._log, self._rest = file, log, head
        self.head = head
        self.name = log.name

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, none at the end; where a gzip file breaks off, report it and end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        if self._rest:
            part, self._rest = self._rest[:size], self._rest[size:]
            return part
        try:
            return self._file.read(size)
        except zlib.error as error:
            self._log.note("broken gzip", "", str(error), "gzip data to its end", "kept what came before")
            self._file = _NOTHING
            return b""

    def refuse(self, expected: str, found: str = "") -> WrongFormatError:
        """Return the error of a file that is not what was expected, to be raised."""
        return WrongFormatError(self.name, found or kind_of(self.head), expected)


class _Nothing:
    """A file that is empty."""

    def read(self, size: int, /) -> bytes:
        del size
        return b""


_NOTHING = _Nothing()


class _Unpacked:
    """The bytes of gzip data, as far as they can be unpacked; what is not gives :class:`zlib.error`, after them."""

    # Not gzip.GzipFile: where data break off, it throws away what it had unpacked.

    def __init__(self, head: bytes, file: Bytes) -> None:
        self._packed, self._file = head, file
        self._unpacker = zlib.decompressobj(wbits=_GZIP_BITS)

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        while True:
            packed = self._packed or self._file.read(_PACKED)
            if self._unpacker.eof:  # another member may follow, or zeros
                packed = packed.lstrip(b"\0")
                if not packed:
                    self._packed = self._file.read(_PACKED)
                    if not self._packed:
                        return b""
                    continue
                self._unpacker = zlib.decompressobj(wbits=_GZIP_BITS)
            part = self._unpacker.decompress(packed, size)
            self._packed = self._unpacker.unused_data if self._unpacker.eof else self._unpacker.unconsumed_tail
            if part:
                return part
            if not packed:  # nothing was left in the unpacker either
                msg = "it breaks off"
                raise zlib.error(msg)


def name_of(source: object) -> str:
    """Return what a source is called in messages; refuse what is none."""
    if isinstance(source, (str, os.PathLike)):
        return as_path(cast("str | os.PathLike[str]", source))
    if not callable(getattr(source, "read", None)):
        raise InvalidValueError("source", source, "the path of a file, or a file object opened in binary mode")
    name = getattr(source, "name", None)
    return name if isinstance(name, str) and name else "<stream>"


def stem_of(name: str) -> str:
    """Return the name of a file without folder and extensions: whom it is of, where nothing in it tells."""
    base = os.path.basename(name)  # noqa: PTH119 - a name in a message, not a path to follow
    return "unknown" if base.startswith("<") else base.split(".", 1)[0] or base or "unknown"


def kind_of(head: bytes) -> str:
    """Return in words what a file that begins so seems to be."""
    if not head:
        return "an empty file"
    for offset, magic, words in _MAGIC:
        if head.startswith(magic, offset):
            return words
    if b"\0" in head:
        return "binary data of an unknown kind"
    text = head.removeprefix(_BOM).lstrip()
    if text.startswith(b"<"):
        return "XML or HTML"
    if text.startswith((b"{", b"[")):
        return "JSON"
    line = text.splitlines()[0][:60] if text else b""
    return f"text that begins {line.decode(errors='replace')!r}"


@contextmanager
def opened(source: Source, log: Log, expected: str) -> Generator[Stream, None, None]:
    """Open a source, unpacked if it is gzip; close it again if it was a path."""
    file: Bytes
    if not isinstance(source, (str, os.PathLike)):
        yield _stream(source, log, expected)
        return
    try:
        file = open(source, "rb")  # noqa: SIM115, PTH123 - closed below
    except OSError as error:
        raise WrongFormatError(log.name, f"what cannot be read ({error.strerror or error})", expected) from error
    with file:
        yield _stream(file, log, expected)


def _stream(file: Bytes, log: Log, expected: str) -> Stream:
    """Return `file` as a stream; look through one layer of gzip."""
    head = _head(file, log, expected)
    if not head.startswith(_GZIP):
        return Stream(file, log, head.removeprefix(_BOM))
    unpacked = _Unpacked(head, file)
    try:
        head = _head(unpacked, log, expected)
    except zlib.error as error:
        raise WrongFormatError(log.name, f"gzip data that cannot be unpacked ({error})", expected) from error
    if head.startswith(_GZIP):
        raise WrongFormatError(log.name, "gzip data within gzip data", expected)
    return Stream(unpacked, log, head.removeprefix(_BOM))


def _head(file: Bytes, log: Log, expected: str) -> bytes:
    """Return the first bytes; refuse a file of text."""
    head = b""
    while len(head) < HEAD:
        part: object
        try:
            part = file.read(HEAD - len(head))
        except UnicodeDecodeError:
            part = ""
        except zlib.error:
            if head:  # the stream reports what is missing when it comes to it
                break
            raise
        except OSError as error:
            raise WrongFormatError(log.name, f"what cannot be read ({error.strerror or error})", expected) from error
        if not isinstance(part, bytes):
            raise InvalidValueError("source", file, "opened in binary mode", "Open it with mode 'rb'.")
        if not part:
            break
        head += part
    return head
