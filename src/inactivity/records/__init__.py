"""Records: what devices and hospitals wrote down, read into the same few records.

Every ``read_...`` takes a file and returns a :class:`~inactivity.records.Reading`: it streams, it never loads a whole
export, and it accounts for every line. What a reader or a metric does without loads on first use.
"""

from typing import TYPE_CHECKING

from .. import _lazy

if TYPE_CHECKING:
    from ._actigraph import WornAt
    from ._actigraph_agd import read_actigraph_agd
    from ._actigraph_csv import read_actigraph_csv
    from ._activity import exposures_from_activity
    from ._activpal import read_activpal
    from ._apple import read_apple_health
    from ._bulk import BoutTable, bouts_of_days
    from ._canonical import ActivityInterval, StepEpoch
    from ._clinical import Code, CodedEvent, Stay
    from ._codes import CodeMap, MappedCode, Measured, code_map
    from ._days import (
        ActivityDay,
        LongSitting,
        activity_days,
        baseline_steps,
        days_in_bed,
        long_sitting,
        step_reduction_pct,
    )
    from ._definitions import METRICS, Definition, Formula, Metric, definition, definitions
    from ._exposures import PRECEDENCE, PersonExposure, Span, merge
    from ._fhir import read_fhir
    from ._fitabase import read_fitabase
    from ._garmin_fit import read_garmin_fit
    from ._measures import Fragmentation, bout_count, bout_lengths_min, bout_measure, fragmentation, time_in_bouts_min
    from ._omop import read_omop
    from ._open_mhealth import read_open_mhealth
    from ._reading import Counts, Problem, Problems, Reading
    from ._sources import PreferredEpochs, prefer_sources, watch_first
    from ._spells import Spells, sedentary_spells
    from ._stays import exposures_from_stays
    from ._vocabulary import Intensity, Posture, Precision, Role, Setting, Wear
else:
    _LAZY = {
        "METRICS": "_definitions",
        "PRECEDENCE": "_exposures",
        "ActivityDay": "_days",
        "ActivityInterval": "_canonical",
        "BoutTable": "_bulk",
        "Code": "_clinical",
        "CodeMap": "_codes",
        "CodedEvent": "_clinical",
        "Counts": "_reading",
        "Definition": "_definitions",
        "Formula": "_definitions",
        "Fragmentation": "_measures",
        "Intensity": "_vocabulary",
        "LongSitting": "_days",
        "MappedCode": "_codes",
        "Measured": "_codes",
        "Metric": "_definitions",
        "PersonExposure": "_exposures",
        "Posture": "_vocabulary",
        "Precision": "_vocabulary",
        "PreferredEpochs": "_sources",
        "Problem": "_reading",
        "Problems": "_reading",
        "Reading": "_reading",
        "Role": "_vocabulary",
        "Setting": "_vocabulary",
        "Span": "_exposures",
        "Spells": "_spells",
        "Stay": "_clinical",
        "StepEpoch": "_canonical",
        "Wear": "_vocabulary",
        "WornAt": "_actigraph",
        "activity_days": "_days",
        "baseline_steps": "_days",
        "bout_count": "_measures",
        "bout_lengths_min": "_measures",
        "bout_measure": "_measures",
        "bouts_of_days": "_bulk",
        "code_map": "_codes",
        "days_in_bed": "_days",
        "definition": "_definitions",
        "definitions": "_definitions",
        "exposures_from_activity": "_activity",
        "exposures_from_stays": "_stays",
        "fragmentation": "_measures",
        "long_sitting": "_days",
        "merge": "_exposures",
        "prefer_sources": "_sources",
        "read_actigraph_agd": "_actigraph_agd",
        "read_actigraph_csv": "_actigraph_csv",
        "read_activpal": "_activpal",
        "read_apple_health": "_apple",
        "read_fhir": "_fhir",
        "read_fitabase": "_fitabase",
        "read_garmin_fit": "_garmin_fit",
        "read_omop": "_omop",
        "read_open_mhealth": "_open_mhealth",
        "sedentary_spells": "_spells",
        "step_reduction_pct": "_days",
        "time_in_bouts_min": "_measures",
        "watch_first": "_sources",
    }

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        return _lazy.load(__name__, name, _LAZY)


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "METRICS",
    "PRECEDENCE",
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
    "MappedCode",
    "Measured",
    "Metric",
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
]
