"""The packaged evidence is what was handed over, and can be asked, filtered, written and compared."""

import copy
import csv
import math
import pickle
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs
import pytest
from evidence_pins import FIELDS, WORDS, counted
from fresh import python

import inactivity as ia
from inactivity import Campaign, Evidence, Observation, Study, errors
from inactivity.__main__ import main

BASE = ia.evidence()


def table(name: str) -> tuple[Any, ...]:
    return tuple(getattr(BASE, name)())


# ---------------------------------------------------------------- pins


@pytest.mark.parametrize(("name", "count"), [("studies", 244), ("arms", 368), ("observations", 1907), ("rates", 20)])
def test_everything_handed_over_is_in(name: str, count: int) -> None:
    assert len(table(name)) == count


@pytest.mark.parametrize("name", FIELDS)
def test_fields_are_pinned_all_of_them(name: str) -> None:
    assert [field.name for field in attrs.fields(type(table(name)[0]))] == list(FIELDS[name])


@pytest.mark.parametrize(
    ("name", "field", "count", "total"),
    [(name, field, *pin) for name, fields in FIELDS.items() for field, pin in fields.items()],
)
def test_checksum_of_field(name: str, field: str, count: int, total: float | None) -> None:
    values = [value for row in table(name) if (value := getattr(row, field)) not in (None, ())]

    assert len(values) == count
    if total is not None:
        assert math.fsum(values) == pytest.approx(total, rel=0, abs=1e-9)


@pytest.mark.parametrize(("name", "field"), WORDS)
def test_checksum_of_words(name: str, field: str) -> None:
    assert Counter(str(value) for row in table(name) if (value := getattr(row, field))) == WORDS[name, field]


def test_counts_are_those_handed_over() -> None:
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for count in BASE.counts():
        row = cells.setdefault((count.exposure_kind.value, count.phase), {})
        row[count.measure_class] = f"{count.observations}({count.with_change})"

    assert [
        [*key, *(row.get(name, "0(0)") for name in ("size", "strength", "other"))] for key, row in cells.items()
    ] == counted()


def test_command_line_prints_the_same_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence"]) == 0

    lines = [line.replace(" (", "(").split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == BASE.__repr__()[1:-1].split()
    assert lines[2] == ["exposure", "kind", "phase", "size", "strength", "other"]
    assert lines[3:-2] == counted()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("studies", ["study_id"]),
        ("arms", ["study_id", "arm_id"]),
        (
            "observations",
            ["study_id", "arm_id", "muscle", "muscle_reported", "site", "measure", "method", "phase", "day"],
        ),
    ],
)
def test_keys_are_unique(name: str, key: list[str]) -> None:
    keys = [tuple(getattr(row, field) for field in key) for row in table(name)]

    assert len(set(keys)) == len(keys)


def test_every_study_can_be_found_but_one_seen_only_as_cited() -> None:
    def handle(study: Study) -> bool:
        return bool(study.doi or study.pmid or study.url or (study.title and study.journal and study.year))

    assert [study.study_id for study in BASE.studies() if not handle(study)] == ["antonutto_euromir"]
    assert BASE.study("antonutto_euromir").notes == "seen only as cited in rejc2015; year cut off"


def test_every_row_hangs_on_a_study_an_arm_and_a_muscle() -> None:
    studies, arms = set(BASE.studies()), set(BASE.arms())
    for row in (*table("observations"), *table("rates")):
        assert BASE.study(row.study_id) in studies
        assert row.arm_id is None or BASE.arm(row.study_id, row.arm_id) in arms
        assert ia.muscle(row.muscle).id == row.muscle


def test_campaigns_share_out_the_studies() -> None:
    campaigns = BASE.campaigns()

    assert len(campaigns) == 183
    assert sorted(name for campaign in campaigns for name in campaign.study_ids) == sorted(
        study.study_id for study in BASE.studies()
    )
    assert Campaign("berlin_bbr1", ("belavy2008", "belavy2009")).campaign_id in {one.campaign_id for one in campaigns}
    assert len(next(one.study_ids for one in campaigns if one.campaign_id == "berlin_bbr1")) == 10


@pytest.mark.parametrize(
    ("study_id", "filters", "mark"),
    [
        ("arbeille2024", {"measure": "thickness"}, "very large changes"),
        ("demartino2022", {"muscle": "psoas", "phase": "recovery", "site": "L1/L2", "change_pct": 23.95}, "error"),
        ("tran2021", {"muscle": "gluteus minimus", "change_pct": -6.9}, "means imply about -21 %"),
        ("debevec2018", {"arm_id": "hbr", "day": 10.0}, "low"),
        ("nlsp_mr035g_c3", {"day": 30.0}, "low"),
        ("nlsp_mr035g_c3", {"day": 45.0}, "low"),
        ("nlsp_mr035g_c3", {"day": 58.0}, "low"),
        ("hackney2016", {"measure": "endurance"}, "low"),
        ("finni2006", {"change_pct": -8.01}, "sign not printed"),
        ("geboers2000", {}, "low"),
        ("halonen2024", {}, "low"),
        ("english2020_sprint", {}, "column alignment inferred"),
        ("hides2007", {"muscle": "psoas", "phase": "recovery"}, "lower bound"),
    ],
)
def test_weak_spots_are_there_and_marked(study_id: str, filters: dict[str, Any], mark: str) -> None:
    asked = {name: filters[name] for name in ("muscle", "measure", "phase") if name in filters}
    rows = [
        row
        for row in BASE.observations(study_id=study_id, **asked)
        if all(getattr(row, name) == value for name, value in filters.items() if name not in asked)
    ]

    assert rows
    for row in rows:
        assert mark in f"{row.confidence} {row.note} {BASE.study(study_id).notes}"


# ---------------------------------------------------------------- filters


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 1907),
        ({"muscle": "quads"}, 169),
        ({"muscle": ia.muscle("quadriceps")}, 169),
        ({"muscle": "quads", "include_members": True}, 396),
        ({"muscle": "vastus lateralis", "include_members": True}, len(BASE.observations(muscle="vastus lateralis"))),
        ({"exposure_kind": "plaster cast"}, 117),
        ({"exposure_kind": ia.ExposureKind.SITTING}, 0),
        ({"phase": "recovery"}, 536),
        ({"measure": "csa"}, 518),
        ({"measure": "size"}, 1435),
        ({"measure": "strength"}, 326),
        ({"measure": "other"}, 146),
        ({"min_confidence": "medium"}, 1848),
        ({"min_confidence": "high"}, 1482),
        ({"study_id": "hides2007"}, 9),
        ({"campaign": "berlin_bbr1"}, 113),
        ({"campaign": "berlin_bbr1", "study_id": "hides2007"}, 9),
        ({"campaign": "berlin_bbr1", "study_id": "deboer2007"}, 0),
        ({"muscle": "psoas", "phase": "recovery", "measure": "size"}, 14),
        ({"muscle": "psoas", "phase": "recovery", "study_id": "hides2007", "min_confidence": "high"}, 0),
    ],
)
def test_filters(filters: dict[str, Any], count: int) -> None:
    assert len(BASE.observations(**filters)) == count


def test_filtered_rows_keep_the_order_of_the_table() -> None:
    everything = BASE.observations()
    some = BASE.observations(muscle="thigh", include_members=True, phase="recovery")

    assert list(some) == sorted(some, key=everything.index)


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"muscle": "solius"}, ia.UnknownMuscleError),
        ({"exposure_kind": "bad rest"}, ia.UnknownExposureKindError),
        ({"study_id": "hides2008"}, ia.UnknownStudyError),
        ({"campaign": "berlin"}, errors.UnknownCampaignError),
        ({"phase": "after"}, ia.InvalidValueError),
        ({"measure": "mass"}, ia.InvalidValueError),
        ({"min_confidence": "certain"}, ia.InvalidValueError),
        ({"min_confidence": None}, ia.InvalidValueError),
    ],
)
def test_filter_with_a_wrong_word_raises(filters: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        BASE.observations(**filters)


@pytest.mark.parametrize("name", ["hides2008", None, ["hides2007"], 7])
def test_unknown_study_raises(name: str) -> None:
    with pytest.raises(ia.UnknownStudyError):
        BASE.study(name)
    with pytest.raises(ia.UnknownStudyError):
        BASE.arm(name, "ctrl")


def test_unknown_study_and_arm_come_with_close_matches() -> None:
    with pytest.raises(ia.UnknownStudyError) as study:
        BASE.study("hides2070")
    with pytest.raises(ia.UnknownStudyError) as arm:
        BASE.arm("hides2007", "control")

    assert "hides2007" in study.value.suggestions
    assert (arm.value.name, arm.value.suggestions) == ("hides2007/control", ("hides2007/ctrl",))


# ---------------------------------------------------------------- ways on


def test_without_takes_out_what_hangs_on_a_study() -> None:
    less = BASE.without(studies="hides2007")

    assert repr(less) == "<Evidence 2026.11 less 1 study: 243 studies in 183 campaigns, 367 arms, 1898 observations>"
    assert len(BASE.without(studies=["fazzini2023"]).rates()) == 18
    with pytest.raises(ia.UnknownStudyError):
        less.study("hides2007")


def test_without_takes_out_campaigns_and_studies_at_once() -> None:
    less = BASE.without(campaigns=["berlin_bbr1"], studies=["hides2007", "deboer2007"])

    assert len(less.studies()) == 233
    assert BASE.without() is BASE


@pytest.mark.parametrize("gone", [{"campaigns": ["berlin"]}, {"studies": "hides2008"}])
def test_without_what_is_not_there_raises(gone: dict[str, Any]) -> None:
    with pytest.raises(ia.UnknownNameError):
        BASE.without(**gone)


@pytest.mark.parametrize("gone", [{"campaigns": 7}, {"studies": None}])
def test_without_what_is_no_list_of_ids_raises(gone: dict[str, Any]) -> None:
    with pytest.raises(ia.InvalidValueError, match="must be a list of ids"):
        BASE.without(**gone)


def test_records_come_back_as_they_went() -> None:
    records = BASE.to_records()

    assert records._fields == ("studies", "arms", "observations", "rates", "muscles")
    assert [len(rows) for rows in records] == [244, 368, 1907, 20, 0]
    assert Evidence.from_records(*records, edition=BASE.edition) == BASE
    assert Evidence.from_records(BASE.studies(), BASE.arms(), BASE.observations(), BASE.rates()) != BASE  # its edition


def test_toml_sources_are_the_packaged_evidence(checkout: Path) -> None:
    folder = checkout / "src" / "inactivity" / "evidence" / "studies"

    assert Evidence.from_toml(folder, edition=BASE.edition) == BASE
    assert len(Evidence.from_toml(str(folder / "hides2007.toml")).observations()) == 9


def test_csv_has_every_observation_with_its_arm_and_study(tmp_path: Path) -> None:
    BASE.to_csv(tmp_path / "evidence.csv")
    with (tmp_path / "evidence.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 1907
    assert len(rows[0]) == 28 + 12 + 12
    for row, record in zip(rows, BASE.observations(), strict=True):
        arm, study = BASE.arm(record.study_id, record.arm_id), BASE.study(record.study_id)
        for prefix, part in (("", record), ("arm_", arm), ("study_", study)):
            for name in set(attrs.asdict(part)) - ({"study_id", "arm_id"} if prefix else set()):
                assert row[f"{prefix}{name}"] == cell(getattr(part, name))


def cell(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value).removesuffix(".0")


def test_csv_that_cannot_be_written_raises_what_the_system_says(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="evidence"):
        BASE.to_csv(tmp_path / "no such folder" / "evidence.csv")


# ---------------------------------------------------------------- values


def twins(value: object) -> Iterable[object]:
    return pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)  # noqa: S301 - our own


def test_evidence_is_a_value() -> None:
    other = BASE.without(studies=["hides2007"])

    for twin in twins(BASE):
        assert twin == BASE
        assert hash(twin) == hash(BASE)
    assert other != BASE
    assert BASE.without(studies=["hides2007"]) == other
    with pytest.raises(AttributeError):
        BASE.edition = "2027.01"  # type: ignore[misc]  # the mistake under test


@pytest.mark.parametrize("name", ["studies", "arms", "observations", "rates", "campaigns", "counts"])
def test_records_are_values(name: str) -> None:
    rows = table(name)

    assert all(rows == twin for twin in twins(rows))
    assert len(set(rows)) == len(rows)
    assert len({*rows, *pickle.loads(pickle.dumps(rows))}) == len(rows)  # noqa: S301 - our own
    with pytest.raises(AttributeError):
        setattr(rows[0], attrs.fields(type(rows[0]))[0].name, "changed")


def test_columns_can_be_read_without_making_records() -> None:
    assert python(
        "import inactivity as ia; b = ia.evidence(); print(len(b.campaigns()), type(b._studies._items[0]))"
    ) == ("183 <class 'list'>")


def test_many_threads_at_once_get_equal_answers() -> None:
    assert (
        python("""
        from concurrent.futures import ThreadPoolExecutor
        from threading import Barrier
        import sys
        sys.setswitchinterval(1e-6)
        import inactivity as ia
        gate = Barrier(16)
        def ask(_):
            gate.wait()
            base = ia.evidence()
            return ia.estimate_recovery("hip flexors"), base.observations(phase="recovery"), base.counts(), ia.claims()
        with ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(ask, range(16)))
        print(all(answer == answers[0] for answer in answers), len(answers[0][1]))
    """)
        == "True 536"
    )


def test_observation_knows_its_class() -> None:
    assert {row.measure_class for row in BASE.observations()} == {"size", "strength", "other"}
    assert isinstance(BASE.observations()[0], Observation)
