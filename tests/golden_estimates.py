"""The golden tables: every estimate at the reference exposure, and everybody who can answer."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import inactivity as ia

FOLDER = Path(__file__).parent / "golden"
COMMENT = (
    "Numbers users see. A change here is a change of estimates: CHANGELOG.md must name it under Estimates. "
    "Remake with REMAKE_GOLDEN=1 uv run pytest tests/test_recovery.py, then look at the difference."
)


def reference() -> list[list[object]]:
    """Return each muscle with days, low, high, people and studies, or with why there is no answer."""
    return [_row(muscle, "auto") for muscle in ia.muscles()]


def nearest() -> list[list[object]]:
    """Return the same, taken from the nearest group however far off."""
    return [_row(muscle, "observed") for muscle in ia.muscles()]


def _row(muscle: ia.Muscle, basis: Literal["auto", "observed"]) -> list[object]:
    try:
        one = ia.estimate_recovery(muscle, basis=basis)
    except ia.NoEvidenceError as error:
        return [muscle.id, error.reason]
    days = (round(value, 3) for value in (one.days, one.low, one.high))
    return [muscle.id, one.basis, *days, one.n_subjects, str(one.exposure), *one.studies]


def available() -> list[list[object]]:
    """Return everybody who can answer."""
    return [
        [
            one.muscle,
            one.measure,
            str(one.exposure),
            one.study_id,
            one.arm_id,
            one.site,
            one.days,
            one.low,
            one.high,
            one.n,
        ]
        for one in ia.available_estimates()
    ]


TABLES: dict[str, Callable[[], list[list[object]]]] = {
    "reference": reference,
    "nearest": nearest,
    "available": available,
}


def read(name: str) -> list[list[object]]:
    found: list[list[object]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["rows"]
    return found


def remake(name: str) -> None:
    """Write a table with a line a row, so that a change of one number is a change of one line."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in TABLES[name]())
    text = f'{{"comment": {json.dumps(COMMENT)}, "rows": [\n{rows}\n]}}\n'
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
