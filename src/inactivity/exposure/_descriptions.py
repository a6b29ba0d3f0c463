"""What is said of each exposure kind."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

_BEFORE = "before the exposure"


class Described(NamedTuple):
    """What is said of a kind: read-only, as the kinds themselves are."""

    definition: str
    synonyms: tuple[str, ...] = ()
    family: str = ""
    baseline: str = _BEFORE
    has_muscle_evidence: bool = True


DESCRIBED: Mapping[str, Described] = MappingProxyType(
    {
        "bed_rest": Described(
            "Lying in bed day and night, horizontally, as volunteers do in a study.",
            ("strict bed rest", "horizontal bed rest", "bedrest", "bed-ridden", "confined to bed"),
        ),
        "head_down_bed_rest": Described(
            "Bed rest with the head tilted down (6 degrees), the ground model of weightlessness.",
            ("head-down tilt", "head-down tilt bed rest", "hdt", "hdbr", "hdtbr", "6 degree head-down bed rest"),
            "bed_rest",
        ),
        "dry_immersion": Described(
            "Floating in a bath, kept dry by a film: no support from the ground.",
            ("dry water immersion",),
        ),
        "limb_cast": Described(
            "A limb held still in a plaster or fibre cast.",
            ("cast", "plaster cast", "plaster", "casting", "cast immobilisation", "cast immobilization"),
            "limb_immobilisation",
        ),
        "limb_brace": Described(
            "A limb held still in a brace, splint, orthosis or sling.",
            ("brace", "knee brace", "splint", "orthosis", "sling", "limb immobilisation", "limb immobilization"),
            "limb_immobilisation",
        ),
        "limb_suspension": Described(
            "One leg kept off the ground while walking on crutches; it may move but carries nothing.",
            ("unilateral lower limb suspension", "ulls", "leg suspension", "crutches", "non-weight-bearing"),
        ),
        "step_reduction": Described(
            "Far fewer steps a day than before, with no limb held still.",
            ("reduced steps", "fewer steps", "step count reduction"),
        ),
        "spaceflight": Described(
            "Weightlessness in orbit, nearly always with in-flight exercise.",
            ("space flight", "microgravity", "weightlessness", "space mission"),
        ),
        "icu_stay": Described(
            "Critical illness in an intensive care unit: disuse and illness together.",
            ("icu", "intensive care", "intensive care unit stay", "critical illness", "critical care"),
            "",
            "the first scan in intensive care",
        ),
        "hospital_stay": Described(
            "A stay on an ordinary hospital ward: disuse and illness together.",
            ("hospital", "hospitalisation", "hospitalization", "hospital admission", "inpatient stay"),
            "",
            "admission to hospital, or what the study took for it",
        ),
        "surgery": Described(
            "A joint replacement or ligament operation: surgery and disuse together; days count from the operation.",
            ("operation", "joint replacement", "knee replacement", "hip replacement", "acl reconstruction"),
            "",
            "before the operation",
        ),
        "sitting": Described(
            "Prolonged sitting in daily life. No study of the evidence measured a muscle in it: that is a finding.",
            ("sedentary behaviour", "sedentary behavior", "prolonged sitting", "desk work", "sedentary work"),
            has_muscle_evidence=False,
        ),
        "detraining": Described(
            "A stop or a break in training, daily life going on.",
            ("training cessation", "training break", "off season", "layoff"),
            "",
            "the trained state, at the end of training",
        ),
        "other": Described(
            "Unlike things without a kind of their own (reconnaissance missions, water immersion, lockdown): never pooled.",
        ),
    }
)
