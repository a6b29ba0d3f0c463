"""Muscles: what they are called, what they are made of, what they hold on to.

The atlas is authored in ``muscles.toml`` and ``skeleton.toml``, and shipped as one JSON a table, which
``scripts/compile_data.py`` makes from them. Attachments load on first use.
"""

from typing import TYPE_CHECKING

from .. import _lazy
from ._atlas import muscle, muscles
from ._muscle import Muscle

if TYPE_CHECKING:
    from ._attachments import Attachments, Joint, Motion, attachments, joints
else:
    _LAZY = {
        "Attachments": "_attachments",
        "Joint": "_attachments",
        "Motion": "_attachments",
        "attachments": "_attachments",
        "joints": "_attachments",
    }

    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        return _lazy.load(__name__, name, _LAZY)


def __dir__() -> list[str]:
    return __all__


__all__ = ["Attachments", "Joint", "Motion", "Muscle", "attachments", "joints", "muscle", "muscles"]
