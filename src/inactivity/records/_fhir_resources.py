"""FHIR resources, R4 and R5, as stays and coded events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from ..errors import InvalidValueError
from ._clinical import Code, CodedEvent, Stay
from ._codes import Lookup
from ._fhir_values import (
    Coder,
    Dated,
    UnusableError,
    dated,
    is_object,
    listed,
    moment,
    period,
    person_of,
    references,
    target,
    text_of,
    until,
)
from ._reading import Log
from ._vocabulary import Role, Setting

Keep: TypeAlias = Literal["all", "relevant"]
"""Which records a reader of hospital records gives."""
KEEP: Final = ("all", "relevant")
OVERNIGHT: Final = frozenset[str]({"inpatient", "icu", "rehabilitation", "long_term_care", "unknown"})
"""Settings in which people may stay overnight: the relevant ones."""

_NEVER: Final = frozenset({"entered-in-error", "cancelled", "planned", "not-done", "preparation", "draft", "revoked"})
"""Statuses of what did not happen, or not yet."""
_GOING_ON: Final = frozenset({"arrived", "triaged", "in-progress", "onleave", "on-hold"})
"""Statuses of encounters that have not ended, of R4 and R5."""
_REMEMBERED: Final = 100_000  # places: a hospital has fewer
_NOT_SO: Final = frozenset({"entered-in-error", "refuted"})


class IgnoredError(Exception):
    """A resource that is none of the reader's business; why, in a few words."""


class Resources:
    """Makes records of resources."""

    __slots__ = ("_coder", "_extract", "_keep_all", "_last", "_log", "_lookup", "_make", "_places_named", "where")

    def __init__(self, lookup: Lookup, log: Log, extract_date: date | None, *, keep_all: bool) -> None:
        self._lookup, self._log, self._extract, self._keep_all = lookup, log, extract_date, keep_all
        self._coder = Coder()
        self._places_named: dict[str, tuple[Code, ...]] = {}
        self._last = datetime.now(UTC) + timedelta(days=1)  # zones are ahead of ours by less
        self.where: int | str = ""
        self._make: Mapping[str, Callable[[Mapping[str, Any], str], Iterator[Stay | CodedEvent]]] = {
            "Encounter": self._stays,
            "Procedure": self._procedure,
            "Condition": self._condition,
            "ServiceRequest": self._order,
            "CarePlan": self._plan,
            "Observation": self._observation,
        }

    def records(self, resource: object, full_url: str = "") -> tuple[Stay | CodedEvent, ...]:
        """Return the records of a resource, and account for it in the log."""
        kind = resource.get("resourceType") if is_object(resource) else None
        if not is_object(resource) or not isinstance(kind, str):
            self._log.skip("no resource", self.where, resource, "a FHIR resource with its resourceType")
            return ()
        make = self._make.get(kind)
        if make is None:
            self._log.ignore(f"{kind[:40]} resource")
            return ()
        name = full_url if full_url.startswith("urn:") else f"{kind}/{text_of(resource.get('id'))}"
        try:
            found = tuple(make(resource, name))
        except IgnoredError as reason:
            self._log.ignore(str(reason))
            return ()
        except UnusableError as error:
            self._log.skip(error.reason, self.where, error.value, error.rule)
            return ()
        except InvalidValueError as error:
            self._log.skip(f"bad {error.name}", self.where, error.value, error.rule)
            return ()
        self._log.used += 1
        self._log.records += len(found)
        return found

    # --- Encounter ---------------------------------------------------------------------------------

    def _stays(self, encounter: Mapping[str, Any], name: str) -> Iterator[Stay]:
        status = self._happened(encounter)
        codes = self._codes_of_encounter(encounter)
        setting = self._setting(codes, encounter)
        if not self._keep_all and OVERNIGHT.isdisjoint({setting, *self._settings_of_places(encounter)}):
            msg = f"{setting} visit"
            raise IgnoredError(msg)
        person = person_of(encounter)
        when = period(encounter.get("period", encounter.get("actualPeriod")))
        self._note_future(when)
        open_at = None
        if when.end is None:
            open_at = self._open_at(encounter, when.start) if status in _GOING_ON else None
            if open_at is None:
                self._note("no end", encounter.get("period"), "a Period with an end", "kept without an end")
        reasons = self._reasons(encounter)
        places = tuple(self._places(encounter, when))
        if len(places) == 1 and places[0][1] is None:
            setting = places[0][0]  # the one place is that of the whole stay
        yield Stay(person, when.start, when.end, setting, open_at, reasons, "fhir", name, when.precision)
        for number, (place, inner) in enumerate(places):
            if inner is None or place == setting:
                continue
            seen = open_at if inner.end is None and when.end is None else None
            end = when.end if inner.end is None else inner.end
            at = f"{name}#location[{number}]"
            yield Stay(person, inner.start, end, place, seen, reasons, "fhir", at, inner.precision)

    def _codes_of_encounter(self, encounter: Mapping[str, Any]) -> Iterator[Code]:
        """Yield what may say where it was, the more telling first; a class is a Coding in R4, concepts in R5."""
        yield from self._coder.codings(encounter.get("type"))
        yield from self._coder.codings(encounter.get("serviceType"))
        yield from self._class_of(encounter)

    def _class_of(self, encounter: Mapping[str, Any]) -> Iterator[Code]:
        given: object = encounter.get("class")
        if is_object(given) and "code" in given:
            yield from self._coder.coding(given)
        else:
            yield from self._coder.codings(given)

    def _setting(self, codes: Iterator[Code], encounter: Mapping[str, Any]) -> Setting:
        setting = self._known_setting(codes)
        if setting is None:
            # With its system, as FHIR searches have it: a row of a code map needs both.
            told = (f"{code.system}|{code.code}".lstrip("|") for code in self._class_of(encounter))
            given = ", ".join(told) or encounter.get("class")
            rule = "a class whose setting the code map knows"
            self._note("class not in the code map", given, rule, "kept with the setting 'unknown'")
            return "unknown"
        return setting

    def _known_setting(self, codes: Iterator[Code]) -> Setting | None:
        for code in codes:
            meaning = self._lookup.get(code)
            if meaning is not None and meaning.setting is not None:
                return meaning.setting
        return None

    def _places(self, encounter: Mapping[str, Any], stay: Dated) -> Iterator[tuple[Setting, Dated | None]]:
        """Yield the settings of the places within an encounter, and when they were."""
        for place in listed(encounter.get("location")):
            if not is_object(place) or place.get("status") in {"planned", "reserved"}:
                continue
            setting = self._known_setting(self._codes_of_place(place, encounter))
            if setting is None:
                continue
            when = None if place.get("period") is None else period(place["period"])
            if when is not None and (when.start.tzinfo is None) is not (stay.start.tzinfo is None):
                zone = stay.start.tzinfo
                when = Dated(when.start.replace(tzinfo=zone), when.end and when.end.replace(tzinfo=zone), "day")
            yield setting, when

    def _settings_of_places(self, encounter: Mapping[str, Any]) -> Iterator[Setting | None]:
        for place in listed(encounter.get("location")):
            if is_object(place):
                yield self._known_setting(self._codes_of_place(place, encounter))

    def _codes_of_place(self, place: Mapping[str, Any], encounter: Mapping[str, Any]) -> Iterator[Code]:
        yield from self._coder.codings(place.get("physicalType", place.get("form")))
        reference: object = place.get("location")
        named = text_of(reference.get("reference")) if is_object(reference) else ""
        for inner in listed(encounter.get("contained")) if named.startswith("#") else ():
            if is_object(inner) and inner.get("id") == named[1:]:
                yield from self._coder.codings(inner.get("type"))
                yield from self._coder.codings(inner.get("physicalType", inner.get("form")))
        if is_object(reference):  # what it is, another resource tells; a code map can name it
            for name in (target(reference), text_of(reference.get("display"))):
                yield from self._named(name)

    def _named(self, name: str) -> tuple[Code, ...]:
        """Return the name of a place as a code, if the code map has it."""
        found = self._places_named.get(name)
        if found is None:
            codes = (self._coder.code("", name, name),) if name else ()
            found = codes if any(map(self._lookup.get, codes)) else ()
            if len(self._places_named) < _REMEMBERED:
                self._places_named[name] = found
        return found

    def _open_at(self, encounter: Mapping[str, Any], start: datetime) -> date:
        """Return the last day on which an encounter is known to have gone on."""
        first = start.date()
        if self._extract is not None:
            if self._extract < first:
                raise UnusableError("start after the extract", str(start), f"not after {self._extract}")
            return self._extract
        meta: object = encounter.get("meta")
        try:
            seen = moment(meta.get("lastUpdated"))[0].date() if is_object(meta) else first
        except UnusableError:
            seen = first
        return max(first, seen)

    def _reasons(self, encounter: Mapping[str, Any]) -> tuple[Code, ...]:
        """Return why, from where R4 and R5 have it."""
        given = (one.get("value", one) for one in listed(encounter.get("reason")) if is_object(one))
        concepts = (encounter.get("reasonCode"), *given)
        return tuple(dict.fromkeys(code for concept in concepts for code in self._coder.codings(concept)))

    # --- what is coded -----------------------------------------------------------------------------

    def _procedure(self, resource: Mapping[str, Any], name: str) -> Iterator[CodedEvent]:
        self._happened(resource)
        codes = self._relevant(self._coder.codings(resource.get("code")))
        when = dated(resource, "performedPeriod", "performedDateTime", "occurrencePeriod", "occurrenceDateTime")
        yield self._event(resource, name, "procedure", codes, when)

    def _condition(self, resource: Mapping[str, Any], name: str) -> Iterator[CodedEvent]:
        for code in self._coder.codings(resource.get("verificationStatus")):
            if code.code in _NOT_SO:
                raise IgnoredError(code.code)
        codes = self._relevant(self._coder.codings(resource.get("code")))
        began = dated(resource, "onsetDateTime", "onsetPeriod", "recordedDate")
        if began is not None:
            began = until(began, dated(resource, "abatementDateTime", "abatementPeriod"))
        yield self._event(resource, name, "condition", codes, began)

    def _order(self, resource: Mapping[str, Any], name: str) -> Iterator[CodedEvent]:
        self._happened(resource)
        if resource.get("doNotPerform") is True:
            msg = "order not to do something"
            raise IgnoredError(msg)
        codes = self._relevant(self._coder.codings(resource.get("code")))
        when = dated(resource, "occurrencePeriod", "occurrenceDateTime")
        timing: object = resource.get("occurrenceTiming")
        repeat: object = timing.get("repeat") if is_object(timing) else None
        if when is None and is_object(repeat):
            when = dated(repeat, "boundsPeriod")
        yield self._event(resource, name, "order", codes, when or dated(resource, "authoredOn"))

    def _plan(self, resource: Mapping[str, Any], name: str) -> Iterator[CodedEvent]:
        self._happened(resource)
        codes = list(self._coder.codings(resource.get("category")))
        for activity in listed(resource.get("activity")):
            detail: object = activity.get("detail") if is_object(activity) else None
            if is_object(detail):
                codes += self._coder.codings(detail.get("code"))
        when = dated(resource, "period", "created")
        yield self._event(resource, name, "order", self._relevant(iter(codes)), when)

    def _observation(self, resource: Mapping[str, Any], name: str) -> Iterator[CodedEvent]:
        self._happened(resource)
        codes = self._relevant(self._coder.codings(resource.get("code")))
        value, unit = _observed(resource)
        when = dated(resource, "effectivePeriod", "effectiveDateTime", "effectiveInstant", "issued")
        yield self._event(resource, name, "observation", codes, when, value=value, unit=unit)

    def _event(
        self,
        resource: Mapping[str, Any],
        name: str,
        role: Role,
        codes: tuple[Code, ...],
        when: Dated | None,
        *,
        value: float | str | None = None,
        unit: str = "",
    ) -> CodedEvent:
        person = person_of(resource)
        if when is None:
            raise UnusableError("no date", name, "a resource with the date or period of what it tells of")
        if role != "order":  # orders are for the future
            self._note_future(when)
        named = references(
            resource.get("encounter"),
            resource.get("reasonReference"),
            resource.get("reason"),
            resource.get("addresses"),
            resource.get("basedOn"),
            resource.get("partOf"),
        )
        return CodedEvent(person, *when[:2], role, codes, value, unit, named, name, "fhir", when.precision)

    def _relevant(self, codes: Iterator[Code]) -> tuple[Code, ...]:
        given = tuple(dict.fromkeys(codes))
        if not self._keep_all and not any(map(self._lookup.get, given)):
            msg = "code not in the code map"
            raise IgnoredError(msg)
        return given

    def _happened(self, resource: Mapping[str, Any]) -> str:
        """Return the status; what did not happen is ignored."""
        status = text_of(resource.get("status"))
        if status in _NEVER:
            raise IgnoredError(status)
        return status

    def _note_future(self, when: Dated) -> None:
        moment = when.end or when.start
        if moment.replace(tzinfo=moment.tzinfo or UTC) > self._last:
            self._note("date after now", str(moment), "not after now", "kept")

    def _note(self, reason: str, value: object, rule: str, done: str) -> None:
        self._log.note(reason, self.where, value, rule, done)


def _observed(resource: Mapping[str, Any]) -> tuple[float | str | None, str]:
    """Return what was observed, and its unit."""
    quantity: object = resource.get("valueQuantity")
    if is_object(quantity):
        number: object = quantity.get("value")
        return _number(number), text_of(quantity.get("unit")) or text_of(quantity.get("code"))
    if "valueInteger" in resource:
        return _number(resource["valueInteger"]), ""
    concept: object = resource.get("valueCodeableConcept")
    if is_object(concept):
        codings = listed(concept.get("coding"))
        display = text_of(codings[0].get("display")) if codings and is_object(codings[0]) else ""
        return text_of(concept.get("text")) or display or None, ""
    return text_of(resource.get("valueString")) or None, ""


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise UnusableError("bad value", value, "a number")
    try:
        return float(value)
    except OverflowError:
        raise UnusableError("bad value", value, "a finite number") from None
