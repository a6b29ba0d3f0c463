"""How well somebody else's table is predicted through the public interface: ``uv run python tests/benchmarks/bench_outside.py``.

Of the packaged evidence, areas, volumes and thicknesses of muscles of hip, thigh and lower leg in bed rest, head-down bed
rest and dry immersion become an `Evidence` of their own. Each campaign is left out, the rest fitted, and its rows asked
for with what is printed of the arm; beside them a line in log(days) fitted to the same rows. The table is in
docs/validation.md. Needs the extra `fitting`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

import inactivity as ia
from inactivity.fitting import fit
from inactivity.fitting._scores import average, crps_lognormal, crps_normal

KINDS = {"bed_rest", "head_down_bed_rest", "dry_immersion"}
MEASURES = {"csa", "volume", "thickness"}
REGIONS = {"hip", "thigh", "lower_leg"}
Record = Mapping[str, Any]


class Scored(NamedTuple):
    """A printed mean, and what was expected of it."""

    campaign: str
    measure: str
    day: float
    change_pct: float
    expected: float
    within_80: tuple[float, float]
    within_90: tuple[float, float]


class Table:
    """The rows of the packaged evidence that are asked for, as records."""

    def __init__(self) -> None:
        base = ia.evidence()
        records: Sequence[Sequence[Record]] = base.to_records()
        self._studies, arms, rows, *_ = records
        self.arms: dict[tuple[str, str], Record] = {(one["study_id"], one["arm_id"]): one for one in arms}
        self.campaigns: dict[str, str] = {
            one["study_id"]: one.get("campaign") or one["study_id"] for one in self._studies
        }
        self.rows: list[Record] = [row for row in rows if self._is_asked(row, base)]

    def _is_asked(self, row: Record, base: ia.Evidence) -> bool:
        return (
            row["phase"] == "exposure"
            and row["measure"] in MEASURES
            and row["change_pct"] is not None
            and row["day"] is not None
            and self.arm(row)["exposure_kind"] in KINDS
            and base.muscle(row["muscle"]).region in REGIONS
        )

    def arm(self, row: Record) -> Record:
        """Return the arm of a row."""
        return self.arms[row["study_id"], row["arm_id"]]

    def campaign(self, row: Record) -> str:
        """Return the campaign of a row."""
        return self.campaigns[row["study_id"]]

    def without(self, campaign: str) -> ia.Evidence:
        """Return an evidence of the rows of all other campaigns."""
        rows = [row for row in self.rows if self.campaign(row) != campaign]
        arms = {(row["study_id"], row["arm_id"]): self.arm(row) for row in rows}
        studies = [one for one in self._studies if any(one["study_id"] == study for study, _ in arms)]
        return ia.Evidence.from_records(studies, list(arms.values()), rows, edition="outside")


def scored(table: Table, campaign: str) -> Iterator[Scored]:
    """Fit all but a campaign, and predict its rows."""
    parameters = fit(table.without(campaign), method="fast")
    for row in table.rows:
        if table.campaign(row) != campaign:
            continue
        arm = table.arm(row)
        asked: dict[str, Any] = {"target": "group", "parameters": parameters, "age_years": arm.get("age_mean")}
        if arm.get("sex") in ("male", "female"):
            asked["sex"] = arm["sex"]
        if arm.get("countermeasure") not in (None, "none"):
            asked["countermeasure"] = arm["countermeasure"]
        exposure = ia.Exposure(arm["exposure_kind"], days=max(row["day"], 0.01))
        narrow, wide = (ia.estimate_change(row["muscle"], exposure, level=level, **asked) for level in (0.8, 0.9))
        yield Scored(
            campaign,
            row["measure"],
            row["day"],
            row["change_pct"],
            narrow.change_pct,
            (narrow.low, narrow.high),
            (wide.low, wide.high),
        )


def report(what: str, rows: Sequence[Scored]) -> None:
    """Print errors and coverage, beside those of the line in log(days)."""
    campaigns = [row.campaign for row in rows]
    of = np.array(campaigns)
    change, expected = (np.array([getattr(row, name) for row in rows]) for name in ("change_pct", "expected"))
    mean = np.log1p(expected / 100)
    low, high = np.log1p(np.array([row.within_80 for row in rows]).T / 100)
    scores = {
        "MAE": abs(change - expected),
        "CRPS": crps_lognormal(mean, (high - low) / 2 / ndtri(0.9), change),
    }
    logs = np.log(np.maximum([row.day for row in rows], 0.5))
    terms = np.stack([np.ones(len(rows)), logs], axis=1)
    line, spread = np.empty(len(rows)), np.empty(len(rows))
    for campaign in set(campaigns):
        out = of == campaign
        fitted, *_ = np.linalg.lstsq(terms[~out], change[~out], rcond=None)
        line[out], spread[out] = terms[out] @ fitted, np.std(change[~out] - terms[~out] @ fitted)
    scores |= {"MAE of log(days)": abs(change - line), "CRPS of log(days)": crps_normal(line, spread, change)}
    print(f"\n{what}: {len(rows)} rows, {len(set(campaigns))} campaigns")
    for name, values in scores.items():
        print(f"  {name:20s} {average(campaigns, values):6.2f} campaigns alike  {values.mean():6.2f} rows alike")
    for level in (80, 90):
        bounds = [getattr(row, f"within_{level}") for row in rows]
        held = np.array([low <= value <= high for value, (low, high) in zip(change, bounds, strict=True)], dtype=float)
        print(
            f"  {level} % intervals hold {average(campaigns, held):6.0%} campaigns alike  {held.mean():6.0%} rows alike"
        )


def main() -> None:
    """Leave each campaign out in turn, and print the scores."""
    parser = argparse.ArgumentParser(description="Predict a table through the public interface, campaign by campaign.")
    parser.add_argument("--campaigns", type=int, help="only the first so many (two at least)")
    table = Table()
    names = sorted({table.campaign(row) for row in table.rows})[: parser.parse_args().campaigns]
    found: list[Scored] = []
    longest = 0.0
    for name in names:
        begun = time.perf_counter()
        found += scored(table, name)
        longest = max(longest, time.perf_counter() - begun)
    report("all", found)
    for measure in ("volume", "csa"):
        rows = [row for row in found if row.measure == measure]
        if len({row.campaign for row in rows}) > 1:
            report(measure, rows)
    print(f"\nlongest fit, with its predictions: {longest:.0f} s")


if __name__ == "__main__":
    main()
