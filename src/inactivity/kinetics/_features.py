"""What the model knows of a question: families of kinds and countermeasures, and the features of scales and rates.

The fit makes its design from these functions, and :meth:`Parameters.cell` its answers: one definition for both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from ..anatomy import Muscle
from ..exposure import ExposureKind

MeasureAsked: TypeAlias = Literal["size", "strength"]
Features: TypeAlias = dict[str, float]
Mixture: TypeAlias = Mapping[str, float]
"""Levels with their shares: a pooled arm is partly one thing and partly another."""

REFERENCE_MEASURES: dict[MeasureAsked, str] = {"size": "volume", "strength": "strength_isometric"}
"""The measure an answer is about: muscle volume, isometric strength."""
# Assumptions, where nobody says: what most of the evidence is about, young and middle-aged men.
SHARE_OF_WOMEN_UNKNOWN = 0.25
AGE_UNKNOWN = 35.0
AGE_UNIT = 30.0
"""Ages enter as (age - 35) / 30 [years]."""
SHARE_OF_WOMEN: dict[str | None, float] = {"male": 0.0, "female": 1.0}

_KIND_FAMILIES = {
    "head_down_bed_rest": "bed_rest",
    "dry_immersion": "bed_rest",
    "limb_cast": "immobilised",
    "limb_brace": "immobilised",
}
FAMILIES: tuple[str, ...] = tuple(dict.fromkeys(_KIND_FAMILIES.get(kind, kind.value) for kind in ExposureKind))
"""Families of exposure kinds, whose effects are shared."""
# Which muscles a kind unloads is shared by bed rest and spaceflight; elsewhere each family has its own pattern.
_PATTERNS = {"bed_rest": "whole", "spaceflight": "whole", "immobilised": "limb"}
EXERCISES = frozenset(
    {
        "resistance_exercise",
        "combined_exercise",
        "aerobic_exercise",
        "resistance_exercise_with_vibration",
        "exercise_and_nutrition",
        "blood_flow_restriction",
        "in_flight_exercise",
        "electrical_stimulation",
    }
)
_SCALED_COUNTERMEASURES = ("exercise", "artificial_gravity", "nutrition")
_UPPER_LIMB = ("arm", "forearm")


def kind_family(kind: str) -> str:
    """Return the family of an exposure kind."""
    return _KIND_FAMILIES.get(kind, str(kind))


def unloading_pattern(kind: str) -> str:
    """Return the name under which kinds share which muscles they unload."""
    family = kind_family(kind)
    return _PATTERNS.get(family, family)


def countermeasure_family(countermeasure: str) -> str:
    """Return the family of a countermeasure; a word nobody knows is its own."""
    return "exercise" if countermeasure in EXERCISES else countermeasure


def function_of(muscle: Muscle) -> str:
    """Return the function a muscle is pooled by; what has no single one is pooled by region."""
    return f"mixed_{muscle.region}" if muscle.function == "mixed" else muscle.function


def _scaled(countermeasure: str) -> str:
    family = countermeasure_family(countermeasure)
    return family if family in _SCALED_COUNTERMEASURES else "other"


def _kinds(kind: str) -> Iterator[str]:
    yield str(kind)
    if kind_family(kind) != kind:
        yield kind_family(kind)


def scale_features(
    measure: str, kind: str, countermeasures: Mixture, *, share: float, age: float, patients: float
) -> Features:
    """Return what scales the expected change: names of parameters, with their weights.

    Parameters
    ----------
    measure : str
        "volume", "strength_1rm" ...
    kind : str
        Exposure kind.
    countermeasures : mapping
        Against the loss, with their shares.
    share : float
        Share of women. [-]
    age : float
        Mean age. [years]
    patients : float
        Share of patients. [-]
    """
    found = {"share": share, "age": (age - AGE_UNKNOWN) / AGE_UNIT, "patients": patients, f"m_{measure}": 1.0}
    if measure.startswith("strength") or measure == "power":
        found["strength"] = 1.0
    for name in _kinds(kind):
        found[f"k_{name}"] = 1.0
    for name, weight in countermeasures.items():
        scaled = f"c_{_scaled(name)}"
        found[scaled] = found.get(scaled, 0.0) + weight
    return found


def heterogeneity_features(measure: str, kind: str) -> Features:
    """Return what scales the differences between campaigns: names of parameters, with their weights."""
    found = {f"m_{measure}": 1.0}
    if measure.startswith("strength") or measure == "power":
        found["h_strength"] = 1.0
    for name in _kinds(kind):
        found[f"h_{name}"] = 1.0
    return found


def loss_time_features(strength: float, kind: str) -> Features:
    """Return what lengthens the slow loss: names of parameters, with their weights."""
    return {"tau_strength": strength} | {f"tau_{name}": 1.0 for name in _kinds(kind)}


def muscle_time_features(functions: Mixture, regions: Mixture) -> Features:
    """Return what lengthens the slow recovery of a muscle: names of parameters, with their weights."""
    found = {f"rec_{name}": weight for name, weight in functions.items()}
    found["rec_hip"] = regions.get("hip", 0.0)
    found["rec_arm"] = sum(regions.get(name, 0.0) for name in _UPPER_LIMB)
    return found


def recovery_time_features(strength: float, kind: str, condition: str, countermeasures: Mixture) -> Features:
    """Return what lengthens the slow recovery besides the muscle: names of parameters, with their weights."""
    exercise = sum(weight for name, weight in countermeasures.items() if name in EXERCISES)
    condition = "supervised" if condition == "supervised_training" else condition
    kinds = {f"rec_{name}": 1.0 for name in _kinds(kind)}
    return {"rec_strength": strength, f"rec_{condition}": 1.0, "rec_exercise": exercise} | kinds


def weighted(features: Features, values: Mapping[str, float]) -> float:
    """Return the sum of the parameters that features name, weighted; what has no parameter of its own is the reference."""
    return sum(weight * values[name] for name, weight in features.items() if name in values)
