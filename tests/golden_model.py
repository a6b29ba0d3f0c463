"""The golden table of the model: change and recovery of many muscles after a few exposures."""

import json
from pathlib import Path
from typing import Literal

import inactivity as ia

FILE = Path(__file__).parent / "golden" / "change.json"
COMMENT = (
    "Numbers users see, of the model: muscle, exposure, measure, change, low, high [%], recovery days, low, high. A "
    "change here is a change of estimates: CHANGELOG.md must name it under Estimates. Remake with REMAKE_GOLDEN=1 uv "
    "run pytest tests/test_change.py, then look at the difference."
)
EXPOSURES = (
    ia.Exposure("bed_rest", 14),
    ia.Exposure("bed_rest", 60),
    ia.Exposure("limb_cast", 21),
    ia.Exposure("icu_stay", 7),
    ia.Exposure("spaceflight", 180),
)
MUSCLES = tuple(muscle.id for muscle in ia.muscles())[::3]
"""Every third of the atlas: groups and single muscles of all regions, studied or not."""
ALSO = ("soleus", "gastrocnemius_medialis", "vastus_lateralis", "quadriceps", "multifidus", "psoas_major")
MEASURES: tuple[Literal["size", "strength"], ...] = ("size", "strength")


def made() -> list[list[object]]:
    """Return the table."""
    return [
        _row(muscle, exposure, measure)
        for muscle in dict.fromkeys((*ALSO, *MUSCLES))
        for exposure in EXPOSURES
        for measure in MEASURES
    ]


def _row(muscle: str, exposure: ia.Exposure, measure: Literal["size", "strength"]) -> list[object]:
    change = ia.estimate_change(muscle, exposure, measure=measure)
    numbers = [change.change_pct, change.low, change.high]
    try:
        back = ia.estimate_recovery(muscle, exposure, measure=measure, basis="modelled")
        numbers += [back.days, back.low, back.high]
    except ia.NoEvidenceError:
        pass
    return [muscle, str(exposure), measure, *(round(number, 3) for number in numbers)]


def read() -> list[list[object]]:
    found: list[list[object]] = json.loads(FILE.read_text(encoding="utf-8"))["rows"]
    return found


def remake() -> None:
    """Write the table with a line a row, so that a change of one number is a change of one line."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in made())
    FILE.write_text(f'{{"comment": {json.dumps(COMMENT)}, "rows": [\n{rows}\n]}}\n', encoding="utf-8")
