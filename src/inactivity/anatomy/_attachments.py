"""What a muscle holds on to, the joints it crosses, and what its shortness could limit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, cast

import attrs

from .._data import read_json
from .._rules import WORD, Each, Flag, InstanceOf, OrNone, Text
from ..errors import NoEvidenceError
from ._atlas import muscle
from ._muscle import Muscle

_WORDS = Each(WORD)


@attrs.frozen
class Joint:
    """Where two bones meet.

    Attributes
    ----------
    id, name : str
        Its id here, and its name.
    bones : tuple of str
        The two bones.
    motions : tuple of tuple of str
        Pairs of opposite motions; a motion to either side is its own opposite.
    disc : bool
        Whether an intervertebral disc lies in it.
    """

    id: str = attrs.field(validator=WORD)
    name: str = attrs.field(validator=Text())
    bones: tuple[str, ...] = attrs.field(validator=_WORDS)
    motions: tuple[tuple[str, ...], ...] = attrs.field(validator=Each(_WORDS))
    disc: bool = attrs.field(default=False, validator=Flag())


@attrs.frozen
class Motion:
    """A motion of a joint, or of a chain of joints such as the lumbar spine.

    Attributes
    ----------
    joint, motion : str
        "hip", "flexion".
    restriction : str or None
        What holds only for a part of the muscle, or weakly.
    """

    joint: str = attrs.field(validator=WORD)
    motion: str = attrs.field(validator=WORD)
    restriction: str | None = attrs.field(default=None, validator=OrNone(Text()))

    def __str__(self) -> str:
        return f"{self.joint} {self.motion}".replace("_", " ")


@attrs.frozen
class Attachments:
    """The chain of a muscle: bones, discs and joints instead of prose.

    Attributes
    ----------
    muscle : str
        Its id.
    origin, insertion : tuple of str
        Bones it arises from and inserts on.
    origin_landmarks, insertion_landmarks : tuple of str
        The places on them.
    discs : tuple of str
        Joints whose intervertebral disc it arises from.
    joints : tuple of Joint
        Every joint on the way from an origin to an insertion: the joints it crosses.
    motions : tuple of Motion
        What it moves when it shortens actively.
    shortness_limits : tuple of Motion
        What a muscle that is too short could limit: the opposite of each of `motions`. This follows from the
        geometry; whether it happens, and matters, is for the evidence (see :func:`inactivity.claims`).

    Examples
    --------
    >>> from inactivity.anatomy import attachments
    >>> psoas = attachments("psoas")
    >>> psoas.origin, psoas.insertion
    (('t12', 'l1', 'l2', 'l3', 'l4', 'l5'), ('femur',))
    >>> [joint.id for joint in psoas.joints]
    ['t12_l1', 'l1_l2', 'l2_l3', 'l3_l4', 'l4_l5', 'l5_s1', 'sacroiliac', 'hip']
    >>> [str(motion) for motion in psoas.shortness_limits]
    ['hip extension']
    """

    muscle: str = attrs.field(validator=WORD)
    origin: tuple[str, ...] = attrs.field(validator=_WORDS)
    insertion: tuple[str, ...] = attrs.field(validator=_WORDS)
    origin_landmarks: tuple[str, ...] = attrs.field(validator=Each(Text()))
    insertion_landmarks: tuple[str, ...] = attrs.field(validator=Each(Text()))
    discs: tuple[str, ...] = attrs.field(validator=_WORDS)
    joints: tuple[Joint, ...] = attrs.field(validator=Each(InstanceOf(Joint)))
    motions: tuple[Motion, ...] = attrs.field(validator=Each(InstanceOf(Motion)))
    shortness_limits: tuple[Motion, ...] = attrs.field(validator=Each(InstanceOf(Motion)))


def attachments(name: str | Muscle) -> Attachments:
    """Return what a muscle holds on to, the joints it crosses, and what its shortness could limit.

    Parameters
    ----------
    name : str or Muscle
        A single muscle by any name.

    Raises
    ------
    UnknownMuscleError
        If nothing goes by this name.
    NoEvidenceError
        If the atlas has no attachments for it, as for most groups; the reason names the members that have.

    Examples
    --------
    >>> from inactivity.anatomy import attachments
    >>> [joint.name for joint in attachments("gastrocnemius").joints]
    ['knee joint (tibiofemoral)', 'ankle joint (talocrural)', 'subtalar joint']
    """
    found = muscle(name)
    rows = _skeleton()["attachments"]
    if found.id not in rows:
        near = ", ".join(member.id for member in found.descendants() if member.id in rows)
        reason = f"The atlas has no attachments for this {found.kind}{f'; it has for {near}' if near else ''}."
        question = f"what {found.name} is attached to"
        raise NoEvidenceError(question, reason)
    row = rows[found.id]
    motions = tuple(Motion(*motion) for motion in row["motions"])
    return Attachments(
        found.id,
        **{end: tuple(row[end]) for end in ("origin", "insertion", "origin_landmarks", "insertion_landmarks", "discs")},
        joints=_crossed(found),
        motions=motions,
        shortness_limits=tuple(Motion(motion.joint, _opposite(motion), motion.restriction) for motion in motions),
    )


@cache
def _skeleton() -> dict[str, Any]:
    return cast("dict[str, Any]", read_json("inactivity.anatomy", "skeleton.json"))


@cache
def joints() -> tuple[Joint, ...]:
    """Return the joints of the skeleton, from the head down: a tree, so that one path joins any two bones.

    Examples
    --------
    >>> from inactivity.anatomy import joints
    >>> next(joint for joint in joints() if joint.id == "hip").motions[0]
    ('flexion', 'extension')
    """
    return tuple(
        Joint(row["id"], row["name"], tuple(row["bones"]), tuple(tuple(pair) for pair in row["motions"]), row["disc"])
        for row in _skeleton()["joints"]
    )


@cache
def _neighbours() -> dict[str, tuple[tuple[str, Joint], ...]]:
    near: dict[str, tuple[tuple[str, Joint], ...]] = {}
    for joint in joints():
        for here, there in (joint.bones, joint.bones[::-1]):
            near[here] = (*near.get(here, ()), (there, joint))
    return near


def _path(here: str, goal: str, came_from: str = "") -> tuple[Joint, ...] | None:
    if here == goal:
        return ()
    for there, joint in _neighbours()[here]:
        if there != came_from and (rest := _path(there, goal, here)) is not None:
            return (joint, *rest)
    return None


def _crossed(found: Muscle) -> tuple[Joint, ...]:
    on_the_way = {joint.id for joint in _ways(found) if joint.motions}
    return tuple(joint for joint in joints() if joint.id in on_the_way)


def _ways(found: Muscle) -> Iterator[Joint]:
    row = _skeleton()["attachments"].get(found.id)
    if row and row["origin"] and row["insertion"]:
        for start in row["origin"]:
            for end in row["insertion"]:
                yield from _path(start, end) or ()
    else:  # a group with one common end: its members have both
        for member in found.members:
            yield from _ways(muscle(member))


def _opposite(motion: Motion) -> str:
    # A chain moves as its joints do: the pair is looked up in any joint or chain that has the motion.
    for joint in joints():
        for pair in joint.motions:
            if motion.motion in pair:
                return pair[1 - pair.index(motion.motion)]
    raise AssertionError(motion)
