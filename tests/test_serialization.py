"""Dicts, JSON and JSON Schema of every record."""

import json
import math
from typing import Any

import attrs
import pytest
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator
from strategies import tables

import inactivity as ia
from inactivity.anatomy import attachments
from inactivity.kinetics import parameters
from inactivity.serialization import RECORDS, from_dict, from_json, json_schema, to_dict, to_json

PSOAS = ia.estimate_recovery("psoas")
EXAMPLES = {
    "Arm": ia.evidence().arms()[0],
    "Attachments": attachments("psoas"),
    "AvailableEstimate": ia.available_estimates("psoas")[0],
    "Campaign": ia.evidence().campaigns()[0],
    "ChangeEstimate": ia.estimate_change("soleus"),
    "Claim": ia.claims()[0],
    "ClaimSource": ia.claims()[0].sources[0],
    "Coverage": parameters().coverage[0],
    "EvidenceCount": ia.evidence().counts()[0],
    "Exposure": ia.REFERENCE_EXPOSURE,
    "Forecast": ia.forecast("soleus", ia.Timeline.parse("bed_rest:3d,recovery:2d")),
    "Joint": attachments("psoas").joints[0],
    "Motion": attachments("psoas").motions[0],
    "Muscle": ia.muscle("psoas"),
    "Observation": PSOAS.observations[0],
    "Parameters": parameters(),
    "RankedMuscle": ia.rank_muscles()[0],
    "Rate": ia.evidence().rates()[0],
    "Recovery": ia.Recovery(10),
    "RecoveryEstimate": PSOAS,
    "Study": ia.evidence().study("hides2007"),
    "Tally": ia.evidence().tallies()[0],
    "Timeline": ia.Timeline.parse("bed_rest:14d,recovery:10d"),
}


def valid(cls: type, table: object) -> bool:
    return bool(Draft202012Validator(json_schema(cls)).is_valid(table))


def test_every_public_record_can_be_written() -> None:
    assert [record.__name__ for record in RECORDS] == list(EXAMPLES)


@pytest.mark.parametrize("record", EXAMPLES.values(), ids=EXAMPLES)
def test_record_comes_back_as_it_went(record: Any) -> None:
    assert from_dict(type(record), to_dict(record)) == record
    assert from_json(type(record), to_json(record)) == record
    assert from_json(type(record), to_json(record, indent=2)) == record
    assert json.loads(to_json(record)) == to_dict(record)


@pytest.mark.parametrize(
    "rows",
    [
        ia.evidence().studies(),
        ia.evidence().arms(),
        ia.evidence().observations(phase="recovery"),
        ia.evidence().rates(),
        ia.evidence().counts(),
        ia.evidence().campaigns(),
        ia.claims(),
        ia.muscles(),
        ia.available_estimates(),
    ],
    ids=lambda rows: type(rows[0]).__name__,
)
def test_all_that_ships_comes_back_and_keeps_its_schema(rows: tuple[Any, ...]) -> None:
    validator = Draft202012Validator(json_schema(type(rows[0])))

    for record in rows:
        assert from_dict(type(record), to_dict(record)) == record
        assert validator.is_valid(to_dict(record))


def test_dict_is_plain() -> None:
    timeline = ia.Timeline.parse("cast:14d,recovery:10d")

    assert to_dict(timeline) == {
        "segments": [
            {"kind": "limb_cast", "days": 14.0, "reason": None, "started": None},
            {"days": 10.0, "condition": "reambulation"},
        ]
    }
    assert type(to_dict(timeline)["segments"][0]["kind"]) is str


def test_date_is_written_as_people_write_it() -> None:
    dated = from_dict(ia.Exposure, {"kind": "bed_rest", "days": 14, "started": "2026-01-31"})

    assert to_json(dated) == '{"kind": "bed_rest", "days": 14.0, "reason": null, "started": "2026-01-31"}'


def test_estimate_writes_itself() -> None:
    assert PSOAS.to_dict() == to_dict(PSOAS)


# ---------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("cls", "data", "problems"),
    [
        (ia.Recovery, {"days": "10"}, ("days: '10' is not a finite number above 0 and at most 3650 [days]",)),
        (ia.Recovery, {"days": True}, ("days: True is not a finite number above 0 and at most 3650 [days]",)),
        (ia.Recovery, {}, ("days: the field 'days' is missing",)),
        (ia.Recovery, None, ("None is not a table with the fields of Recovery",)),
        (ia.Recovery, [1], ("[1] is not a table with the fields of Recovery",)),
        (ia.Recovery, {"days": 1, "day": 1}, ("unknown field 'day'; did you mean days?",)),
        (
            ia.Exposure,
            {"kind": "bed_rest", "days": 1, "started": "31.1.2026"},
            ("started: '31.1.2026' is not a date written as YYYY-MM-DD",),
        ),
        (
            ia.Timeline,
            {"segments": [{"kind": "bed_rest", "days": 0}, {"days": -1}]},
            (
                "segments[0].days: 0 is not a finite number above 0 and at most 3650 [days]",
                "segments[1].days: -1 is not a finite number above 0 and at most 3650 [days]",
            ),
        ),
        (
            ia.Campaign,
            {"campaign_id": "a", "study_ids": []},
            (
                (
                    "study_ids: () is not a tuple (a list in a file), at least 1 of: an id of letters, digits and single "
                    "underscores"
                ),
            ),
        ),
    ],
)
def test_every_problem_is_reported(cls: type, data: object, problems: tuple[str, ...]) -> None:
    with pytest.raises(ia.DataError) as caught:
        from_dict(cls, data)

    assert (caught.value.source, caught.value.problems) == (cls.__name__, problems)


@pytest.mark.parametrize("text", ["", "{", "[1", "nonsense", b"\xff", None, 7, "[" * 100_000])
def test_what_is_not_json_is_said_to_be_none(text: Any) -> None:
    with pytest.raises(ia.DataError, match="cannot be read as JSON"):
        from_json(ia.Recovery, text)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_json_numbers_that_are_none_are_refused(number: str) -> None:
    with pytest.raises(ia.DataError, match="days: "):
        from_json(ia.Recovery, f'{{"days": {number}}}')


class Sneaky(ia.Recovery):
    """Not one of ours."""


@pytest.mark.parametrize("thing", [1, None, "psoas", ia.ExposureKind.OTHER, {"days": 1}, ia.evidence(), Sneaky(1)])
def test_what_is_no_public_record_is_refused(thing: Any) -> None:
    for attempt in (
        lambda: to_dict(thing),
        lambda: to_json(thing),
        lambda: from_dict(type(thing), {}),
        lambda: from_json(type(thing), "{}"),
        lambda: json_schema(type(thing)),
    ):
        with pytest.raises(ia.InvalidValueError, match="it must be one of the public records: Arm, Attachments, "):
            attempt()


# ---------------------------------------------------------------- schemas


@pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)
def test_schema_is_one_and_describes_every_field(cls: type) -> None:
    schema: Any = json_schema(cls)
    Draft202012Validator.check_schema(schema)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] == cls.__name__
    assert schema["description"] == (cls.__doc__ or "").splitlines()[0]
    assert list(schema["properties"]) == [field.name for field in attrs.fields(cls)]
    assert {name: part["x-unit"] for name, part in schema["properties"].items() if "x-unit" in part} == {
        field.name: field.metadata["unit"] for field in attrs.fields(cls) if "unit" in field.metadata
    }


@pytest.mark.parametrize("record", EXAMPLES.values(), ids=EXAMPLES)
def test_schema_takes_the_record_as_it_is_written(record: Any) -> None:
    assert list(Draft202012Validator(json_schema(type(record))).iter_errors(to_dict(record))) == []


PLANTED = [
    *((name, {"colour": "red"}) for name in EXAMPLES),
    ("Arm", {"n": 0}),
    ("Arm", {"n": "14"}),
    ("Arm", {"exposure_kind": "bed rest"}),
    ("Campaign", {"study_ids": []}),
    ("Claim", {"sources": []}),
    ("Claim", {"sources": [{"source_id": "x"}]}),
    ("Exposure", {"days": 0}),
    ("Exposure", {"days": None}),
    ("Muscle", {"members": ["a", "a"]}),
    ("Muscle", {"uberon": "0002382"}),
    ("Observation", {"change_pct": -100}),
    ("Observation", {"locator": " "}),
    ("Observation", {"outcome": "better"}),
    ("RecoveryEstimate", {"level": 1}),
    ("RecoveryEstimate", {"exposure": {"kind": "bed_rest"}}),
    ("RecoveryEstimate", {"observations": [None]}),
    ("Study", {"doi": "https://doi.org/10.1000/x"}),
    ("Timeline", {"segments": [{"days": 1, "kind": "rest"}]}),
]


@pytest.mark.parametrize(("name", "planted"), PLANTED)
def test_schema_and_reader_both_refuse_a_planted_mistake(name: str, planted: dict[str, object]) -> None:
    cls, table = type(EXAMPLES[name]), to_dict(EXAMPLES[name]) | planted

    assert not valid(cls, table)
    with pytest.raises(ia.DataError):
        from_dict(cls, table)


@pytest.mark.parametrize("record", EXAMPLES.values(), ids=EXAMPLES)
def test_schema_and_reader_both_refuse_a_missing_field(record: Any) -> None:
    cls = type(record)
    for field in attrs.fields(cls):
        table = {name: value for name, value in to_dict(record).items() if name != field.name}
        optional = field.default is not attrs.NOTHING

        assert valid(cls, table) is optional
        if not optional:
            with pytest.raises(ia.DataError, match=f"the field '{field.name}' is missing"):
                from_dict(cls, table)


@pytest.mark.parametrize("cls", RECORDS, ids=lambda cls: cls.__name__)
@given(data=st.data())
def test_reader_takes_what_the_schema_describes(cls: type, data: st.DataObject) -> None:
    table = data.draw(tables(cls))

    assert valid(cls, table)
    assert valid(cls, to_dict(from_dict(cls, table)))


def test_json_never_holds_what_json_cannot() -> None:
    with pytest.raises(ia.InvalidValueError):
        ia.Recovery(math.nan)
