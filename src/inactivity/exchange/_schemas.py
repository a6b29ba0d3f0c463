"""Table schemas of the records, from the same rules that check them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import attrs

from .._docstrings import descriptions, summary
from .._rules import Each, InstanceOf, OrNone, Rule
from ..anatomy import Muscle
from ..evidence import Arm, Observation, Rate, Study
from ..exposure import ExposureKind

IN_ATLAS = "in_atlas"
"""The column of the muscles that no record has: whether the atlas of the library knows the muscle."""


class Sheet(NamedTuple):
    """One table of a data package."""

    name: str
    kind: type[attrs.AttrsInstance]
    key: tuple[str, ...] = ()
    """What tells its rows apart."""
    references: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()
    """Its columns, the table they refer to, and the columns there."""


SHEETS = (
    Sheet("studies", Study, ("study_id",)),
    Sheet("arms", Arm, ("study_id", "arm_id"), ((("study_id",), "studies", ("study_id",)),)),
    Sheet(
        "observations",
        Observation,
        (),
        ((("study_id", "arm_id"), "arms", ("study_id", "arm_id")), (("muscle",), "muscles", ("id",))),
    ),
    Sheet("rates", Rate, (), ((("study_id",), "studies", ("study_id",)), (("muscle",), "muscles", ("id",)))),
    Sheet("muscles", Muscle, ("id",)),
)


def columns(sheet: Sheet) -> dict[str, str]:
    """Return the columns of a table with their types, as Table Schema names them."""
    types = {field.name: _column(field)["type"] for field in attrs.fields(sheet.kind)}
    return {**types, IN_ATLAS: "boolean"} if sheet.kind is Muscle else types


def table_schema(sheet: Sheet) -> dict[str, object]:
    """Return the Table Schema of a table."""
    said = descriptions(sheet.kind)
    fields = [_described(_column(field), said.get(field.name, "")) for field in attrs.fields(sheet.kind)]
    if sheet.kind is Muscle:
        about = "Whether the atlas of inactivity knows the muscle; if not, this evidence brought it."
        fields.append({"name": IN_ATLAS, "type": "boolean", "constraints": {"required": True}, "description": about})
    schema: dict[str, object] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "missingValues": [""],
    }
    if sheet.key:
        schema["primaryKey"] = list(sheet.key)
    if sheet.references:
        schema["foreignKeys"] = [
            {"fields": list(own), "reference": {"resource": table, "fields": list(theirs)}}
            for own, table, theirs in sheet.references
        ]
    return schema


def about(sheet: Sheet) -> str:
    """Return what a row of a table is."""
    return summary(sheet.kind)


def _described(column: dict[str, Any], said: str) -> dict[str, Any]:
    return {**column, "description": said} if said else column


def _column(field: attrs.Attribute[Any]) -> dict[str, Any]:
    rule: object = field.validator
    constraints: dict[str, object] = {}
    if isinstance(rule, OrNone):
        rule = rule.rule
    else:
        constraints["required"] = True
    kind, limits = _type(rule)
    notes = {"unit": field.metadata.get("unit")}
    for bound in ("minimum", "maximum"):
        strict = f"exclusive{bound.capitalize()}"
        if (
            strict in limits
        ):  # few readers know the strict bounds of the standard, and most refuse what they do not know
            limits[bound] = notes[strict] = limits.pop(strict)
    column: dict[str, Any] = {"name": field.name, "type": kind}
    if constraints or limits:
        column["constraints"] = {**constraints, **limits}
    return {**column, **{name: note for name, note in notes.items() if note is not None}}


def _type(rule: object) -> tuple[str, dict[str, object]]:
    match rule:
        case InstanceOf() if rule.kind is ExposureKind:
            return "string", {"enum": [kind.value for kind in ExposureKind]}
        case Each():
            return "array", {}
        case _:
            schema = rule.schema() if isinstance(rule, Rule) else {}
            return str(schema.get("type", "any")), _limits(schema)


def _limits(schema: Mapping[str, object]) -> dict[str, object]:
    """Return what a rule demands as Table Schema: its patterns are for the whole text and know no anchors."""
    limits = {name: value for name, value in schema.items() if name != "type"}
    pattern = str(limits.pop("pattern", ""))
    if pattern.startswith("^(?:"):
        limits["pattern"] = pattern.removeprefix("^(?:").removesuffix(")$").replace("(?:", "(")
    return limits
