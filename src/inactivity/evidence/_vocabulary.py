"""The closed vocabularies of the evidence, and how measures fall into classes."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

Phase: TypeAlias = Literal["exposure", "recovery"]
MeasureClass: TypeAlias = Literal["size", "strength", "other"]
Measure: TypeAlias = Literal[
    "csa",
    "volume",
    "thickness",
    "lean_mass",
    "fibre_csa",
    "strength_isometric",
    "strength_isokinetic",
    "strength_1rm",
    "strength_unspecified",
    "power",
    "endurance",
    "fat_fraction",
    "fascicle_length",
    "other",
]
Outcome: TypeAlias = Literal[
    "decreased", "unchanged", "increased", "returned_to_baseline", "still_below_baseline", "above_baseline"
]
Confidence: TypeAlias = Literal["low", "medium", "high"]
SpreadKind: TypeAlias = Literal["sd", "se", "ci95", "iqr", "unknown"]
SpreadOf: TypeAlias = Literal["change", "value", "baseline"]
Derivation: TypeAlias = Literal["printed", "computed_from_means", "individual_data", "read_from_figure", "qualitative"]
Source: TypeAlias = Literal["abstract", "full_text_extract", "table_page", "individual_data", "compilation", "press"]
Sex: TypeAlias = Literal["male", "female", "mixed", "unknown"]
FollowUp: TypeAlias = Literal["reambulation", "rehabilitation", "supervised_training", "unknown", "none_followed"]
Verdict: TypeAlias = Literal["supported", "partly_supported", "unsupported", "contradicted"]
SourceVerdict: TypeAlias = Literal["supports", "qualifies", "contradicts"]
Certainty: TypeAlias = Literal["very_low", "low", "moderate", "high"]

MEASURES: tuple[Measure, ...] = get_args(Measure)
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
SIZE_MEASURES: tuple[Measure, ...] = ("csa", "volume", "thickness", "lean_mass", "fibre_csa")
STRENGTH_MEASURES: tuple[Measure, ...] = (
    "strength_isometric",
    "strength_isokinetic",
    "strength_1rm",
    "strength_unspecified",
    "power",
)
MEASURE_CLASSES: dict[Measure, MeasureClass] = {
    measure: "size" if measure in SIZE_MEASURES else "strength" if measure in STRENGTH_MEASURES else "other"
    for measure in MEASURES
}
RETURN_OUTCOMES: tuple[Outcome, ...] = ("returned_to_baseline", "still_below_baseline", "above_baseline")
