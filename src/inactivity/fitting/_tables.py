"""The validation as tables: what was predicted of unseen campaigns, beside baselines on the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from ..exposure import ExposureKind
from ._rows import MeasureClass, Row
from ._scores import Baseline, Scored, end_values

Choice: TypeAlias = Callable[[Row], bool]

_ILL = frozenset({"icu_stay", "surgery", "hospital_stay", "other", "detraining"})
_AFTER_SURGERY = frozenset({"surgery", "other"})
_FEWEST = 5  # rows that make a line of a table
_LOSS_HEAD = (
    "| Rows | n | Campaigns | MAE | CRPS | 80 % | 90 % | R2 | log(days): MAE | CRPS | rate: MAE | CRPS "
    "| MAE / log(days) | CRPS / log(days) |"
)
_RECOVERY_HEAD = (
    "| Rows | n | Campaigns | MAE | CRPS | 80 % | 90 % | R2 | back: MAE | CRPS | end value: MAE | CRPS "
    "| MAE / better | CRPS / better |"
)
_LINE = "| --- |" + " ---: |" * 13


def _any(_: Row) -> bool:
    return True


_IN_RECOVERY: tuple[tuple[str, Choice], ...] = (
    ("all rows", _any),
    ("no joint surgery", lambda row: row.kind not in _AFTER_SURGERY),
    ("no joint surgery, more than one person", lambda row: row.kind not in _AFTER_SURGERY and row.n != 1),
)


def unloading(row: Row) -> bool:
    """Whether a row is of whole muscle in people who were well: no patients, no biopsies, no detraining."""
    return row.kind not in _ILL and row.measure != "fibre_csa"


def tables(scored: Scored, told: Scored) -> str:
    """Return the tables of a validation as Markdown.

    Parameters
    ----------
    scored : Scored
        Predictions of all rows with a printed mean.
    told : Scored
        Those of recovery, when told what the campaign printed of the exposure.
    """
    ends = _ends(scored)
    # A row without a day trains, at the end of the exposure; it is not scored.
    scored, told = (some.where([row.day_known for row in some.rows]) for some in (scored, told))
    return "\n".join([*_loss(scored), "", *_recovery(scored, ends), "", *_told(told, ends), ""])


def _loss(scored: Scored) -> Iterator[str]:
    during = scored.where([row.phase == "exposure" for row in scored.rows])
    yield from ("## Loss", "", _LOSS_HEAD, _LINE)
    for of in ("size", "strength"):
        for label, choice in _choices(during, of):
            part = during.where([row.measure_class == of and choice(row) for row in during.rows])
            if len(part.rows) >= _FEWEST:
                yield _row(f"{of}, {label}", part, part.curve("log"), part.curve("rate"))


def _choices(scored: Scored, of: MeasureClass) -> Iterator[tuple[str, Choice]]:
    yield "all rows", _any
    yield "unloading rows", unloading
    yield "more than one person", lambda row: row.n != 1
    for kind in ExposureKind:
        yield f"{kind.label}", lambda row, kind=kind: row.kind == kind.value  # type: ignore[misc]  # mypy infers no lambda with a default
    for measure in sorted({row.measure for row in scored.rows if row.measure_class == of}):
        yield measure, lambda row, measure=measure: row.measure == measure  # type: ignore[misc]  # mypy infers no lambda with a default


def _ends(scored: Scored) -> Mapping[int, float]:
    return dict(zip(map(id, scored.rows), end_values(scored.rows), strict=True))


def _recovery(scored: Scored, ends: Mapping[int, float]) -> Iterator[str]:
    after = scored.where([row.phase == "recovery" for row in scored.rows])
    yield from ("## Recovery", "", _RECOVERY_HEAD, _LINE)
    for of in ("size", "strength"):
        yield from _recovered(after, ends, of, [*_IN_RECOVERY, *list(_choices(after, of))[3:]])


def _told(told: Scored, ends: Mapping[int, float]) -> Iterator[str]:
    yield from ("## Recovery, told of the loss", "", _RECOVERY_HEAD, _LINE)
    for of in ("size", "strength"):
        yield from _recovered(told, ends, of, _IN_RECOVERY)


def _recovered(
    after: Scored, ends: Mapping[int, float], of: MeasureClass, choices: Sequence[tuple[str, Choice]]
) -> Iterator[str]:
    for label, choice in choices:
        part = after.where([row.measure_class == of and choice(row) for row in after.rows])
        if len(part.rows) >= _FEWEST:
            still = part.still_there([ends[id(row)] for row in part.rows])
            yield _row(f"{of}, {label}", part, part.already_back(), still, better=True)


def _row(label: str, part: Scored, first: Baseline | None, second: Baseline | None, *, better: bool = False) -> str:
    own = part.score()
    cells = [label, f"{own.rows}", f"{own.campaigns}", f"{own.mae:.2f}", f"{own.crps:.2f}"]
    cells += [f"{100 * own.covered_80:.0f} %", f"{100 * own.covered_90:.0f} %", f"{own.r2:.2f}"]
    for baseline in (first, second):
        cells += ["", ""] if baseline is None else [f"{baseline.mae:.2f}", f"{baseline.crps:.2f}"]
    against = _better(first, second) if better else first
    cells += ["", ""] if against is None else [f"{own.mae / against.mae:.3f}", f"{own.crps / against.crps:.3f}"]
    return f"| {' | '.join(cells)} |"


def _better(first: Baseline | None, second: Baseline | None) -> Baseline | None:
    return min((found for found in (first, second) if found is not None), default=None)


def headline(scored: Scored) -> str:
    """Return the main figures of a validation in a line, for a table of comparisons."""
    ends = _ends(scored)
    scored = scored.where([row.day_known for row in scored.rows])
    sets: Sequence[tuple[str, MeasureClass, Choice]] = (
        ("exposure", "size", _any),
        ("exposure", "size", unloading),
        ("exposure", "strength", _any),
        ("recovery", "size", lambda row: row.kind not in _AFTER_SURGERY),
    )
    cells: list[str] = []
    for phase, of, choice in sets:
        part = scored.where([row.phase == phase and row.measure_class == of and choice(row) for row in scored.rows])
        if len(part.rows) < _FEWEST:
            cells += [""] * 3
            continue
        own = part.score()
        still = part.still_there([ends[id(row)] for row in part.rows])
        against = part.curve("log") if phase == "exposure" else _better(part.already_back(), still)
        ratios = ("", "") if against is None else (f"{own.mae / against.mae:.3f}", f"{own.crps / against.crps:.3f}")
        cells += [*ratios, f"{100 * own.covered_80:.0f} / {100 * own.covered_90:.0f} %"]
    return " | ".join(cells)
