"""Small evidence for hand-worked cases: one study, one arm and a few rows unless said otherwise."""

from __future__ import annotations

import copy
import json
from typing import TypeAlias

from inactivity import Evidence

Row: TypeAlias = dict[str, object]
Document: TypeAlias = dict[str, list[Row]]


def study(study_id: str = "ours", **fields: object) -> Row:
    return {"study_id": study_id, "campaign": study_id, "doi": "10.1000/ours"} | fields


def arm(study_id: str = "ours", **fields: object) -> Row:
    """Return an arm that raises no caution when 56 days of bed rest are asked about."""
    usual: Row = {
        "arm_id": "ctrl",
        "exposure_kind": "bed_rest",
        "exposure_days": 56,
        "countermeasure": "none",
        "recovery_condition": "reambulation",
        "n": 30,
        "sex": "mixed",
    }
    return {"study_id": study_id} | usual | fields


def during(day: float | None, **fields: object) -> Row:
    return _row("exposure", day, fields)


def after(day: float | None, **fields: object) -> Row:
    return _row("recovery", day, fields)


def back(day: float, **fields: object) -> Row:
    return after(day, outcome="returned_to_baseline", **fields)


def away(day: float, **fields: object) -> Row:
    return after(day, outcome="still_below_baseline", **fields)


def mean(day: float, change: float, **fields: object) -> Row:
    """Return a mean change with its spread."""
    return after(day, change_pct=change, **({"spread": 3, "spread_kind": "sd", "spread_of": "change"} | fields))


def _row(phase: str, day: float | None, fields: Row) -> Row:
    usual: Row = {
        "study_id": "ours",
        "arm_id": "ctrl",
        "muscle": "soleus",
        "measure": "csa",
        "locator": "Table 2",
        "derivation": "printed",
        "confidence": "high",
        "source": "table_page",
    }
    return usual | {"phase": phase, "day": day} | fields


def evidence_of(*rows: Row, arms: list[Row] | None = None, studies: list[Row] | None = None) -> Evidence:
    return Evidence.from_records(studies or [study()], arms or [arm()], rows)


def valid() -> Document:
    """Return a document without a mistake, to plant one in."""
    return copy.deepcopy(
        {
            "studies": [study()],
            "arms": [arm()],
            "observations": [during(56, change_pct=-10.5), back(28, n=30, p=">0.05", also_in=["page 3"])],
            "rates": [
                {
                    "study_id": "ours",
                    "arm_id": "ctrl",
                    "muscle": "soleus",
                    "measure": "csa",
                    "rate_pct_per_day": -0.5,
                    "window": "56 days",
                    "source": "abstract",
                    "confidence": "high",
                }
            ],
        }
    )


def as_toml(document: Document) -> str:
    """Write a document of one study as a study file; what is None is left out, as people write it."""
    lines = ["[study]", *_pairs(document["studies"][0])]
    for table in ("arms", "observations", "rates"):
        for row in document[table]:
            lines += ["", f"[[{table}]]", *_pairs(row)]
    return "\n".join([*lines, ""])


def _pairs(row: Row) -> list[str]:
    return [f"{json.dumps(name)} = {_value(value)}" for name, value in row.items() if value is not None]


def _value(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(_pairs(value))}}}"
    return {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}.get(text := json.dumps(value), text)
