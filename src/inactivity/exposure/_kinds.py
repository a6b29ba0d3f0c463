"""`ExposureKind`: the kinds of disuse, by any name they go by."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import Self, cast

from ..errors import UnknownExposureKindError

_BEFORE = "before the exposure"


class ExposureKind(StrEnum):
    """The kinds of disuse, each with what it means and whether any muscle was measured in it.

    Attributes
    ----------
    label : str
        The kind as people write it.
    definition : str
        What counts as this kind.
    synonyms : tuple of str
        Other names :meth:`of` understands.
    family : str
        Kinds of one family differ by a detail that papers often leave out, and may be pooled.
    baseline : str
        What a change is measured from. It differs for illness, surgery and detraining.
    has_muscle_evidence : bool
        Whether the packaged evidence holds any observation of a muscle in it.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.ExposureKind.of("plaster cast")
    <ExposureKind.LIMB_CAST: 'limb_cast'>
    >>> ia.ExposureKind.SITTING.has_muscle_evidence
    False
    """

    label: str
    definition: str
    synonyms: tuple[str, ...]
    family: str
    baseline: str
    has_muscle_evidence: bool

    def __new__(  # noqa: PLR0917 - an enum's members are written positionally
        cls,
        value: str,
        definition: str,
        synonyms: tuple[str, ...] = (),
        family: str = "",
        baseline: str = _BEFORE,
        has_muscle_evidence: bool = True,  # noqa: FBT001, FBT002 - as above
    ) -> Self:
        """Make a member out of its row below."""
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.label = value.replace("_", " ").replace("head down", "head-down").replace("icu", "ICU")
        kind.definition = definition
        kind.synonyms = synonyms
        kind.family = family or value
        kind.baseline = baseline
        kind.has_muscle_evidence = has_muscle_evidence
        return kind

    BED_REST = (
        "bed_rest",
        "Lying in bed day and night, horizontally, as volunteers do in a study.",
        ("strict bed rest", "horizontal bed rest", "bedrest", "bed-ridden", "confined to bed"),
    )
    HEAD_DOWN_BED_REST = (
        "head_down_bed_rest",
        "Bed rest with the head tilted down (6 degrees), the ground model of weightlessness.",
        ("head-down tilt", "head-down tilt bed rest", "hdt", "hdbr", "hdtbr", "6 degree head-down bed rest"),
        "bed_rest",
    )
    DRY_IMMERSION = (
        "dry_immersion",
        "Floating in a bath, kept dry by a film: no support from the ground.",
        ("dry water immersion",),
    )
    LIMB_CAST = (
        "limb_cast",
        "A limb held still in a plaster or fibre cast.",
        ("cast", "plaster cast", "plaster", "casting", "cast immobilisation", "cast immobilization"),
        "limb_immobilisation",
    )
    LIMB_BRACE = (
        "limb_brace",
        "A limb held still in a brace, splint, orthosis or sling.",
        ("brace", "knee brace", "splint", "orthosis", "sling", "limb immobilisation", "limb immobilization"),
        "limb_immobilisation",
    )
    LIMB_SUSPENSION = (
        "limb_suspension",
        "One leg kept off the ground while walking on crutches; it may move but carries nothing.",
        ("unilateral lower limb suspension", "ulls", "leg suspension", "crutches", "non-weight-bearing"),
    )
    STEP_REDUCTION = (
        "step_reduction",
        "Far fewer steps a day than before, with no limb held still.",
        ("reduced steps", "fewer steps", "step count reduction"),
    )
    SPACEFLIGHT = (
        "spaceflight",
        "Weightlessness in orbit, nearly always with in-flight exercise.",
        ("space flight", "microgravity", "weightlessness", "space mission"),
    )
    ICU_STAY = (
        "icu_stay",
        "Critical illness in an intensive care unit: disuse and illness together.",
        ("icu", "intensive care", "intensive care unit stay", "critical illness", "critical care"),
        "",
        "the first scan in intensive care",
    )
    HOSPITAL_STAY = (
        "hospital_stay",
        "A stay on an ordinary hospital ward: disuse and illness together.",
        ("hospital", "hospitalisation", "hospitalization", "hospital admission", "inpatient stay"),
        "",
        "admission to hospital, or what the study took for it",
    )
    SURGERY = (
        "surgery",
        "A joint replacement or ligament operation: surgery and disuse together; days count from the operation.",
        ("operation", "joint replacement", "knee replacement", "hip replacement", "acl reconstruction"),
        "",
        "before the operation",
    )
    SITTING = (
        "sitting",
        "Prolonged sitting in daily life. No study of the evidence measured a muscle in it: that is a finding.",
        ("sedentary behaviour", "sedentary behavior", "prolonged sitting", "desk work", "sedentary work"),
        "",
        _BEFORE,
        False,
    )
    DETRAINING = (
        "detraining",
        "A stop or a break in training, daily life going on.",
        ("training cessation", "training break", "off season", "layoff"),
        "",
        "the trained state, at the end of training",
    )
    OTHER = (
        "other",
        "Unlike things without a kind of their own (reconnaissance missions, water immersion, lockdown): never pooled.",
    )

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

        names = _names()
        close = dict.fromkeys(names[match].value for match in get_close_matches(plain(name), names))
        raise UnknownExposureKindError(name, tuple(close))


def plain(name: object) -> str:
    """Return the form in which names are compared: case, spaces, hyphens and underscores do not matter."""
    return " ".join(re.split(r"[\s_-]+", name.casefold())).strip() if isinstance(name, str) else ""


@cache
def _names() -> dict[str, ExposureKind]:
    """Every name a kind goes by, as it is compared."""
    return {plain(name): kind for kind in ExposureKind for name in (kind.value, kind.label, *kind.synonyms)}


def _known(name: object) -> ExposureKind | None:
    if not isinstance(name, str):
        return None
    return KINDS.get(name) or _names().get(plain(name))


def as_kind(name: str) -> ExposureKind:
    """Return the kind that goes by `name`; a converter has to be a plain function."""
    return ExposureKind.of(name)


KINDS: dict[str, ExposureKind] = {kind.value: kind for kind in ExposureKind}
