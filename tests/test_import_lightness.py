"""What an import costs: an allow-list, in a fresh process."""

import pytest
from fresh import python

# What `import inactivity` loads beyond `import attrs`.
ALLOWED = {
    "inactivity",
    "inactivity._data",
    "inactivity._lazy",
    "inactivity._narrowing",
    "inactivity._rules",
    "inactivity._tables",
    "inactivity.anatomy",
    "inactivity.anatomy._atlas",
    "inactivity.anatomy._muscle",
    "inactivity.errors",
    "inactivity.estimates",
    "inactivity.estimates._asking",
    "inactivity.estimates._cautions",
    "inactivity.estimates._choosing",
    "inactivity.estimates._estimate",
    "inactivity.estimates._observed",
    "inactivity.estimates._recovery",
    "inactivity.evidence",
    "inactivity.evidence._citing",
    "inactivity.evidence._evidence",
    "inactivity.evidence._lookups",
    "inactivity.evidence._packaged",
    "inactivity.evidence._records",
    "inactivity.evidence._vocabulary",
    "inactivity.exposure",
    "inactivity.exposure._kinds",
    "inactivity.exposure._periods",
    "math",
}
# What a first estimate adds to that: it reads the tables, and which kinds are of one family.
READING = {"_json", "json", "json.decoder", "json.encoder", "json.scanner", "inactivity.exposure._descriptions"}
HEAVY = {"cattrs", "numpy", "narwhals", "polars", "pandas", "matplotlib", "tomllib", "importlib.metadata", "difflib"}


def loaded(code: str) -> set[str]:
    return set(python(f"{code}\nimport sys\nprint(*sys.modules)").split())


BARE = loaded("import attrs")
IMPORTED = loaded("import inactivity")
ASKED = loaded("import inactivity\ninactivity.estimated_recovery_days('psoas')")


def test_import_loads_attrs_and_ourselves() -> None:
    assert set() == IMPORTED - BARE - ALLOWED
    assert "inactivity.estimates._recovery" in IMPORTED


def test_first_estimate_loads_what_reads_the_tables() -> None:
    assert set() == ASKED - IMPORTED - READING
    assert "json" in ASKED


@pytest.mark.parametrize("name", sorted(HEAVY))
def test_heavy_modules_wait_until_they_are_needed(name: str) -> None:
    assert name not in IMPORTED
    assert name not in ASKED


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("inactivity.evidence().to_records()", "cattrs"),
        ("inactivity.evidence().observations()", "cattrs"),
        ("inactivity.available_estimates()", "cattrs"),
        ("inactivity.claims()", "cattrs"),
        ("inactivity.cite('hides2007')", "cattrs"),
        ("inactivity.estimate_recovery('psoas').describe()", "cattrs"),
        ("inactivity.muscle('six-pack')", "inactivity.evidence._claims"),
    ],
)
def test_only_files_and_dicts_bring_cattrs(code: str, name: str) -> None:
    assert (name in loaded(f"import inactivity\n{code}")) is ("to_records" in code)


@pytest.mark.parametrize(
    "code",
    [
        "from inactivity.evidence import Study, Arm, Observation, Claim, cite, claims; print(Study.__name__)",
        "import inactivity.evidence; print('Study' if callable(inactivity.evidence) else '')",
        "import inactivity.evidence as e, inactivity; inactivity.evidence(); print('Study')",
        "import inactivity; from inactivity.evidence import Study; inactivity.evidence().study('hides2007'); print('Study')",
        (
            "import importlib; importlib.import_module('inactivity.evidence'); import inactivity; inactivity.claims(); "
            "inactivity.evidence().arms(); print('Study')"
        ),
        "from inactivity import evidence; import inactivity.evidence._claims; print(type(evidence().study('hides2007')).__name__)",
        "import inactivity.evidence._claims, inactivity; inactivity.evidence(); print('Study')",
    ],
)
def test_evidence_stays_the_function_and_its_package_importable(code: str) -> None:
    assert python(code) == "Study"


@pytest.mark.parametrize("module", ["inactivity", "inactivity.anatomy", "inactivity.estimates", "inactivity.evidence"])
def test_missing_name_is_an_attribute_error(module: str) -> None:
    code = f"""
        import sys, {module}
        try:
            sys.modules["{module}"].no_such_name
        except AttributeError as error:
            print(error)
    """

    assert python(code) == f"module '{module}' has no attribute 'no_such_name'"
