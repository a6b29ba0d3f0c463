"""The engines: small tables of ours on the engine of a frame, and joins that leave its rows in order."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import narwhals.stable.v2 as nw

from ..errors import InvalidValueError

Columns: TypeAlias = Mapping[str, Sequence[Any]]
"""A small table: names, and the values of each column."""
How: TypeAlias = Literal["left", "inner"]
_FEW = 100
"""So many texts DuckDB numbers faster than it joins them; it reads each of them with every step of a query."""

EAGER = ("pandas", "modin", "cudf", "pyarrow", "polars")
LAZY = ("polars", "duckdb", "pyspark", "pyspark[connect]", "dask")
_ROW = "__inactivity_row"
_SEPARATOR = "\x1f"  # in no name


def narwhal(frame: object) -> Any:
    """Return a frame as one of narwhals, or raise where its engine is not one of ours."""
    read: Any = nw.from_native  # its types name the frames it knows, and any object may be given
    try:
        found = read(frame)
    except TypeError:
        found = None
    known = () if found is None else LAZY if is_lazy(found) else EAGER
    if found is None or str(found.implementation) not in known:
        raise InvalidValueError(
            "frame", frame, "a frame of polars, pandas, pyarrow, DuckDB, PySpark or Dask (eager or lazy)"
        )
    return found


def is_lazy(frame: object) -> bool:
    """Whether a frame of narwhals is a lazy one."""
    return isinstance(frame, nw.LazyFrame)


def anchor(frame: Any) -> Any:
    """Return what small tables beside a frame are made of: itself, or one row of the user's connection to DuckDB."""
    # Relations of two connections cannot be joined.
    if str(frame.implementation) == "duckdb":
        return nw.from_native(nw.to_native(frame).limit(0).aggregate("count(*)"))
    return frame


def table(like: Any, columns: Columns) -> Any:
    """Return a small table on the engine, and of the session or connection, of an :func:`anchor`."""
    native, engine = nw.to_native(like), str(like.implementation)
    if not is_lazy(like):
        return nw.from_dict(columns, backend=like.implementation)
    makers = {"polars": _polars, "duckdb": _duckdb, "dask": _dask}
    return nw.from_native(makers.get(engine, _spark)(native, columns))


def _polars(native: Any, columns: Columns) -> Any:
    del native
    return sys.modules["polars"].LazyFrame(columns)


def _dask(native: Any, columns: Columns) -> Any:
    del native
    pandas = sys.modules["pandas"]
    return sys.modules["dask.dataframe"].from_pandas(pandas.DataFrame(columns), npartitions=1)


def _duckdb(native: Any, columns: Columns) -> Any:
    duckdb = sys.modules["duckdb"]
    named = (
        duckdb.FunctionExpression("unnest", _duckdb_list(duckdb, tuple(values))).alias(name)
        for name, values in columns.items()
    )
    return native.select(*named)


def _duckdb_list(duckdb: Any, values: tuple[Any, ...]) -> Any:
    # One text a column: DuckDB looks at the whole query again with every step, and at each of its constants.
    text = duckdb.ConstantExpression(_written(values))
    if isinstance(values[0], str):
        return duckdb.FunctionExpression("string_split", text, duckdb.ConstantExpression(_SEPARATOR))
    return text.cast("BIGINT[]" if isinstance(values[0], int) else "DOUBLE[]")


@lru_cache(maxsize=256)
def _written(values: tuple[Any, ...]) -> str:
    return _SEPARATOR.join(values) if isinstance(values[0], str) else f"[{', '.join(map(repr, values))}]"


def _spark(native: Any, columns: Columns) -> Any:
    functions = sys.modules["pyspark.sql.functions"]
    types = {str: "string", int: "bigint", float: "double"}
    schema = ", ".join(f"`{name}` {types[type(values[0])]}" for name, values in columns.items())
    rows = list(zip(*columns.values(), strict=True))
    return functions.broadcast(native.sparkSession.createDataFrame(rows, schema))


def beside(frame: Any, columns: Columns, keys: tuple[str, str], how: How, like: Any) -> Any:
    """Return a frame with the columns of a small table beside its own, its rows in order where they have one.

    Parameters
    ----------
    frame : narwhals.DataFrame or narwhals.LazyFrame
        Any.
    columns : mapping
        The table. Its key has texts, or the whole numbers from 0.
    keys : tuple of str
        The columns of the frame and of the table that are equal.
    how : {"left", "inner"}
        "inner" where every row finds one: DuckDB then looks whole numbers up by their place.
    like : narwhals.DataFrame or narwhals.LazyFrame
        The :func:`anchor` of the frame.
    """
    native, engine = nw.to_native(frame), str(frame.implementation)
    if engine == "polars":
        return nw.from_native(_polars_beside(native, columns, keys))
    if engine == "duckdb":
        return nw.from_native(_duckdb_beside(native, columns, keys, how, nw.to_native(like)))
    return frame.join(table(like, columns), left_on=keys[0], right_on=keys[1], how=how)


def _polars_beside(native: Any, columns: Columns, keys: tuple[str, str]) -> Any:
    # A join makes every column of the frame anew; looking values up by their place makes one, row by row, so that
    # filters and streams pass through it as through any arithmetic.
    polars, (left, right) = sys.modules["polars"], keys
    at, known = polars.col(left), columns[right]
    if isinstance(known[0], str):
        at = at.cast(polars.Enum(known), strict=False).to_physical()
    return native.with_columns(
        polars.lit(list(values)).list.get(at, null_on_oob=True).alias(name)
        for name, values in columns.items()
        if name != right
    )


def _duckdb_beside(native: Any, columns: Columns, keys: tuple[str, str], how: How, like: Any) -> Any:
    duckdb, (left, right) = sys.modules["duckdb"], keys
    if isinstance(columns[right][0], str) and len(columns[right]) <= _FEW:
        place = _duckdb_place(duckdb, left, columns[right])
        lists = ((name, _duckdb_list(duckdb, tuple(values))) for name, values in columns.items() if name != right)
        found = (duckdb.FunctionExpression("list_extract", values, place).alias(name) for name, values in lists)
        return native.select(duckdb.StarExpression(), *found)
    # narwhals renames both sides and selects the columns, and DuckDB binds the whole query with each step.
    column = duckdb.ColumnExpression
    return native.join(_duckdb(like, columns).set_alias(f"{right}_of"), column(left) == column(right), how=how)


def _duckdb_place(duckdb: Any, column: str, texts: Sequence[str]) -> Any:
    """Return the place, from 1, of the texts of a column in a list; null where they are not in it."""
    name = '"' + column.replace('"', '""') + '"'
    words = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
    # Nulls are passed over first: most rows of the names that are left are null.
    return duckdb.SQLExpression(
        f"case when {name} is not null then enum_code(try_cast({name} as enum({words}))) + 1 end"
    )


class Inside:
    """A frame on its way in and out: what we work on, and how the answers come back to what was given.

    Parameters
    ----------
    frame : object
        What was given.
    columns : tuple of str
        Those of it that the answers need.
    """

    def __init__(self, frame: Any, columns: Sequence[str]) -> None:
        self.given = frame
        self._engine = str(frame.implementation)
        self._lazily = is_lazy(frame) or self._engine == "polars"
        self.frame: Any
        if is_lazy(frame):
            self.frame = frame
        elif self._engine == "polars":
            self.frame = frame.lazy()
        else:  # joins would move its rows, and lose its index: answers are put beside it in the end
            used = frame.with_row_index(_ROW).select(_ROW, *dict.fromkeys(columns))
            nothing = [name for name, kind in used.schema.items() if kind == nw.Unknown]
            # pyarrow joins no columns of the type that has nulls alone
            self.frame = used.with_columns(nw.col(*nothing).cast(nw.String)) if nothing else used

    def out(self, frame: Any, answers: Mapping[str, Any]) -> Any:
        """Return what was given with the answers, expressions of the frame that was worked on, beside it."""
        if self._lazily:
            return frame.select(*self.given.collect_schema().names(), **answers)
        found = frame.select(_ROW, **answers)
        found = found.sort(_ROW) if self._engine == "pyarrow" else found
        return self.given.with_columns(*(found[name] for name in answers))

    def native(self, frame: Any) -> Any:
        """Return a frame as somebody has it who gave one of this kind."""
        return nw.to_native(frame.collect() if is_lazy(frame) and not is_lazy(self.given) else frame)
