"""The elements of an Apple Health export, from XML that may be broken: a stream of any size in little memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple
from xml.parsers import expat

from ..errors import WrongFormatError
from ._opening import Bytes, kind_of
from ._reading import Log

EXPECTED: Final = "an Apple Health export (export.xml, or the zip it comes in)"
_CHUNK: Final = 1 << 18
_PROLOG: Final = 1 << 22  # the declarations of an export are some 10 kB; what has more before its root is none
_LONGEST: Final = 1 << 24  # bytes of one tag
_LONGEST_RECORD: Final = 1 << 20  # bytes held back to see where a record ends
_BELOW_ROOT: Final = 2
_DEEPEST: Final = 100  # elements within elements; an export has 4
_ROOT: Final = re.compile(rb"<HealthData(?=[\s/>])")
_ENCODING: Final = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([^"'>]*)""")
_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)
# What XML 1.0 forbids of ASCII.
_CONTROL: Final = bytes(code for code in range(32) if code not in b"\t\n\r")
_CONTROLS: Final = tuple(bytes([code]) for code in _CONTROL)
_RECORD, _RECORD_END, _TYPE = b"<Record ", b"</Record>", b'type="'
_TYPE_ENDS: Final = len(_TYPE)
_LONGEST_NAME: Final = 80
_MANY_KINDS: Final = 1000
_RESTART: Final = re.compile(rb"<(?:Record|Workout|ActivitySummary)\s")
_TAIL: Final = 20  # a tag to restart from may be cut by the end of a chunk
_BEGIN: Final = b"<HealthData>"
_UTF8_LEAD, _UTF8_REST = 0xC0, 0x80


class Element(NamedTuple):
    """An element just below the root."""

    line: int
    name: str
    attributes: dict[str, str]


class _TooDeepError(Exception):
    """Elements within elements, and no end of them."""


def elements(file: Bytes, name: str, wanted: frozenset[str], log: Log) -> Iterator[list[Element]]:
    """Yield the elements just below the root whose type or name is wanted, some at a time; count the others.

    Declarations of the document type are passed over (Apple's are broken since iOS 16), those of entities refused.
    Characters that no XML may hold are left out and counted. Where the XML is broken all the same, that is reported
    and reading goes on at the next record.
    """
    data, line = _from_root(file, name)
    pieces = _Pieces(wanted, log, line)
    thinner = Thinner(wanted, log)
    while data:
        thinned = thinner.of(_without_control(data, log, pieces.line))
        yield from pieces.of(thinned)
        data = file.read(_CHUNK)
    yield from pieces.of(thinner.rest())
    yield from pieces.end()


class Thinner:
    """Takes records of other types out of the text, before anything parses them: most of an export is heart rates.

    A record ends where the next one begins at the latest, as no attribute may hold a ``<``; so what is broken in one
    cannot cost another. Their line ends stay, and so do the numbers of the lines.
    """

    __slots__ = ("_held", "_log", "_others", "_wanted")

    def __init__(self, wanted: frozenset[str], log: Log) -> None:
        self._wanted = frozenset(_TYPE + kind.encode() for kind in wanted)
        self._log = log
        self._others: dict[bytes, int] = {}
        self._held = b""

    def of(self, data: bytes) -> bytes:
        """Return the text less other records, as far as it is known where they end."""
        data = self._held + data
        at = data.rfind(_RECORD)
        # The beginning of a tag may be cut too.
        at = max(len(data) - len(_RECORD) + 1, 0) if at < 0 else at
        if len(data) - at > _LONGEST_RECORD:  # then the parser sees to it; after the last record comes much else
            self._held = b""
            return self._thinned(data[:at]) + data[at:]
        self._held = data[at:]
        return self._thinned(data[:at])

    def rest(self) -> bytes:
        """Return what was held back."""
        data, self._held = self._thinned(self._held), b""
        self._count()
        return data

    def _thinned(self, data: bytes) -> bytes:
        first, *records = data.split(_RECORD)
        if not records:
            return data
        kept = [first]
        others, lines = self._others, 0
        for record in records:
            kind = record[: record.find(b'"', _TYPE_ENDS)]
            if kind in others:
                others[kind] += 1
            elif kind in self._wanted or not kind.startswith(_TYPE):
                kept += (b"\n" * lines, _RECORD, record)
                lines = 0
                continue
            else:
                others[kind] = 1
            lines += record.count(b"\n")
            if b"<" not in record:  # closed by itself, and the next one follows
                continue
            end = record.find(_RECORD_END) + len(_RECORD_END)
            rest = record[end if end >= len(_RECORD_END) else record.find(b"/>") + 2 :]
            if not rest.isspace():
                kept += (b"\n" * lines, rest.strip())
                lines = 0
        kept.append(b"\n" * lines)
        if len(others) > _MANY_KINDS:
            self._count()
        return b"".join(kept)

    def _count(self) -> None:
        """Have the log count the records taken out so far."""
        count_others(
            self._log, {kind[_TYPE_ENDS:].decode(errors="replace"): count for kind, count in self._others.items()}
        )
        self._others.clear()


def count_others(log: Log, others: Mapping[str, int]) -> None:
    """Count elements of other kinds."""
    for kind, count in others.items():
        log.entries += count
        log.ignore(kind[:_LONGEST_NAME] or "record without a type", count)


class _Pieces:
    """What is well-formed of a file, piece by piece: where one breaks off, the next begins with the next record."""

    def __init__(self, wanted: frozenset[str], log: Log, line: int) -> None:
        self._wanted, self._log = wanted, log
        self._parser: _Parser | None = _Parser(wanted, line)
        self._tail = b""
        self._carried = b""
        self.line: int = line
        """That the next data begin in."""

    def of(self, data: bytes) -> Iterator[list[Element]]:
        """Parse more data; yield what is wanted of it."""
        data, self._carried = _whole_characters(self._carried + data)
        yield from self._parsed(_as_utf8(data, self._log, self.line))

    def _parsed(self, data: bytes) -> Iterator[list[Element]]:
        while data:
            if fresh := self._parser is None:
                data = self._next_record(data)
                if not data:
                    return
                self._parser = _Parser(self._wanted, self.line)
                self._parser.feed(_BEGIN)
            broken = self._parser.feed(data)
            yield from self._parser.taken(self._log)
            at, why = broken or (len(data), "")
            self.line += data.count(b"\n", 0, at)
            data = data[at:]
            if broken:
                self._log.entries += 1
                self._log.skip("broken XML", self.line, why, "well-formed XML")
                self._parser = None
                if fresh and not at:  # the very record that it began with: begin after it, or this would not end
                    data = data[1:]

    def end(self) -> Iterator[list[Element]]:
        """Parse what is left; yield what is wanted of it."""
        yield from self._parsed(_as_utf8(self._carried, self._log, self.line))
        if self._parser is None:
            return
        broken = self._parser.feed(b"", final=True)
        yield from self._parser.taken(self._log)
        if broken:
            self._log.note("file breaks off", self.line, broken[1], "XML to its end", "kept what came before")

    def _next_record(self, data: bytes) -> bytes:
        """Return the data from the next record on, if one begins in them."""
        data = self._tail + data
        found = _RESTART.search(data)
        at = max(len(data) - _TAIL, 0) if found is None else found.start()
        self.line += data.count(b"\n", 0, at)
        self._tail = b"" if found else data[at:]
        return data[at:] if found else b""


class _Parser:
    """A parser that keeps the elements that are wanted and counts the others."""

    def __init__(self, wanted: frozenset[str], line: int) -> None:
        self._found: list[Element] = []
        self._others: Counter[str] = Counter()
        self._fed = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._handlers(wanted, line - 1)

    def _handlers(
        self, wanted: frozenset[str], before: int
    ) -> tuple[Callable[[str, dict[str, str]], None], Callable[[str], None]]:
        # Closures over plain names: these two run for every element of a gigabyte.
        depth = 0
        keep, others, parser = self._found.append, self._others, self._parser

        def begin(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth != _BELOW_ROOT:  # what lies deeper says more of an element; or repeats it, in a correlation
                if depth > _DEEPEST:
                    raise _TooDeepError
                return
            kind = attributes.get("type", "") if name == "Record" else name
            if kind in wanted:
                keep(Element(before + parser.CurrentLineNumber, name, attributes))
            else:
                others[kind] += 1

        def end(name: str) -> None:
            nonlocal depth
            del name
            depth -= 1

        return begin, end

    def feed(self, data: bytes, *, final: bool = False) -> tuple[int, str] | None:
        """Parse more; return where in `data` it breaks a rule of XML and how, or None."""
        before, self._fed = self._fed, self._fed + len(data)
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            return max(self._parser.ErrorByteIndex - before, 0), expat.ErrorString(error.code)
        except _TooDeepError:
            return max(self._parser.CurrentByteIndex - before, 0), f"elements nested more than {_DEEPEST} deep"
        if self._fed - self._parser.CurrentByteIndex > _LONGEST:
            return len(data), f"a tag of more than {_LONGEST} bytes"
        return None

    def taken(self, log: Log) -> Iterator[list[Element]]:
        """Yield what was found since the last time, and count the rest in the log."""
        count_others(log, self._others)
        self._others.clear()
        if self._found:
            log.entries += len(self._found)
            yield self._found.copy()
            self._found.clear()


def _from_root(file: Bytes, name: str) -> tuple[bytes, int]:
    """Return what is read from the root element on, and the line it stands in; refuse what is no export."""
    head = b""
    while (found := _ROOT.search(head)) is None:
        more = file.read(_CHUNK)
        if not more or len(head) > _PROLOG:
            raise WrongFormatError(name, f"{kind_of(head)} without a HealthData element", EXPECTED)
        head += more
    prolog = head[: found.start()]
    if _ENTITY.search(prolog):
        raise WrongFormatError(name, "XML that declares entities, as no export does", EXPECTED)
    encoding = _ENCODING.match(prolog.lstrip())
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        raise WrongFormatError(name, f"XML in {encoding[1].decode(errors='replace')[:40]}", f"{EXPECTED} in UTF-8")
    return head[found.start() :], prolog.count(b"\n") + 1


def _whole_characters(data: bytes) -> tuple[bytes, bytes]:
    """Cut off a character at the end of which the last bytes are still to come."""
    for back in range(1, min(4, len(data) + 1)):
        code = data[-back]
        if code >= _UTF8_LEAD:
            size = 2 + (code >= 0xE0) + (code >= 0xF0)  # noqa: PLR2004 - how UTF-8 tells the length of a character
            return (data[:-back], data[-back:]) if size > back else (data, b"")
        if code < _UTF8_REST:
            break
    return data, b""


def _without_control(data: bytes, log: Log, line: int) -> bytes:
    """Leave out the characters that no XML may hold, and count them."""
    if not any(code in data for code in _CONTROLS):  # far quicker than to look at each byte once
        return data
    cleaned = data.translate(None, _CONTROL)
    gone = len(data) - len(cleaned)
    log.note("control character", line, f"{gone} control characters", "a character of XML", "left out", count=gone)
    return cleaned


def _as_utf8(data: bytes, log: Log, line: int) -> bytes:
    """Put a mark for bytes that are no UTF-8, and count them."""
    if data.isascii():
        return data
    try:
        data.decode()
    except UnicodeDecodeError as error:
        bad = data[error.start : error.start + 8]
        mended = data.decode(errors="replace")
        marks = mended.count("\ufffd") - data.count("\ufffd".encode())
        log.note("bytes that are no UTF-8", line, bad, "UTF-8 text", "read with a mark in their place", count=marks)
        return mended.encode()
    return data
