"""How the command line writes: facts, tables, JSON, on a console of any encoding."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence


def print_anything(stream: object) -> None:
    """Let a console of another encoding show what it can, rather than end in a traceback."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")


def as_json(value: object) -> str:
    """Return JSON that the console can show."""
    # An escape is valid JSON on a console of any encoding.
    escaped = (sys.stdout.encoding or "").lower() != "utf-8"
    return json.dumps(value, ensure_ascii=escaped, indent=2)


def facts(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Return lines of a name and what is said of it."""
    width = max(len(name) for name, _ in rows)
    return [f"{name.ljust(width)}  {text}" for name, text in rows]


def table(head: Sequence[str], rows: Sequence[Sequence[str]], nothing: str) -> list[str]:
    """Return a table in columns, or what is said where there is no row."""
    if not rows:
        return [nothing]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    ]
