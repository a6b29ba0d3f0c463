"""The rules of the records: what they let pass, what they say, and the schema they publish."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from inactivity._rules import (
    DAYS,
    IDENTIFIER,
    LEVEL,
    WITHIN_PCT,
    WORD,
    Each,
    Flag,
    InstanceOf,
    Number,
    OneOf,
    OrNone,
    Rule,
    Text,
    as_float,
    check,
    members,
)
from inactivity.errors import InvalidValueError
from inactivity.exposure import Exposure, Recovery

HUGE = 10**400


class Foreign:
    """A number of another library, as NumPy's scalars are."""

    def __float__(self) -> float:
        return 14.5


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        (Number(), [0, -1.5, 1e308], [math.nan, math.inf, -math.inf, HUGE, True, "1", None, 1j, [1]]),
        (Number(whole=True), [0, -7, 2**63], [1.0, "1", False, math.nan]),
        (DAYS, [0.001, 1, 3650], [0, -1, 3650.1]),
        (LEVEL, [0.001, 0.9], [0, 1]),
        (WITHIN_PCT, [0.1, 100], [0, 100.1]),
        (Number(least=0, below=1), [0, 0.99], [-0.01, 1]),
        (Text(), ["a", " a "], ["", " ", "\n", 1, None, b"a", ["a"]]),
        (IDENTIFIER, ["hides2007", "A_1"], ["", "_a", "a_", "a__b", "a b", "é", "a\n"]),
        (WORD, ["bed_rest", "l4"], ["Bed", "4l", "bed-rest", "a_", "a\n"]),
        (OneOf(("a", "b")), ["a", "b"], ["c", "A", None, 1, ["a"]]),
        (Flag(), [True, False], [0, 1, "true", None]),
        (InstanceOf(Exposure), [Exposure("cast", 1)], [Recovery(1), Exposure, None]),
        (InstanceOf(Exposure | Recovery), [Exposure("cast", 1), Recovery(1)], ["bed_rest:1d"]),
        (Each(WORD), [(), ("a", "a")], [["a"], "a", ("A",), ("a", 1), None]),
        (Each(WORD, least=1, unique=True), [("a",), ("a", "b")], [(), ("a", "a")]),
        (OrNone(WORD), [None, "a"], ["A", 0, ""]),
    ],
)
def test_rule_lets_the_right_pass_and_nothing_else(rule: Rule, right: list[object], wrong: list[object]) -> None:
    assert [value for value in right if not rule.holds(value)] == []
    assert [value for value in wrong if rule.holds(value)] == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Number(), "a finite number"),
        (DAYS, "a finite number above 0 and at most 3650 [days]"),
        (Number("people", least=1, whole=True), "a whole number at least 1 [people]"),
        (LEVEL, "a finite number above 0 and below 1 [-]"),
        (Text(), "a text (in quotes) that is not empty"),
        (WORD, "a lower_snake_case word"),
        (OneOf(("a", "b")), "one of a, b"),
        (Flag(), "true or false"),
        (InstanceOf(Exposure), "an Exposure"),
        (InstanceOf(Exposure | Recovery), "an Exposure or a Recovery"),
        (Each(WORD), "a tuple (a list in a file), each a lower_snake_case word"),
        (
            Each(WORD, least=1, unique=True),
            "a tuple (a list in a file), at least 1 of: a lower_snake_case word, no two alike",
        ),
        (OrNone(Flag()), "true or false, or left out where not known"),
    ],
)
def test_rule_in_words(rule: Rule, words: str) -> None:
    assert rule.words() == words


@pytest.mark.parametrize(
    ("rule", "schema"),
    [
        (DAYS, {"type": "number", "exclusiveMinimum": 0, "maximum": 3650}),
        (Number(least=1, whole=True), {"type": "integer", "minimum": 1}),
        (LEVEL, {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}),
        (Text(), {"type": "string", "pattern": r"\S"}),
        (Text("a+"), {"type": "string", "pattern": "^(?:a+)$"}),
        (OneOf(("a",)), {"type": "string", "enum": ["a"]}),
        (Flag(), {"type": "boolean"}),
        (Each(Flag()), {"type": "array", "items": {"type": "boolean"}}),
        (
            Each(Flag(), least=1, unique=True),
            {"type": "array", "items": {"type": "boolean"}, "minItems": 1, "uniqueItems": True},
        ),
        (OrNone(Flag()), {"anyOf": [{"type": "boolean"}, {"type": "null"}]}),
    ],
)
def test_rule_as_json_schema(rule: Rule, schema: dict[str, object]) -> None:
    assert rule.schema() == schema


def test_check_names_the_argument_the_value_the_rule_and_the_next_step() -> None:
    with pytest.raises(InvalidValueError) as caught:
        check(DAYS, "days", -1, "Write 1.")

    assert caught.value.args == ("days", -1, "a finite number above 0 and at most 3650 [days]", "Write 1.")


@pytest.mark.parametrize("number", [14.5, Foreign(), Fraction(29, 2), Decimal("14.5")])
def test_numbers_of_any_library_become_floats(number: float) -> None:
    assert as_float(number) == 14.5
    assert type(as_float(number)) is float


@pytest.mark.parametrize("value", [True, False, "14", b"14", bytearray(b"14"), None, [14], HUGE, 1j])
def test_what_is_no_number_is_left_for_the_rule_to_refuse(value: float) -> None:
    assert as_float(value) is value


def test_foreign_number_that_breaks_is_left_for_the_rule_to_refuse() -> None:
    class Broken:
        def __float__(self) -> float:
            raise RuntimeError

    broken = Broken()

    assert as_float(broken) is broken  # type: ignore[arg-type, comparison-overlap]  # wrong on purpose


def test_classes_of_a_union() -> None:
    assert members(Exposure | Recovery) == (Exposure, Recovery)
    assert members(Exposure) == (Exposure,)
