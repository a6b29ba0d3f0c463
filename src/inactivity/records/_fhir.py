"""`read_fhir`: FHIR R4 and R5 resources, as NDJSON or Bundles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final, cast

from .._narrowing import is_list
from .._rules import OneOf, check
from ..errors import InvalidValueError
from ._clinical import CodedEvent, Stay
from ._codes import CodeMap, Lookup, checked
from ._fhir_json import BrokenJsonError, BundleEntry, is_by_line, values
from ._fhir_resources import KEEP, Keep, Resources
from ._fhir_values import is_object, text_of
from ._files import Files, Sources
from ._lines import lines
from ._opening import Source, Stream, opened
from ._reading import Log, Reading

EXPECTED: Final = "FHIR R4 or R5 resources in JSON (NDJSON of a bulk export, or Bundles)"
_SUFFIXES: Final = (".ndjson", ".jsonl", ".json")
_DEEPEST: Final = 8  # Bundles within Bundles


def read_fhir(
    source: Sources,
    *,
    codes: CodeMap | None = None,
    keep: Keep = "all",
    extract_date: date | None = None,
    strict: bool = False,
) -> Reading[Stay | CodedEvent]:
    r"""Read stays and coded events from FHIR R4 or R5 resources.

    Encounters become stays; Procedures, Conditions, ServiceRequests, CarePlans and Observations become coded events.
    Other resources, and what was cancelled, planned or entered in error, is ignored and counted.

    Parameters
    ----------
    source : path, binary file, or list of them
        An NDJSON file, a Bundle, or a folder of such files, plain or gzip. NDJSON is read line by line and a Bundle
        entry by entry, so a file may be of any size; a single resource may have 16 MiB.
    codes : CodeMap, optional
        What the codes mean: it tells where a stay was. By default :func:`code_map`.
    keep : str
        "all", or "relevant": only stays in places where people spend the night, and events whose codes the map knows.
    extract_date : datetime.date, optional
        The day the data were extracted: encounters in progress were seen open then. Without it that day is when the
        resource was last updated, or else the first day of the stay.
    strict : bool
        Whether to raise at the end if there were problems.

    Returns
    -------
    Reading of Stay and CodedEvent

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.
    WrongFormatError
        If a file is no FHIR.
    RecordsDataError
        At the end, if there were problems and `strict` is true.

    Notes
    -----
    A date without a time has the zone of the other end of its period. Where start and end were given to different
    precision, the coarser counts. Dates after now are reported and kept. A person is known by the id in the reference to the patient, whatever server it
    names.

    References
    ----------
    .. [1] HL7 FHIR R4 (4.0.1) and R5 (5.0.0), https://hl7.org/fhir/R4/encounter.html and
       https://hl7.org/fhir/R5/encounter.html.

    Examples
    --------
    >>> import io
    >>> from inactivity.records import read_fhir
    >>> file = io.BytesIO(
    ...     b'{"resourceType": "Encounter", "id": "e1", "status": "finished", "class": {"code": "IMP", "system":'
    ...     b'"http://terminology.hl7.org/CodeSystem/v3-ActCode"}, "subject": {"reference": "Patient/p1"},'
    ...     b'"period": {"start": "2026-03-01", "end": "2026-03-08"}}\n'
    ... )
    >>> stay = read_fhir(file).all()[0]
    >>> stay.person, stay.setting, (stay.end - stay.start).days
    ('p1', 'inpatient', 7)
    """
    lookup = Lookup(checked(codes))
    check(OneOf(KEEP), "keep", keep)
    check_extract(extract_date)
    files = Files(source, _SUFFIXES, EXPECTED)

    def read(log: Log) -> Iterator[Stay | CodedEvent]:
        resources = Resources(lookup, log, extract_date, keep_all=keep == "all")
        return files.records(log, lambda file: _records(file, log, resources), "FHIR")

    return Reading(files.name, read, strict=strict)


def check_extract(extract_date: date | None) -> None:
    """Refuse an extract date that is no date."""
    given = cast("object", extract_date)
    if given is not None and (isinstance(given, datetime) or not isinstance(given, date)):
        raise InvalidValueError("extract_date", extract_date, "a datetime.date (without a time of day)")


def _records(source: Source, log: Log, resources: Resources) -> Iterator[Stay | CodedEvent]:
    with opened(source, log, EXPECTED) as stream:
        head = stream.head.lstrip()
        if not head.startswith((b"{", b"[")):
            raise stream.refuse(EXPECTED)
        if is_by_line(head):
            yield from _by_line(stream, log, resources)
        else:
            yield from _by_value(stream, log, resources)


def _by_line(stream: Stream, log: Log, resources: Resources) -> Iterator[Stay | CodedEvent]:
    first = True
    for number, line in lines(stream, log, EXPECTED):
        if not line or line.isspace():
            log.ignore("blank line")
            continue
        try:
            value: object = json.loads(line)
        except (ValueError, RecursionError):
            log.skip("broken JSON", number, line, "a FHIR resource in JSON, whole on its line")
            continue
        if first and not _is_resource(value):
            raise stream.refuse(EXPECTED, "JSON that is no FHIR resource")
        first = False
        resources.where = number
        yield from _of(value, log, resources)


def _by_value(stream: Stream, log: Log, resources: Resources) -> Iterator[Stay | CodedEvent]:
    first = True
    try:
        for where, value in values(stream, log):
            if first and not isinstance(value, BundleEntry) and not _is_resource(value):
                raise stream.refuse(EXPECTED, "JSON that is no FHIR resource")
            first = False
            resources.where = where
            yield from _of(value, log, resources)
    except BrokenJsonError as error:
        log.entries += 1
        log.skip("broken JSON", resources.where, str(error), "JSON to its end (nothing after this place could be read)")


def _is_resource(value: object) -> bool:
    return is_object(value) and isinstance(value.get("resourceType"), str)


def _of(value: object, log: Log, resources: Resources, full_url: str = "", depth: int = 0) -> Iterator[Any]:
    """Yield the records of a resource, an entry of a Bundle, or a Bundle."""
    if isinstance(value, BundleEntry):
        entry = value.entry
        if is_object(entry) and entry.get("resource") is None:
            log.ignore("entry without a resource")
            return
        inner: object = entry.get("resource") if is_object(entry) else entry
        url = text_of(entry.get("fullUrl")) if is_object(entry) else ""
        yield from _of(inner, log, resources, url, depth + 1)
    elif is_object(value) and value.get("resourceType") == "Bundle" and depth < _DEEPEST:
        log.used += 1
        entries: object = value.get("entry")
        at = resources.where
        for number, entry in enumerate(entries if is_list(entries) else ()):
            log.entries += 1
            resources.where = f"{at}.entry[{number}]"
            yield from _of(BundleEntry(entry), log, resources, depth=depth)
    else:
        yield from resources.records(value, full_url)
