"""`forecast`: a muscle over any sequence of exposures and recoveries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

import attrs

from .._rules import LEVEL, Each, InstanceOf, Number, OneOf, OrNone, Text, as_float, check
from ..anatomy import Muscle
from ..evidence import evidence as packaged
from ..exposure import Exposure, ExposureKind, Recovery, RecoveryCondition, Timeline
from ..kinetics import Cell, Journey, Parameters, parameters as packaged_parameters
from ._asking import Asked, MeasureClassAsked, SexAsked, Target, asked, refuse_unanswerable
from ._modelling import basis_of, stretch, stretched_level, too_long

_STEP = Number("days", above=0, most=3650)
_NUMBERS = Each(Number(), least=1)


@attrs.frozen(kw_only=True)
class Forecast:
    """The course of a muscle over a timeline, with its interval, its studies and its cautions.

    Attributes
    ----------
    muscle, muscle_name : str
        Id and name of the muscle or group.
    measure : str
        "size" or "strength".
    timeline : Timeline
        What it goes through.
    days : tuple of float
        Days since the start, from 0; the end of every segment is among them. [days]
    change_pct, low, high : tuple of float
        Change from baseline on each of these days, and its interval. [%]
    level : float
        Level of the interval. [-]
    target : str
        For whom: "person", or "group" (the mean of a new one).
    countermeasure : str or None
        What was done against the loss.
    studies, references : tuple of str
        Ids of the studies pooled, and how they are named in running text.
    cautions : tuple of str
        What weakens it.
    edition : str
        The evidence edition it comes from.

    Examples
    --------
    >>> import inactivity as ia
    >>> course = ia.forecast("soleus", ia.Timeline.parse("bed_rest:14d, recovery:10d, bed_rest:7d, recovery:60d"))
    >>> course.days[-1], len(course.days) == len(course.change_pct), course.change_pct[0]
    (91.0, True, 0.0)
    """

    muscle: str = attrs.field(validator=Text())
    muscle_name: str = attrs.field(validator=Text())
    measure: MeasureClassAsked = attrs.field(validator=OneOf(get_args(MeasureClassAsked)))
    timeline: Timeline = attrs.field(validator=InstanceOf(Timeline))
    days: tuple[float, ...] = attrs.field(validator=_NUMBERS, metadata={"unit": "days"})
    change_pct: tuple[float, ...] = attrs.field(validator=_NUMBERS, metadata={"unit": "%"})
    low: tuple[float, ...] = attrs.field(validator=_NUMBERS, metadata={"unit": "%"})
    high: tuple[float, ...] = attrs.field(validator=_NUMBERS, metadata={"unit": "%"})
    level: float = attrs.field(validator=LEVEL, metadata={"unit": "-"})
    target: Target = attrs.field(validator=OneOf(get_args(Target)))
    countermeasure: str | None = attrs.field(validator=OrNone(Text()))
    studies: tuple[str, ...] = attrs.field(validator=Each(Text(), least=1, unique=True))
    references: tuple[str, ...] = attrs.field(validator=Each(Text(), least=1))
    cautions: tuple[str, ...] = attrs.field(validator=Each(Text()))
    edition: str = attrs.field(validator=Text())

    def to_dict(self) -> dict[str, Any]:
        """Return the forecast as dicts, lists, texts and numbers, ready for JSON.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.forecast("soleus", [ia.Exposure("bed_rest", days=2)]).to_dict()["days"]
        [0.0, 1.0, 2.0]
        """
        from .._structuring import plain  # noqa: PLC0415 - brings cattrs

        written: dict[str, Any] = plain(self)
        return written


def forecast(
    muscle: str | Muscle,
    segments: Timeline | Iterable[Exposure | Recovery],
    *,
    measure: MeasureClassAsked = "size",
    target: Target = "person",
    level: float = 0.9,
    age_years: float | None = None,
    sex: SexAsked | None = None,
    countermeasure: str | None = None,
    parameters: Parameters | None = None,
    step_days: float = 1.0,
) -> Forecast:
    """Forecast the course of a muscle over any sequence of exposures and recoveries.

    The state of the muscle is carried from segment to segment in closed form: a segment split in two gives the same
    course as the whole.

    Parameters
    ----------
    muscle : str or Muscle
        A muscle or group by any name.
    segments : Timeline or iterable of Exposure or Recovery
        What it goes through, in order.
    measure : {"size", "strength"}
        Course of what.
    target : {"person", "group"}
        Whom the interval is for.
    level : float
        Level of the interval, between 0 and 1. [-]
    age_years : float, optional
        Age of the person or group, 0 to 120. [years]
    sex : {"male", "female"}, optional
        Sex of the person or group.
    countermeasure : str, optional
        What is done against the loss in every exposure; nothing if left out.
    parameters : Parameters, optional
        Your own fit instead of the packaged one.
    step_days : float
        Distance between the days told within a segment. [days]

    Returns
    -------
    Forecast

    Raises
    ------
    UnknownMuscleError
        If no muscle goes by this name.
    InvalidValueError
        If another argument breaks its rule.
    NoEvidenceError
        If the evidence has nothing of a kind of exposure in it.

    References
    ----------
    .. [1] The studies pooled are in ``studies``. The page "How it works" has the model, equation by equation.

    Examples
    --------
    >>> import inactivity as ia
    >>> course = ia.forecast("soleus", [ia.Exposure("bed_rest", days=14), ia.Recovery(days=60)])
    >>> min(course.change_pct) == course.change_pct[14] < course.change_pct[-1]
    True
    """
    base = packaged()
    found = base.muscle(muscle)
    timeline = segments if isinstance(segments, Timeline) else Timeline(segments)
    question = asked(
        measure=measure,
        target=target,
        level=level,
        age_years=age_years,
        sex=sex,
        countermeasure=countermeasure,
    )
    check(_STEP, "step_days", step_days := as_float(step_days))
    fitted = packaged_parameters() if parameters is None else parameters
    kinds = tuple(dict.fromkeys(part.kind for part in timeline if isinstance(part, Exposure)))
    for kind in kinds:
        refuse_unanswerable(kind, found, f"course of the {measure}")
    bases = [basis_of(found, kind, question, fitted, base) for kind in kinds or (ExposureKind.BED_REST,)]
    factors, longest = _stretches(timeline, question, [basis.coverage for basis in bases], kinds)

    cells: dict[tuple[ExposureKind, RecoveryCondition], Cell] = {}

    def cell_of(kind: ExposureKind, condition: RecoveryCondition) -> Cell:
        if (kind, condition) not in cells:
            asked_then = question._replace(recovery_condition=condition)
            cells[kind, condition] = basis_of(found, kind, asked_then, fitted, base).cell
        return cells[kind, condition]

    rows = list(_course(Journey(cell_of), timeline, question, factors, step_days))
    return Forecast(
        muscle=found.id,
        muscle_name=found.name,
        measure=question.measure,
        timeline=timeline,
        days=tuple(row[0] for row in rows),
        change_pct=tuple(row[1] for row in rows),
        low=tuple(row[2] for row in rows),
        high=tuple(row[3] for row in rows),
        level=question.level,
        target=question.target,
        countermeasure=question.countermeasure,
        studies=tuple(dict.fromkeys(study for basis in bases for study in basis.studies)),
        references=tuple(dict.fromkeys(name for basis in bases for name in basis.references)),
        cautions=tuple(dict.fromkeys([*longest, *(caution for basis in bases for caution in basis.cautions)])),
        edition=fitted.edition,
    )


def _stretches(
    timeline: Timeline, question: Asked, coverages: list[Any], kinds: tuple[ExposureKind, ...]
) -> tuple[list[float], list[str]]:
    """Return by how much each segment widens the interval, never less than the one before, and what to say of it."""
    by_kind = dict(zip(kinds, coverages, strict=False))
    factors: list[float] = []
    said: list[str] = []
    widest, elapsed, recovered, kind = 1.0, 0.0, 0.0, None
    for segment in timeline:
        if isinstance(segment, Exposure):
            elapsed = segment.days + (elapsed if kind is segment.kind else 0.0)
            kind, recovered = segment.kind, 0.0
            said += too_long(by_kind[kind], elapsed)
        else:
            recovered += segment.days
        if kind is not None:
            widest = max(widest, stretch(kind, question, by_kind[kind], elapsed, recovered))
        factors.append(widest)
    return factors, said


def _course(
    journey: Journey, timeline: Timeline, question: Asked, factors: list[float], step: float
) -> Iterator[tuple[float, float, float, float]]:
    yield 0.0, 0.0, 0.0, 0.0
    start = 0.0
    for segment, factor in zip(timeline, factors, strict=True):
        level = stretched_level(question.level, factor)
        for days in _within(segment.days, step):
            change = journey.after(segment, days).change(level=level, target=question.target)
            yield start + days, change.change_pct, change.low, change.high
        journey = journey.after(segment)
        start += segment.days


def _within(days: float, step: float) -> Iterator[float]:
    count = int(days / step + 1e-9)
    yield from (number * step for number in range(1, count + 1) if number * step < days)
    yield days
