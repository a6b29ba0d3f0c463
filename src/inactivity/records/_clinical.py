"""What hospitals wrote down: stays and coded events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import get_args

import attrs

from .._rules import Each, InstanceOf, OneOf, OrNone, Rule
from ._vocabulary import (
    MOMENT,
    PRECISIONS,
    ROLES,
    SETTINGS,
    TEXT,
    WORDS,
    NumberOrText,
    Precision,
    Role,
    Setting,
    check,
    check_order,
    is_moment,
)


@attrs.frozen
class Code:
    """A code of a vocabulary.

    Parameters
    ----------
    system : str
        The vocabulary, as the file names it; may be empty.
    code : str
        The code.
    display : str
        What it means, as the file words it; may be empty.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.

    Examples
    --------
    >>> from inactivity.records import Code
    >>> Code("http://loinc.org", "55423-8", "Number of steps").code
    '55423-8'
    """

    system: str
    code: str
    display: str = ""

    def __attrs_post_init__(self) -> None:
        if not (
            self.system.__class__ is str and self.code.__class__ is str and self.code and self.display.__class__ is str
        ):
            check(self, RULES_OF_CODES)


@attrs.frozen
class Stay:
    """A stay or visit: where, from when, until when.

    Parameters
    ----------
    person : str
        Whose it is.
    start : datetime
        Admission.
    end : datetime or None
        Discharge; None where the file gives none.
    setting : str
        "inpatient", "icu", "emergency", "outpatient", "home", "rehabilitation", "long_term_care", "virtual" or
        "unknown".
    open_at : date or None
        The day on which the stay was seen still open (right-censored: it lasted at least until then), else None.
    reasons : tuple of Code
        Why, as the file codes it.
    source : str
        What wrote it down.
    id : str
        Its id in the file; may be empty.
    precision : str
        To what the dates were given: "second", "day", "month" or "year".

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule, or the end lies before the start.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import Stay
    >>> stay = Stay("p1", datetime(2026, 3, 1), datetime(2026, 3, 8), "inpatient", source="fhir", precision="day")
    >>> (stay.end - stay.start).days
    7
    """

    person: str
    start: datetime
    end: datetime | None
    setting: Setting
    open_at: date | None = None
    reasons: tuple[Code, ...] = ()
    source: str = ""
    id: str = ""
    precision: Precision = "second"

    def __attrs_post_init__(self) -> None:
        if not (
            self.person.__class__ is str
            and self.person
            and is_moment(self.start)
            and (self.end is None or is_moment(self.end))
            and self.setting in SETTINGS
            and (self.open_at is None or self.open_at.__class__ is date)
            and self.reasons.__class__ is tuple
            and (not self.reasons or {*map(type, self.reasons)} == {Code})
            and self.source.__class__ is str
            and self.id.__class__ is str
            and self.precision in PRECISIONS
        ):
            check(self, RULES_OF_STAYS)
        check_order(self.start, self.end)


@attrs.frozen
class CodedEvent:
    """Something coded that happened to a person: a condition, procedure, device, order or observation.

    Parameters
    ----------
    person : str
        Whose it is.
    start : datetime
        When it happened or began.
    end : datetime or None
        When it ended; None where the file gives none.
    role : str
        "condition", "procedure", "device", "order" or "observation".
    codes : tuple of Code
        What it is, in as many vocabularies as the file gives.
    value : float, str or None
        What was observed. [`unit`]
    unit : str
        The unit of a number observed, as the file words it; may be empty.
    references : tuple of str
        Ids of what it names as its reason or its context.
    id : str
        Its id in the file; may be empty.
    source : str
        What wrote it down.
    precision : str
        To what the dates were given: "second", "day", "month" or "year".

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule, or the end lies before the start.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import Code, CodedEvent
    >>> cast = Code("http://snomed.info/sct", "274474001", "Bone immobilization")
    >>> CodedEvent("p1", datetime(2026, 3, 1, 14), datetime(2026, 3, 1, 14, 30), "procedure", (cast,)).role
    'procedure'
    """

    person: str
    start: datetime
    end: datetime | None
    role: Role
    codes: tuple[Code, ...]
    value: float | str | None = None
    unit: str = ""
    references: tuple[str, ...] = ()
    id: str = ""
    source: str = ""
    precision: Precision = "second"

    def __attrs_post_init__(self) -> None:
        if not (
            self.person.__class__ is str
            and self.person
            and is_moment(self.start)
            and (self.end is None or is_moment(self.end))
            and self.role in ROLES
            and self.codes.__class__ is tuple
            and (not self.codes or {*map(type, self.codes)} == {Code})
            and (self.value is None or self.value.__class__ is str)
            and self.unit.__class__ is str
            and self.references.__class__ is tuple
            and (not self.references or {*map(type, self.references)} == {str})
            and self.id.__class__ is str
            and self.source.__class__ is str
            and self.precision in PRECISIONS
        ):
            check(self, RULES_OF_EVENTS)
        check_order(self.start, self.end)


RULES_OF_CODES: Mapping[str, Rule] = {"system": WORDS, "code": TEXT, "display": WORDS}
RULES_OF_STAYS: Mapping[str, Rule] = {
    "person": TEXT,
    "start": MOMENT,
    "end": OrNone(MOMENT),
    "setting": OneOf(get_args(Setting)),
    "open_at": OrNone(InstanceOf(date)),
    "reasons": Each(InstanceOf(Code)),
    "source": WORDS,
    "id": WORDS,
    "precision": OneOf(get_args(Precision)),
}
RULES_OF_EVENTS: Mapping[str, Rule] = {
    "person": TEXT,
    "start": MOMENT,
    "end": OrNone(MOMENT),
    "role": OneOf(get_args(Role)),
    "codes": Each(InstanceOf(Code)),
    "value": OrNone(NumberOrText()),
    "unit": WORDS,
    "references": Each(WORDS),
    "id": WORDS,
    "source": WORDS,
    "precision": OneOf(get_args(Precision)),
}
