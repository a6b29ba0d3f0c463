"""`prefer_sources`: steps that several devices counted at once, counted once."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

import attrs

from .._rules import Each, Text, check
from ..errors import InvalidValueError
from ._canonical import StepEpoch

_LEAST = timedelta(milliseconds=1)  # a shorter piece of an epoch is what rounding left


def watch_first(source: str) -> tuple[int, str]:
    """Rank a source by its name: watches and bands, then what is neither, then phones; by name among alike.

    A judgement: what sits on the wrist all day misses less than what lies on a desk.

    Parameters
    ----------
    source : str
        The name of the source.

    Examples
    --------
    >>> from inactivity.records import watch_first
    >>> sorted(["Anna’s iPhone", "Scales", "Apple Watch"], key=watch_first)
    ['Apple Watch', 'Scales', 'Anna’s iPhone']
    """
    name = source.casefold()
    if any(word in name for word in ("watch", "band", "tracker")):
        return 0, source
    return (2 if "phone" in name else 1), source


@attrs.frozen
class PreferredEpochs:
    """Step epochs of which no two overlap, and what became of the others.

    Attributes
    ----------
    epochs : tuple of StepEpoch
        In order of time.
    order : tuple of str
        The sources, preferred ones first.
    steps_given, steps_kept : tuple of (str, float)
        Steps of each source, before and after. [steps]
    dropped, shortened : int
        Epochs left out whole, and those of which only a part that nothing preferred covered was kept.

    Examples
    --------
    >>> from inactivity.records import prefer_sources
    >>> prefer_sources([]).epochs
    ()
    """

    epochs: tuple[StepEpoch, ...]
    order: tuple[str, ...]
    steps_given: tuple[tuple[str, float], ...]
    steps_kept: tuple[tuple[str, float], ...]
    dropped: int
    shortened: int


def prefer_sources(
    epochs: Iterable[StepEpoch],
    *,
    priority: Sequence[str] | Callable[[str], tuple[int, str]] = watch_first,
) -> PreferredEpochs:
    """Return the steps of one person with each moment counted by one source: never the sum of phone and watch.

    At each moment the source counts that stands first; what others counted then is dropped. An epoch that is covered
    in part keeps the rest of its time, and of its steps the same share: within an epoch nobody knows when they fell.
    Epochs of one source that overlap are cut in the same way, the earlier one first.

    Parameters
    ----------
    epochs : iterable of StepEpoch
        Of one person, in any order.
    priority : sequence of str or callable, optional
        The names of sources, preferred ones first (those not named come last); or what ranks a name. By default
        :func:`watch_first`.

    Returns
    -------
    PreferredEpochs

    Raises
    ------
    InvalidValueError
        If the epochs are of several persons, or some have a time zone and others none.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import StepEpoch, prefer_sources
    >>> noon = datetime(2026, 3, 1, 12)
    >>> watch = StepEpoch("p", noon, 600.0, 500.0, "worn", "Watch")
    >>> phone = StepEpoch("p", noon, 1200.0, 800.0, "worn", "iPhone")
    >>> [(epoch.source, epoch.steps) for epoch in prefer_sources([phone, watch]).epochs]
    [('Watch', 500.0), ('iPhone', 400.0)]
    """
    given = list(epochs)
    people = sorted({epoch.person for epoch in given})
    if len(people) > 1:
        raise InvalidValueError("epochs", people, "of one person", "Group them by `person` first.")
    if len({epoch.start.tzinfo is None for epoch in given}) > 1:
        raise InvalidValueError("epochs", given[0].start, "all with a time zone, or all without")
    names = {epoch.source for epoch in given}
    order = sorted(names, key=_ranking(priority))
    rank = {name: place for place, name in enumerate(order)}
    kept: list[StepEpoch] = []
    covered = _Covered()
    dropped = shortened = 0
    ordered = sorted(given, key=lambda one: (rank[one.source], one.start, -one.seconds, -one.steps))
    for _, own in groupby(ordered, key=lambda one: one.source):
        pieces: list[StepEpoch] = []
        reached: datetime | None = None  # by the source's own epochs
        for epoch in own:
            free = list(covered.free(epoch, reached))
            dropped += not free
            shortened += bool(free) and sum((end - start).total_seconds() for start, end in free) < epoch.seconds
            pieces.extend(_part(epoch, start, end) for start, end in free)
            reached = epoch.end if reached is None else max(reached, epoch.end)
        kept.extend(pieces)
        covered.add(pieces)
    kept.sort(key=lambda one: one.start)
    return PreferredEpochs(tuple(kept), tuple(order), _steps(given, order), _steps(kept, order), dropped, shortened)


def _ranking(priority: Sequence[str] | Callable[[str], tuple[int, str]]) -> Callable[[str], tuple[int, str]]:
    if callable(priority):
        return priority
    named = tuple(priority)
    check(Each(Text()), "priority", named)
    return lambda name: (named.index(name) if name in named else len(named), name)


def _steps(epochs: Iterable[StepEpoch], order: Sequence[str]) -> tuple[tuple[str, float], ...]:
    steps: Counter[str] = Counter()
    for epoch in epochs:
        steps[epoch.source] += epoch.steps  # type: ignore[assignment]  # a Counter of floats counts as well
    return tuple((name, float(steps[name])) for name in order)


def _part(epoch: StepEpoch, start: datetime, end: datetime) -> StepEpoch:
    seconds = (end - start).total_seconds()
    if seconds >= epoch.seconds:
        return epoch
    return attrs.evolve(epoch, start=start, seconds=seconds, steps=epoch.steps * seconds / epoch.seconds)


class _Covered:
    """The time that preferred sources cover: stretches in order that do not touch."""

    def __init__(self) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []

    def free(self, epoch: StepEpoch, after: datetime | None) -> Iterator[tuple[datetime, datetime]]:
        """Yield what of an epoch is not covered, and not before `after`; a moment is free or not."""
        start, end = epoch.start, epoch.end
        at = start if after is None else max(start, after)
        place = bisect_right(self._ends, at)
        if not epoch.seconds:
            covered = place < len(self._starts) and self._starts[place] <= at
            if at == start and not covered:
                yield start, end
            return
        while at < end and place < len(self._starts) and self._starts[place] < end:
            if self._starts[place] - at > _LEAST:
                yield at, self._starts[place]
            at = max(at, self._ends[place])
            place += 1
        if end - at > _LEAST:
            yield at, end

    def add(self, epochs: Sequence[StepEpoch]) -> None:
        """Cover what epochs last that cover each other nowhere."""
        stretches = sorted([*zip(self._starts, self._ends, strict=True), *((one.start, one.end) for one in epochs)])
        self._starts, self._ends = [], []
        for start, end in stretches:
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)
