"""Scales, times and shares: their priors, and the time courses of a set of rows under given values of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from ..kinetics._course import REST, Rates, State, bases, expose, recover, share_of
from ..kinetics._features import (
    AGE_UNKNOWN,
    SHARE_OF_WOMEN_UNKNOWN,
    Features,
    heterogeneity_features,
    loss_time_features,
    muscle_time_features,
    recovery_time_features,
    scale_features,
)
from ._arrays import Array
from ._factors import Anatomy
from ._rows import Row

Kinetics: TypeAlias = Literal["two", "single", "log"]
"""Two components (chosen), a single exponential, or the logarithm of time (loss only)."""
Courses: TypeAlias = dict[str, Array]

_LOG_DAYS = 60.0  # the logarithm of time is 1 here, as far as the longest campaigns went [days]
DOUBTFUL = 2.0
"""Assumption: the own error of a row read with low confidence, or of a median, is twice as large. [-]"""


class Prior(NamedTuple):
    """A Gaussian prior; the fit starts at its mean."""

    name: str
    mean: float
    sd: float


# All priors are judgement, on the scale of logarithms (times, scales) or logits (shares). They are wide enough to be
# overruled by the packaged evidence and keep a fit of few studies near what disuse is known to do.
TIMES: tuple[Prior, ...] = (
    Prior("log_tau_fast", log(5.0), 0.4),
    Prior("log_tau_slow", log(60.0), 0.4),
    Prior("log_tau_fast_rec", log(3.0), 0.4),
    Prior("log_tau_slow_rec", log(18.0), 0.4),
    Prior("logit_fast", -2.0, 0.7),
    Prior("fast_strength", 0.5, 0.7),
    Prior("logit_rebound", -0.8, 0.7),
    Prior("rebound_strength", 0.0, 0.7),
    *(
        Prior(f"tau_{name}", 0.0, 0.3)
        for name in ("strength", "immobilised", "limb_suspension", "icu_stay", "spaceflight", "hospital_stay")
    ),
    Prior("rec_strength", 0.0, 0.7),
    *(
        Prior(f"rec_{name}", 0.0, 0.4)
        for name in (
            *("supervised", "rehabilitation", "reambulation", "immobilised", "spaceflight", "exercise"),
            *("knee_extensor", "knee_flexor", "plantar_flexor", "dorsiflexor", "trunk_extensor", "trunk_flexor"),
            *("hip", "arm"),
        )
    ),
)
SCALES: tuple[Prior, ...] = (
    Prior("strength", 0.5, 0.4),
    Prior("share", 0.0, 0.15),
    Prior("age", 0.0, 0.1),
    Prior("patients", 0.0, 0.2),
    Prior("m_csa", 0.0, 0.2),
    Prior("m_thickness", 0.0, 0.2),
    Prior("m_lean_mass", -0.4, 0.2),  # contains skin, water and organs, which do not shrink
    Prior("m_fibre_csa", 0.5, 0.2),
    *(
        Prior(f"m_{name}", 0.0, 0.2)
        for name in ("strength_isometric", "strength_isokinetic", "strength_1rm", "strength_unspecified", "power")
    ),
    *(Prior(f"k_{name}", 0.0, 0.35) for name in ("immobilised", "limb_suspension", "spaceflight")),
    Prior("k_icu_stay", 0.5, 0.35),
    *(
        Prior(f"k_{name}", 0.0, 0.35)
        for name in (
            *("hospital_stay", "step_reduction", "detraining", "surgery", "dry_immersion", "head_down_bed_rest"),
            *("limb_cast", "other"),
        )
    ),
    Prior("c_exercise", -0.3, 0.25),
    *(Prior(f"c_{name}", 0.0, 0.25) for name in ("artificial_gravity", "nutrition", "other")),
    Prior("h_strength", 0.5, 0.3),
    *(
        Prior(f"h_{name}", 0.0, 0.5)
        for name in ("icu_stay", "surgery", "limb_suspension", "immobilised", "spaceflight", "detraining")
    ),
)
PRIORS = TIMES + SCALES
PSI = tuple(prior.name for prior in PRIORS)
PLACE = {name: place for place, name in enumerate(PSI)}

MEAN_COURSES = ("common", "fast", "level")
BETWEEN_COURSES = ("between_common", "between_fast", "between_level", "between_speed")


def features_of_scale(row: Row) -> Features:
    """Return what scales the expected change of a row; unknown sex and age stand for the usual ones."""
    return scale_features(
        row.measure,
        row.kind,
        row.countermeasures,
        share=SHARE_OF_WOMEN_UNKNOWN if row.share_of_women is None else row.share_of_women,
        age=AGE_UNKNOWN if row.age is None else row.age,
        patients=float(row.patients),
    )


def matrix(rows: Sequence[Row], features: Callable[[Row], Features]) -> Array:
    """Return features of rows as a matrix with a column for each parameter of :data:`PSI`."""
    found = np.zeros((len(rows), len(PSI)))
    for number, row in enumerate(rows):
        for name, weight in features(row).items():
            if name in PLACE:  # what has no parameter is the reference
                found[number, PLACE[name]] += weight
    return found


class Design:
    """Rows as arrays, without their results; gives the courses that the terms multiply.

    Parameters
    ----------
    rows : sequence of Row
        The rows.
    errors : array
        Standard errors of their means. [-]
    anatomy : Anatomy
        For functions and regions.
    kinetics : str
        The shape in time.
    """

    def __init__(self, rows: Sequence[Row], errors: Array, anatomy: Anatomy, kinetics: Kinetics = "two") -> None:
        self.kinetics: Kinetics = kinetics
        self.errors = errors
        self.days = np.array([row.exposure_days for row in rows])
        self.after = np.array([row.recovery_days for row in rows])
        self.strength = np.array([row.strength for row in rows])
        self.weights = np.ones(len(rows))  # of robust errors: small for outliers
        self._doubt = np.array([DOUBTFUL if row.doubtful else 1.0 for row in rows])
        self.scale = matrix(rows, features_of_scale)
        self.between = matrix(rows, lambda row: heterogeneity_features(row.measure, row.kind))
        self._loss_time = matrix(rows, lambda row: loss_time_features(row.strength, row.kind))
        self._recovery_time = matrix(
            rows,
            lambda row: (
                muscle_time_features(anatomy.functions(row.muscle), anatomy.regions(row.muscle))
                | recovery_time_features(row.strength, row.kind, row.condition, row.countermeasures)
            ),
        )

    def rates(self, psi: Array) -> Rates:
        """Return the times and shares of the rows."""

        def value(name: str) -> float:
            return float(psi[PLACE[name]])

        two = self.kinetics == "two"
        return Rates(
            fast_loss=np.exp(value("log_tau_fast")),
            slow_loss=np.exp(value("log_tau_slow") + self._loss_time @ psi),
            fast_recovery=np.exp(value("log_tau_fast_rec")),
            slow_recovery=np.exp(value("log_tau_slow_rec") + self._recovery_time @ psi),
            fast_share=share_of(value("logit_fast") + value("fast_strength") * self.strength, np.exp) if two else 0.0,
            rebound=share_of(value("logit_rebound") + value("rebound_strength") * self.strength, np.exp)
            if two
            else 0.0,
        )

    def courses(self, psi: Array) -> Courses:
        """Return every course under these scales, times and shares."""
        rates = self.rates(psi)
        if self.kinetics == "log":
            grown = np.log1p(self.days / rates.fast_loss) / np.log1p(_LOG_DAYS / rates.fast_loss)
            state = State(0.0, grown, grown, 0.0, 0.0, 0.0)
        else:
            state = recover(expose(REST, self.days, rates, np.exp), self.after, rates, np.exp)
        common, fast, level, speed = bases(state, rates)
        scale, between = np.exp(self.scale @ psi), np.exp(self.between @ psi)
        own = self._doubt / np.sqrt(self.weights)
        return {
            "common": scale * common,
            "fast": scale * fast,
            "level": scale * level,
            "between_common": between * common,
            "between_fast": between * fast,
            "between_level": between * level,
            "between_speed": between * speed,
            "one": np.ones(len(self.days)),
            "sampling": self.errors,
            "own_sampling": self.errors * own,
            "own_size": (1.0 - self.strength) * own,
            "own_strength": self.strength * own,
        }
