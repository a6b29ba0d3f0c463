"""ActiGraph epoch CSV, as ActiLife exports it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial
from itertools import chain, islice
from typing import Final

import attrs

from ._actigraph import HIP_SEDENTARY_COUNTS, Asked, Device, WornAt, value_of
from ._canonical import ActivityInterval
from ._dates import OUT_OF_RANGE, RULE, Window, full_year
from ._lines import as_number, delimiter_of, rows
from ._opening import Source, Stream, name_of, opened, stem_of
from ._reading import Log, Reading

_EXPECTED: Final = (
    "an ActiGraph epoch CSV (a preamble that begins '------------ Data ... File Created By ActiGraph', with Start Time, "
    "Start Date and Epoch Period)"
)
_BEGINNING: Final = re.compile(r"-+ *Data (Table )?File Created By")
_PREAMBLE: Final = 32
"""So many lines may the preamble have."""
_LONGEST_EPOCH: Final = 86_400.0  # s
_MONTHS: Final = {
    name: at + 1
    for at, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
}
_CLOCK: Final = re.compile(
    r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]+)?)?\s*(?:([ap])\.?\s?m\.?)?", re.IGNORECASE
)
_PARTS: Final = {"y": "year", "m": "month", "d": "day"}
_INCLINOMETER: Final = ("inclinometeroff", "inclinometerstanding", "inclinometersitting", "inclinometerlying")
_FIELDS: Final = ("axis1", "steps", *_INCLINOMETER[1:])
_SAME: Final[Mapping[str, str]] = {
    # What other versions, and tables made of .agd files, call the columns.
    "activity": "axis1",
    "epoch": "time",
    "datetime": "timestamp",
    "datatimestamp": "timestamp",
    **{f"incline{name.removeprefix('inclinometer')}": name for name in _INCLINOMETER},
}
_STEPS, _HEART_RATE, _AXIS2, _AXIS3, _MORE, _MODES = 1, 2, 4, 8, (16, 32), 64
"""The mode of a device is a sum of what it recorded besides the first axis; 16 and 32 are light and inclinometer."""
_SWAPPED: Final[Mapping[str, str]] = {"mdy": "dmy", "dmy": "mdy"}


def read_actigraph_csv(
    source: Source,
    *,
    person: str | None = None,
    worn_at: WornAt | None = None,
    sedentary_counts: float = HIP_SEDENTARY_COUNTS,
    any_date: bool = False,
    strict: bool = False,
) -> Reading[ActivityInterval]:
    r"""Read an epoch CSV of ActiLife: the preamble, then a line an epoch, with or without names of columns.

    A table without the preamble is read too, if each epoch has a date and a time, in one column or two: month before
    day, or the year first. Where epochs have times of their own, these count, not the start in the preamble.

    Times are local, as in the file, but for those that have a zone there. The file does not say where the device was worn: with ``worn_at="hip"`` an epoch
    is "sedentary" if its vertical counts, reckoned to a minute, are below `sedentary_counts`, and its posture is what
    the inclinometer says for more than half of it. Elsewhere neither is known. An epoch without counts or steps is of
    wear "unknown", never "not_worn".

    Parameters
    ----------
    source : str, path or binary file
        The file, plain or gzip.
    person : str, optional
        Whose it is; the name of the file, if left out.
    worn_at : str, optional
        "hip", "wrist" or "other"; not known, if left out.
    sedentary_counts : float
        Threshold at the hip: 100 counts a minute (Matthews). [counts/min]
    any_date : bool
        Keep epochs dated before 1970 or after now.
    strict : bool
        Raise at the end if anything in the file broke a rule.

    Returns
    -------
    Reading of ActivityInterval
        One interval an epoch.

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.
    WrongFormatError
        While reading, if the file is of another kind.
    RecordsDataError
        At the end, if `strict` and there are problems.

    Examples
    --------
    >>> import io
    >>> from inactivity.records import read_actigraph_csv
    >>> file = io.BytesIO(
    ...     b"------------ Data Table File Created By ActiGraph GT3X+ date format M/d/yyyy -----------\n"
    ...     b"Start Time 09:00:00\nStart Date 3/19/2026\nEpoch Period (hh:mm:ss) 00:01:00\n"
    ...     b"--------------------------------------------------\nAxis1,Steps\n20,0\n2400,31\n"
    ... )
    >>> [(str(one.start), one.intensity, one.steps) for one in read_actigraph_csv(file, worn_at="hip")]
    [('2026-03-19 09:00:00', 'sedentary', 0.0), ('2026-03-19 09:01:00', 'unknown', 31.0)]
    """
    asked = Asked(person, worn_at, sedentary_counts, any_date)
    return Reading(name_of(source), partial(_records, source, asked), strict=strict)


def _records(source: Source, asked: Asked, log: Log) -> Iterator[ActivityInterval]:
    with opened(source, log, _EXPECTED) as stream:
        lines = rows(stream, log, _EXPECTED, delimiter_of(stream.head))
        number, row = next(lines, (0, [""]))
        alone = not _BEGINNING.match(row[0])
        if not alone:
            preamble = _preamble(row, lines, stream, log)
            number, row = next(lines, (0, [""]))
        else:  # its first two epochs tell how long one is
            begin = [*islice(lines, 2)]
            preamble = _from_epochs([row, *(epoch for _, epoch in begin)], stream)
            lines = chain(begin, lines)
        device = Device(asked.person or stem_of(log.name), preamble.seconds, asked.worn_at, asked.sedentary_counts)
        epochs = _Epochs(device, preamble, Window(any_date=asked.any_date), log)
        if not number or epochs.named(row, alone=alone):
            pass
        elif as_number(row[0]) is None:
            raise stream.refuse(_EXPECTED, f"a line {','.join(row)[:60]!r} where epochs begin")
        else:
            epochs.unnamed(row, stream)
            yield from epochs.read(number, row)
        for number, row in lines:
            yield from epochs.read(number, row)


@attrs.frozen
class _Preamble:
    """What the lines before the epochs say."""

    start: datetime
    seconds: float
    order: str
    mode: str


def _from_epochs(table: list[list[str]], stream: Stream) -> _Preamble:
    """Return what a preamble would say of a table that has none: names of columns, and two epochs with their dates."""
    columns = _named(table[0], alone=True)
    if len(table) > 2 and "axis1" in columns and ("timestamp" in columns or {"date", "time"} <= columns.keys()):  # noqa: PLR2004 - names and two epochs
        starts = [_start(row, columns, "mdy") for row in table[1:] if len(row) > max(columns.values())]
        if len(starts) > 1 and starts[0] is not None and starts[1] is not None:
            seconds = (starts[1].replace(tzinfo=None) - starts[0].replace(tzinfo=None)).total_seconds()
            if 0 < seconds <= _LONGEST_EPOCH:
                return _Preamble(starts[0], seconds, "mdy", "")
    raise stream.refuse(_EXPECTED)


def _preamble(first: list[str], lines: Iterator[tuple[int, list[str]]], stream: Stream, log: Log) -> _Preamble:
    """Read the lines before the epochs, to the second line of dashes."""
    text = [" ".join(first).strip()]
    log.used += 1
    for _, row in lines:
        log.used += 1
        text.append(" ".join(row).strip())
        if len(text) > _PREAMBLE or text[-1].startswith("----"):
            break
    whole = "\n".join(text)
    order = _order(_found(r"date format (.+?)(?: at | Filter|--|$)", whole))
    date = _found(r"^Start Date[: ]\s*(.*\S)", whole)
    day = _day(date, order)
    if day is None and order in _SWAPPED and (day := _day(date, _SWAPPED[order])) is not None:
        log.note("start date in another order", 4, date, f"a date in the order {order}", f"read as {day.date()}")
        order = _SWAPPED[order]
    clock = _seconds(_found(r"^Start Time[: ]\s*(.*\S)", whole))
    period = _found(r"^(?:Epoch|Window) (?:Period|Length) \(hh.mm.ss\)[: ]\s*(\S+)", whole)
    epoch = _seconds(period)
    if epoch == 0:
        raise stream.refuse(_EXPECTED, f"raw accelerations (an epoch of {period}): have epochs made of them first")
    if day is None or clock is None or epoch is None or epoch > _LONGEST_EPOCH:
        parts = {"Start Date": day, "Start Time": clock, "Epoch Period": epoch}
        missing = [name for name, value in parts.items() if value is None] or ["Epoch Period of at most a day"]
        raise stream.refuse(_EXPECTED, f"an ActiGraph preamble without a readable {', '.join(missing)}")
    return _Preamble(day + timedelta(seconds=clock), epoch, order, _found(r"Mode = (\d+)", whole))


def _named(row: Sequence[str], *, alone: bool) -> dict[str, int]:
    """Return where the columns stand, by what this module calls them."""
    plain = [_plain(name) for name in row]
    columns = {_SAME.get(name, name): at for at, name in reversed([*enumerate(plain)]) if name}
    if alone and "date" not in columns and "timestamp" not in columns and "time" in columns:
        columns["timestamp"] = columns["time"]
    return columns


def _unnamed(mode: str, width: int) -> dict[str, int] | None:
    """Return where the columns stand in a file that does not name them; None if they are not those of its mode."""
    bits = int(mode) if mode else _MODES
    if bits >= _MODES or bits & _HEART_RATE or (bits & _AXIS3 and not bits & _AXIS2):
        return None
    told = ((_AXIS2, "axis2"), (_AXIS3, "axis3"), (_STEPS, "steps"))
    names = ["axis1", *(name for bit, name in told if bits & bit)]
    # Whether 16 is the light and 32 the inclinometer or the other way round, the number of columns tells.
    rest = width - len(names)
    more = sum(bool(bits & bit) for bit in _MORE)
    vector = int(more != 1 and bool(bits & _AXIS3))  # the vector magnitude may stand at the end
    known = {0: {0, vector}, 1: {1, len(_INCLINOMETER)}, 2: {5, 5 + vector}}[more]
    if rest not in known:
        return None
    if rest >= len(_INCLINOMETER):
        names += ["lux"] * (more == len(_MORE)) + [*_INCLINOMETER]
    return {name: at for at, name in enumerate(names)}


class _Epochs:
    """The epochs of a file, line by line."""

    def __init__(self, device: Device, preamble: _Preamble, window: Window, log: Log) -> None:
        self._device, self._preamble, self._window, self._log = device, preamble, window, log
        self._columns: dict[str, int] = {}
        self._lines = 0
        self._before: Sequence[str] = ()
        self._last: datetime | None = None

    def named(self, row: list[str], *, alone: bool) -> bool:
        """Take a line as the names of the columns; return whether it is that."""
        columns = _named(row, alone=alone)
        if "axis1" not in columns and "steps" not in columns:
            return False
        self._columns = columns
        self._log.used += 1
        return True

    def unnamed(self, row: list[str], stream: Stream) -> None:
        """Take the columns to be those of the mode of the device."""
        width = len(",".join(row).rstrip(", ").split(","))
        columns = _unnamed(self._preamble.mode, width)
        if columns is None:
            raise stream.refuse(
                _EXPECTED, f"{len(row)} columns without names, of a device in mode {self._preamble.mode or 'unknown'}"
            )
        self._columns = columns

    def read(self, number: int, row: list[str]) -> Iterator[ActivityInterval]:
        """Yield the interval of a line, nothing if it gives none; the log says why."""
        columns, log = self._columns, self._log
        index, self._lines = self._lines, self._lines + 1
        if len(row) <= max(columns.values()):
            log.skip("line too short", number, ",".join(row), f"at least {max(columns.values()) + 1} fields")
            return
        dated = "timestamp" in columns or ("date" in columns and "time" in columns)
        if dated and row == self._before:
            log.skip("line repeated", number, ",".join(row), "another epoch than the line before")
            return
        self._before = row
        start = _start(row, columns, self._preamble.order) if dated else self._counted(index)
        if start is None:
            log.skip("bad time", number, ",".join(row), f"a date in the order {self._preamble.order} and a time")
            return
        if not self._window.holds(start):
            log.skip(OUT_OF_RANGE, number, start.isoformat(), RULE)
            return
        bare = start.replace(tzinfo=None)
        if self._last is not None and bare <= self._last:
            log.note("out of order", number, start.isoformat(), f"after {self._last}", "kept as it stands")
        self._last = bare
        counts, steps, *inclines = (
            value_of(as_number(row[columns[name]]), number, name, row[columns[name]], log) if name in columns else None
            for name in _FIELDS
        )
        log.used += 1
        log.records += 1
        yield self._device.interval(start, counts, steps, inclines)

    def _counted(self, index: int) -> datetime | None:
        """Return the start of an epoch in a file that dates only the first; a line given up still took its time."""
        try:
            return self._preamble.start + timedelta(seconds=index * self._preamble.seconds)
        except OverflowError:
            return None


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.IGNORECASE | re.MULTILINE)
    return match[1] if match else ""


def _order(text: str) -> str:
    """Return the order of year, month and day in a date format such as ``M/d/yyyy``: ``mdy``, as ActiLife has it."""
    letters = "".join(dict.fromkeys(letter for letter in text.casefold() if letter in _PARTS))
    return letters if len(letters) == len(_PARTS) else "mdy"


def _plain(name: str) -> str:
    """Return the name of a column without case, spaces and marks."""
    return "".join(filter(str.isalnum, name.casefold()))


def _start(row: Sequence[str], columns: Mapping[str, int], order: str) -> datetime | None:
    """Return the time of an epoch that has one of its own, None if it is none."""
    if "timestamp" not in columns:
        return _when(row[columns["date"]], row[columns["time"]], order)
    text = row[columns["timestamp"]].strip()
    if text[4:5] != "-":
        day, _, clock = text.partition(" ")
        return _when(day, clock, order)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _when(day: str, clock: str, order: str) -> datetime | None:
    """Return the moment of a date and a time, None if they are none."""
    begin, seconds = _day(day, order), _seconds(clock)
    return None if begin is None or seconds is None else begin + timedelta(seconds=seconds)


@lru_cache(maxsize=64)  # the epochs of a day have the same
def _day(text: str, order: str) -> datetime | None:
    """Return a date, None if it is none; regions part it by other signs, with spaces, and name the month."""
    text = re.sub("[a-z]{3}", lambda name: str(_MONTHS.get(name[0], name[0])), "".join(text.casefold().split()))
    parts = re.fullmatch(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})\.?", text)
    if parts is None:
        return None
    if len(parts[1]) > 2:  # noqa: PLR2004 - a year of four digits, wherever it stands
        order = "ymd"
    numbers = {_PARTS[letter]: int(part) for letter, part in zip(order, parts.groups(), strict=True)}
    numbers["year"] = full_year(parts[order.index("y") + 1])
    try:
        return datetime(**numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - local time; year, month and day, by name
    except ValueError:
        return None


def _seconds(text: str) -> float | None:
    """Return ``hh:mm:ss`` or ``hh:mm`` in seconds, with AM or PM if it has one; None if it is no time.

    Some regions write points in place of the colons.
    """
    parts = _CLOCK.fullmatch(text.strip())
    if parts is None:
        return None
    hour = int(parts[1])
    if parts[4]:
        hour = hour % 12 + (12 if parts[4] in "pP" else 0)
    return float(hour * 3600 + int(parts[2]) * 60 + int(parts[3] or 0))
