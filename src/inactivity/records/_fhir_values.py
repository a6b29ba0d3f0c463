"""Dates, references and codes as FHIR writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeGuard
from urllib.parse import unquote

from .._narrowing import is_list
from ._clinical import Code
from ._vocabulary import FIRST_YEAR, LAST_YEAR, Precision

_PARTIAL: Final[Mapping[int, tuple[str, str, Precision]]] = {
    4: (r"\d{4}", "-01-01", "year"),
    7: (r"\d{4}-\d{2}", "-01", "month"),
    10: (r"\d{4}-\d{2}-\d{2}", "", "day"),
}
# FHIR has a T and a colon in the offset; what others' tools export has not always.
_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_COARSENESS: Final[Mapping[Precision, int]] = {"second": 0, "day": 1, "month": 2, "year": 3}
_DATES: Final = "a date such as 2026, 2026-03, 2026-03-01 or 2026-03-01T09:30:00+01:00"
_ROUNDED: Final = 26  # characters of a time with microseconds: Python 3.11 reads no finer one


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value of JSON is an object; asking for any mapping takes ten times as long."""
    return isinstance(value, dict)


class UnusableError(Exception):
    """A resource that cannot be read; its parts are what :meth:`Log.skip` takes."""

    def __init__(self, reason: str, value: object, rule: str) -> None:
        super().__init__(reason, value, rule)
        self.reason, self.value, self.rule = reason, value, rule


class Dated(NamedTuple):
    """From when to when something was, and how precisely that is known."""

    start: datetime
    end: datetime | None
    precision: Precision


def moment(value: object) -> tuple[datetime, Precision]:
    """Return a date or time, and to what it was given; parts that were left out are the first."""
    if isinstance(value, str):
        try:
            if len(value) in _PARTIAL:
                pattern, rest, precision = _PARTIAL[len(value)]
                if re.fullmatch(pattern, value, re.ASCII):
                    return _possible(datetime.fromisoformat(value + rest), value), precision
            elif _TIME.fullmatch(value):
                return _possible(_with_time(value), value), "second"
        except ValueError:
            pass
    raise UnusableError("bad date", value, _DATES)


def _with_time(text: str) -> datetime:
    if len(text) > _ROUNDED and "." in text:
        text = re.sub(r"(\.\d{6})\d+", r"\1", text)
    return datetime.fromisoformat(text)


def _possible(found: datetime, value: object) -> datetime:
    if FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    raise UnusableError("bad date", value, f"of the years {FIRST_YEAR} to {LAST_YEAR}")


def period(value: object) -> Dated:
    """Return a Period; one without a start is of no use."""
    if not is_object(value) or value.get("start") is None:
        raise UnusableError("no start", value, "a Period with a start")
    start, precision = moment(value["start"])
    if value.get("end") is None:
        return Dated(start, None, precision)
    end, of_end = moment(value["end"])
    return between(start, precision, end, of_end)


def between(start: datetime, precision: Precision, end: datetime, of_end: Precision) -> Dated:
    """Return what lasted from one date to another, each given more or less precisely."""
    # A date without a time has no zone: it is meant where the other one is.
    if start.tzinfo is None and end.tzinfo is not None:
        start = start.replace(tzinfo=end.tzinfo)
    elif end.tzinfo is None and start.tzinfo is not None:
        end = end.replace(tzinfo=start.tzinfo)
    if end < start:
        if _COARSENESS[of_end] <= _COARSENESS[precision]:
            raise UnusableError("end before start", f"{start} to {end}", "an end that is not before the start")
        end = start  # "until 2020" begins before "from 2020-03-05": nothing is wrong with it
    return Dated(start, end, max(precision, of_end, key=_COARSENESS.__getitem__))


def dated(resource: Mapping[str, Any], *names: str) -> Dated | None:
    """Return the first date or period that a resource has under these names, None if it has none."""
    for name in names:
        value: object = resource.get(name)
        if value is None:
            continue
        if is_object(value):
            return period(value)
        start, precision = moment(value)
        return Dated(start, None, precision)
    return None


def until(start: Dated, end: Dated | None) -> Dated:
    """Return what lasted from one date or period to another."""
    if end is None:
        return start
    return between(start.start, start.precision, end.end or end.start, end.precision)


def listed(value: object) -> list[Any]:
    """Return a list; one thing alone counts as a list of it, nothing as an empty one."""
    if is_list(value):
        return value
    return [] if value is None else [value]


def text_of(value: object) -> str:
    """Return a text that is no other thing; else nothing."""
    return value if isinstance(value, str) else ""


class Coder:
    """Makes codes; the same code is one object however often it comes."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], Code] = {}

    def code(self, system: str, code: str, display: str) -> Code:
        """Return a code."""
        key = system, code, display
        found = self._known.get(key)
        if found is None:
            found = Code(system, code, display)
            if len(self._known) < _REMEMBERED:
                self._known[key] = found
        return found

    def codings(self, value: object) -> Iterator[Code]:
        """Yield the codes of a CodeableConcept, or of a list of them; where there is only a text, the text."""
        for concept in value if is_list(value) else (value,):
            if not is_object(concept):
                continue
            concept = concept.get("concept", concept)  # noqa: PLW2901 - R5 wraps it in a CodeableReference
            if not is_object(concept):
                continue
            coded = False
            for coding in listed(concept.get("coding")):
                if is_object(coding) and (code := text_of(coding.get("code"))):
                    coded = True
                    yield self.code(text_of(coding.get("system")), code, text_of(coding.get("display")))
            if not coded and (text := text_of(concept.get("text"))):
                yield self.code("", text, text)

    def coding(self, value: object) -> Iterator[Code]:
        """Yield the code of a Coding."""
        if is_object(value) and (code := text_of(value.get("code"))):
            yield self.code(text_of(value.get("system")), code, text_of(value.get("display")))


_REMEMBERED: Final = 100_000


def target(value: object) -> str:
    """Return what a Reference names as ``Type/id``, as a ``urn:``, or as ``#id``; nothing if it names nothing."""
    if not is_object(value):
        return ""
    inner: object = value.get("reference")
    if is_object(inner):  # R5 wraps it in a CodeableReference
        value = inner
    reference = text_of(value.get("reference"))
    if reference:
        plain = reference.count("/") == 1 and "?" not in reference  # nearly all
        return reference if plain else _target_of(reference)
    identifier = value.get("identifier")
    named = text_of(identifier.get("value")) if is_object(identifier) else ""
    return f"{text_of(value.get('type')) or 'Patient'}/{named}" if named else ""


def _target_of(reference: str) -> str:
    if reference.startswith(("urn:", "#")):
        return reference
    kind, question, query = reference.partition("?")
    if question:  # by an identifier instead of an id
        _, _, found = query.partition("identifier=")
        return f"{kind.rpartition('/')[2]}/{unquote(found.partition('&')[0])}" if found else ""
    parts = reference.partition("/_history")[0].rstrip("/").split("/")
    return "/".join(parts[-2:])


def person_of(resource: Mapping[str, Any]) -> str:
    """Return the id of the patient a resource is of."""
    subject: object = resource.get("subject", resource.get("patient"))
    named = target(subject)
    if named.startswith("#"):
        named = _contained(resource, named[1:])
    kind, slash, person = named.partition("/")
    if not slash or named.startswith("urn:"):
        kind, person = "Patient", named.removeprefix("urn:uuid:").removeprefix("urn:oid:")
    if kind != "Patient":
        raise UnusableError("subject is no patient", subject, "a reference to a Patient")
    if not person.strip():
        raise UnusableError("no patient", subject, "a reference to a Patient")
    return person


def _contained(resource: Mapping[str, Any], name: str) -> str:
    """Return how a contained patient is known outside of the resource."""
    for inner in listed(resource.get("contained")):
        if is_object(inner) and inner.get("id") == name:
            kind = text_of(inner.get("resourceType")) or "Patient"
            for identifier in listed(inner.get("identifier")):
                if is_object(identifier) and (value := text_of(identifier.get("value"))):
                    return f"{kind}/{value}"
            return f"{kind}/{name}" if kind != "Patient" else ""
    return ""


def references(*values: object) -> tuple[str, ...]:
    """Return what References name, each once, in their order."""
    named = [target(one) for value in values if value is not None for one in listed(value)]
    return tuple(dict.fromkeys(filter(None, named)))
