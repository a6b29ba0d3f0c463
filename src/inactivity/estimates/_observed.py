"""Recovery as it was observed: when a study's scans found a muscle back, as interval-censored times.

A group is scanned on a few days after the exposure. If it is away from baseline on day 14 and back on day 28,
it came back somewhere in between: the time is censored to the interval (14, 28]. Nothing finer was seen, so
nothing finer is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from ..evidence import Arm, Evidence, Observation
from ..exposure import Exposure, ExposureKind

Direction = Literal[-1, 0, 1]
"""What the exposure did to the muscle: shrank it, nothing known, made it grow."""

LEFT_BASELINE_PCT = 2.0
"""A mean change larger than this, without a verdict in words, means that the muscle left its baseline. It is the
default tolerance, and does not follow the tolerance asked for: else a wider one would silence a group instead of
bringing its return forward. [%]"""

_LOST = {"decreased", "still_below_baseline"}
_GAINED = {"increased", "above_baseline"}


class Return:
    """When one group was observed back at baseline, and on what that rests.

    `high` is None where it was never observed back: then `low` is the last day it was still away. (A plain
    class: every `import inactivity` makes it.)
    """

    __slots__ = ("arm", "campaign", "days", "direction", "exposure", "high", "last_away", "low", "seen")

    def __init__(  # noqa: PLR0917 - seven things, made in one place below
        self,
        arm: Arm,
        campaign: str,
        exposure: Exposure,
        direction: Direction,
        interval: tuple[float, float, float | None],
        seen: Observation,
        last_away: Observation | None,
    ) -> None:
        self.arm = arm
        self.campaign = campaign
        self.exposure = exposure
        self.direction = direction
        self.low, self.days, self.high = interval
        self.seen = seen
        self.last_away = last_away

    @property
    def n(self) -> int | None:
        """People in the group."""
        return self.seen.n or self.arm.n

    @property
    def is_bound(self) -> bool:
        """Whether the printed day is a lower bound rather than the day of a scan."""
        return self.seen.day_high is not None


def returns(base: Evidence, muscle_id: str, measure: str, within_pct: float) -> tuple[Return, ...]:
    """Return every group of the evidence in which the muscle was followed after an exposure of known length."""
    key = "returns", muscle_id, measure, within_pct
    found: tuple[Return, ...] | None = base.memo.get(key)
    if found is None:
        found = base.memo[key] = tuple(_returns(base, muscle_id, measure, within_pct))
    return found


def _returns(base: Evidence, muscle_id: str, measure: str, within_pct: float) -> list[Return]:
    rows = [row for row in base.observations(muscle=base.muscle(muscle_id)) if row.measure_class == measure]
    courses: dict[tuple[object, ...], list[Observation]] = {}
    for row in rows:
        key = row.study_id, row.arm_id, row.muscle_reported, row.site, row.measure, row.method
        courses.setdefault(key, []).append(row)
    found: list[Return] = []
    for course in courses.values():
        followed = [row for row in course if row.phase == "recovery" and row.day is not None]
        if not followed:
            continue
        arm = base.arm(course[0].study_id, course[0].arm_id)
        # The kind "other" holds unlike things: one says nothing of another.
        if arm.exposure_days is not None and arm.exposure_kind is not ExposureKind.OTHER:
            campaign = base.study(arm.study_id).campaign
            moved = _direction(base, course, rows, campaign)
            if _left(course) and (one := _return(arm, campaign, followed, moved, within_pct)):
                found.append(one)
    return found


def _direction(base: Evidence, course: list[Observation], rows: Iterable[Observation], campaign: str) -> Direction:
    """Tell which way the muscle went: from this course, else its arm, else its campaign."""
    arm = [row for row in rows if (row.study_id, row.arm_id) == (course[0].study_id, course[0].arm_id)]
    campaign_rows = (row for row in rows if base.study(row.study_id).campaign == campaign)
    for candidates in (course, arm, campaign_rows):
        for row in sorted(candidates, key=_lateness):
            if sign := _sign(row):
                return sign
    return 0


def _lateness(row: Observation) -> tuple[bool, float]:
    """Sort the end of the exposure first, then back through it, then on through the recovery."""
    day = row.day or 0.0
    return (True, day) if row.phase == "recovery" else (False, -day)


def _sign(row: Observation) -> Direction:
    if row.outcome in _LOST:
        return -1
    if row.outcome in _GAINED:
        return 1
    if row.outcome == "unchanged" or not row.change_pct or row.phase == "recovery":
        return 0
    return -1 if row.change_pct < 0 else 1


def _left(course: Iterable[Observation]) -> bool:
    """Whether the muscle ever left its baseline: what never left cannot come back."""
    return any(
        row.outcome in (_LOST | _GAINED | {"returned_to_baseline"})
        or (row.outcome is None and row.change_pct is not None and abs(row.change_pct) > LEFT_BASELINE_PCT)
        for row in course
    )


def _is_back(row: Observation, direction: Direction, within_pct: float) -> bool | None:
    """Whether the group was back in this row; None if the row does not tell."""
    if row.outcome == "returned_to_baseline":
        return True
    beyond = {"above_baseline": -1, "still_below_baseline": 1}.get(row.outcome or "")
    if beyond is not None and beyond == direction:
        return True  # it passed baseline and went on
    if row.change_pct is not None:
        missing = row.change_pct * (direction or (1 if row.change_pct > 0 else -1))
        if missing > within_pct:
            return False
        # A mean counts only with its spread: without one, nothing says how near it is.
        return True if row.spread is not None and row.spread_of != "baseline" else None
    return False if beyond is not None else None


def _return(
    arm: Arm, campaign: str, followed: list[Observation], direction: Direction, within_pct: float
) -> Return | None:
    if arm.exposure_days is None:
        return None
    away: list[Observation] = []
    back: list[Observation] = []
    for row in sorted(followed, key=_lateness):
        verdict = _is_back(row, direction, within_pct)
        if verdict is not None:
            (back if verdict else away).append(row)
    last_away = away[-1] if away else None
    low = _day(last_away) if last_away else 0.0
    seen = next((row for row in back if _day(row) > low or not away), None)
    exposure = Exposure(arm.exposure_kind, arm.exposure_days)
    if seen is None:
        if last_away is None:
            return None
        return Return(arm, campaign, exposure, direction, (low, low, None), last_away, last_away)
    day = _day(seen)
    if seen.day_high is not None:
        return Return(arm, campaign, exposure, direction, (day, day, seen.day_high), seen, last_away)
    return Return(arm, campaign, exposure, direction, (low, day, day), seen, last_away)


def _day(row: Observation) -> float:
    return row.day if row.day is not None else 0.0


def outside(one: Return, interval: tuple[float, float]) -> bool:
    """Whether a group cannot have come back within an interval: the two do not meet."""
    low, high = interval
    return one.low >= high or (one.high is not None and low >= one.high)


def answered(found: Iterable[Return]) -> Iterator[Return]:
    """Yield the groups that were observed back."""
    return (one for one in found if one.high is not None)
