"""How good predictions are: mean absolute error, CRPS and coverage, campaigns counting alike; and the baselines."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi, sqrt
from typing import NamedTuple

import attrs
import numpy as np
from scipy.special import ndtr, ndtri

from ._arrays import Array
from ._likelihood import Prediction
from ._rows import Row

_LEAST_DAY = 0.5  # the logarithm of day 0 is not finite [days]
_LEAST_RATIO = 0.02


class Score(NamedTuple):
    """Scores of predictions on a set of rows: errors in percentage points, averaged over campaigns."""

    rows: int
    campaigns: int
    mae: float
    crps: float
    covered_80: float
    covered_90: float
    r2: float


class Baseline(NamedTuple):
    """Errors of a baseline on the same rows, in percentage points, averaged over campaigns."""

    mae: float
    crps: float


@attrs.frozen(eq=False)
class Scored:
    """Rows with a printed mean, and what was predicted of them without their campaign."""

    rows: Sequence[Row]
    prediction: Prediction

    @property
    def change(self) -> Array:
        """The printed changes [%]."""
        return np.array([row.change_pct for row in self.rows], dtype=float)

    @property
    def campaigns(self) -> list[str]:
        """The campaigns of the rows."""
        return [row.campaign for row in self.rows]

    def where(self, chosen: Sequence[bool]) -> Scored:
        """Return some of the rows."""
        kept = np.flatnonzero(chosen)
        part = Prediction(self.prediction.mean[kept], self.prediction.sd[kept])
        return Scored([self.rows[int(place)] for place in kept], part)

    def score(self) -> Score:
        """Return the scores."""
        mean, sd = self.prediction
        change = self.change
        predicted = 100.0 * np.expm1(mean)
        within = {level: np.abs(_log(change) - mean) <= sd * ndtri(0.5 + level / 2.0) for level in (0.8, 0.9)}
        return Score(
            rows=len(self.rows),
            campaigns=len(set(self.campaigns)),
            mae=average(self.campaigns, np.abs(change - predicted)),
            crps=average(self.campaigns, crps_lognormal(mean, sd, change)),
            covered_80=float(within[0.8].mean()),
            covered_90=float(within[0.9].mean()),
            r2=float(1.0 - ((change - predicted) ** 2).sum() / ((change - change.mean()) ** 2).sum()),
        )

    def curve(self, shape: str) -> Baseline | None:
        """Return the errors of a curve of the days alone, fitted to the other campaigns' rows of the same set.

        Parameters
        ----------
        shape : {"log", "rate"}
            A straight line in the logarithm of the days, or a constant rate per day.
        """
        days, change = np.array([row.day for row in self.rows]), self.change
        campaigns = np.array(self.campaigns)
        names = np.unique(campaigns)
        if len(names) < 3:  # noqa: PLR2004 - two campaigns leave one to fit to
            return None
        logs = np.log(np.maximum(days, _LEAST_DAY))
        design = np.stack([np.ones(len(days)), logs], axis=1) if shape == "log" else days[:, None]
        predicted, sd = np.empty(len(days)), np.empty(len(days))
        for name in names:
            out = campaigns == name
            line = np.linalg.lstsq(design[~out], change[~out], rcond=None)[0]
            predicted[out] = design[out] @ line
            sd[out] = np.std(change[~out] - design[~out] @ line)
        return Baseline(
            average(self.campaigns, np.abs(change - predicted)),
            average(self.campaigns, crps_normal(predicted, sd, change)),
        )

    def already_back(self) -> Baseline:
        """Return the errors of "already back": no change, scattered as the changes are around none."""
        change = self.change
        sd = np.full(len(change), sqrt(float(np.mean(change**2))))
        errors = average(self.campaigns, np.abs(change))
        return Baseline(errors, average(self.campaigns, crps_normal(np.zeros(len(change)), sd, change)))

    def still_there(self, ends: Sequence[float]) -> Baseline:
        """Return the errors of "still at the end-of-exposure value", scattered as the changes are around it [%]."""
        change, end = self.change, np.array(ends)
        sd = np.full(len(change), sqrt(float(np.mean((change - end) ** 2))))
        errors = average(self.campaigns, np.abs(change - end))
        return Baseline(errors, average(self.campaigns, crps_normal(end, sd, change)))


def end_values(rows: Sequence[Row]) -> list[float]:
    """Return, for rows in recovery, the value at the end of the exposure [%]; 0 for the others.

    The arm's own last value of the muscle (of the same measure and site, else of the same class), else that of the
    curve of log(days) fitted to the other campaigns.

    Parameters
    ----------
    rows : sequence of Row
        All rows.
    """
    during = [row for row in rows if row.phase == "exposure" and row.change_pct is not None]
    last: dict[tuple[object, ...], Row] = {}
    for row in during:
        for key in _keys(row):
            if key not in last or row.exposure_days >= last[key].exposure_days:
                last[key] = row
    found: list[float] = []
    for row in rows:
        own = next((last[key] for key in _keys(row) if key in last), None)
        if row.phase != "recovery":
            found.append(0.0)
        elif own is not None and own.change_pct is not None:
            found.append(own.change_pct)
        else:
            found.append(_from_curve(row, [other for other in during if other.day_known]))
    return found


def _keys(row: Row) -> tuple[tuple[object, ...], ...]:
    return (row.arm, row.muscle, row.measure, row.site), (row.arm, row.muscle, row.measure_class)


def _from_curve(row: Row, during: Sequence[Row]) -> float:
    others = [o for o in during if o.measure_class == row.measure_class and o.campaign != row.campaign]
    if not others:
        return 0.0
    design = np.array([[1.0, np.log(max(other.exposure_days, _LEAST_DAY))] for other in others])
    line = np.linalg.lstsq(design, np.array([other.change_pct for other in others], dtype=float), rcond=None)[0]
    return float(line @ [1.0, np.log(max(row.exposure_days, _LEAST_DAY))])


def average(campaigns: Sequence[str], values: Array) -> float:
    """Return the mean over campaigns of the means within each: a campaign of many rows counts as one of few."""
    _, place = np.unique(campaigns, return_inverse=True)
    return float(np.mean(np.bincount(place, values) / np.bincount(place)))


def _log(change: Array) -> Array:
    logs: Array = np.log(np.maximum(1.0 + change / 100.0, _LEAST_RATIO))
    return logs


def crps_lognormal(mean: Array, sd: Array, change: Array) -> Array:
    """Return the continuous ranked probability score of lognormal predictions, in percentage points.

    Parameters
    ----------
    mean, sd : array
        Of the log ratio. [-]
    change : array
        What was seen. [%]

    References
    ----------
    Baran and Lerch (2015), Quarterly Journal of the Royal Meteorological Society 141, 2289-2299.
    """
    ratio = 1.0 + change / 100.0
    z = (_log(change) - mean) / sd
    spread = 2.0 * np.exp(mean + sd**2 / 2.0) * (ndtr(z - sd) + ndtr(sd / sqrt(2.0)) - 1.0)
    score: Array = 100.0 * (ratio * (2.0 * ndtr(z) - 1.0) - spread)
    return score


def crps_normal(mean: Array, sd: Array, change: Array) -> Array:
    """Return the continuous ranked probability score of normal predictions, in percentage points.

    Parameters
    ----------
    mean, sd : array
        Of the change. [%]
    change : array
        What was seen. [%]

    References
    ----------
    Gneiting and Raftery (2007), Journal of the American Statistical Association 102, 359-378.
    """
    z = (change - mean) / sd
    density = np.exp(-0.5 * z**2) / sqrt(2.0 * pi)
    score: Array = sd * (z * (2.0 * ndtr(z) - 1.0) + 2.0 * density - 1.0 / sqrt(pi))
    return score
