"""What is public, as literal lists; and that all of it is documented, with units, errors and examples."""

import builtins
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import attrs
import pytest
from docstrings import described, floats, methods, parameters, raised, sections

import inactivity as ia
from inactivity import errors

PUBLIC = {
    "inactivity": [
        "Arm",
        "AvailableEstimate",
        "Campaign",
        "ChangeEstimate",
        "Claim",
        "ClaimSource",
        "DataError",
        "Evidence",
        "EvidenceCount",
        "EvidenceDataError",
        "Exposure",
        "ExposureKind",
        "Forecast",
        "FrameError",
        "InactivityError",
        "InvalidValueError",
        "MissingExtraError",
        "Muscle",
        "NoEvidenceError",
        "Observation",
        "REFERENCE_EXPOSURE",
        "RankedMuscle",
        "Rate",
        "RecordsDataError",
        "Recovery",
        "RecoveryEstimate",
        "Study",
        "Tally",
        "Timeline",
        "UnknownCampaignError",
        "UnknownClaimError",
        "UnknownExposureKindError",
        "UnknownMuscleError",
        "UnknownNameError",
        "UnknownStudyError",
        "WrongFormatError",
        "__version__",
        "available_estimates",
        "cite",
        "claim",
        "claims",
        "estimate_change",
        "estimate_recovery",
        "estimated_change_pct",
        "estimated_recovery_days",
        "evidence",
        "forecast",
        "muscle",
        "muscles",
        "rank_muscles",
    ],
    "inactivity.anatomy": [
        "Attachments",
        "Joint",
        "Motion",
        "Muscle",
        "attachments",
        "joints",
        "muscle",
        "muscles",
    ],
    "inactivity.evidence": [
        "Arm",
        "Campaign",
        "Claim",
        "ClaimSource",
        "Evidence",
        "EvidenceCount",
        "EvidenceRecords",
        "Observation",
        "Rate",
        "Study",
        "Tally",
        "cite",
        "claim",
        "claims",
        "digest",
        "evidence",
    ],
    "inactivity.estimates": [
        "AvailableEstimate",
        "ChangeEstimate",
        "Forecast",
        "RankedMuscle",
        "RecoveryEstimate",
        "available_estimates",
        "estimate_change",
        "estimate_recovery",
        "estimated_change_pct",
        "estimated_recovery_days",
        "forecast",
        "rank_muscles",
    ],
    "inactivity.exposure": [
        "Exposure",
        "ExposureKind",
        "RECOVERY_CONDITIONS",
        "REFERENCE_EXPOSURE",
        "Recovery",
        "RecoveryCondition",
        "Timeline",
    ],
    "inactivity.exchange": ["flat_columns", "flat_rows", "read_datapackage", "to_fhir", "write_datapackage"],
    "inactivity.kinetics": [
        "Amplitudes",
        "Bases",
        "Cell",
        "Change",
        "Covariance",
        "Coverage",
        "GroupSpread",
        "HORIZON_DAYS",
        "Heterogeneity",
        "Journey",
        "Parameters",
        "Part",
        "PersonSpread",
        "Pool",
        "REST",
        "Rates",
        "RecoveryDays",
        "State",
        "Target",
        "bases",
        "dose",
        "expose",
        "log_ratio",
        "parameters",
        "recover",
    ],
    "inactivity.records": [
        "ActivityDay",
        "ActivityInterval",
        "BoutTable",
        "Code",
        "CodeMap",
        "CodedEvent",
        "Counts",
        "Definition",
        "Formula",
        "Fragmentation",
        "Intensity",
        "LongSitting",
        "METRICS",
        "MappedCode",
        "Measured",
        "Metric",
        "PRECEDENCE",
        "PersonExposure",
        "Posture",
        "Precision",
        "PreferredEpochs",
        "Problem",
        "Problems",
        "Reading",
        "Role",
        "Setting",
        "Span",
        "Spells",
        "Stay",
        "StepEpoch",
        "Wear",
        "WornAt",
        "activity_days",
        "baseline_steps",
        "bout_count",
        "bout_lengths_min",
        "bout_measure",
        "bouts_of_days",
        "code_map",
        "days_in_bed",
        "definition",
        "definitions",
        "exposures_from_activity",
        "exposures_from_stays",
        "fragmentation",
        "long_sitting",
        "merge",
        "prefer_sources",
        "read_actigraph_agd",
        "read_actigraph_csv",
        "read_activpal",
        "read_apple_health",
        "read_fhir",
        "read_fitabase",
        "read_garmin_fit",
        "read_omop",
        "read_open_mhealth",
        "sedentary_spells",
        "step_reduction_pct",
        "time_in_bouts_min",
        "watch_first",
    ],
    "inactivity.serialization": ["RECORDS", "from_dict", "from_json", "json_schema", "to_dict", "to_json"],
}

# What an extra brings is tested where the extra is installed.
EXTRAS = {
    "inactivity.fitting": (["numpy", "scipy"], ["fit"]),
    "inactivity.plots": (["matplotlib"], ["body_map", "evidence_map", "forest", "ranking", "recovery", "trajectory"]),
}
INSTALLED = {module: names for module, (packages, names) in EXTRAS.items() if all(map(find_spec, packages))}
PUBLIC |= INSTALLED

REFERENCES = {
    "Evidence.arm": ["hides2007", "BedrestToMars"],
    "Evidence.arms": ["studies", "BedrestToMars"],
    "Evidence.campaigns": ["studies"],
    "Evidence.counts": ["studies", "BedrestToMars"],
    "Evidence.observations": ["studies", "BedrestToMars"],
    "Evidence.rates": ["fazzini2023", "studies"],
    "Evidence.studies": ["cite", "BedrestToMars"],
    "Evidence.study": ["hides2007", "BedrestToMars"],
    "Evidence.tallies": ["campaigns", "studies"],
    "Observation.interval": ["locator"],
    "attachments": ["alexa-muscles", "elementary anatomy"],
    "available_estimates": ["hides2007", "study_id"],
    "bout_measure": ["definitions"],
    "bouts_of_days": ["definitions"],
    "cite": ["hides2007", "BedrestToMars", "CSL-JSON"],
    "claim": ["article_says", "sources", "hides2007"],
    "claims": ["article_says", "sources"],
    "code_map": ["HL7", "OMOP", "ICD-10-CM", "LOINC"],
    "estimate_change": ["studies", "cite"],
    "estimate_recovery": ["hides2007", "belavy2008", "studies"],
    "estimated_change_pct": ["estimate_change"],
    "estimated_recovery_days": ["hides2007", "belavy2008", "studies"],
    "evidence": ["studies", "BedrestToMars"],
    "exposures_from_activity": ["kroghmadsen2010", "walker2024"],
    "flat_rows": ["study_doi", "locator"],
    "forecast": ["studies"],
    "fragmentation": ["definitions"],
    "joints": ["Elementary anatomy"],
    "json_schema": ["https://json-schema.org/draft/2020-12/schema"],
    "long_sitting": ["sitting_raises_disc_pressure"],
    "muscle": ["TA98", "Uberon", "FMA", "source"],
    "muscles": ["TA98", "Uberon", "FMA", "source"],
    "rank_muscles": ["The model"],
    "read_activpal": ["kb.palt.com"],
    "read_fhir": ["hl7.org/fhir/R4", "hl7.org/fhir/R5"],
    "read_omop": ["ohdsi.github.io"],
    "to_fhir": ["https://hl7.org/fhir/R4/observation.html", "https://hl7.org/fhir/R4/riskassessment.html", "cite"],
    "write_datapackage": ["https://datapackage.org", "sources"],
}
"""Every callable that gives scientific content, or a form of it, with what its References name."""


def objects() -> dict[str, Any]:
    """Return every public class and function, methods included."""
    found: dict[str, Any] = {}
    for name, names in PUBLIC.items():
        module = importlib.import_module(name)
        found |= {one: getattr(module, one) for one in names}
    found |= {name: error for name, error in vars(errors).items() if inspect.isclass(error)}
    found = {name: one for name, one in found.items() if inspect.isclass(one) or inspect.isroutine(inspect.unwrap(one))}
    for one in list(found.values()):
        found |= methods(one) if inspect.isclass(one) and not issubclass(one, tuple) else {}
    return found


OBJECTS = objects()
CALLABLES = {name: one for name, one in OBJECTS.items() if inspect.isroutine(inspect.unwrap(one))}
RECORDS = {name: one for name, one in OBJECTS.items() if inspect.isclass(one) and attrs.has(one)}


def each(things: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("thing", [pytest.param(one, id=name) for name, one in things.items()])


# ---------------------------------------------------------------- names


def test_public_names() -> None:
    assert dir(ia) == PUBLIC["inactivity"]
    assert sorted(ia.__all__) == PUBLIC["inactivity"]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_names_of_a_package_are_there(name: str) -> None:
    module = importlib.import_module(name)

    assert sorted(module.__all__) == PUBLIC[name]
    assert all(hasattr(module, one) for one in PUBLIC[name])


def test_every_public_object_is_reached() -> None:
    assert len(CALLABLES) == 122 + sum(map(len, INSTALLED.values()))
    assert len(RECORDS) == 46


@pytest.mark.parametrize("name", ["Muscle", "Evidence", "evidence", "muscle"])
def test_a_name_is_the_same_thing_wherever_it_is_imported_from(name: str) -> None:
    home = importlib.import_module({"m": "inactivity.anatomy", "e": "inactivity.evidence"}[name[0].lower()])

    assert getattr(ia, name) is getattr(home, name)


def test_evidence_is_the_function() -> None:
    assert callable(ia.evidence)
    assert ia.evidence() is ia.evidence()


# ---------------------------------------------------------------- docstrings


@each(OBJECTS)
def test_docstring_says_in_a_sentence_what_it_is(thing: object) -> None:
    first = sections(thing)[""].strip().split("\n\n")[0]

    assert first
    assert re.search(r"[.\]:]$|``$", first), first


@each(CALLABLES)
def test_callable_has_an_example_that_runs(thing: object) -> None:
    assert ">>> " in sections(thing).get("Examples", "")


@each(CALLABLES)
def test_callable_describes_its_parameters(thing: Callable[..., object]) -> None:
    told = described(sections(thing).get("Parameters", ""))

    assert list(told) == parameters(thing)
    assert all(told.values())


@each(CALLABLES)
def test_callable_gives_the_unit_of_each_number(thing: Callable[..., object]) -> None:
    told = described(sections(thing).get("Parameters", ""))
    if "As for :func:" in "".join(told.values()):
        told = described(sections(ia.estimate_recovery)["Parameters"])

    assert [name for name in floats(inspect.unwrap(thing)) - {"return"} if not has_unit(told[name])] == []
    if "return" in floats(inspect.unwrap(thing)):
        assert has_unit(sections(thing)["Returns"])


def test_callables_that_give_scientific_content_name_their_sources() -> None:
    assert sorted(name for name, one in CALLABLES.items() if "References" in sections(one)) == list(REFERENCES)


@pytest.mark.parametrize("name", REFERENCES)
def test_references_name_what_exists(name: str) -> None:
    text = sections(CALLABLES[name])["References"]

    assert re.findall(r"^\.\. \[(\d+)\] ", text, re.MULTILINE) == [
        str(number) for number in range(1, text.count(".. [") + 1)
    ]
    assert [word for word in REFERENCES[name] if word not in text] == []
    studies = re.findall(r"([\w-]+) et al\. \((\d+)\), study id\s+``(\w+)``,\s+:doi:`([^`]+)`", text)
    assert len(studies) == text.count("study id") == text.count(":doi:")
    for author, year, study_id, doi in studies:
        study = ia.evidence().study(study_id)
        assert (study.first_author, str(study.year), study.doi) == (author, year, doi)


@each(RECORDS)
def test_record_has_an_example(thing: object) -> None:
    assert ">>> " in sections(thing).get("Examples", "")


@each({name: one for name, one in CALLABLES.items() if raised(one)})
def test_callable_that_raises_says_so(thing: object) -> None:
    assert sections(thing).get("Raises")


@each({name: one for name, one in OBJECTS.items() if "Raises" in sections(one)})
def test_errors_named_exist(thing: object) -> None:
    names = [
        name for line in re.findall(r"^\S.*$", sections(thing)["Raises"], re.MULTILINE) for name in line.split(", ")
    ]

    assert names
    assert all(hasattr(errors, name) or hasattr(builtins, name) for name in names), names


@each(RECORDS)
def test_record_describes_its_fields_with_their_units(thing: type[attrs.AttrsInstance]) -> None:
    fields = {field.name: field for field in attrs.fields(thing) if not field.name.startswith("_")}
    parts = sections(thing)
    told = described(parts.get("Attributes", parts.get("Parameters", "")))

    if thing is not ia.Evidence:
        assert told.keys() == fields.keys()
        assert all(told.values())
    assert [name for name in floats(thing) & fields.keys() if not has_unit(told[name])] == []
    for name, field in fields.items():
        if unit := field.metadata.get("unit"):
            assert f"[{unit}]" in told[name], name


@each({name: one for name, one in OBJECTS.items() if isinstance(one, property)})
def test_property_gives_the_unit_of_its_number(thing: property) -> None:
    assert thing.__doc__
    if thing.fget is not None and thing.fget.__annotations__["return"] == "float":
        assert has_unit(thing.__doc__)


def has_unit(text: str) -> bool:
    return re.search(r"\[[^\]]+\]", text) is not None


# ---------------------------------------------------------------- the reader of docstrings itself


def sample(days: float, name: str) -> Iterator[float]:
    """Do a thing.

    Parameters
    ----------
    days : float
        How long,
        all in all. [days]
    name : str
        Of it.

    Raises
    ------
    ValueError
        Never.
    """
    raise NotImplementedError(days, name)


def test_reader_of_docstrings_reads_them() -> None:
    parts = sections(sample)

    assert list(parts) == ["", "Parameters", "Raises"]
    assert described(parts["Parameters"]) == {"days": "float How long, all in all. [days]", "name": "str Of it."}
    assert described("a, b : float\n    Both. [%]") == dict.fromkeys("ab", "float Both. [%]")
    assert floats(sample) == {"days", "return"}
    assert raised(sample)
    assert not raised(sections)
    assert parameters(sample) == ["days", "name"]
