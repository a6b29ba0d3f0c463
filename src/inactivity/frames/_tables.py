"""The packaged tables, handed over as dataframes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeAlias

import attrs
import narwhals.stable.v2 as nw

from .._narrowing import is_tuple
from .._rules import OneOf, check
from ..anatomy import muscles
from ..errors import InvalidValueError, MissingExtraError
from ..estimates._asking import MEASURE, MeasureClassAsked, asked
from ..estimates._modelling import reach_of
from ..evidence import evidence as packaged
from ..kinetics import parameters as fitted
from ._cells import KINDS

Backend: TypeAlias = Literal["polars", "pandas", "pyarrow", "duckdb", "dask", "pyspark"]
EvidenceTable: TypeAlias = Literal["observations", "arms", "studies"]

_EAGER = ("polars", "pandas", "pyarrow")
_FROM = {"duckdb": "pyarrow", "dask": "pandas"}
_SPARK = "pyspark"
_BACKEND = OneOf((*_EAGER, *_FROM, _SPARK))
_TABLE = OneOf(("observations", "arms", "studies"))


def evidence(backend: Backend, *, table: EvidenceTable = "observations") -> Any:
    """Return a table of the packaged evidence as a dataframe.

    Parameters
    ----------
    backend : {"polars", "pandas", "pyarrow", "duckdb", "dask", "pyspark"}
        Whose dataframe. DuckDB's is a relation of its default connection, and needs pyarrow; Dask's needs pandas;
        PySpark's belongs to the active session.
    table : {"observations", "arms", "studies"}
        Which table. Arms belong to studies by ``study_id``, observations to arms by ``study_id`` and ``arm_id``.

    Returns
    -------
    dataframe
        A column a field of the record (:class:`inactivity.Observation`, :class:`inactivity.Arm`,
        :class:`inactivity.Study`), in its units; several texts in one field are joined by ", ".

    Raises
    ------
    InvalidValueError
        If an argument is not one of its words, or PySpark is asked for without an active session.
    MissingExtraError
        If the backend is not installed.

    References
    ----------
    .. [1] As for :func:`inactivity.evidence`.

    Examples
    --------
    >>> from inactivity import frames
    >>> frames.evidence("polars").height
    1907
    """
    check(_BACKEND, "backend", backend)
    check(_TABLE, "table", table)
    base = packaged()
    ask: dict[str, Callable[[], Iterable[attrs.AttrsInstance]]] = {
        "observations": base.observations,
        "arms": base.arms,
        "studies": base.studies,
    }
    records = list(ask[table]())
    fields = [field for field in attrs.fields(type(records[0])) if not field.name.startswith("_")]
    data = {field.name: [_plain(getattr(record, field.name)) for record in records] for field in fields}
    return _frame(data, {field.name: _type(str(field.type)) for field in fields}, backend)


def parameters(backend: Backend, *, measure: MeasureClassAsked = "size") -> Any:
    """Return the packaged parameters as a dataframe: a row a muscle and kind of exposure, without countermeasure.

    Parameters
    ----------
    backend : {"polars", "pandas", "pyarrow", "duckdb", "dask", "pyspark"}
        Whose dataframe. DuckDB's is a relation of its default connection, and needs pyarrow; Dask's needs pandas;
        PySpark's belongs to the active session.
    measure : {"size", "strength"}
        Of what.

    Returns
    -------
    dataframe
        ``muscle``, ``exposure_kind``, ``measure``, and a column a number of :class:`inactivity.kinetics.Cell`, its parts
        joined by an underscore (``amplitudes_common`` ...); then how far the evidence reaches.

    Raises
    ------
    InvalidValueError
        If an argument is not one of its words, or PySpark is asked for without an active session.
    MissingExtraError
        If the backend is not installed.

    References
    ----------
    .. [1] The page "The model" has what each number means.

    Examples
    --------
    >>> from inactivity import frames
    >>> frames.parameters("polars").columns[:4]
    ['muscle', 'exposure_kind', 'measure', 'amplitudes_common']
    """
    check(_BACKEND, "backend", backend)
    check(MEASURE, "measure", measure)
    known = fitted()
    question = asked(measure=measure, target="person", level=0.9, age_years=None, sex=None, countermeasure=None)
    rows = [
        {"muscle": muscle.id, "exposure_kind": kind.value, "measure": measure}
        | dict(_named(known.cell(muscle, kind, measure=measure), ""))
        | dict(_named(reach_of(kind, question, known.covered(kind, measure)), "reach"))
        for muscle in muscles()
        for kind in KINDS
        if kind.is_modelled
    ]
    data = {name: [row[name] for row in rows] for name in rows[0]}
    types: dict[str, Any] = {name: nw.String if isinstance(rows[0][name], str) else nw.Float64 for name in data}
    return _frame(data, types, backend)


def _named(tree: Any, name: str) -> Iterable[tuple[str, Any]]:
    if isinstance(tree, (int, float)):
        yield name, float(tree)
        return
    kind: Any = tree.__class__
    parts: dict[str, Any] = attrs.asdict(tree, recurse=False) if attrs.has(kind) else tree._asdict()
    for part, value in parts.items():
        yield from _named(value, f"{name}_{part}" if name else part)


def _plain(value: Any) -> Any:
    if is_tuple(value):
        return ", ".join(value)
    return str(value) if isinstance(value, str) else value


def _type(words: str) -> Any:
    return {"float": nw.Float64, "int": nw.Int64}.get(words.removesuffix(" | None"), nw.String)


def _frame(data: Mapping[str, Any], types: Mapping[str, Any], backend: str) -> Any:
    if backend == _SPARK:
        return _on_spark(data, types)
    home = _FROM.get(backend, backend)
    if home == "pandas":  # has no whole numbers where some are missing
        types = {name: nw.Float64 if kind == nw.Int64 and None in data[name] else kind for name, kind in types.items()}
    try:
        found = nw.from_dict(data, schema=types, backend=home)  # type: ignore[arg-type]  # checked above
        return nw.to_native(found.lazy(backend) if backend in _FROM else found)  # type: ignore[arg-type]  # as above
    except ImportError as error:
        raise MissingExtraError("inactivity.frames", backend, error.name or backend) from error


def _on_spark(data: Mapping[str, Any], types: Mapping[str, Any]) -> Any:
    module = sys.modules.get("pyspark.sql")  # whoever has a session has imported it
    session = module.SparkSession.getActiveSession() if module else None
    if session is None:
        rule = "one that is running"
        raise InvalidValueError("backend", _SPARK, rule, "Start a session first: SparkSession.builder.getOrCreate().")
    words = {nw.Float64: "double", nw.Int64: "bigint"}
    schema = ", ".join(f"`{name}` {words.get(kind, 'string')}" for name, kind in types.items())
    return session.createDataFrame(list(zip(*data.values(), strict=True)), schema)
