"""`Model`: the covariance of the observed changes, its marginal likelihood with gradients, and predictions."""

from __future__ import annotations

from typing import NamedTuple

import attrs
import numpy as np
from scipy import linalg

from ._arrays import Array, Indices
from ._design import BETWEEN_COURSES, MEAN_COURSES, PRIORS, SCALES, TIMES, Courses, Design, Kinetics
from ._encoding import Encoding

LOG_SD_PRIOR = 0.8
"""Prior: standard deviation of the logarithm of a standard deviation around that of its term. [-]"""
_JITTER = 1e-8  # variance that keeps the covariance of equal rows positive definite
_STEP = 1e-5  # of the differences that stand for derivatives by times and shares
_FAILED = 1e10  # stands for a covariance that is not positive definite: the line search turns back
_COURSES_WITH_RATES = MEAN_COURSES + BETWEEN_COURSES


class Covariance(NamedTuple):
    """The covariance of the rows, the courses it was made with, and the variances of the terms."""

    matrix: Array
    courses: Courses
    variances: Array


class Prediction(NamedTuple):
    """Mean and standard deviation of the log ratio of rows [-]."""

    mean: Array
    sd: Array


@attrs.frozen(eq=False)
class Pseudo:
    """Log ratios with the variances added to them: none for a printed mean, those of its site for a verdict."""

    response: Array
    variance: Array


class Model:
    """A Gaussian model of the rows of an encoding, or of some of them, given variances, scales, times and shares.

    Parameters
    ----------
    encoding : Encoding
        The patterns of its terms.
    errors : array
        Standard errors of the means of the rows used. [-]
    used : array of int, optional
        Which rows; all if left out.
    kinetics : str
        The shape in time.
    """

    def __init__(
        self, encoding: Encoding, errors: Array, used: Indices | None = None, kinetics: Kinetics = "two"
    ) -> None:
        self.encoding, self.terms, self.errors = encoding, encoding.terms, errors
        many = len(encoding.rows)
        self.used = np.arange(many) if used is None else used
        self.rows = [encoding.rows[int(number)] for number in self.used]
        self.design = Design(self.rows, errors, encoding.anatomy, kinetics)
        place = np.full(many, -1, dtype=np.intp)
        place[self.used] = np.arange(len(self.used))
        kept = (place[encoding.first] >= 0) & (place[encoding.second] >= 0)
        self._first, self._second = place[encoding.first[kept]], place[encoding.second[kept]]
        self._patterns: list[Array | None] = []
        for term, pattern in zip(self.terms, encoding.patterns, strict=True):
            if pattern is None or used is None:
                self._patterns.append(pattern)
            else:
                self._patterns.append(pattern[kept] if term.local else pattern[np.ix_(used, used)])
        self.prior = np.concatenate([np.log([term.sd for term in self.terms]), [prior.mean for prior in PRIORS]])
        spread = [LOG_SD_PRIOR] * len(self.terms), [prior.sd for prior in PRIORS]
        self.prior_sd = np.concatenate(spread)

    def split(self, theta: Array) -> tuple[Array, Array]:
        """Return the logarithms of the standard deviations of the terms, and the scales, times and shares."""
        many = len(self.terms)
        return theta[:many], theta[many:]

    # ---------------------------------------------------------------- the likelihood

    def covariance(self, theta: Array, added: Array | None = None) -> Covariance:
        """Return the covariance of the rows, with `added` variances on its diagonal [-]."""
        log_sds, psi = self.split(theta)
        courses, variances = self.design.courses(psi), np.exp(2.0 * log_sds)
        many = len(self.rows)
        total = np.zeros((many, many))
        local, diagonal = np.zeros(len(self._first)), np.full(many, _JITTER)
        shared: dict[str, Array] = {}
        for term, pattern, variance in zip(self.terms, self._patterns, variances, strict=True):
            course = courses[term.course]
            if pattern is None:
                diagonal += variance * course**2
            elif term.local:
                local += variance * course[self._first] * course[self._second] * pattern
            elif term.course in shared:
                shared[term.course] += variance * pattern
            else:
                shared[term.course] = variance * pattern
        for name, pattern in shared.items():
            pattern *= courses[name][:, None]  # noqa: PLW2901 - in place: these are the largest arrays of the fit
            pattern *= courses[name][None, :]  # noqa: PLW2901 - as above
            total += pattern
        total[self._first, self._second] += local
        total[np.diag_indices(many)] += diagonal if added is None else diagonal + added
        return Covariance(total, courses, variances)

    def loss(self, theta: Array, data: Pseudo) -> tuple[float, Array]:
        """Return the negative log posterior of the hyperparameters, up to a constant, and its gradient."""
        psi = self.split(theta)[1]
        matrix, courses, variances = self.covariance(theta, data.variance)
        try:
            factor = linalg.cholesky(matrix, lower=True, overwrite_a=True, check_finite=False)
        except linalg.LinAlgError:
            return _FAILED, np.zeros_like(theta)
        solved = linalg.cho_solve((factor, True), data.response, check_finite=False)
        from_prior = (theta - self.prior) / self.prior_sd
        value = 0.5 * data.response @ solved + np.log(np.diag(factor)).sum() + 0.5 * from_prior @ from_prior
        # Half the derivative by the covariance: K^-1 - K^-1 y y' K^-1.
        slope = inverse_of(factor)
        slope -= np.outer(solved, solved)
        slope *= 0.5
        by_sd, by_course = self._slopes(slope, courses, variances)
        by_psi = np.zeros(len(psi))
        scaled = np.sum([by_course[name] * courses[name] for name in MEAN_COURSES], axis=0)
        between = np.sum([by_course[name] * courses[name] for name in BETWEEN_COURSES], axis=0)
        scales = slice(len(TIMES), len(TIMES) + len(SCALES))
        by_psi[scales] = (self.design.scale.T @ scaled + self.design.between.T @ between)[scales]
        for place in range(len(TIMES)):
            step = np.zeros(len(psi))
            step[place] = _STEP
            up, down = self.design.courses(psi + step), self.design.courses(psi - step)
            by_psi[place] = sum(by_course[name] @ (up[name] - down[name]) for name in _COURSES_WITH_RATES) / (2 * _STEP)
        return float(value), np.concatenate([by_sd, by_psi]) + from_prior / self.prior_sd

    def _slopes(self, slope: Array, courses: Courses, variances: Array) -> tuple[Array, Courses]:
        """Return the derivatives by the logarithms of the standard deviations, and by the courses."""
        many = len(self.rows)
        by_sd = np.zeros(len(self.terms))
        by_course = {name: np.zeros(many) for name in courses}
        in_pairs, on_diagonal = slope[self._first, self._second], np.diag(slope).copy()
        for number, (term, pattern) in enumerate(zip(self.terms, self._patterns, strict=True)):
            course = courses[term.course]
            pull: Array
            if pattern is None:
                pull = on_diagonal * course
            elif term.local:
                pull = _summed(self._first, in_pairs * pattern * course[self._second], many)
            else:
                pull = (slope * pattern) @ course
            by_sd[number] = 2.0 * variances[number] * (course @ pull)
            by_course[term.course] += 2.0 * variances[number] * pull
        return by_sd, by_course

    def error_variances(self, courses: Courses, variances: Array) -> Array:
        """Return the variance of each row's own error [-]."""
        own = [number for number, term in enumerate(self.terms) if term.factor is None]
        total: Array = np.sum([variances[number] * courses[self.terms[number].course] ** 2 for number in own], axis=0)
        return total

    # ---------------------------------------------------------------- predictions

    def predict(self, theta: Array, data: Pseudo, asked: Indices, errors: Array) -> Prediction:
        """Return predictions for rows of the encoding that are not among those used.

        What was used of their own campaigns, if anything, tells of the effects of these campaigns and arms.

        Parameters
        ----------
        theta : array
            Hyperparameters.
        data : Pseudo
            What was fitted.
        asked : array of int
            Which rows of the encoding.
        errors : array
            Their standard errors, imputed. [-]
        """
        matrix, courses, variances = self.covariance(theta, data.variance)
        factor = linalg.cholesky(matrix, lower=True, overwrite_a=True, check_finite=False)
        solved = linalg.cho_solve((factor, True), data.response, check_finite=False)
        rows = [self.encoding.rows[int(number)] for number in asked]
        theirs = Design(rows, errors, self.encoding.anatomy, self.design.kinetics).courses(self.split(theta)[1])
        across, prior = np.zeros((len(rows), len(self.rows))), np.full(len(rows), _JITTER)
        kept, asked_at, used_at = self._pairs(asked)
        for number, term in enumerate(self.terms):
            course = theirs[term.course]
            prior += variances[number] * course**2 * self.encoding.diagonals[number][asked]
            pattern = self.encoding.patterns[number]
            if pattern is None:
                continue
            if term.local:
                shared = course[asked_at] * courses[term.course][used_at] * pattern[kept]
                across[asked_at, used_at] += variances[number] * shared
            else:
                across += variances[number] * course[:, None] * courses[term.course] * pattern[np.ix_(asked, self.used)]
        explained = linalg.solve_triangular(factor, across.T, lower=True, check_finite=False)
        left = np.maximum(prior - (explained**2).sum(axis=0), _JITTER)
        return Prediction(across @ solved, np.sqrt(left))

    def _pairs(self, asked: Indices) -> tuple[Indices, Indices, Indices]:
        """Return the pairs of rows of one campaign of which one is asked and one used: where, and which they are."""
        many = len(self.encoding.rows)
        asked_at, used_at = np.full(many, -1, dtype=np.intp), np.full(many, -1, dtype=np.intp)
        asked_at[asked], used_at[self.used] = np.arange(len(asked)), np.arange(len(self.used))
        first, second = asked_at[self.encoding.first], used_at[self.encoding.second]
        kept = np.flatnonzero((first >= 0) & (second >= 0))
        return kept, first[kept], second[kept]

    def responses(self, missing: float = 0.0) -> Array:
        """Return the log ratios of the rows, with a number for those that have a verdict only [-]."""
        return np.array([missing if row.response is None else row.response for row in self.rows])

    def verdicts(self) -> Indices:
        """Return which rows have a verdict instead of a number."""
        return np.array([place for place, row in enumerate(self.rows) if row.response is None], dtype=np.intp)


def _summed(places: Indices, values: Array, many: int) -> Array:
    """Return the sum of the values at each place."""
    return np.asarray(np.bincount(places, values, minlength=many), dtype=np.float64)


def inverse_of(factor: Array) -> Array:
    """Return the inverse of a matrix from its lower Cholesky factor."""
    inverse: Array = linalg.lapack.dpotri(factor, lower=1)[0]
    inverse = np.tril(inverse)
    return inverse + np.tril(inverse, -1).T
