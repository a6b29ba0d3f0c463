"""The values of a JSON file of any size, one at a time: a top-level list and the entries of a Bundle are never whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from ._json_values import LONGEST, JsonText
from ._opening import Stream
from ._reading import Log

_SPACE: Final = " \t\r\n"
# Its type may stand at its end, behind more entries than a line may hold.
_OF_BUNDLE: Final = re.compile(
    rb'"resourceType"\s*:\s*"Bundle"|"entry"\s*:\s*\[\s*\{\s*"(?:fullUrl|resource|request|response|search|link)"'
)
_decode = json.JSONDecoder().raw_decode


class BrokenJsonError(Exception):
    """What comes next is no JSON: where it is cannot be known, so nothing after it can be read."""


def _peek(text: JsonText) -> str:
    """Return the next character that is no space, none at the end."""
    return text.buffer[text.at] if text.skip(_SPACE) else ""


def _take(text: JsonText, character: str) -> bool:
    """Step over the next character if it is this one."""
    if _peek(text) != character:
        return False
    text.move(text.at + 1)
    return True


def _value(text: JsonText) -> object:
    """Return the next value."""
    text.skip(_SPACE)
    while True:
        try:
            value, end = _decode(text.buffer, text.at)
        except (ValueError, RecursionError) as error:
            # Either it is not all there yet, or it is no JSON; no resource is as long as a line may be.
            if isinstance(error, RecursionError) or len(text.buffer) - text.at > LONGEST or not text.more():
                raise BrokenJsonError(str(error)) from error
            continue
        if end == len(text.buffer) and text.more():
            continue  # a number may go on
        text.move(end)
        return value


def values(stream: Stream, log: Log) -> Iterator[tuple[str, object]]:
    """Yield each value with where it is; lists are gone through, and so are the entries of Bundles.

    The values of a list or Bundle count as entries of the log, and a Bundle counts as one that was used.

    Raises
    ------
    BrokenJsonError
        Where no JSON follows.
    """
    text = JsonText(stream, log)
    number = 0
    while first := _peek(text):
        if first == "[":
            for where, value in _items(text, "item"):
                log.entries += 1
                yield where, value
        elif first == "{":
            yield from _object(text, log, number)
        else:
            value = _value(text)
            log.entries += 1
            yield f"value[{number}]", value
        number += 1


def _items(text: JsonText, label: str) -> Iterator[tuple[str, object]]:
    """Yield the items of a list."""
    _take(text, "[")
    number = 0
    while not _take(text, "]"):
        if number and not _take(text, ","):
            found = _peek(text)
            msg = f"{found!r} where ',' or ']' belongs" if found else "it breaks off"
            raise BrokenJsonError(msg)
        yield f"{label}[{number}]", _value(text)
        number += 1


def _object(text: JsonText, log: Log, number: int) -> Iterator[tuple[str, object]]:
    """Yield the entries of a Bundle as they come, or any other object at its end."""
    fields: dict[str, object] = {}
    bundle = False
    _take(text, "{")
    while not _take(text, "}"):
        if fields or bundle:
            _take(text, ",")
        name = _value(text)
        if not isinstance(name, str) or not _take(text, ":"):
            raise BrokenJsonError("it breaks off" if not _peek(text) else f"{name!r} where a name and ':' belong")
        if name == "entry" and fields.get("resourceType", "Bundle") == "Bundle" and _peek(text) == "[":
            bundle = True
            prefix = f"bundle[{number}]." if number else ""
            for where, entry in _items(text, f"{prefix}entry"):
                log.entries += 1
                yield where, BundleEntry(entry)
        else:
            fields[name] = _value(text)
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
    if _OF_BUNDLE.search(head) or not head.startswith(b"{"):
        return False
    line, newline, rest = head.partition(b"\n")
    if not newline or line.rstrip().endswith(b"}"):
        return True
    return rest.lstrip().startswith(b"{")  # else the first line is one of an object over several lines
