"""What the evidence explorer is given: every observation as the library has it, and the model's own courses."""

import json
from typing import Any, Literal

import _explorer
import pytest

import inactivity as ia


@pytest.fixture(scope="module")
def evidence() -> dict[str, Any]:
    return _explorer.evidence()


@pytest.fixture(scope="module")
def bands() -> dict[str, Any]:
    return _explorer.bands()


def cells(column: Any) -> list[Any]:
    if isinstance(column, list):
        return column
    return [None if number < 0 else column["words"][number] for number in column["rows"]]


def test_every_field_of_every_observation_is_there(evidence: dict[str, Any]) -> None:
    records = ia.evidence().to_records()

    for name in ("studies", "arms", "observations"):
        given: list[dict[str, object]] = getattr(records, name)
        columns = {field: cells(column) for field, column in evidence[name].items()}
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        assert rows == [
            {
                key: "; ".join(value) or None if isinstance(value, list | tuple) else value
                for key, value in record.items()
            }
            for record in given
        ]


def test_every_observation_knows_its_arm_and_study(evidence: dict[str, Any]) -> None:
    base = ia.evidence()

    for row, arm, study in zip(base.observations(), evidence["arm_of"], evidence["study_of"], strict=True):
        assert base.arms()[arm] == base.arm(row.study_id, row.arm_id)
        assert base.studies()[study].study_id == row.study_id


def test_muscles_come_with_all_they_are_made_of(evidence: dict[str, Any]) -> None:
    given = {muscle["id"]: muscle for muscle in evidence["muscles"]}

    assert given["iliopsoas"]["within"] == ["iliopsoas", "psoas_major", "iliacus"]
    assert "six-pack" in given["rectus_abdominis"]["names"]
    assert list(given) == [muscle.id for muscle in ia.muscles()]


@pytest.mark.parametrize(
    ("name", "exposure", "after"),
    [
        ("soleus|head_down_bed_rest|size", 60.0, 90.0),
        ("knee_extensors|limb_cast|strength", 14.0, 14.0),
        ("psoas_major|bed_rest|size", 56.0, 56.0),
    ],
)
def test_a_band_is_the_course_that_forecast_tells(
    bands: dict[str, Any], name: str, exposure: float, after: float
) -> None:
    muscle, kind, measure = name.split("|")
    curve, grid = bands["curves"][name], bands["grid"]
    asked: Literal["size", "strength"] = "size" if measure == "size" else "strength"
    loss = ia.forecast(muscle, [ia.Exposure(kind, days=exposure)], measure=asked, target="group")
    back = ia.forecast(
        muscle, [ia.Exposure(kind, days=after), ia.Recovery(days=21)], measure=asked, target="group", step_days=1
    )

    days = [day for day in grid if day <= exposure and day == int(day)][: len(curve["exposure"][0])]
    told = dict(zip(loss.days, zip(loss.change_pct, loss.low, loss.high, strict=True), strict=True))
    for place, day in enumerate(days):
        assert [line[place] for line in curve["exposure"]] == pytest.approx(told[day], abs=0.051)
    recovered = dict(zip(back.days, zip(back.change_pct, back.low, back.high, strict=True), strict=True))
    for place, day in enumerate(day for day in grid if day <= 21):
        seen = [line[place] for line in curve["recovery"][f"{after:g}"]]
        assert seen == pytest.approx(recovered[after + day], abs=0.051)
    assert curve["studies"] == len(loss.studies)
    assert curve["level"] == loss.level
    assert set(loss.cautions) <= {bands["cautions"][number] for number in curve["cautions"]}


def test_every_choice_that_was_studied_has_its_band_and_no_other(bands: dict[str, Any]) -> None:
    base = ia.evidence()
    studied = {
        f"{row.muscle}|{base.arm(row.study_id, row.arm_id).exposure_kind.value}|{row.measure_class}"
        for row in base.observations()
        if row.measure_class != "other" and base.arm(row.study_id, row.arm_id).exposure_kind.is_modelled
    }

    assert studied <= bands["curves"].keys()
    for name, curve in bands["curves"].items():
        muscle, kind, measure = name.split("|")
        assert base.observations(muscle=muscle, include_members=True, exposure_kind=kind, measure=measure)
        assert curve["usual"] is None or curve["usual"] in curve["recovery"]
        lines = [curve["exposure"], *curve["recovery"].values()]
        assert all(low <= change <= high for course in lines for change, low, high in zip(*course, strict=True))


def test_bands_reach_as_far_as_the_points(bands: dict[str, Any]) -> None:
    base = ia.evidence()
    for name, curve in bands["curves"].items():
        muscle, kind, measure = name.split("|")
        rows = base.observations(muscle=muscle, exposure_kind=kind, measure="size" if measure == "size" else "strength")
        for phase, lines in (("exposure", [curve["exposure"]]), ("recovery", curve["recovery"].values())):
            last = max((row.day for row in rows if row.phase == phase and row.day is not None), default=0.0)
            assert all(bands["grid"][len(course[0]) - 1] >= last for course in lines), (name, phase)


def test_a_script_gives_the_page_what_was_made() -> None:
    written = _explorer.script("explorerEvidence", {"words": ["a–b", 'said "so"'], "rows": [0, None, 1.5]})

    assert written.startswith("window.explorerEvidence = ")
    assert json.loads(written.partition(" = ")[2].rstrip(";\n")) == {
        "words": ["a–b", 'said "so"'],
        "rows": [0, None, 1.5],
    }


class Recorder:
    """A builder that keeps what a page asks to load."""

    def __init__(self) -> None:
        self.scripts: list[str] = []
        self.sheets: list[str] = []

    def connect(self, event: str, callback: object, priority: int = 500) -> int:
        raise AssertionError(event, callback, priority)

    def add_js_file(self, filename: str, *, loading_method: str | None = None) -> None:
        assert loading_method == "defer"
        self.scripts.append(filename)

    def add_css_file(self, filename: str) -> None:
        self.sheets.append(filename)


def test_only_the_explorer_loads_its_scripts() -> None:
    other, explorer = Recorder(), Recorder()
    _explorer.load(other, "index")
    _explorer.load(explorer, "explorer")

    assert other.scripts == other.sheets == []
    assert len(explorer.scripts) == len(set(explorer.scripts)) == len(_explorer.SCRIPTS) + 2
    folder = _explorer.STATIC.parents[1] / "_static"
    own = [name for name in explorer.scripts if not name.endswith(("evidence.js", "bands.js"))]
    assert all((folder / name).is_file() for name in [*own, *explorer.sheets])
