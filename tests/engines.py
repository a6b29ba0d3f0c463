"""The engines of the tests of frames: how each makes a frame and reads its rows, and Spark, started once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

Columns = dict[str, list[Any]]
engines_warn = pytest.mark.filterwarnings(
    "ignore:Dask support is moving:FutureWarning",  # narwhals announces a package of its own, which is not there yet
    "ignore:Downcasting behavior in Series:FutureWarning",  # pandas below 3, of what narwhals asks it to choose
)
"""Warnings of the engines that nobody who uses this library can mend."""


class Engine:
    """How an engine makes a frame of columns, and gives its rows; rows have an ``id`` where their order is not kept."""

    package: ClassVar[str] = ""

    def __init__(self) -> None:
        self.module: Any = pytest.importorskip(self.package)

    def frame(self, columns: Columns, types: dict[str, type] | None = None) -> Any:
        raise NotImplementedError

    def rows(self, frame: Any) -> list[dict[str, Any]]:
        raise NotImplementedError

    def columns(self, frame: Any) -> list[str]:
        return list(frame.columns)

    def empty(self, frame: Any) -> Any:
        return frame.head(0)


class Polars(Engine):
    package = "polars"

    def frame(self, columns: Columns, types: dict[str, type] | None = None) -> Any:
        return self.module.DataFrame(columns, schema_overrides=types or {}, strict=False)

    def rows(self, frame: Any) -> list[dict[str, Any]]:
        return list(frame.to_dicts())


class LazyPolars(Polars):
    def frame(self, columns: Columns, types: dict[str, type] | None = None) -> Any:
        return super().frame(columns, types).lazy()

    def rows(self, frame: Any) -> list[dict[str, Any]]:
        return list(frame.collect(engine="streaming").to_dicts())

    def columns(self, frame: Any) -> list[str]:
        return list(frame.collect_schema().names())


class Pandas(Engine):
    package = "pandas"

    def frame(self, columns: Columns, types: dict[str, type] | None = None) -> Any:
        return self.module.DataFrame(columns).astype(types or {})

    def rows(self, frame: Any) -> list[dict[str, Any]]:
        return list(frame.to_dict("records"))


class PyArrow(Engine):
    package = "pyarrow"

    def frame(self, columns: Columns, types: dict[str, type] | None = None) -> Any:
        return self.module.table(
            {
                name: self.module.array(values, self.module.float64() if name in (types or {}) else None)
                for name, values in columns.items()
            }
        )

    def rows(self, frame: Any) -> list[dict[str, Any]]:
        return list(frame.to_pylist())

    def columns(self, frame: Any) -> list[str]:
        return list(frame.column_names)

    def empty(self, frame: Any) -> Any:
        return frame.slice(0, 0)


class DuckDB(Engine):
    package = "duckdb"

    def __init__(self) -> None:
        super().__init__()
        self.connections: list[Any] = []
        """Kept while their frames are in use: until DuckDB 1.4, a relation did not keep its own."""

    def frame(self, columns: Columns, types: dict[str, type] | None = None) -> Any:
        connection = self.module.connect()  # not the default one: tables of ours must come to where the rows are
        self.connections.append(connection)
        connection.register("given", PyArrow().frame(columns, types))
        return connection.sql("select * from given")

    def rows(self, frame: Any) -> list[dict[str, Any]]:
        rows = [dict(zip(frame.columns, row, strict=True)) for row in frame.fetchall()]
        return sorted(rows, key=lambda row: row["id"]) if "id" in frame.columns else rows

    def empty(self, frame: Any) -> Any:
        return frame.limit(0)


class Dask(Engine):
    package = "dask.dataframe"

    def frame(self, columns: Columns, types: dict[str, type] | None = None) -> Any:
        return self.module.from_pandas(Pandas().frame(columns, types), npartitions=3)

    def rows(self, frame: Any) -> list[dict[str, Any]]:
        return list(frame.compute().to_dict("records"))

    def empty(self, frame: Any) -> Any:
        return frame[frame["id"] < 0.0]


class Spark(Engine):
    package = "pyspark"

    def __init__(self) -> None:
        super().__init__()
        self.session = session()

    def frame(self, columns: Columns, types: dict[str, type] | None = None) -> Any:
        del types
        words = {
            name: "double" if any(isinstance(value, float) for value in values) else "string"
            for name, values in columns.items()
        }
        schema = ", ".join(f"{name} {word}" for name, word in words.items())
        return self.session.createDataFrame(list(zip(*columns.values(), strict=True)), schema)

    def rows(self, frame: Any) -> list[dict[str, Any]]:
        return sorted((row.asDict() for row in frame.collect()), key=lambda row: row["id"])

    def empty(self, frame: Any) -> Any:
        return frame.filter("id < 0")


_STARTED: list[Any] = []


def session() -> Any:
    """Return the local Spark of the tests, started once, without network; skip where there is no Java."""
    if not _STARTED:
        if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
            pytest.skip("PySpark needs Java 17, and there is none: the tests on Spark are left out")
        import warnings

        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of PySpark, about versions of pandas that nothing here asks it for
            from pyspark.sql import SparkSession

            builder = SparkSession.builder.master("local[2]").appName("inactivity")
            options = {
                "spark.ui.enabled": "false",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.host": "127.0.0.1",
                "spark.sql.shuffle.partitions": "2",
                "spark.ui.showConsoleProgress": "false",
                "spark.log.level": "ERROR",
            }
            for name, value in options.items():
                builder = builder.config(name, value)
            _STARTED.append(builder.getOrCreate())
    return _STARTED[0]


EAGER: tuple[Callable[[], Engine], ...] = (Polars, Pandas, PyArrow)
ENGINES = ("Polars", "LazyPolars", "Pandas", "PyArrow", "DuckDB", "Dask", "Spark")
every_engine = pytest.mark.parametrize("engine", ENGINES, indirect=True)


def started(name: str) -> Engine:
    """Return an engine by its name."""
    made: Engine = globals()[name]()
    return made
