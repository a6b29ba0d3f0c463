"""`Journey`: a muscle over any sequence of exposures and recoveries, also of different kinds."""

from __future__ import annotations

from collections.abc import Callable
from math import expm1, sqrt
from typing import NamedTuple, TypeAlias

import attrs

from ..exposure import Exposure, ExposureKind, Recovery
from ._cell import Cell, Change, Target
from ._course import REST, State
from ._normal import half_width

CellOf: TypeAlias = Callable[[ExposureKind, str], Cell]
"""Gives the cell of a kind of exposure and the recovery condition after it."""


class Part(NamedTuple):
    """What one kind of exposure has left behind, under the condition of the recovery that followed it."""

    kind: ExposureKind
    condition: str
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
        """
        days = segment.days if days is None else days
        if isinstance(segment, Recovery):
            return attrs.evolve(self, parts=self._recovered(segment.condition, days))
        return attrs.evolve(self, parts=self._exposed(segment.kind, days))

    def _exposed(self, kind: ExposureKind, days: float) -> tuple[Part, ...]:
        parts = self.parts
        if all(part.kind is not kind for part in parts):
            parts = (*parts, Part(kind, "reambulation", REST))
        present = max(number for number, part in enumerate(parts) if part.kind is kind)
        cell = self.cell_of(kind, parts[present].condition)
        return tuple(
            part._replace(state=cell.expose(part.state, days, load=float(number == present)))
            for number, part in enumerate(parts)
        )

    def _recovered(self, condition: str, days: float) -> tuple[Part, ...]:
        moved: list[Part] = []
        for kind, before, state in self.parts:
            if before != condition and state.slow:
                # What has settled stays where it settled; what is still away settles under the new condition.
                moved += [
                    Part(kind, before, REST._replace(settled=state.settled)),
                    Part(kind, condition, state._replace(settled=0.0)),
                ]
            else:
                moved.append(Part(kind, before, state))
        return tuple(
            part._replace(state=self.cell_of(part.kind, part.condition).recover(part.state, days))
            for part in moved
            if any(part.state)
        )

    def log_ratio(self) -> float:
        """Return the expected log ratio to baseline [-]."""
        return sum(self.cell_of(kind, condition).log_ratio(state) for kind, condition, state in self.parts)

    def standard_deviation(self, target: Target = "person") -> float:
        """Return the standard deviation of the log ratio [-].

        Those of several parts are added: what is known of one kind of exposure is not independent of what is known of
        another, and the sum is the widest it can be.

        Parameters
        ----------
        target : {"person", "group"}
            Whom it is for.
        """
        return sum(sqrt(self.cell_of(kind, condition).variance(state, target)) for kind, condition, state in self.parts)

    def change(self, *, level: float = 0.9, target: Target = "person") -> Change:
        """Return the expected change, with the central interval of a level [%].

        Parameters
        ----------
        level : float
            Of the interval, between 0 and 1. [-]
        target : {"person", "group"}
            Whom the interval is for.
        """
        mean, reach = self.log_ratio(), half_width(level) * self.standard_deviation(target)
        return Change(100.0 * expm1(mean), 100.0 * expm1(mean - reach), 100.0 * expm1(mean + reach))
