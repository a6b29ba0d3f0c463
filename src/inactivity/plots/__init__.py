"""Plots: records in, matplotlib axes in and out; nothing is calculated on the way.

Needs matplotlib: ``pip install 'inactivity[plots]'``. Every function takes ``ax=``, the axes to draw in, makes a figure
of its own where none are given, and returns the axes.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING

from .. import _lazy
from ..errors import MissingExtraError

if find_spec("matplotlib") is None:
    raise MissingExtraError("inactivity.plots", "plots", "matplotlib")

if TYPE_CHECKING:
    from ._body_map import body_map
    from ._evidence_map import evidence_map
    from ._forest import forest
    from ._ranking import ranking
    from ._recovery import recovery
    from ._trajectory import trajectory
else:
    _LAZY = {
        "body_map": "_body_map",
        "evidence_map": "_evidence_map",
        "forest": "_forest",
        "ranking": "_ranking",
        "recovery": "_recovery",
        "trajectory": "_trajectory",
    }

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        return _lazy.load(__name__, name, _LAZY)


def __dir__() -> list[str]:
    return __all__


__all__ = ["body_map", "evidence_map", "forest", "ranking", "recovery", "trajectory"]
