"""The checks, one session each: ``uvx nox --list`` names them, ``.ci/run`` runs them all.

Every session has an environment of its own with the dependency groups of pyproject.toml that it needs, made by uv.
What concerns users (``minimal``, ``lowest``, ``wheel``) is tested on the built wheel, in a copy of the tests outside
the checkout, where the source cannot be imported by accident.
"""

import os
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nox

nox.needs_version = ">=2025.10.16"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False  # every Python that is there, of those in the classifiers
nox.options.sessions = [
    "lint",
    "typing",
    "docs",
    "browser",
    "build",
    "minimal",
    "lowest",
    "wheel",
    "fitting",
    "frames",
    "engines",
    "exchange",
    "plots",
    "records",
    "coverage",
    "fuzz",
]

ROOT = Path(__file__).parent
SITE = ROOT / "docs" / "_build" / "html"
DIST = ROOT / ".nox" / "dist"  # beside the environments, so named as no session is
COVERAGE = ROOT / ".nox" / "measured"
# Whoever has built once, as .ci/run has, says so, and lanes of sessions side by side use what is there.
BUILT = [] if os.environ.get("INACTIVITY_BUILT") else ["build"]
PYTHONS = nox.project.python_versions(nox.project.load_toml())
OLDEST = PYTHONS[0]

# The tests, the pages whose examples run, and what the tests of the metadata read.
COPIED = ("tests", "docs", "conftest.py", "pyproject.toml", "README.md", "CHANGELOG.md", "CITATION.cff")


def sync(session: nox.Session, *groups: str) -> None:
    """Make the session's environment: the library from its source, and these dependency groups."""
    session.run_install(
        "uv",
        "sync",
        "--no-default-groups",
        *(f"--group={group}" for group in groups),
        f"--python={session.virtualenv.location}",
        env={"UV_PROJECT_ENVIRONMENT": session.virtualenv.location},
    )


@contextmanager
def outside(session: nox.Session) -> Iterator[Path]:
    """Work in a copy of the tests from which the source cannot be reached."""
    with tempfile.TemporaryDirectory(prefix="inactivity-") as name:
        for item in map(ROOT.joinpath, COPIED):
            if item.is_dir():
                shutil.copytree(item, Path(name, item.name), ignore=shutil.ignore_patterns("_build", "__pycache__"))
            else:
                shutil.copy(item, name)
        with session.chdir(name):
            yield Path(name)


def pytest_outside(session: nox.Session) -> tuple[str, ...]:
    """Name what a copy outside the checkout can test: everything but the docstrings of the source."""
    return ("pytest", "-q", *session.posargs, "tests", "README.md", "docs")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the suite on the source (arguments after -- go to pytest)."""
    sync(session, "tests")
    session.run("pytest", *session.posargs)


@nox.session(python=OLDEST)
def lint(session: nox.Session) -> None:
    """Check style, format and layers."""
    sync(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-cache")


@nox.session(python=OLDEST)
def typing(session: nox.Session) -> None:
    """Check the types, and that every public name has one."""
    sync(session, "typing")
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "inactivity", "--ignoreexternal")


@nox.session(python=OLDEST)
def docs(session: nox.Session) -> None:
    """Build the documentation, a warning is an error, and execute the notebooks that it made of the gallery."""
    sync(session, "docs")
    shutil.rmtree(SITE, ignore_errors=True)  # or pages that are no more would stay
    session.run("sphinx-build", "-n", "-W", "--keep-going", "-E", "-q", "docs", str(SITE))
    for notebook in sorted((ROOT / "docs" / "examples").glob("*.ipynb")):
        session.run("jupyter", "execute", str(notebook), silent=True)


@nox.session(python=OLDEST, requires=["docs"])
def browser(session: nox.Session) -> None:
    """Open every page of the documentation in Chromium: links, phones, keyboards, the explorer."""
    sync(session, "browser")
    if shutil.which("chromium") is None:
        session.log("Chromium is missing: asking Debian for it")
        session.run("apt-get", "update", "-q", external=True)
        session.run("apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium", external=True)
    session.run("pytest", "-q", *(session.posargs or ["tests/browser"]), env={"INACTIVITY_SITE": str(SITE)})


@nox.session(python=False)
def javascript(session: nox.Session) -> None:
    """Check the types of the site's scripts, with TypeScript from npm; not among the sessions that always run."""
    scripts = sorted(map(str, (ROOT / "docs" / "_static").rglob("*.js")))
    session.run(
        *("npm", "exec", "--yes", "--package=typescript@>=5.9", "--", "tsc", "--noEmit", "--allowJs", "--checkJs"),
        *("--strict", "--target", "es2022", "--lib", "es2024,dom,dom.iterable", "--moduleDetection", "legacy"),
        *scripts,
        external=True,
    )


@nox.session(python=OLDEST)
def build(session: nox.Session) -> None:
    """Build the sdist, and the wheel from it; refuse what ships too much or too little."""
    for stale in (DIST, COVERAGE):
        shutil.rmtree(stale, ignore_errors=True)
        stale.mkdir(parents=True)
    session.run("uv", "build", "--quiet", f"--out-dir={DIST}", external=True)
    (sdist,), (wheel,) = DIST.glob("*.tar.gz"), DIST.glob("*.whl")
    with tarfile.open(sdist) as archive:
        in_sdist = archive.getnames()
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = archive.namelist()
    for wanted, names, pattern in (
        (True, in_sdist, "src/inactivity/evidence/studies/*.toml"),
        (True, in_wheel, "inactivity/py.typed"),
        (True, in_wheel, "*.json"),
        (False, in_wheel, "*.toml"),
    ):
        if any(Path(name).match(pattern) for name in names) is not wanted:
            session.error(f"{pattern} is {'not ' if wanted else ''}in the {'sdist' if names is in_sdist else 'wheel'}")


def install_wheel(session: nox.Session, *options: str) -> None:
    """Install what ``build`` built, with these options of ``uv pip install``."""
    session.install(*options, *map(str, DIST.glob("*.whl")))


@nox.session(python=OLDEST, requires=BUILT)
def minimal(session: nox.Session) -> None:
    """Use the wheel with attrs and cattrs alone, then run the suite on it."""
    install_wheel(session)
    with outside(session):
        session.run("inactivity", "recovery", "psoas")
        session.run("python", "-I", "-W", "error", str(ROOT / ".ci" / "smoke.py"))
    session.install("--group=tests")
    with outside(session):
        session.run(*pytest_outside(session), env={"HYPOTHESIS_PROFILE": "default"})


@nox.session(python=OLDEST, requires=BUILT)
def lowest(session: nox.Session) -> None:
    """Run the suite with the oldest attrs and cattrs that pyproject.toml allows."""
    install_wheel(session, "--resolution=lowest-direct", "--requirements=pyproject.toml")
    session.install("--group=tests")
    session.run("uv", "pip", "list", external=True)
    with outside(session):
        session.run(*pytest_outside(session), env={"HYPOTHESIS_PROFILE": "default"})


@nox.session(python=PYTHONS, requires=BUILT)
def wheel(session: nox.Session) -> None:
    """Run the suite on the wheel and measure what it covers."""
    install_wheel(session)
    session.install("--group=tests")
    with outside(session):
        session.run(
            *("coverage", "run", "-m", *pytest_outside(session)),
            env={"COVERAGE_FILE": str(COVERAGE / "data"), "HYPOTHESIS_PROFILE": "default"},
        )


@nox.session(python=OLDEST, requires=BUILT)
def fitting(session: nox.Session) -> None:
    """Fit on the wheel with its extra: simulated truths, other implementations, the packaged parameters again."""
    (wheel,) = DIST.glob("*.whl")
    session.install(f"{wheel}[fitting]", "--group=fitting")
    with outside(session):
        session.run(
            *("coverage", "run", "-m", "pytest", "-q", *session.posargs, "tests/test_fitting.py"),
            *("tests/test_kinetics.py", "tests/test_parameters.py"),
            env={
                "COVERAGE_FILE": str(COVERAGE / "data"),
                "HYPOTHESIS_PROFILE": "default",
                "OMP_NUM_THREADS": "1",  # matrices this small are slower on two threads
            },
        )


@nox.session(python=OLDEST, requires=BUILT)
def frames(session: nox.Session) -> None:
    """Ask every engine for columns of estimates, Spark included, with the extra of the wheel."""
    (wheel,) = DIST.glob("*.whl")
    session.install(f"{wheel}[frames]", "--group=frames")
    with outside(session):
        session.run(
            *("coverage", "run", "-m", "pytest", "-q", *session.posargs),
            *(str(path) for path in sorted(Path("tests").glob("test_frames*.py"))),
            "docs/cohort.md",
            env={"COVERAGE_FILE": str(COVERAGE / "data"), "HYPOTHESIS_PROFILE": "default"},
        )


@nox.session(python=OLDEST, requires=BUILT)
def engines(session: nox.Session) -> None:
    """Ask the oldest narwhals and the oldest of the fast engines that pyproject.toml allows."""
    (wheel,) = DIST.glob("*.whl")
    session.install("--resolution=lowest-direct", f"{wheel}[frames]", "--group=frames")
    session.install("--group=tests")
    session.run("uv", "pip", "list", external=True)
    with outside(session):
        session.run(
            *("pytest", "-q", *session.posargs, "-k", "not Spark and not spark and not Dask and not dask"),
            *(str(path) for path in sorted(Path("tests").glob("test_frames*.py"))),
            env={"HYPOTHESIS_PROFILE": "default"},
        )


@nox.session(python=OLDEST, requires=BUILT)
def exchange(session: nox.Session) -> None:
    """Hand what the wheel writes to independent readers: of FHIR, data packages, Parquet and BibTeX."""
    install_wheel(session)
    session.install("--group=exchange")
    with outside(session):
        session.run(
            *("pytest", "-q", *session.posargs, "tests/test_fhir.py", "tests/test_datapackage.py"),
            "tests/test_bibliography.py",
            env={"HYPOTHESIS_PROFILE": "default"},
        )


@nox.session(python=OLDEST, requires=BUILT)
def plots(session: nox.Session) -> None:
    """Draw on the wheel with its extra: with the oldest matplotlib allowed, then with the one that drew the pictures."""
    (wheel,) = DIST.glob("*.whl")
    session.install("--resolution=lowest-direct", f"{wheel}[plots]")
    session.install("--group=tests")
    with outside(session):
        session.run("pytest", "-q", "tests/test_plots.py", "tests/test_plots_of_maps.py")
    session.install("--group=plots")
    with outside(session):
        session.run(
            *("coverage", "run", "-m", "pytest", "-q", "--mpl", *session.posargs, "tests/test_plots.py"),
            *("tests/test_plots_of_maps.py", "tests/test_plot_pictures.py", "tests/test_public_surface.py"),
            env={"COVERAGE_FILE": str(COVERAGE / "data"), "MPLBACKEND": "agg"},
        )


@nox.session(python=OLDEST, requires=BUILT)
def records(session: nox.Session) -> None:
    """Read the files of devices and hospitals on the wheel with its extras."""
    (wheel,) = DIST.glob("*.whl")
    session.install(f"{wheel}[records,garmin]", "--group=records")
    with outside(session):
        session.run(
            *("coverage", "run", "-m", "pytest", "-q", *session.posargs),
            *(str(path) for path in sorted(Path("tests").glob("test_records*.py"))),
            env={"COVERAGE_FILE": str(COVERAGE / "data"), "HYPOTHESIS_PROFILE": "default"},
        )


@nox.session(python=OLDEST)
def coverage(session: nox.Session) -> None:
    """Combine what the wheel sessions measured; too little is an error."""
    session.install("coverage")
    env = {"COVERAGE_FILE": str(COVERAGE / "combined")}
    session.run("coverage", "combine", "--keep", *map(str, COVERAGE.glob("data.*")), env=env)
    session.run("coverage", "report", env=env)


@nox.session(python=OLDEST)
def fuzz(session: nox.Session) -> None:
    """Try ten thousand examples of every property marked ``fuzz``; with HYPOTHESIS_PROFILE=explore, new ones."""
    sync(session, "records")
    profile = os.environ.get("HYPOTHESIS_PROFILE") or "thorough"
    session.run("pytest", "-q", *session.posargs, "-m", "fuzz", "tests", env={"HYPOTHESIS_PROFILE": profile})


@nox.session(python=OLDEST, default=False)
def atheris(session: nox.Session) -> None:
    """Fuzz the readers of records, guided by coverage (arguments after -- go to libFuzzer)."""
    session.install("-e.[garmin]", "atheris>=3")
    session.run("python", "scripts/fuzz_records.py", *(session.posargs or ("-max_total_time=600",)))
