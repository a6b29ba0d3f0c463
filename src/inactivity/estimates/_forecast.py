"""`forecast`: a muscle over any sequence of exposures and recoveries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from math import isfinite
from typing import Any, NamedTuple, get_args

import attrs

from .._narrowing import is_tuple
from .._rules import LEVEL, Each, InstanceOf, Number, OneOf, OrNone, Text, as_float, check
from ..anatomy import Muscle
from ..errors import InvalidValueError
from ..evidence import evidence as packaged
from ..exposure import Exposure, ExposureKind, Recovery, RecoveryCondition, Timeline
from ..kinetics import Cell, Change, Coverage, Journey, Parameters
from ..kinetics._answers import Reach, stretched
from ._asking import Asked, MeasureClassAsked, SexAsked, Target, asked, refuse_unanswerable
from ._modelling import Basis, basis_of, fit_asked, people_of, too_late, too_long

_STEP = Number("days", least=0.01, most=3650)  # finer would fill the memory with days nobody can tell apart


class _Numbers(Each):
    """At least one finite number; hundreds of floats are looked at together."""

    __slots__ = ()

    def holds(self, value: object) -> bool:
        if is_tuple(value) and set(map(type, value)) == {float}:
            return all(map(isfinite, value))
        return super().holds(value)


_TIMELINE_HINT = (
    'Write [Exposure("bed_rest", days=14), Recovery(days=60)] or Timeline.parse("bed_rest:14d, recovery:60d").'
)


_NUMBERS = _Numbers(Number(), least=1)


class _Reach(NamedTuple):
    """A segment, and how far the evidence was left when it begins."""

    segment: Exposure | Recovery
    kind: ExposureKind | None
    """Of the exposure, or of the last one before a recovery."""
    coverage: Coverage | None
    reach: Reach | None
    elapsed: float
    """Days of exposures of this kind so far, this segment not counted."""
    recovered: float
    """Days of recovery since, this segment not counted."""
    widest: float
    """By how much the interval was widened so far [-]."""

    def after(self, days: float) -> tuple[float, float]:
        """Return the days of exposure and of recovery when some of the segment have passed."""
        if isinstance(self.segment, Exposure):
            return self.elapsed + days, 0.0
        return self.elapsed, self.recovered + days

    def factor(self, days: float) -> float:
        """Return by how much the interval is widened by then, never less than before [-]."""
        if self.reach is None:
            return self.widest
        wider: float = stretched(self.reach, *self.after(days))
        return max(self.widest, wider)


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
        For whom: "person", or "group" (the mean of a new one of nine people, as a study measures it).
    countermeasure : str or None
        What was done against the loss.
    studies : tuple of str
        Ids of the studies pooled; :func:`inactivity.cite` has them in full.
    references : tuple of str
        The same as they are named in running text.
    n_subjects : int or None
        People in them; None where that is not known.
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
    n_subjects: int | None = attrs.field(validator=OrNone(Number("people", least=1, whole=True)))
    cautions: tuple[str, ...] = attrs.field(validator=Each(Text()))
    edition: str = attrs.field(validator=Text())

    @property
    def n_studies(self) -> int:
        """How many studies were pooled."""
        return len(self.studies)

    def describe(self) -> str:
        """Return the forecast as a paragraph for people.

        Examples
        --------
        >>> import inactivity as ia
        >>> course = ia.forecast("soleus", ia.Timeline.parse("bed_rest:14d, recovery:10d"))
        >>> for line in course.describe().splitlines()[:3]:
        ...     print(line)
        Soleus, size, over 14 days of bed rest, then 10 days of recovery (reambulation).
        Day 14: about -10 % (90 % interval for one person: -16 to -3 %).
        Day 24: about -3 % (-9 to +4 %).
        """
        from ._describing import course_paragraph  # noqa: PLC0415 - words are not on the path of a number

        return course_paragraph(self)

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

    def _repr_html_(self) -> str:
        from ._describing import course_table  # noqa: PLC0415 - words are not on the path of a number

        return course_table(self)


def _timeline(segments: Timeline | Iterable[Exposure | Recovery]) -> Timeline:
    if isinstance(segments, Timeline):
        return segments
    try:
        return Timeline(segments)
    except InvalidValueError as error:
        if error.name != "segments":  # one of them broke a rule of its own while it was made
            raise
        raise InvalidValueError(error.name, error.value, error.rule, _TIMELINE_HINT) from None


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
    .. [1] The studies pooled are in ``studies``. The page "The model" has it equation by equation.

    Examples
    --------
    >>> import inactivity as ia
    >>> course = ia.forecast("soleus", [ia.Exposure("bed_rest", days=14), ia.Recovery(days=60)])
    >>> min(course.change_pct) == course.change_pct[14] < course.change_pct[-1]
    True
    """
    base = packaged()
    found = base.muscle(muscle)
    timeline = _timeline(segments)
    question = asked(
        measure=measure,
        target=target,
        level=level,
        age_years=age_years,
        sex=sex,
        countermeasure=countermeasure,
    )
    check(_STEP, "step_days", step_days := as_float(step_days))
    fitted = fit_asked(parameters, question.countermeasure, base)
    kinds = tuple(dict.fromkeys(part.kind for part in timeline if isinstance(part, Exposure)))
    for kind in kinds:
        refuse_unanswerable(kind, f"course of the {measure}", found.name)
    bases = {kind: basis_of(found, kind, question, fitted, base) for kind in kinds or (ExposureKind.BED_REST,)}

    def cell_of(kind: ExposureKind, condition: RecoveryCondition) -> Cell:
        return basis_of(found, kind, question._replace(recovery_condition=condition), fitted, base).cell

    studies = tuple(dict.fromkeys(study for basis in bases.values() for study in basis.studies))
    reaches = list(_reaches(timeline, bases))
    rows = list(_course(Journey(cell_of), reaches, question, step_days))
    return Forecast(
        muscle=found.id,
        muscle_name=found.name,
        measure=question.measure,
        timeline=timeline,
        days=tuple([day for day, _ in rows]),
        change_pct=tuple([change.change_pct for _, change in rows]),
        low=tuple([change.low for _, change in rows]),
        high=tuple([change.high for _, change in rows]),
        level=question.level,
        target=question.target,
        countermeasure=question.countermeasure,
        studies=studies,
        references=tuple(dict.fromkeys(name for basis in bases.values() for name in basis.references)),
        n_subjects=next(iter(bases.values())).n_subjects if len(bases) == 1 else people_of(base, studies),
        cautions=tuple(dict.fromkeys([*_beyond(reaches, question), *_cautions(bases)])),
        edition=fitted.edition,
    )


def _reaches(timeline: Timeline, bases: Mapping[ExposureKind, Basis]) -> Iterator[_Reach]:
    kind: ExposureKind | None = None
    elapsed, recovered, widest = 0.0, 0.0, 1.0
    for segment in timeline:
        if isinstance(segment, Exposure):
            elapsed = elapsed if segment.kind is kind else 0.0
            kind = segment.kind
        coverage, limits = (None, None) if kind is None else (bases[kind].coverage, bases[kind].reach)
        reach = _Reach(segment, kind, coverage, limits, elapsed, recovered, widest)
        yield reach
        elapsed, recovered = reach.after(segment.days)
        widest = reach.factor(segment.days)


def _beyond(reaches: Iterable[_Reach], question: Asked) -> Iterator[str]:
    for reach in reaches:
        if reach.kind is not None:
            elapsed, recovered = reach.after(reach.segment.days)
            if isinstance(reach.segment, Recovery):
                yield from too_late(reach.coverage, recovered, reach.segment.condition)
            else:
                yield from too_long(reach.coverage, elapsed, question.countermeasure)


def _cautions(bases: Mapping[ExposureKind, Basis]) -> Iterator[str]:
    for basis in bases.values():
        yield from basis.cautions


def _course(
    journey: Journey, reaches: Iterable[_Reach], question: Asked, step: float
) -> Iterator[tuple[float, Change]]:
    yield 0.0, Change(0.0, 0.0, 0.0)
    start = 0.0
    for reach in reaches:
        segment = reach.segment
        days = list(_within(segment.days, step))
        first, last = reach.factor(days[0]), reach.factor(segment.days)
        factors = repeat(last) if first == last else map(reach.factor, days)
        changes = journey.during(segment, days, level=question.level, target=question.target, widened=factors)
        yield from zip([start + day for day in days], changes, strict=True)
        journey = journey.after(segment)
        start += segment.days


def _within(days: float, step: float) -> Iterator[float]:
    """Yield the days to tell of a segment, its end last and once."""
    count = int(days / step)
    yield from (number * step for number in range(1, count + 1) if number * step < days - 1e-9 * step)
    yield days
