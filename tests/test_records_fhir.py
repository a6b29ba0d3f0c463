"""FHIR R4 and R5 as stays and coded events, whatever shape it comes in."""

import gzip
import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hospital import ACT, CAST, CODES, ICD, ICU, LOCAL, SNOMED, bundle, coding, condition, encounter, ndjson, procedure
from recorded import problems, read

from inactivity.errors import InvalidValueError, RecordsDataError, WrongFormatError
from inactivity.records import Code, CodedEvent, CodeMap, Stay, code_map, read_fhir

EST = timezone(timedelta(hours=-5))


def stays(*resources: object, **options: Any) -> list[Stay]:
    return [one for one in read(read_fhir(ndjson(*resources), **options)) if isinstance(one, Stay)]


def events(*resources: object, **options: Any) -> list[CodedEvent]:
    return [one for one in read(read_fhir(ndjson(*resources), **options)) if isinstance(one, CodedEvent)]


# --- Encounter -------------------------------------------------------------------------------------


def test_an_encounter_of_r4_is_a_stay() -> None:
    reason = coding("46177005", display="End-stage renal disease")
    (stay,) = stays(encounter("2026-03-01T09:30:00-05:00", "2026-03-08T10:00:00-05:00", reasonCode=[reason]))

    start, end = datetime(2026, 3, 1, 9, 30, tzinfo=EST), datetime(2026, 3, 8, 10, tzinfo=EST)
    reasons = (Code(SNOMED, "46177005", "End-stage renal disease"),)
    assert stay == Stay("p1", start, end, "inpatient", None, reasons, "fhir", "Encounter/e1", "second")


def test_an_encounter_of_r5_is_the_same_stay() -> None:
    reason = coding("46177005", display="End-stage renal disease")
    old = encounter(reasonCode=[reason])
    new = encounter(actualPeriod=old["period"], status="completed", reason=[{"value": [{"concept": reason}]}])
    del new["period"]
    new["class"] = [coding("IMP", ACT)]
    assert stays(new) == stays(old)


@pytest.mark.parametrize(
    ("code", "setting"),
    [
        *(("IMP", "inpatient"), ("AMB", "outpatient"), ("EMER", "emergency"), ("HH", "home"), ("VR", "virtual")),
        *(("ACUTE", "inpatient"), ("NONAC", "inpatient"), ("SS", "inpatient"), ("OBSENC", "unknown")),
        *(("PRENC", "outpatient"), ("FLD", "outpatient")),
    ],
)
def test_the_class_tells_the_setting(code: str, setting: str) -> None:
    for system in (ACT, "http://hl7.org/fhir/v3/ActCode", "urn:oid:2.16.840.1.113883.5.4"):
        (stay,) = stays(encounter() | {"class": {"system": system, "code": code}})
        assert stay.setting == setting


def test_a_class_that_the_map_does_not_know_is_kept_and_reported() -> None:
    for given in ({"system": ACT, "code": "DAYT"}, None, "inpatient", 7):
        reading = read_fhir(ndjson(encounter() | {"class": given}))
        (stay,) = read(reading)
        assert isinstance(stay, Stay)
        assert stay.setting == "unknown"
        assert problems(reading) == {"class not in the code map": 1}
    reading = read_fhir(ndjson(encounter() | {"class": {"system": ACT, "code": "DAYT"}}))
    read(reading)
    assert reading.problems.first[0].value == f"'{ACT}|DAYT'"  # what a row of a code map needs


@pytest.mark.parametrize("system", [f"{ACT}|9.0.0", f"{ACT}/", ACT.replace("http:", "https:")])
def test_a_vocabulary_is_known_whatever_its_version(system: str) -> None:
    (stay,) = stays(encounter() | {"class": {"system": system, "code": "IMP"}})
    assert stay.setting == "inpatient"


@pytest.mark.parametrize("code", ["Location/4", "Medical ICU"])
def test_a_place_that_another_resource_tells_of_can_be_mapped(code: str) -> None:
    place: dict[str, Any] = {"location": {"reference": "https://server/fhir/Location/4", "display": "Medical ICU"}}
    place["period"] = {"start": "2026-03-02", "end": "2026-03-04"}
    own = code_map().extended(CodeMap.from_rows([{"system": "ours", "code": code, "setting": "icu"}]))
    found = stays(encounter(location=[place]), codes=own)
    assert [stay.setting for stay in found] == ["inpatient", "icu"]
    assert [stay.setting for stay in stays(encounter(location=[place]))] == ["inpatient"]


def test_a_type_says_more_than_the_class() -> None:
    (stay,) = stays(encounter(type=[coding(ICU, LOCAL)]), codes=CODES)
    assert stay.setting == "icu"


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error", "planned"])
def test_what_did_not_happen_is_ignored_and_counted(status: str) -> None:
    reading = read_fhir(ndjson(encounter(status=status), encounter()))
    assert len(read(reading)) == 1
    assert reading.counts.ignored == ((status, 1),)
    assert not reading.problems


@pytest.mark.parametrize(
    ("start", "precision", "first"),
    [
        ("2026", "year", datetime(2026, 1, 1)),
        ("2026-03", "month", datetime(2026, 3, 1)),
        ("2026-03-02", "day", datetime(2026, 3, 2)),
        ("2026-03-02T10:00:00.1234567Z", "second", datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)),
        ("2026-03-02T10:00", "second", datetime(2026, 3, 2, 10)),
    ],
)
def test_dates_may_be_partial(start: str, precision: str, first: datetime) -> None:
    (event,) = events(procedure(start))
    assert (event.start, event.precision) == (first, precision)


def test_the_coarser_of_two_precisions_counts() -> None:
    (stay,) = stays(encounter("2026-03", "2026-03-20"))
    assert (stay.start, stay.end, stay.precision) == (datetime(2026, 3, 1), datetime(2026, 3, 20), "month")
    (stay,) = stays(encounter("2026-03-05", "2026"))
    assert (stay.start, stay.end, stay.precision) == (datetime(2026, 3, 5), datetime(2026, 3, 5), "year")


def test_a_date_without_a_time_has_the_zone_of_the_other() -> None:
    (stay,) = stays(encounter("2026-03-01", "2026-03-08T10:00:00-05:00"))
    assert stay.start == datetime(2026, 3, 1, tzinfo=EST)
    (stay,) = stays(encounter("2026-03-01T10:00:00-05:00", "2026-03-08"))
    assert stay.end == datetime(2026, 3, 8, tzinfo=EST)


@pytest.mark.parametrize("text", ["2026-03-01T10:00:00+0100", "2026-03-01 10:00:00+01:00", "2026-03-01 10:00+0100"])
def test_dates_as_other_tools_export_them(text: str) -> None:
    (event,) = read(read_fhir(ndjson(procedure("2026-03-01") | {"performedDateTime": text})))
    assert event.start.isoformat() == "2026-03-01T10:00:00+01:00"


@pytest.mark.parametrize(
    "text",
    [
        "2026-13",
        "2026-02-30",
        "20260301",
        "2026-3-1",
        "0000",
        "1066",
        "4026-01-01",
        "",
        "soon",
        2026,
        ["2026"],
        "2026-W10-1",
        "2026-03-01T25:00:00Z",
        "٢٠٢٦",
        "2026-03-01T10:00:60Z",
        {},
        True,
    ],
)
def test_dates_that_are_none_are_skipped_and_reported(text: object) -> None:
    reading = read_fhir(ndjson(procedure("2026-03-01") | {"performedDateTime": text}, procedure("2026-03-01")))
    assert len(read(reading)) == 1
    assert sum(problems(reading).values()) == 1
    assert reading.problems.first[0].where == "<stream>:1"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (encounter("2026-03-08", "2026-03-01"), "end before start"),
        (encounter("2026-03-08T10:00:00Z", "2026-03-08T11:00:00+02:00"), "end before start"),
        (encounter(None, "2026-03-01"), "no start"),
        (encounter(period=None), "no start"),
        (encounter(period="2026"), "no start"),
        (encounter(subject={}), "no patient"),
        (encounter(subject=None), "no patient"),
        (encounter(subject={"reference": "Patient/"}), "no patient"),
        (encounter(subject={"reference": "#nobody"}), "no patient"),
        (
            json.loads(json.dumps(encounter()).replace('"Patient/p1"', '{"reference": ' * 400 + "1" + "}" * 400)),
            "no patient",
        ),
        (encounter(subject={"reference": "Group/g1"}), "subject is no patient"),
        (procedure("2026", performedDateTime=None), "no date"),
        (procedure("2026", performedDateTime=None, performedString="lately"), "no date"),
        (condition("2026-03-08", "Z74.01", abatementDateTime="2026-03-01"), "end before start"),
        ({"resourceType": 7}, "no resource"),
        ([1, 2], "no resource"),
        ("Encounter", "no resource"),
    ],
)
def test_what_cannot_be_used_is_skipped_and_reported(given: object, reason: str) -> None:
    reading = read_fhir(ndjson(encounter(), given))
    assert len(read(reading)) == 1
    assert reading.counts.skipped == ((reason, 1),)
    assert problems(reading) == {reason: 1}
    with pytest.raises(RecordsDataError, match=reason):
        read_fhir(ndjson(encounter(), given), strict=True).all()


def test_a_stay_in_progress_was_seen_open() -> None:
    going_on = encounter(end=None, status="in-progress")
    seen = {"meta": {"lastUpdated": "2026-03-05T01:00:00Z"}}
    extract = date(2026, 3, 31)
    (stay,) = stays(going_on, extract_date=extract)
    assert (stay.end, stay.open_at) == (None, extract)
    (stay,) = stays(going_on | seen)
    assert stay.open_at == date(2026, 3, 5)
    for meta in ({}, {"meta": 7}, {"meta": {"lastUpdated": "soon"}}, {"meta": {"lastUpdated": "2020-01-01"}}):
        (stay,) = stays(going_on | meta)
        assert stay.open_at == date(2026, 3, 1)
    reading = read_fhir(ndjson(going_on), extract_date=date(2026, 2, 1))
    assert read(reading) == ()
    assert problems(reading) == {"start after the extract": 1}


def test_a_finished_stay_without_an_end_is_not_open() -> None:
    reading = read_fhir(ndjson(encounter(end=None)), extract_date=date(2026, 3, 31))
    (stay,) = read(reading)
    assert isinstance(stay, Stay)
    assert (stay.end, stay.open_at) == (None, None)
    assert problems(reading) == {"no end": 1}


def test_places_within_a_stay_are_stays_of_their_own() -> None:
    inside = {"physicalType": coding(ICU, LOCAL), "period": {"start": "2026-03-02", "end": "2026-03-04"}}
    ward = {"location": {"display": "ward"}, "period": {"start": "2026-03-01", "end": "2026-03-08"}}
    given = stays(encounter(location=[ward, inside]), codes=CODES)
    assert [(one.setting, one.start.day, one.end and one.end.day) for one in given] == [
        ("inpatient", 1, 8),
        ("icu", 2, 4),
    ]
    new = {"form": coding(ICU, LOCAL)} | {"period": inside["period"]}
    assert [one.setting for one in stays(encounter(location=[ward, new]), codes=CODES)] == ["inpatient", "icu"]
    contained = {"contained": [{"resourceType": "Location", "id": "l", "type": [coding(ICU, LOCAL)]}]}
    by_reference = {"location": {"reference": "#l"}, "period": inside["period"]}
    found = stays(encounter(location=[by_reference]) | contained, codes=CODES)
    assert [one.setting for one in found] == ["inpatient", "icu"]


def test_the_one_place_without_a_period_is_that_of_the_whole_stay() -> None:
    assert [one.setting for one in stays(encounter(location=[{"form": coding(ICU, LOCAL)}]), codes=CODES)] == ["icu"]


def test_a_place_without_a_zone_in_a_stay_with_one() -> None:
    inside = {"form": coding(ICU, LOCAL), "period": {"start": "2026-03-02", "end": "2026-03-04"}}
    given = encounter("2026-03-01T09:00:00-05:00", None, status="in-progress", location=[inside])
    assert [one.start.tzinfo for one in stays(given, codes=CODES)] == [EST, EST]


# --- who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "person"),
    [
        ("Patient/p1", "p1"),
        ("https://server.example/fhir/Patient/p1", "p1"),
        ("Patient/p1/_history/3", "p1"),
        ("urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7", "53fefa32-fcbb-4ff8-8a92-55ee120877b7"),
        ("Patient?identifier=https://ids.example%7C42", "https://ids.example|42"),
        ("p1", "p1"),
    ],
)
def test_a_patient_may_be_named_in_many_ways(reference: str, person: str) -> None:
    (stay,) = stays(encounter(subject={"reference": reference}))
    assert stay.person == person


def test_a_patient_may_be_contained_or_named_by_an_identifier() -> None:
    inner = {"resourceType": "Patient", "id": "pat", "identifier": [{"system": "s", "value": "MRN/7"}]}
    (stay,) = stays(encounter(subject={"reference": "#pat"}, contained=[inner]))
    assert stay.person == "MRN/7"
    (stay,) = stays(encounter(subject={"identifier": {"value": "MRN-8"}}))
    assert stay.person == "MRN-8"
    (stay,) = stays(
        encounter(subject=None) | {"patient": {"reference": "Patient/p9"}} | {"subject": {"reference": "Patient/p2"}}
    )
    assert stay.person == "p2"
    inner = {"resourceType": "Patient", "id": "pat"}
    reading = read_fhir(ndjson(encounter(subject={"reference": "#pat"}, contained=[inner])))
    assert read(reading) == ()  # "pat" is known within its resource alone: others may have the same
    assert problems(reading) == {"no patient": 1}


# --- coded events ------------------------------------------------------------------------------------


def test_a_procedure_of_r5_is_the_same_event() -> None:
    period = {"start": "2026-03-01T10:00:00Z", "end": "2026-03-01T10:30:00Z"}
    shared: dict[str, Any] = {"encounter": {"reference": "Encounter/e1"}, "performedDateTime": None}
    old = procedure("", performedPeriod=period, reasonReference=[{"reference": "Condition/d1"}], **shared)
    new = procedure("", occurrencePeriod=period, reason=[{"reference": {"reference": "Condition/d1"}}], **shared)
    (event,) = events(old)
    assert [event] == events(new)
    assert event.references == ("Encounter/e1", "Condition/d1")
    assert (event.role, event.id, event.codes[0].code) == ("procedure", "Procedure/c1", CAST)
    assert event.end is not None
    assert event.end - event.start == timedelta(minutes=30)


def test_a_condition_lasts_from_onset_to_abatement() -> None:
    (event,) = events(condition("2026-03-01", "Z74.01", abatementDateTime="2026-04-01"))
    assert (event.start, event.end, event.precision) == (datetime(2026, 3, 1), datetime(2026, 4, 1), "day")
    (event,) = events(condition("", "Z74.01", onsetDateTime=None, recordedDate="2026-03-02"))
    assert (event.start, event.end) == (datetime(2026, 3, 2), None)
    given = condition("", "Z74.01", onsetDateTime=None, onsetPeriod={"start": "2026-03"})
    (event,) = events(given | {"abatementPeriod": {"start": "2026-04", "end": "2026-05"}})
    assert (event.start, event.end, event.precision) == (datetime(2026, 3, 1), datetime(2026, 5, 1), "month")


@pytest.mark.parametrize("status", ["entered-in-error", "refuted"])
def test_a_condition_that_is_not_so_is_ignored(status: str) -> None:
    reading = read_fhir(ndjson(condition("2026", "Z74.01", verificationStatus=coding(status))))
    assert read(reading) == ()
    assert reading.counts.ignored == ((status, 1),)


@pytest.mark.parametrize(
    "when",
    [
        {"occurrencePeriod": {"start": "2026-03-01", "end": "2026-04-12"}},
        {"occurrenceTiming": {"repeat": {"boundsPeriod": {"start": "2026-03-01", "end": "2026-04-12"}}}},
    ],
)
def test_a_service_request_is_an_order(when: dict[str, Any]) -> None:
    order = procedure("", performedDateTime=None, status="active") | {"resourceType": "ServiceRequest"} | when
    (event,) = events(order)
    assert (event.role, event.start, event.end) == ("order", datetime(2026, 3, 1), datetime(2026, 4, 12))
    (event,) = events(order | {"code": {"concept": coding(CAST)}})  # R5
    assert event.codes == (Code(SNOMED, CAST),)
    reading = read_fhir(ndjson(order | {"doNotPerform": True}))
    assert read(reading) == ()
    assert reading.counts.ignored == (("order not to do something", 1),)


def test_a_care_plan_is_an_order() -> None:
    plan = procedure("", performedDateTime=None, status="active") | {
        "resourceType": "CarePlan",
        "category": [coding("385691007", display="Fracture care")],
        "activity": [{"detail": {"code": coding(CAST)}}, {"detail": 7}, 8],
        "addresses": [{"reference": "Condition/d1"}],
        "period": {"start": "2026-03-01", "end": "2026-04-12"},
    }
    (event,) = events(plan)
    assert (event.role, [code.code for code in event.codes]) == ("order", ["385691007", CAST])
    assert event.references == ("Condition/d1",)


@pytest.mark.parametrize(
    ("given", "value", "unit"),
    [
        ({"valueQuantity": {"value": 8042, "unit": "steps"}}, 8042.0, "steps"),
        ({"valueQuantity": {"value": 1.5, "code": "h"}}, 1.5, "h"),
        ({"valueQuantity": {}}, None, ""),
        ({"valueInteger": 3}, 3.0, ""),
        ({"valueString": "many"}, "many", ""),
        ({"valueCodeableConcept": {"text": "few"}}, "few", ""),
        ({"valueCodeableConcept": coding("1", display="some")}, "some", ""),
        ({}, None, ""),
    ],
)
def test_an_observation_has_its_value(given: dict[str, Any], value: float | str | None, unit: str) -> None:
    base = procedure("", "41950-7", "http://loinc.org", performedDateTime=None, status="final")
    (event,) = events(base | {"resourceType": "Observation", "effectiveDateTime": "2026-03-01"} | given)
    assert (event.role, event.value, event.unit) == ("observation", value, unit)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, "7", True])
def test_a_value_that_is_no_number_is_reported(value: object) -> None:
    base = procedure("", "41950-7", "http://loinc.org", performedDateTime=None, status="final")
    given = base | {"resourceType": "Observation", "issued": "2026-03-01T00:00:00Z", "valueQuantity": {"value": value}}
    reading = read_fhir(ndjson(given))
    assert read(reading) == ()
    assert problems(reading) == {"bad value": 1}


def test_a_concept_without_a_code_has_its_text() -> None:
    (event,) = events(procedure("2026") | {"code": {"text": "Gipsverband"}})
    assert event.codes == (Code("", "Gipsverband", "Gipsverband"),)


# --- files -------------------------------------------------------------------------------------------


def test_unknown_fields_and_resources_are_tolerated() -> None:
    reading = read_fhir(ndjson(encounter(extension=[{"url": "x"}], newInR7={"a": 1}), {"resourceType": "Patient"}))
    assert len(read(reading)) == 1
    assert reading.counts.ignored == (("Patient resource", 1),)


def test_a_bundle_gives_what_its_resources_give() -> None:
    resources = [encounter(), procedure("2026-03-01"), condition("2026-03-01", "Z74.01")]
    expected = read(read_fhir(ndjson(*resources)))
    whole = bundle(*resources).getvalue()
    assert read(read_fhir(io.BytesIO(whole))) == expected
    assert read(read_fhir(io.BytesIO(json.dumps(json.loads(whole), indent=2).encode()))) == expected
    assert read(read_fhir(io.BytesIO(b"\xef\xbb\xbf" + whole))) == expected
    assert read(read_fhir(io.BytesIO(whole + b"\n" + whole))) == expected * 2
    assert read(read_fhir(io.BytesIO(gzip.compress(whole)))) == expected
    assert read(read_fhir(io.BytesIO(json.dumps(resources).encode()))) == expected
    within = {"resourceType": "Bundle", "entry": [{"resource": json.loads(whole)}]}
    assert read(read_fhir(ndjson(within))) == expected
    assert read(read_fhir(ndjson({"resourceType": "Patient", "id": "p"}, within))) == expected


def test_entries_of_a_bundle_are_known_by_their_url() -> None:
    cast = procedure("2026-03-01", reasonReference=[{"reference": "urn:uuid:1"}])
    fracture = condition("2026-03-01", "16114001", SNOMED)
    url = {"fullUrl": "urn:uuid:1", "resource": fracture}
    found = read(read_fhir(bundle(url, cast, {"fullUrl": "urn:uuid:2", "resource": None})))
    assert [one.id for one in found] == ["urn:uuid:1", "Procedure/c1"]


def test_a_bundle_that_breaks_off_keeps_what_came_before() -> None:
    whole = bundle(*[encounter()] * 50).getvalue()
    reading = read_fhir(io.BytesIO(whole[: len(whole) // 2]))
    assert 0 < len(read(reading)) < 50
    assert problems(reading) == {"broken JSON": 1}


@pytest.mark.parametrize(
    ("cut", "put", "given", "reason"),
    [
        (b"]}", b"", 2, "broken JSON"),
        (b"}]}", b"", 1, "broken JSON"),
        (b"]}", b"]", 2, "broken JSON"),
        (b"]}", b" 7]}", 2, "broken JSON"),
        (b"]}", b", 7]}", 2, "no resource"),
        (b"]}", b', {"fullUrl": 7, "resource": 7}]}', 2, "no resource"),
        (b"]}", b'], "after": [1, {"a": null}]} {"resourceType": 7}', 2, "no resource"),
        (b"]}", b"]} 12", 2, "no resource"),
        (b"]}", b"], 7: 8}", 2, "broken JSON"),
        (b"]}", b'], "a" 8}', 2, "broken JSON"),
        (b"]}", b'], "\xff": "\xff"}', 2, "bytes that are no UTF-8"),
        (b"]}", b"], " + b"[" * 100_000, 2, "broken JSON"),
    ],
)
def test_a_bundle_may_go_wrong_anywhere(cut: bytes, put: bytes, given: int, reason: str) -> None:
    whole = bundle(encounter(), encounter()).getvalue()
    reading = read_fhir(io.BytesIO(whole.removesuffix(cut) + put))
    assert len(read(reading)) == given
    assert problems(reading) == {reason: 1}


def test_one_resource_may_take_several_lines() -> None:
    for resource in (encounter(), {"resourceType": "List", "entry": [{"item": {}}]}):
        reading = read_fhir(io.BytesIO(json.dumps(resource, indent=1).encode() * 2))
        assert len(read(reading)) == (2 if resource["resourceType"] == "Encounter" else 0)
        assert reading.counts.entries == 2
    late = {"entry": [{"resource": encounter()}], "resourceType": "Bundle"}
    assert len(read(read_fhir(io.BytesIO(json.dumps(late, indent=1).encode())))) == 1
    none = {"resourceType": "Bundle", "total": 0}
    assert read(read_fhir(io.BytesIO(json.dumps(none).encode()))) == ()


def test_a_long_entry_is_read_and_one_without_end_is_not() -> None:
    long = encounter(text={"div": "x" * 3_000_000})
    assert len(read(read_fhir(bundle(long, encounter())))) == 2
    reading = read_fhir(io.BytesIO(b'{"resourceType": "Bundle", "entry": ["' + b"x" * 40_000_000))
    assert read(reading) == ()
    assert problems(reading) == {"broken JSON": 1}


def test_a_broken_first_line_costs_that_line() -> None:
    whole = ndjson(encounter()).getvalue()
    reading = read_fhir(io.BytesIO(b'{"resourceType": "Enc\n' + whole * 2))
    assert len(read(reading)) == 2
    assert problems(reading) == {"broken JSON": 1}


def test_bundles_within_bundles_end_somewhere() -> None:
    resource: dict[str, Any] = encounter()
    for _ in range(20):
        resource = {"resourceType": "Bundle", "entry": [{"resource": resource}]}
    reading = read_fhir(ndjson(resource))
    assert read(reading) == ()
    assert reading.counts.ignored == (("Bundle resource", 1),)


def test_odd_places_and_codes_are_passed_over() -> None:
    inner = {"resourceType": "Location", "id": "l", "type": [coding(ICU, LOCAL)]}
    places: list[Any] = [
        7,
        {"status": "planned", "form": coding(ICU, LOCAL)},
        {"location": {"reference": "#other"}},
        {"physicalType": {"coding": [{"code": 7}, 8, {"display": "x"}]}},
        {"physicalType": [8, {"concept": 9}]},
    ]
    assert len(stays(encounter(location=places, contained=[7, inner], reasonCode=[{}]), codes=CODES)) == 1
    with_icu = [*places, {"location": {"reference": "#l"}, "period": {"start": "2026-03-02"}}]
    found = stays(encounter(location=with_icu, contained=[7, inner]), codes=CODES)
    assert [one.setting for one in found] == ["inpatient", "icu"]
    assert found[1].end == found[0].end


def test_a_bundle_is_never_whole_in_memory() -> None:
    class Endless:
        """A Bundle of a gigabyte, made as it is read."""

        def __init__(self) -> None:
            self.made = 0
            self._parts = iter([b'{"resourceType": "Bundle", "entry": ['])
            self._entry = json.dumps({"resource": encounter()}).encode() + b","

        def read(self, size: int, /) -> bytes:
            self.made += size
            return next(self._parts, b"") or self._entry * (size // len(self._entry) + 1)

    file = Endless()
    records = iter(read_fhir(file))
    for _ in range(10_000):
        next(records)
    assert file.made < 32_000_000


def test_a_bundle_on_one_line_may_say_at_its_end_what_it_is() -> None:
    entries = [{"fullUrl": f"urn:uuid:{at}", "resource": encounter(note="x" * 100_000)} for at in range(200)]
    data = json.dumps({"entry": entries, "resourceType": "Bundle", "type": "collection"}).encode()
    assert len(data) > 1 << 24  # longer than a line may be

    reading = read_fhir(io.BytesIO(data))
    assert len(read(reading)) == 200
    assert not reading.problems


def test_a_broken_line_costs_that_line() -> None:
    lines = [json.dumps(encounter()), '{"resourceType": "Enc', "", "[" * 100_000, json.dumps(encounter())]
    reading = read_fhir(io.BytesIO("\n".join(lines).encode()))
    assert len(read(reading)) == 2
    assert problems(reading) == {"broken JSON": 2}
    assert [problem.where for problem in reading.problems.first] == ["<stream>:2", "<stream>:4"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"visit_occurrence_id,person_id",
        b"<Bundle/>",
        b'{"a": 1}',
        b"[1, 2]",
        b'{"type": "FeatureCollection"}\n{}',
        b"SQLite format 3\x00",
        gzip.compress(b"nothing of the kind"),
        b"\xff\xfe{\x00}\x00",
        b"\x00\x00\x00\x00",
    ],
)
def test_what_is_no_fhir_is_refused(data: bytes) -> None:
    with pytest.raises(WrongFormatError, match="expected FHIR R4 or R5"):
        read_fhir(io.BytesIO(data)).all()


def test_several_files_are_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "Encounter.ndjson").write_bytes(ndjson(encounter()).getvalue())
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(bundle(procedure("2026-03-01")).getvalue()))
    (tmp_path / "notes.txt").write_text("nothing")
    (tmp_path / "c.json").write_text('{"no": "resource"}')
    reading = read_fhir(tmp_path)
    assert len(read(reading)) == 2
    assert reading.counts.ignored == (("file of another kind", 1),)
    assert problems(reading) == {"not FHIR": 1}
    assert str(reading.problems.first[0].where).endswith("c.json")
    assert reading.source == str(tmp_path)
    assert len(read(read_fhir([tmp_path / "Encounter.ndjson", str(tmp_path / "b.json.gz")]))) == 2
    with pytest.raises(WrongFormatError):
        read_fhir([tmp_path / "c.json"]).all()
    with pytest.raises(WrongFormatError, match="cannot be read"):
        read_fhir([tmp_path / "none.json"]).all()
    (tmp_path / "empty").mkdir()
    with pytest.raises(WrongFormatError, match=r"a folder without \*\.ndjson"):
        read_fhir(tmp_path / "empty").all()


def test_relevant_records_are_those_exposures_come_from() -> None:
    resources = [
        encounter(),
        encounter() | {"class": {"system": ACT, "code": "AMB"}},
        encounter(location=[{"form": coding(ICU, LOCAL)}]) | {"class": {"system": ACT, "code": "AMB"}},
        procedure("2026-03-01"),
        procedure("2026-03-01", "399208008"),
    ]
    reading = read_fhir(ndjson(*resources), keep="relevant", codes=CODES)
    assert len(read(reading)) == 3
    assert dict(reading.counts.ignored) == {"outpatient visit": 1, "code not in the code map": 1}


def test_dates_after_now_are_kept_and_reported() -> None:
    reading = read_fhir(ndjson(encounter("2150-03-01", "2150-03-08"), condition("2150-03-01", "Z74.01")))
    assert len(read(reading)) == 2
    assert problems(reading) == {"date after now": 2}
    order = procedure("2150-03-01", status="active") | {"resourceType": "ServiceRequest", "authoredOn": "2150-03-01"}
    assert not problems(read_fhir(ndjson(order)))


@pytest.mark.parametrize(
    "arguments",
    [
        {"source": 7},
        {"source": []},
        {"source": ["a", 7]},
        {"source": "a", "keep": "some"},
        {"source": "a", "codes": {"IMP": "inpatient"}},
        {"source": "a", "extract_date": "2026-03-01"},
        {"source": "a", "extract_date": datetime(2026, 3, 1)},
    ],
)
def test_arguments_are_checked_at_once(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError):
        read_fhir(**arguments)


def test_duplicate_and_shuffled_lines_are_all_given() -> None:
    one, two = encounter(), encounter("2026-05-01", "2026-05-03", id="e2")
    assert len(stays(two, one, one)) == 3


def test_icd_codes_are_known_with_and_without_the_dot() -> None:
    reading = read_fhir(ndjson(condition("2026", "Z7401"), condition("2026", "z74.01", ICD)), keep="relevant")
    assert len(read(reading)) == 2
