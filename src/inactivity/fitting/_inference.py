"""Inference: hyperparameters by penalised marginal likelihood, verdicts by expectation propagation, robust errors.

Everything linear is integrated out exactly. What is left (variances, scales, times, shares) is set at the mode of its
posterior (MAP-II); :func:`laplace` gives the curvature there. Verdicts without a number are interval-censored means:
expectation propagation replaces each by a Gaussian pseudo observation. Each row's own error is a Student t: its weight
comes from an EM step between optimisations. No random numbers anywhere.
"""

from __future__ import annotations

from math import pi, sqrt

import attrs
import numpy as np
from scipy import linalg, optimize
from scipy.special import log_ndtr

from ._arrays import Array
from ._likelihood import Model, Pseudo, inverse_of

FREEDOM = 4.0
"""Degrees of freedom of the Student t of each row's own error: an assumption, heavy tails. [-]"""
_SITE_SD = 0.05  # of a verdict before its first update, log units: next to nothing is known of it
_DAMPING = 0.7  # share of the new site; parallel updates would swing without it
_SITE_PRECISIONS = 1e-3, 1e7
_LEAST_CAVITY = 1e-6
_LOG_SD_BOUNDS = -4.0, 2.5  # around the prior
_PSI_BOUND = 4.0  # prior standard deviations
_HESSIAN_STEP = 1e-3
_LEAST_CURVATURE = 1e-2  # where the likelihood is flat, the prior still is not


@attrs.frozen
class Effort:
    """How long to look for the mode.

    Attributes
    ----------
    first : int
        Iterations of the first optimisation.
    rounds : int
        Rounds of verdicts, weights and optimisation.
    iterations : int
        Iterations of the optimisation in each round.
    sweeps : int
        Of expectation propagation in each round.
    """

    first: int = 60
    rounds: int = 2
    iterations: int = 15
    sweeps: int = 3


@attrs.frozen(eq=False)
class Fitted:
    """The mode: hyperparameters, pseudo observations, weights and the loss there."""

    theta: Array
    data: Pseudo
    weights: Array
    loss: float


def infer(model: Model, effort: Effort, start: Fitted | None = None) -> Fitted:
    """Return the mode of the hyperparameters.

    Parameters
    ----------
    model : Model
        Of the rows; its weights are set.
    effort : Effort
        How long to look.
    start : Fitted, optional
        Where to begin, for the same rows: then the first optimisation is left out.
    """
    verdicts = model.verdicts()
    variance = np.zeros(len(model.rows))
    variance[verdicts] = _SITE_SD**2
    if start is None:
        data = Pseudo(model.responses(), variance)
        theta, loss = _optimised(model, model.prior, data, effort.first)
    else:
        theta, data, loss = start.theta.copy(), start.data, start.loss
        model.design.weights = start.weights.copy()
    for _ in range(effort.rounds):
        data = propagated(model, theta, data, effort.sweeps)
        model.design.weights = _robust(model, theta, data)
        theta, loss = _optimised(model, theta, data, effort.iterations)
    return Fitted(theta, propagated(model, theta, data, 1), model.design.weights, loss)


def _optimised(model: Model, theta: Array, data: Pseudo, iterations: int) -> tuple[Array, float]:
    log_sds, psi = model.split(model.prior)
    of_psi = model.split(model.prior_sd)[1]
    low = np.concatenate([log_sds + _LOG_SD_BOUNDS[0], psi - _PSI_BOUND * of_psi])
    high = np.concatenate([log_sds + _LOG_SD_BOUNDS[1], psi + _PSI_BOUND * of_psi])
    found = optimize.minimize(
        model.loss,
        theta,
        args=(data,),
        jac=True,
        method="L-BFGS-B",
        bounds=optimize.Bounds(low, high),
        options={"maxiter": iterations, "ftol": 1e-6, "gtol": 1e-2, "maxcor": 25},
    )
    return np.asarray(found.x), float(found.fun)


def propagated(model: Model, theta: Array, data: Pseudo, sweeps: int) -> Pseudo:
    """Return the pseudo observations after some sweeps of expectation propagation over the verdicts.

    Parameters
    ----------
    model : Model
        Of the rows.
    theta : array
        Hyperparameters.
    data : Pseudo
        Before.
    sweeps : int
        How many, all verdicts at once.
    """
    asked = model.verdicts()
    if not len(asked):
        return data
    response, variance = data.response.copy(), data.variance.copy()
    bounds = np.array([model.rows[int(place)].verdict for place in asked], dtype=float) * model.errors[asked, None]
    for _ in range(sweeps):
        factor = linalg.cholesky(model.covariance(theta, variance).matrix, lower=True, check_finite=False)
        solved = linalg.cho_solve((factor, True), response)
        precision = np.diag(inverse_of(factor))[asked]
        # The mean as the other rows see it, without its own site.
        cavity_mean = response[asked] - solved[asked] / precision
        cavity = np.maximum(1.0 / precision - variance[asked], _LEAST_CAVITY)
        mean, squared = _truncated(cavity_mean, np.sqrt(cavity), bounds[:, 0], bounds[:, 1])
        tau, nu = 1.0 / squared - 1.0 / cavity, mean / squared - cavity_mean / cavity
        tau = np.clip(_DAMPING * tau + (1.0 - _DAMPING) / variance[asked], *_SITE_PRECISIONS)
        nu = _DAMPING * nu + (1.0 - _DAMPING) * response[asked] / variance[asked]
        variance[asked], response[asked] = 1.0 / tau, nu / tau
    return Pseudo(response, variance)


def _truncated(mean: Array, sd: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """Return means and variances of normal distributions cut to intervals."""
    below, above = (low - mean) / sd, (high - mean) / sd
    flipped = below > 0.0  # far right tails are worked out as left ones, where the logarithms are exact
    left = np.maximum(np.where(flipped, -above, below), -38.0)
    right = np.maximum(np.where(flipped, -below, above), -37.9)
    log_right = log_ndtr(right)
    log_mass = log_right + np.log1p(-np.exp(np.minimum(log_ndtr(left) - log_right, -1e-12)))
    at_left = np.exp(-0.5 * left**2 - log_mass) / sqrt(2.0 * pi)
    at_right = np.exp(-0.5 * right**2 - log_mass) / sqrt(2.0 * pi)
    shift = at_left - at_right
    squared = np.clip(1.0 + left * at_left - right * at_right - shift**2, 1e-4, 0.9999)
    return mean + sd * np.where(flipped, -shift, shift), sd**2 * squared


def _robust(model: Model, theta: Array, data: Pseudo) -> Array:
    """Return the weights of the rows' own errors: one EM step of the Student t, from their posterior residuals."""
    matrix, courses, variances = model.covariance(theta, data.variance)
    own = model.error_variances(courses, variances)
    factor = linalg.cholesky(matrix, lower=True, overwrite_a=True, check_finite=False)
    residual = own * linalg.cho_solve((factor, True), data.response)
    squared = residual**2 + own - own**2 * np.diag(inverse_of(factor))
    weights = (FREEDOM + 1.0) / (FREEDOM + squared / (own * model.design.weights))
    weights[data.variance > 0.0] = 1.0  # a verdict has no outliers
    return weights


def laplace(model: Model, fitted: Fitted) -> Array:
    """Return the covariance of the scales, times and shares: the inverse curvature of the loss at the mode.

    Standard deviations of the terms, pseudo observations and weights are held fixed, so it is a little small.

    Parameters
    ----------
    model : Model
        With the weights of the fit.
    fitted : Fitted
        The mode.
    """
    skipped = len(model.terms)
    many = len(fitted.theta) - skipped
    base = model.loss(fitted.theta, fitted.data)[1][skipped:]
    curvature = np.zeros((many, many))
    for place in range(many):
        step = np.zeros(len(fitted.theta))
        step[skipped + place] = _HESSIAN_STEP
        moved = model.loss(fitted.theta + step, fitted.data)[1][skipped:]
        curvature[place] = (moved - base) / _HESSIAN_STEP
    values, vectors = np.linalg.eigh((curvature + curvature.T) / 2.0)
    covariance: Array = (vectors / np.maximum(values, _LEAST_CURVATURE)) @ vectors.T
    return covariance
