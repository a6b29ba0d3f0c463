"""The packaged parameters: read once a process, on first use; and the form in which parameters are written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar, cast

import attrs

from .._data import read_json
from .._narrowing import is_list, is_tuple
from ._coverage import Coverage
from ._parameters import Parameters

T = TypeVar("T")


@cache
def parameters() -> Parameters:
    """Return the packaged parameters, fitted to the packaged evidence.

    ``python -m inactivity.fitting fit`` makes them.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.kinetics import parameters
    >>> parameters().edition == ia.evidence().edition
    True
    """
    data = cast("dict[str, Any]", read_json("inactivity.kinetics", "parameters.json"))
    data["coverage"] = [_trusted(Coverage, row) for row in data["coverage"]]
    return _trusted(Parameters, data)


def _trusted(cls: type[T], data: Mapping[str, Any]) -> T:
    """Make a record of a file that was checked when it was written; its ten thousand numbers are not checked again."""
    record = cls.__new__(cls)
    for name, value in data.items():
        object.__setattr__(record, name, _frozen(value))
    return record


def _frozen(value: Any) -> Any:  # noqa: ANN401 - a field may hold anything
    if not is_list(value):
        return value
    return tuple(map(_frozen, value)) if value and is_list(value[0]) else tuple(value)


def as_json(record: Parameters) -> str:
    """Return parameters as JSON with a line a row, so that a change of one row is a change of one line."""
    fields = (f'"{field.name}": {_lines(getattr(record, field.name))}' for field in attrs.fields(Parameters))
    return "{" + ",\n".join(fields) + "}\n"


def _lines(value: object) -> str:
    if not (is_tuple(value) and value and isinstance(value[0], (tuple, Coverage))):
        return _compact(value)
    rows = (attrs.asdict(row) if isinstance(row, Coverage) else row for row in value)
    return "[\n" + ",\n".join(map(_compact, rows)) + "]"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
