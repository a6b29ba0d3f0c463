"""`PersonExposure`: what a person's records say the muscles went through; `merge`: spans that overlap, in one timeline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import cast

import attrs

from .._narrowing import is_rows
from .._rules import Each, InstanceOf, OneOf, OrNone, Text, check as check_rule
from ..errors import InvalidValueError
from ..exposure import RECOVERY_CONDITIONS, Exposure, ExposureKind, Recovery, RecoveryCondition, Timeline
from ._vocabulary import MOMENT, check_order

PRECEDENCE: tuple[ExposureKind, ...] = (
    ExposureKind.SPACEFLIGHT,
    ExposureKind.ICU_STAY,
    ExposureKind.DRY_IMMERSION,
    ExposureKind.HEAD_DOWN_BED_REST,
    ExposureKind.BED_REST,
    ExposureKind.SURGERY,
    ExposureKind.HOSPITAL_STAY,
    ExposureKind.LIMB_CAST,
    ExposureKind.LIMB_BRACE,
    ExposureKind.LIMB_SUSPENSION,
    ExposureKind.STEP_REDUCTION,
    ExposureKind.DETRAINING,
    ExposureKind.OTHER,
    ExposureKind.SITTING,
)
"""Which exposure counts while several overlap, first one first.

A judgement, not a finding: what unloads the whole body goes before what unloads a limb, and that before what leaves
people up and about; within each, what says more goes first (a bed rest before the hospital stay it fell in).
"""
_LONGEST = 3650.0  # of one segment; a longer gap becomes several
_DAY = 86_400.0


def _as_kind(name: str) -> ExposureKind:
    """Return the kind that goes by `name`; a converter has to be a plain function."""
    return ExposureKind.of(name)


@attrs.frozen(kw_only=True)
class Span:
    """One exposure with its first and last moment, as a record or a rule gives it.

    Parameters
    ----------
    kind : ExposureKind or str
        What kind of disuse.
    start, end : datetime
        From when to when; both with a time zone or both without.
    reason : str, optional
        Why, or on whose word: a diagnosis, a rule.

    Raises
    ------
    UnknownExposureKindError
        If `kind` is not known.
    InvalidValueError
        If another argument breaks its rule, or the end lies before the start.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import Span
    >>> Span(kind="hospital", start=datetime(2026, 3, 1, 12), end=datetime(2026, 3, 4)).days
    2.5
    """

    kind: ExposureKind = attrs.field(converter=_as_kind, validator=InstanceOf(ExposureKind))
    start: datetime = attrs.field(validator=MOMENT)
    end: datetime = attrs.field(validator=MOMENT)
    reason: str | None = attrs.field(default=None, validator=OrNone(Text()))

    def __attrs_post_init__(self) -> None:
        check_order(self.start, self.end)

    @property
    def days(self) -> float:
        """Its length [days]."""
        return _clock(self.end) - _clock(self.start)


def _as_spans(value: Iterable[Span]) -> tuple[Span, ...]:
    """Freeze a list or another iterable; leave what is none for the rule to refuse."""
    return tuple(value) if is_rows(value) else cast("tuple[Span, ...]", value)


_SPANS = Each(InstanceOf(Span))
_TIMELINE = OrNone(InstanceOf(Timeline))
_TEXTS = Each(Text())


def _as_texts(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value) if is_rows(value) else cast("tuple[str, ...]", value)


@attrs.frozen(kw_only=True)
class PersonExposure:
    """What the records of one person say the muscles went through.

    Attributes
    ----------
    person : str
        Whose records.
    started : datetime or None
        When the timeline begins; None without one.
    timeline : Timeline or None
        The exposures and the recoveries between them; None where the records hold no exposure with evidence.
    lower, upper : Timeline or None
        The least and the most disuse that the records allow, where wear or dates are uncertain. None where that is no
        exposure at all.
    lower_started, upper_started : datetime or None
        When these begin.
    spans : tuple of Span
        What the timeline was merged from, overlaps and all.
    cautions : tuple of str
        What weakens it, and the rules and defaults it rests on.
    counted : tuple of str
        What went into it, with numbers.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.records import PersonExposure
    >>> person = PersonExposure(person="p1", timeline=ia.Timeline.parse("bed_rest:5d"))
    >>> len(person.followed_by(90))
    2
    """

    person: str = attrs.field(validator=Text())
    started: datetime | None = attrs.field(default=None, validator=OrNone(MOMENT))
    timeline: Timeline | None = attrs.field(default=None, validator=_TIMELINE)
    lower: Timeline | None = attrs.field(default=None, validator=_TIMELINE)
    lower_started: datetime | None = attrs.field(default=None, validator=OrNone(MOMENT))
    upper: Timeline | None = attrs.field(default=None, validator=_TIMELINE)
    upper_started: datetime | None = attrs.field(default=None, validator=OrNone(MOMENT))
    spans: tuple[Span, ...] = attrs.field(default=(), converter=_as_spans, validator=_SPANS)
    cautions: tuple[str, ...] = attrs.field(default=(), converter=_as_texts, validator=_TEXTS)
    counted: tuple[str, ...] = attrs.field(default=(), converter=_as_texts, validator=_TEXTS)

    def followed_by(self, days: float, condition: RecoveryCondition = "reambulation") -> Timeline:
        """Return the timeline with a recovery of so many days after its end, to forecast when a muscle is back.

        Parameters
        ----------
        days : float
            Length of the recovery. [days]
        condition : str
            What is done in it: "reambulation", "rehabilitation", "supervised_training" or "unknown".

        Raises
        ------
        InvalidValueError
            If an argument breaks its rule, or there is no timeline to follow.

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.records import PersonExposure
        >>> person = PersonExposure(person="p1", timeline=ia.Timeline.parse("bed_rest:5d"))
        >>> [str(segment) for segment in person.followed_by(90)]
        ['5 days of bed rest', '90 days of recovery (reambulation)']
        """
        if self.timeline is None:
            raise InvalidValueError(
                "timeline",
                None,
                "one that the records gave",
                f"The records of {self.person} hold no exposure with evidence: see counted and cautions.",
            )
        return Timeline((*self.timeline, Recovery(days, condition)))


def merge(
    spans: Iterable[Span],
    *,
    until: datetime | None = None,
    recovery_condition: RecoveryCondition = "reambulation",
    precedence: Sequence[ExposureKind] = PRECEDENCE,
) -> Timeline | None:
    """Return one timeline of spans that may overlap, touch, repeat or lie apart.

    While several last, the one that stands first in `precedence` counts, and only that. Spans of one kind that overlap
    or touch are one exposure. What lies between exposures is a recovery, and so is what lies between the last one and
    `until`.

    Parameters
    ----------
    spans : iterable of Span
        In any order. Those without length count for nothing.
    until : datetime, optional
        When the records end; nothing after it counts. By default the end of the last span.
    recovery_condition : str
        What is done between exposures.
    precedence : sequence of ExposureKind
        Which kind counts while several overlap, first one first; kinds left out never count.

    Returns
    -------
    Timeline or None
        None where no span has any length.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule, or some spans have a time zone and others none.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import Span, merge
    >>> ward = Span(kind="hospital_stay", start=datetime(2026, 3, 1), end=datetime(2026, 3, 15))
    >>> icu = Span(kind="icu_stay", start=datetime(2026, 3, 2), end=datetime(2026, 3, 5))
    >>> [str(segment) for segment in merge([ward, icu], until=datetime(2026, 4, 1))]
    ['1 day of hospital stay', '3 days of ICU stay', '10 days of hospital stay', '17 days of recovery (reambulation)']
    """
    given = _as_spans(spans)
    check_rule(_SPANS, "spans", given)
    check_rule(OrNone(MOMENT), "until", until)
    check_rule(OneOf(RECOVERY_CONDITIONS), "recovery_condition", recovery_condition)
    ranks = enumerate(map(ExposureKind.of, precedence))
    kinds = {kind: rank for rank, kind in reversed(tuple(ranks))}  # named twice, a kind has the earlier place
    _refuse_mixed(given, until)
    return _timeline(_pieces(given, until, kinds), until, recovery_condition)


def first_moment(spans: Iterable[Span], until: datetime | None = None) -> datetime | None:
    """Return when the timeline that :func:`merge` makes of them begins."""
    starts = [span.start for span in spans if span.end > span.start and (until is None or span.start < until)]
    return min(starts, default=None)


@attrs.frozen
class _Piece:
    """A stretch in which one exposure counts."""

    kind: ExposureKind
    start: datetime
    end: datetime
    reason: str | None


def _pieces(spans: Sequence[Span], until: datetime | None, kinds: dict[ExposureKind, int]) -> list[_Piece]:
    """Return the stretches between all starts and ends with the exposure that counts in each, alike neighbours joined."""
    real = [span for span in spans if span.kind in kinds and span.end > span.start]
    if until is not None:
        real = [attrs.evolve(span, end=min(span.end, until)) for span in real if span.start < until]
    edges = sorted({moment for span in real for moment in (span.start, span.end)}, key=_clock)
    pieces: list[_Piece] = []
    waiting = sorted(real, key=lambda span: _clock(span.start), reverse=True)
    lasting: list[Span] = []
    for start, end in pairwise(edges):
        while waiting and waiting[-1].start <= start:
            lasting.append(waiting.pop())
        lasting = [span for span in lasting if span.end > start]
        if not lasting:
            continue
        counts = min(lasting, key=lambda span: (kinds[span.kind], _clock(span.start)))
        last = pieces[-1] if pieces else None
        if last is not None and last.kind is counts.kind and last.end == start:
            pieces[-1] = attrs.evolve(last, end=end)
        else:
            pieces.append(_Piece(counts.kind, start, end, counts.reason))
    return pieces


def _timeline(pieces: Sequence[_Piece], until: datetime | None, condition: RecoveryCondition) -> Timeline | None:
    segments: list[Exposure | Recovery] = []
    end: datetime | None = None
    clock = 0.0  # as a Timeline reckons it: see below
    for piece in pieces:
        if end is not None and piece.start > end:
            segments.extend(Recovery(days, condition) for days in _parts(_clock(piece.start) - _clock(end)))
            clock += _clock(piece.start) - _clock(end)
        started: date | None = None  # where clocks were set back, days of real time end on an earlier date
        if piece.start.toordinal() >= int(clock):
            started = piece.start.date()
            clock = started.toordinal()
        for number, days in enumerate(_parts(_clock(piece.end) - _clock(piece.start))):
            segments.append(Exposure(piece.kind, days, reason=piece.reason, started=None if number else started))
            clock += days
        end = piece.end
    if end is not None and until is not None and until > end:
        segments.extend(Recovery(days, condition) for days in _parts(_clock(until) - _clock(end)))
    return Timeline(segments) if segments else None


def _parts(days: float) -> Iterator[float]:
    """Cut what is longer than one segment may be."""
    while days > _LONGEST:
        yield _LONGEST
        days -= _LONGEST
    yield days


def _clock(moment: datetime) -> float:
    """Return a moment as days, of real time where it has a zone: clocks that change do not shorten a stay."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
    return moment.toordinal() + seconds / _DAY


def _refuse_mixed(spans: Sequence[Span], until: datetime | None) -> None:
    moments = [span.start for span in spans] + ([] if until is None else [until])
    if len({moment.tzinfo is None for moment in moments}) > 1:
        raise InvalidValueError(
            "spans",
            next(moment for moment in moments if moment.tzinfo is None),
            "all with a time zone, or all without",
            "Give the zone of those without, or drop it from all.",
        )
