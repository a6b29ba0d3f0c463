"""`ExposureKind`: the kinds of disuse, by any name they go by."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, cast

from ..errors import UnknownExposureKindError

if TYPE_CHECKING:
    from ._descriptions import Described


class ExposureKind(StrEnum):
    """The kinds of disuse, each with what it means and whether any muscle was measured in it.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.ExposureKind.of("plaster cast")
    <ExposureKind.LIMB_CAST: 'limb_cast'>
    >>> ia.ExposureKind.SITTING.has_muscle_evidence
    False
    """

    BED_REST = "bed_rest"
    HEAD_DOWN_BED_REST = "head_down_bed_rest"
    DRY_IMMERSION = "dry_immersion"
    LIMB_CAST = "limb_cast"
    LIMB_BRACE = "limb_brace"
    LIMB_SUSPENSION = "limb_suspension"
    STEP_REDUCTION = "step_reduction"
    SPACEFLIGHT = "spaceflight"
    ICU_STAY = "icu_stay"
    HOSPITAL_STAY = "hospital_stay"
    SURGERY = "surgery"
    SITTING = "sitting"
    DETRAINING = "detraining"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind as people write it."""
        return self.value.replace("_", " ").replace("head down", "head-down").replace("icu", "ICU")

    @property
    def definition(self) -> str:
        """What counts as this kind."""
        return _described(self.value).definition

    @property
    def synonyms(self) -> tuple[str, ...]:
        """Other names :meth:`of` understands."""
        return _described(self.value).synonyms

    @property
    def family(self) -> str:
        """Kinds of one family differ by a detail that papers often leave out, and may be pooled."""
        return _described(self.value).family or self.value

    @property
    def baseline(self) -> str:
        """What a change is measured from. It differs for illness, surgery and detraining."""
        return _described(self.value).baseline

    @property
    def has_muscle_evidence(self) -> bool:
        """Whether the packaged evidence holds any observation of a muscle in it."""
        return _described(self.value).has_muscle_evidence

    @property
    def is_modelled(self) -> bool:
        """Whether the model can say anything of it: there is evidence, and it is one thing."""
        return self.has_muscle_evidence and self is not ExposureKind.OTHER

    @classmethod
    def _missing_(cls, value: object) -> ExposureKind:
        """Resolve synonyms in ``ExposureKind("cast")`` too."""
        return as_kind(cast("str", value))

    @classmethod
    def of(cls, name: str) -> ExposureKind:
        """Return the kind that goes by `name`: an id, a label or a synonym, in any case.

        Parameters
        ----------
        name : str
            What it goes by.

        Raises
        ------
        UnknownExposureKindError
            If nothing goes by this name; close matches are in ``suggestions``.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.ExposureKind.of("HDBR").value
        'head_down_bed_rest'
        """
        known = _known(name)
        if known is not None:
            return known
        from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

        names = kind_names()
        close = dict.fromkeys(names[match].value for match in get_close_matches(plain(name), names))
        raise UnknownExposureKindError(name, tuple(close))


def plain(name: object) -> str:
    """Return the form in which names are compared: case, spaces, hyphens and underscores do not matter."""
    return " ".join(re.split(r"[\s_-]+", name.casefold())).strip() if isinstance(name, str) else ""


@cache
def kind_names() -> dict[str, ExposureKind]:
    """Every name a kind goes by, as it is compared."""
    return {plain(name): kind for kind in ExposureKind for name in (kind.value, kind.label, *kind.synonyms)}


def _known(name: object) -> ExposureKind | None:
    if not isinstance(name, str):
        return None
    return KINDS.get(name) or kind_names().get(plain(name))


def as_kind(name: str) -> ExposureKind:
    """Return the kind that goes by `name`; a converter has to be a plain function."""
    return ExposureKind.of(name)


@cache
def _described(kind: str) -> Described:
    from ._descriptions import DESCRIBED  # noqa: PLC0415 - words that an import does without

    return DESCRIBED[kind]


KINDS: dict[str, ExposureKind] = {kind.value: kind for kind in ExposureKind}
