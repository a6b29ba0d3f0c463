"""What a reader returns: records one by one, and an account of every line that gave none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final, Generic, TypeVar

import attrs

from ..errors import InvalidValueError, RecordsDataError, shown

T_co = TypeVar("T_co", covariant=True)
SPELLED_OUT: Final = 100
"""So many problems are kept in words; beyond them they are counted."""
_KINDS: Final = 1000  # so many reasons are told apart: some name what a file brought, and memory is bounded


@attrs.frozen
class Problem:
    """One thing in a file that breaks a rule.

    Parameters
    ----------
    reason : str
        Its kind, in a few words: problems are counted by it.
    where : str
        File and line, or what stands for the line.
    value : str
        What is there, cut short.
    rule : str
        What it must be.
    done : str
        What was done about it.

    Examples
    --------
    >>> from inactivity.records import Problem
    >>> print(Problem("bad time", "day.csv:7", "'soon'", "a number of days", "skipped"))
    day.csv:7: bad time: 'soon'; it must be a number of days; skipped
    """

    reason: str
    where: str
    value: str
    rule: str
    done: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}: {self.value}; it must be {self.rule}; {self.done}"


@attrs.frozen
class Problems:
    """The problems of a reading: all of them counted, the first hundred in words.

    Parameters
    ----------
    by_reason : tuple of (str, int)
        How many of each kind, the most frequent first; `dict` makes a dict of it.
    first : tuple of Problem
        The first hundred, in the order of the file.

    Examples
    --------
    >>> from inactivity.records import Problems
    >>> problems = Problems((("bad time", 2), ("bad steps", 1)), ())
    >>> problems.total, dict(problems.by_reason)["bad time"]
    (3, 2)
    """

    by_reason: tuple[tuple[str, int], ...]
    first: tuple[Problem, ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(count for _, count in self.by_reason)

    def __bool__(self) -> bool:
        return bool(self.by_reason)

    def __str__(self) -> str:
        return "\n".join(_in_words(self))


@attrs.frozen
class Counts:
    """What became of the entries of a file: each gave records, was ignored, or was skipped for a problem.

    Parameters
    ----------
    entries : int
        Lines, or whatever else the file is made of, that were read.
    used : int
        Those that gave records, or were needed to read them (a header).
    records : int
        The records given.
    ignored : tuple of (str, int)
        Entries that are none of the reader's business, by reason: blank lines, other kinds of data.
    skipped : tuple of (str, int)
        Entries given up because of a problem, by reason.

    Examples
    --------
    >>> from inactivity.records import Counts
    >>> print(Counts(12, 9, 8, (("blank line", 1),), (("bad time", 2),)))
    12 entries: 9 used for 8 records, 1 ignored (1 blank line), 2 skipped (2 bad time)
    """

    entries: int
    used: int
    records: int
    ignored: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, int], ...]

    def __str__(self) -> str:
        parts = [f"{self.used} used for {self.records} records"]
        for word, counted in (("ignored", self.ignored), ("skipped", self.skipped)):
            if counted:
                parts.append(f"{sum(n for _, n in counted)} {word} ({', '.join(f'{n} {why}' for why, n in counted)})")
        return f"{self.entries} entries: {', '.join(parts)}"


class Log:
    """The account a reader keeps while it reads; readers add to `entries`, `used` and `records` themselves."""

    __slots__ = ("_first", "_ignored", "_problems", "_skipped", "entries", "name", "records", "used")

    def __init__(self, name: str) -> None:
        self.name = name
        self.entries = self.used = self.records = 0
        self._ignored, self._skipped, self._problems = Counter[str](), Counter[str](), Counter[str]()
        self._first: list[Problem] = []

    def ignore(self, reason: str, count: int = 1) -> None:
        """Count an entry, or several, that are none of the reader's business."""
        _count(self._ignored, reason, count)

    def skip(self, reason: str, where: int | str, value: object, rule: str) -> None:
        """Report a problem and count its entry as given up."""
        _count(self._skipped, reason)
        self.note(reason, where, value, rule, "skipped")

    def note(self, reason: str, where: int | str, value: object, rule: str, done: str, *, count: int = 1) -> None:
        """Report a problem, or several alike, that costs no entry (or that is none of one entry)."""
        _count(self._problems, reason, count)
        if len(self._first) < SPELLED_OUT:
            at = f"{self.name}:{where}" if where != "" else self.name
            self._first.append(Problem(reason, at, shown(value), rule, done))

    def problems(self) -> Problems:
        """Return the problems so far."""
        return Problems(tuple(self._problems.most_common()), tuple(self._first))

    def counts(self) -> Counts:
        """Return the counts so far."""
        ignored, skipped = tuple(self._ignored.most_common()), tuple(self._skipped.most_common())
        return Counts(self.entries, self.used, self.records, ignored, skipped)


class Reading(Generic[T_co]):
    r"""Records of a file, read as they are asked for, and the account of the file.

    Go through it once; the file is opened then, and closed at the end. :meth:`all` returns the rest as a tuple.

    Attributes
    ----------
    source : str
        The file.
    complete : bool
        Whether the end was reached.
    counts : Counts
        What became of the entries of the file; complete at the end.
    problems : Problems
        What breaks rules in it; complete at the end.

    Examples
    --------
    >>> import io
    >>> from inactivity.records import read_fitabase
    >>> file = io.BytesIO(b"Id,ActivityMinute,Steps\n7,4/12/2016 9:00:00 AM,88\n7,4/12/2016 9:01:00 AM,NaN\n")
    >>> reading = read_fitabase(file)
    >>> [epoch.steps for epoch in reading]
    [88.0]
    >>> print(reading.counts)
    3 entries: 2 used for 1 records, 1 skipped (1 bad number)
    >>> print(reading.problems)
    <stream>:3: bad number: 'NaN'; it must be a number of steps of at least 0; skipped
    """

    __slots__ = ("_log", "_read", "_started", "_strict", "complete")

    def __init__(self, name: str, read: Callable[[Log], Iterator[T_co]], *, strict: bool = False) -> None:
        self._log = Log(name)
        self._read, self._strict = read, strict
        self._started = False
        self.complete: bool = False

    @property
    def source(self) -> str:
        """The file."""
        return self._log.name

    @property
    def counts(self) -> Counts:
        """What became of the entries of the file; complete at the end."""
        return self._log.counts()

    @property
    def problems(self) -> Problems:
        """What breaks rules in it; complete at the end."""
        return self._log.problems()

    def __iter__(self) -> Iterator[T_co]:
        if self._started:
            raise InvalidValueError(
                "reading", self, "one that was not gone through yet", "Keep all() of it, or read the file again."
            )
        self._started = True
        return self._go()

    def _go(self) -> Iterator[T_co]:
        yield from self._read(self._log)
        self.complete = True
        if self._strict and (problems := self.problems):
            raise RecordsDataError(self.source, tuple(_in_words(problems)))

    def all(self) -> tuple[T_co, ...]:
        r"""Read to the end and return every record.

        Returns
        -------
        tuple
            The records, in the order of the file.

        Raises
        ------
        RecordsDataError
            If the file is of another kind, or has problems and is read strictly.
        InvalidValueError
            If the reading was gone through before.

        Examples
        --------
        >>> import io
        >>> from inactivity.records import read_fitabase
        >>> file = io.BytesIO(b"Id,ActivityMinute,Steps\n7,4/12/2016 9:00:00 AM,88\n")
        >>> len(read_fitabase(file).all())
        1
        """
        return tuple(self)

    def __repr__(self) -> str:
        return f"<Reading of {self.source}: {self.counts}>"


def _count(counter: Counter[str], reason: str, count: int = 1) -> None:
    counter[reason if reason in counter or len(counter) < _KINDS else "other"] += count


def _in_words(problems: Problems) -> Iterator[str]:
    """Yield a line for each problem that was kept in words, and one for those that were only counted."""
    yield from map(str, problems.first)
    if problems.total > len(problems.first):
        kinds = ", ".join(f"{count} {reason}" for reason, count in problems.by_reason)
        yield f"... {problems.total} in all: {kinds}"
