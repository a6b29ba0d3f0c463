"""Dicts, JSON and JSON Schema of every public record, by one cattrs converter.

What comes in is checked as strictly as the evidence: nothing is coerced, unknown fields are refused, and
every problem is reported at once.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

import attrs

from ._docstrings import descriptions, summary
from ._rules import Each, InstanceOf, OrNone, Rule, members
from ._structuring import plain, structure
from .anatomy import Attachments, Joint, Motion, Muscle
from .errors import DataError, InvalidValueError
from .estimates import AvailableEstimate, ChangeEstimate, Forecast, RankedMuscle, RecoveryEstimate
from .evidence import Arm, Campaign, Claim, ClaimSource, EvidenceCount, Observation, Rate, Study, Tally
from .exposure import Exposure, ExposureKind, Recovery, Timeline
from .kinetics import Coverage, Parameters

__all__ = ["RECORDS", "from_dict", "from_json", "json_schema", "to_dict", "to_json"]

T = TypeVar("T")

RECORDS: tuple[type, ...] = (
    Arm,
    Attachments,
    AvailableEstimate,
    Campaign,
    ChangeEstimate,
    Claim,
    ClaimSource,
    Coverage,
    EvidenceCount,
    Exposure,
    Forecast,
    Joint,
    Motion,
    Muscle,
    Observation,
    Parameters,
    RankedMuscle,
    Rate,
    Recovery,
    RecoveryEstimate,
    Study,
    Tally,
    Timeline,
)
"""Every record that can be written and read."""


def to_dict(record: object) -> dict[str, Any]:
    """Return a record as dicts, lists, texts and numbers.

    Parameters
    ----------
    record : one of `RECORDS`
        What to write. Units are those of its fields.

    Raises
    ------
    InvalidValueError
        If `record` is none of them.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.serialization import to_dict
    >>> to_dict(ia.Recovery(days=10))
    {'days': 10.0, 'condition': 'reambulation'}
    """
    _known(type(record), record)
    written: dict[str, Any] = plain(record)
    return written


def from_dict(cls: type[T], data: object) -> T:
    """Return a record made from a dict: the inverse of :func:`to_dict`.

    Parameters
    ----------
    cls : one of `RECORDS`
        What to read.
    data : dict
        Its fields, in the units of the record.

    Raises
    ------
    DataError
        If anything in `data` is wrong; every problem is in ``problems``.
    InvalidValueError
        If `cls` is none of `RECORDS`.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.serialization import from_dict
    >>> from_dict(ia.Exposure, {"kind": "bed_rest", "days": "14", "why": "flu"})
    Traceback (most recent call last):
    inactivity.errors.DataError: Exposure: 2 problems; nothing was loaded.
      days: '14' is not a finite number above 0 and at most 3650 [days]
      unknown field 'why'; known fields: kind, days, reason, started
    """
    _known(cls, cls)
    return structure(data, cls, cls.__name__)


def to_json(record: object, *, indent: int | None = None) -> str:
    """Return a record as JSON text.

    Parameters
    ----------
    record : one of `RECORDS`
        What to write.
    indent : int, optional
        Spaces a level; one line if left out.

    Raises
    ------
    InvalidValueError
        If `record` is none of `RECORDS`.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.serialization import to_json
    >>> to_json(ia.Exposure("bed_rest", days=14))
    '{"kind": "bed_rest", "days": 14.0, "reason": null, "started": null}'
    """
    return json.dumps(to_dict(record), ensure_ascii=False, allow_nan=False, indent=indent)


def from_json(cls: type[T], text: str) -> T:
    """Return a record made from JSON text: the inverse of :func:`to_json`.

    Parameters
    ----------
    cls : one of `RECORDS`
        What to read.
    text : str
        JSON of one record.

    Raises
    ------
    DataError
        If `text` is not JSON, or anything in it is wrong; every problem is in ``problems``.
    InvalidValueError
        If `cls` is none of `RECORDS`.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.serialization import from_json
    >>> from_json(ia.Recovery, '{"days": 10}')
    Recovery(days=10.0, condition='reambulation')
    """
    _known(cls, cls)
    try:
        data = json.loads(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise DataError(cls.__name__, (f"cannot be read as JSON: {error}",)) from error
    return from_dict(cls, data)


def json_schema(cls: type) -> dict[str, object]:
    """Return the JSON Schema (2020-12) of a record.

    It stands alone: what it refers to is in its ``$defs``. Its ``$id`` is the name of the file it is published as.

    Parameters
    ----------
    cls : one of `RECORDS`
        The record. The unit of a field is its ``x-unit``.

    Raises
    ------
    InvalidValueError
        If `cls` is none of `RECORDS`.

    References
    ----------
    .. [1] JSON Schema, draft 2020-12, https://json-schema.org/draft/2020-12/schema.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.serialization import json_schema
    >>> json_schema(ia.Recovery)["properties"]["days"]
    {'type': 'number', 'exclusiveMinimum': 0, 'maximum': 3650, 'description': 'Length, above 0 and at most 3650.', 'x-unit': 'days'}
    """
    _known(cls, cls)
    parts: dict[str, object] = {}
    schema = _object(cls, parts)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{cls.__name__}.schema.json",  # relative to wherever the site is
        **schema,
    }
    return {**head, "$defs": parts} if parts else head


def _known(cls: type, given: object) -> None:
    if cls not in RECORDS:
        names = ", ".join(record.__name__ for record in RECORDS)
        raise InvalidValueError("record", given, f"one of the public records: {names}")


def _object(cls: type, parts: dict[str, object]) -> dict[str, object]:
    fields = attrs.fields(cls)
    said = descriptions(cls)
    properties = {field.name: _property(field, said.get(field.name), parts) for field in fields}
    return {
        "title": cls.__name__,
        "description": summary(cls),
        "type": "object",
        "properties": properties,
        "required": [field.name for field in fields if field.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _property(field: attrs.Attribute[Any], said: str | None, parts: dict[str, object]) -> dict[str, object]:
    notes = {"description": said, "x-unit": field.metadata.get("unit")}
    return {**_schema(field.validator, parts), **{name: note for name, note in notes.items() if note}}


def _schema(rule: object, parts: dict[str, object]) -> dict[str, object]:
    match rule:
        case InstanceOf() if rule.kind is ExposureKind:
            return {"type": "string", "enum": [kind.value for kind in ExposureKind]}
        case InstanceOf():
            references = [_reference(kind, parts) for kind in members(rule.kind)]
            return references[0] if len(references) == 1 else {"anyOf": references}
        case OrNone():
            return {"anyOf": [_schema(rule.rule, parts), {"type": "null"}]}
        case Each():
            return {**rule.schema(), "items": _schema(rule.rule, parts)}
        case Rule():
            return rule.schema()
        case _:
            raise TypeError(rule)


def _reference(kind: type, parts: dict[str, object]) -> dict[str, object]:
    if kind.__name__ not in parts:
        parts[kind.__name__] = {}  # a record may hold its own kind
        parts[kind.__name__] = _object(kind, parts)
    return {"$ref": f"#/$defs/{kind.__name__}"}
