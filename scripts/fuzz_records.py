"""Fuzz every reader of records with atheris, which looks for bytes that reach new lines of the code.

Run ``uvx nox -s atheris -- -max_total_time=600``; the arguments are those of libFuzzer. Whatever a reader is given, it
must account for every entry or raise :class:`inactivity.errors.RecordsDataError`; anything else ends the run with the
bytes that did it.
"""

from __future__ import annotations

import io
import json
import sqlite3
import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # in the environment of its own session alone

with atheris.instrument_imports(include=["inactivity.records"]):
    from inactivity import records
    from inactivity.errors import RecordsDataError

    READERS = [getattr(records, name) for name in dir(records) if name.startswith("read_")]

ACTIGRAPH = """------------ Data Table File Created By ActiGraph date format M/d/yyyy -----------
Start Time 09:00:00
Start Date 3/19/2026
Epoch Period (hh:mm:ss) 00:01:00
--------------------------------------------------
Date,Time,Axis1,Steps,Inclinometer Standing
3/19/2026,09:00:00,5,6,60
"""
APPLE = """<?xml version="1.0"?><!DOCTYPE HealthData [<!ELEMENT HealthData (Record)*>]><HealthData locale="en">
<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Watch" unit="count" startDate="2026-03-19 09:00:00 +0100"
 endDate="2026-03-19 09:10:00 +0100" value="88"/></HealthData>"""
ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e1",
    "status": "finished",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
    "subject": {"reference": "Patient/p1"},
    "period": {"start": "2026-03-01T09:00:00Z", "end": "2026-03-08"},
}
POINT = {
    "step_count": {"value": 600, "unit": "steps"},
    "effective_time_frame": {
        "time_interval": {"end_date_time": "2026-03-19T09:00:00Z", "duration": {"value": 1, "unit": "h"}}
    },
}
FILES = {
    "read_activpal": b"Time,Interval (s),ActivityCode,CumulativeStepCount\n46100,60,0,0\n46100.001,9,2,1\n",
    "read_fitabase": b"Id,ActivityMinute,Steps\n7,4/12/2016 9:00:00 AM,88\n",
    "read_actigraph_csv": ACTIGRAPH.encode(),
    "read_apple_health": APPLE.encode(),
    "read_open_mhealth": json.dumps(
        [POINT, {"header": {"schema_id": {"name": "time-in-bed"}}, "body": POINT}]
    ).encode(),
    "read_fhir": json.dumps(ENCOUNTER).encode(),
    "read_omop": b"visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date\n1,2,9201,2026-03-01,2026-03-08\n",
}


def one_input(data: bytes) -> None:
    """Read bytes; the first says with which reader."""
    if not data:
        return
    reader = READERS[data[0] % len(READERS)]
    reading = reader(io.BytesIO(data[1:]))
    try:
        count = sum(1 for _ in reading)
    except RecordsDataError:
        return
    counts = reading.counts
    accounted = counts.used + sum(n for _, n in counts.ignored) + sum(n for _, n in counts.skipped)
    if counts.entries != accounted or counts.records != count:
        msg = f"{reader.__name__}: {counts}"
        raise AssertionError(msg)


def seeds(folder: Path) -> None:
    """Write a small right file for each reader."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE settings (settingName TEXT, settingValue TEXT)")
    database.execute("INSERT INTO settings VALUES ('epochlength', '60')")
    database.execute("CREATE TABLE data (dataTimestamp INTEGER, axis1 REAL, steps REAL)")
    database.execute("INSERT INTO data VALUES (639095000000000000, 5, 6)")
    database.commit()
    files = FILES | {"read_actigraph_agd": database.serialize()}
    for at, reader in enumerate(READERS):
        (folder / reader.__name__).write_bytes(bytes([at]) + files.get(reader.__name__, b""))


def main() -> None:
    """Fuzz, as long as libFuzzer is told to."""
    with tempfile.TemporaryDirectory(prefix="inactivity-") as folder:
        seeds(Path(folder))
        atheris.Setup([*sys.argv, folder], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
