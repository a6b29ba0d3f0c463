"""The atlas: muscles by any name they go by."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from .._data import read_json
from .._rules import OneOf, check_given
from .._tables import shipped
from ..errors import UnknownMuscleError
from ._muscle import KINDS, REGIONS, Muscle, MuscleKind, Region

_KIND = OneOf(KINDS)
_REGION = OneOf(REGIONS)


def normalised(name: object) -> str:
    """Return the form in which names are compared: case, spaces, hyphens, underscores and colons do not matter."""
    if not isinstance(name, str):
        return ""
    return " ".join(re.split(r"[\s_:\-\u2010-\u2015]+", name.casefold())).strip()


_MUSCLES = shipped(lambda: Muscle, "inactivity.anatomy", "muscles.json")


@cache
def names() -> dict[str, int]:
    """Every normalised name, synonym and ontology id, with the row of its muscle."""
    return cast("dict[str, int]", read_json("inactivity.anatomy", "names.json"))


def _row(name: object) -> int | None:
    if not isinstance(name, str):
        return None
    rows = names()
    if name in rows:
        return rows[name]
    key = normalised(name)
    # Anatomists write "m. soleus"; the atlas has the Latin name in full.
    return rows.get(f"musculus {key[3:]}" if key.startswith("m. ") else key)


def muscle(name: str | Muscle) -> Muscle:
    """Return the muscle or group that goes by `name`.

    Parameters
    ----------
    name : str or Muscle
        An id, name, Latin name, lay name, known misspelling, or Uberon, FMA or TA98 id. Case, spaces,
        hyphens and underscores do not matter. A `Muscle` is returned as it is.

    Returns
    -------
    Muscle

    Raises
    ------
    UnknownMuscleError
        If nothing goes by this name; close matches are in ``suggestions``.

    References
    ----------
    .. [1] TA98 (FIPAT) entity pages; Uberon 2021 build and 2026 bridge files: names, and ids in TA98, Uberon and FMA.
    .. [2] The ``source`` of each muscle says what it was taken from: these, usage in the evidence, elementary
       anatomy.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.muscle("Psoas Major").id, ia.muscle("six-pack").id, ia.muscle("UBERON:0002382").id
    ('psoas_major', 'rectus_abdominis', 'rectus_abdominis')
    """
    if isinstance(name, Muscle):
        return name
    row = _row(name)
    if row is None:
        raise UnknownMuscleError(name, _suggestions(normalised(name)))
    return _MUSCLES[row]


def muscles(
    *, region: Region | None = None, kind: MuscleKind | None = None, function: str | None = None
) -> tuple[Muscle, ...]:
    """Return the muscles and groups that pass every filter given, from the neck down.

    Parameters
    ----------
    region : str, optional
        "neck", "thorax", "trunk", "hip", "thigh", "lower_leg", "arm", "forearm" or "whole_body"; what spans
        several regions is in each.
    kind : str, optional
        "muscle", "part", "group", "functional_group" or "region".
    function : str, optional
        "knee_extensor", "plantar_flexor" ...

    Raises
    ------
    InvalidValueError
        If a filter is not one of its words.

    References
    ----------
    .. [1] TA98 (FIPAT) entity pages; Uberon 2021 build and 2026 bridge files: names, and ids in TA98, Uberon and FMA.
    .. [2] The ``source`` of each muscle says what it was taken from: these, usage in the evidence, elementary
       anatomy.

    Examples
    --------
    >>> import inactivity as ia
    >>> len(ia.muscles())
    119
    >>> [muscle.id for muscle in ia.muscles(region="trunk", kind="functional_group")]
    ['trunk_extensors', 'trunk_flexors']
    """
    check_given(_REGION, "region", region)
    check_given(_KIND, "kind", kind)
    check_given(OneOf(tuple(sorted(set(_MUSCLES.column("function"))))), "function", function)
    return tuple(
        found
        for found in _MUSCLES
        if (region is None or region == found.region or region in found.regions_covered)
        and (kind is None or found.kind == kind)
        and (function is None or found.function == function)
    )


def _suggestions(key: str) -> tuple[str, ...]:
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    ids = list(_MUSCLES.column("id"))
    close = get_close_matches(key, names(), n=6, cutoff=0.7)
    return tuple(dict.fromkeys(ids[names()[name]] for name in close))[:3]
