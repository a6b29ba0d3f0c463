"""The code map: what ships, what users add, and every mistake at once."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hospital import CAST, CODES, ICD, LOCAL, ROWS, SNOMED

from inactivity.errors import DataError, InvalidValueError, UnknownExposureKindError
from inactivity.exposure import ExposureKind
from inactivity.records import Code, CodeMap, MappedCode, code_map

TOML = """
[[codes]]
system = "http://snomed.info/sct"
code = "274474001"
starts = "limb_cast"
"""


def test_what_ships_is_published_openly_and_says_where() -> None:
    shipped = code_map()
    assert {code.code for code in shipped.codes} == {
        *("IMP", "ACUTE", "NONAC", "SS", "OBSENC", "PRENC", "AMB", "EMER", "FLD", "HH", "VR"),
        *("9201", "9202", "9203", "262", "8717", "8756", "8870", "8676", "32037", "581379", "581385", "581476"),
        *("722455", "42898160", "38004207"),
        *("Z74.01", "Z74.09", "Z99.3", "M62.3", "Z99.11"),
        *("41950-7", "55423-8", "87705-0", "89555-7", "68516-4"),
    }
    assert all(code.source and code.display for code in shipped.codes)
    assert len(shipped) == len(shipped.codes)


def test_no_code_of_snomed_ships() -> None:
    assert not [code for code in code_map().codes if "snomed" in code.system]
    for code in (CAST, "225365006"):  # the second is a care regime, not bed rest
        assert code_map().meaning(Code(SNOMED, code)) is None


@pytest.mark.parametrize("system", [SNOMED, "snomed", "SNOMEDCT", "urn:oid:2.16.840.1.113883.6.96", " Snomed "])
def test_a_vocabulary_goes_by_many_names(system: str) -> None:
    meaning = CODES.meaning(Code(system, CAST))
    assert meaning is not None
    assert meaning.starts is ExposureKind.LIMB_CAST


def test_a_code_without_a_vocabulary_is_looked_for_in_all_but_omop() -> None:
    for code in (CAST, "z7401", "IMP"):
        assert CODES.meaning(Code("", code)) is not None
    assert CODES.meaning(Code("", "9201")) is None
    assert CODES.meaning(Code("other", CAST)) is None


def test_the_codes_of_the_user_come_first() -> None:
    own = CodeMap([MappedCode(system="icd10cm", code="Z7401", notes="not here")])
    meaning = code_map().extended(own).meaning(Code(ICD, "Z74.01"))
    assert meaning is not None
    assert meaning.notes == "not here"
    assert len(code_map().extended(own)) == len(code_map())
    before = code_map().meaning(Code(ICD, "Z74.01"))
    assert before is not None
    assert before.starts is ExposureKind.BED_REST


def test_maps_come_from_toml_and_json(tmp_path: Path) -> None:
    expected = CodeMap([MappedCode(system=SNOMED, code=CAST, starts="cast")])
    toml, rows, table = tmp_path / "codes.toml", tmp_path / "rows.json", tmp_path / "table.json"
    toml.write_text("\ufeff" + TOML, encoding="utf-8")
    given = [{"system": SNOMED, "code": CAST, "starts": "limb_cast"}]
    rows.write_text(json.dumps(given))
    table.write_text(json.dumps({"codes": given}))
    assert CodeMap.from_toml(toml) == CodeMap.from_json(rows) == CodeMap.from_json(str(table)) == expected
    assert pickle.loads(pickle.dumps(expected)) == expected  # noqa: S301 - made right here
    assert hash(expected) == hash(CodeMap.from_json(rows))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[codes]", "cannot be read as TOML"),
        ("codes = 7", "a code map has one table"),
        ("[[code]]\nsystem = 'a'", "a code map has one table"),
        (TOML + TOML, r"\[1\]: the code '274474001' of 'http://snomed.info/sct' is there already"),
        (TOML.replace("starts", "start"), "did you mean starts"),
        (TOML + "ends = 'limb_cast'", "it has starts and ends"),
        (TOML.replace("starts = ", "display = "), "it has none"),
        (TOML.replace('"274474001"', "274474001"), r"\[0\].code: 274474001 is not a text"),
        (TOML.replace("limb_cast", "plaster"), "unknown exposure kind 'plaster'"),
        (TOML.replace('starts = "limb_cast"', 'setting = "ward"'), "'ward' is not one of inpatient"),
        (TOML.replace('starts = "limb_cast"', 'measures = "weight"'), "'weight' is not one of steps_per_day"),
    ],
)
def test_mistakes_in_a_file_are_reported(text: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "codes.toml").write_text(text)
    with pytest.raises(DataError, match=problem):
        CodeMap.from_toml(tmp_path / "codes.toml")


def test_every_mistake_is_reported_at_once() -> None:
    with pytest.raises(DataError) as caught:
        CodeMap.from_rows([{"system": 7, "code": ""}, {"system": "a", "code": "b", "starts": "sling?"}, 8])  # type: ignore[list-item]  # on purpose
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"7", b'{"a": []}', b"[" * 100_000])
def test_what_is_no_code_map_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "codes.json").write_bytes(data)
    with pytest.raises(DataError):
        CodeMap.from_json(tmp_path / "codes.json")
    with pytest.raises(DataError, match=r"cannot be read|is no UTF-8|one table"):
        CodeMap.from_toml(tmp_path / ("none" if data == b"{" else "codes.json"))


def test_constructors_check_too() -> None:
    with pytest.raises(UnknownExposureKindError):
        MappedCode(system="a", code="b", starts="plastr")
    with pytest.raises(DataError, match="a code means one thing"):
        MappedCode(system="a", code="b")
    one = MappedCode(system="a", code="b", notes="c")
    with pytest.raises(DataError, match="is there already"):
        CodeMap([one, one])
    given: Any
    for given in (7, [7], {"a": "b"}):
        with pytest.raises(InvalidValueError):
            CodeMap(given)
        with pytest.raises(InvalidValueError):
            code_map().extended(given)


def test_a_code_says_what_it_is() -> None:
    assert str(MappedCode(system=LOCAL, code="X", notes="y")) == "X"
    assert str(code_map().codes[0]) == "IMP (inpatient encounter)"
    assert len(CODES) == len(code_map()) + len(ROWS)
