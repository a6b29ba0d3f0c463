"""The evidence as a data package: CSV tables with a description that programs read, and back."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path

from .._narrowing import is_mapping
from .._rules import InstanceOf, as_path, check
from .._structuring import rows
from ..anatomy import muscles
from ..errors import EvidenceDataError
from ..evidence import Evidence, Study, cite, digest, evidence as packaged
from ..evidence._citing import address, cited
from ._schemas import IN_ATLAS, SHEETS, Sheet, about, columns, table_schema

_DESCRIPTOR = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0"
# No whole number has so many digits that Python refuses to read it; a longer one is left for the rules to refuse.
_NUMBERS = {"number": r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", "integer": r"-?[0-9]{1,99}"}
_LICENCE = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}


def write_datapackage(path: str | os.PathLike[str], evidence: Evidence | None = None) -> None:
    """Write evidence as a data package: one CSV file a table, and ``datapackage.json``, which describes them.

    The description has the type, unit, bounds and words of every column, which rows belong together, the sources, the
    edition and the digest. A list is a JSON array in its cell; an empty cell is not known. The same evidence always
    gives the same bytes.

    Parameters
    ----------
    path : str or os.PathLike
        The folder to write to; made if it is not there. Files of these names are replaced.
    evidence : Evidence, optional
        What to write; the packaged evidence if left out. Only that one is written with our licence: yours is yours.

    Raises
    ------
    InvalidValueError
        If `path` is no path, or `evidence` no evidence.
    OSError
        If a file cannot be written.

    References
    ----------
    .. [1] Data Package 2.0, https://datapackage.org, with Table Schema.
    .. [2] Each study has its DOI or other handle among the ``sources``, and in ``studies.csv``.

    Examples
    --------
    >>> import inactivity as ia, pathlib, tempfile
    >>> from inactivity.exchange import read_datapackage, write_datapackage
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> write_datapackage(folder)
    >>> sorted(file.name for file in folder.iterdir())
    ['arms.csv', 'datapackage.json', 'muscles.csv', 'observations.csv', 'rates.csv', 'studies.csv']
    >>> read_datapackage(folder) == ia.evidence()
    True
    """
    target = Path(as_path(path))
    base = packaged() if evidence is None else evidence
    check(InstanceOf(Evidence), "evidence", base)
    target.mkdir(parents=True, exist_ok=True)
    tables = _tables(base)
    files = {f"{sheet.name}.csv": _csv(sheet, tables[sheet.name]).encode() for sheet in SHEETS}
    described = json.dumps(_descriptor(base, files), ensure_ascii=False, indent=2)
    for name, content in {**files, _DESCRIPTOR: f"{described}\n".encode()}.items():
        (target / name).write_bytes(content)


def read_datapackage(path: str | os.PathLike[str]) -> Evidence:
    """Return the evidence in a data package: the inverse of :func:`write_datapackage`.

    Parameters
    ----------
    path : str or os.PathLike
        Its folder.

    Raises
    ------
    InvalidValueError
        If `path` is no path.
    EvidenceDataError
        If a file cannot be read or anything is wrong in one; every problem is in ``problems``.

    Examples
    --------
    >>> from inactivity.exchange import read_datapackage
    >>> read_datapackage("no_such_folder")
    Traceback (most recent call last):
    inactivity.errors.EvidenceDataError: no_such_folder: 6 problems; nothing was loaded.
    ...
    """
    source = Path(as_path(path))
    problems: list[str] = []
    tables = {sheet.name: list(_rows(sheet, source, problems)) for sheet in SHEETS}
    edition = _edition(source, problems)
    if problems:
        raise EvidenceDataError(str(source), tuple(problems))
    try:
        return Evidence.from_records(
            tables["studies"],
            tables["arms"],
            tables["observations"],
            tables["rates"],
            tables["muscles"],
            edition=edition,
        )
    except EvidenceDataError as error:
        raise EvidenceDataError(str(source), error.problems) from error


# ---------------------------------------------------------------- writing


def _descriptor(base: Evidence, files: dict[str, bytes]) -> dict[str, object]:
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "inactivity-evidence",
        "title": f"What inactivity does to muscles: evidence edition {base.edition}",
        "description": f"{repr(base)[1:-1]}. It informs; it does not diagnose.",
        "version": base.edition,
        "digest": f"sha256:{digest(base)}",
        **({"licenses": [_LICENCE]} if base is packaged() else {}),
        "keywords": ["muscle", "disuse", "bed rest", "immobilisation", "recovery"],
        "sources": [_source(study) for study in cited(base, base)],
        "resources": [_resource(sheet, files[f"{sheet.name}.csv"]) for sheet in SHEETS],
    }


def _source(study: Study) -> dict[str, object]:
    where = address(study)
    return {"title": cite(study), **({"path": where} if where else {})}


def _resource(sheet: Sheet, content: bytes) -> dict[str, object]:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": sheet.name,
        "path": f"{sheet.name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "description": about(sheet),
        "schema": table_schema(sheet),
    }


def _tables(base: Evidence) -> dict[str, list[dict[str, object]]]:
    """Return the rows of each table; the muscles are those that the others name, and all that the evidence brought."""
    records = base.to_records()
    named = {row["muscle"] for row in (*records.observations, *records.rates)}
    known = rows([one for one in muscles() if one.id in named])
    return {
        **records._asdict(),
        "muscles": [
            *({**row, IN_ATLAS: True} for row in known),
            *({**row, IN_ATLAS: False} for row in records.muscles),
        ],
    }


def _csv(sheet: Sheet, table: Iterable[dict[str, object]]) -> str:
    names = list(columns(sheet))
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in table)
    return written.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool() | list():
            return json.dumps(value, ensure_ascii=False)
        case float():
            return repr(value).removesuffix(".0")
        case _:
            return str(value)


# ---------------------------------------------------------------- reading


def _edition(source: Path, problems: list[str]) -> str:
    try:
        described: object = json.loads((source / _DESCRIPTOR).read_text(encoding="utf-8-sig"))
    except OSError as error:
        problems.append(f"{_DESCRIPTOR}: cannot be read: {error.strerror}")
        return ""
    except (ValueError, RecursionError) as error:
        problems.append(f"{_DESCRIPTOR}: cannot be read as JSON: {error}")
        return ""
    edition: object = described.get("version") if is_mapping(described) else None
    if not isinstance(edition, str) or not edition.strip():
        problems.append(f"{_DESCRIPTOR}: the version, which is the edition of the evidence, is missing")
        return ""
    return edition


def _rows(sheet: Sheet, source: Path, problems: list[str]) -> Iterator[dict[str, object]]:
    name = f"{sheet.name}.csv"
    types = columns(sheet)
    try:
        with (source / name).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            head = next(reader, list[str]())
            if len(set(head)) < len(head):
                twice = ", ".join(repr(one) for one in dict.fromkeys(head) if head.count(one) > 1)
                problems.append(f"{name}: more than one column is called {twice}")
                return
            for cells in filter(None, reader):
                if len(cells) != len(head):
                    problems.append(f"{name}, line {reader.line_num}: {len(cells)} cells under {len(head)} names")
                    continue
                row = {name: _value(cell, types.get(name, "")) for name, cell in zip(head, cells, strict=True) if cell}
                in_atlas = row.get(IN_ATLAS)
                if in_atlas is False:
                    del row[IN_ATLAS]
                if in_atlas is not True:  # what the atlas knows it knows without being told
                    yield row
    except OSError as error:
        problems.append(f"{name}: cannot be read: {error.strerror}")
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{name}: cannot be read as CSV in UTF-8: {error}")


def _value(cell: str, kind: str) -> object:
    """Return what stands in a cell; the cell itself where that is nothing of its kind, for the rules to refuse."""
    if kind in ("number", "integer") and re.fullmatch(_NUMBERS[kind], cell):
        return float(cell) if kind == "number" else int(cell)
    if kind == "boolean":
        return {"true": True, "false": False}.get(cell, cell)
    if kind == "array":
        with contextlib.suppress(ValueError, RecursionError):
            listed: object = json.loads(cell)
            return listed
    return cell
