"""Whatever bytes a reader of a device is given, it gives records and an account of the rest, or an error of ours."""

import contextlib
import gzip
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from fit_files import fit
from hypothesis import given, settings, strategies as st
from recorded import read

from inactivity.errors import RecordsDataError
from inactivity.records import (
    read_actigraph_agd,
    read_actigraph_csv,
    read_activpal,
    read_apple_health,
    read_fitabase,
    read_garmin_fit,
    read_open_mhealth,
)

pytestmark = pytest.mark.fuzz

HEAD = "------------ Data Table File Created By ActiGraph date format M/d/yyyy -----------"
ACTIGRAPH = f"{HEAD}\nStart Time 09:00:00\nStart Date 3/19/2026\nEpoch Period (hh:mm:ss) 00:01:00\n-----\n"
POINT = {
    "step_count": {"value": 600, "unit": "steps"},
    "effective_time_frame": {
        "time_interval": {"start_date_time": "2026-03-19T09:00:00Z", "duration": {"value": 1, "unit": "h"}}
    },
}


def database() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE settings (settingName TEXT, settingValue TEXT)")
    connection.execute("CREATE TABLE data (dataTimestamp INTEGER, axis1 REAL, steps REAL)")
    connection.execute("INSERT INTO settings VALUES ('epochlength', '60')")
    rows = [(639_095_000_000_000_000 + at * 600_000_000, at, at % 7) for at in range(400)]
    connection.executemany("INSERT INTO data VALUES (?, ?, ?)", rows)
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


FILES: dict[Callable[..., Any], bytes] = {
    read_activpal: b"Time,Interval (s),ActivityCode,CumulativeStepCount\n46100,60,0,0\n46100.001,9,2,7\n" * 3,
    read_fitabase: b"Id,ActivityMinute,Steps\n7,4/12/2016 9:00:00 AM,88\n7,4/12/2016 9:01:00 AM,9\n",
    read_actigraph_csv: (ACTIGRAPH + "Date,Time,Axis1,Steps\n" + '"3/19/2026",09:00:00,5,6\n' * 3).encode(),
    read_actigraph_agd: database(),
    read_open_mhealth: json.dumps([POINT, {"body": [POINT, "sitting"]}, {"time_in_bed": 5}]).encode(),
}
if find_spec("fitdecode"):
    FILES[read_garmin_fit] = fit(
        (103, {253: 1_142_640_000, 0: 1_142_640_000}), *[(55, {26: at * 60, 3: at, 24: 6}) for at in range(9)]
    )
STEPS = (
    b'<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Watch" startDate="2026-03-01 9:00:00 AM +0100" '
    b'endDate="20260301100000+0100" value="88"/>\n'
)


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("apple_health_export/ausführen.xml", b"<HealthData>\n" + STEPS * 9 + b"</HealthData>\n")
    return packed.getvalue()


FORMS: dict[str, tuple[Callable[..., Any], bytes]] = {
    **{reader.__name__: (reader, data) for reader, data in FILES.items()},
    "timestamps": (
        read_actigraph_csv,
        b"Timestamp,Axis1,Steps\n2026-03-19T09:00:00Z,5,6\n2026-03-19T09:01:00Z,5,6\n3/19/2026 9:02:00 AM,5,6\n",
    ),
    "mode": (read_actigraph_csv, (ACTIGRAPH.replace("Start Time", "Mode = 13\nStart Time") + "5,1,2,6\n" * 4).encode()),
    "takeout": (
        read_fitabase,
        b"timestamp,steps,data source\n2026-03-01T08:00:00Z,34,Watch\n2026-03-01T08:01:00Z,6,Phone\n",
    ),
    "zip": (read_apple_health, zipped()),
}
ODD = (b'"', b"\n", b"\r", b"\0", b",", b";", b"NaN", b"-1", b"1e999", b"\xff", b"[", b"{", b"9" * 400, "٣".encode())


def go(reader: Callable[..., Any], data: bytes, *, strict: bool = False, any_date: bool = False) -> None:
    """Read; every entry is accounted for, or the error is one about the file."""
    with contextlib.suppress(RecordsDataError):
        read(reader(io.BytesIO(data), strict=strict, any_date=any_date))


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Return the bytes of a file, damaged: cut, shuffled, doubled, overwritten, packed."""
    for _ in range(draw(st.integers(0, 4))):
        at, to = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        way = draw(st.sampled_from(["cut", "drop", "double", "replace", "shuffle", "odd"]))
        if way == "cut":
            data = data[:to]
        elif way == "drop":
            data = data[:at] + data[to:]
        elif way == "double":
            data = data[:to] + data[at:]
        elif way == "replace":
            data = data[:at] + draw(st.binary(max_size=20)) + data[at + 5 :]
        elif way == "shuffle":
            parts = data.split(b"\n")
            random.Random(to).shuffle(parts)  # noqa: S311 - the same for the same example
            data = b"\n".join(parts)
        else:
            data = data[:at] + draw(st.sampled_from(ODD)) + data[at:]
    return gzip.compress(data)[: draw(st.integers(1, 2000))] if draw(st.integers(0, 7)) == 0 else data


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data(), strict=st.booleans(), any_date=st.booleans())
def test_damaged_files(form: str, data: st.DataObject, *, strict: bool, any_date: bool) -> None:
    reader, content = FORMS[form]
    go(reader, data.draw(damaged(content)), strict=strict, any_date=any_date)


@pytest.mark.parametrize("reader", FILES, ids=lambda reader: reader.__name__)
@given(prefix=st.integers(0, 100), rest=st.binary(max_size=500))
@settings(max_examples=max(10, settings().max_examples // 4))
def test_bytes(reader: Callable[..., Any], prefix: int, rest: bytes) -> None:
    go(reader, FILES[reader][:prefix] + rest)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "header",
                    "body",
                    "step_count",
                    "value",
                    "unit",
                    "effective_time_frame",
                    "time_interval",
                    "start_date_time",
                    "end_date_time",
                    "duration",
                    "activity_name",
                    "body_posture",
                    "time_in_bed",
                    "descriptive_statistic",
                    "schema_id",
                    "user_id",
                    "name",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_data_points(value: object) -> None:
    for document in (value, {**POINT, "step_count": value}, {**POINT, "descriptive_statistic": value}):
        go(read_open_mhealth, json.dumps([document]).encode())


# ---------------------------------------------------------------- bombs


@pytest.mark.parametrize("reader", FILES, ids=lambda reader: reader.__name__)
def test_bombs_take_bounded_memory(reader: Callable[..., Any], tmp_path: Path) -> None:
    import tracemalloc

    bomb = tmp_path / "bomb.gz"
    beginning = FILES[reader][:200]
    with gzip.open(bomb, "wb", compresslevel=1) as packed:
        packed.write(beginning)
        for _ in range(100):
            packed.write(b"7" * (1 << 20))
    tracemalloc.start()
    go(lambda _, **options: reader(bomb, **options), b"")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert bomb.stat().st_size < 1 << 20
    assert peak < 100 * (1 << 20) * 0.8
