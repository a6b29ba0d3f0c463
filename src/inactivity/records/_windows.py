"""Bouts as windows of minutes: which minutes lie in a window that is sedentary enough."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, zip_longest

from ._definitions import Definition
from ._spells import Spells, State, epochs_of

_CLOSE = 1e-9  # a share of whole epochs is exact but for the rounding of the criterion


def window_bouts_min(spells: Spells, at_least_min: float, definition: Definition) -> list[float]:
    """Return the lengths of the bouts of at least so many minutes that the windows of a definition make [min]."""
    epoch = definition.epoch_min or 1.0
    states = epochs_of(spells, epoch)
    size = max(round(at_least_min / epoch), 1)
    covered = (
        _trimmed(states, size, definition) if definition.bout == "window_least" else _whole(states, size, definition)
    )
    return [sum(1 for _ in run) * epoch for inside, run in groupby(covered) if inside]


def needed(size: int, criterion: float, *, over: bool) -> int:
    """Return the fewest sedentary epochs that make a window of `size` a bout.

    Written once for the whole share so that a window of 10 with 8 sedentary epochs is not "more than 0.8" for the
    rounding of 0.8 alone.
    """
    share = size * criterion
    whole = round(share)
    if abs(share - whole) < _CLOSE:
        return whole + 1 if over else whole
    return int(share) + 1


def _holds(states: Sequence[State], size: int, definition: Definition) -> list[bool]:
    """Return for each epoch whether a window that begins there is sedentary enough and holds no long gap."""
    epoch = definition.epoch_min or 1.0
    longest = round((definition.gap_min or 0.0) / epoch)
    least = needed(size, definition.criterion or 1.0, over=definition.bout == "window_over")
    # Where a gap grows too long, for every window that reaches it; nothing follows the last epoch, as in a gap.
    gap, broken = 0, [0]
    sums = [0]
    for state, next_state in zip_longest(states, states[1:], fillvalue="other"):
        sums.append(sums[-1] + (state == "sedentary"))
        gap = 0 if state == "sedentary" else gap + 1
        too_long = gap >= longest and next_state != "sedentary" if longest else gap > 0
        too_long = too_long or state == "unknown"
        broken.append(broken[-1] + too_long)
    return [
        sums[start + size] - sums[start] >= least and broken[start + size] == broken[start]
        for start in range(len(states) - size + 1)
    ]


def _whole(states: Sequence[State], size: int, definition: Definition) -> list[bool]:
    """Return the epochs in windows that begin and end sedentary."""
    covered = [False] * len(states)
    reach = 0
    last = len(states) - 1 if definition.loses_last else len(states)
    for start, holds in enumerate(_holds(states, size, definition)):
        end = start + size
        if holds and states[start] == states[end - 1] == "sedentary" and end <= last:
            reach = max(reach, start)
            covered[reach:end] = [True] * (end - reach)
            reach = end
    return covered


def _trimmed(states: Sequence[State], size: int, definition: Definition) -> list[bool]:
    """Return the epochs in windows, those at the ends of touching windows left out that are not sedentary."""
    covered = [False] * len(states)
    starts = [start for start, holds in enumerate(_holds(states, size, definition)) if holds]
    group: list[int] = []
    for start in starts:
        if group and start != group[-1] + 1:
            _cover(covered, states, group[0], group[-1] + size)
            group = []
        group.append(start)
    if group:
        _cover(covered, states, group[0], group[-1] + size)
    return covered


def _cover(covered: list[bool], states: Sequence[State], start: int, end: int) -> None:
    while states[start] != "sedentary":
        start += 1
    while states[end - 1] != "sedentary":
        end -= 1
    covered[start:end] = [True] * (end - start)
