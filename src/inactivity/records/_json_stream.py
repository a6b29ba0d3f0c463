"""The values of a JSON file of any size, one at a time: a top-level list and the entries of a Bundle are never whole."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Final

from ._lines import LONGEST
from ._opening import Stream
from ._reading import Log

_CHUNK: Final = 1 << 20
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_decode = json.JSONDecoder().raw_decode


class BrokenJsonError(Exception):
    """What comes next is no JSON: where it is cannot be known, so nothing after it can be read."""


class _Text:
    """The text of a stream, as far as it was asked for."""

    __slots__ = ("_decoder", "_ended", "_log", "_stream", "at", "text")

    def __init__(self, stream: Stream, log: Log) -> None:
        self._stream, self._log = stream, log
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._ended = False
        self.text, self.at = "", 0

    def more(self) -> bool:
        """Read on; return whether there was anything."""
        if self._ended:
            return False
        rest = self.text[self.at :]
        data = self._stream.read(max(_CHUNK, len(rest)))  # twice as much each time: a long value is not parsed often
        self._ended = not data
        state = self._decoder.getstate()
        try:
            new = self._decoder.decode(data, self._ended)
        except UnicodeDecodeError as error:
            bad = data[error.start : error.start + 8]
            self._log.note("bytes that are no UTF-8", "", bad, "UTF-8 text", "read with a mark in their place")
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
            self._decoder.setstate(state)
            new = self._decoder.decode(data, self._ended)
        self.text, self.at = rest + new, 0
        return not self._ended or bool(new)

    def peek(self) -> str:
        """Return the next character that is no space, none at the end."""
        while True:
            space = _SPACE.match(self.text, self.at)
            self.at = space.end() if space else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, character: str) -> bool:
        """Step over the next character if it is this one."""
        if self.peek() != character:
            return False
        self.at += 1
        return True

    def value(self) -> object:
        """Return the next value."""
        self.peek()
        while True:
            try:
                value, end = _decode(self.text, self.at)
            except (ValueError, RecursionError) as error:
                # Either it is not all there yet, or it is no JSON; no resource is as long as a line may be.
                if isinstance(error, RecursionError) or len(self.text) - self.at > LONGEST or not self.more():
                    raise BrokenJsonError(str(error)) from error
                continue
            if end == len(self.text) and isinstance(value, (int, float)) and self.more():
                continue  # a number may go on
            self.at = end
            return value


def values(stream: Stream, log: Log) -> Iterator[tuple[str, object]]:
    """Yield each value with where it is; lists are gone through, and so are the entries of Bundles.

    The values of a list or Bundle count as entries of the log, and a Bundle counts as one that was used.

    Raises
    ------
    BrokenJsonError
        Where no JSON follows.
    """
    text = _Text(stream, log)
    number = 0
    while first := text.peek():
        if first == "[":
            for where, value in _items(text, "item"):
                log.entries += 1
                yield where, value
        elif first == "{":
            yield from _object(text, log, number)
        else:
            value = text.value()
            log.entries += 1
            yield f"value[{number}]", value
        number += 1


def _items(text: _Text, label: str) -> Iterator[tuple[str, object]]:
    """Yield the items of a list."""
    text.take("[")
    number = 0
    while not text.take("]"):
        if number and not text.take(","):
            found = text.peek()
            msg = f"{found!r} where ',' or ']' belongs" if found else "it breaks off"
            raise BrokenJsonError(msg)
        yield f"{label}[{number}]", text.value()
        number += 1


def _object(text: _Text, log: Log, number: int) -> Iterator[tuple[str, object]]:
    """Yield the entries of a Bundle as they come, or any other object at its end."""
    fields: dict[str, object] = {}
    bundle = False
    text.take("{")
    while not text.take("}"):
        if fields or bundle:
            text.take(",")
        name = text.value()
        if not isinstance(name, str) or not text.take(":"):
            raise BrokenJsonError("it breaks off" if not text.peek() else f"{name!r} where a name and ':' belong")
        if name == "entry" and fields.get("resourceType", "Bundle") == "Bundle" and text.peek() == "[":
            bundle = True
            prefix = f"bundle[{number}]." if number else ""
            for where, entry in _items(text, f"{prefix}entry"):
                log.entries += 1
                yield where, BundleEntry(entry)
        else:
            fields[name] = text.value()
    log.entries += 1
    if bundle or fields.get("resourceType") == "Bundle":
        log.used += 1
    else:
        yield f"value[{number}]", fields


class BundleEntry:
    """An entry of a Bundle: a wrapper around a resource."""

    __slots__ = ("entry",)

    def __init__(self, entry: object) -> None:
        self.entry = entry


def is_by_line(head: bytes) -> bool:
    """Whether a file that begins so has a value a line."""
    if re.search(rb'"resourceType"\s*:\s*"Bundle"', head) or not head.startswith(b"{"):
        return False
    line, newline, rest = head.partition(b"\n")
    if not newline or line.rstrip().endswith(b"}"):
        return True
    return rest.lstrip().startswith(b"{")  # else the first line is one of an object over several lines
