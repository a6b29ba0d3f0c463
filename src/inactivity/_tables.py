"""Rows of the shipped JSON that become records when they are looked at, and not before.

Turning every row into a record would cost the first estimate of a process more than reading the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeGuard, TypeVar, cast, overload

import attrs

from ._data import read_json
from ._narrowing import is_list, is_tuple

T = TypeVar("T")


class ShowsWhatIsKnown:
    """A record of many fields whose repr, and table in a notebook, leave out those not known: most are not."""

    __slots__ = ()

    def __repr__(self) -> str:
        fields = attrs.fields(cast("type[attrs.AttrsInstance]", type(self)))
        known = (
            (field.name, getattr(self, field.name)) for field in fields if getattr(self, field.name) != field.default
        )
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in known)})"

    def _repr_html_(self) -> str:
        from ._html import known_fields  # noqa: PLC0415 - words for notebooks are not on the path of a number

        return known_fields(self)


class Table(Sequence[T], Generic[T]):
    """A sequence of frozen records, made from rows one at a time on first touch.

    Parameters
    ----------
    load : callable
        Gives the class of the records, the names of the fields and the rows; called on first touch. The rows
        were validated when the file was compiled: they are trusted, and their validators skipped. Finished
        records may stand in for rows.
    """

    __slots__ = ("_items", "_kind", "_load", "_names", "_setters")

    def __init__(self, load: Callable[[], tuple[type[T], Sequence[str], list[Any]]]) -> None:
        self._load = load
        self._names: Sequence[str] | None = None

    def _rows(self) -> list[Any]:
        if self._names is None:
            self._kind, names, self._items = self._load()
            # A frozen record refuses assignment; the descriptors of its slots do not.
            self._setters = tuple(getattr(self._kind, name).__set__ for name in names)
            self._names = names  # last: another thread must not see a table half loaded
        return self._items

    def column(self, name: str) -> Iterator[Any]:
        """Yield one field of every row, making no record for it."""
        rows, names = self._rows(), self._names or ()
        position = names.index(name) if name in names else 0
        for item in rows:
            yield item[position] if type(item) is list else getattr(item, name)

    def _record(self, index: int) -> T:
        items = self._rows()
        item = items[index]
        if is_list(item):
            record = self._kind.__new__(self._kind)
            for assign, value in zip(self._setters, item, strict=True):
                assign(record, tuple(value) if is_list(value) else value)
            items[index] = record  # two threads may both make it: equal records, either will do
            return record
        return cast("T", item)

    def __len__(self) -> int:
        return len(self._rows())

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(map(self._record, range(*index.indices(len(self)))))
        return self._record(index)

    def __iter__(self) -> Iterator[T]:
        return map(self._record, range(len(self._rows())))

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if _is_table(other) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # the evidence hashes by its edition: rows would have to be read

    def __reduce__(self) -> tuple[Any, ...]:
        return table_of, (tuple(self),)


def _is_table(value: object) -> TypeGuard[Table[Any]]:
    return isinstance(value, Table)


def table_of(records: Iterable[T]) -> Table[T]:
    """Return a table of finished records."""
    items: list[Any] = list(records)
    return Table(lambda: (cast("type[T]", object), (), items))


def shipped(
    kind: Callable[[], type[T]], package: str, file: str, convert: Mapping[str, Mapping[Any, Any]] | None = None
) -> Table[T]:
    """Return the table in a JSON file of a package, read on first touch; `convert` maps the values of columns."""

    def load() -> tuple[type[T], Sequence[str], list[Any]]:
        data = cast("dict[str, list[Any]]", read_json(package, file))
        for name, values in (convert or {}).items():
            column = data["fields"].index(name)
            for row in data["rows"]:
                row[column] = values[row[column]]
        return kind(), data["fields"], data["rows"]

    return Table(load)


def packed(kind: type, records: Iterable[object]) -> dict[str, list[Any]]:
    """Return records as the field names and rows that :class:`Table` reads."""
    names = [field.name for field in attrs.fields(kind)]
    return {"fields": names, "rows": [[_row_value(getattr(record, name)) for name in names] for record in records]}


def _row_value(value: object) -> object:
    return list(value) if is_tuple(value) else value
