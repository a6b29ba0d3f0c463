"""Evidence as one flat table: each observation with its arm and its study."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from .._narrowing import is_tuple
from .._rules import OrNone, Rule
from ..exposure import ExposureKind
from ._records import Arm, Observation, Study

if TYPE_CHECKING:
    from ._evidence import Evidence

Cell: TypeAlias = float | int | str | list[str] | None
_TYPES: dict[object, type] = {"number": float, "integer": int, "array": list}
_KEYS = ("study_id", "arm_id")


def flat_columns() -> dict[str, type]:
    """Return the columns of the flat table with the types of what stands in them, where it is known."""
    return {
        column: _type(field.validator)
        for kind, names in _parts()
        for column, name in names.items()
        for field in [attrs.fields_dict(kind)[name]]
    }


def flat_rows(base: Evidence) -> Iterator[dict[str, Cell]]:
    """Yield the observations, each with its arm and its study."""
    columns = [names for _, names in _parts()]
    for row in base.observations():
        records = (row, base.arm(row.study_id, row.arm_id), base.study(row.study_id))
        yield {
            column: _plain(getattr(record, name))
            for record, names in zip(records, columns, strict=True)
            for column, name in names.items()
        }


def write_csv(base: Evidence, path: str | os.PathLike[str]) -> None:
    """Write the flat table."""
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(flat_columns())
        writer.writerows(map(_text, row.values()) for row in flat_rows(base))


def _parts() -> Iterator[tuple[type[attrs.AttrsInstance], dict[str, str]]]:
    """Yield the three records of a row, with the column of each field: those of arm and study say so."""
    yield Observation, {field.name: field.name for field in attrs.fields(Observation)}
    for prefix, kind in (("arm", Arm), ("study", Study)):
        yield kind, {f"{prefix}_{field.name}": field.name for field in attrs.fields(kind) if field.name not in _KEYS}


def _type(rule: object) -> type:
    if isinstance(rule, OrNone):
        return _type(rule.rule)
    return _TYPES.get(rule.schema().get("type"), str) if isinstance(rule, Rule) else str


def _plain(value: Any) -> Cell:  # noqa: ANN401 - a field of a record
    if is_tuple(value):
        return list(value)
    return value.value if isinstance(value, ExposureKind) else value


def _text(value: Cell) -> str:
    match value:
        case None:
            return ""
        case list():
            return "; ".join(value)
        case float():
            return repr(int(value)) if value.is_integer() else repr(value)
        case _:
            return str(value)
