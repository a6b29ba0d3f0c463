"""ActiGraph ``.agd``: an SQLite database of epochs."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from ._actigraph import HIP_SEDENTARY_COUNTS, Asked, Device, WornAt, place, value_of
from ._canonical import ActivityInterval
from ._dates import OUT_OF_RANGE, RULE, Window
from ._lines import CHUNK
from ._opening import Source, Stream, name_of, opened, stem_of
from ._reading import Log, Reading

_EXPECTED: Final = "an ActiGraph .agd file (an SQLite database with the tables settings and data)"
_MAGIC: Final = b"SQLite format 3\0"
_YEAR_1: Final = datetime(1, 1, 1)  # noqa: DTZ001 - local time, as in the file
_TICKS: Final = 10  # of .NET in a microsecond
_LAST_TICK: Final = 946_000_000_000_000_000  # in the year 2998
_LONGEST_VALUE: Final = 1 << 20  # bytes
_LONGEST_EPOCH: Final = 86_400.0  # s
# What sqlite3 raises at a damaged file; its message can quote bytes that are no text, and then it is the second.
_DAMAGED: Final = (sqlite3.Error, UnicodeDecodeError)
_COLUMNS: Final = ("axis1", "steps", "inclinestanding", "inclinesitting", "inclinelying")


def read_actigraph_agd(
    source: Source,
    *,
    person: str | None = None,
    worn_at: WornAt | None = None,
    sedentary_counts: float = HIP_SEDENTARY_COUNTS,
    any_date: bool = False,
    strict: bool = False,
) -> Reading[ActivityInterval]:
    """Read the epochs of an ActiGraph ``.agd`` file; the file is opened read-only.

    Times are local, as in the file. An epoch of a device at the hip is "sedentary" if its vertical counts, reckoned
    to a minute, are below `sedentary_counts`; its posture is what the inclinometer says for more than half of it.
    Elsewhere on the body neither is known. An epoch without counts or steps is of wear "unknown", never "not_worn".

    Parameters
    ----------
    source : str, path or binary file
        The file, plain or gzip. What is no plain file on disk is copied to a temporary one first.
    person : str, optional
        Whose it is; the subject named in it, or else the name of the file, if left out.
    worn_at : str, optional
        "hip", "wrist" or "other"; what the settings in the file say, if left out.
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
    >>> from inactivity.records import read_actigraph_agd
    >>> read_actigraph_agd("README.md").all()
    Traceback (most recent call last):
    inactivity.errors.WrongFormatError: README.md: found ...; expected an ActiGraph .agd file ...
    """
    asked = Asked(person, worn_at, sedentary_counts, any_date)
    return Reading(name_of(source), partial(_records, source, asked), strict=strict)


def _records(source: Source, asked: Asked, log: Log) -> Iterator[ActivityInterval]:
    with opened(source, log, _EXPECTED) as stream:
        if not stream.head.startswith(_MAGIC):
            raise stream.refuse(_EXPECTED)
        with _on_disk(source, stream) as path, closing(_connect(path)) as database:
            try:
                settings = _settings(database)
                names = _columns(database)
                # What it is called is checked above; nothing of the file gets into the query.
                wanted = ", ".join(["dataTimestamp", *(name if name in names else "NULL" for name in _COLUMNS)])
                rows = database.execute(f"SELECT {wanted} FROM data")  # noqa: S608 - names of ours alone
            except _DAMAGED as error:
                raise stream.refuse(_EXPECTED, f"an SQLite database that cannot be read so ({error})") from error
            seconds = _number(settings.get("epochlength"))
            if seconds is None or not 0 < seconds <= _LONGEST_EPOCH:
                raise stream.refuse(_EXPECTED, f"a setting epochlength of {settings.get('epochlength')!r} seconds")
            device = Device(
                asked.person or settings.get("subjectname", "").strip() or stem_of(stream.name),
                seconds,
                asked.worn_at or place(settings.get("limb", "")),
                asked.sedentary_counts,
            )
            yield from _epochs(rows, device, Window(any_date=asked.any_date), [name in names for name in _COLUMNS], log)


def _epochs(
    rows: sqlite3.Cursor, device: Device, window: Window, present: list[bool], log: Log
) -> Iterator[ActivityInterval]:
    before: tuple[object, ...] = ()
    last: datetime | None = None
    while True:
        at = f"data row {log.entries + 1}"
        try:
            row: tuple[object, ...] | None = rows.fetchone()
        except _DAMAGED as error:
            log.note(
                "broken database", at, str(error), "a database that can be read to its end", "kept what came before"
            )
            return
        if row is None:
            return
        log.entries += 1
        if row == before:
            log.skip("row repeated", at, row, "another epoch than the row before")
            continue
        before = row
        start = _moment(row[0])
        if start is None:
            log.skip("bad time", at, row[0], "ticks of 100 ns since the year 1")
            continue
        if not window.holds(start):
            log.skip(OUT_OF_RANGE, at, start.isoformat(), RULE)
            continue
        if last is not None and start <= last:
            log.note("out of order", at, start.isoformat(), f"after {last}", "kept as it stands")
        last = start
        counts, steps, *inclines = (
            value_of(_number(value), at, name, value, log) if there else None
            for name, value, there in zip(_COLUMNS, row[1:], present, strict=True)
        )
        log.used += 1
        log.records += 1
        yield device.interval(start, counts, steps, inclines)


@contextmanager
def _on_disk(source: Source, stream: Stream) -> Generator[Path, None, None]:
    """Return the path of a plain file; copy anything else to a temporary one."""
    if isinstance(source, (str, os.PathLike)):
        path = Path(source)
        with path.open("rb") as file:
            if file.read(len(_MAGIC)) == _MAGIC:
                yield path
                return
    with tempfile.TemporaryDirectory(prefix="inactivity-") as folder:
        copy = Path(folder, "copy.agd")
        with copy.open("wb") as file:
            while chunk := stream.read(CHUNK):
                file.write(chunk)
        yield copy


def _connect(path: Path) -> sqlite3.Connection:
    """Open a database that nothing is written to, and that is not trusted."""
    database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    database.text_factory = partial(str, encoding="utf-8", errors="replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    database.execute("PRAGMA trusted_schema = OFF")
    return database


def _settings(database: sqlite3.Connection) -> Mapping[str, str]:
    _check_table(database, "settings")
    rows = database.execute("SELECT settingName, settingValue FROM settings LIMIT 1000")
    return {str(name).casefold(): str(value) for name, value in rows if value is not None}


def _columns(database: sqlite3.Connection) -> set[str]:
    _check_table(database, "data")
    return {str(row[1]).casefold() for row in database.execute("PRAGMA table_info(data)")}


def _check_table(database: sqlite3.Connection, name: str) -> None:
    """Refuse a table that is none: a view can run for ever."""
    found = database.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)).fetchone()
    if found is None or not str(found[0]).upper().startswith("CREATE TABLE"):
        msg = f"no table {name}"
        raise sqlite3.DatabaseError(msg)


def _moment(ticks: object) -> datetime | None:
    if isinstance(ticks, float) and ticks.is_integer():
        ticks = int(ticks)
    if not isinstance(ticks, int) or not 0 <= ticks <= _LAST_TICK:
        return None
    return _YEAR_1 + timedelta(microseconds=ticks // _TICKS)


def _number(value: Any) -> float | None:  # noqa: ANN401 - what SQLite gives may be anything
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None
