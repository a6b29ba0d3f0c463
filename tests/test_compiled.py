"""The shipped JSON is what its TOML sources say, and the script that makes it reports what is wrong."""

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

import pytest

Capture: TypeAlias = pytest.CaptureFixture[str]
SHIPPED = [
    "anatomy/muscles.json",
    "anatomy/names.json",
    "anatomy/skeleton.json",
    "evidence/arms.json",
    "evidence/claims.json",
    "evidence/observations.json",
    "evidence/rates.json",
    "evidence/studies.json",
    "records/codes.json",
]


@pytest.fixture(scope="module")
def script(checkout: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_data", checkout / "scripts" / "compile_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def package(checkout: Path, tmp_path: Path) -> Path:
    """Return a copy of the data of the package, with a few of the studies."""
    source = checkout / "src" / "inactivity"
    for folder in ("anatomy", "evidence", "records"):
        shutil.copytree(
            source / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "studies")
        )
    (tmp_path / "evidence" / "studies").mkdir()
    for name in ("hides2007", "breen2013"):
        shutil.copy(source / "evidence" / "studies" / f"{name}.toml", tmp_path / "evidence" / "studies")
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_shipped_data_are_fresh(script: ModuleType, checkout: Path, capsys: Capture) -> None:
    package = checkout / "src" / "inactivity"
    made = sorted(str(file.relative_to(package).as_posix()) for file in package.rglob("*.json"))
    assert [name for name in made if name != "kinetics/parameters.json"] == SHIPPED  # fitted, not compiled
    assert script.main(["--check", "--package", str(package)]) == 0
    assert capsys.readouterr() == ("", "")


def test_compiling_writes_what_is_stale_and_nothing_else(script: ModuleType, package: Path, capsys: Capture) -> None:
    assert script.main(["--package", str(package)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "wrote evidence/studies.json",
        "wrote evidence/arms.json",
        "wrote evidence/observations.json",
        "wrote evidence/rates.json",
    ]
    assert script.main(["--check", "--package", str(package)]) == 0


@pytest.mark.parametrize("name", SHIPPED)
def test_stale_file_is_reported_and_left(name: str, script: ModuleType, package: Path, capsys: Capture) -> None:
    script.main(["--package", str(package)])
    capsys.readouterr()
    (package / name).write_text("{}", "utf-8")

    assert script.main(["--check", "--package", str(package)]) == 1
    assert capsys.readouterr().err == f"{name} is stale; run scripts/compile_data.py\n"
    assert (package / name).read_text("utf-8") == "{}"
    (package / name).unlink()
    assert script.main(["--check", "--package", str(package)]) == 1


@pytest.mark.parametrize(
    ("plant", "problem"),
    [
        (
            lambda package: edit(package / "evidence" / "studies" / "hides2007.toml", "day = 56", 'day = "56"'),
            "  hides2007.toml: observations[0].day: '56' is not a finite number",
        ),
        (
            lambda package: edit(package / "evidence" / "studies" / "hides2007.toml", "[study]", "[study"),
            "  hides2007.toml: cannot be read as TOML",
        ),
        (
            lambda package: edit(package / "evidence" / "claims.toml", 'verdict = "', 'verdict = "hardly_'),
            "claims.toml: 1 problem",
        ),
        (
            lambda package: edit(package / "records" / "codes.toml", 'setting = "inpatient"', 'setting = "ward"'),
            "  [0].setting: 'ward' is not one of inpatient, icu,",
        ),
        (
            lambda package: edit(package / "anatomy" / "muscles.toml", 'members = ["neck_muscles"', 'members = ["nek"'),
            "  whole_body_muscle: no muscle 'nek'",
        ),
        (
            lambda package: edit(package / "anatomy" / "muscles.toml", '"muscles of neck"', '"Soleus"'),
            "  'soleus' names both neck_muscles and soleus",
        ),
        (
            lambda package: edit(package / "anatomy" / "muscles.toml", 'kind = "region"', 'kind = "area"'),
            "  [0].kind: 'area' is not one of muscle, part, group, functional_group, region",
        ),
    ],
)
def test_broken_source_is_reported_and_nothing_is_written(
    plant: Callable[[Path], None], problem: str, script: ModuleType, package: Path, capsys: Capture
) -> None:
    script.main(["--package", str(package)])
    capsys.readouterr()
    before = {name: (package / name).read_bytes() for name in SHIPPED}
    plant(package)

    assert script.main(["--package", str(package)]) == 1
    assert problem in capsys.readouterr().err
    assert {name: (package / name).read_bytes() for name in SHIPPED} == before
