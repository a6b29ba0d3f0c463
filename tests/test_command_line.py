"""The command line: what it prints, and that bad input is one clear line."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fresh import run

import inactivity as ia
from inactivity.__main__ import main
from inactivity.exchange import read_datapackage
from inactivity.serialization import to_dict

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def printed(capsys: Capture) -> Callable[..., list[str]]:
    def lines(*arguments: str) -> list[str]:
        assert main(arguments) == 0
        out, err = capsys.readouterr()
        assert err == ""
        return out.splitlines()

    return lines


Printed = Callable[..., list[str]]


# ---------------------------------------------------------------- recovery


def test_recovery_of_the_psoas(printed: Printed) -> None:
    facts = [line.split("  ", 1) for line in printed("recovery", "psoas")]

    assert [(name, text.strip()) for name, text in facts][:3] == [
        ("muscle", "psoas major (size)"),
        ("after", "56 days of bed rest"),
        ("back", "28 days or more (a lower bound; at the latest day 180)"),
    ]
    text = "\n".join(printed("recovery", "psoas"))
    assert "https://doi.org/10.1097/brs.0b013e318074c386" in text
    assert "does not diagnose" in text
    for caution in ia.estimate_recovery("psoas").cautions:
        assert caution in text


def test_every_option_of_recovery_reaches_the_estimate(printed: Printed) -> None:
    lines = printed(
        *("recovery", "soleus", "--after", "hdbr:90d", "--measure", "size", "--within-pct", "5", "--age", "30"),
        *("--sex", "female", "--countermeasure", "none", "--condition", "rehabilitation", "--json"),
    )

    assert (
        json.loads("\n".join(lines))
        == ia.estimate_recovery(
            "soleus",
            ia.Exposure.parse("head_down_bed_rest:90d"),
            within_pct=5,
            age_years=30,
            sex="female",
            countermeasure="none",
            recovery_condition="rehabilitation",
        ).to_dict()
    )


def test_number_of_people_not_stated(printed: Printed) -> None:
    lines = printed("recovery", "multiple muscles", "--after", "detraining:70d", "--measure", "strength")

    assert ["people", "not", "stated"] in [line.split() for line in lines]


# ---------------------------------------------------------------- the other commands


@pytest.mark.parametrize(
    ("arguments", "records"),
    [
        (["evidence"], lambda: ia.evidence().counts()),
        (["evidence", "psoas"], lambda: ia.evidence().observations(muscle="psoas")),
        (
            ["evidence", "quads", "--members", "--phase", "recovery", "--kind", "cast"],
            lambda: ia.evidence().observations(
                muscle="quads", include_members=True, phase="recovery", exposure_kind="cast"
            ),
        ),
        (["evidence", "--phase", "recovery"], lambda: ia.evidence().observations(phase="recovery")),
        (["evidence", "--kind", "icu"], lambda: ia.evidence().observations(exposure_kind="icu_stay")),
        (["muscles"], ia.muscles),
        (["muscles", "--region", "trunk"], lambda: ia.muscles(region="trunk")),
        (["claims"], ia.claims),
    ],
)
def test_json_is_what_the_library_answers(arguments: list[str], records: Callable[[], Any], printed: Printed) -> None:
    found = records()

    assert found
    assert json.loads("\n".join(printed(*arguments, "--json"))) == [to_dict(record) for record in found]


@pytest.mark.parametrize("command", ["muscles", "claims"])
def test_tables_have_a_head_and_a_line_a_record(command: str, printed: Printed) -> None:
    lines = printed(command)

    assert len(lines) == 1 + len(getattr(ia, command)())
    assert lines[0].split()[0] in {"id", "claim"}
    assert all(line == line.rstrip() for line in lines)


def test_evidence_of_a_muscle_is_a_table_with_locators(printed: Printed) -> None:
    lines = printed("evidence", "psoas", "--phase", "recovery")

    assert len(lines) == 1 + 14
    assert lines[0].split() == [
        "study",
        "arm",
        "muscle",
        "measure",
        "after",
        "phase",
        "day",
        "change",
        "outcome",
        "n",
        "locator",
    ]
    (row,) = [line for line in lines if line.startswith("hides2007")]
    assert "  bed_rest:56d  " in row
    assert "  returned to baseline  " in row
    assert row.endswith("abstract (reproduced)")


def test_evidence_without_a_muscle_is_filtered_too(printed: Printed) -> None:
    lines = printed("evidence", "--phase", "recovery")

    assert lines[0].split()[:3] == ["study", "arm", "muscle"]
    assert len(lines) == 1 + len(ia.evidence().observations(phase="recovery"))


def test_no_observation_is_said(printed: Printed) -> None:
    assert printed("evidence", "anconeus") == ["no observation"]


def test_one_claim_with_its_sources(printed: Printed) -> None:
    lines = printed("claims", "sitting_raises_disc_pressure")

    assert lines[2].split() == ["verdict", "unsupported", "(certainty", "low)"]
    assert len(lines) == 4 + 3
    assert json.loads("\n".join(printed("claims", "sitting_raises_disc_pressure", "--json"))) == to_dict(
        ia.claim("sitting_raises_disc_pressure")
    )


@pytest.mark.parametrize("style", ["text", "bibtex", "csl-json"])
def test_cite(style: Any, printed: Printed) -> None:
    assert "\n".join(printed("cite", "hides2007", "--style", style)) == ia.cite("hides2007", style=style)


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["recovery", "solius"], "unknown muscle 'solius'. Did you mean soleus?"),
        (["recovery", "psoas", "--after", "bad_rest:14d"], "unknown exposure kind 'bad_rest'."),
        (["recovery", "psoas", "--after", "bed_rest"], "period is 'bed_rest'; it must be KIND:LENGTH"),
        (["recovery", "psoas", "--after", "bed_rest:9999d"], "days is 9999.0; it must be"),
        (["recovery", "psoas", "--within-pct", "0"], "within_pct is 0.0; it must be"),
        (["recovery", "psoas", "--within-pct", "nan"], "within_pct is nan; it must be"),
        (["recovery", "psoas", "--age", "200"], "age_years is 200.0; it must be"),
        (["recovery", "psoas", "--countermeasure", "A B"], "countermeasure is 'A B'; it must be"),
        (["evidence", "solius"], "unknown muscle 'solius'."),
        (["evidence", "psoas", "--kind", "bad rest"], "unknown exposure kind 'bad rest'."),
        (["muscles", "--region", "legs"], "region is 'legs'; it must be one of "),
        (["claims", "nonsense"], "unknown claim 'nonsense'."),
        (["cite", "hides2008"], "unknown study 'hides2008'. Did you mean hides2007"),
        (
            ["export", "--format", "csv", "no such folder/x.csv"],
            "path is 'no such folder/x.csv'; it must be a place that ",
        ),
        (["export", ""], "path is ''; it must be the path of a file or folder."),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(arguments: list[str], line: str, capsys: Capture) -> None:
    assert main(arguments) == 2

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"inactivity: {line}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [[], ["heal"], ["recovery"], ["recovery", "psoas", "--measure", "mass"], ["recovery", "psoas", "--age", "old"]],
)
def test_bad_usage_is_exit_code_2(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("usage: inactivity")


def test_question_without_an_answer_is_one_line_and_exit_code_1(capsys: Capture) -> None:
    assert main(["recovery", "soleus", "--after", "sitting:30d"]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("inactivity: no evidence answers: recovery of the size of soleus after 30 days of sitting.")
    assert err.count("\n") == 1


def test_kinds_with_their_definitions(printed: Printed) -> None:
    lines = dict(line.split(maxsplit=1) for line in printed("kinds"))

    assert list(lines) == [kind.value for kind in ia.ExposureKind]
    assert lines["dry_immersion"].endswith("Also: dry water immersion.")
    assert lines["other"] == ia.ExposureKind.OTHER.definition  # it has no other names
    assert [row["id"] for row in json.loads("\n".join(printed("kinds", "--json")))] == list(ia.ExposureKind)


def test_claims_are_found_by_a_word(printed: Printed) -> None:
    lines = printed("claims", "psoas")

    assert lines[0].split() == ["claim", "verdict", "certainty", "statement"]
    assert len(lines) > 2
    assert all("psoas" in line.casefold() for line in lines[1:])


@pytest.mark.parametrize("claim", [claim.claim_id for claim in ia.claims()])
def test_every_claim_is_found_by_its_id(claim: str, printed: Printed) -> None:
    assert printed("claims", claim)[0].split(maxsplit=1) == ["claim", ia.claim(claim).statement]


def test_export_writes_what_the_library_writes(printed: Printed, tmp_path: Path) -> None:
    base = ia.evidence()
    said = [printed("export", "--format", form, str(tmp_path / form)) for form in ("csv", "bibtex", "csl-json")]
    said.append(printed("export", str(tmp_path / "package")))

    for (line,), form in zip(said, ("csv", "bibtex", "csl-json", "datapackage"), strict=True):
        assert line.endswith(f": {repr(base)[1:-1]}, as {form}")
    base.to_csv(tmp_path / "expected.csv")
    assert (tmp_path / "csv").read_bytes() == (tmp_path / "expected.csv").read_bytes()
    for style in ("bibtex", "csl-json"):
        assert (tmp_path / style).read_text(encoding="utf-8") == ia.cite(base, style=style) + "\n"
    assert read_datapackage(tmp_path / "package") == base


# ---------------------------------------------------------------- help, version, pipes


def test_version_names_the_edition(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])

    assert caught.value.code == 0
    assert capsys.readouterr().out == f"inactivity {ia.__version__}, evidence edition {ia.evidence().edition}\n"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "It informs; it does not diagnose."),
        (["recovery"], "How long until a muscle is back."),
        (["evidence"], "The observations of a muscle; without one, how many there are."),
        (["muscles"], "The muscles and groups of the atlas."),
        (["claims"], "What the founding article said, and what the studies say."),
        (["kinds"], "The exposure kinds, with what they mean."),
        (["cite"], "The reference of a study."),
        (["export"], "The evidence or its references into files."),
    ],
)
def test_help(arguments: list[str], text: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main([*arguments, "--help"])

    assert caught.value.code == 0
    assert text in " ".join(capsys.readouterr().out.split())


def test_module_runs_as_a_command() -> None:
    done = run("-m", "inactivity", "cite", "hides2007")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == ia.cite("hides2007")
    assert run("-m", "inactivity", "recovery", "solius").returncode == 2
    assert run("-m", "inactivity", "recovery", "soleus", "--after", "sitting:30d").returncode == 1


def test_console_of_another_encoding_shows_what_it_can() -> None:
    claim = ia.claim("bed_rest_depression")  # an effect of it has a sign that cp1252 lacks
    done = run("-m", "inactivity", "claims", claim.claim_id, "--json", PYTHONIOENCODING="cp1252")

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == to_dict(claim)  # JSON has the same escapes
    for encoding in ("cp1252", "ascii"):
        assert run("-m", "inactivity", "cite", "belavy2011_nuc", PYTHONIOENCODING=encoding).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break otherwise there")
def test_reader_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "inactivity", "claims", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0
