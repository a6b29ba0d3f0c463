"""Days until a muscle is back, against what scans saw of them: times censored to the interval between two scans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Literal, NamedTuple

import numpy as np

from ..errors import NoEvidenceError
from ..estimates import estimate_recovery
from ..estimates._observed import Return, returns
from ..evidence import Arm, Evidence
from ..exposure import RECOVERY_CONDITIONS, RecoveryCondition
from ..kinetics import Parameters
from ..kinetics._parameters import CLASSES
from ._rows import Row
from ._scores import average

SHARES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
"""Of the groups, so many are expected back by the day asked for [-]."""
_WITHIN = 2.0  # how near to baseline counts as back, as usual [%]
_HEAD = "| Expected back by then | of size: surely | possibly | of strength: surely | possibly |"


class Followed(NamedTuple):
    """A group that was followed, and the days by which shares of such groups were expected back without it."""

    campaign: str
    measure: str
    later_than: float
    at_the_latest: float
    expected: tuple[float, ...]


def followed(evidence: Evidence) -> Mapping[str, Sequence[tuple[str, str, Return]]]:
    """Return, for each campaign, the groups that were followed: muscle, measure, and when it was back.

    Parameters
    ----------
    evidence : Evidence
        Any.
    """
    found: dict[str, list[tuple[str, str, Return]]] = {}
    for muscle in dict.fromkeys(row.muscle for row in evidence.observations(phase="recovery")):
        for measure in CLASSES:
            for one in returns(evidence, muscle, measure, _WITHIN):
                if one.exposure.kind.is_modelled and one.seen.muscle == muscle:
                    found.setdefault(one.campaign, []).append((muscle, measure, one))
    return found


def expected(groups: Sequence[tuple[str, str, Return]], rows: Sequence[Row], own: Parameters) -> Iterator[Followed]:
    """Yield the groups of a campaign, with the days expected of them.

    Parameters
    ----------
    groups : sequence
        Those of one campaign: see :func:`followed`.
    rows : sequence of Row
        Of the evidence; they say what a countermeasure in words was read as.
    own : Parameters
        Fitted without the campaign.
    """
    read = {row.arm: row.countermeasures for row in rows}
    for muscle, measure, one in groups:
        done = read.get(f"{one.arm.study_id}/{one.arm.arm_id}", {})
        against = next((name for name, share in done.items() if share == 1.0), None)
        days = tuple(_by(share, (muscle, measure, one), against, own) for share in SHARES)
        yield Followed(one.campaign, measure, one.low, inf if one.high is None else one.high, days)


def _by(share: float, group: tuple[str, str, Return], against: str | None, own: Parameters) -> float:
    """Return the day by which a share of groups is expected back; infinity where the model expects none [days]."""
    muscle, measure, one = group
    try:
        found = estimate_recovery(
            muscle,
            one.exposure,
            measure="strength" if measure == "strength" else "size",
            target="group",
            level=max(abs(2.0 * share - 1.0), 0.01),
            age_years=one.arm.age_mean,
            sex=_sex(one.arm),
            countermeasure=against,
            recovery_condition=_condition(one.arm),
            basis="modelled",
            within_pct=_WITHIN,
            parameters=own,
        )
    except NoEvidenceError:
        return inf
    return found.days if share == 0.5 else found.low if share < 0.5 else found.high  # noqa: PLR2004 - the middle


def _condition(arm: Arm) -> RecoveryCondition:
    for word in RECOVERY_CONDITIONS:
        if word == arm.recovery_condition:
            return word
    return "unknown"


def _sex(arm: Arm) -> Literal["male", "female"] | None:
    return arm.sex if arm.sex in ("male", "female") else None


def days_table(found: Sequence[Followed]) -> str:
    """Return how many groups were back by the days expected, as Markdown.

    Parameters
    ----------
    found : sequence of Followed
        All of them.
    """
    lines = [_HEAD, "| --- |" + " ---: |" * 4]
    for place, share in enumerate(SHARES):
        cells = [
            cell for measure in CLASSES for cell in _cells([one for one in found if one.measure == measure], place)
        ]
        lines.append(f"| {100 * share:.0f} % | {' | '.join(cells)} |")
    counted = ", ".join(
        f"{len(part)} of {measure} in {len({one.campaign for one in part})} campaigns"
        for measure in CLASSES
        if (part := [one for one in found if one.measure == measure])
    )
    return "\n".join(["## Days until it is back", "", *lines, "", f"{counted}.", ""])


def _cells(found: Sequence[Followed], place: int) -> Iterator[str]:
    """Yield the share that was surely back by a day expected, and the share that may have been."""
    campaigns = [one.campaign for one in found]
    surely = np.array([one.at_the_latest <= one.expected[place] for one in found], dtype=float)
    possibly = np.array([one.later_than < one.expected[place] for one in found], dtype=float)
    for back in (surely, possibly):
        yield f"{100 * average(campaigns, back):.0f} %" if found else ""
