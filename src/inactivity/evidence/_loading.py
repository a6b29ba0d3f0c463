"""The strict way in: dicts and TOML files become records, or every problem is named at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import attrs

from .. import _structuring
from .._narrowing import is_list, is_mapping, is_rows, is_tuple
from .._rules import DAYS, Each, InstanceOf
from ..anatomy import Muscle, muscle
from ..errors import EvidenceDataError, UnknownMuscleError
from ._rates import Rate
from ._records import Arm, Observation, Study

_RECORDS = (Study, Arm, Observation, Rate, Muscle)
_KEYS = {
    "studies": ("study_id",),
    "arms": ("study_id", "arm_id"),
    "muscles": ("id",),
    "observations": ("study_id", "arm_id", "muscle", "muscle_reported", "site", "measure", "method", "phase", "day"),
}
"""What tells the rows of a table apart."""
T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Records:
    """Studies with their arms, observations and rates, and the muscles the atlas lacks."""

    studies: tuple[Study, ...] = attrs.field(validator=Each(InstanceOf(Study)))
    arms: tuple[Arm, ...] = attrs.field(default=(), validator=Each(InstanceOf(Arm)))
    observations: tuple[Observation, ...] = attrs.field(default=(), validator=Each(InstanceOf(Observation)))
    rates: tuple[Rate, ...] = attrs.field(default=(), validator=Each(InstanceOf(Rate)))
    muscles: tuple[Muscle, ...] = attrs.field(default=(), validator=Each(InstanceOf(Muscle)))


@attrs.frozen(kw_only=True)
class _StudyFile:
    """One TOML file: a study and what hangs on it."""

    study: Study = attrs.field(validator=InstanceOf(Study))
    arms: tuple[Arm, ...] = attrs.field(default=(), validator=Each(InstanceOf(Arm)))
    observations: tuple[Observation, ...] = attrs.field(default=(), validator=Each(InstanceOf(Observation)))
    rates: tuple[Rate, ...] = attrs.field(default=(), validator=Each(InstanceOf(Rate)))


def from_dicts(**tables: object) -> Records:
    """Return tables of dicts as records, or raise with every problem in them."""
    document = {name: _listed(table) for name, table in tables.items()}
    records, problems = _checked(document, Records, document)
    if records is None:
        raise EvidenceDataError("records", problems)
    return records


def from_toml(path: Path) -> Records:
    """Return the study file at `path`, or all those in the folder at `path`, as records."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise EvidenceDataError(str(path), ("no *.toml file in this folder",))
    parts: list[_StudyFile] = []
    problems: list[str] = []
    names: list[object] = []
    for file in files:
        try:
            document = _read(file)
        except EvidenceDataError as error:
            problems += [f"{file.name}: {problem}" for problem in error.problems]
            continue
        study = document.get("study")
        names.append(study.get("study_id") if is_mapping(study) else None)
        part, found = _checked(document, _StudyFile, {"studies": [study], **document})
        problems += [f"{file.name}: {problem}" for problem in found]
        if part is not None:
            parts.append(part)
    # A file holds one study and what hangs on it: files misfit only where two hold the same study.
    problems += _repeated("studies", "study_id", ((name,) for name in names))
    if problems:
        raise EvidenceDataError(str(path), tuple(problems))
    return Records(
        studies=tuple(part.study for part in parts),
        arms=tuple(arm for part in parts for arm in part.arms),
        observations=tuple(observation for part in parts for observation in part.observations),
        rates=tuple(rate for part in parts for rate in part.rates),
    )


def _checked(document: object, kind: type[T], tables: Mapping[str, object]) -> tuple[T | None, tuple[str, ...]]:
    """Return a document as a record, or None and every problem: of its fields, and of how its tables fit together."""
    misfits = tuple(_misfits(tables))
    try:
        record = _structuring.structure(document, kind, "", EvidenceDataError)
    except EvidenceDataError as error:
        return None, (*error.problems, *misfits)
    return (None, misfits) if misfits else (record, ())


def _read(file: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only a reader of source files needs it

    try:
        document: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise EvidenceDataError(file.name, (f"cannot be read: {error.strerror}",)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise EvidenceDataError(file.name, (f"cannot be read as TOML: {error}",)) from error
    study = document.get("study")
    if is_mapping(study) and "study_id" in study:
        for name in ("arms", "observations", "rates"):
            rows = document.get(name)
            if is_list(rows):
                document[name] = [{"study_id": study["study_id"], **row} if is_mapping(row) else row for row in rows]
    return document


def _listed(table: object) -> object:
    """Take any iterable of rows for a table; a record that came back as one is a row again."""
    if not is_rows(table):
        return table
    return [_structuring.plain(row) if isinstance(row, _RECORDS) else row for row in table]


def _misfits(tables: Mapping[str, object]) -> Iterator[str]:
    """Yield every way in which the rows do not fit together; what a row lacks or has wrong is told elsewhere."""
    studies = {row["study_id"] for _, row in _rows(tables, "studies") if isinstance(row.get("study_id"), str)}
    arms = {(row.get("study_id"), row.get("arm_id")): row for _, row in _rows(tables, "arms") if _named(row)}
    own = [row.get("id") for _, row in _rows(tables, "muscles")]
    yield from _misfit_muscles(tables)
    for table, key in _KEYS.items():
        rows = (tuple(map(row.get, key)) for _, row in _rows(tables, table))
        yield from _repeated(table, ", ".join(key), rows)
    if not all(is_list(tables.get(table)) for table in ("studies", "arms")):
        return  # nothing to hold the rest against
    for table in ("arms", "observations", "rates"):
        for index, row in _rows(tables, table):
            if not _named(row):
                continue
            study_id, arm_id = row.get("study_id"), row.get("arm_id")
            where = f"{table}[{index}]" if table == "arms" else f"{table}[{index}] ({study_id}/{arm_id})"
            if study_id not in studies:
                yield f"{where}.study_id: there is no study {study_id!r}"
            elif table != "arms" and arm_id is not None and (study_id, arm_id) not in arms:
                yield f"{where}.arm_id: study {study_id!r} has no arm {arm_id!r}"
            muscle_id = row.get("muscle")
            if isinstance(muscle_id, str) and muscle_id not in own:
                yield from _unknown_muscle(where, muscle_id)
            if table == "observations" and row.get("phase") == "exposure":
                yield from _too_late(where, row.get("day"), arms.get((study_id, arm_id), {}).get("exposure_days"))


def _misfit_muscles(tables: Mapping[str, object]) -> Iterator[str]:
    """Yield what is wrong with the muscles brought along, as a part of the atlas."""
    rows = {row["id"]: row for _, row in _rows(tables, "muscles") if isinstance(row.get("id"), str)}
    below: dict[str, list[str]] = {}
    for name, row in rows.items():
        where = f"muscles ({name})"
        if _is_known(name):
            yield f"{where}.id: the atlas has a muscle of this name; take it, or another id"
        for link in ("parents", "members"):
            others = row.get(link)
            kin = [other for other in (others if is_list(others) or is_tuple(others) else ()) if isinstance(other, str)]
            yield from (
                f"{where}.{link}: no muscle {kin_id!r}"
                for kin_id in kin
                if kin_id not in rows and not _is_known(kin_id)
            )
            if link == "members":
                below[name] = kin
    for name, members in below.items():
        waiting = [*members]
        for member in waiting:
            waiting += [other for other in below.get(member, ()) if other not in waiting]
        if name in waiting:
            yield f"muscles ({name}).members: it is a member of itself"


def _is_known(name: str) -> bool:
    try:
        muscle(name)
    except UnknownMuscleError:
        return False
    return True


def _rows(tables: Mapping[str, object], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the rows that are rows, with their places."""
    table = tables.get(name)
    if is_list(table):
        yield from ((index, row) for index, row in enumerate(table) if is_mapping(row))


def _named(row: Mapping[str, Any]) -> bool:
    """Whether the ids of a row can be compared at all."""
    return isinstance(row.get("study_id"), str) and isinstance(row.get("arm_id"), str | None)


def _too_late(where: str, day: object, length: object) -> Iterator[str]:
    if DAYS.holds(day) and DAYS.holds(length) and cast("float", day) > cast("float", length):
        yield f"{where}.day: exposure day {day:g} lies after the arm's {length:g} days"


def _repeated(table: str, key: str, keys: Iterable[tuple[object, ...]]) -> Iterator[str]:
    for value, count in Counter(tuple(map(_comparable, row)) for row in keys).items():
        if count > 1 and value[0] is not None:
            shown = value[0] if len(value) == 1 else value
            yield f"{table}: {count} rows with the same {key}: {shown!r}"


def _unknown_muscle(where: str, name: str) -> Iterator[str]:
    try:
        known = muscle(name).id
    except UnknownMuscleError as error:
        hint = f"did you mean {', '.join(error.suggestions)}? " if error.suggestions else ""
        yield f"{where}.muscle: unknown muscle {name!r}; {hint}a muscle the atlas lacks can be given in `muscles`"
    else:
        if known != name:
            yield f"{where}.muscle: {name!r} is a synonym; write the id, {known!r}"


def _comparable(part: object) -> object:
    """Return a part of a key, or what stands for one that is wrong and told elsewhere."""
    return part if part is None or isinstance(part, (str, int, float)) else type(part).__name__
