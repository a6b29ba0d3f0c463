"""The rules of the records: validators that raise in words and describe themselves as JSON Schema.

One declaration a field serves three readers: the constructor (which raises), the strict loader (which
collects) and :func:`inactivity.serialization.json_schema` (which publishes). Rules are plain classes:
every `import inactivity` makes them.
"""

from __future__ import annotations

import os
import re
import sys
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Any, TypeAlias, TypeVar, get_args

import attrs

from ._narrowing import is_tuple
from .errors import DataError, InvalidValueError

T = TypeVar("T")
_LARGEST = sys.float_info.max  # between its signs lies every finite number, and neither NaN nor infinity
Conflict: TypeAlias = tuple[tuple[str, ...], str]
"""The fields that contradict one another, and how."""
FindConflicts: TypeAlias = Callable[[Mapping[str, Any]], Iterator[Conflict]]
"""What finds the contradictions among the fields it is given."""


class Rule:
    """A validator of attrs that can say what it demands."""

    __slots__ = ()

    def __call__(self, instance: object, attribute: attrs.Attribute[T], value: T) -> None:
        """Raise :class:`~inactivity.errors.InvalidValueError` if `value` breaks the rule."""
        del instance
        if not self.holds(value):
            raise InvalidValueError(attribute.name, value, self.words())

    @abstractmethod
    def holds(self, value: object) -> bool:
        """Whether `value` keeps the rule."""

    @abstractmethod
    def words(self) -> str:
        """Return the rule in words, to follow "it must be"."""

    @abstractmethod
    def schema(self) -> dict[str, object]:
        """Return the rule as JSON Schema."""


class Number(Rule):
    """A finite number within bounds; `above` and `below` are exclusive, `least` and `most` inclusive."""

    __slots__ = ("_bounds", "_unit", "_whole")

    def __init__(
        self,
        unit: str = "",
        *,
        above: float | None = None,
        least: float | None = None,
        most: float | None = None,
        below: float | None = None,
        whole: bool = False,
    ) -> None:
        self._unit, self._whole = unit, whole
        self._bounds = above, least, most, below

    def holds(self, value: object) -> bool:
        kinds = int if self._whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return False
        above, least, most, below = self._bounds
        return (
            -_LARGEST <= value <= _LARGEST
            and (above is None or value > above)
            and (least is None or value >= least)
            and (most is None or value <= most)
            and (below is None or value < below)
        )

    def words(self) -> str:
        names = ("above", "at least", "at most", "below")
        bounds = [f"{name} {bound:g}" for name, bound in zip(names, self._bounds, strict=True) if bound is not None]
        text = "a whole number" if self._whole else "a finite number"
        if bounds:
            text += f" {' and '.join(bounds)}"
        return f"{text} [{self._unit}]" if self._unit else text

    def schema(self) -> dict[str, object]:
        names = ("exclusiveMinimum", "minimum", "maximum", "exclusiveMaximum")
        bounds = {name: bound for name, bound in zip(names, self._bounds, strict=True) if bound is not None}
        return {"type": "integer" if self._whole else "number", **bounds}


class Text(Rule):
    """A text that is not empty; `pattern` is a regular expression for the whole of it."""

    __slots__ = ("_meaning", "_pattern")

    def __init__(self, pattern: str = "", meaning: str = "a text (in quotes) that is not empty") -> None:
        self._pattern, self._meaning = pattern, meaning

    def holds(self, value: object) -> bool:
        if not isinstance(value, str):
            return False
        return re.fullmatch(self._pattern, value) is not None if self._pattern else not value.isspace() and value != ""

    def words(self) -> str:
        return self._meaning

    def schema(self) -> dict[str, object]:
        return {"type": "string", "pattern": f"^(?:{self._pattern})$" if self._pattern else r"\S"}


class OneOf(Rule):
    """One of a closed set of words."""

    __slots__ = ("_choices",)

    def __init__(self, choices: tuple[str, ...]) -> None:
        self._choices = choices

    def holds(self, value: object) -> bool:
        return isinstance(value, str) and value in self._choices

    def words(self) -> str:
        return f"one of {', '.join(self._choices)}"

    def schema(self) -> dict[str, object]:
        return {"type": "string", "enum": list(self._choices)}


class Flag(Rule):
    """True or false, and nothing that merely looks like it."""

    __slots__ = ()

    def holds(self, value: object) -> bool:
        return isinstance(value, bool)

    def words(self) -> str:
        return "true or false"

    def schema(self) -> dict[str, object]:
        return {"type": "boolean"}


class InstanceOf(Rule):
    """An instance of a class or of one of a union, for fields that hold records."""

    __slots__ = ("kind",)

    def __init__(self, kind: type | UnionType) -> None:
        self.kind = kind

    def holds(self, value: object) -> bool:
        return isinstance(value, self.kind)

    def words(self) -> str:
        kinds = members(self.kind)
        return " or ".join(
            f"an {kind.__name__}" if kind.__name__[0] in "AEIO" else f"a {kind.__name__}" for kind in kinds
        )

    def schema(self) -> dict[str, object]:
        return {}  # whoever publishes the schema of a record puts that of the class in this place


class Each(Rule):
    """A tuple whose every item keeps `rule`."""

    __slots__ = ("_least", "_unique", "rule")

    def __init__(self, rule: Rule, *, least: int = 0, unique: bool = False) -> None:
        self.rule, self._least, self._unique = rule, least, unique

    def holds(self, value: object) -> bool:
        if not is_tuple(value) or len(value) < self._least or not all(map(self.rule.holds, value)):
            return False
        return not self._unique or len(set(value)) == len(value)

    def words(self) -> str:
        size = f"at least {self._least} of: " if self._least else "each "
        return f"a tuple (a list in a file), {size}{self.rule.words()}{', no two alike' if self._unique else ''}"

    def schema(self) -> dict[str, object]:
        schema: dict[str, object] = {"type": "array", "items": self.rule.schema()}
        if self._least:
            schema["minItems"] = self._least
        if self._unique:
            schema["uniqueItems"] = True
        return schema


class OrNone(Rule):
    """Not known (`None`), or a value that keeps `rule`."""

    __slots__ = ("rule",)

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def holds(self, value: object) -> bool:
        return value is None or self.rule.holds(value)

    def words(self) -> str:
        return f"{self.rule.words()}, or left out where not known"

    def schema(self) -> dict[str, object]:
        return {"anyOf": [self.rule.schema(), {"type": "null"}]}


IDENTIFIER = Text(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*", "an id of letters, digits and single underscores")
WORD = Text(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", "a lower_snake_case word")
DAYS = Number("days", above=0, most=3650)
LEVEL = Number("-", above=0, below=1)
WITHIN_PCT = Number("%", above=0, most=100)


def members(kind: type | UnionType) -> tuple[type, ...]:
    """Return the classes of a union, or the one class."""
    return (kind,) if isinstance(kind, type) else get_args(kind)


def check(rule: Rule, name: str, value: object, hint: str = "") -> None:
    """Raise :class:`~inactivity.errors.InvalidValueError` if an argument breaks `rule`."""
    if not rule.holds(value):
        raise InvalidValueError(name, value, rule.words(), hint)


def check_given(rule: Rule, name: str, value: object) -> None:
    """As :func:`check`, for an argument that may be left out."""
    if value is not None:
        check(rule, name, value)


def as_path(value: str | os.PathLike[str]) -> str:
    """Return a path as text, or raise :class:`~inactivity.errors.InvalidValueError` if it is none."""
    try:
        text = os.fspath(value)
    except TypeError:
        text = ""
    if not _is_text(text) or not text or "\0" in text:
        raise InvalidValueError("path", value, "the path of a file or folder")
    return text


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def as_float(value: float) -> float:
    """Turn a whole or foreign number (NumPy's, a fraction) into a float; leave all else for the rule to refuse."""
    return value if type(value) is float else _as_float(value)


def _as_float(value: Any) -> Any:  # noqa: ANN401 - what is given may be anything
    given: object = value
    if isinstance(given, (str, bytes, bytearray, memoryview)) or "bool" in type(value).__name__:
        return value  # float() would take "14" and True
    try:
        return float(value)
    except Exception:  # noqa: BLE001 - a foreign __float__ may raise anything; the rule names the value
        return value


def refuse_conflicts(record: attrs.AttrsInstance, conflicts: FindConflicts, label: str) -> None:
    """Raise :class:`~inactivity.errors.DataError` if the fields of a record contradict one another."""
    values = {name: getattr(record, name) for name in _fields(type(record))}
    found = tuple(text for _, text in conflicts(values))
    if found:
        raise DataError(label, found)


@cache
def _fields(cls: type[attrs.AttrsInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(cls))
