"""The parameters as a table to join: a row for each muscle, kind of exposure and countermeasure that can be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple

import attrs
import narwhals.stable.v2 as nw

from ..anatomy import Muscle, muscles
from ..estimates._asking import Asked
from ..estimates._modelling import reach_of
from ..evidence import evidence
from ..exposure import ExposureKind
from ..kinetics import Parameters, Target
from ..kinetics._answers import Exposed, People, Reach, exposed
from ..kinetics._parameters import ANY
from ._names import Found
from ._workings import MARK, Workings

MODELLED: tuple[ExposureKind, ...] = tuple(kind for kind in ExposureKind if kind.is_modelled)
KINDS: tuple[ExposureKind, ...] = (*MODELLED, *(kind for kind in ExposureKind if not kind.is_modelled))
KIND_ROWS = {kind.value: at for at, kind in enumerate(KINDS)}
KEY = f"{MARK}cell"


class Known(NamedTuple):
    """What is known of one muscle, kind of exposure and countermeasure."""

    cell: Any
    """A :class:`Cell`, or :class:`Brief` where nothing but an exposure from baseline is asked."""
    reach: Reach
    people: People | None
    """None where sex and age are in `cell`."""
    unseen: tuple[float, float] | None
    """What is added to the start of `reach` for men and for women."""
    ages: tuple[float, float, float] | None
    """Lowest and highest age studied, and what is added where none is stated."""


class Brief(NamedTuple):
    """An exposure from baseline."""

    exposed: Exposed
    fast_loss: float
    slow_loss: float


class Keys(NamedTuple):
    """What the rows of the table are: each a number for the columns asked, or one thing."""

    muscle: Muscle | None
    kind: ExposureKind | None
    countermeasure: str | None
    words: tuple[str, ...]
    """Of a column of countermeasures; empty where one holds for all rows."""


def words_of(fitted: Parameters) -> tuple[str, ...]:
    """Return the countermeasures a column may name, nothing first."""
    return ("none", *sorted({*evidence().countermeasures(), *fitted.countermeasures} - {ANY, "none"}))


def muscle_rows(fitted: Parameters) -> dict[str, int]:
    """Return the row of the parameters that answers for each muscle."""
    return {one.id: fitted.row_of(one) for one in muscles()}


class Steps(NamedTuple):
    """From one countermeasure, and from one kind, to the next: how far their rows of the table are apart."""

    word: int
    kind: int


def steps_of(keys: Keys, fitted: Parameters) -> Steps:
    """Return the steps of a table: the number of a row is the sum of those of its muscle, countermeasure and kind.

    Kinds come first, and those that are modelled first of them: what is below their number of steps is answered.
    """
    word = 1 if keys.muscle else _muscle_count(fitted)
    return Steps(word, word * max(len(keys.words), 1))


def _muscle_count(fitted: Parameters) -> int:
    memo, key = fitted.memo, ("frames", "muscles")
    if key not in memo:
        memo[key] = max(muscle_rows(fitted).values()) + 1
    count: int = memo[key]
    return count


class Cells(NamedTuple):
    """The table as columns: those whose numbers differ between rows, and where each number of a row is found."""

    model: Known
    data: dict[str, list[Any]]
    places: tuple[str | float, ...]
    """For each number of a row its column, or the number itself where all rows share it."""
    answered: int
    """Below this number the model has an answer."""


def cells(fitted: Parameters, keys: Keys, question: Asked, *, target: Target | None, people: bool) -> Cells:
    """Return the table; asked again, the same.

    Parameters
    ----------
    fitted : Parameters
        Whose table it is.
    keys : Keys
        What its rows are.
    question : Asked
        What is asked of all of them.
    target : {"person", "group"} or None
        For whom, where cells are to be brief.
    people : bool
        Whether sex and age are columns.
    """
    asked = question._replace(level=0.9)  # the level changes nothing of it
    memo, key = fitted.memo, ("frames", keys, asked, target, people)
    found: Cells | None = memo.get(key)
    if found is None:
        rows = dict(_rows(fitted, keys, asked, target, people=people))
        step = steps_of(keys, fitted).kind
        counts = (step, step) if keys.kind else (step * len(MODELLED), step * len(KINDS))
        found = memo[key] = _as_columns(rows, *counts)
    return found


def _as_columns(rows: dict[int, Known], answered: int, count: int) -> Cells:
    """Return rows as columns: those of every number, and one more for names that stand for nothing.

    There, for kinds that are not modelled, and where no muscle has a number, stand the values of another row: nulls
    would cost every row of a frame.
    """
    data: dict[str, list[Any]] = {KEY: list(range(count + 1))}
    places: list[str | float] = []
    names: dict[tuple[float, ...], str] = {}
    for values in zip(*(leaves(row) for row in rows.values()), strict=True):
        if len(set(values)) == 1:
            places.append(values[0])
        else:
            name = names.setdefault(values, f"{KEY}_{len(names)}")
            if name not in data:
                at = dict(zip(rows, values, strict=True))
                data[name] = [at.get(number, values[0]) for number in data[KEY]]
            places.append(name)
    return Cells(next(iter(rows.values())), data, tuple(places), answered)


def _rows(
    fitted: Parameters, keys: Keys, question: Asked, target: Target | None, *, people: bool
) -> Iterator[tuple[int, Known]]:
    names: dict[int, Muscle] = {}
    for one in (keys.muscle,) if keys.muscle else muscles():
        names.setdefault(fitted.row_of(one), one)
    kinds = (keys.kind,) if keys.kind else MODELLED
    words = keys.words or (keys.countermeasure,)
    steps = steps_of(keys, fitted)
    for (row, muscle), kind, (number, word) in product(names.items(), kinds, enumerate(words)):
        asked = question._replace(countermeasure=word)
        at = (0 if keys.muscle else row) + number * steps.word + (0 if keys.kind else KINDS.index(kind) * steps.kind)
        yield at, known(fitted, muscle, kind, asked, target, people=people)


def known(
    fitted: Parameters,
    muscle: Muscle,
    kind: ExposureKind,
    question: Asked,
    target: Target | None,
    *,
    people: bool,
) -> Known:
    """Return one row; `people` tells that sex and age are columns."""
    cell = fitted.cell(
        muscle,
        kind,
        measure=question.measure,
        countermeasure=question.countermeasure,
        recovery_condition=question.recovery_condition,
        sex=question.sex,
        age_years=question.age_years,
    )
    coverage = fitted.covered(kind, question.measure)
    reach = reach_of(kind, question, coverage)
    held = cell if target is None else Brief(exposed(cell, target), cell.rates.fast_loss, cell.rates.slow_loss)
    if not people:
        return Known(held, reach, None, None, None)
    start = reach.start
    male, female = (reach_of(kind, question._replace(sex=sex), coverage).start - start for sex in ("male", "female"))
    ages = (-float("inf"), float("inf"), 0.0)
    if coverage is not None:
        low, high = coverage.age_low, coverage.age_high
        ages = (*ages[:2], 1.0) if low is None or high is None else (low, high, 0.0)
    return Known(held, reach, fitted.people(kind, question.measure), (male, female), ages)


# ---------------------------------------------------------------- as columns


def leaves(tree: Any) -> Iterator[float]:
    """Yield the numbers of a record, in order."""
    if tree is None:
        return
    if isinstance(tree, (int, float)):
        yield float(tree)
    else:
        for branch in _branches(tree):
            yield from leaves(branch)


def rebuilt(tree: Any, values: Iterator[Any]) -> Any:
    """Return a record like another with other values in the places of its numbers."""
    if tree is None:
        return None
    if isinstance(tree, (int, float)):
        return next(values)
    branches = [rebuilt(branch, values) for branch in _branches(tree)]
    kind: Any = _kind(tree)
    if attrs.has(kind):
        return kind(**dict(zip((field.name for field in attrs.fields(kind)), branches, strict=True)))
    return tuple(branches) if kind is tuple else kind(*branches)


def _branches(tree: Any) -> list[Any]:
    kind = _kind(tree)
    return [getattr(tree, field.name) for field in attrs.fields(kind)] if attrs.has(kind) else list(tree)


def _kind(tree: object) -> Any:
    return type(tree)


def joined_to(work: Workings, found: Cells, numbers: Sequence[Found]) -> tuple[Known, Any]:
    """Join a table to the frame by the sum of numbers; return a row whose numbers are columns, and where it was found.

    Constants stay numbers. None in the place of where it was found is everywhere.
    """
    known: Any = None
    if len(found.data) > 1:
        key, nothing = f"{KEY}_at", len(found.data[KEY]) - 1
        # What was read at once comes first: SQL works the rest out for the others alone. pandas makes floats of nulls.
        at = nw.coalesce(_sum(numbers, "written"), _sum(numbers, "number"), nw.lit(nothing))
        work.frame = work.frame.with_columns(at.cast(nw.Int64).alias(key))
        work.join(found.data, key, KEY, "inner")
        known = nw.col(key) < found.answered
    values = (nw.col(place) if isinstance(place, str) else place for place in found.places)
    made: Known = rebuilt(found.model, values)
    return made, known


def _sum(numbers: Sequence[Found], what: str) -> Any:
    found: Any = getattr(numbers[0], what)
    for number in numbers[1:]:
        found = found + getattr(number, what)
    return found
