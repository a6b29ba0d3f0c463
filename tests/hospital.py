"""What the tests of hospital records share: resources and rows of our own making, and the codes they use."""

from __future__ import annotations

import io
import json
from typing import Any

from inactivity.records import CodeMap, code_map

SNOMED, LOCAL = "http://snomed.info/sct", "https://hospital.example/codes"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
CAST, CAST_OFF, REPAIR, ICU = "274474001", "CAST-OFF", "HIP-OP", "ICU"
ROWS: list[dict[str, object]] = [
    {"system": SNOMED, "code": CAST, "starts": "limb_cast", "display": "Bone immobilization"},
    {"system": LOCAL, "code": CAST_OFF, "ends": "limb_cast"},
    {"system": LOCAL, "code": REPAIR, "starts": "surgery"},
    {"system": LOCAL, "code": "BRACE", "starts": "limb_brace"},
    {"system": LOCAL, "code": ICU, "setting": "icu"},
]
CODES = code_map().extended(CodeMap.from_rows(ROWS))


def coding(code: str, system: str = SNOMED, display: str = "") -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code} | ({"display": display} if display else {})]}


def encounter(start: str | None = "2026-03-01", end: str | None = "2026-03-08", **other: Any) -> dict[str, Any]:
    period = {name: value for name, value in (("start", start), ("end", end)) if value is not None}
    return {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"system": ACT, "code": "IMP"},
        "subject": {"reference": "Patient/p1"},
        "period": period,
    } | other


def procedure(start: str, code: str = CAST, system: str = SNOMED, **other: Any) -> dict[str, Any]:
    return {
        "resourceType": "Procedure",
        "id": "c1",
        "status": "completed",
        "code": coding(code, system),
        "subject": {"reference": "Patient/p1"},
        "performedDateTime": start,
    } | other


def condition(start: str, code: str, system: str = ICD, **other: Any) -> dict[str, Any]:
    return {
        "resourceType": "Condition",
        "id": "d1",
        "code": coding(code, system),
        "subject": {"reference": "Patient/p1"},
        "onsetDateTime": start,
    } | other


def ndjson(*resources: object) -> io.BytesIO:
    return io.BytesIO("".join(json.dumps(one) + "\n" for one in resources).encode())


def bundle(*resources: object, **other: Any) -> io.BytesIO:
    entries = [one if isinstance(one, dict) and "resource" in one else {"resource": one} for one in resources]
    return io.BytesIO(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries} | other).encode())


VISIT = "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date"
DETAIL = (
    "visit_detail_id,person_id,visit_detail_concept_id,visit_detail_start_date,visit_detail_end_date,"
    "visit_detail_source_value,visit_occurrence_id"
)
PROCEDURE = (
    "procedure_occurrence_id,person_id,procedure_concept_id,procedure_date,procedure_end_date,"
    "procedure_source_value,procedure_source_concept_id,visit_occurrence_id"
)
