"""Every error of the library, on one page.

::

    InactivityError                      catch this to catch them all
    ├── InvalidValueError   (ValueError)   one argument or field breaks a rule
    ├── DataError           (ValueError)   a file or table breaks rules: every problem at once
    │   ├── EvidenceDataError              ... a table of studies
    │   └── RecordsDataError               ... a file of a device or a hospital, read strictly
    │       └── WrongFormatError             it is no file of the kind that was to be read
    ├── UnknownNameError    (LookupError)  a name nobody knows, with close matches
    │   ├── UnknownMuscleError
    │   ├── UnknownExposureKindError
    │   ├── UnknownStudyError
    │   ├── UnknownCampaignError
    │   ├── UnknownClaimError
    │   └── UnknownDefinitionError
    ├── NoEvidenceError     (LookupError)  a fair question without an answer in the evidence
    ├── FrameError          (ValueError)   rows of a dataframe that cannot be answered, where that was asked
    └── MissingExtraError   (ImportError)  a part of the library needs packages that are not installed

Each is made of parts that code can read; the message says what, the value, the rule and the next step.
All of them can be pickled and copied (the parts are their ``args``), and none costs an import more than it must:
they are the only public records that are plain classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from typing import Protocol

    class Answerable(Protocol):
        """A question that the evidence can answer."""

        @property
        def muscle(self) -> str:
            """Id of the muscle."""
            ...

        @property
        def measure(self) -> str:
            """Size or strength."""
            ...

        @property
        def exposure(self) -> object:
            """After what."""
            ...

    class Unanswered(Protocol):
        """Rows of a frame that cannot be answered for one reason."""

        @property
        def reason(self) -> str:
            """What the column of reasons says."""
            ...

        @property
        def column(self) -> str:
            """The column, or argument, it lies in."""
            ...

        @property
        def values(self) -> tuple[object, ...]:
            """Some of the values."""
            ...

        @property
        def rows(self) -> int:
            """How many rows."""
            ...


class InactivityError(Exception):
    """Base of every error this library raises on purpose."""


def shown(value: object, limit: int = 80) -> str:
    """Return the repr of anything, short enough for a message."""
    try:
        text = repr(value)
    except Exception as error:  # noqa: BLE001 - a foreign __repr__ may raise anything, and an error message must not
        text = f"<{type(value).__name__} whose repr raised {type(error).__name__}>"
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


class InvalidValueError(InactivityError, ValueError):
    """A value breaks the rule of its argument or field.

    Attributes
    ----------
    name : str
        The argument or field.
    value : object
        What was given.
    rule : str
        What it must be.
    hint : str
        The next step, if there is one to name.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.Exposure("bed_rest", days=-3)
    Traceback (most recent call last):
    inactivity.errors.InvalidValueError: days is -3.0; it must be a finite number above 0 and at most 3650 [days].
    """

    def __init__(self, name: str, value: object, rule: str, hint: str = "") -> None:
        super().__init__(name, value, rule, hint)
        self.name: str = name
        self.value: object = value
        self.rule: str = rule
        self.hint: str = hint

    def __str__(self) -> str:
        text = f"{self.name} is {shown(self.value)}; it must be {self.rule}."
        return f"{text} {self.hint}" if self.hint else text


class DataError(InactivityError, ValueError):
    """A file or table breaks rules; every problem is reported at once.

    Attributes
    ----------
    source : str
        The file, or what stands for it.
    problems : tuple of str
        One line a problem: where it is, the value, the rule.
    """

    outcome: ClassVar[str] = "nothing was loaded"

    def __init__(self, source: str, problems: tuple[str, ...]) -> None:
        super().__init__(source, problems)
        self.source: str = source
        self.problems: tuple[str, ...] = problems

    def __str__(self) -> str:
        count = len(self.problems)
        head = f"{self.source}: {count} problem{'' if count == 1 else 's'}; {self.outcome}."
        return "\n".join([head, *(f"  {problem}" for problem in self.problems)])


class EvidenceDataError(DataError):
    """A table of studies, arms and observations breaks rules; every problem is reported at once."""


class RecordsDataError(DataError):
    """A file of a device or a hospital breaks rules: what a reader raises at the end with ``strict=True``.

    Every kind of problem is counted; of very many problems the first ones are spelled out.

    Attributes
    ----------
    source : str
        The file.
    problems : tuple of str
        One line a problem: where it is, the value, the rule, what was done.
    """

    outcome: ClassVar[str] = "read to its end, and strict"


class WrongFormatError(RecordsDataError):
    """A file is not of the kind that was to be read, or cannot be read at all.

    Attributes
    ----------
    source : str
        The file.
    found : str
        What it is.
    expected : str
        What was to be read.
    problems : tuple of str
        The same in one line.
    """

    def __init__(self, source: str, found: str, expected: str) -> None:
        super().__init__(source, (f"found {found}; expected {expected}",))
        self.found: str = found
        self.expected: str = expected

    def __reduce__(self) -> tuple[type[WrongFormatError], tuple[str, str, str]]:
        return type(self), (self.source, self.found, self.expected)

    def __str__(self) -> str:
        return f"{self.source}: found {self.found}; expected {self.expected}."


class UnknownNameError(InactivityError, LookupError):
    """A name that nothing in the library answers to.

    Attributes
    ----------
    name : object
        What was asked for.
    suggestions : tuple of str
        Close matches, best first; may be empty.
    """

    what: ClassVar[str] = "name"
    overview: ClassVar[str] = ""

    def __init__(self, name: object, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(name, suggestions)
        self.name: object = name
        self.suggestions: tuple[str, ...] = suggestions

    def __str__(self) -> str:
        text = f"unknown {self.what} {shown(self.name)}."
        if self.suggestions:
            text += f" Did you mean {', '.join(self.suggestions)}?"
        return f"{text} {self.overview}" if self.overview else text


class UnknownMuscleError(UnknownNameError):
    """No muscle, group, synonym or ontology id goes by this name.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.muscle("solius")
    Traceback (most recent call last):
    inactivity.errors.UnknownMuscleError: unknown muscle 'solius'. Did you mean soleus? List them with inactivity.muscles().
    """

    what: ClassVar[str] = "muscle"
    overview: ClassVar[str] = "List them with inactivity.muscles()."


class UnknownExposureKindError(UnknownNameError):
    """No exposure kind or synonym goes by this name."""

    what: ClassVar[str] = "exposure kind"
    overview: ClassVar[str] = "List them with list(inactivity.ExposureKind)."


class UnknownStudyError(UnknownNameError):
    """The evidence has no study, or no arm, of this id."""

    what: ClassVar[str] = "study"
    overview: ClassVar[str] = "List them with inactivity.evidence().studies(); for a study of your own, pass evidence=."


class UnknownCampaignError(UnknownNameError):
    """The evidence has no campaign of this id."""

    what: ClassVar[str] = "campaign"
    overview: ClassVar[str] = "List them with inactivity.evidence().campaigns()."


class UnknownClaimError(UnknownNameError):
    """There is no claim of this id."""

    what: ClassVar[str] = "claim"
    overview: ClassVar[str] = "List them with inactivity.claims()."


class UnknownDefinitionError(UnknownNameError):
    """There is no published definition of sedentary bouts and their measures of this name."""

    what: ClassVar[str] = "definition"
    overview: ClassVar[str] = "List them with inactivity.records.definitions()."


class NoEvidenceError(InactivityError, LookupError):
    """The question is fair, and the evidence cannot answer it.

    Attributes
    ----------
    question : str
        What was asked, in words.
    reason : str
        Why there is no answer.
    nearest : tuple
        The nearest questions that can be answered, best first: records with ``muscle``, ``measure`` and
        ``exposure`` (see :class:`inactivity.AvailableEstimate`). May be empty.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.estimated_recovery_days("soleus", ia.Exposure("sitting", days=30))
    Traceback (most recent call last):
    inactivity.errors.NoEvidenceError: no evidence answers: recovery of the size of soleus after 30 days of sitting. ...
    """

    def __init__(self, question: str, reason: str, nearest: tuple[Answerable, ...] = ()) -> None:
        super().__init__(question, reason, nearest)
        self.question: str = question
        self.reason: str = reason
        self.nearest: tuple[Answerable, ...] = nearest

    def __str__(self) -> str:
        text = f"no evidence answers: {self.question}. {self.reason}"
        if self.nearest:
            text += f" Nearest that can be answered: {'; '.join(map(str, self.nearest))}."
        return text


class FrameError(InactivityError, ValueError):
    """Rows of a dataframe cannot be answered, and ``strict=True`` was asked for.

    Attributes
    ----------
    problems : tuple
        One for each reason: a record with ``reason``, ``column``, ``values`` (a few of them) and ``rows``.
    columns : tuple of str
        The columns they lie in.
    values : tuple
        The values shown of all of them.
    rows : int
        How many rows cannot be answered.
    """

    def __init__(self, problems: tuple[Unanswered, ...]) -> None:
        super().__init__(problems)
        self.problems: tuple[Unanswered, ...] = problems
        self.columns: tuple[str, ...] = tuple(dict.fromkeys(problem.column for problem in problems))
        self.values: tuple[object, ...] = tuple(value for problem in problems for value in problem.values)
        self.rows: int = sum(problem.rows for problem in problems)

    def __str__(self) -> str:
        head = f"{self.rows} row{'' if self.rows == 1 else 's'} cannot be answered; strict=False gives them a reason."
        lines = (
            f"  {one.reason}: {', '.join(map(shown, one.values))} in column {one.column} "
            f"({one.rows} row{'' if one.rows == 1 else 's'})"
            for one in self.problems
        )
        return "\n".join([head, *lines])


class MissingExtraError(InactivityError, ImportError):
    """A part of the library needs packages that a plain installation does not bring.

    Attributes
    ----------
    part : str
        The module that needs them.
    extra : str
        The extra that brings them.
    package : str
        The package that is missing.
    """

    def __init__(self, part: str, extra: str, package: str) -> None:
        super().__init__(part, extra, package)
        self.part: str = part
        self.extra: str = extra
        self.package: str = package

    def __str__(self) -> str:
        return f"{self.part} needs {self.package}, which is not installed: pip install 'inactivity[{self.extra}]'."
