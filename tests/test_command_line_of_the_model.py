"""The commands `change`, `forecast` and `rank`, and `recovery` where the model answers."""

from __future__ import annotations

import json

import pytest
from fresh import python

import inactivity as ia
from inactivity.__main__ import main
from inactivity.serialization import to_dict

Capture = pytest.CaptureFixture[str]


def printed(capsys: Capture, *arguments: str) -> str:
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


PERSON = ("--target", "group", "--level", "0.8", "--age", "60", "--sex", "female", "--countermeasure", "nutrition")
ASKED = {"target": "group", "level": 0.8, "age_years": 60, "sex": "female", "countermeasure": "nutrition"}


def test_change(capsys: Capture) -> None:
    text = printed(capsys, "change", "soleus", "--after", "bed_rest:60d")
    found = ia.estimate_change("soleus", ia.Exposure("bed_rest", 60))

    assert f"change    {found.change_pct:+.1f} %" in text
    assert f"interval  {found.low:+.1f} to {found.high:+.1f} % (90 %, person)" in text
    assert "after     60 days of bed rest" in text
    assert all(study in text for study in found.studies)
    assert "does not diagnose" in text


def test_every_option_of_change_reaches_the_estimate(capsys: Capture) -> None:
    text = printed(
        capsys, "change", "vastus", "lateralis", "--after", "limb_cast:3w", "--measure", "strength", *PERSON, "--json"
    )
    found = ia.estimate_change(
        "vastus_lateralis",
        ia.Exposure("limb_cast", 21),
        measure="strength",
        **ASKED,  # type: ignore[arg-type]  # keywords of several types in one dict
    )

    assert json.loads(text) == found.to_dict()
    plain = printed(
        capsys, "change", "vastus", "lateralis", "--after", "limb_cast:3w", "--measure", "strength", *PERSON
    )
    assert all(caution in plain for caution in found.cautions)


def test_forecast(capsys: Capture) -> None:
    phases = "bed_rest:14d,recovery:10d,bed_rest:7d"
    text = printed(capsys, "forecast", "soleus", "--phases", phases)
    course = ia.forecast("soleus", ia.Timeline.parse(phases), step_days=7)
    lines = text.splitlines()

    assert lines[0].split() == ["day", "change", "%", "low", "%", "high", "%"]
    assert [line.split()[0] for line in lines[1 : len(course.days) + 1]] == [f"{day:g}" for day in course.days]
    assert f"{course.change_pct[-1]:+.1f}" in lines[len(course.days)]
    assert "does not diagnose" in text


def test_every_option_of_forecast_reaches_the_estimate(capsys: Capture) -> None:
    asked = ("--phases", "limb_cast:3w, recovery:10d", "--measure", "strength", "--step", "3")
    text = printed(capsys, "forecast", "soleus", *asked, *PERSON, "--json")
    course = ia.forecast(
        "soleus",
        [ia.Exposure("limb_cast", 21), ia.Recovery(10)],
        measure="strength",
        step_days=3,
        **ASKED,  # type: ignore[arg-type]  # keywords of several types in one dict
    )
    assert json.loads(text) == course.to_dict()


@pytest.mark.parametrize("by", ["loss", "recovery"])
def test_rank(capsys: Capture, by: str) -> None:
    ranked = ia.rank_muscles(ia.Exposure("bed_rest", 14), by=by)  # type: ignore[arg-type]  # the words are parametrised texts
    lines = printed(capsys, "rank", "--after", "bed_rest:14d", "--by", by).splitlines()

    assert lines[0].split()[:2] == ["rank", "muscle"]
    gap = lines.index("")
    assert [line.split()[:2] for line in lines[1:gap]] == [[str(one.rank), one.muscle] for one in ranked]
    assert f"size after 14 days of bed rest, by {by}; 90 % interval for the mean of a group" in lines[gap + 1]
    assert lines[-1].endswith("; this informs, it does not diagnose")
    text = printed(capsys, "rank", "--after", "bed_rest:14d", "--by", by, "--json")
    assert json.loads(text) == [to_dict(one) for one in ranked]


def test_recovery_of_the_model(capsys: Capture) -> None:
    text = printed(capsys, "recovery", "soleus", "--after", "bed_rest:14d")
    found = ia.estimate_recovery("soleus", ia.Exposure("bed_rest", 14))

    assert f"{found.days:.0f} days (90 % interval for a person: {found.low:.0f} to {found.high:.0f})" in text
    assert f"modelled from {found.n_studies} studies: " in text


def test_one_study_is_a_study(capsys: Capture) -> None:
    assert "modelled from 1 study: white1984_ts\n" in printed(capsys, "recovery", "calf", "--after", "cast:42d")
    assert "modelled from 1 study: tesch2005\n" in printed(capsys, "change", "glutes", "--after", "bed_rest:30d")


def test_the_horizon_is_no_day(capsys: Capture) -> None:
    text = printed(capsys, "recovery", "hamstrings", "--after", "surgery:90d", "--measure", "strength")

    assert "interval for a person: from day 0 on, no upper bound within ten years)" in text
    assert "3650" not in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("change", "soleus", "--after", "sitting:14d"), 1),
        (("forecast", "soleus", "--phases", "bed_rest:14d,sitting:3d"), 1),
        (("rank", "--after", "sitting:14d"), 1),
        (("recovery", "quadriceps", "--after", "icu_stay:90d", "--measure", "strength", "--basis", "modelled"), 1),
        (("change", "soleuss muscel"), 2),
        (("change", "soleus", "--after", "bed_rest"), 2),
        (("change", "soleus", "--level", "1"), 2),
        (("change", "soleus", "--age", "200"), 2),
        (("change", "soleus", "--countermeasure", "resistence_exercise"), 2),
        (("forecast", "soleus", "--phases", "nonsense"), 2),
        (("forecast", "soleus", "--phases", "bed_rest:14d", "--step", "0"), 2),
        (("rank", "--after", "nonsense:14d"), 2),
    ],
)
def test_what_cannot_be_answered_is_one_clear_line(capsys: Capture, arguments: tuple[str, ...], code: int) -> None:
    assert main(arguments) == code
    out, err = capsys.readouterr()

    assert out == ""
    assert err.strip()
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments",
    [("forecast", "soleus"), ("change",), ("change", "soleus", "--sex", "x"), ("rank", "--by", "size")],
)
def test_usage_errors_are_those_of_argparse(capsys: Capture, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err


# ---------------------------------------------------------------- lightness


def test_import_brings_nothing_of_the_model() -> None:
    code = """
        import sys
        import inactivity
        inactivity.estimated_recovery_days("psoas")
        print(*(name for name in sys.modules if "kinetics" in name or "fitting" in name or "_change" in name))
    """
    assert python(code) == ""


def test_an_answer_of_the_model_needs_attrs_alone() -> None:
    code = """
        import sys
        import inactivity as ia
        ia.estimate_change("soleus")
        ia.forecast("soleus", [ia.Exposure("bed_rest", days=3)])
        ia.estimate_recovery("soleus", basis="modelled")
        ia.rank_muscles()
        print(*({"cattrs", "numpy", "scipy", "statistics", "difflib"} & set(sys.modules)))
    """
    assert python(code) == ""
