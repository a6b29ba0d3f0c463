"""`fit`: evidence in, parameters out."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from typing import Any

import numpy as np
import scipy

from .._rules import Number, OneOf, check
from ..errors import NoEvidenceError
from ..evidence import Evidence, digest
from ..kinetics import Parameters
from ..kinetics._parameters import Method
from ._arrays import Array
from ._assemble import assemble
from ._encoding import Encoding
from ._factors import Anatomy
from ._inference import Effort, Fitted, infer, laplace
from ._likelihood import Model
from ._rows import Row, rows_of
from ._spread import fit_spread

EFFORTS: dict[Method, Effort] = {"full": Effort(), "fast": Effort(first=30, rounds=1, iterations=10)}
_METHODS = OneOf(tuple(EFFORTS))
_SEED = Number(whole=True)


def fit(evidence: Evidence, *, seed: int = 0, method: Method = "full") -> Parameters:
    """Return the parameters of the model, fitted to any evidence.

    A hierarchical Gaussian model of log ratios: muscle within functional group, kind of exposure, countermeasure,
    measure, sex and age, recovery condition; campaigns and arms; sampling error, imputed where it is not printed;
    verdicts without a number as interval-censored means. Linear effects are integrated out exactly; variances, scales
    and times are at the mode of their posterior, and how well scales and times are known (Laplace) widens the cells.

    Parameters
    ----------
    evidence : Evidence
        The packaged one, part of it, or your own, also with muscles and countermeasures the packaged one lacks.
    seed : int
        Kept with the result. Nothing is drawn at random: equal evidence gives equal parameters.
    method : {"full", "fast"}
        "fast" looks for the mode with half the iterations and one round instead of two of verdicts and robust weights.

    Raises
    ------
    NoEvidenceError
        If no row of it can be fitted: a mean change of size or strength, in per cent.
    InvalidValueError
        If `seed` or `method` breaks its rule.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.fitting import fit
    >>> few = ia.evidence().without(campaigns=[c.campaign_id for c in ia.evidence().campaigns()[30:]])
    >>> own = fit(few, method="fast")
    >>> cell = own.cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
    >>> cell.change(cell.state(30)).change_pct < 0
    True
    """
    check(_SEED, "seed", seed)
    check(_METHODS, "method", method)
    rows = rows_of(evidence)
    if not any(row.response is not None for row in rows):
        question = f"what {evidence!r} says of loss and recovery"
        reason = "It has no mean change of size or strength in per cent, with its day."
        raise NoEvidenceError(question, reason)
    model, fitted = fitted_model(rows, Anatomy(evidence), EFFORTS[method])
    return parameters_of(evidence, model, fitted, laplace(model, fitted), seed=seed, method=method)


def fitted_model(rows: tuple[Row, ...], anatomy: Anatomy, effort: Effort) -> tuple[Model, Fitted]:
    """Return the model of all rows, and its mode."""
    model = Model(Encoding(rows, anatomy), fit_spread(rows).standard_errors(rows))
    return model, infer(model, effort)


def parameters_of(
    evidence: Evidence,
    model: Model,
    fitted: Fitted,
    psi_covariance: Array,
    *,
    seed: int,
    method: Method,
    scales: Mapping[str, object] | None = None,
) -> Parameters:
    """Return what a fit found as parameters; `scales` spares working out how well they are known."""
    fields: dict[str, Any] = dict(assemble(evidence, model, fitted, psi_covariance, scales))
    return Parameters(
        edition=evidence.edition,
        evidence_digest=digest(evidence),
        method=method,
        fitted_with=(f"python {platform.python_version()}", f"numpy {np.__version__}", f"scipy {scipy.__version__}"),
        seed=seed,
        observations=len(model.rows),
        campaigns=len({row.campaign for row in model.rows}),
        **fields,
    )
