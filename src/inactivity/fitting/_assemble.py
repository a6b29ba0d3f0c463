"""From the posterior to :class:`~inactivity.kinetics.Parameters`: the table of cells that answers need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import linalg

from ..anatomy import muscles
from ..evidence import Evidence
from ..exposure import RECOVERY_CONDITIONS, ExposureKind
from ..kinetics._coverage import Coverage
from ..kinetics._features import (
    FAMILIES,
    Features,
    function_of,
    kind_family,
    muscle_time_features,
    recovery_time_features,
    weighted,
)
from ..kinetics._parameters import ANY, CLASSES, GRAND
from ._arrays import Array
from ._design import PLACE, PSI
from ._factors import INCREMENTS, Term
from ._inference import Fitted
from ._likelihood import Model
from ._people import person_spread
from ._rows import MeasureClass, Row, answered_measures
from ._spread import N_UNKNOWN
from ._uncertainty import scale_columns

_DIGITS = 5
_SAMPLING = "sampling:arm", "sampling:arm:node", "error:sampling"
_OFFSETS = "offset:campaign:node", "offset:arm:site"
_SPREAD_DIGITS = 3  # of variances and covariances: half a thousandth of a standard deviation is enough


class _Answers(NamedTuple):
    """Means and variances of questions, and what correlates them (covariances are minus its inner products)."""

    mean: Array
    variance: Array
    explained: Array


def assemble(
    evidence: Evidence, model: Model, fitted: Fitted, psi_covariance: Array, scales: Mapping[str, object] | None = None
) -> Mapping[str, object]:
    """Return the fields of the parameters that the posterior decides.

    Parameters
    ----------
    evidence : Evidence
        What was fitted.
    model : Model
        Of its rows.
    fitted : Fitted
        The mode.
    psi_covariance : array
        Of the scales, times and shares.
    scales : mapping, optional
        Those of :func:`scales_of`, where they are known already.
    """
    psi = model.split(fitted.theta)[1]
    names = _names(evidence)
    anatomy = model.encoding.anatomy
    values = dict(zip(PSI, psi, strict=True))
    of_muscles = [muscle_time_features(anatomy.functions(name), anatomy.regions(name)) for name in names]
    spread = tuple(person_spread(model.rows, model.design, psi, of) for of in CLASSES)
    return {
        "measures": answered_measures(model.rows),
        "psi": PSI,
        "psi_values": _rounded(psi),
        "muscles": names,
        "recovery_times": _rounded([weighted(features, values) for features in of_muscles]),
        "recovery_time_variances": _rounded(_time_variances(of_muscles, psi_covariance), _SPREAD_DIGITS),
        **_effects(model, fitted, names),
        **(scales_of(model, fitted, psi_covariance) if scales is None else scales),
        "heterogeneity": _heterogeneity(model, fitted),
        "spread": tuple(map(_rounded, spread)),
        "group_spread": tuple(
            _rounded(_group_spread(model, fitted, of, people)) for of, people in zip(CLASSES, spread, strict=True)
        ),
        **_origins(model.rows, names, anatomy.functions),
    }


def _rounded(values: Sequence[float] | Array, digits: int = _DIGITS) -> tuple[float, ...]:
    return tuple(float(f"{value:.{digits}g}") for value in values)


def _names(evidence: Evidence) -> tuple[str, ...]:
    known = {muscle.id: muscle for muscle in muscles()}
    known |= {seen.muscle: evidence.muscle(seen.muscle) for seen in evidence.observations()}
    functions = sorted({function_of(muscle) for muscle in known.values()})
    return (*known, *(f"@{function}" for function in functions), GRAND)


def _asked(**fields: object) -> Row:
    usual: dict[str, object] = {"muscle": GRAND, "measure": "volume", "measure_class": "size", "kind": "bed_rest"}
    return Row(**(usual | fields))  # type: ignore[arg-type]  # fields of a row


# ------------------------------------------------------------------------------------------- linear effects


def _effects(model: Model, fitted: Fitted, names: Sequence[str]) -> Mapping[str, object]:
    matrix_, courses, variances = model.covariance(fitted.theta, fitted.data.variance)
    factor = linalg.cholesky(matrix_, lower=True, overwrite_a=True, check_finite=False)
    solved = linalg.cho_solve((factor, True), fitted.data.response, check_finite=False)

    def answers(rows: Sequence[Row], course: str, of: Callable[[Term], bool] = lambda _: True) -> _Answers:
        across, prior = np.zeros((len(rows), len(model.rows))), np.zeros(len(rows))
        for number, term in enumerate(model.terms):
            features = model.encoding.features[number]
            if term.course != course or features is None or not of(term):
                continue
            known, unseen = model.encoding.question(number, rows)
            prior += variances[number] * ((known**2).sum(axis=1) + unseen)
            across += variances[number] * (known @ features[model.used].T) * courses[course]
        explained: Array = linalg.solve_triangular(factor, across.T, lower=True, check_finite=False)
        return _Answers(across @ solved, np.maximum(prior - (explained**2).sum(axis=0), 0.0), explained)

    def with_other(first: Array, second: Array) -> Array:
        covariance: Array = -(first * second).sum(axis=0)
        return covariance

    words = sorted({word for row in model.rows for word in row.countermeasures})
    countermeasures = (*words, ANY)
    conditions = (*dict.fromkeys((*RECOVERY_CONDITIONS, *(row.condition for row in model.rows))), ANY)
    by_family = [_asked(muscle=name, kind=family) for name in names for family in FAMILIES]
    base = answers(by_family, "common", lambda term: term.name not in INCREMENTS)
    fast = answers([_asked(kind=family, measure_class=of) for family in FAMILIES for of in CLASSES], "fast")
    level = answers([_asked(kind=family, condition=word) for family in FAMILIES for word in conditions], "level")
    gained = answers(
        [_asked(muscle=name, countermeasures={word: 1.0}) for name in names for word in countermeasures],
        "common",
        lambda term: term.name in INCREMENTS,
    )
    many, wide = len(names), len(FAMILIES)
    # The fast effects, and the effects of bed rest, once for every base and every increment they go with.
    of_size, of_strength = (np.tile(fast.explained[:, column::2], many) for column in range(len(CLASSES)))
    of_bed_rest = np.repeat(base.explained[:, FAMILIES.index("bed_rest") :: wide], len(countermeasures), axis=1)
    amplitudes = (
        base.mean, base.variance, with_other(base.explained, of_size), with_other(base.explained, of_strength)
    )  # fmt: skip
    increments = gained.mean, gained.variance, with_other(gained.explained, of_bed_rest)
    return {
        "amplitudes": _rows(amplitudes, many),
        "countermeasures": countermeasures,
        "increments": _rows(increments, many),
        "fast": _rows((fast.mean, fast.variance), wide),
        "conditions": conditions,
        "levels": _rows((level.mean, level.variance), wide),
    }


def _rows(columns: Sequence[Array], many: int) -> tuple[tuple[float, ...], ...]:
    digits = [_DIGITS, *[_SPREAD_DIGITS] * (len(columns) - 1)]  # the first column holds means
    rounded = [_rounded(column, kept) for column, kept in zip(columns, digits, strict=True)]
    return tuple(tuple(row) for row in np.stack(rounded, axis=1).reshape(many, -1).tolist())


def _heterogeneity(model: Model, fitted: Fitted) -> tuple[float, ...]:
    variances = np.exp(2.0 * model.split(fitted.theta)[0])
    found = dict.fromkeys(("between_common", "between_fast", "between_level", "between_speed"), 0.0)
    for term, variance in zip(model.terms, variances, strict=True):
        if term.course in found:
            found[term.course] += float(variance)
    return _rounded(list(found.values()))


def _group_spread(model: Model, fitted: Fitted, of: MeasureClass, people: tuple[float, float]) -> tuple[float, float]:
    """Return what the measured mean of a usual group adds: sampling error of its people, errors of scans, baselines."""
    squared = np.exp(2.0 * model.split(fitted.theta)[0])
    variance = {term.name: float(one) for term, one in zip(model.terms, squared, strict=True)}
    sampled = sum(variance.get(name, 0.0) for name in _SAMPLING) / N_UNKNOWN
    measured = sum(variance.get(name, 0.0) for name in (*_OFFSETS, f"error:{of}"))
    onset, dose = people
    return min(sampled * onset + measured, onset), min(sampled * dose, dose)  # no group scatters more than its people


# ------------------------------------------------------------------------------------------- times


def _time_variances(of_muscles: Sequence[Features], covariance: Array) -> list[float]:
    usual = recovery_time_features(0.0, ExposureKind.BED_REST.value, "reambulation", {}) | {"log_tau_slow_rec": 1.0}
    found: list[float] = []
    for features in of_muscles:
        weights = np.zeros(len(PSI))
        for name, weight in (features | usual).items():
            if name in PLACE:
                weights[PLACE[name]] = weight
        found.append(float(weights @ covariance @ weights))
    return found


# ------------------------------------------------------------------------------------------- scales


def scales_of(model: Model, fitted: Fitted, covariance: Array) -> Mapping[str, object]:
    """Return the fields of the parameters that say how well scales are known: most of the work of all."""
    columns, patients = scale_columns(model, fitted, covariance)
    share, age = PLACE["share"], PLACE["age"]
    return {
        "scale_variances": _rows(columns, len(ExposureKind)),
        "scale_covariance": _rounded([covariance[share, share], covariance[share, age], covariance[age, age]]),
        "patients": _rounded(patients),
    }


# ------------------------------------------------------------------------------------------- where it comes from


def _origins(
    rows: Sequence[Row], names: Sequence[str], functions: Callable[[str], Mapping[str, float]]
) -> Mapping[str, object]:
    studies = tuple(sorted({row.study for row in rows}))
    numbers = {study: number for number, study in enumerate(studies)}
    own: dict[str, dict[tuple[int, int], None]] = {name: {} for name in names}
    for row in rows:
        cell = 2 * FAMILIES.index(kind_family(row.kind)) + CLASSES.index(row.measure_class)
        mainly = (f"@{name}" for name, share in functions(row.muscle).items() if 2.0 * share >= 1.0)
        for name in (row.muscle, *mainly, GRAND):
            own[name][cell, numbers[row.study]] = None
    return {
        "studies": studies,
        "sources": tuple(tuple(number for pair in sorted(own[name]) for number in pair) for name in names),
        "coverage": tuple(
            covered
            for family in FAMILIES
            for of in CLASSES
            if (covered := _coverage([row for row in rows if kind_family(row.kind) == family], family, of))
        ),
    }


def _coverage(rows: Sequence[Row], family: str, of: str) -> Coverage | None:
    rows = [row for row in rows if row.measure_class == of]
    if not rows:
        return None
    shares = {0.0: "male", 1.0: "female"}
    ages = [row.age for row in rows if row.age is not None]
    days = [row.exposure_days for row in rows if row.day_known]
    # In recovery the length of the exposure may be an assumption.
    untreated = [
        row.exposure_days for row in rows if row.day_known and row.phase == "exposure" and not row.countermeasures
    ]
    return Coverage(
        family=family,
        measure="strength" if of == "strength" else "size",
        kinds=tuple(sorted({row.kind for row in rows})),
        sexes=tuple(
            sorted({shares.get(row.share_of_women, "mixed") for row in rows if row.share_of_women is not None})
        ),
        countermeasures=tuple(sorted({word for row in rows for word in row.countermeasures})),
        days_low=min(days, default=0.0),
        days_high=max(days, default=0.0),
        untreated_days_high=max(untreated, default=0.0),
        recovery_days_high=max(row.recovery_days for row in rows),
        conditions=tuple(sorted({row.condition for row in rows if row.recovery_days})),
        age_low=min(ages, default=None),
        age_high=max(ages, default=None),
        observations=len(rows),
        campaigns=len({row.campaign for row in rows}),
    )
