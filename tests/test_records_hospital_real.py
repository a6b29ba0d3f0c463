"""Hospital files that nobody here wrote, end to end to a forecast; skipped where the folder of real files is absent."""

import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from recorded import read

import inactivity as ia
from inactivity.records import (
    CodedEvent,
    CodeMap,
    PersonExposure,
    Reading,
    Stay,
    code_map,
    exposures_from_stays,
    read_fhir,
    read_omop,
)

OWN = CodeMap.from_rows([{"system": "http://snomed.info/sct", "code": "274474001", "starts": "limb_cast"}])
CODES = code_map().extended(OWN)


def forecasts(persons: tuple[PersonExposure, ...]) -> dict[str, int]:
    """Forecast a muscle for every person and every bound; return what there was."""
    counts = Counter[str](persons=len(persons), forecasts=0)
    for person in persons:
        counts["spans"] += len(person.spans)
        for timeline in (person.lower, person.timeline, person.upper):
            if timeline is not None:
                course = ia.forecast("soleus", timeline)
                assert course.days[-1] == pytest.approx(timeline.days)
        if person.timeline is None:
            counts["without exposure"] += 1
        else:
            counts["forecasts"] += 1
            back = ia.forecast("soleus", person.followed_by(90))
            assert back.change_pct[-1] > min(back.change_pct)
    return dict(counts)


def settings(records: tuple[Stay | CodedEvent, ...]) -> Counter[str]:
    return Counter(one.setting if isinstance(one, Stay) else one.role for one in records)


def test_fhir_ends_in_forecasts(real_records: Path) -> None:
    files = sorted(real_records.glob("fhir_*.ndjson"))
    reading: Reading[Stay | CodedEvent] = read_fhir(files)
    records = read(reading)
    assert settings(records) == {
        "outpatient": 1133,
        "inpatient": 49,
        "emergency": 23,
        "home": 9,
        "virtual": 1,
        "procedure": 2056,
        "condition": 555,
    }
    assert reading.counts.ignored == (("Patient resource", 13),)
    assert not reading.problems

    persons = exposures_from_stays(records)
    assert forecasts(persons) == {"persons": 13, "forecasts": 5, "without exposure": 8, "spans": 49}
    with_casts = exposures_from_stays(records, codes=CODES, cast_days=42)
    assert forecasts(with_casts) == {"persons": 13, "forecasts": 7, "without exposure": 6, "spans": 52}
    left_out = exposures_from_stays(records, codes=CODES)
    assert sum("limb cast" in caution for person in left_out for caution in person.cautions) == 3


def test_omop_ends_in_forecasts(real_records: Path) -> None:
    reading = read_omop(real_records / "omop")
    records = read(reading)
    assert settings(records) == {
        "outpatient": 3444,
        "emergency": 112,
        "inpatient": 26,
        "procedure": 1649,
        "condition": 470,
        "device": 1,
    }
    assert reading.counts.ignored == (("row of the person table", 28),)
    assert not reading.problems

    persons = exposures_from_stays(records)
    assert forecasts(persons) == {"persons": 28, "forecasts": 7, "without exposure": 21, "spans": 13}
    with_casts = exposures_from_stays(records, codes=CODES, cast_days=42)
    assert forecasts(with_casts) == {"persons": 28, "forecasts": 11, "without exposure": 17, "spans": 19}


def test_bundles_give_what_ndjson_gives(real_records: Path) -> None:
    files = sorted(real_records.glob("fhir_*.ndjson"))
    entries = [f'{{"resource": {line}}}' for file in files for line in file.read_text("utf-8").splitlines()]
    bundle = f'{{"resourceType": "Bundle", "type": "collection", "entry": [{", ".join(entries)}]}}'
    assert read(read_fhir(io.BytesIO(bundle.encode()))) == read(read_fhir(files))


def test_relevant_records_give_the_same_exposures(real_records: Path) -> None:
    for read_one, source in ((read_fhir, real_records), (read_omop, real_records / "omop")):
        every, relevant = (
            exposures_from_stays(
                read_one(source, keep=keep, codes=CODES), codes=CODES, cast_days=42, extract_date=date(2026, 1, 1)
            )
            for keep in ("all", "relevant")
        )
        found = {person.person: person.timeline and person.timeline.days for person in relevant}
        assert {person.person: person.timeline and person.timeline.days for person in every if person.spans} == found
