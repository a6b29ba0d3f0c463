"""What the commands do: fit, validate, compare. Each returns the Markdown it prints."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

import attrs

from ..evidence import Evidence
from ._days import days_table
from ._design import Kinetics
from ._encoding import Encoding
from ._factors import Anatomy
from ._folds import WARM, Groups, Known, Validation, each_campaign, grouped
from ._inference import Effort, infer
from ._likelihood import Model
from ._rows import Row, rows_of
from ._spread import fit_spread
from ._tables import headline, tables

_LEVEL = ("level", "level:family", "level:condition", "level:campaign", "level:arm", "level:arm:node")
_FAST = ("fast", "fast:class", "fast:family", "fast:fibre", "fast:campaign", "fast:arm:node")
_SHAPES: tuple[tuple[str, Kinetics, tuple[str, ...], bool], ...] = (
    ("two components, another level", "two", (), False),
    ("two components, back to baseline", "two", _LEVEL, False),
    ("single exponential, another level", "single", _FAST, False),
    ("single exponential, back to baseline", "single", _FAST + _LEVEL, False),
    ("logarithm of time (loss alone)", "log", _FAST + _LEVEL, True),
    ("two components (loss alone)", "two", _LEVEL, True),
)
_COMPARED = (
    "| Time course | loss at the mode | size, loss, all: MAE | CRPS | 80 / 90 % | size, loss, unloading: MAE | CRPS "
    "| 80 / 90 % | strength, loss: MAE | CRPS | 80 / 90 % | size, recovery: MAE | CRPS | 80 / 90 % |"
)


def validated(evidence: Evidence, *, folds: int | None = None, processes: int = 1, cold: bool = False) -> str:
    """Return the tables of a validation: campaigns left out, every hyperparameter fitted again without them.

    Parameters
    ----------
    evidence : Evidence
        What to validate on.
    folds : int, optional
        Leave campaigns out in so many groups; one by one if left out.
    processes : int
        How many folds at a time.
    cold : bool
        Start each fold from the priors, not from the fit of all campaigns.
    """
    started = perf_counter()
    rows = rows_of(evidence)
    validation = _validation(Encoding(rows, Anatomy(evidence)), "two", evidence)[0]
    if cold:
        validation = attrs.evolve(validation, full=None, effort=Effort())
    groups = _groups(rows, folds)
    found = validation.run(groups, processes)
    seconds = perf_counter() - started
    return f"{tables(found.unseen, found.told)}\n{days_table(found.days)}\n{len(groups)} folds, {seconds:.0f} s.\n"


def compared(evidence: Evidence, *, folds: int = 5, processes: int = 1) -> str:
    """Return the comparison of time courses: campaigns left out in groups, every hyperparameter fitted again.

    Parameters
    ----------
    evidence : Evidence
        What to compare on.
    folds : int
        How many groups.
    processes : int
        How many folds at a time.
    """
    lines = [_COMPARED, "| --- |" + " ---: |" * 13]
    for label, kinetics, without, loss_alone in _SHAPES:
        rows: Sequence[Row] = rows_of(evidence)
        if loss_alone:
            rows = [row for row in rows if row.phase == "exposure" and row.response is not None]
        validation, loss = _validation(Encoding(rows, Anatomy(evidence), without), kinetics)
        scored = validation.run(grouped(rows, folds), processes).unseen
        lines.append(f"| {label} | {loss:.1f} | {headline(scored)} |")
    return "\n".join([*lines, ""])


def _validation(encoding: Encoding, kinetics: Kinetics, evidence: Evidence | None = None) -> tuple[Validation, float]:
    errors = fit_spread(encoding.rows).standard_errors(encoding.rows)
    model = Model(encoding, errors, kinetics=kinetics)
    full = infer(model, Effort())
    known = None if evidence is None else Known.of(evidence, model, full)
    return Validation(encoding, full, WARM, kinetics, known), full.loss


def _groups(rows: Sequence[Row], folds: int | None) -> Groups:
    return each_campaign(rows) if folds is None else grouped(rows, folds)
