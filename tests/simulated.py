"""Evidence simulated from known parameters: the truth is drawn from the priors of the model, then observed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

import inactivity as ia
from inactivity.fitting._arrays import Array
from inactivity.fitting._assemble import _asked
from inactivity.fitting._design import PLACE, Design
from inactivity.fitting._encoding import Encoding
from inactivity.fitting._factors import Anatomy
from inactivity.fitting._likelihood import Model
from inactivity.fitting._rows import rows_of
from inactivity.fitting._spread import fit_spread

MUSCLES = ("soleus", "gastrocnemius_medialis", "vastus_lateralis", "biceps_femoris_long_head")
DAYS = (14.0, 30.0, 60.0)


class Simulated(NamedTuple):
    """Evidence, and the true log ratios of its muscles after the days."""

    evidence: ia.Evidence
    truth: Mapping[tuple[str, float], float]


def _records(campaigns: int) -> tuple[list[dict[str, Any]], ...]:
    studies: list[dict[str, Any]] = []
    arms: list[dict[str, Any]] = []
    observations: list[dict[str, Any]] = []
    for number in range(campaigns):
        study = f"sim{number}"
        studies.append({"study_id": study, "campaign": study, "doi": f"10.1000/{study}"})
        arm: dict[str, Any] = {"study_id": study, "arm_id": "a", "exposure_kind": "bed_rest", "exposure_days": 60}
        arms.append(arm | {"countermeasure": "none", "n": 10, "sex": "male", "age_mean": 30.0})
        for place, muscle in enumerate(MUSCLES):
            for day in DAYS[: 2 + (number + place) % 2]:
                row: dict[str, Any] = {
                    "study_id": study,
                    "arm_id": "a",
                    "muscle": muscle,
                    "measure": "volume",
                    "phase": "exposure",
                }
                row |= {"day": day, "change_pct": -1.0, "spread": 4.0, "spread_kind": "sd", "spread_of": "change"}
                row |= {"locator": "simulated", "derivation": "printed", "confidence": "high", "source": "table_page"}
                observations.append(row)
    return studies, arms, observations


def simulated(seed: int, campaigns: int = 12) -> Simulated:
    random = np.random.default_rng(seed)
    records = _records(campaigns)
    empty = ia.Evidence.from_records(*records)
    rows, anatomy = rows_of(empty), Anatomy(empty)
    encoding = Encoding(rows, anatomy)
    model = Model(encoding, fit_spread(rows).standard_errors(rows))
    log_sds, psi = (part.copy() for part in model.split(model.prior))
    log_sds += random.normal(0, 0.3, len(log_sds))
    psi[PLACE["log_tau_slow"]] += random.normal(0, 0.3)
    asked = [
        _asked(muscle=muscle, exposure_days=day, kind="bed_rest", share_of_women=0.0, age=30.0, condition="unknown")
        for muscle in MUSCLES
        for day in DAYS
    ]
    ours, theirs = (Design(some, np.zeros(len(some)), anatomy).courses(psi) for some in (rows, asked))
    seen, true = np.zeros(len(rows)), np.zeros(len(asked))
    for place, term in enumerate(encoding.terms):
        features = encoding.features[place]
        if features is None:
            continue
        effects = random.normal(0, np.exp(log_sds[place]), features.shape[1])
        if term.name == "mean":
            effects[:] = -0.3  # a loss
        seen += ours[term.course] * (features @ effects)
        true += theirs[term.course] * (encoding.question(place, asked)[0] @ effects)
    seen += _local(model, np.concatenate([log_sds, psi]), random)
    for row, log_ratio in zip(records[2], seen, strict=True):
        row["change_pct"] = float(100 * np.expm1(log_ratio))
    keys = [(row.muscle, row.exposure_days) for row in asked]
    return Simulated(ia.Evidence.from_records(*records), dict(zip(keys, true.tolist(), strict=True)))


def _local(model: Model, theta: Array, random: np.random.Generator) -> Array:
    """Draw what campaigns, arms and errors add."""
    alone = theta.copy()
    for place, term in enumerate(model.terms):
        if not term.local:
            alone[place] = -20.0
    root = np.linalg.cholesky(model.covariance(alone).matrix)
    drawn: Array = root @ random.normal(size=len(root))
    return drawn
