"""Hypothesis strategies: any record, made from the rules of its own fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from hypothesis import strategies as st

import inactivity as ia
from inactivity.serialization import RECORDS, from_dict, json_schema

# What settles a contradiction among fields that are each right.
SETTLED: Mapping[str, dict[str, Any]] = {
    "Study": {"doi": "10.1000/ours"},
    "Observation": {
        "value": 1.5,
        "change_low": None,
        "change_high": None,
        "day_high": None,
        "spread": None,
        "spread_kind": None,
        "outcome": None,
    },
    "Arm": {"n_female": None, "age_sd": None},
    "ChangeEstimate": {"low": -12.0, "change_pct": -7.5, "high": -1.0},
    "RecoveryEstimate": {"low": 0.0, "days": 4.0, "high": 14.5},
}


def values_of(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one a type
    """Return values that a JSON Schema of ours describes."""
    if "anyOf" in schema:
        return st.one_of([values_of(one, parts) for one in schema["anyOf"]])
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return st.deferred(lambda: table_of(parts[name], parts))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(schema.get("minimum", -(2**63)), schema.get("maximum", 2**63))
        case "number":
            return numbers(schema)
        case "array":
            items = values_of(schema["items"], parts)
            unique = repr if schema.get("uniqueItems") else None
            return st.lists(items, min_size=schema.get("minItems", 0), max_size=3, unique_by=unique)
        case "string":
            return texts(schema)
        case kind:
            raise NotImplementedError(kind)


def numbers(schema: Mapping[str, Any]) -> st.SearchStrategy[float]:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    return st.floats(
        low,
        high,
        exclude_min="exclusiveMinimum" in schema,
        exclude_max="exclusiveMaximum" in schema,
        allow_nan=False,
        allow_infinity=False,
    )


def texts(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("format") == "date":
        return st.dates().map(lambda day: day.isoformat())
    if schema["pattern"] == r"\S":
        return st.text(min_size=1, max_size=8).filter(lambda text: not text.isspace())
    pattern = schema["pattern"].removeprefix("^(?:").removesuffix(")$")
    return st.from_regex(pattern, fullmatch=True, alphabet=st.characters(max_codepoint=0x17F))


def table_of(schema: Mapping[str, Any], parts: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: values_of(field, parts) for name, field in schema["properties"].items()}
    kind = schema["title"]
    return st.fixed_dictionaries(fields).map(lambda table: coherent(kind, table))


def coherent(kind: str, table: dict[str, Any]) -> dict[str, Any]:
    cls = next(record for record in RECORDS if record.__name__ == kind)
    if kind == "Timeline":  # at most the first segment is dated
        for segment in table["segments"][1:]:
            segment.pop("started", None)
    try:
        from_dict(cls, table)
    except ia.DataError:  # its fields are right each by itself, so they contradict one another
        return table | SETTLED[kind]
    return table


def tables(cls: type) -> st.SearchStrategy[dict[str, Any]]:
    """Return dicts that are right for a record."""
    schema = json_schema(cls)
    return table_of(schema, cast("Mapping[str, Any]", schema.get("$defs", {})))


def records(cls: type) -> st.SearchStrategy[Any]:
    """Return any record of a class."""
    return tables(cls).map(lambda table: from_dict(cls, table))


class Hostile:
    """An object that breaks whatever looks at it."""

    def __repr__(self) -> str:
        raise RuntimeError

    def __float__(self) -> float:
        raise RuntimeError

    def __bool__(self) -> bool:
        raise RuntimeError


NUMBERS = st.one_of(
    st.floats(), st.integers(), st.booleans(), st.fractions(), st.decimals(), st.complex_numbers(), st.just(10**400)
)
SCALARS = st.one_of(st.none(), st.text(max_size=12), st.binary(max_size=4), NUMBERS, st.dates(), st.datetimes())
ANYTHING = st.recursive(
    st.one_of(SCALARS, st.builds(Hostile), st.builds(object), st.just(int)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | st.integers(), inner, max_size=3),
    max_leaves=5,
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)
MUSCLES = st.sampled_from([muscle.id for muscle in ia.muscles()])
NAMES = st.sampled_from(
    [name for muscle in ia.muscles() for name in (muscle.id, muscle.name, *muscle.synonyms, muscle.uberon) if name]
)
DAYS = st.floats(0, 3650, exclude_min=True) | st.sampled_from([7, 14, 56, 60, 90])
EXPOSURES = st.builds(ia.Exposure, st.sampled_from(ia.ExposureKind), DAYS)


def answers(muscle: str, kind: ia.ExposureKind, measure: Any) -> bool:
    """Whether a muscle or group has an answer, from the nearest group however far off."""
    try:
        return bool(ia.estimate_recovery(muscle, ia.Exposure(kind, 56), measure=measure, basis="observed").studies)
    except ia.NoEvidenceError:
        return False


ANSWERED = [
    (muscle.id, kind, one.measure)
    for one in ia.available_estimates()
    for muscle in (ia.muscle(one.muscle), *ia.muscle(one.muscle).ancestors())
    for kind in ia.ExposureKind
    if kind.family == one.exposure.kind.family and answers(muscle.id, kind, one.measure)
]
"""Questions with an answer, whatever the days: muscles observed and groups of them, after kinds of one family."""
QUESTIONS = st.builds(  # asked with basis="observed"
    lambda question, days: (question[0], ia.Exposure(question[1], days), question[2]), st.sampled_from(ANSWERED), DAYS
)
