"""What a muscle went through: exposures, recoveries and timelines of both.

An *exposure* is one period of disuse: its kind and its days. A *recovery* is one period after it. A
*timeline* is any sequence of the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Literal, Self, TypeAlias, cast

import attrs

from ._rules import DAYS, Each, InstanceOf, OneOf, OrNone, Rule, Text, as_float
from .errors import InvalidValueError, UnknownExposureKindError

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "RECOVERY_CONDITIONS",
    "REFERENCE_EXPOSURE",
    "Exposure",
    "ExposureKind",
    "Recovery",
    "RecoveryCondition",
    "Timeline",
]

RecoveryCondition: TypeAlias = Literal["reambulation", "rehabilitation", "supervised_training", "unknown"]
"""What is done after an exposure, in one word."""
RECOVERY_CONDITIONS: tuple[RecoveryCondition, ...] = (
    "reambulation",
    "rehabilitation",
    "supervised_training",
    "unknown",
)
"""Up and about; therapy; a training programme under supervision; not stated."""

_BEFORE = "before the exposure"


class ExposureKind(StrEnum):
    """The kinds of disuse, each with what it means and whether any muscle was measured in it.

    Attributes
    ----------
    label : str
        The kind as people write it.
    definition : str
        What counts as this kind.
    synonyms : tuple of str
        Other names :meth:`of` understands.
    family : str
        Kinds of one family differ by a detail that papers often leave out, and may be pooled.
    baseline : str
        What a change is measured from. It differs for illness, surgery and detraining.
    has_muscle_evidence : bool
        Whether the packaged evidence holds any observation of a muscle in it.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.ExposureKind.of("plaster cast")
    <ExposureKind.LIMB_CAST: 'limb_cast'>
    >>> ia.ExposureKind.SITTING.has_muscle_evidence
    False
    """

    label: str
    definition: str
    synonyms: tuple[str, ...]
    family: str
    baseline: str
    has_muscle_evidence: bool

    def __new__(  # noqa: PLR0917 - an enum's members are written positionally
        cls,
        value: str,
        definition: str,
        synonyms: tuple[str, ...] = (),
        family: str = "",
        baseline: str = _BEFORE,
        has_muscle_evidence: bool = True,  # noqa: FBT001, FBT002 - as above
    ) -> Self:
        """Make a member out of its row below."""
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.label = value.replace("_", " ").replace("head down", "head-down").replace("icu", "ICU")
        kind.definition = definition
        kind.synonyms = synonyms
        kind.family = family or value
        kind.baseline = baseline
        kind.has_muscle_evidence = has_muscle_evidence
        return kind

    BED_REST = (
        "bed_rest",
        "Lying in bed day and night, horizontally, as volunteers do in a study.",
        ("strict bed rest", "horizontal bed rest", "bedrest", "bed-ridden", "confined to bed"),
    )
    HEAD_DOWN_BED_REST = (
        "head_down_bed_rest",
        "Bed rest with the head tilted down (6 degrees), the ground model of weightlessness.",
        ("head-down tilt", "head-down tilt bed rest", "hdt", "hdbr", "hdtbr", "6 degree head-down bed rest"),
        "bed_rest",
    )
    DRY_IMMERSION = (
        "dry_immersion",
        "Floating in a bath, kept dry by a film: no support from the ground.",
        ("dry water immersion",),
    )
    LIMB_CAST = (
        "limb_cast",
        "A limb held still in a plaster or fibre cast.",
        ("cast", "plaster cast", "plaster", "casting", "cast immobilisation", "cast immobilization"),
        "limb_immobilisation",
    )
    LIMB_BRACE = (
        "limb_brace",
        "A limb held still in a brace, splint, orthosis or sling.",
        ("brace", "knee brace", "splint", "orthosis", "sling", "limb immobilisation", "limb immobilization"),
        "limb_immobilisation",
    )
    LIMB_SUSPENSION = (
        "limb_suspension",
        "One leg kept off the ground while walking on crutches; it may move but carries nothing.",
        ("unilateral lower limb suspension", "ulls", "leg suspension", "crutches", "non-weight-bearing"),
    )
    STEP_REDUCTION = (
        "step_reduction",
        "Far fewer steps a day than before, with no limb held still.",
        ("reduced steps", "fewer steps", "step count reduction"),
    )
    SPACEFLIGHT = (
        "spaceflight",
        "Weightlessness in orbit, nearly always with in-flight exercise.",
        ("space flight", "microgravity", "weightlessness", "space mission"),
    )
    ICU_STAY = (
        "icu_stay",
        "Critical illness in an intensive care unit: disuse and illness together.",
        ("icu", "intensive care", "intensive care unit stay", "critical illness", "critical care"),
        "",
        "the first scan in intensive care",
    )
    HOSPITAL_STAY = (
        "hospital_stay",
        "A stay on an ordinary hospital ward: disuse and illness together.",
        ("hospital", "hospitalisation", "hospitalization", "hospital admission", "inpatient stay"),
        "",
        "admission to hospital, or what the study took for it",
    )
    SURGERY = (
        "surgery",
        "A joint replacement or ligament operation: surgery and disuse together; days count from the operation.",
        ("operation", "joint replacement", "knee replacement", "hip replacement", "acl reconstruction"),
        "",
        "before the operation",
    )
    SITTING = (
        "sitting",
        "Prolonged sitting in daily life. No study of the evidence measured a muscle in it: that is a finding.",
        ("sedentary behaviour", "sedentary behavior", "prolonged sitting", "desk work", "sedentary work"),
        "",
        _BEFORE,
        False,
    )
    DETRAINING = (
        "detraining",
        "A stop or a break in training, daily life going on.",
        ("training cessation", "training break", "off season", "layoff"),
        "",
        "the trained state, at the end of training",
    )
    OTHER = (
        "other",
        "Unlike things without a kind of their own (reconnaissance missions, water immersion, lockdown): never pooled.",
    )

    @classmethod
    def of(cls, name: str) -> ExposureKind:
        """Return the kind that goes by `name`: an id, a label or a synonym, in any case.

        Parameters
        ----------
        name : str
            What it goes by.

        Raises
        ------
        UnknownExposureKindError
            If nothing goes by this name; close matches are in ``suggestions``.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.ExposureKind.of("HDBR").value
        'head_down_bed_rest'
        """
        known = _known(name)
        if known is not None:
            return known
        from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

        names = _names()
        close = dict.fromkeys(names[match].value for match in get_close_matches(_plain(name), names))
        raise UnknownExposureKindError(name, tuple(close))


def _plain(name: object) -> str:
    return " ".join(re.split(r"[\s_-]+", name.casefold())).strip() if isinstance(name, str) else ""


@cache
def _names() -> dict[str, ExposureKind]:
    """Every name a kind goes by, as it is compared."""
    return {_plain(name): kind for kind in ExposureKind for name in (kind.value, kind.label, *kind.synonyms)}


def _known(name: object) -> ExposureKind | None:
    if not isinstance(name, str):
        return None
    return KINDS.get(name) or _names().get(_plain(name))


def as_kind(name: str) -> ExposureKind:
    """Return the kind that goes by `name`; a converter has to be a plain function."""
    return ExposureKind.of(name)


KINDS: dict[str, ExposureKind] = {kind.value: kind for kind in ExposureKind}


class _Date(Rule):
    """A calendar date without a time of day."""

    __slots__ = ()

    def holds(self, value: object) -> bool:
        from datetime import date, datetime  # noqa: PLC0415 - only a given date needs it

        return isinstance(value, date) and not isinstance(value, datetime)

    def words(self) -> str:
        return "a datetime.date (without a time of day)"

    def schema(self) -> dict[str, object]:
        return {"type": "string", "format": "date"}


_PERIOD = r"\s*(?P<name>[^:]*?)\s*:\s*(?P<days>[0-9]*\.?[0-9]+)\s*(?P<unit>[dw])\s*"


def _parse_period(text: object) -> tuple[str, float]:
    match = re.fullmatch(_PERIOD, text) if isinstance(text, str) else None
    if match is None:
        raise InvalidValueError("period", text, "KIND:LENGTH such as bed_rest:14d or limb_cast:6w")
    return match["name"], float(match["days"]) * (7 if match["unit"] == "w" else 1)


@attrs.frozen
class Exposure:
    """One period of disuse.

    Parameters
    ----------
    kind : ExposureKind or str
        What kind of disuse; a label or a synonym will do.
    days : float
        Length, above 0 and at most 3650. [days]
    reason : str, optional
        Why: "illness", "injury", "surgery", "pregnancy", "spaceflight", "sedentary work" ... It changes no
        estimate; it is kept with the result.
    started : datetime.date, optional
        The first day.

    Raises
    ------
    UnknownExposureKindError
        If `kind` is not known.
    InvalidValueError
        If another argument breaks its rule.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.Exposure("cast", days=21, reason="injury").kind.value
    'limb_cast'
    >>> ia.Exposure.parse("bed_rest:8w").days
    56.0
    """

    kind: ExposureKind = attrs.field(converter=as_kind, validator=InstanceOf(ExposureKind))
    days: float = attrs.field(converter=as_float, validator=DAYS, metadata={"unit": "days"})
    reason: str | None = attrs.field(default=None, kw_only=True, validator=OrNone(Text()))
    started: date | None = attrs.field(default=None, kw_only=True, validator=OrNone(_Date()))

    @classmethod
    def parse(cls, text: str) -> Exposure:
        """Return the exposure written as ``KIND:LENGTH``, the length in days (``14d``) or weeks (``6w``).

        Parameters
        ----------
        text : str
            What is written.

        Raises
        ------
        InvalidValueError
            If `text` is not of that form or the days are out of bounds.
        UnknownExposureKindError
            If the kind is not known.

        Examples
        --------
        >>> import inactivity as ia
        >>> str(ia.Exposure.parse("limb cast:3w"))
        '21 days of limb cast'
        """
        return cls(*_parse_period(text))

    def __str__(self) -> str:
        return f"{_days_text(self.days)} of {self.kind.label}"


@attrs.frozen
class Recovery:
    """One period after an exposure.

    Parameters
    ----------
    days : float
        Length, above 0 and at most 3650. [days]
    condition : str
        What was done in it: "reambulation" (up and about), "rehabilitation", "supervised_training" or
        "unknown".

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.Recovery(days=10)
    Recovery(days=10.0, condition='reambulation')
    """

    days: float = attrs.field(converter=as_float, validator=DAYS, metadata={"unit": "days"})
    condition: RecoveryCondition = attrs.field(default="reambulation", validator=OneOf(RECOVERY_CONDITIONS))

    def __str__(self) -> str:
        return f"{_days_text(self.days)} of recovery ({self.condition.replace('_', ' ')})"


class _Segments(Each):
    """At least one exposure or recovery, dated ones in order and without overlap."""

    __slots__ = ()

    def holds(self, value: object) -> bool:
        return super().holds(value) and _in_order(value)  # type: ignore[arg-type]  # a tuple of segments by then

    def words(self) -> str:
        return f"{super().words()}, those with a start date in order and without overlap"


def _in_order(segments: tuple[Exposure | Recovery, ...]) -> bool:
    clock: float | None = None
    for segment in segments:
        started = segment.started if isinstance(segment, Exposure) else None
        if started is not None:
            # Segments follow each other without a gap unless a date says otherwise; dates are whole days.
            if clock is not None and started.toordinal() < int(clock):
                return False
            clock = float(started.toordinal())
        if clock is not None:
            clock += segment.days
    return True


def _as_segments(value: Iterable[Exposure | Recovery]) -> tuple[Exposure | Recovery, ...]:
    """Freeze a list or another iterable; leave what is none for the rule to refuse."""
    try:
        return tuple(value)
    except TypeError:
        return cast("tuple[Exposure | Recovery, ...]", value)


@attrs.frozen
class Timeline:
    """Any sequence of exposures and recoveries, in order.

    Parameters
    ----------
    segments : iterable of Exposure or Recovery
        At least one.

    Raises
    ------
    InvalidValueError
        If there is none, one is something else, or start dates are out of order.

    Examples
    --------
    >>> import inactivity as ia
    >>> timeline = ia.Timeline([ia.Exposure("bed_rest", days=14), ia.Recovery(days=10)])
    >>> timeline.days
    24.0
    >>> timeline == ia.Timeline.parse("bed_rest:14d, recovery:10d")
    True
    """

    segments: tuple[Exposure | Recovery, ...] = attrs.field(
        converter=_as_segments, validator=_Segments(InstanceOf(Exposure | Recovery), least=1)
    )

    @classmethod
    def parse(cls, text: str) -> Timeline:
        """Return the timeline written as comma-separated ``KIND:LENGTH`` and ``recovery:LENGTH``.

        Parameters
        ----------
        text : str
            What is written.

        Raises
        ------
        InvalidValueError
            If a part is not of that form or its days are out of bounds.
        UnknownExposureKindError
            If a kind is not known.

        Examples
        --------
        >>> import inactivity as ia
        >>> len(ia.Timeline.parse("bed_rest:14d,recovery:10d,bed_rest:7d,recovery:60d"))
        4
        """
        return cls(_parse_segments(text))

    @property
    def days(self) -> float:
        """Length of all segments together, in days [days]."""
        return sum(segment.days for segment in self.segments)

    def __iter__(self) -> Iterator[Exposure | Recovery]:
        return iter(self.segments)

    def __len__(self) -> int:
        return len(self.segments)


def _parse_segments(text: object) -> tuple[Exposure | Recovery, ...]:
    segments: list[Exposure | Recovery] = []
    for part in text.split(",") if isinstance(text, str) else (text,):
        name, days = _parse_period(part)
        segments.append(Recovery(days) if _plain(name) == "recovery" else Exposure(name, days))
    return tuple(segments)


def _days_text(days: float) -> str:
    return f"{days:g} day{'' if days == 1 else 's'}"


REFERENCE_EXPOSURE = Exposure(ExposureKind.BED_REST, days=56)
"""The exposure that is meant when none is named: 56 days of bed rest, as in the founding study (hides2007)."""
