"""`exposures_from_stays`: what hospital records say the muscles of each person went through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple, cast

import attrs

from .._narrowing import is_rows, is_tuple
from .._rules import DAYS, OneOf, check
from ..errors import InvalidValueError
from ..exposure import RECOVERY_CONDITIONS, RecoveryCondition
from ._clinical import CodedEvent, Stay
from ._codes import CodeMap, Lookup, checked
from ._exposures import PersonExposure, first_moment, merge
from ._fhir import check_extract
from ._stay_spans import (
    KIND_OF_SETTING,
    Conditions,
    Days,
    Extract,
    Found,
    Meant,
    midnight,
    of_events,
    of_stay,
    of_unknown,
    spans,
)

_EPOCH: Final = 1970
_NIGHT: Final = timedelta(days=1)
_DETAIL: Final = "visit_detail/"
_NAMED: Final = 20  # cautions of one kind; the rest are counted


def exposures_from_stays(
    stays: Iterable[Stay | CodedEvent],
    events: Iterable[CodedEvent] = (),
    *,
    codes: CodeMap | None = None,
    cast_days: float | tuple[float, float, float] | None = None,
    extract_date: date | None = None,
    recovery_condition: RecoveryCondition = "reambulation",
) -> tuple[PersonExposure, ...]:
    """Return what the stays and coded events of each person say the muscles went through.

    Inpatient stays are hospital stays, stays in intensive care ICU stays. Events count as the code map says. What
    overlaps is merged by :data:`PRECEDENCE`, and what lies between exposures is a recovery. An exposure whose length
    nothing tells is not invented: a caution says that it was left out.

    Parameters
    ----------
    stays : iterable of Stay and CodedEvent
        What :func:`read_fhir` and :func:`read_omop` return, in any order; gone through once.
    events : iterable of CodedEvent
        More events.
    codes : CodeMap, optional
        What the codes of the events mean. By default :func:`code_map`.
    cast_days : float or tuple of float, optional
        How long a cast stays on where no removal, plan or period tells: days, or the least, the usual and the most.
        There is no default: without it such casts are left out. [days]
    extract_date : datetime.date, optional
        The day the data were extracted. Stays that were open then count until then, and nothing after it counts.
        Without it, the latest date in the data is looked at in its place, with a caution.
    recovery_condition : str
        What is done between exposures.

    Returns
    -------
    tuple of PersonExposure
        One for each person in the data, sorted by person; the timeline is None where there is no exposure.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.

    Notes
    -----
    The end of an exposure that an event begins is, in this order: the next event that ends it; the end of the event,
    if it is a condition or lasted a day or more (a cast is put on in half an hour); the end of an order or a care plan
    that covers it; for a cast, `cast_days`; for what holds no single limb, the discharge from the stay it falls in.
    Lower and upper timelines take the last three out or in, and allow for dates without a time of day. The upper one
    also takes a stay of a day or more in an unknown setting for a hospital stay.

    A hospital stay is taken as one of the evidence: a ward stay with illness. Which limb a cast holds the timeline
    does not say; ask for the muscles of that limb alone.

    Examples
    --------
    >>> from datetime import datetime
    >>> from inactivity.records import Stay, exposures_from_stays
    >>> stays = [
    ...     Stay("p1", datetime(2026, 3, 1, 9), datetime(2026, 3, 8, 9), "inpatient"),
    ...     Stay("p1", datetime(2026, 3, 18, 9), datetime(2026, 3, 21, 9), "inpatient"),
    ... ]
    >>> (person,) = exposures_from_stays(stays)
    >>> [str(segment) for segment in person.timeline]
    ['7 days of hospital stay', '10 days of recovery (reambulation)', '3 days of hospital stay']
    """
    check_extract(extract_date)
    check(OneOf(RECOVERY_CONDITIONS), "recovery_condition", recovery_condition)
    days = _cast_days(cast_days)
    records = _Records(Lookup(checked(codes)))
    for argument, given in (("stays", stays), ("events", events)):
        if not is_rows(given):
            raise InvalidValueError(argument, given, "stays and coded events, such as a reader returns")
        for record in given:
            records.add(record, argument)
    extract = Extract(extract_date or records.latest, stated=extract_date is not None)
    settings = _Settings(extract, Conditions(records.names, records.ends), days, recovery_condition)
    return tuple(_exposure(person, history, settings) for person, history in sorted(records.histories.items()))


def _cast_days(given: object) -> Days | None:
    """Return the least, the usual and the most days of a cast."""
    if given is None:
        return None
    three = given if is_tuple(given) else (given, given, given)
    if len(three) == _THREE and all(map(DAYS.holds, three)):
        least, usual, most = map(float, cast("Days", three))
        if least <= usual <= most:
            return least, usual, most
    raise InvalidValueError("cast_days", given, f"{DAYS.words()}, or the least, the usual and the most such days")


_THREE: Final = 3


class _History:
    """What the records hold of one person."""

    __slots__ = ("longer", "meant", "notes", "stays", "visits")

    def __init__(self) -> None:
        self.stays: dict[tuple[object, ...], Stay] = {}  # those of one place and time once, in their order
        self.meant: list[Meant] = []
        self.visits = Counter[str]()
        self.longer = Counter[str]()
        self.notes = Counter[str]()


class _Records:
    """The records of all persons, as far as they matter."""

    __slots__ = ("_future", "_latest", "_lookup", "_today", "ends", "histories", "names")

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self.histories: dict[str, _History] = {}
        self.names: dict[str, str] = {}
        self.ends: dict[str, datetime] = {}
        self._latest = self._future = date.min
        self._today = (datetime.now(UTC) + _NIGHT).date()

    @property
    def latest(self) -> date:
        """The latest date in the data; one after now only where there is no other, as in dates shifted on purpose."""
        return self._future if self._latest == date.min else self._latest

    def add(self, record: object, argument: str) -> None:
        """Take in a record."""
        if isinstance(record, Stay):
            self._see(record.start, record.end)
            self._add_stay(self._history(record.person), record)
        elif isinstance(record, CodedEvent):
            if record.role != "order":  # orders are for the future
                self._see(record.start, record.end)
            self._add_event(self._history(record.person), record)
        else:
            raise InvalidValueError(argument, record, "a Stay or a CodedEvent")

    def _history(self, person: str) -> _History:
        found = self.histories.get(person)
        if found is None:
            found = self.histories[person] = _History()
        return found

    def _see(self, start: datetime, end: datetime | None) -> None:
        day = (end or start).date()
        if self._latest < day <= self._today:
            self._latest = day
        elif day > self._future:
            self._future = day

    def _add_stay(self, history: _History, stay: Stay) -> None:
        overnight = stay.end is None or stay.end - stay.start >= _NIGHT
        if stay.setting in KIND_OF_SETTING or (stay.setting == "unknown" and overnight):
            key = stay.setting, stay.start, stay.end, stay.open_at, stay.precision
            if key in history.stays:
                history.notes["repeated"] += 1  # the same row twice, or the detail of a visit that has no other
            history.stays.setdefault(key, stay)
            return
        if stay.id.startswith(_DETAIL):
            return  # its visit counts
        history.visits[stay.setting] += 1
        if stay.end is not None and overnight:
            history.longer[stay.setting] += 1

    def _add_event(self, history: _History, event: CodedEvent) -> None:
        if event.role == "condition" and event.id:
            if event.codes and event.codes[0].display:
                self.names[event.id] = event.codes[0].display
            if event.end is not None:
                self.ends[event.id] = event.end
        for code in event.codes:
            meaning = self._lookup.get(code)
            if meaning is None or meaning.setting is not None:
                continue
            if meaning.notes is not None:
                history.notes[f"{meaning}: {meaning.notes}"] += 1
            elif meaning.measures is not None:
                history.notes["measured"] += 1
            else:
                history.meant.append(Meant(event, meaning))
            return  # what an event means, it means once, in however many vocabularies


class _Settings(NamedTuple):
    """What the caller and the data as a whole say."""

    extract: Extract
    conditions: Conditions
    cast_days: Days | None
    recovery_condition: RecoveryCondition


def _exposure(person: str, history: _History, settings: _Settings) -> PersonExposure:
    """Return the exposure of one person."""
    extract, condition = settings.extract, settings.recovery_condition
    given, meant, mixed = _in_one_zone(tuple(history.stays.values()), history.meant)
    given = sorted(
        given, key=lambda stay: (stay.start, stay.end or stay.start, stay.end is None, stay.setting, stay.id)
    )
    stays = [(stay, of_stay(stay, kind, extract)) for stay in given if (kind := KIND_OF_SETTING.get(stay.setting))]
    found = [one for _, one in stays]
    unknown = [of_unknown(stay, extract) for stay in given if stay.setting == "unknown"]
    found += of_events(meant, stays, settings.conditions, settings.cast_days)
    until = None
    if extract.stated and (found or unknown):
        like = given[0].start if given else meant[0].event.start
        until = midnight(extract.day, like) + _NIGHT
    point, lower, upper = (spans([*found, *unknown], which, until) for which in ("point", "lower", "upper"))
    cautions = [
        *_unique(one.caution for one in (*found, *unknown)),
        *_of_dates(given, meant, mixed=mixed),
        *_of_history(history),
    ]
    if until is not None and any(one.upper and one.upper[1] > until for one in found):
        cautions.append(f"Nothing after the extract on {extract.day} counts.")
    timeline = merge(point, recovery_condition=condition)
    return PersonExposure(
        person=person,
        started=first_moment(point),
        timeline=timeline,
        lower=timeline if lower == point else merge(lower, recovery_condition=condition),
        lower_started=first_moment(lower),
        upper=timeline if upper == point else merge(upper, recovery_condition=condition),
        upper_started=first_moment(upper),
        spans=point,
        cautions=cautions,
        counted=tuple(_counted(history, found, len(point), len(unknown))),
    )


def _in_one_zone(stays: Sequence[Stay], meant: Sequence[Meant]) -> tuple[Sequence[Stay], Sequence[Meant], bool]:
    """Return records of which none has a time zone if one has none."""
    zones = {stay.start.tzinfo is None for stay in stays} | {one.event.start.tzinfo is None for one in meant}
    if len(zones) <= 1:
        return stays, meant, False
    return (
        [
            attrs.evolve(stay, start=_bare(stay.start), end=stay.end and _bare(stay.end))
            for stay in stays
            if _orderly(stay)
        ],
        [
            Meant(attrs.evolve(event, start=_bare(event.start), end=event.end and _bare(event.end)), code)
            for event, code in meant
            if _orderly(event)
        ],
        True,
    )


def _orderly(record: Stay | CodedEvent) -> bool:
    """Whether a record ends after it begins by the clock on the wall too: where clocks go back, an hour may not."""
    return record.end is None or _bare(record.end) >= _bare(record.start)


def _bare(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _unique(cautions: Iterable[str]) -> Iterator[str]:
    given = list(dict.fromkeys(filter(None, cautions)))
    yield from given[:_NAMED]
    if len(given) > _NAMED:
        yield f"{len(given) - _NAMED} more of these cautions are not spelled out."


def _of_dates(stays: Sequence[Stay], meant: Sequence[Meant], *, mixed: bool) -> Iterator[str]:
    records: list[Stay | CodedEvent] = [*stays, *(one.event for one in meant if one.code.starts is not None)]
    moments = [(record.start, record.precision) for record in records]
    for precision, words in (("day", "time of day"), ("month", "day"), ("year", "month")):
        count = sum(given == precision for _, given in moments)
        if count:
            yield f"{count} of {len(moments)} dates have no {words}: lower and upper timeline allow a {precision} at each end."
    if mixed:
        yield "Some dates have a time zone and others none: all are taken as local time."
    if count := sum(moment.year < _EPOCH for moment, _ in moments):
        yield f"{count} of {len(moments)} dates lie before {_EPOCH}."
    last = datetime.now(UTC) + _NIGHT
    if count := sum(moment.replace(tzinfo=moment.tzinfo or UTC) > last for moment, _ in moments):
        yield f"{count} of {len(moments)} dates lie in the future: they may have been shifted on purpose."


def _of_history(history: _History) -> Iterator[str]:
    for setting, count in history.longer.items():
        words = setting.replace("_", " ")
        yield (
            f"{count} {words} stay{'' if count == 1 else 's'} of a day or more: taken for no exposure. If people lay in "
            "hospital there, map the codes to 'inpatient'."
        )
    for note, count in history.notes.items():
        if note not in {"repeated", "measured"}:
            yield f"{note} ({count} time{'' if count == 1 else 's'}): worth knowing, no exposure of its own."


def _counted(history: _History, found: Sequence[Found], used: int, unknown: int) -> Iterator[str]:
    kinds = Counter(one.kind.label for one in found)
    for kind, count in kinds.items():
        yield f"{count} {kind}{'' if count == 1 else 's'} in the records"
    yield f"{used} of {len(found)} with a known length above zero are in the timeline"
    if unknown:
        yield f"{unknown} stay{'' if unknown == 1 else 's'} of an unknown kind: in the upper timeline alone"
    for setting, count in history.visits.items():
        words = setting.replace("_", " ")
        yield f"{count} {words} visit{'' if count == 1 else 's'}: no exposure"
    if count := history.notes["repeated"]:
        yield f"{count} repeated (the same place and time), counted once"
    if count := history.notes["measured"]:
        yield f"{count} observation{'' if count == 1 else 's'}: not used here"
