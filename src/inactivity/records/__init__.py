"""Records: what devices and hospitals wrote down, read into the same few records.

Every ``read_...`` takes a file and returns a :class:`~inactivity.records.Reading`: it streams, it never loads a whole
export, and it accounts for every line. What a reader or a metric does without loads on first use.
"""

from typing import TYPE_CHECKING

from .. import _lazy

if TYPE_CHECKING:
    from ._canonical import ActivityInterval, StepEpoch
    from ._clinical import Code, CodedEvent, Stay
    from ._reading import Counts, Problem, Problems, Reading
    from ._vocabulary import Intensity, Posture, Precision, Role, Setting, Wear
else:
    _LAZY = {
        "ActivityInterval": "_canonical",
        "Code": "_clinical",
        "CodedEvent": "_clinical",
        "Counts": "_reading",
        "Intensity": "_vocabulary",
        "Posture": "_vocabulary",
        "Precision": "_vocabulary",
        "Problem": "_reading",
        "Problems": "_reading",
        "Reading": "_reading",
        "Role": "_vocabulary",
        "Setting": "_vocabulary",
        "Stay": "_clinical",
        "StepEpoch": "_canonical",
        "Wear": "_vocabulary",
    }

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        return _lazy.load(__name__, name, _LAZY)


def __dir__() -> list[str]:
    return __all__


__all__ = [
    "ActivityInterval",
    "Code",
    "CodedEvent",
    "Counts",
    "Intensity",
    "Posture",
    "Precision",
    "Problem",
    "Problems",
    "Reading",
    "Role",
    "Setting",
    "Stay",
    "StepEpoch",
    "Wear",
]
