"""From arguments to columns: what is asked of each row, what is wrong with it, and what the model knows of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import attrs
import narwhals.stable.v2 as nw

from .._rules import DAYS
from ..anatomy import Muscle, muscle as muscle_by
from ..estimates._asking import Asked, asked, refuse_unanswerable
from ..estimates._modelling import AGE_STEP, fit_asked
from ..evidence import evidence
from ..exposure import ExposureKind
from ..kinetics import REST, Cell, Parameters, State, expose
from ..kinetics._answers import Reach, beyond_age, person_of, personal_scale, personal_variance
from ..kinetics._cell import scaled
from ..kinetics._features import AGE_UNKNOWN, SHARE_OF_WOMEN_UNKNOWN
from . import _reasons as because
from ._asked import AGE, RECOVERY, SEXES, Column, Schema, number, text
from ._cells import KINDS, Brief, Keys, Known, Steps, cells, joined_to, muscle_rows, steps_of, words_of
from ._names import Found, Named, numbered, numbers_of
from ._reasons import Problem
from ._workings import MARK, Workings


class Arguments(NamedTuple):
    """The arguments that the frame functions share, each a :class:`Column` or one value."""

    muscle: Any
    kind: Any
    days: Any
    recovery_days: Any
    sex: Any
    age_years: Any
    countermeasure: Any
    asked: Asked
    fitted: Parameters

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns asked about."""
        return tuple(value.name for value in self[:7] if isinstance(value, Column))

    def have_people(self) -> bool:
        """Whether sex or age is a column."""
        return isinstance(self.sex, Column) or isinstance(self.age_years, Column)


def arguments(
    frame: Any,
    *,
    muscle: object,
    kind: object,
    days: object,
    recovery_days: object,
    sex: object,
    age_years: object,
    countermeasure: object,
    what: str,
    parameters: Parameters | None,
    **shared: Any,
) -> Arguments:
    """Return the arguments, checked; the first that is wrong raises."""
    schema, base = Schema(frame), evidence()
    found_muscle = schema.names(muscle, "muscle", muscle_by, "a muscle by any name")
    found_kind = schema.names(kind, "kind", ExposureKind.of, "a kind of exposure by any name")
    found_days = schema.numbers(days, "days", DAYS)
    found_recovery = None if recovery_days is None else schema.numbers(recovery_days, "recovery_days", RECOVERY)
    found_sex = schema.words(sex, "sex", SEXES)
    found_age = None if age_years is None else schema.numbers(age_years, "age_years", AGE)
    word = countermeasure
    if isinstance(word, str) and word in schema.types and word not in words_of(fit_asked(parameters, None, base)):
        word = schema.words(word, "countermeasure", ())
    question = asked(
        sex=None if isinstance(found_sex, Column) else found_sex,
        age_years=None if isinstance(found_age, Column) else found_age,
        countermeasure=None if isinstance(word, Column) else word,  # type: ignore[arg-type]  # `asked` checks it
        **shared,
    )
    fitted = fit_asked(parameters, question.countermeasure, base)
    if isinstance(found_kind, ExposureKind):
        name = found_muscle.name if isinstance(found_muscle, Muscle) else "any muscle"
        refuse_unanswerable(found_kind, what, name)
    return Arguments(found_muscle, found_kind, found_days, found_recovery, found_sex, found_age, word, question, fitted)


class Row(NamedTuple):
    """What is asked of each row, and what the model knows of it: numbers, or columns."""

    days: Any
    recovery_days: Any
    cell: Any
    """A :class:`Cell` or :class:`Brief`."""
    reach: Reach
    problems: list[Problem]
    wrong: Any
    """Whether a row has any of the problems; False where none of them can be."""


def rows_asked(work: Workings, given: Arguments, *, brief: bool, kind: Any = None) -> Row:
    """Put the numbers of the names, the cells and the days into the frame, and return where they are.

    Parameters
    ----------
    work : Workings
        Whose frame it is.
    given : Arguments
        What is asked.
    brief : bool
        Whether nothing but exposures from baseline is asked.
    kind : narwhals.Expr, optional
        The place of the kind in :data:`KINDS`, if it was looked up before.
    """
    problems: list[Problem] = []
    sound: list[Any] = []  # what holds for rows without any of them: fewer and simpler questions
    words = words_of(given.fitted) if isinstance(given.countermeasure, Column) else ()
    keys = Keys(
        given.muscle if isinstance(given.muscle, Muscle) else None,
        given.kind if isinstance(given.kind, ExposureKind) else None,
        given.asked.countermeasure,
        words,
    )
    steps = steps_of(keys, given.fitted)
    numbers = _names(work, given, kind, steps, problems)
    days = _number(given.days, "days", DAYS, problems, sound)
    recovery = given.recovery_days
    if recovery is not None:
        recovery = _number(recovery, "recovery_days", RECOVERY, problems, sound)
    if words:
        numbers.append(_word(work, given.countermeasure, words, steps, problems))
    share, sexes = _sex(given.sex, problems, sound)
    age = _age(given.age_years, problems, sound)
    people = given.have_people()
    # Where sex or age is a column, the cells are of nobody in particular, and scaled for each row.
    of_whom = given.asked._replace(sex=None, age_years=None) if people else given.asked
    found = cells(given.fitted, keys, of_whom, target=of_whom.target if brief else None, people=people)
    held, known = joined_to(work, found, numbers)
    if known is not None:  # a name nothing goes by, or a kind nothing is known of, has found no cell
        sound.append(known)
    elif numbers:
        sound.append(~because.any_of(problems))
    wrong: Any = False
    if sound:
        days = nw.when(*sound).then(days if isinstance(days, nw.Expr) else nw.lit(days))
        (days,) = work.keep(days)
        wrong = days.is_null()
    (recovery,) = work.keep(recovery)
    cell, reach = _of_people(work, held, share, sexes, age) if people else (held.cell, held.reach)
    return Row(days, recovery, cell, reach, problems, wrong)


def _names(work: Workings, given: Arguments, kind: Any, steps: Steps, problems: list[Problem]) -> list[Found]:
    """Return the numbers of the muscles and of the kinds, where they are columns."""
    named: list[Named] = []
    wanting: list[tuple[str, str, Column]] = []
    if isinstance(given.muscle, Column):
        name = _texts(work, given.muscle, f"{MARK}muscle_name")
        named.append(Named(name, "muscle", muscle_rows(given.fitted), f"{MARK}muscle"))
        wanting.append(("muscle", "muscle", given.muscle))
    if isinstance(given.kind, Column) and kind is None:
        name = _texts(work, given.kind, f"{MARK}kind_name")
        rows = {one.value: at * steps.kind for at, one in enumerate(KINDS)}
        named.append(Named(name, "kind", rows, f"{MARK}kind"))
        wanting.append(("kind", "exposure kind", given.kind))
    found = list(numbers_of(work, *named)) if named else []
    for (argument, words, value), texts, one in zip(wanting, named, found, strict=True):
        problems += [
            Problem(f"missing {words}", nw.col(texts.column).is_null(), argument, value.name),
            Problem(f"unknown {words}", one.number.is_null(), argument, value.name),
        ]
    if kind is not None:
        found.append(Found(kind * steps.kind, kind * steps.kind))
    if isinstance(given.kind, Column):
        number = found[-1].number
        problems += [
            Problem(f"no evidence: {one.label}", number == at * steps.kind, "kind", given.kind.name)
            for at, one in enumerate(KINDS)
            if not one.is_modelled
        ]
    return found


def _texts(work: Workings, value: Column, out: str) -> str:
    """Return the column that holds the texts of another: itself if it can, for joins copy what they carry."""
    if work.frame.collect_schema()[value.name] == nw.String:
        return value.name
    work.frame = work.frame.with_columns(text(value).alias(out))
    return out


def _number(value: Any, name: str, rule: Any, problems: list[Problem], sound: list[Any]) -> Any:
    if not isinstance(value, Column):
        return value
    found = number(value)
    words = name.replace("_", " ")
    # No engine has NaN below a number.
    within = ((found >= 0.0) if rule is RECOVERY else (found > 0.0)) & (found <= 3650.0)  # noqa: PLR2004 - the bound of both rules
    missing = found.is_null() | found.is_nan()
    problems += [
        Problem(f"missing {words}", missing, name, value.name),
        Problem(f"{words} must be {rule.words()}", ~within, name, value.name),
    ]
    sound.append(within)
    if rule is DAYS:
        return found
    return nw.when(within).then(found)  # a number beyond all bounds overflows on the way to no answer, and warns


def _word(work: Workings, value: Any, words: Iterable[str], steps: Steps, problems: list[Problem]) -> Found:
    out = f"{MARK}word"
    name = _texts(work, value, f"{out}_name")
    numbered(work, name, {one: at * steps.word for at, one in enumerate(words)}, out)
    none = nw.col(name).is_null()
    problems.append(Problem("unknown countermeasure", ~none & nw.col(out).is_null(), "countermeasure", value.name))
    number = nw.when(none).then(nw.lit(0)).otherwise(nw.col(out))
    return Found(number, number)


def _sex(value: Any, problems: list[Problem], sound: list[Any]) -> tuple[Any, tuple[Any, Any]]:
    """Return the share of women, and whether it is a man or a woman (1 or 0)."""
    if not isinstance(value, Column):
        share: Any = {"male": 0.0, "female": 1.0}.get(value, SHARE_OF_WOMEN_UNKNOWN)
        return share, (float(value == "male"), float(value == "female"))
    sex = text(value)
    male, female = sex == "male", sex == "female"
    outside = ~sex.is_null() & ~(male | female)
    problems.append(Problem("sex must be male or female", outside, "sex", value.name))
    sound.append(~outside)
    one, none = nw.lit(1.0), nw.lit(0.0)
    share = nw.when(male).then(none).otherwise(nw.when(female).then(one).otherwise(nw.lit(SHARE_OF_WOMEN_UNKNOWN)))
    return share, (nw.when(male).then(one).otherwise(none), nw.when(female).then(one).otherwise(none))


def _age(value: Any, problems: list[Problem], sound: list[Any]) -> Any:
    if not isinstance(value, Column):
        return value
    age = number(value)
    age = nw.when(~age.is_nan()).then(age)  # nobody says
    outside = ~age.is_null() & ~((age >= 0.0) & (age <= 120.0))  # noqa: PLR2004 - the bounds of AGE
    problems.append(Problem(f"age must be {AGE.words()}", outside, "age_years", value.name))
    sound.append(~outside)
    return nw.when(~outside).then(age)


def _of_people(work: Workings, held: Known, share: Any, sexes: tuple[Any, Any], age: Any) -> tuple[Cell, Reach]:
    """Return the cell and the reach of people whose sex or age is a column."""
    numbers = work.numbers
    assert held.people is not None  # noqa: S101 - for type checkers: people were asked for
    years = age
    if isinstance(age, nw.Expr):
        (age,) = work.keep(age)
        years = nw.when(age.is_null()).then(nw.lit(AGE_UNKNOWN)).otherwise(age)
    share, years = work.keep(*person_of(share, AGE_UNKNOWN if years is None else years))
    scale, relative = work.keep(
        personal_scale(held.people, share, years, numbers), personal_variance(held.people, share, years, numbers)
    )
    cell: Cell = attrs.evolve(scaled(held.cell, scale), relative_variance=relative)
    assert held.unseen is not None and held.ages is not None  # noqa: S101, PT018 - as above
    start = held.reach.start + sexes[0] * held.unseen[0] + sexes[1] * held.unseen[1]
    if age is not None:
        low, high, unstated = held.ages
        beyond = beyond_age(age, low, high, numbers) / AGE_STEP + unstated
        if isinstance(age, nw.Expr):
            beyond = nw.when(age.is_null()).then(nw.lit(0.0)).otherwise(beyond)
        start = start + beyond
    (start,) = work.keep(start)
    return cell, held.reach._replace(start=start)


def after_exposure(work: Workings, row: Row) -> State:
    """Return the state after the exposure of each row, from baseline: two numbers worked out, and zeros."""
    rates: Any = row.cell if isinstance(row.cell, Brief) else row.cell.rates  # both have the times of loss
    state = expose(REST, row.days, rates, work.numbers.exp)
    fast, slow = work.keep(state.fast, state.slow)
    return REST._replace(fast=fast, onset=fast, rebound=slow, slow=slow)
