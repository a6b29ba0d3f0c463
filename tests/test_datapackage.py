"""The evidence as a data package and as flat rows: it comes back exactly, and independent readers take it."""

import csv
import json
import math
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from own_evidence import arm, back, brought, evidence_of, of, study, valid
from strategies import tables

import inactivity as ia
from inactivity import Evidence
from inactivity.evidence import digest
from inactivity.exchange import flat_columns, flat_rows, read_datapackage, write_datapackage

BASE = ia.evidence()
TABLES = ["studies", "arms", "observations", "rates", "muscles"]
RECORDS = dict(zip(TABLES, (ia.Study, ia.Arm, ia.Observation, ia.Rate, ia.Muscle), strict=True))


def own(**tables: Any) -> Evidence:
    return Evidence.from_records(**(valid() | tables))


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packaged")
    write_datapackage(folder)
    return folder


@pytest.fixture(scope="module")
def described(packaged: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((packaged / "datapackage.json").read_text(encoding="utf-8"))
    return found


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


# ---------------------------------------------------------------- there and back


def test_packaged_evidence_comes_back_exactly(packaged: Path) -> None:
    assert read_datapackage(packaged) == BASE
    assert read_datapackage(str(packaged)).rates() == BASE.rates()


def test_same_evidence_gives_the_same_bytes(packaged: Path, tmp_path: Path) -> None:
    write_datapackage(tmp_path / "made" / "here", BASE)

    for file in packaged.iterdir():
        assert (tmp_path / "made" / "here" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(own(), id="own"),
        pytest.param(own(rates=[], observations=[]), id="empty tables"),
        pytest.param(Evidence.from_records([], [], [], edition="nothing"), id="nothing"),
        pytest.param(evidence_of(*of("tail_muscle", back(4)), muscles=[brought(members=["soleus"])]), id="own muscle"),
        pytest.param(own(muscles=[brought(partition=False, antigravity=True)]), id="a muscle nothing names"),
        pytest.param(BASE.without(campaigns=["berlin_bbr1"]), id="less a campaign"),
    ],
)
def test_own_evidence_comes_back_exactly(evidence: Evidence, tmp_path: Path) -> None:
    write_datapackage(tmp_path, evidence)

    assert read_datapackage(tmp_path) == evidence


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)  # the folder is written anew
@given(st.lists(tables(ia.Observation), max_size=3))
def test_any_observation_comes_back_exactly(tmp_path: Path, drawn: list[dict[str, Any]]) -> None:
    kept = [
        row
        | {"study_id": "ours", "arm_id": "ctrl", "muscle": "soleus", "phase": "recovery", "site": f"{row['site']} {n}"}
        for n, row in enumerate(drawn)
    ]
    evidence = own(observations=kept)
    write_datapackage(tmp_path, evidence)

    assert read_datapackage(tmp_path) == evidence
    assert [attrs.asdict(row) for row in read_datapackage(tmp_path).observations()] == [
        attrs.asdict(row) for row in evidence.observations()
    ]


def test_numbers_keep_every_digit_and_texts_every_sign(tmp_path: Path) -> None:
    note = 'a "quoted", line\r\nand; another\n\ttab −5 % "" \x00 end '
    evidence = own(
        observations=[back(0.1 + 0.2, value=1e-300, baseline=1.7976931348623157e308, note=note, also_in=["a; b", '"'])]
    )
    write_datapackage(tmp_path, evidence)
    (row,) = read_datapackage(tmp_path).observations()

    assert (row.day, row.value, row.baseline) == (0.1 + 0.2, 1e-300, 1.7976931348623157e308)
    assert (row.note, row.also_in) == (note, ("a; b", '"'))


# ---------------------------------------------------------------- the description


def test_description_names_edition_digest_licence_and_sources(described: dict[str, Any]) -> None:
    assert described["version"] == BASE.edition
    assert described["digest"] == f"sha256:{digest(BASE)}"
    assert [licence["name"] for licence in described["licenses"]] == ["MIT"]
    assert len(described["sources"]) == len(BASE.studies()) + 1  # the compilation through which part was read
    assert {f"https://doi.org/{one.doi}" for one in BASE.studies() if one.doi} <= {
        source.get("path") for source in described["sources"]
    }


def test_licence_of_others_is_theirs(tmp_path: Path) -> None:
    write_datapackage(tmp_path, own())

    assert "licenses" not in json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))


def test_description_has_size_and_hash_of_every_file(packaged: Path, described: dict[str, Any]) -> None:
    assert [one["name"] for one in described["resources"]] == TABLES
    for one in described["resources"]:
        content = (packaged / one["path"]).read_bytes()
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{sha256(content).hexdigest()}"


@pytest.mark.parametrize("name", TABLES)
def test_every_field_is_described_with_its_unit(name: str, packaged: Path, described: dict[str, Any]) -> None:
    (schema,) = (one["schema"] for one in described["resources"] if one["name"] == name)
    fields = {field["name"]: field for field in schema["fields"]}
    records = {field.name: field for field in attrs.fields(RECORDS[name])}

    assert list(fields) == list(rows(packaged / f"{name}.csv")[0])
    assert fields.keys() - records.keys() == ({"in_atlas"} if name == "muscles" else set())
    for field_name, record in records.items():
        field = fields[field_name]
        assert field.get("unit") == record.metadata.get("unit")
        assert field.get("description", "[days]"), field_name
        required = not record.validator.holds(None)
        assert field.get("constraints", {}).get("required", False) is required


def test_rules_are_constraints(described: dict[str, Any]) -> None:
    fields = {
        (one["name"], field["name"]): field for one in described["resources"] for field in one["schema"]["fields"]
    }

    assert fields["observations", "change_pct"]["type"] == "number"
    assert fields["observations", "change_pct"]["constraints"] == {"minimum": -100}
    assert fields["observations", "change_pct"]["exclusiveMinimum"] == -100
    assert fields["arms", "exposure_days"]["exclusiveMinimum"] == 0
    assert fields["observations", "day"]["constraints"] == {"minimum": 0, "maximum": 3650}
    assert fields["observations", "phase"]["constraints"] == {"required": True, "enum": ["exposure", "recovery"]}
    assert fields["arms", "exposure_kind"]["constraints"]["enum"] == [kind.value for kind in ia.ExposureKind]
    assert fields["arms", "n"]["type"] == "integer"
    assert fields["studies", "doi"]["constraints"] == {"pattern": r"10\.\d{4,9}/\S+"}
    assert fields["studies", "seen_in"]["type"] == "array"
    assert fields["observations", "locator"]["constraints"] == {"required": True}


# ---------------------------------------------------------------- mistakes


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    write_datapackage(tmp_path, own())
    for name, old, new in (
        ("observations.csv", "-10.5", "ten"),
        ("observations.csv", "printed", "guessed"),
        ("arms.csv", ",56,", ",1_000,"),
        ("arms.csv", ",30,", ",3.5,"),
        ("studies.csv", "[]", "[x"),
    ):
        file = tmp_path / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8", newline="")
    with pytest.raises(ia.EvidenceDataError) as caught:
        read_datapackage(tmp_path)

    said = "\n".join(caught.value.problems)
    assert caught.value.source == str(tmp_path)
    for part in (
        "observations[0].change_pct: 'ten' is not",
        "observations[0].derivation: 'guessed' is not",
        "arms[0].exposure_days: '1_000' is not",
        "arms[0].n: '3.5' is not",
        "studies[0].seen_in: '[x' is not",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("studies.csv", None, "studies.csv: cannot be read: No such file or directory"),
        ("studies.csv", b"\xff\xfe", "studies.csv: cannot be read as CSV in UTF-8: "),
        ("arms.csv", b'study_id,arm_id\r\n"ours"x,ctrl\r\n', "arms.csv: cannot be read as CSV in UTF-8: "),
        ("rates.csv", b"study_id,arm_id\r\nours\r\n", "rates.csv, line 2: 1 cells under 2 names"),
        ("datapackage.json", None, "datapackage.json: cannot be read: No such file or directory"),
        ("datapackage.json", b"{", "datapackage.json: cannot be read as JSON: "),
        ("datapackage.json", b"[]", "datapackage.json: the version, which is the edition of the evidence, is missing"),
        (
            "datapackage.json",
            b'{"version": " "}',
            "datapackage.json: the version, which is the edition of the evidence",
        ),
    ],
)
def test_file_that_cannot_be_read_is_named(name: str, content: bytes | None, problem: str, tmp_path: Path) -> None:
    write_datapackage(tmp_path, own())
    (tmp_path / name).unlink()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ia.EvidenceDataError) as caught:
        read_datapackage(tmp_path)

    (found,) = caught.value.problems
    assert found.startswith(problem)


def test_column_nobody_knows_and_a_word_that_is_no_boolean_are_refused(tmp_path: Path) -> None:
    write_datapackage(tmp_path, own())
    for name in ("studies.csv", "muscles.csv"):
        file = tmp_path / name
        text = file.read_text(encoding="utf-8").replace("campaign", "colour").replace(",true\n", ",yes\n")
        file.write_text(text, encoding="utf-8")
    with pytest.raises(ia.EvidenceDataError) as caught:
        read_datapackage(tmp_path)

    said = "\n".join(caught.value.problems)
    assert "studies[0]: unknown field 'colour'" in said
    assert "muscles[0]: unknown field 'in_atlas'" in said


def test_column_named_twice_and_a_number_too_long_to_read_are_refused(tmp_path: Path) -> None:
    write_datapackage(tmp_path, own())
    observations, arms = tmp_path / "observations.csv", tmp_path / "arms.csv"
    first, _, rest = observations.read_text(encoding="utf-8").partition("\n")
    observations.write_text(f"{first.replace('change_low', 'day')}\n{rest}", encoding="utf-8")
    names, row, *_ = csv.reader(arms.read_text(encoding="utf-8").splitlines())
    row[names.index("n")] = "9" * 5000
    with pytest.raises(ia.EvidenceDataError) as caught:
        read_datapackage(tmp_path)
    assert caught.value.problems == ("observations.csv: more than one column is called 'day'",)

    write_datapackage(tmp_path, own())
    with arms.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([names, row])
    with pytest.raises(ia.EvidenceDataError, match=r"arms\[0\].n: '999"):
        read_datapackage(tmp_path)


def test_lines_between_rows_and_a_mark_of_the_byte_order_do_no_harm(tmp_path: Path) -> None:
    write_datapackage(tmp_path, own())
    for file in tmp_path.iterdir():
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes() + b"\r\n")

    assert read_datapackage(tmp_path) == own()


@pytest.mark.parametrize("path", ["", "a\0b", None, 7])
def test_what_is_no_path_raises(path: Any) -> None:
    for way in (write_datapackage, read_datapackage):
        with pytest.raises(ia.InvalidValueError, match=r"^path is .*; it must be the path of a file or folder\.$"):
            way(path)


def test_what_is_no_evidence_raises(tmp_path: Path) -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^evidence is 3; it must be an Evidence\.$"):
        write_datapackage(tmp_path, 3)  # type: ignore[arg-type]  # the mistake under test
    with pytest.raises(ia.InvalidValueError, match=r"^evidence is 3; it must be an Evidence\.$"):
        flat_rows(3)  # type: ignore[arg-type]  # the mistake under test


# ---------------------------------------------------------------- flat rows


def test_flat_rows_are_the_observations_with_arm_and_study() -> None:
    found = flat_rows()

    assert len(found) == len(BASE.observations())
    for row, record in zip(found, BASE.observations(), strict=True):
        arm_of, study_of = BASE.arm(record.study_id, record.arm_id), BASE.study(record.study_id)
        assert (row["muscle"], row["change_pct"]) == (record.muscle, record.change_pct)
        assert (row["arm_exposure_kind"], row["arm_n"]) == (arm_of.exposure_kind.value, arm_of.n)
        assert (row["study_doi"], row["study_seen_in"]) == (study_of.doi, list(study_of.seen_in))


@pytest.mark.parametrize("evidence", [BASE, evidence_of(back(4), arms=[arm(age_mean=30)], studies=[study(year=2026)])])
def test_every_cell_is_of_the_type_of_its_column(evidence: Evidence) -> None:
    types = flat_columns()

    for row in flat_rows(evidence):
        assert list(row) == list(types)
        assert {name for name, value in row.items() if value is not None and type(value) is not types[name]} == set()
        assert all(type(item) is str for value in row.values() if isinstance(value, list) for item in value)
        assert not any(isinstance(value, float) and math.isnan(value) for value in row.values())


# ---------------------------------------------------------------- independent readers


@pytest.mark.parametrize("evidence", [None, own(), evidence_of(*of("tail_muscle", back(4)), muscles=[brought()])])
def test_frictionless_finds_the_package_sound(evidence: Evidence | None, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    write_datapackage(tmp_path, evidence)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))

    assert report.flatten(["taskNumber", "rowNumber", "fieldName", "type", "message"]) == []
    assert report.valid
    assert len(report.tasks) == len(TABLES)


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("observations.csv", "-10.5", "-100.5", "constraint-error"),
        ("observations.csv", "-10.5", "ten", "type-error"),
        ("observations.csv", "printed", "guessed", "constraint-error"),
        ("arms.csv", "ours,", "theirs,", "foreign-key"),
        ("observations.csv", "soleus", "gluteus_maximus", "foreign-key"),
    ],
)
def test_frictionless_finds_a_planted_mistake(name: str, old: str, new: str, kind: str, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    write_datapackage(tmp_path, own())
    file = tmp_path / name
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8", newline="")
    found = {one for (one,) in frictionless.validate(str(tmp_path / "datapackage.json")).flatten(["type"])}

    assert kind in found


def test_frictionless_reads_the_values_that_were_written(packaged: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    package = frictionless.Package(str(packaged / "datapackage.json"))
    read = package.get_resource("observations").read_rows()

    assert len(read) == len(BASE.observations())
    for row, record in zip(read, BASE.observations(), strict=True):
        assert (row["study_id"], row["note"], tuple(row["also_in"])) == (record.study_id, record.note, record.also_in)
        assert (None if row["change_pct"] is None else float(row["change_pct"])) == record.change_pct


def test_flat_rows_become_a_parquet_file_and_come_back(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    types = {
        float: pyarrow.float64(),
        int: pyarrow.int64(),
        str: pyarrow.string(),
        list: pyarrow.list_(pyarrow.string()),
    }
    schema = pyarrow.schema([(name, types[kind]) for name, kind in flat_columns().items()])
    parquet.write_table(pyarrow.Table.from_pylist(flat_rows(), schema=schema), tmp_path / "evidence.parquet")

    assert parquet.read_table(tmp_path / "evidence.parquet").to_pylist() == flat_rows()
