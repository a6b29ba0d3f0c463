"""`Row`: an observation as the fit reads it. Every decision of coding is in this file, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log1p, sqrt
from statistics import median
from typing import Literal, TypeAlias

import attrs

from ..evidence import Arm, Evidence, Observation
from ..exposure import ExposureKind
from ..kinetics._features import REFERENCE_MEASURES, SHARE_OF_WOMEN, Mixture

MeasureClass: TypeAlias = Literal["size", "strength"]

DAYS_UNKNOWN = 28.0
"""Length of an exposure no arm of whose kind says its length: an assumption, four weeks. [days]"""
LANDING_DAYS = 4.0
"""Scans up to here after a spaceflight measure the flight: crews are scanned when they can be. [days]"""
LONG_FLIGHT_DAYS = 30.0
"""Assumption: flights from here on were flown with exercise, where nothing is said of it. [days]"""
POOLED = 0.5
"""Assumption: half of a pooled arm had the countermeasure, where no share is said. [-]"""
POOLED_GRAVITY = 0.6
"""Two of three arms pooled had artificial gravity, with fewer people in the third. [-]"""
LOST_AT_MOST = -95.0
"""Changes below are read as this: the logarithm of nothing is not finite. [%]"""
CERTAIN = 1.96
"""A printed verdict of significance speaks of this many standard errors. [-]"""
FAR = 40.0
"""Stands for infinity, in standard errors."""
_SDS = 0.3, 40.0  # a spread outside is a misprint or another unit [%]
_CI95, _IQR = 3.92, 1.349  # widths of the intervals of a normal distribution, in standard deviations
_VERDICTS = {
    "returned_to_baseline": (-CERTAIN, CERTAIN),
    "unchanged": (-CERTAIN, CERTAIN),
    "still_below_baseline": (-FAR, -CERTAIN),
    "above_baseline": (CERTAIN, FAR),
}


@attrs.frozen(kw_only=True, eq=False)
class Row:
    """One observation, or one question: what is known of it, and what was seen.

    Attributes
    ----------
    study, campaign : str
        Whose it is.
    arm : str
        The arm, unique over studies.
    muscle : str
        Its id.
    site : str or None
        Level, side or test condition.
    measure, measure_class : str
        "csa", "size" ...
    phase : str
        "exposure" or "recovery".
    exposure_days, recovery_days : float
        How long before it was measured. [days]
    day : float
        As printed. [days]
    day_known : bool
        Whether a day is printed; else the end of the exposure stands for it.
    kind : str
        Exposure kind.
    countermeasures : mapping
        Against the loss, with their shares.
    condition : str
        What was done after the exposure.
    n, share_of_women, age : float or None
        People measured, share of women [-], mean age [years].
    patients : bool
        Whether they are.
    change_pct : float or None
        Mean change. [%]
    response : float or None
        Its log ratio. [-]
    sd : float or None
        Printed standard deviation of the changes of people. [%]
    verdict : tuple of float or None
        Where a mean without a number lies, in standard errors.
    doubtful : bool
        Read with low confidence, or a median.
    """

    study: str = ""
    campaign: str = ""
    arm: str = ""
    muscle: str
    site: str | None = None
    measure: str
    measure_class: MeasureClass
    phase: str = "exposure"
    exposure_days: float = 0.0
    recovery_days: float = 0.0
    day: float = 0.0
    day_known: bool = True
    kind: str
    countermeasures: Mixture = attrs.field(factory=dict[str, float])
    condition: str = "unknown"
    n: float | None = None
    share_of_women: float | None = None
    age: float | None = None
    patients: bool = False
    change_pct: float | None = None
    response: float | None = None
    sd: float | None = None
    verdict: tuple[float, float] | None = None
    doubtful: bool = False

    @property
    def strength(self) -> float:
        """1 for strength, 0 for size [-]."""
        return float(self.measure_class == "strength")


def rows_of(evidence: Evidence) -> tuple[Row, ...]:
    """Return what of the evidence can be fitted: a mean with its day, or a verdict on a recovery day.

    Parameters
    ----------
    evidence : Evidence
        Any; measures of other classes than size and strength are left out.
    """
    usual = _usual_days(evidence)
    campaigns = {study.study_id: study.campaign for study in evidence.studies()}
    found = (
        _row(observation, evidence.arm(observation.study_id, observation.arm_id), campaigns, usual)
        for observation in evidence.observations()
    )
    return tuple(row for row in found if row is not None)


def answered_measures(rows: Sequence[Row]) -> tuple[str, str]:
    """Return the measures of size and strength that answers are about.

    Muscle volume and isometric strength; where nobody printed these, what was printed most: else nothing would hold
    their scale but its prior.

    Parameters
    ----------
    rows : sequence of Row
        All that are fitted.
    """

    def answered(of: MeasureClass) -> str:
        counted = Counter(row.measure for row in rows if row.measure_class == of and row.response is not None)
        usual = REFERENCE_MEASURES[of]
        return usual if usual in counted or not counted else min(counted, key=lambda name: (-counted[name], name))

    return answered("size"), answered("strength")


def _usual_days(evidence: Evidence) -> Mapping[str, float]:
    known: dict[str, list[float]] = {}
    for arm in evidence.arms():
        if arm.exposure_days is not None:
            known.setdefault(arm.exposure_kind, []).append(arm.exposure_days)
    return {kind: median(days) for kind, days in known.items()}


def _row(seen: Observation, arm: Arm, campaigns: Mapping[str, str], usual: Mapping[str, float]) -> Row | None:
    measure_class = seen.measure_class
    in_exposure = seen.phase == "exposure"
    verdict = _VERDICTS.get(seen.outcome or "") if seen.change_pct is None and not in_exposure else None
    if measure_class == "other" or (seen.day is None and not in_exposure):
        return None
    if seen.change_pct is None and verdict is None:
        return None
    whole = arm.exposure_days or usual.get(arm.exposure_kind, DAYS_UNKNOWN)
    day = whole if seen.day is None else seen.day
    after = 0.0 if in_exposure else day
    if arm.exposure_kind is ExposureKind.SPACEFLIGHT and after <= LANDING_DAYS:
        after = 0.0
    n = seen.n or arm.n
    change = seen.change_pct
    return Row(
        study=seen.study_id,
        campaign=campaigns[seen.study_id],
        arm=f"{seen.study_id}/{seen.arm_id}",
        muscle=seen.muscle,
        site=seen.site,
        measure=seen.measure,
        measure_class=measure_class,
        phase=seen.phase,
        exposure_days=day if in_exposure else whole,
        recovery_days=after,
        day=day,
        day_known=seen.day is not None,
        kind=arm.exposure_kind.value,
        countermeasures=_countermeasures(arm),
        condition=arm.recovery_condition,
        n=None if n is None else float(n),
        share_of_women=_share_of_women(arm),
        age=arm.age_mean,
        patients=arm.population == "patients",
        change_pct=change,
        response=None if change is None else log1p(max(change, LOST_AT_MOST) / 100.0),
        sd=_printed_sd(seen, n),
        verdict=verdict,
        doubtful=seen.confidence == "low" or "median" in (seen.note or "").lower(),
    )


def _share_of_women(arm: Arm) -> float | None:
    if arm.sex in SHARE_OF_WOMEN:
        return SHARE_OF_WOMEN[arm.sex]
    return arm.n_female / arm.n if arm.n_female is not None and arm.n else None


def _printed_sd(seen: Observation, n: int | None) -> float | None:
    """Return the standard deviation of the change over people, where something printed gives it [%]."""
    if seen.spread_of != "change" or not n or seen.change_pct is None:
        return None
    found = None
    if seen.spread_kind == "sd" and seen.spread:
        found = seen.spread
    elif seen.spread_kind == "se" and seen.spread:
        found = seen.spread * sqrt(n)
    elif seen.change_low is not None and seen.change_high is not None:
        width = seen.change_high - seen.change_low
        found = {"ci95": width / _CI95 * sqrt(n), "iqr": width / _IQR}.get(seen.spread_kind or "")
    least, most = _SDS
    return found if found is not None and least < found < most else None


def _countermeasures(arm: Arm) -> Mixture:
    """Return what was done against the loss, with shares: "other" is resolved from its words."""
    word, detail = arm.countermeasure, (arm.countermeasure_detail or "").lower()
    if word is None or word == "none":
        return {}
    if word != "other":
        return {word: 1.0}
    long = arm.exposure_kind is ExposureKind.SPACEFLIGHT and (arm.exposure_days or 0.0) >= LONG_FLIGHT_DAYS
    readings: tuple[tuple[bool, Mixture], ...] = (
        ("hypoxi" in detail or "re-used" in detail, {}),  # thin air, or a suit worn again: nothing against the loss
        ("in-flight exercise" in detail or long, {"in_flight_exercise": 1.0}),
        (arm.exposure_kind is ExposureKind.SPACEFLIGHT, {}),
        ("artificial" in detail or "overlaps sr" in detail, {"artificial_gravity": POOLED_GRAVITY}),
        (_says(detail, "trained", "resistive", "exercise bed-rest arms"), {"resistance_exercise": POOLED}),
        (_says(detail, "pooled", "cross-over", "no arm", "repeated strength tests"), {"other": POOLED}),
        (True, {"other": 1.0}),
    )
    return next(mixture for holds, mixture in readings if holds)


def _says(detail: str, *words: str) -> bool:
    return any(word in detail for word in words)
