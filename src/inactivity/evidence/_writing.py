"""Evidence as one CSV table."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

import attrs

from ._records import Arm, Observation, Study

if TYPE_CHECKING:
    from ._evidence import Evidence

_KEYS = ("study_id", "arm_id")


def write_csv(base: Evidence, path: str | os.PathLike[str]) -> None:
    """Write the observations, each with its arm and its study."""
    header = [field.name for field in attrs.fields(Observation)]
    of_arm = [field.name for field in attrs.fields(Arm) if field.name not in _KEYS]
    of_study = [field.name for field in attrs.fields(Study) if field.name not in _KEYS]
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*header, *(f"arm_{name}" for name in of_arm), *(f"study_{name}" for name in of_study)])
        for row in base.observations():
            parts = (
                (row, header),
                (base.arm(row.study_id, row.arm_id), of_arm),
                (base.study(row.study_id), of_study),
            )
            writer.writerow([_cell(getattr(record, name)) for record, names in parts for name in names])


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case tuple():
            return "; ".join(cast("tuple[str, ...]", value))
        case float():
            return repr(int(value)) if value.is_integer() else repr(value)
        case _:
            return str(value)
