"""Muscles: what they are called, what they are made of, what they hold on to.

The atlas is authored in ``muscles.toml`` and ``skeleton.toml``, and shipped as one JSON a table, which
``scripts/compile_data.py`` makes from them. Attachments load on first use.
"""

from typing import TYPE_CHECKING

from ._atlas import muscle, muscles
from ._muscle import Muscle

if TYPE_CHECKING:
    from ._attachments import Attachments, Joint, Motion, attachments, joints
else:
    # A module __getattr__ in sight of a type checker would switch checking off for the whole namespace.
    def __getattr__(name: str) -> object:
        if name in __all__:
            from . import _attachments  # noqa: PLC0415 - what costs time loads on first use

            return getattr(_attachments, name)
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)


__all__ = ["Attachments", "Joint", "Motion", "Muscle", "attachments", "joints", "muscle", "muscles"]
