"""How well the scale of a response is known: the curvature of the likelihood, carried over to the answers.

A change of a time or a scale moves an answer twice: directly, and because the effects, fitted with it, move against it.
Both count: the derivative is that of the posterior mean of the response of an unknown muscle to a month of exposure.
Without the second part intervals would be twice as wide as the errors they are for (simulated evidence shows it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import linalg

from ..exposure import ExposureKind
from ..kinetics._features import AGE_UNKNOWN, SHARE_OF_WOMEN_UNKNOWN
from ..kinetics._parameters import CLASSES, GRAND
from ._arrays import Array
from ._design import MEAN_COURSES, PLACE, PSI, Design
from ._inference import Fitted
from ._likelihood import Model
from ._rows import Row, answered_measures

_SCALE_DAYS = 30.0  # the days the evidence has most of [days]
_STEP = 1e-3
_LEAST_RESPONSE = 0.02  # log units: a response near nothing has no scale to speak of


def scale_columns(model: Model, fitted: Fitted, psi_covariance: Array) -> tuple[Sequence[Array], Sequence[float]]:
    """Return how well scales are known, for each kind and class, and the share of patients in each kind.

    Parameters
    ----------
    model : Model
        Of all rows.
    fitted : Fitted
        The mode.
    psi_covariance : array
        Of the scales, times and shares.

    Returns
    -------
    columns : sequence of array
        Variances of the logarithms of the scales, and their covariances with the effects of the share of women and of
        age, with a row for each kind and class. [-]
    patients : sequence of float
        For each kind. [-]
    """
    patients = [
        float(np.mean([float(row.patients) for row in model.rows if row.kind == kind.value] or [0.0]))
        for kind in ExposureKind
    ]
    measures = answered_measures(model.rows)
    asked = [_asked(kind, place, measures) for kind in ExposureKind for place in range(len(CLASSES))]
    design = Design(asked, np.ones(len(asked)), model.encoding.anatomy, model.design.kinetics)
    across = _across(model, fitted, asked)
    base = _means(model, fitted, fitted.theta, design, across)
    scale = np.maximum(np.abs(base), _LEAST_RESPONSE)
    slope = np.zeros((len(asked), len(PSI)))
    skipped = len(model.terms)
    for place in range(len(PSI)):
        theta = fitted.theta.copy()
        theta[skipped + place] += _STEP
        slope[:, place] = (_means(model, fitted, theta, design, across) - base) / _STEP / scale
    slope[:, PLACE["patients"]] += np.repeat(patients, len(CLASSES))
    known = slope @ psi_covariance
    return ((known * slope).sum(axis=1), known[:, PLACE["share"]], known[:, PLACE["age"]]), patients


def _asked(kind: ExposureKind, place: int, measures: Sequence[str]) -> Row:
    return Row(
        muscle=GRAND,
        measure=measures[place],
        measure_class=CLASSES[place],
        kind=kind.value,
        exposure_days=_SCALE_DAYS,
        share_of_women=SHARE_OF_WOMEN_UNKNOWN,
        age=AGE_UNKNOWN,
    )


def _across(model: Model, fitted: Fitted, asked: Sequence[Row]) -> Mapping[str, Array]:
    """Return the covariances of the effects asked about with those of the rows, for each course."""
    variances = np.exp(2.0 * model.split(fitted.theta)[0])
    found = {course: np.zeros((len(asked), len(model.rows))) for course in MEAN_COURSES}
    for number, term in enumerate(model.terms):
        features = model.encoding.features[number]
        if features is not None:
            known = model.encoding.question(number, asked)[0]
            found[term.course] += variances[number] * (known @ features[model.used].T)
    return found


def _means(model: Model, fitted: Fitted, theta: Array, design: Design, across: Mapping[str, Array]) -> Array:
    """Return the posterior means of the log ratios asked about, under these scales, times and shares."""
    matrix, courses, _ = model.covariance(theta, fitted.data.variance)
    factor = linalg.cholesky(matrix, lower=True, overwrite_a=True, check_finite=False)
    solved = linalg.cho_solve((factor, True), fitted.data.response, check_finite=False)
    theirs = design.courses(model.split(theta)[1])
    means: Array = np.sum([theirs[name] * (across[name] @ (courses[name] * solved)) for name in MEAN_COURSES], axis=0)
    return means
