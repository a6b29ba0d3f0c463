"""Whatever a hospital's file holds, the reader gives records and an account of the rest, or an error of ours."""

import contextlib
import gzip
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hospital import (
    CAST,
    CODES,
    DETAIL,
    ICD,
    ICU,
    LOCAL,
    PROCEDURE,
    VISIT,
    bundle,
    coding,
    condition,
    encounter,
    procedure,
)
from hypothesis import given, strategies as st
from recorded import read

from inactivity.errors import DataError, RecordsDataError
from inactivity.records import CodeMap, exposures_from_stays, read_fhir, read_omop

pytestmark = pytest.mark.fuzz

ICU_PLACE = {"physicalType": coding(ICU, LOCAL), "period": {"start": "2026-03-02", "end": "2026-03-04"}}
RESOURCES = [
    encounter("2026-03-01T10:00:00+01:00", "2026-03-08", location=[ICU_PLACE], reasonCode=[coding(CAST)]),
    encounter(end=None, status="in-progress", meta={"lastUpdated": "2026-03-05T01:00:00Z"}),
    encounter(actualPeriod={"start": "2026-03"}, period=None, reason=[{"value": [{"concept": coding(CAST)}]}]),
    procedure(
        "2026-03-01", encounter={"reference": "Encounter/e1"}, reason=[{"reference": {"reference": "Condition/d1"}}]
    ),
    condition("2026", "Z74.01", abatementDateTime="2026-05", verificationStatus=coding("confirmed")),
    procedure("2026", "41950-7", "http://loinc.org") | {"resourceType": "Observation", "valueQuantity": {"value": 7}},
    procedure("2026") | {"resourceType": "ServiceRequest", "occurrencePeriod": {"start": "2026", "end": "2027"}},
    {"resourceType": "Bundle", "entry": [{"fullUrl": "urn:uuid:1", "resource": condition("2026", "Z99.11", ICD)}]},
]
NDJSON = "\n".join(map(json.dumps, RESOURCES)).encode()
TABLES = [
    f"{VISIT}\n1,7,9201,2026-03-01,2026-03-08\n2,8,9203,2026-03-20,2026-03-31\n".encode(),
    f"{DETAIL}\n1,7,0,2026-03-02,2026-03-04,ICU,1\n".encode(),
    f'{PROCEDURE}\n1,7,4170947,2026-03-01,,"{CAST}",4170947,1\n'.encode(),
]
FILES = [(read_fhir, NDJSON), (read_fhir, bundle(*RESOURCES).getvalue()), *((read_omop, table) for table in TABLES)]
ODD = (
    b'"',
    b"\n",
    b"\r",
    b"\0",
    b",",
    b"NaN",
    b"-1",
    b"1e999",
    b"\xff",
    b"[",
    b"{",
    b"null",
    b"9" * 400,
    b"Patient",
    b"\\ud800",
)


def go(reader: Callable[..., Any], data: bytes, **options: Any) -> None:
    """Read and make exposures; every entry is accounted for, or the error is one about the file."""
    with contextlib.suppress(RecordsDataError):
        records = read(reader(io.BytesIO(data), codes=CODES, **options))
        for person in exposures_from_stays(records, codes=CODES, cast_days=(20, 40, 60)):
            assert person.person.strip()


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Return the bytes of a file, damaged: cut, dropped, doubled, overwritten, shuffled, packed."""
    for _ in range(draw(st.integers(1, 5))):
        at, to = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        way = draw(st.sampled_from(["cut", "drop", "double", "odd", "shuffle"]))
        if way == "cut":
            data = data[:to]
        elif way == "drop":
            data = data[:at] + data[min(to, at + 9) :]
        elif way == "double":
            data = data[:to] + data[at:]
        elif way == "odd":
            data = data[:at] + draw(st.sampled_from(ODD)) + data[at + draw(st.integers(0, 3)) :]
        else:
            data = b"\n".join(draw(st.permutations(data.split(b"\n"))))
    return gzip.compress(data)[: draw(st.integers(0, 2000))] if draw(st.booleans()) and draw(st.booleans()) else data


@pytest.mark.parametrize("case", range(len(FILES)))
@given(data=st.data())
def test_damaged_files(case: int, data: st.DataObject) -> None:
    reader, file = FILES[case]
    go(
        reader,
        data.draw(damaged(file)),
        strict=data.draw(st.booleans()),
        keep=data.draw(st.sampled_from(["all", "relevant"])),
    )


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    for reader, file in ((read_fhir, NDJSON), (read_omop, TABLES[0])):
        go(reader, data)
        go(reader, file + data)


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "2026",
            "2026-03-01",
            "2026-03-01T00:00:00Z",
            "Patient/p1",
            "#a",
            "urn:uuid:1",
            "Patient?identifier=a|b",
            "IMP",
            "Encounter",
        ]
    )
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return where in a value a value stands."""
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        found += places(inner, (*path, name))
    return found


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """Return a resource in which some values are others, still valid JSON."""
    resource = json.loads(json.dumps(draw(st.sampled_from(RESOURCES))))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(resource)))
        inner = resource
        try:
            for name in path[:-1]:
                inner = inner[name]
            inner[path[-1]] = draw(JSON)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took it away
    return resource


@given(st.lists(mutated(), min_size=1, max_size=4))
def test_resources_with_other_values(resources: list[Any]) -> None:
    go(read_fhir, b"\n".join(json.dumps(one).encode() for one in resources))
    go(read_fhir, json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}).encode())


FIELDS = st.sampled_from(
    ["", "0", "7", "9201", "2026-03-01", "3999-12-31", "1800-01-01", "20260301", "NaN", '"', "a,b", "x" * 70_000]
) | st.text(max_size=8)


@given(st.sampled_from(TABLES), st.lists(st.lists(FIELDS, max_size=9), max_size=6))
def test_rows_of_anything(table: bytes, rows: list[list[str]]) -> None:
    go(read_omop, table + "\n".join(",".join(row) for row in rows).encode("utf-8", "surrogatepass"))


@given(JSON)
def test_code_maps_of_anything(rows: Any) -> None:
    with contextlib.suppress(DataError):
        CodeMap.from_rows(rows)
