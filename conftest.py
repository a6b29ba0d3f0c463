"""Examples under test (README, docs, docstrings), and how many examples Hypothesis tries."""

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser, SkipParser as RestSkipParser

# Extras: their examples run where they are installed.
EXTRAS = {"*/fitting/*": "scipy", "*/frames/*": "polars", "docs/cohort.md": "pyspark"}
OPTIONS = ELLIPSIS | NORMALIZE_WHITESPACE

# Deadlines and the health check of speed measure the machine, not the library.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("default", UNTIMED, max_examples=30)
settings.register_profile("ci", UNTIMED, max_examples=200, derandomize=False, print_blob=True)
settings.register_profile("thorough", UNTIMED, max_examples=10_000, derandomize=False, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))

pages = Sybil(
    parsers=[
        DocTestDirectiveParser(optionflags=OPTIONS),
        PythonCodeBlockParser(doctest_optionflags=OPTIONS),
        SkipParser(),
    ],
    patterns=["README.md", "docs/*.md"],
    excludes=[pattern for pattern, package in EXTRAS.items() if not find_spec(package)],
)
docstrings = Sybil(
    parsers=[DocTestParser(optionflags=OPTIONS), RestSkipParser()],
    path="src",
    patterns=["*.py"],
    excludes=[pattern for pattern, package in EXTRAS.items() if not find_spec(package)],
    document_types={".py": PythonDocStringDocument},
)
pytest_collect_file = (pages + docstrings).pytest()


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Return the root of the source tree, for tests of what no wheel ships; skip them where a wheel is under test."""
    root = Path(__file__).parent
    if not (root / "src").is_dir():
        pytest.skip("needs the source tree")
    return root
