"""The fields of the records and the words in them, as tables."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Container

import attrs

import inactivity as ia
from inactivity._docstrings import told
from inactivity.serialization import RECORDS

from .markdown import table, text
from .reference import name_of


def described(kind: type) -> dict[str, str]:
    """Return what the docstring of a record says of each of its fields; once, where it says it of several."""
    found: dict[str, str] = {}
    for (first, *others), said in told(kind):
        found |= {first: said, **dict.fromkeys(others, f"See `{first}`.")}
    return found


def meaning(said: str) -> str:
    """Return a docstring's words without their unit, roles and single backquotes."""
    plain = re.sub(r":\w+:`[~.]?([^`]+)`", r"`\1`", re.sub(r"\s*\[[^\]]{1,6}\]\s*$", "", said))
    parts = re.split(r"(`+[^`]+`+)", plain)
    return "".join(f"`{part.strip('`')}`" if part.startswith("`") else text(part) for part in parts)


def fields() -> str:
    """Return one table of fields a record: name, what it may be, unit, meaning."""
    return "\n".join(f"### {kind.__name__}\n\n{_summary(kind)}\n\n{_fields(kind)}" for kind in RECORDS)


def _summary(kind: type) -> str:
    return f"{text((inspect.getdoc(kind) or '').partition(chr(10))[0])} In full: {{py:class}}`{name_of(kind)}`."


def _fields(kind: type, without: Container[str] = ()) -> str:
    said = described(kind)
    rows = []
    for field in attrs.fields(kind):
        if field.name in without:
            continue
        may_be = re.sub(r" \[[^\]]*\]", "", field.validator.words())
        may_be = may_be.replace(", or left out where not known", "; may be unknown")
        unit = field.metadata.get("unit", "")
        needed = "yes" if field.default is attrs.NOTHING else ""
        rows.append((f"`{field.name}`", text(may_be), text(unit), needed, meaning(said.get(field.name, ""))))
    return table(("Field", "What it may be", "Unit", "Required", "Meaning"), rows)


def study_file() -> str:
    """Return the fields of a study file, a table of TOML each."""
    tables = {"[study]": ia.Study, "[[arms]]": ia.Arm, "[[observations]]": ia.Observation, "[[rates]]": ia.Rate}
    return "\n".join(
        f"#### `{head}`\n\n{_fields(kind, without=() if kind is ia.Study else ['study_id'])}"
        for head, kind in tables.items()
    )


def countermeasures() -> str:
    """Return the countermeasures of the arms, and how many arms had each."""
    found = Counter(arm.countermeasure for arm in ia.evidence().arms())
    rows = [(f"`{name}`" if name else "not known", str(count)) for name, count in found.most_common()]
    return table(("Countermeasure", "Arms"), rows)
