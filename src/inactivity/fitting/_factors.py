"""What a row is made of: anatomy as mixtures, and the terms of the model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import attrs

from ..errors import UnknownMuscleError
from ..evidence import Evidence
from ..kinetics._features import countermeasure_family, function_of, kind_family, unloading_pattern
from ._rows import Row

Levels: TypeAlias = Mapping[Any, float]
"""Levels of a factor (texts, or tuples of them) with their weights."""
Factor: TypeAlias = Callable[[Row], Levels]

# Nodes of the atlas without members that nevertheless stand for a known mixture.
_STAND_FOR = {
    "whole_body_lean": ("whole_body_muscle",),
    "appendicular_lean": ("leg", "arm"),
    "multiple_muscles": ("leg",),
    "muscle_unspecified": ("leg",),
    "l3_skeletal_muscle": ("trunk",),
    "anteromedial_hip_muscles": ("hip_flexors",),
    "gastrocnemius": ("gastrocnemius_medialis", "gastrocnemius_lateralis"),
}


class Anatomy:
    """Muscles and groups as mixtures of leaves, all members alike, with the leaves' functions and regions.

    Parameters
    ----------
    evidence : Evidence
        For the muscles it brought.
    """

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._leaves: dict[str, dict[str, float]] = {}
        self._functions: dict[str, dict[str, float]] = {}
        self._regions: dict[str, dict[str, float]] = {}

    def leaves(self, muscle: str) -> Mapping[str, float]:
        """Return the leaves of a muscle or group, with their shares."""
        if muscle not in self._leaves:
            members = self._members(muscle)
            found: dict[str, float] = {} if members else {muscle: 1.0}
            for member in members:
                for leaf, share in self.leaves(member).items():
                    found[leaf] = found.get(leaf, 0.0) + share / len(members)
            self._leaves[muscle] = found
        return self._leaves[muscle]

    def functions(self, muscle: str) -> Mapping[str, float]:
        """Return the functions of a muscle or group, with their shares."""
        if muscle not in self._functions:
            self._functions[muscle] = self._shares(muscle, lambda leaf: function_of(self._evidence.muscle(leaf)))
        return self._functions[muscle]

    def regions(self, muscle: str) -> Mapping[str, float]:
        """Return the regions of a muscle or group, with their shares."""
        if muscle not in self._regions:
            self._regions[muscle] = self._shares(muscle, lambda leaf: self._evidence.muscle(leaf).region)
        return self._regions[muscle]

    def _shares(self, muscle: str, of: Callable[[str], str]) -> dict[str, float]:
        if muscle.startswith("@"):  # a muscle nothing is known of but its function, or not even that
            return {muscle[1:] or "?": 1.0}
        found: dict[str, float] = {}
        for leaf, share in self.leaves(muscle).items():
            found[of(leaf)] = found.get(of(leaf), 0.0) + share
        return found

    def _members(self, muscle: str) -> tuple[str, ...]:
        if muscle.startswith("@"):
            return ()
        members = _STAND_FOR.get(muscle) or self._evidence.muscle(muscle).members
        return tuple(member for member in members if self._known(member))

    def _known(self, muscle: str) -> bool:
        try:
            self._evidence.muscle(muscle)
        except UnknownMuscleError:
            return False
        return True


@attrs.frozen
class Term:
    """A Gaussian effect: a standard deviation for all its levels, and the time course it multiplies.

    Attributes
    ----------
    name : str
        What it is of.
    course : str
        The time course, or what else it multiplies: see :class:`~inactivity.fitting._design.Design`.
    factor : callable or None
        Gives the levels of a row with their weights; None for an effect of each row's own.
    sd : float
        Median of the prior of its standard deviation. [-]
    local : bool
        Whether it is zero between campaigns.
    """

    name: str
    course: str
    factor: Factor | None
    sd: float
    local: bool = False


def crossed(first: Factor, second: Factor) -> Factor:
    """Return the interaction of two factors."""

    def levels(row: Row) -> Levels:
        return {(a, b): x * y for a, x in first(row).items() for b, y in second(row).items()}

    return levels


def _one(_: Row) -> Levels:
    return {"": 1.0}


def _node(row: Row) -> Levels:
    return {row.muscle: 1.0}


def _class_and_node(row: Row) -> Levels:
    return {(row.measure_class, row.muscle): 1.0}


def _lumbar(row: Row) -> Levels:
    level = re.match(r"L\d", row.site or "")
    return {level[0]: 1.0} if level else {}


def _countermeasure(row: Row) -> Levels:
    return row.countermeasures


def _countermeasure_family(row: Row) -> Levels:
    found: dict[str, float] = {}
    for name, share in row.countermeasures.items():
        family = countermeasure_family(name)
        found[family] = found.get(family, 0.0) + share
    return found


def _family(row: Row) -> Levels:
    return {kind_family(row.kind): 1.0}


def _pattern(row: Row) -> Levels:
    return {unloading_pattern(row.kind): 1.0}


def _class(row: Row) -> Levels:
    return {row.measure_class: 1.0}


def _condition(row: Row) -> Levels:
    return {row.condition: 1.0}


def _fibre(row: Row) -> Levels:
    return {"fibre": 1.0} if row.measure == "fibre_csa" else {}


def _campaign(row: Row) -> Levels:
    return {row.campaign: 1.0}


def _arm(row: Row) -> Levels:
    return {row.arm: 1.0}


def _site(row: Row) -> Levels:
    return {(row.site, row.measure): 1.0}


INCREMENTS = frozenset(
    {"countermeasure family", "countermeasure", "countermeasure family:function", "countermeasure:leaf"}
)
"""Terms of what a countermeasure changes."""


def terms(anatomy: Anatomy) -> tuple[Term, ...]:
    """Return the terms of the model. Standard deviations are priors, each for the log ratio at the full course [-].

    Parameters
    ----------
    anatomy : Anatomy
        For the mixtures.
    """

    def function(row: Row) -> Levels:
        return anatomy.functions(row.muscle)

    def leaf(row: Row) -> Levels:
        return anatomy.leaves(row.muscle)

    return (
        # amplitude of the response to disuse
        Term("mean", "common", _one, 0.30),
        Term("function", "common", function, 0.08),
        Term("leaf", "common", leaf, 0.08),
        Term("node", "common", _node, 0.03),
        Term("leaf:lumbar level", "common", crossed(leaf, _lumbar), 0.05),
        Term("countermeasure family", "common", _countermeasure_family, 0.08),
        Term("countermeasure", "common", _countermeasure, 0.05),
        Term("countermeasure family:function", "common", crossed(_countermeasure_family, function), 0.06),
        Term("countermeasure:leaf", "common", crossed(_countermeasure, leaf), 0.05),
        Term("family", "common", _family, 0.06),
        Term("pattern:function", "common", crossed(_pattern, function), 0.06),
        Term("campaign", "between_common", _campaign, 0.05, local=True),
        Term("campaign:function", "between_common", crossed(_campaign, function), 0.04, local=True),
        Term("campaign:node", "between_common", crossed(_campaign, _node), 0.05, local=True),
        Term("arm", "between_common", _arm, 0.03, local=True),
        Term("arm:function", "between_common", crossed(_arm, function), 0.03, local=True),
        Term("arm:node", "between_common", crossed(_arm, _class_and_node), 0.03, local=True),
        # departures from the common shape: the fast part alone
        Term("fast", "fast", _one, 0.02),
        Term("fast:class", "fast", _class, 0.02),
        Term("fast:family", "fast", _family, 0.03),
        Term("fast:fibre", "fast", _fibre, 0.06),  # biopsies shrink early, and scatter between studies
        Term("fibre offset", "one", crossed(_fibre, _campaign), 0.05, local=True),
        Term("fast:campaign", "between_fast", _campaign, 0.015, local=True),
        Term("fast:arm:node", "between_fast", crossed(_arm, _node), 0.015, local=True),
        # recovery: another level, and another speed
        Term("level", "level", _one, 0.015),
        Term("level:family", "level", _family, 0.03),
        Term("level:condition", "level", _condition, 0.03),
        Term("level:campaign", "between_level", _campaign, 0.05, local=True),
        Term("level:arm", "between_level", _arm, 0.03, local=True),
        Term("level:arm:node", "between_level", crossed(_arm, _node), 0.03, local=True),
        Term("speed:campaign", "between_speed", _campaign, 0.03, local=True),
        Term("speed:arm:node", "between_speed", crossed(_arm, _node), 0.03, local=True),
        # errors: sampling (lasting over days, shared by muscles), offsets of a measurement, the rest
        Term("sampling:arm", "sampling", _arm, 0.5, local=True),
        Term("sampling:arm:node", "sampling", crossed(_arm, _class_and_node), 0.5, local=True),
        Term("offset:campaign:node", "one", crossed(_campaign, _class_and_node), 0.008, local=True),
        Term("offset:arm:site", "one", crossed(_arm, crossed(_site, _node)), 0.012, local=True),
        Term("error:sampling", "own_sampling", None, 0.6, local=True),
        Term("error:size", "own_size", None, 0.006, local=True),
        Term("error:strength", "own_strength", None, 0.03, local=True),
    )
