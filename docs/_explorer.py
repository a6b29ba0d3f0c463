"""The data of the evidence explorer, written for the browser as every build begins.

`evidence.js` holds every observation with its arm and study, `bands.js` the model's course for every muscle, exposure
kind and measure that was studied. They are scripts and not JSON because a page opened from a folder may not fetch.
Words are written once and numbered, so that all of it stays small. Nothing here knows a number.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol, TypeAlias

import attrs
from _generate.markdown import address

import inactivity as ia
from inactivity.estimates import Forecast

STATIC = Path(__file__).parent / "generated" / "static"
SCRIPTS = ("data", "filter", "csv", "plot", "words", "table", "controls", "page")  # in the order they need one another
GRID = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28, 42, 56, 70, 90, 120, 150, 180, 240, 300, 360, 400)
LENGTHS = 3
CLASSES = ("size", "strength")

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | dict[str, JSON] | None"
Cell: TypeAlias = "int | float | str | None"
Choice: TypeAlias = "tuple[str, ia.ExposureKind, str]"


class App(Protocol):
    """As much of Sphinx as is needed here, so that the types can be checked without it."""

    def connect(self, event: str, callback: Callable[..., object], priority: int = 500) -> int:
        """Have `callback` called on `event`."""

    def add_js_file(self, filename: str, *, loading_method: str | None = None) -> None:
        """Have the page being written load a script."""

    def add_css_file(self, filename: str) -> None:
        """Have the page being written load a style sheet."""


# ---------------------------------------------------------------- observations


def evidence() -> dict[str, JSON]:
    """Return observations, arms, studies and muscles by columns, with the order of the columns in a CSV file."""
    base = ia.evidence()
    arms, studies, observations = base.arms(), base.studies(), base.observations()
    of_arm = {(arm.study_id, arm.arm_id): number for number, arm in enumerate(arms)}
    of_study = {study.study_id: number for number, study in enumerate(studies)}
    return {
        "edition": base.edition,
        "observations": _columns(observations, _fields(ia.Observation)),
        "arms": _columns(arms, _fields(ia.Arm)),
        "studies": _columns(studies, _fields(ia.Study)),
        "arm_of": [of_arm[row.study_id, row.arm_id] for row in observations],
        "study_of": [of_study[row.study_id] for row in observations],
        "references": [_reference(study) for study in studies],
        "addresses": [address(study) for study in studies],
        "kinds": [
            {"id": kind.value, "label": kind.label, "family": kind.family, "modelled": kind.is_modelled}
            for kind in ia.ExposureKind
        ],
        "muscles": [_muscle(one) for one in ia.muscles()],
    }


def _reference(study: ia.Study) -> str:
    """Return a study as running text names it, or by its id where its authors are not on record."""
    if study.first_author:
        return study.short_reference
    return f"{study.study_id} ({study.year})" if study.year else study.study_id


def _fields(record: type[ia.Study | ia.Arm | ia.Observation]) -> list[str]:
    return [field.name for field in attrs.fields(record)]


def _columns(records: Sequence[ia.Study | ia.Arm | ia.Observation], names: Iterable[str]) -> dict[str, JSON]:
    return {name: _column([_cell(getattr(record, name)) for record in records]) for name in names}


def _cell(value: object) -> Cell:
    """Return a value as a CSV file has it; one that is not known stays None."""
    match value:
        case tuple():
            return "; ".join(map(str, value)) or None
        case float() if value.is_integer():
            return int(value)
        case None | int() | float():
            return value
        case _:
            return str(value)


def _column(cells: Sequence[Cell]) -> JSON:
    """Return numbers as they are, and words as a list of each once with their numbers, -1 where not known."""
    words = dict.fromkeys(cell for cell in cells if isinstance(cell, str))
    if not words:
        return list(cells)
    numbers = {word: number for number, word in enumerate(words)}
    return {"words": list(words), "rows": [numbers.get(str(cell), -1) if cell is not None else -1 for cell in cells]}


def _muscle(one: ia.Muscle) -> JSON:
    names = [one.id, one.name, one.latin, *one.synonyms, one.uberon, one.fma, one.ta98]
    names.append(one.ta98 and f"TA98 {one.ta98}")
    return {
        "id": one.id,
        "name": one.name,
        "names": [name for name in names if name],
        "within": list(ia.evidence().with_members(one)),
    }


# ---------------------------------------------------------------- the model


def bands() -> dict[str, JSON]:
    """Return the course of every muscle, kind and measure that was studied: exposure, and recovery after some of it."""
    days = {kind: _days_of(kind) for kind in ia.ExposureKind if kind.is_modelled}
    cautions: dict[str, int] = {}
    curves: dict[str, JSON] = {
        f"{muscle}|{kind.value}|{measure}": drawn
        for muscle, kind, measure in _choices()
        if (drawn := _curve(muscle, kind, measure, days[kind], cautions)) is not None
    }
    return {"grid": list(GRID), "cautions": list(cautions), "curves": curves}


def _choices() -> Iterator[Choice]:
    """Yield every muscle or group, kind and class of measure with an observation of it or of a member."""
    base = ia.evidence()
    seen = {
        (row.muscle, base.arm(row.study_id, row.arm_id).exposure_kind, row.measure_class) for row in base.observations()
    }
    for muscle in ia.muscles():
        within = base.with_members(muscle)
        for kind in ia.ExposureKind:
            for measure in CLASSES:
                if kind.is_modelled and any((name, kind, measure) in seen for name in within):
                    yield muscle.id, kind, measure


def _days_of(kind: ia.ExposureKind) -> tuple[float, float]:
    """Return the last day seen of an exposure of this kind, and of the recovery from it."""
    base = ia.evidence()
    rows = base.observations(exposure_kind=kind)
    return (
        max((row.day for row in rows if row.phase == "exposure" and row.day is not None), default=0.0),
        max((row.day for row in rows if row.phase == "recovery" and row.day is not None), default=0.0),
    )


def _lengths(muscle: str, kind: ia.ExposureKind, measure: str) -> list[float]:
    """Return the exposures from which recovery was most often observed, the most frequent first."""
    base = ia.evidence()
    rows = base.observations(exposure_kind=kind, phase="recovery")
    own = [row for row in rows if row.measure_class == measure and row.muscle in base.with_members(muscle)]
    found = Counter(base.arm(row.study_id, row.arm_id).exposure_days for row in own or rows)
    return [days for days, _ in found.most_common() if days is not None][:LENGTHS]


def _curve(
    muscle: str, kind: ia.ExposureKind, measure: str, last: tuple[float, float], cautions: dict[str, int]
) -> dict[str, JSON] | None:
    exposed, recovered = ([day for day in GRID if day <= _next(days)] for days in last)
    try:
        loss = _forecast(muscle, [ia.Exposure(kind, days=step) for step in _steps(exposed)], measure)
        back = {
            f"{length:g}": _forecast(
                muscle,
                [ia.Exposure(kind, days=length), *(ia.Recovery(days=step) for step in _steps(recovered))],
                measure,
            )
            for length in _lengths(muscle, kind, measure)
            if len(recovered) > 1
        }
    except ia.NoEvidenceError:
        return None
    said = dict.fromkeys(caution for course in (loss, *back.values()) for caution in course.cautions)
    return {
        "level": loss.level,
        "studies": len(loss.studies),
        "cautions": [cautions.setdefault(caution, len(cautions)) for caution in said],
        "exposure": _lines(loss, 0),
        "recovery": {length: _lines(course, 1) for length, course in back.items()},
        "usual": next(iter(back), None),
    }


def _next(day: float) -> float:
    """Return the first day of the grid that is not before `day`: a band reaches as far as the points do."""
    return next((mark for mark in GRID if mark >= day), GRID[-1])


def _steps(days: Sequence[int]) -> Iterator[int]:
    yield from (end - start for start, end in pairwise(days))


def _forecast(muscle: str, parts: Sequence[ia.Exposure | ia.Recovery], measure: str) -> Forecast:
    # A segment split in many gives the course of the whole, so the ends of segments are the days of the grid.
    return ia.forecast(
        muscle,
        parts,
        measure="size" if measure == "size" else "strength",
        target="group",  # the points are means of groups
        step_days=3650,
    )


def _lines(course: Forecast, first: int) -> list[JSON]:
    return [[round(value, 1) for value in line[first:]] for line in (course.change_pct, course.low, course.high)]


# ---------------------------------------------------------------- the build


def script(name: str, value: JSON) -> str:
    """Return a script that gives `value` to the page under `name`."""
    return f"window.{name} = {json.dumps(value, ensure_ascii=False, separators=(',', ':'))};\n"


def write(*_: object) -> None:
    """Write both scripts to where Sphinx takes static files from."""
    folder = STATIC / "explorer"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evidence.js").write_text(script("explorerEvidence", evidence()), encoding="utf-8")
    (folder / "bands.js").write_text(script("explorerBands", bands()), encoding="utf-8")


def load(app: App, pagename: str, *_: object) -> None:
    """Have the page of the explorer, and no other, load what it needs; the courses of the model come last."""
    if pagename != "explorer":
        return
    app.add_css_file("explorer/explorer.css")
    for name in ("evidence", *SCRIPTS, "bands"):
        app.add_js_file(f"explorer/{name}.js", loading_method="defer")


def setup(app: App) -> dict[str, bool]:
    """Have Sphinx write the data before it looks for static files."""
    app.connect("config-inited", write)
    app.connect("html-page-context", load)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
