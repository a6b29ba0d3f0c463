"""What reading hospital records costs: ``uv run python tests/benchmarks/bench_records_hospital.py``.

Files of our own making, read in one process and in turns, the best of several rounds; beside each reader a loop that
only parses (`json.loads` a line, `csv.reader`), so that a busy machine shows in both. The target is 50 MB/s.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import time
from collections.abc import Callable
from datetime import date, timedelta

from inactivity.records import CodeMap, code_map, exposures_from_stays, read_fhir, read_omop

ACT, SNOMED = "http://terminology.hl7.org/CodeSystem/v3-ActCode", "http://snomed.info/sct"
CODES = code_map().extended(CodeMap.from_rows([{"system": SNOMED, "code": "274474001", "starts": "limb_cast"}]))
FIRST = date(2000, 1, 1)


def encounters(count: int) -> bytes:
    """Return encounters of the size that exports have (about 1.6 kB); one in 25 is inpatient."""
    lines: list[str] = []
    for number in range(count):
        day = FIRST + timedelta(days=number % 8000)
        period = {"start": f"{day}T09:00:00-05:00", "end": f"{day + timedelta(days=number % 7)}T17:30:00-05:00"}
        reference = {"reference": f"Practitioner/{number % 500}", "display": "Dr. Somebody Else"}
        lines.append(
            json.dumps(
                {
                    "resourceType": "Encounter",
                    "id": f"00c7f717-4030-5582-2ed8-{number:012d}",
                    "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-encounter"]},
                    "identifier": [{"use": "official", "system": "https://hospital.example", "value": str(number)}],
                    "status": "finished",
                    "class": {"system": ACT, "code": "AMB" if number % 25 else "IMP"},
                    "type": [{"coding": [{"system": SNOMED, "code": "185347001", "display": "Encounter for problem"}]}],
                    "subject": {"reference": f"Patient/{number // 50}", "display": "Somebody"},
                    "participant": [{"period": period, "individual": reference}] * 3,
                    "period": period,
                    "reasonCode": [{"coding": [{"system": SNOMED, "code": "46177005", "display": "Renal disease"}]}],
                    "location": [{"location": {"reference": "Location/1", "display": "County Memorial Hospital"}}],
                    "serviceProvider": {"reference": "Organization/1", "display": "County Memorial Hospital"},
                }
            )
        )
    return "\n".join(lines).encode()


def visits(count: int) -> bytes:
    """Return rows of visit_occurrence (about 140 bytes each); one in 25 is inpatient."""
    header = (
        "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,visit_end_date,"
        "visit_end_datetime,visit_type_concept_id,provider_id,care_site_id,visit_source_value,visit_source_concept_id,"
        "admitted_from_concept_id,admitted_from_source_value,discharged_to_concept_id,discharged_to_source_value,"
        "preceding_visit_occurrence_id"
    )
    lines = [header]
    for number in range(count):
        start = FIRST + timedelta(days=number % 8000)
        end = start + timedelta(days=number % 7)
        concept = 9202 if number % 25 else 9201
        lines.append(
            f"{number},{number // 50},{concept},{start},{start} 00:00:00,{end},{end} 00:00:00,44818517,10,,"
            f"3528b5de-9f60-a69a-ca36-{number:012d},0,0,,0,,{number - 1}"
        )
    return "\n".join(lines).encode()


def procedures(count: int) -> bytes:
    """Return rows of procedure_occurrence (about 120 bytes each); one in 500 is a cast."""
    header = (
        "procedure_occurrence_id,person_id,procedure_concept_id,procedure_date,procedure_datetime,procedure_end_date,"
        "procedure_end_datetime,procedure_type_concept_id,modifier_concept_id,quantity,provider_id,visit_occurrence_id,"
        "visit_detail_id,procedure_source_value,procedure_source_concept_id,modifier_source_value"
    )
    lines = [header]
    for number in range(count):
        day = FIRST + timedelta(days=number % 8000)
        concept, source = (4298386 + number % 90, 386516004 + number % 90) if number % 500 else (4170947, 274474001)
        lines.append(
            f"{number},{number // 50},{concept},{day},{day} 00:00:00,{day},{day} 00:00:00,38000267,0,,33,{number // 9},"
            f"{1000000 + number // 9},{source},{concept},"
        )
    return "\n".join(lines).encode()


def parse_json(data: bytes) -> None:
    """Only parse."""
    for line in io.BytesIO(data):
        json.loads(line)


def parse_csv(data: bytes) -> None:
    """Only parse."""
    for _ in csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")):
        pass


def fhir(data: bytes) -> None:
    """Read every record."""
    for _ in read_fhir(io.BytesIO(data), codes=CODES):
        pass


def fhir_relevant(data: bytes) -> None:
    """Read what exposures are made of."""
    for _ in read_fhir(io.BytesIO(data), codes=CODES, keep="relevant"):
        pass


def omop(data: bytes) -> None:
    """Read every record."""
    for _ in read_omop(io.BytesIO(data), codes=CODES):
        pass


def omop_relevant(data: bytes) -> None:
    """Read what exposures are made of."""
    for _ in read_omop(io.BytesIO(data), codes=CODES, keep="relevant"):
        pass


def omop_exposures(data: bytes) -> None:
    """Read what exposures are made of, and make them."""
    exposures_from_stays(read_omop(io.BytesIO(data), codes=CODES, keep="relevant"), codes=CODES, cast_days=42)


def fhir_exposures(data: bytes) -> None:
    """Read what exposures are made of, and make them."""
    exposures_from_stays(read_fhir(io.BytesIO(data), codes=CODES, keep="relevant"), codes=CODES, cast_days=42)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=20)
    options = parser.parse_args()
    size = options.megabytes * 1_000_000
    loops: dict[str, tuple[bytes, tuple[Callable[[bytes], None], ...]]] = {
        "FHIR Encounter": (encounters(size // 1600), (parse_json, fhir, fhir_relevant, fhir_exposures)),
        "OMOP visit_occurrence": (visits(size // 140), (parse_csv, omop, omop_relevant, omop_exposures)),
        "OMOP procedure_occurrence": (procedures(size // 125), (parse_csv, omop, omop_relevant, omop_exposures)),
    }
    for name, (data, readers) in loops.items():
        best = dict.fromkeys(readers, float("inf"))
        for _ in range(options.rounds):
            for reader in readers:
                start = time.perf_counter()
                reader(data)
                best[reader] = min(best[reader], time.perf_counter() - start)
        plain = best[readers[0]]
        print(f"{name}, {len(data) / 1e6:.0f} MB")
        for reader, seconds in best.items():
            print(
                f"  {reader.__name__:16} {len(data) / seconds / 1e6:7.1f} MB/s   {seconds / plain:5.2f} x parsing alone"
            )


if __name__ == "__main__":
    main()
