"""`Journey`: a muscle over any sequence of exposures and recoveries, also of different kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import repeat
from math import sqrt
from typing import NamedTuple, TypeAlias

import attrs

from ..exposure import Exposure, ExposureKind, Recovery, RecoveryCondition
from ._answers import Change, Target, change_of
from ._cell import Cell
from ._course import REST, State
from ._normal import half_width

CellOf: TypeAlias = Callable[[ExposureKind, RecoveryCondition], Cell]
"""Gives the cell of a kind of exposure and the recovery condition after it."""


class Part(NamedTuple):
    """What one kind of exposure has left behind, under the condition of the recovery that followed it."""

    kind: ExposureKind
    condition: RecoveryCondition
    cell: Cell
    state: State


@attrs.frozen
class Journey:
    """Where a muscle is after a sequence of segments: the parts that each kind of exposure left behind, added up.

    Kinds differ in amplitude. While one lasts, what an earlier one has left behind fades with the same times, so that
    the muscle relaxes from wherever it is towards the plateau of the present kind. In recovery each part comes back
    with the time of its own kind. Where all exposures are of one kind this is exactly :class:`Cell`.

    Parameters
    ----------
    cell_of : callable
        Gives the cell of a kind and a recovery condition.
    parts : tuple of Part
        What is left behind; empty at baseline.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.kinetics import Journey, parameters
    >>> def cell_of(kind, condition):
    ...     return parameters().cell(ia.muscle("soleus"), kind, recovery_condition=condition)
    >>> journey = Journey(cell_of)
    >>> for segment in ia.Timeline.parse("bed_rest:14d, recovery:10d, limb_cast:7d"):
    ...     journey = journey.after(segment)
    >>> journey.change().change_pct < 0
    True
    """

    cell_of: CellOf = attrs.field(repr=False, eq=False)
    parts: tuple[Part, ...] = ()

    def after(self, segment: Exposure | Recovery, days: float | None = None) -> Journey:
        """Return where the muscle is after a segment, or after its first `days`.

        Parameters
        ----------
        segment : Exposure or Recovery
            What comes next.
        days : float, optional
            How much of it; all of it if left out. [days]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import Journey, parameters
        >>> def cell_of(kind, condition):
        ...     return parameters().cell(ia.muscle("soleus"), kind, recovery_condition=condition)
        >>> rest = ia.Exposure("bed_rest", days=14)
        >>> Journey(cell_of).after(rest, 7).log_ratio() > Journey(cell_of).after(rest).log_ratio()
        True
        """
        begun = self._begun(segment)
        return Journey(self.cell_of, _moved(begun, segment, segment.days if days is None else days))

    def during(
        self,
        segment: Exposure | Recovery,
        days: Iterable[float],
        *,
        level: float = 0.9,
        target: Target = "person",
        widened: Iterable[float] = repeat(1.0),
    ) -> list[Change]:
        """Return the expected changes on some days of the next segment, with their intervals [%].

        Parameters
        ----------
        segment : Exposure or Recovery
            What comes next.
        days : iterable of float
            Since its start. [days]
        level : float
            Of the intervals, between 0 and 1. [-]
        target : {"person", "group"}
            Whom the intervals are for.
        widened : iterable of float
            For each day, how many times as wide the interval is on the log scale. [-]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import Journey, parameters
        >>> def cell_of(kind, condition):
        ...     return parameters().cell(ia.muscle("soleus"), kind, recovery_condition=condition)
        >>> first, last = Journey(cell_of).during(ia.Exposure("bed_rest", days=14), [1, 14])
        >>> last.change_pct < first.change_pct < 0
        True
        """
        begun, z = self._begun(segment), half_width(level)
        return [
            _change(_moved(begun, segment, day), z * wider, target) for day, wider in zip(days, widened, strict=False)
        ]

    def _begun(self, segment: Exposure | Recovery) -> tuple[Part, ...]:
        """Return the parts that a segment moves: one of its kind, or those under its condition, is among them."""
        if isinstance(segment, Recovery):
            return tuple(moved for part in self.parts for moved in self._under(part, segment.condition))
        if any(part.kind is segment.kind for part in self.parts):
            return self.parts
        cell = self.cell_of(segment.kind, "reambulation")
        return (*self.parts, Part(segment.kind, "reambulation", cell, REST))

    def _under(self, part: Part, condition: RecoveryCondition) -> tuple[Part, ...]:
        if part.condition == condition or not part.state.slow:
            return (part,)
        # What has settled stays where it settled; what is still away settles under the new condition.
        moving = Part(part.kind, condition, self.cell_of(part.kind, condition), part.state._replace(settled=0.0))
        if not part.state.settled:
            return (moving,)
        return part._replace(state=REST._replace(settled=part.state.settled)), moving

    def log_ratio(self) -> float:
        """Return the expected log ratio to baseline [-].

        Returns
        -------
        float
            The log ratio. [-]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import Journey, parameters
        >>> def cell_of(kind, condition):
        ...     return parameters().cell(ia.muscle("soleus"), kind, recovery_condition=condition)
        >>> Journey(cell_of).after(ia.Exposure("bed_rest", days=14)).log_ratio() < 0
        True
        """
        return _moments(self.parts, "group")[0]

    def standard_deviation(self, target: Target = "person") -> float:
        """Return the standard deviation of the log ratio [-].

        Those of several parts are added: what is known of one kind of exposure is not independent of what is known of
        another, and the sum is the widest it can be.

        Parameters
        ----------
        target : {"person", "group"}
            Whom it is for.

        Returns
        -------
        float
            The standard deviation. [-]

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import Journey, parameters
        >>> def cell_of(kind, condition):
        ...     return parameters().cell(ia.muscle("soleus"), kind, recovery_condition=condition)
        >>> rested = Journey(cell_of).after(ia.Exposure("bed_rest", days=14))
        >>> 0 < rested.standard_deviation("group") < rested.standard_deviation("person")
        True
        """
        return _moments(self.parts, target)[1]

    def change(self, *, level: float = 0.9, target: Target = "person") -> Change:
        """Return the expected change, with the central interval of a level [%].

        Parameters
        ----------
        level : float
            Of the interval, between 0 and 1. [-]
        target : {"person", "group"}
            Whom the interval is for.

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import Journey, parameters
        >>> def cell_of(kind, condition):
        ...     return parameters().cell(ia.muscle("soleus"), kind, recovery_condition=condition)
        >>> tuple(Journey(cell_of).change())
        (0.0, 0.0, 0.0)
        """
        return _change(self.parts, half_width(level), target)


def _moved(parts: tuple[Part, ...], segment: Exposure | Recovery, days: float) -> tuple[Part, ...]:
    if isinstance(segment, Recovery):
        return tuple([Part(kind, condition, cell, cell.recover(state, days)) for kind, condition, cell, state in parts])
    # The latest part of the kind is loaded; all others fade with its times.
    present = max(number for number, part in enumerate(parts) if part.kind is segment.kind)
    loading = parts[present].cell
    return tuple(
        [
            Part(kind, condition, cell, loading.expose(state, days, load=1.0 if number == present else 0.0))
            for number, (kind, condition, cell, state) in enumerate(parts)
        ]
    )


def _moments(parts: tuple[Part, ...], target: Target) -> tuple[float, float]:
    mean = spread = 0.0
    for part in parts:
        expected, variance = part.cell.moments(part.state, target)
        mean += expected
        spread += sqrt(variance)
    return mean, spread


def _change(parts: tuple[Part, ...], z: float, target: Target) -> Change:
    mean, spread = _moments(parts, target)
    return change_of(mean, z * spread)
