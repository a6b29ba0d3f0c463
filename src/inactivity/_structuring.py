"""The one cattrs converter: strict about what comes in, complete about what is wrong with it.

cattrs coerces by default ("1.5" becomes 1.5, None becomes "None", True becomes 1.0). In an evidence base
that is corruption. Here a field takes what its rule allows and nothing else, unknown fields are refused,
and every problem of a document is reported at once, each with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast, get_args, get_origin

import attrs
import cattrs
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from ._narrowing import is_list, is_mapping
from ._rules import Each, Rule
from .errors import DataError, InvalidValueError, UnknownExposureKindError, UnknownNameError, shown
from .exposure import Exposure, ExposureKind, Recovery
from .exposure._kinds import KINDS

T = TypeVar("T")


@cache
def converter() -> cattrs.Converter:
    """Return the converter of every public record."""
    # `exposure` names `date` to type checkers only: the module would cost every import more than it brings.
    attrs.resolve_types(Exposure, localns={"date": date})
    conv = cattrs.Converter(
        detailed_validation=True, forbid_extra_keys=True, unstruct_collection_overrides={tuple: list}
    )
    conv.register_structure_hook_factory(attrs.has, _record_hook)
    conv.register_structure_hook(ExposureKind, _structure_kind)
    conv.register_unstructure_hook(ExposureKind, attrgetter("value"))  # else it stays a member, being a text
    conv.register_structure_hook(date, _structure_date)
    conv.register_unstructure_hook(date, date.isoformat)
    conv.register_structure_hook(Exposure | Recovery, _structure_segment)
    return conv


def structure(data: object, cls: type[T], source: str, error: type[DataError] = DataError) -> T:
    """Return `data` as a `cls`, or raise `error` with every problem in it."""
    try:
        return converter().structure(data, cls)
    except Exception as group:
        raise error(source, tuple(flatten(group))) from group


def flatten(error: BaseException, path: str = "") -> Iterator[str]:
    """Yield the problems in a tree of exceptions as lines ``where: what``."""
    where = f"{path}: " if path else ""
    match error:
        case ClassValidationError() | IterableValidationError():
            for part in error.exceptions:
                yield from flatten(part, _extended(path, part))
        case ForbiddenExtraKeysError():
            known = [field.name for field in attrs.fields(error.cl)]
            for name in sorted(map(str, error.extra_fields)):
                close = get_close_matches(name, known, 1)
                hint = f"did you mean {close[0]}?" if close else f"known fields: {', '.join(known)}"
                yield f"{where}unknown field {name!r}; {hint}"
        case DataError():
            yield from (f"{where}{problem}" for problem in error.problems)
        case KeyError() if not isinstance(error, UnknownNameError):
            yield f"{where}the field {error.args[0]!r} is missing"
        case InvalidValueError():
            yield f"{where}{shown(error.value)} is not {error.rule}"
        case _:
            yield f"{where}{error}"


def _extended(path: str, error: BaseException) -> str:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return f"{path}.{note.name}" if path else note.name
        if isinstance(note, IterableValidationNote):
            return f"{path}[{note.index}]"
    return path


def _record_hook(cls: type[Any]) -> Callable[[Any, Any], Any]:
    conv = converter()
    attrs.resolve_types(cls)
    fields = attrs.fields(cls)
    hooks = {field.name: override(struct_hook=_field_hook(field)) for field in fields if field.init}
    generated = make_dict_structure_fn(cls, conv, **hooks)  # type: ignore[arg-type]  # hooks are overrides
    conflicts = getattr(cls, "_conflicts", None)

    def structure_record(data: Any, _: Any) -> Any:
        if not is_mapping(data):
            raise InvalidValueError(cls.__name__, data, f"a table with the fields of {cls.__name__}")
        try:
            return generated(data, cls)
        except ClassValidationError as group:
            broken = {_extended("", part) for part in group.exceptions} - {""}
            if not broken or conflicts is None:
                raise
            # The constructor that checks them was never reached: one broken field must not hide a contradiction.
            sound = {name: value for name, value in data.items() if name not in broken}
            found = tuple(text for names, text in conflicts(sound) if broken.isdisjoint(names))
            parts = (*group.exceptions, DataError(cls.__name__, found)) if found else group.exceptions
            raise group.derive(parts) from None

    return structure_record


def _field_hook(field: attrs.Attribute[Any]) -> Callable[[Any, Any], Any]:
    rule = cast("Rule", field.validator)  # every field of every record has one: the tests see to it
    nested = _nested(field.type)

    def structure_field(value: Any, kind: Any) -> Any:
        if nested and value is not None and (not isinstance(rule, Each) or isinstance(value, (list, tuple))):
            return converter().structure(value, kind)
        value = _frozen(value)
        if not rule.holds(value):
            raise InvalidValueError(field.name, value, rule.words())
        return float(value) if type(value) is int and _is_float(kind) else value

    return structure_field


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if is_list(value) else value


def _members(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) is not None or hasattr(kind, "__args__") else (kind,)


def _nested(kind: Any) -> bool:
    """Whether a field holds records, kinds or dates, which have hooks of their own."""
    return any(
        isinstance(member, type) and (attrs.has(member) or issubclass(member, (ExposureKind, date)))
        for member in (kind, *_members(kind), *(inner for outer in _members(kind) for inner in _members(outer)))
    )


def _is_float(kind: Any) -> bool:
    return float in _members(kind)


def _structure_kind(value: Any, _: Any) -> ExposureKind:
    """Take an id and nothing else: data must not depend on which synonyms an edition knows."""
    if isinstance(value, str) and value in KINDS:
        return KINDS[value]
    raise UnknownExposureKindError(value, tuple(get_close_matches(value, KINDS)) if isinstance(value, str) else ())


def _structure_date(value: Any, _: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidValueError("date", value, "a date written as YYYY-MM-DD") from None


def _structure_segment(value: Any, _: Any) -> Exposure | Recovery:
    if is_mapping(value) and "kind" in value:
        return converter().structure(value, Exposure)
    return converter().structure(value, Recovery)


def plain(record: object) -> Any:
    """Return a record as dicts, lists, texts and numbers."""
    return converter().unstructure(record)


def rows(records: Sequence[object]) -> list[dict[str, object]]:
    """Return records as dicts."""
    return [plain(record) for record in records]
