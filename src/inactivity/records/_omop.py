"""`read_omop`: the tables of the OMOP Common Data Model 5.4 that tell of stays and of what was done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from .._rules import OneOf, check
from ..errors import InvalidValueError
from ._clinical import Code, CodedEvent, Stay
from ._codes import OMOP, CodeMap, Lookup, checked
from ._fhir import check_extract
from ._fhir_resources import KEEP, OVERNIGHT, Keep
from ._files import Files, Sources
from ._lines import rows
from ._omop_values import DAY, MIDNIGHT, NOTHING, BadDateError, cut, has_time, parsed, whole
from ._opening import Source, opened
from ._reading import Log, Reading
from ._vocabulary import FIRST_YEAR, LAST_YEAR, Precision, Role, Setting

EXPECTED: Final = (
    "a table of the OMOP CDM 5.4 as CSV with its header: visit_occurrence, visit_detail, condition_occurrence, "
    "procedure_occurrence, device_exposure or person"
)
_REMEMBERED: Final = 100_000  # dates and codes: they repeat
_REPEATED: Final = "names of the columns repeated"  # where tables were put together to one
_DATE: Final = f"a date such as 2026-03-01, of the years {FIRST_YEAR} to {LAST_YEAR}"


class _Table(NamedTuple):
    """What the columns of a table are called."""

    name: str
    role: Role | None
    id: str
    concept: str
    start: str
    end: str
    source_value: str
    source_concept: str


def _table(name: str, role: Role | None, what: str, start: str, end: str) -> _Table:
    return _Table(
        name, role, f"{name}_id", f"{what}_concept_id", start, end, f"{what}_source_value", f"{what}_source_concept_id"
    )


_TABLES: Final = (
    _table("visit_detail", None, "visit_detail", "visit_detail_start", "visit_detail_end"),
    _table("visit_occurrence", None, "visit", "visit_start", "visit_end"),
    _table("condition_occurrence", "condition", "condition", "condition_start", "condition_end"),
    _table("procedure_occurrence", "procedure", "procedure", "procedure", "procedure_end"),
    _table("device_exposure", "device", "device", "device_exposure_start", "device_exposure_end"),
)
_PERSON: Final = "year_of_birth"  # a column of that table alone
_NAMES: Final = tuple(f"{name}.csv" for name in (*(table.name for table in _TABLES), "person"))


def read_omop(
    source: Sources,
    *,
    codes: CodeMap | None = None,
    keep: Keep = "all",
    extract_date: date | None = None,
    strict: bool = False,
) -> Reading[Stay | CodedEvent]:
    r"""Read stays and coded events from tables of the OMOP Common Data Model 5.4 or 5.3.

    Visits and visit details become stays; conditions, procedures and devices become coded events. A table is known by
    its header; names of columns may be in any case and in quotes, and columns of no use here are passed over.

    Parameters
    ----------
    source : path, binary file, or list of them
        A table as CSV (with commas, semicolons, tabs or ``|``; plain or gzip), or a folder in which tables are files by their
        name, such as ``VISIT_OCCURRENCE.csv`` or ``CDM_VISIT_OCCURRENCE_5.3.1.tsv.gz``.
    codes : CodeMap, optional
        What the codes mean: it tells where a visit was. By default :func:`code_map`.
    keep : str
        "all", or "relevant": only visits to places where people spend the night, and events whose codes the map knows.
    extract_date : datetime.date, optional
        The day the data were pulled. A patient who was in hospital then has that day as the end of the visit: such
        visits are read as open. Without it they are read as they stand, and :func:`exposures_from_stays` says so.
    strict : bool
        Whether to raise at the end if there were problems.

    Returns
    -------
    Reading of Stay and CodedEvent

    Raises
    ------
    InvalidValueError
        If an argument breaks its rule.
    WrongFormatError
        If a file is no such table.
    RecordsDataError
        At the end, if there were problems and `strict` is true.

    Notes
    -----
    Times of day count where a row has them at its start and its end; where they are all midnight, or one is missing or
    cannot be read, only the dates are taken to be known. All times are local: a time zone, should there be one, is
    passed over. Dates after now are reported and kept.
    A code in a ``..._source_value`` column has no vocabulary: it is looked for in all vocabularies of the code map.

    References
    ----------
    .. [1] OHDSI, OMOP Common Data Model v5.4, https://ohdsi.github.io/CommonDataModel/cdm54.html.

    Examples
    --------
    >>> import io
    >>> from datetime import date
    >>> from inactivity.records import read_omop
    >>> file = io.BytesIO(
    ...     b"visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_end_date\n"
    ...     b"1,7,9201,2026-03-01,2026-03-08\n2,8,9201,2026-03-20,2026-03-31\n"
    ... )
    >>> first, last = read_omop(file, extract_date=date(2026, 3, 31))
    >>> first.setting, str(first.end), last.end, str(last.open_at)
    ('inpatient', '2026-03-08 00:00:00', None, '2026-03-31')
    """
    known = checked(codes)
    check(OneOf(KEEP), "keep", keep)
    check_extract(extract_date)
    files = Files(source, _NAMES, EXPECTED)

    def read(log: Log) -> Iterator[Stay | CodedEvent]:
        reader = _Reader(known, log, extract_date, keep_all=keep == "all")
        return files.records(log, reader.records, "OMOP")

    return Reading(files.name, read, strict=strict)


class _Columns(NamedTuple):
    """Where the columns of a table are; one that is not there is at -1."""

    width: int
    person: int
    id: int
    concept: int
    start: int
    start_time: int
    end: int
    end_time: int
    source_value: int
    source_concept: int
    visit: int
    detail: int


class _Reader:
    """Makes records of rows."""

    __slots__ = (
        "_codes",
        "_dates",
        "_extract",
        "_header",
        "_keep_all",
        "_last",
        "_log",
        "_longest",
        "_lookup",
        "_settings",
    )

    def __init__(self, codes: CodeMap, log: Log, extract_date: date | None, *, keep_all: bool) -> None:
        self._lookup, self._log, self._extract, self._keep_all = Lookup(codes), log, extract_date, keep_all
        told = [len(code.code) for code in codes.codes if code.setting and code.system != OMOP]
        self._longest = 2 * max(told, default=0) + 2  # with dots and spaces; most source values are ids, and longer
        self._last = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)  # zones are ahead of ours by less
        self._dates: dict[str, datetime] = {}
        self._header: list[str] = []
        self._settings: dict[tuple[str, str], Setting | None] = {}
        self._codes: dict[tuple[str, str, str], tuple[tuple[Code, ...], bool]] = {}

    def records(self, source: Source) -> Iterator[Stay | CodedEvent]:
        """Yield the records of a table."""
        with opened(source, self._log, EXPECTED) as stream:
            line = stream.head.partition(b"\n")[0]
            delimiter = max(",;\t|", key=lambda one: line.count(one.encode()))
            numbered = rows(stream, self._log, EXPECTED, delimiter)
            header = next((row for _, row in numbered), None)
            if header is None:
                raise stream.refuse(EXPECTED)
            names = [name.strip().strip('"').lower() for name in header]
            while names and not names[-1]:
                del names[-1]  # a delimiter at the end of the line
            self._log.used += 1
            if _PERSON in names:
                for _ in numbered:
                    self._log.ignore("row of the person table")
                return
            self._header = [*header[: len(names)], ""]
            table = next((table for table in _TABLES if table.concept in names), None)
            if table is None:
                raise stream.refuse(EXPECTED)
            columns = _columns(names, table)
            if min(columns.person, columns.concept, max(columns.start, columns.start_time)) < 0:
                wanted = f"person_id, {table.concept}, {table.start}_date"
                raise stream.refuse(EXPECTED, f"a {table.name} table without one of {wanted}")
            if table.role is None:
                yield from self._stays(numbered, table, columns)
            else:
                yield from self._events(numbered, table, table.role, columns)

    def _stays(self, numbered: Iterator[tuple[int, list[str]]], table: _Table, at: _Columns) -> Iterator[Stay]:
        log = self._log
        prefix = f"{table.name}/"
        for number, row in numbered:
            if len(row) != at.width and not cut(row, at.width):
                _skip_width(log, number, row, at.width)
                continue
            row.append("")  # what the columns at -1 find
            setting = self._setting(row[at.concept], row[at.source_value])
            if setting is None:
                if row == self._header:
                    log.ignore(_REPEATED)
                    continue
                setting = "unknown"
                given = row[at.concept]
                log.note("visit not in the code map", number, given, "a concept the map knows", "kept as 'unknown'")
            if not self._keep_all and setting not in OVERNIGHT:
                log.ignore(f"{setting} visit")
                continue
            open_at = None
            try:
                start, end, precision = self._when(row, at, number)
                if self._extract is not None and setting in OVERNIGHT and end and end.date() >= self._extract:
                    open_at, end = self._extract, None
                    if start.date() > self._extract:
                        log.skip("start after the extract", number, str(start), f"not after {self._extract}")
                        continue
                if end is None and open_at is None:
                    log.note("no end", number, "", "a date", "kept without an end")
                stay = Stay(
                    whole(row[at.person].strip()),
                    start,
                    end,
                    setting,
                    open_at,
                    (),
                    "omop",
                    prefix + row[at.id],
                    precision,
                )
            except (BadDateError, InvalidValueError) as error:
                _skip(log, number, error)
                continue
            log.used += 1
            log.records += 1
            yield stay

    def _events(
        self, numbered: Iterator[tuple[int, list[str]]], table: _Table, role: Role, at: _Columns
    ) -> Iterator[CodedEvent]:
        log, known = self._log, self._codes
        prefix = f"{table.name}/"
        for number, row in numbered:
            if len(row) != at.width and not cut(row, at.width):
                _skip_width(log, number, row, at.width)
                continue
            row.append("")  # what the columns at -1 find
            key = row[at.concept], row[at.source_concept], row[at.source_value]
            codes, relevant = known.get(key) or self._coded(key)
            if not (relevant or self._keep_all):
                log.ignore("code not in the code map")
                continue
            visit, detail = whole(row[at.visit]), whole(row[at.detail])
            named: tuple[str, ...] = (f"visit_occurrence/{visit}",) if visit else ()
            if detail:
                named += (f"visit_detail/{detail}",)
            try:
                start, end, precision = self._when(row, at, number)
                person, name = whole(row[at.person].strip()), prefix + row[at.id]
                event = CodedEvent(person, start, end, role, codes, None, "", named, name, "omop", precision)
            except (BadDateError, InvalidValueError) as error:
                if row == self._header:
                    log.ignore(_REPEATED)
                else:
                    _skip(log, number, error)
                continue
            log.used += 1
            log.records += 1
            yield event

    def _setting(self, concept: str, source_value: str) -> Setting | None:
        """Return where a visit was; a source value that the map knows says more than the concept."""
        key = concept, source_value if len(source_value) <= self._longest else ""
        try:
            return self._settings[key]
        except KeyError:
            told = self._lookup.find("", key[1]) if key[1].strip() else None
            by_concept = self._lookup.find(OMOP, whole(concept))
            found: Setting | None = None
            for one in (told, by_concept):
                if found is None and one is not None:
                    found = one.setting
            if len(self._settings) < _REMEMBERED:
                self._settings[key] = found
            return found

    def _coded(self, key: tuple[str, str, str]) -> tuple[tuple[Code, ...], bool]:
        """Return the codes of a row, and whether the map knows one."""
        concept, source_concept, source_value = (part.strip() for part in key)
        concepts = dict.fromkeys(one for one in map(whole, (concept, source_concept)) if one not in {"", "0"})
        codes = tuple(Code(OMOP, one) for one in concepts)
        if source_value:
            codes += (Code("", source_value),)
        found = codes, any(map(self._lookup.get, codes))
        if len(self._codes) < _REMEMBERED:
            self._codes[key] = found
        return found

    def _when(self, row: Sequence[str], at: _Columns, number: int) -> tuple[datetime, datetime | None, Precision]:
        """Return the start, the end and the precision of a row."""
        start_time, end_time = row[at.start_time], row[at.end_time]
        if start_time[DAY:] in MIDNIGHT and end_time[DAY:] in MIDNIGHT:  # nearly all
            precision: Precision = "day"
            first, last = row[at.start] or start_time, row[at.end] or end_time
        else:
            first, last, precision = self._with_times(row, at, number)
        if last in NOTHING:
            last = ""
        start = self._date(first)
        end = self._date(last) if last else None
        if start > self._last or (end is not None and end > self._last):
            self._log.note("date after now", number, max(first, last), "not after now", "kept")
        return start, end, precision

    def _with_times(self, row: Sequence[str], at: _Columns, number: int) -> tuple[str, str, Precision]:
        """Return the start, the end and the precision of a row with a time of day; one without the other is not used."""
        start_time = self._readable(row[at.start_time], row[at.start], number)
        end_time = self._readable(row[at.end_time], row[at.end], number)
        end = "" if row[at.end] in NOTHING else row[at.end]
        if start_time and (end_time or not end):
            timed = has_time(start_time) or has_time(end_time)
            return start_time, end_time, "second" if timed else "day"
        return row[at.start] or start_time[:DAY], end or end_time[:DAY], "day"

    def _readable(self, text: str, day: str, number: int) -> str:
        """Return a date and time; nothing where it is none, but its date is known."""
        if text in NOTHING:
            return ""
        try:
            self._date(text)
        except BadDateError:
            if not day:
                raise
            self._log.note("bad time", number, text, "a date and time such as 2026-03-01 09:30:00", "read by its date")
            return ""
        return text

    def _date(self, text: str) -> datetime:
        try:
            return self._dates[text]
        except KeyError:
            found = parsed(text.strip())
            if len(self._dates) < _REMEMBERED:
                self._dates[text] = found
            return found


def _columns(names: Sequence[str], table: _Table) -> _Columns:
    at: Mapping[str, int] = {name: index for index, name in reversed([*enumerate(names)])}
    return _Columns(
        len(names),
        *(
            at.get(name, -1)
            for name in (
                "person_id",
                table.id,
                table.concept,
                f"{table.start}_date",
                f"{table.start}_datetime",
                f"{table.end}_date",
                f"{table.end}_datetime",
                table.source_value,
                table.source_concept,
                "visit_occurrence_id",
                "visit_detail_id",
            )
        ),
    )


def _skip(log: Log, number: int, error: Exception) -> None:
    if isinstance(error, InvalidValueError):
        log.skip("end before start" if error.name == "end" else f"bad {error.name}", number, error.value, error.rule)
    else:
        log.skip("bad date", number, str(error), _DATE)


def _skip_width(log: Log, number: int, row: list[str], width: int) -> None:
    log.skip("wrong number of columns", number, f"{len(row)} columns", f"a row of {width} columns, as the header has")
