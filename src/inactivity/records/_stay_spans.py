"""What stays and coded events say of exposures: from when to when for sure, by the record, and at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple, TypeAlias

import attrs

from ..exposure import ExposureKind
from ._clinical import CodedEvent, Stay
from ._codes import MappedCode
from ._exposures import Span
from ._vocabulary import LAST_YEAR, Precision, Setting

KIND_OF_SETTING: Final[Mapping[Setting, ExposureKind]] = {
    "inpatient": ExposureKind.HOSPITAL_STAY,
    "icu": ExposureKind.ICU_STAY,
}
_OF_A_LIMB: Final = frozenset({ExposureKind.LIMB_CAST, ExposureKind.LIMB_BRACE, ExposureKind.LIMB_SUSPENSION})
_DAY: Final = timedelta(days=1)
_LAST: Final = datetime(LAST_YEAR, 12, 31)  # noqa: DTZ001 - of any zone
Stretch: TypeAlias = tuple[datetime, datetime]
"""From when to when."""
Days: TypeAlias = tuple[float, float, float]
"""The least, the usual and the most days."""


@attrs.frozen
class Found:
    """An exposure that records tell of, with its bounds."""

    kind: ExposureKind
    point: Stretch | None
    """By the record, or by a default that was stated."""
    lower: Stretch | None
    """For sure."""
    upper: Stretch | None
    """At most."""
    reason: str | None = None
    caution: str = ""


class Meant(NamedTuple):
    """An event and what one of its codes means."""

    event: CodedEvent
    code: MappedCode


class Conditions(NamedTuple):
    """What is kept of the conditions, to know why something was done and when that was over."""

    names: Mapping[str, str]
    ends: Mapping[str, datetime]


def after(moment: datetime, precision: Precision) -> datetime:
    """Return the end of the day, month or year that a date of this precision stands for."""
    if precision == "second":
        return moment
    if precision == "day":
        return moment + _DAY
    first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if precision == "month" and first.month < _DECEMBER:
        return first.replace(month=first.month + 1)
    return first.replace(year=first.year + 1, month=1)


_DECEMBER: Final = 12


def stretch(start: datetime, end: datetime) -> Stretch | None:
    """Return a stretch, None if it has no length."""
    return (start, end) if end > start else None


def bounded(kind: ExposureKind, start: datetime, end: datetime, precision: Precision, reason: str | None) -> Found:
    """Return an exposure whose dates are known to a precision."""
    lower = stretch(after(start, precision), end)
    return Found(kind, stretch(start, end), lower, stretch(start, after(end, precision)), reason)


def midnight(day: date, like: datetime) -> datetime:
    """Return the first moment of a day, in the zone of another moment."""
    return datetime.combine(day, time(), like.tzinfo)


class Extract(NamedTuple):
    """The day the data were extracted."""

    day: date
    stated: bool
    """Whether the caller said so; else it is the latest date seen."""


def of_stay(stay: Stay, kind: ExposureKind, extract: Extract) -> Found:
    """Return the exposure of a stay; one that was open counts until it was last seen so."""
    reason = next((code.display for code in stay.reasons if code.display.strip()), None)
    at = f"The {kind.label} from {stay.start:%Y-%m-%d}"
    if stay.end is not None and (stay.end.date() < extract.day or stay.end == stay.start):
        return bounded(kind, stay.start, stay.end, stay.precision, reason)
    if stay.end is not None and not extract.stated:
        told = (
            f"{at} ends on {extract.day}, the latest date in the data. If the data were extracted then, it was still "
            "going on, and how much longer is not known: state extract_date."
        )
        return attrs.evolve(bounded(kind, stay.start, stay.end, stay.precision, reason), caution=told)
    if stay.end is None and stay.open_at is None:
        told = f"{at} has no end in the records and is not said to go on: it is left out, for its length is not known."
        return Found(kind, None, None, None, reason, told)
    sure = stay.open_at or extract.day
    if extract.stated:
        sure = max(sure, extract.day) if stay.end is None else extract.day
    guessed = not extract.stated and sure <= stay.start.date()
    seen = extract.day if guessed else sure
    told = (
        f"{at} was open on {seen} (right-censored): it lasted at least until then, how much longer is not known, and "
        "the upper timeline does not hold what came after."
    )
    if guessed:
        told = (
            f"{at} had not ended. It is taken to have gone on until {seen}, the latest date in the data; how much longer "
            "is not known, and the upper timeline does not hold what came after: state extract_date."
        )
    point = stretch(stay.start, midnight(seen, stay.start))
    lower = stretch(after(stay.start, stay.precision), midnight(sure, stay.start))
    return Found(kind, point, lower, point, reason, told)


def of_unknown(stay: Stay, extract: Extract) -> Found:
    """Return what a stay in an unknown setting may have been: a hospital stay, in the upper timeline alone."""
    found = of_stay(stay, ExposureKind.HOSPITAL_STAY, extract)
    told = (
        f"The stay from {stay.start:%Y-%m-%d} is of an unknown kind: only the upper timeline takes it for a hospital "
        "stay. Map its code."
    )
    return attrs.evolve(found, point=None, lower=None, caution=told)


class Records(NamedTuple):
    """What is known of one person besides an event."""

    stays: Sequence[tuple[Stay, Found]]
    orders: Sequence[Meant]
    ends: Sequence[Meant]
    conditions: Conditions
    cast_days: Days | None


def of_events(
    meant: Sequence[Meant],
    stays: Sequence[tuple[Stay, Found]],
    conditions: Conditions,
    cast_days: Days | None,
) -> Iterator[Found]:
    """Yield the exposures that coded events begin, and those they suggest."""
    starting = _once(one for one in meant if one.code.starts is not None and one.event.role != "order")
    orders = [one for one in meant if one.code.starts is not None and one.event.role == "order"]
    ends = sorted((one for one in meant if one.code.ends is not None), key=lambda one: one.event.start)
    known = Records(stays, orders, ends, conditions, cast_days)
    for number, one in enumerate(starting):
        kind = one.code.starts or ExposureKind.OTHER
        after_it = (other.event.start for other in starting[number + 1 :] if other.code.starts is kind)
        yield _of_event(one, kind, next(after_it, None), known)
    for order in orders:
        if not any(_covers(order, one) for one in starting) and (found := _planned(order)) is not None:
            yield found
    for one in meant:
        if one.code.suggests is not None:
            yield _suggested(one, one.code.suggests, stays)


def _once(meant: Iterable[Meant]) -> list[Meant]:
    """Return events in order, those of one kind that begin together once: the one that tells the latest end."""
    best: dict[tuple[ExposureKind | None, datetime], Meant] = {}
    for one in meant:
        key = one.code.starts, one.event.start
        if key not in best or _telling(one.event) > _telling(best[key].event):
            best[key] = one
    return sorted(best.values(), key=lambda one: one.event.start)


def _telling(event: CodedEvent) -> tuple[datetime, bool, str, str, tuple[str, ...], str]:
    """Return what puts events that begin together in order, the same whatever order they come in."""
    end = event.start if event.end is None else event.end
    return end, event.end is None, event.role, event.precision, event.references, event.id


def _of_event(one: Meant, kind: ExposureKind, following: datetime | None, known: Records) -> Found:
    """Return the exposure that an event begins; its end is that of the first source that has one."""
    event = one.event
    reason = _why(event, one.code, known.conditions)
    of_kind = (other.event.start for other in known.ends if other.code.ends is kind)
    removed = next((moment for moment in of_kind if moment > event.start), None)
    if removed is not None and (following is None or removed <= following):
        return bounded(kind, event.start, removed, event.precision, reason)
    # A procedure of minutes is the putting on; what lasts longer is the exposure itself, and so is any condition.
    if event.end is not None and (event.role == "condition" or event.end - event.start >= _DAY):
        return bounded(kind, event.start, event.end, event.precision, reason)
    return attrs.evolve(_assumed(one, kind, known), reason=reason)


def _assumed(one: Meant, kind: ExposureKind, known: Records) -> Found:
    """Return an exposure whose end nobody recorded: by what was ordered, by a stated default, or by discharge."""
    event, start = one.event, one.event.start
    at = f"The {kind.label} from {start:%Y-%m-%d}"
    plans = (order.event.end for order in known.orders if _covers(order, one))
    plan = max((end for end in plans if end is not None), default=None)
    if plan is not None:
        told = f"{at} is taken to have lasted as long as it was ordered for, until {plan:%Y-%m-%d}."
        return Found(kind, stretch(start, plan), None, stretch(start, plan), caution=told)
    if kind is ExposureKind.LIMB_CAST and known.cast_days is not None:
        least, usual, most = (start + timedelta(days=days) for days in known.cast_days)
        told = f"The records do not say when the limb cast from {start:%Y-%m-%d} came off: its {_told(known.cast_days)} are a stated default."
        return Found(kind, stretch(start, usual), stretch(start, least), stretch(start, most), caution=told)
    if kind in _OF_A_LIMB:
        return _without_end(event, kind, at, known.conditions)
    for stay, found in known.stays:
        if found.point is not None and found.upper is not None and _within(event, stay, found.upper):
            told = f"{at} has no end in the records: it is taken to have lasted until discharge; the lower timeline leaves it out."
            lasted = stretch(start, found.point[1])
            return Found(kind, lasted, None, lasted, caution=told)
    told = f"{at} has no end in the records and falls in no stay: it is left out, for its length is not known."
    return Found(kind, None, None, None, caution=told)


def _covers(order: Meant, one: Meant) -> bool:
    """Whether an order is for what an event began: the event names it, or it began in the time ordered."""
    if order.code.starts is not one.code.starts or order.event.end is None or order.event.end <= one.event.start:
        return False
    named = order.event.id != "" and order.event.id in one.event.references
    return named or order.event.start - _DAY <= one.event.start


def _without_end(event: CodedEvent, kind: ExposureKind, at: str, conditions: Conditions) -> Found:
    """Return what is known of a limb held still that nobody recorded the end of."""
    told = f"{at} has no removal, plan or period in the records: it is left out, for its length is not known"
    told += "; state cast_days to put it in." if kind is ExposureKind.LIMB_CAST else "."
    ends = (_as_zoned(end, event.start) for name in event.references if (end := conditions.ends.get(name)))
    healed = min(ends, default=None)
    upper = None if healed is None else stretch(event.start, healed)
    if upper is not None:
        told += f" The upper timeline holds it until {upper[1]:%Y-%m-%d}, when its reason was over."
    return Found(kind, None, None, upper, caution=told)


def _as_zoned(moment: datetime, like: datetime) -> datetime:
    """Return a moment with a time zone if another has one, else without."""
    return moment if moment.tzinfo and like.tzinfo else moment.replace(tzinfo=like.tzinfo)


def _planned(order: Meant) -> Found | None:
    event, kind = order.event, order.code.starts
    if kind is None or event.end is None or event.end - event.start < _DAY:
        return None
    told = f"The {kind.label} ordered for {event.start:%Y-%m-%d} is not recorded as done: only the upper timeline holds it."
    return Found(kind, None, None, stretch(event.start, event.end), None, told)


def _suggested(one: Meant, kind: ExposureKind, stays: Sequence[tuple[Stay, Found]]) -> Found:
    event = one.event
    at = f"{one.code} on {event.start:%Y-%m-%d} suggests {kind.label.replace('stay', 'care')}"
    for stay, found in stays:
        if found.upper is not None and _within(event, stay, found.upper):
            end = found.upper[1] if event.end is None else min(event.end, found.upper[1])
            upper = stretch(max(event.start, found.upper[0]), end)
            return Found(kind, None, None, upper, None, f"{at}: only the upper timeline takes it in, until discharge.")
    return Found(kind, None, None, None, None, f"{at}, but falls in no stay: it is left out.")


def _within(event: CodedEvent, stay: Stay, upper: Stretch) -> bool:
    """Whether an event is of a stay: it names it, or it began in its days."""
    return (stay.id != "" and stay.id in event.references and event.start < upper[1]) or (
        midnight(upper[0].date(), upper[0]) <= event.start < upper[1]
    )


def _why(event: CodedEvent, code: MappedCode, conditions: Conditions) -> str | None:
    named = next((name for one in event.references if (name := conditions.names.get(one))), None)
    given = named or next((one.display for one in event.codes if one.display.strip()), code.display)
    return given if given.strip() else None


def _told(days: Days) -> str:
    least, usual, most = days
    return f"{usual:g} days" if least == most else f"{usual:g} days ({least:g} to {most:g})"


def spans(found: Iterable[Found], which: str, until: datetime | None) -> tuple[Span, ...]:
    """Return the point, lower or upper stretches as spans; nothing after `until` counts."""
    made: list[Span] = []
    for one in found:
        got: Stretch | None = getattr(one, which)
        if got is not None:
            last = _LAST.replace(tzinfo=got[0].tzinfo)  # a bound may lie after the last year that a record may be of
            got = stretch(got[0], min(got[1], last if until is None else min(until, last)))
        if got is not None:
            made.append(Span(kind=one.kind, start=got[0], end=got[1], reason=one.reason))
    return tuple(made)
