"""Examples under test (README, docs, docstrings), and how many examples Hypothesis tries."""

import os
import sys
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser, SkipParser as RestSkipParser

if TYPE_CHECKING:
    from engines import Engine

OPTIONS = ELLIPSIS | NORMALIZE_WHITESPACE

# Deadlines and the health check of speed measure the machine, not the library.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples each time: what judges a change says the same of it twice. "explore" looks for others.
settings.register_profile("default", UNTIMED, max_examples=30, derandomize=True)
settings.register_profile("ci", UNTIMED, max_examples=200, derandomize=True, print_blob=True)
settings.register_profile("thorough", UNTIMED, max_examples=10_000, derandomize=True, print_blob=True)
settings.register_profile("explore", UNTIMED, max_examples=10_000, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))

# Extras: their examples run where they are installed.
EXTRAS = {
    "*/_bulk.py": "numpy",
    "*/_garmin_fit.py": "fitdecode",
    "*/fitting/*": "scipy",
    "*/frames/*": "polars",
    "*/plots/*": "matplotlib",
    "docs/cohort.md": "pyspark",
}
MISSING = [pattern for pattern, package in EXTRAS.items() if not find_spec(package)]


def close_figures(_: dict[str, object]) -> None:
    """Close what a page or docstring drew: matplotlib keeps every figure, and warns of the twentieth."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


pages = Sybil(
    parsers=[
        DocTestDirectiveParser(optionflags=OPTIONS),
        PythonCodeBlockParser(doctest_optionflags=OPTIONS),
        SkipParser(),
    ],
    patterns=["README.md", "docs/*.md", "docs/how-to/*.md"],
    excludes=MISSING,
    teardown=close_figures,
)
docstrings = Sybil(
    parsers=[DocTestParser(optionflags=OPTIONS), RestSkipParser()],
    path="src",
    patterns=["*.py"],
    excludes=MISSING,
    document_types={".py": PythonDocStringDocument},
    teardown=close_figures,
)
pytest_collect_file = (pages + docstrings).pytest()


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return the root of the source tree, for tests of what no wheel ships; skip them where a wheel is under test."""
    root = Path(__file__).parent
    if not (root / "src").is_dir():
        pytest.skip("needs the source tree")
    return root


@pytest.fixture(scope="session")
def real_records() -> Path:
    """Return the folder of real device and hospital files, for tests of what nobody here wrote; skip them without it."""
    folder = Path(os.environ.get("INACTIVITY_RECORDS") or Path(__file__).parent.parent / "shared" / "records")
    if not folder.is_dir():
        pytest.skip("needs the real device and hospital files")
    return folder


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> "Engine":
    """Return the dataframe engine a test asks for by name; skip it where the engine is missing."""
    from engines import started  # a helper of the tests, which are not always there

    return started(request.param)
