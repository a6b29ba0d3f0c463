"""JSON values one by one: a document, an array of values, or one value a line."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Final

from ._lines import CHUNK
from ._opening import Stream
from ._reading import Log

LONGEST: Final = 1 << 24
"""A longer value is given up: memory is bounded. [characters]"""
_LOOK_AHEAD: Final = 16
"""The longest word or escape of JSON that the end of what was read can cut, and more. [characters]"""
_BETWEEN: Final = " \t\r\n,[]"
"""What may stand between values: an array of them is read as if it stood in lines."""


def values(stream: Stream, log: Log, expected: str, longest: int = LONGEST) -> Iterator[tuple[int, object]]:
    """Yield every value with the line it begins in; count each as an entry of the log.

    What is no JSON is reported, and reading goes on after the end of its line.
    """
    if b"\0" in stream.head or stream.head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise stream.refuse(expected)
    text = JsonText(stream, log)
    decode = json.JSONDecoder().raw_decode
    while text.skip(_BETWEEN):
        line = text.line
        while True:
            try:
                value, end = decode(text.buffer, text.at)
            except (ValueError, RecursionError) as error:
                if not _hopeless(error, len(text.buffer)) and len(text.buffer) - text.at <= longest and text.more():
                    continue  # it may end in what was not read yet
                log.entries += 1
                log.skip("bad JSON", line, text.line_from_here(), f"JSON ({_reason(error)})")
                text.skip_line()
                break
            if end == len(text.buffer) and text.more():
                continue  # a number may go on
            text.move(end)
            log.entries += 1
            yield line, value
            break


def _hopeless(error: Exception, end: int) -> bool:
    """Whether a value is broken whatever follows: the mistake is not at the end of what was read, and no open string."""
    if not isinstance(error, json.JSONDecodeError):
        return isinstance(error, RecursionError)
    return error.pos < end - _LOOK_AHEAD and not error.msg.startswith("Unterminated string")


def _reason(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__


class JsonText:
    """The text of a stream, as much of it as is needed, and how far it was read."""

    __slots__ = ("_decoder", "_log", "_size", "_stream", "at", "buffer", "line")

    def __init__(self, stream: Stream, log: Log) -> None:
        self._stream, self._log = stream, log
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._size = CHUNK
        self.buffer, self.at, self.line = "", 0, 1

    def more(self) -> bool:
        """Read on, each time twice as much as long as one value needs it; return whether there was more."""
        chunk = self._stream.read(self._size)
        if not chunk:
            return False
        text = self._decoder.decode(chunk)
        if "\ufffd" in text:
            self._log.note("bytes that are no UTF-8", self.line, "", "UTF-8 text", "read with a mark in their place")
        self.buffer, self.at = self.buffer[self.at :] + text, 0
        self._size *= 2
        return True

    def move(self, end: int) -> None:
        """Go on to `end`."""
        self.line += self.buffer.count("\n", self.at, end)
        self.at = end
        self._size = CHUNK

    def skip(self, characters: str) -> bool:
        """Go on to the first character that is none of these; return whether there is one."""
        while True:
            end = self.at
            while end < len(self.buffer) and self.buffer[end] in characters:
                end += 1
            self.move(end)
            if end < len(self.buffer):
                return True
            if not self.more():
                return False

    def line_from_here(self) -> str:
        """Return the rest of the line, cut short."""
        return self.buffer[self.at : self.at + 200].split("\n", 1)[0]

    def skip_line(self) -> None:
        """Go on to the end of the line."""
        while True:
            end = self.buffer.find("\n", self.at)
            if end >= 0:
                self.move(end)
                return
            self.move(len(self.buffer))
            if not self.more():
                return
