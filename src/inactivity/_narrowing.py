"""What a value from outside turned out to be, for type checkers: `isinstance` leaves the items of a list unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether `value` is a list."""
    return isinstance(value, list)


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Whether `value` is a tuple."""
    return isinstance(value, tuple)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether `value` is a dict or the like."""
    return isinstance(value, Mapping)


def is_rows(value: object) -> TypeGuard[Iterable[Any]]:
    """Whether `value` can be gone through row by row: anything iterable but a text and a dict."""
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping))
