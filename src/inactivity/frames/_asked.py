"""What is asked of a frame: each argument a column of it, or one value for all rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import narwhals.stable.v2 as nw

from .._rules import DAYS, Number, OneOf, as_float, check
from ..errors import InvalidValueError, UnknownExposureKindError, UnknownMuscleError

AGE = Number("years", least=0, most=120)
RECOVERY = Number("days", least=0, most=3650)
SEXES = ("male", "female")

_TEXTS = (nw.String, nw.Categorical, nw.Enum, nw.Object, nw.Unknown)


class Column(NamedTuple):
    """A column of the frame."""

    name: str


class Schema:
    """The columns of a frame, and what may be asked of them.

    Parameters
    ----------
    frame : narwhals.DataFrame or narwhals.LazyFrame
        Whose they are.
    """

    def __init__(self, frame: Any) -> None:
        self.types: dict[str, Any] = dict(frame.collect_schema())

    def names(self, value: object, name: str, resolve: Callable[[Any], Any], words: str) -> Any:
        """Return the column that holds names, or what the one name stands for."""
        if isinstance(value, str) and type(value) is str and value in self.types:
            self._refuse(value, name, texts=True)
            return Column(value)
        try:
            return resolve(value)
        except (UnknownMuscleError, UnknownExposureKindError) as error:
            raise InvalidValueError(name, value, f"a column of the frame ({self._listed()}) or {words}") from error

    def words(self, value: object, name: str, choices: tuple[str, ...]) -> Any:
        """Return the column that holds words of a closed set, or the one word; None stays None."""
        if value is None or (isinstance(value, str) and value in choices):
            return value
        if isinstance(value, str) and value in self.types:
            self._refuse(value, name, texts=True)
            return Column(value)
        rule = f"{OneOf(choices).words()}, or a column of the frame ({self._listed()})"
        raise InvalidValueError(name, value, rule)

    def numbers(self, value: object, name: str, rule: Number = DAYS) -> Any:
        """Return the column that holds numbers, or the one number."""
        if isinstance(value, str):
            if value not in self.types:
                raise InvalidValueError(name, value, f"{rule.words()}, or a column of the frame ({self._listed()})")
            self._refuse(value, name, texts=False)
            return Column(value)
        number = as_float(value)  # type: ignore[arg-type]  # what is given may be anything
        check(rule, name, number)
        return number

    def _refuse(self, column: str, name: str, *, texts: bool) -> None:
        kind = self.types[column]
        fits = kind in _TEXTS if texts else kind.is_numeric()
        if not fits and not _is_empty(kind):
            what = "texts" if texts else "numbers"
            raise InvalidValueError(name, column, f"a column of {what}; this one holds {kind}")

    def _listed(self) -> str:
        return ", ".join(self.types)


def _is_empty(kind: Any) -> bool:
    """Whether a column knows no type, as one does that holds nothing but nulls."""
    return kind in (nw.Unknown, nw.Object)


def text(column: Column) -> Any:
    """Return the texts of a column, whatever they are encoded as."""
    return nw.col(column.name).cast(nw.String)


def number(column: Column) -> Any:
    """Return the numbers of a column as floats."""
    return nw.col(column.name).cast(nw.Float64)
