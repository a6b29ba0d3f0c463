"""Lines and rows of a text file of any size, each with its number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from math import isfinite
from typing import Final

from ._opening import Stream
from ._reading import Log

CHUNK: Final = 1 << 18
LONGEST: Final = 1 << 24
"""A longer line is skipped: no format read here has one, and memory is bounded. [bytes]"""
DELIMITERS: Final = ",;\t"
_LONGEST_ROW: Final = 1 << 16  # lines joined by an open quote: a quote nobody closed must not swallow the file


def lines(stream: Stream, log: Log, expected: str, longest: int = LONGEST) -> Iterator[tuple[int, str]]:
    r"""Yield every line with its number from 1, without its end; count each as an entry of the log.

    Lines end in ``\n`` or ``\r\n`` (or in ``\r`` alone, if the file begins so). Bytes that are no UTF-8 are reported
    and replaced; a line that is too long is reported and skipped.
    """
    head = stream.head
    if b"\0" in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise stream.refuse(expected)
    newline = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
    number, rest, too_long = 0, b"", False
    while chunk := stream.read(CHUNK):
        before, found, after = chunk.rpartition(newline)
        if not found:
            rest = b"" if too_long else rest + chunk
        else:
            block = before if too_long else rest + before
            rest = after
            if too_long:  # its end is in this chunk
                _, _, block = before.partition(newline)
                number, too_long = number + 1, False
                _report_length(log, number, longest)
                if newline not in before:
                    continue
            yield from _decoded(block, newline, number, log)
            number += block.count(newline) + 1
        if len(rest) > longest:
            rest, too_long = b"", True
    if too_long:
        _report_length(log, number + 1, longest)
    elif rest:
        yield from _decoded(rest, newline, number, log)


def _report_length(log: Log, number: int, longest: int) -> None:
    log.entries += 1
    log.skip("line too long", number, f"more than {longest} bytes", f"a line of at most {longest} bytes")


def _decoded(block: bytes, newline: bytes, number: int, log: Log) -> Iterator[tuple[int, str]]:
    """Yield the lines of a block that ends where a line ends."""
    try:
        text = block.decode()
    except UnicodeDecodeError:
        text = "\n".join(_mended(block, newline, number, log))
        newline = b"\n"
    if newline == b"\n" and "\r" in text:
        text = text.replace("\r\n", "\n").removesuffix("\r")
    parts = text.split(newline.decode())
    log.entries += len(parts)
    yield from enumerate(parts, number + 1)


def _mended(block: bytes, newline: bytes, number: int, log: Log) -> Iterator[str]:
    for at, line in enumerate(block.split(newline), number + 1):
        try:
            yield line.decode()
        except UnicodeDecodeError as error:
            bad = line[error.start : error.start + 8]
            log.note("bytes that are no UTF-8", at, bad, "UTF-8 text", "read with a mark in their place")
            yield line.decode(errors="replace")


def rows(stream: Stream, log: Log, expected: str, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield every row of a CSV file with the number of its first line; blank lines are ignored.

    A field in quotes may hold delimiters and ends of lines. A line whose quotes enclose no fields, or are
    not closed within 64 kB, is reported and skipped; the lines after it are read as ever.
    """
    numbered = lines(stream, log, expected)
    waiting: list[tuple[int, str]] = []
    while True:
        number, line = waiting.pop() if waiting else next(numbered, (0, ""))
        if not number:
            return
        if '"' not in line:
            if line and not line.isspace():
                yield number, line.split(delimiter)
            else:
                log.ignore("blank line")
            continue
        joined = [line]
        length, quotes = len(line), line.count('"')
        while quotes % 2 and length <= _LONGEST_ROW:
            at, more = waiting.pop() if waiting else next(numbered, (0, ""))
            if not at:
                break
            joined.append(more)
            length, quotes = length + len(more) + 1, quotes + more.count('"')
        row = None if quotes % 2 else _split("\n".join(joined), delimiter)
        if row is None:
            log.skip("bad quotes", number, line, "a row whose quotes enclose whole fields")
            # The lines after it wait in reverse: the next one is popped first.
            waiting += [(number + at, text) for at, text in reversed([*enumerate(joined)][1:])]
            continue
        log.entries -= len(joined) - 1  # one row, so one entry
        yield number, row


def delimiter_of(head: bytes) -> str:
    """Return what parts the fields of a table that begins so: a comma, a semicolon or a tab, whichever comes most."""
    return max(DELIMITERS, key=lambda one: head.count(one.encode()))


def _split(text: str, delimiter: str) -> list[str] | None:
    """Return the fields of a row, None if its quotes are no such row."""
    try:
        return next(csv.reader([text], delimiter=delimiter, skipinitialspace=True))
    except csv.Error:
        return None


def as_number(text: str) -> float | None:
    """Return a finite number written with ASCII digits, None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and "_" not in text and text.isascii() else None
