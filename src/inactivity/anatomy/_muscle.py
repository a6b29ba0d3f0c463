"""`Muscle`: one muscle, part, group or region of the atlas."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import attrs

from .._rules import WORD, Each, Flag, OneOf, OrNone, Text
from .._tables import ShowsWhatIsKnown

MuscleKind: TypeAlias = Literal["muscle", "part", "group", "functional_group", "region"]
Region: TypeAlias = Literal["neck", "thorax", "trunk", "hip", "thigh", "lower_leg", "arm", "forearm", "whole_body"]
IdMatch: TypeAlias = Literal["exact", "broad", "class_of_single_muscle"]
Basis: TypeAlias = Literal["sourced", "elementary", "sourced+elementary"]

KINDS: tuple[MuscleKind, ...] = get_args(MuscleKind)
REGIONS: tuple[Region, ...] = get_args(Region)

_TEXT_OR_NONE = OrNone(Text())
_TEXTS = Each(Text())
_IDS = Each(WORD, unique=True)


@attrs.frozen(kw_only=True, repr=False)
class Muscle(ShowsWhatIsKnown):
    """A muscle, a part of one, or a group of them.

    Attributes
    ----------
    id, name : str
        Its id here, and its name.
    latin : str or None
        Latin name (Terminologia Anatomica).
    kind : str
        "muscle", "part" (of a muscle), "group" (anatomical), "functional_group" or "region".
    region : str
        Where it lies.
    regions_covered : tuple of str
        All regions, for what spans several.
    parent : str or None
        Id of the group it is first of all part of.
    parents : tuple of str
        Ids of all groups it belongs to: a muscle may belong to several.
    members : tuple of str
        Ids of what it is made of; empty for a single muscle without parts here.
    partition : bool or None
        Whether the members add up to the whole without overlap; None where there are none.
    function : str
        What it mainly does: "knee_extensor", "trunk_flexor" ...
    antigravity : bool or None
        Whether it holds the body up against gravity.
    actions : tuple of str
        What it does, in words.
    origin, insertion, innervation : str or None
        In words; :func:`inactivity.anatomy.attachments` has bones and joints.
    synonyms : tuple of str
        Other names, lay names and misspellings that find it.
    uberon, fma, ta98 : str or None
        Ids in Uberon, the Foundational Model of Anatomy and Terminologia Anatomica 1998.
    id_match : str or None
        How well the ids fit: "exact", "broad", or "class_of_single_muscle" (the id is of the class, not the group).
    basis, source, notes : str or None
        Where the entry comes from, and what else there is to say.

    Examples
    --------
    >>> import inactivity as ia
    >>> quadriceps = ia.muscle("quads")
    >>> quadriceps.members, quadriceps.partition
    (('rectus_femoris', 'vasti'), True)
    >>> [group.id for group in ia.muscle("vastus lateralis").ancestors()]
    ['vasti', 'quadriceps', 'thigh', 'knee_extensors', 'leg', 'knee_muscles', 'whole_body_muscle']
    """

    id: str = attrs.field(validator=WORD)
    name: str = attrs.field(validator=Text())
    latin: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    kind: MuscleKind = attrs.field(default="muscle", validator=OneOf(KINDS))
    region: Region = attrs.field(default="whole_body", validator=OneOf(REGIONS))
    regions_covered: tuple[Region, ...] = attrs.field(default=(), validator=Each(OneOf(REGIONS)))
    parent: str | None = attrs.field(default=None, validator=OrNone(WORD))
    parents: tuple[str, ...] = attrs.field(default=(), validator=_IDS)
    members: tuple[str, ...] = attrs.field(default=(), validator=_IDS)
    partition: bool | None = attrs.field(default=None, validator=OrNone(Flag()))
    function: str = attrs.field(default="mixed", validator=WORD)
    antigravity: bool | None = attrs.field(default=None, validator=OrNone(Flag()))
    actions: tuple[str, ...] = attrs.field(default=(), validator=_TEXTS)
    origin: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    insertion: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    innervation: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    synonyms: tuple[str, ...] = attrs.field(default=(), validator=Each(Text(), unique=True))
    uberon: str | None = attrs.field(
        default=None, validator=OrNone(Text(r"UBERON:\d{7}", "an Uberon id such as UBERON:0002382"))
    )
    fma: str | None = attrs.field(default=None, validator=OrNone(Text(r"FMA:\d+", "an FMA id such as FMA:9628")))
    ta98: str | None = attrs.field(
        default=None, validator=OrNone(Text(r"A\d{2}(?:\.\d+)+", "a TA98 id such as A04.5.01.001"))
    )
    id_match: IdMatch | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(IdMatch))))
    basis: Basis | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(Basis))))
    source: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    notes: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)

    def ancestors(self) -> tuple[Muscle, ...]:
        """Return every group it belongs to, the nearest first.

        Examples
        --------
        >>> import inactivity as ia
        >>> [group.id for group in ia.muscle("iliacus").ancestors()]
        ['iliopsoas', 'hip_muscles', 'hip_flexors', 'whole_body_muscle']
        """
        return _walk(self.parents, "parents")

    def descendants(self) -> tuple[Muscle, ...]:
        """Return everything it is made of, down to single muscles and parts, the nearest first.

        Examples
        --------
        >>> import inactivity as ia
        >>> [member.id for member in ia.muscle("quadriceps").descendants()]
        ['rectus_femoris', 'vasti', 'vastus_lateralis', 'vastus_intermedius', 'vastus_medialis']
        """
        return _walk(self.members, "members")

    def __str__(self) -> str:
        return self.name


def _walk(start: tuple[str, ...], link: Literal["parents", "members"]) -> tuple[Muscle, ...]:
    """Follow `link` breadth first; each muscle once, though several ways may lead to it."""
    from ._atlas import muscle  # noqa: PLC0415 - the atlas is made of muscles

    found: dict[str, Muscle] = {}
    waiting = list(start)
    for name in waiting:
        if name not in found:
            found[name] = muscle(name)
            waiting += getattr(found[name], link)
    return tuple(found.values())
