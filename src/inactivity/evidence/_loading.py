"""The strict way in: dicts and TOML files become records, or every problem is named at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from .. import _structuring
from .._narrowing import is_list, is_mapping, is_rows
from .._rules import Each, InstanceOf
from ..anatomy import Muscle, muscle
from ..errors import EvidenceDataError, UnknownMuscleError
from ._rates import Rate
from ._records import Arm, Observation, Study

_RECORDS = (Study, Arm, Observation, Rate, Muscle)
_KEY = ("study_id", "arm_id", "muscle", "muscle_reported", "site", "measure", "method", "phase", "day")


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
    records = _structuring.structure(document, Records, "records", EvidenceDataError)
    found = tuple(_misfits(records))
    if found:
        raise EvidenceDataError("records", found)
    return records


def from_toml(path: Path) -> Records:
    """Return the study file at `path`, or all those in the folder at `path`, as records."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise EvidenceDataError(str(path), ("no *.toml file in this folder",))
    parts: list[Records] = []
    problems: list[str] = []
    for file in files:
        try:
            read = _structuring.structure(_read(file), _StudyFile, file.name, EvidenceDataError)
        except EvidenceDataError as error:
            problems += [f"{file.name}: {problem}" for problem in error.problems]
        else:
            parts.append(
                Records(studies=(read.study,), arms=read.arms, observations=read.observations, rates=read.rates)
            )
            problems += [f"{file.name}: {problem}" for problem in _misfits(parts[-1])]
    # A file holds one study and what hangs on it: files misfit only where two hold the same study.
    problems += _repeated("studies", "study_id", (part.studies[0].study_id for part in parts))
    if problems:
        raise EvidenceDataError(str(path), tuple(problems))
    return Records(
        studies=tuple(study for part in parts for study in part.studies),
        arms=tuple(arm for part in parts for arm in part.arms),
        observations=tuple(observation for part in parts for observation in part.observations),
        rates=tuple(rate for part in parts for rate in part.rates),
    )


def _read(file: Path) -> object:
    import tomllib  # noqa: PLC0415 - only a reader of source files needs it

    try:
        document: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
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


def _misfits(records: Records) -> Iterator[str]:
    """Yield every way in which the tables do not fit together."""
    studies = {study.study_id for study in records.studies}
    arms = {(arm.study_id, arm.arm_id): arm for arm in records.arms}
    yield from _repeated("studies", "study_id", (study.study_id for study in records.studies))
    yield from _repeated("arms", "study_id, arm_id", ((arm.study_id, arm.arm_id) for arm in records.arms))
    yield from _repeated(
        "observations",
        ", ".join(_KEY),
        (tuple(getattr(observation, name) for name in _KEY) for observation in records.observations),
    )
    own = {record.id for record in records.muscles}
    for index, arm in enumerate(records.arms):
        if arm.study_id not in studies:
            yield f"arms[{index}].study_id: there is no study {arm.study_id!r}"
    for index, rate in enumerate(records.rates):
        where = f"rates[{index}]"
        yield from _orphan(where, rate.study_id, rate.arm_id, studies, arms)
        yield from _unknown_muscle(where, rate.muscle, own)
    for index, observation in enumerate(records.observations):
        where = f"observations[{index}] ({observation.study_id}/{observation.arm_id})"
        yield from _orphan(where, observation.study_id, observation.arm_id, studies, arms)
        yield from _unknown_muscle(where, observation.muscle, own)
        known = arms.get((observation.study_id, observation.arm_id))
        length = known.exposure_days if known else None
        day = observation.day if observation.phase == "exposure" else None
        if day is not None and length is not None and day > length:
            yield f"{where}.day: exposure day {day:g} lies after the arm's {length:g} days"


def _repeated(table: str, key: str, keys: Iterable[object]) -> Iterator[str]:
    for value, count in Counter(keys).items():
        if count > 1:
            yield f"{table}: {count} rows with the same {key}: {value!r}"


def _orphan(where: str, study_id: str, arm_id: str | None, studies: set[str], arms: Mapping[Any, Arm]) -> Iterator[str]:
    if study_id not in studies:
        yield f"{where}.study_id: there is no study {study_id!r}"
    elif arm_id is not None and (study_id, arm_id) not in arms:
        yield f"{where}.arm_id: study {study_id!r} has no arm {arm_id!r}"


def _unknown_muscle(where: str, name: str, own: set[str]) -> Iterator[str]:
    if name in own:
        return
    try:
        known = muscle(name).id
    except UnknownMuscleError as error:
        hint = f"did you mean {', '.join(error.suggestions)}? " if error.suggestions else ""
        yield f"{where}.muscle: unknown muscle {name!r}; {hint}a muscle the atlas lacks can be given in `muscles`"
    else:
        if known != name:
            yield f"{where}.muscle: {name!r} is a synonym; write the id, {known!r}"
