"""OMOP CDM tables as stays and coded events."""

import gzip
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hospital import CAST, CODES, DETAIL, PROCEDURE, VISIT
from recorded import file, problems, read

from inactivity.errors import InvalidValueError, RecordsDataError, WrongFormatError
from inactivity.records import Code, CodedEvent, Stay, read_omop

STAY = Stay("7", datetime(2026, 3, 1), datetime(2026, 3, 8), "inpatient", None, (), "omop", "visit_occurrence/1", "day")
ROW = "1,7,9201,2026-03-01,2026-03-08"


def test_a_visit_is_a_stay() -> None:
    assert read(read_omop(file(VISIT, ROW))) == (STAY,)


@pytest.mark.parametrize(
    "data",
    [
        file(VISIT.upper(), ROW),
        file('"' + VISIT.replace(",", '","') + '"', '"1","7","9201","2026-03-01","2026-03-08"'),
        file(VISIT.replace(",", "\t"), ROW.replace(",", "\t")),
        file(VISIT.replace(",", ";"), ROW.replace(",", ";")),
        file(VISIT, ROW, end="\r\n"),
        file("\ufeff" + VISIT, ROW),
        file(f"note,{VISIT},more", f'"a, ""b""",{ROW},'),
        file(VISIT, "1,7,9201,20260301,20260308"),
        file(f"{VISIT},visit_start_datetime", f"{ROW},2026-03-01 00:00:00"),
        file(f"{VISIT},visit_end_datetime,visit_start_datetime", "1,7,9201,,,2026-03-08T00:00:00,2026-03-01"),
        io.BytesIO(gzip.compress(file(VISIT, ROW).getvalue())),
        file(VISIT.replace(",", "|"), ROW.replace(",", "|")),
        file(VISIT, f"{ROW},,"),
        file(f"{VISIT},", ROW),
        file(f"{VISIT},", f"{ROW},"),
        file(VISIT, ROW.replace("7", "7.0", 1)),
        file(f"{VISIT},visit_start_datetime", f"{ROW},2026-03-01 0:00:00"),
        file(f"{VISIT},visit_start_datetime", f"{ROW},2026-03-01T00:00:00Z"),
    ],
)
def test_tables_come_in_many_forms(data: io.BytesIO) -> None:
    assert read(read_omop(data)) == (STAY,)


@pytest.mark.parametrize(
    ("concept", "setting"),
    [
        *(("9201", "inpatient"), ("9202", "outpatient"), ("9203", "emergency"), ("0", "unknown")),
        *(("262", "inpatient"), ("8717", "inpatient"), ("32037", "icu"), ("581379", "icu"), ("8756", "outpatient")),
        *(("42898160", "long_term_care"), ("8676", "long_term_care"), ("581476", "home"), ("722455", "virtual")),
    ],
)
def test_the_concept_tells_the_setting(concept: str, setting: str) -> None:
    reading = read_omop(file(VISIT, ROW.replace("9201", concept)))
    (stay,) = read(reading)
    assert isinstance(stay, Stay)
    assert stay.setting == setting
    assert problems(reading) == ({"visit not in the code map": 1} if setting == "unknown" else {})


@pytest.mark.parametrize("concept", ["8870", "581385"])
def test_a_way_in_or_an_observation_leaves_open_where_it_was(concept: str) -> None:
    reading = read_omop(file(VISIT, ROW.replace("9201", concept)))
    (stay,) = read(reading)
    assert isinstance(stay, Stay)
    assert (stay.setting, problems(reading)) == ("unknown", {})


def test_times_whose_hour_has_one_digit() -> None:
    row = f"{ROW},2026-03-01 9:30:00,2026-03-08 10:00"
    (stay,) = read(read_omop(file(f"{VISIT},visit_start_datetime,visit_end_datetime", row)))
    assert isinstance(stay, Stay)
    assert (stay.start, stay.end) == (datetime(2026, 3, 1, 9, 30), datetime(2026, 3, 8, 10))


def test_dates_shifted_by_many_centuries_are_read() -> None:
    reading = read_omop(file(VISIT, "1,7,9201,3475-03-01,3475-03-08"))
    (stay,) = read(reading)
    assert stay.start == datetime(3475, 3, 1)
    assert problems(reading) == {"date after now": 1}


@pytest.mark.parametrize(("header", "row"), [(VISIT, ROW), (PROCEDURE, "1,7,9,2026-03-01,2026-03-01,x,0,1")])
def test_headers_of_tables_put_together_are_no_rows(header: str, row: str) -> None:
    reading = read_omop(file(header, row, header, row, header))
    assert len(read(reading)) == 2
    assert not reading.problems
    assert reading.counts.ignored == (("names of the columns repeated", 2),)


def test_a_source_value_that_the_map_knows_says_more() -> None:
    rows = [
        f"{number},7,{concept},2026-03-02,2026-03-04,{value},1"
        for number, concept, value in ((1, "9201", "ICU"), (2, "9201", "ward"), (3, "0", "ICU"))
    ]
    found = read(read_omop(file(DETAIL, *rows), codes=CODES))
    assert [stay.setting for stay in found if isinstance(stay, Stay)] == ["icu", "inpatient", "icu"]
    assert [stay.id for stay in found] == ["visit_detail/1", "visit_detail/2", "visit_detail/3"]


def test_times_count_where_there_are_any() -> None:
    header = "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,visit_end_date,visit_end_datetime"
    rows = [
        "1,7,9201,2026-03-01,2026-03-01 14:05:00,2026-03-08,2026-03-08 00:00:00",
        "2,7,9201,2026-03-01,2026-03-01T00:00:00.000Z,2026-03-08,2026-03-08T11:30:00.000Z",
        "3,7,9201,2026-03-01,,2026-03-08,2026-03-08 11:30:00",
        "4,7,9201,2026-03-01,2026-03-01 00:00:00+01:00,2026-03-08,",
    ]
    found = [stay for stay in read(read_omop(file(header, *rows))) if isinstance(stay, Stay)]
    assert [(stay.start, stay.end, stay.precision) for stay in found] == [
        (datetime(2026, 3, 1, 14, 5), datetime(2026, 3, 8), "second"),
        (datetime(2026, 3, 1), datetime(2026, 3, 8, 11, 30), "second"),
        (datetime(2026, 3, 1), datetime(2026, 3, 8), "day"),
        (datetime(2026, 3, 1), datetime(2026, 3, 8), "day"),
    ]


TIMED = "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,visit_end_date,visit_end_datetime"


@pytest.mark.parametrize(
    ("row", "reported"),
    [
        ("1,7,9201,2026-03-01,2026-03-01 00:00:00 UTC,2026-03-08,2026-03-08 00:00:00 UTC", {}),
        ("1,7,9201,2026-03-01,2026-03-01 10:00:00,2026-03-08,", {}),
        ("1,7,9201,2026-03-01,2026-03-01 10:00:00,2026-03-08,NULL", {}),
        ("1,7,9201,2026-03-01,NULL,2026-03-08,NULL", {}),
        ("1,7,9201,2026-03-01,3/1/2026 10:00 AM,2026-03-08,3/8/2026 11:00 AM", {"bad time": 2}),
        ("1,7,9201.0,2026-03-01,,2026-03-08,", {}),
    ],
)
def test_the_date_counts_where_there_is_no_time_for_both(row: str, reported: dict[str, int]) -> None:
    reading = read_omop(file(TIMED, row))
    assert read(reading) == (STAY,)
    assert problems(reading) == reported


def test_a_day_visit_with_one_time_is_no_mistake() -> None:
    for times in ("2026-03-01 10:00:00,2026-03-01,", ",2026-03-01,2026-03-01 10:00:00"):
        (stay,) = read(read_omop(file(TIMED, f"1,7,9201,2026-03-01,{times}"), strict=True))
        assert (stay.start, stay.end) == (datetime(2026, 3, 1), datetime(2026, 3, 1))


def test_times_of_bigquery() -> None:
    row = "1,7,9201,2026-03-01,2026-03-01 09:30:00 UTC,2026-03-08,2026-03-08 10:00:00.5 UTC"
    (stay,) = read(read_omop(file(TIMED, row)))
    assert (stay.start, stay.end) == (datetime(2026, 3, 1, 9, 30), datetime(2026, 3, 8, 10, 0, 0, 500_000))


@pytest.mark.parametrize("nothing", ["NULL", "\\N", "NA", "NaN"])
def test_an_end_may_be_missing_in_many_words(nothing: str) -> None:
    for rest in (f"2026-03-01,,{nothing},", f"2026-03-01,2026-03-01 09:00:00,{nothing},{nothing}"):
        reading = read_omop(file(TIMED, f"1,7,9201,{rest}"))
        (stay,) = read(reading)
        assert stay.end is None
        assert problems(reading) == {"no end": 1}


def test_a_stay_that_ends_with_the_data_is_open() -> None:
    rows = [ROW, "2,8,9201,2026-03-20,2026-03-31", "3,9,9202,2026-03-31,2026-03-31", "4,9,9201,2026-03-30,2026-04-02"]
    found = read(read_omop(file(VISIT, *rows), extract_date=date(2026, 3, 31)))
    given = [(stay.end, stay.open_at) for stay in found if isinstance(stay, Stay)]
    assert given == [
        (datetime(2026, 3, 8), None),
        (None, date(2026, 3, 31)),
        (datetime(2026, 3, 31), None),
        (None, date(2026, 3, 31)),
    ]
    given = [(stay.end, stay.open_at) for stay in read(read_omop(file(VISIT, *rows))) if isinstance(stay, Stay)]
    assert given[1] == (datetime(2026, 3, 31), None)
    reading = read_omop(file(VISIT, "1,7,9201,2026-04-02,2026-04-05"), extract_date=date(2026, 3, 31))
    assert read(reading) == ()
    assert problems(reading) == {"start after the extract": 1}


def test_an_event_has_all_codes_of_its_row() -> None:
    rows = [
        f"1,7,4170947,2026-03-01,,{CAST},4170947,21",
        f"2,7,0,2026-03-01,2026-03-04,{CAST},99,",
        "3,7,0,2026-03-01,,,0,",
    ]
    found = read(read_omop(file(f"{PROCEDURE},visit_detail_id", f"{rows[0]},22", f"{rows[1]},", f"{rows[2]},")))
    assert found[0] == CodedEvent(
        "7",
        datetime(2026, 3, 1),
        None,
        "procedure",
        (Code("omop", "4170947"), Code("", CAST)),
        references=("visit_occurrence/21", "visit_detail/22"),
        id="procedure_occurrence/1",
        source="omop",
        precision="day",
    )
    events = [one for one in found if isinstance(one, CodedEvent)]
    assert [one.codes for one in events[1:]] == [(Code("omop", "99"), Code("", CAST)), ()]
    reading = read_omop(file(PROCEDURE, *rows), keep="relevant", codes=CODES)
    assert len(read(reading)) == 2
    assert reading.counts.ignored == (("code not in the code map", 1),)


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("condition_occurrence_id,person_id,condition_concept_id,condition_start_date,condition_end_date", "condition"),
        (
            "device_exposure_id,person_id,device_concept_id,device_exposure_start_date,device_exposure_end_date",
            "device",
        ),
    ],
)
def test_conditions_and_devices_are_events(header: str, role: str) -> None:
    (event,) = read(read_omop(file(header, "1,7,4170947,2026-03-01,2026-04-01")))
    assert isinstance(event, CodedEvent)
    assert (event.role, event.start, event.end) == (role, datetime(2026, 3, 1), datetime(2026, 4, 1))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,7,9201,2026-03-08,2026-03-01", "end before start"),
        ("1,7,9201,,2026-03-08", "bad date"),
        ("1,7,9201,2026-02-30,2026-03-08", "bad date"),
        ("1,7,9201,1066-01-01,2026-03-08", "bad date"),
        ("1,7,9201,3/1/2026,2026-03-08", "bad date"),
        ("1,7,9201,2026-W10-1,2026-03-08", "bad date"),
        ("1,7,9201,NaN,2026-03-08", "bad date"),
        ("1,,9201,2026-03-01,2026-03-08", "bad person"),
        ("1, ,9201,2026-03-01,2026-03-08", "bad person"),
        ("1,7,9201,2026-03-01", "wrong number of columns"),
        ("1,7,9201,2026-03-01,2026-03-08,x", "wrong number of columns"),
        ('"1,7,9201,2026-03-01,2026-03-08', "bad quotes"),
    ],
)
def test_bad_rows_are_skipped_and_reported(row: str, reason: str) -> None:
    reading = read_omop(file(VISIT, row, ROW))
    assert read(reading) == (STAY,)
    assert problems(reading) == {reason: 1}
    assert reading.problems.first[0].where == "<stream>:2"
    with pytest.raises(RecordsDataError, match=reason):
        read_omop(file(VISIT, row, ROW), strict=True).all()


def test_bad_rows_of_events_are_skipped_and_reported() -> None:
    reading = read_omop(file(PROCEDURE, f"1,7,1,soon,,{CAST},0,", "1,7", f"1,7,1,2026-03-01,,{CAST},0,"))
    assert len(read(reading)) == 1
    assert problems(reading) == {"bad date": 1, "wrong number of columns": 1}


def test_a_visit_without_an_end_is_kept_without_one() -> None:
    reading = read_omop(file(VISIT, "1,7,9201,2026-03-01,"), extract_date=date(2026, 3, 31))
    (stay,) = read(reading)
    assert isinstance(stay, Stay)
    assert (stay.end, stay.open_at) == (None, None)
    assert problems(reading) == {"no end": 1}


def test_relevant_visits_are_those_overnight() -> None:
    reading = read_omop(file(VISIT, ROW, ROW.replace("9201", "9202"), ROW.replace("9201", "9203")), keep="relevant")
    assert read(reading) == (STAY,)
    assert dict(reading.counts.ignored) == {"outpatient visit": 1, "emergency visit": 1}


def test_dates_after_now_are_kept_and_reported() -> None:
    reading = read_omop(file(VISIT, "1,7,9201,2150-03-01,2150-03-08"))
    assert len(read(reading)) == 1
    assert problems(reading) == {"date after now": 1}


def test_persons_give_no_records() -> None:
    reading = read_omop(file("person_id,gender_concept_id,year_of_birth", "1,8507,1998"))
    assert read(reading) == ()
    assert reading.counts.ignored == (("row of the person table", 1),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"a,b,c\n1,2,3\n",
        b'{"resourceType": "Encounter"}',
        b"visit_concept_id,person_id\n9201,7\n",
        b"visit_concept_id,visit_start_date\n9201,2026-03-01\n",
        b"PK\x03\x04",
        b"\0\1\2",
        gzip.compress(b"PAR1"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(WrongFormatError, match="expected a table of the OMOP CDM"):
        read_omop(io.BytesIO(data)).all()


@pytest.mark.parametrize(
    "name",
    ["visit_occurrence.csv", "CDM_VISIT_OCCURRENCE5.3.1.csv", "cdm_visit_occurrence.TSV", "visit_occurrence_2.txt.gz"],
)
def test_tables_in_a_folder_go_by_many_names(tmp_path: Path, name: str) -> None:
    data = file(VISIT, ROW).getvalue()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    (tmp_path / "visit_occurrence_notes.md").write_text("notes")
    (tmp_path / "visit_cost.csv").write_text("visit_cost_id\n1\n")
    assert read(read_omop(tmp_path)) == (STAY,)


def test_a_folder_is_read_by_the_names_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "VISIT_OCCURRENCE.csv").write_bytes(file(VISIT, ROW).getvalue())
    (tmp_path / "omop_procedure_occurrence.csv.gz").write_bytes(
        gzip.compress(file(PROCEDURE, "1,7,1,2026-03-01,,,0,").getvalue())
    )
    (tmp_path / "visit_detail.csv").write_text("of,something,else\n1,2,3\n")
    (tmp_path / "concept.csv").write_text("concept_id\n1\n")
    reading = read_omop(tmp_path)
    assert len(read(reading)) == 2
    assert problems(reading) == {"not OMOP": 1}
    assert reading.counts.ignored == (("file of another kind", 1),)


@pytest.mark.parametrize(
    "arguments",
    [
        {"source": None},
        {"source": ()},
        {"source": "a", "keep": "no"},
        {"source": "a", "codes": []},
        {"source": "a", "extract_date": 20260301},
    ],
)
def test_arguments_are_checked_at_once(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidValueError):
        read_omop(**arguments)
