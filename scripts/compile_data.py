"""Compile the TOML sources of the package into the JSON that ships.

Run ``uv run python scripts/compile_data.py`` after every change of a source, ``--check`` to see whether
the shipped files are fresh. Nothing is written unless every source is right.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import inactivity
from inactivity._structuring import plain, structure
from inactivity._tables import packed
from inactivity.anatomy import Muscle
from inactivity.anatomy._atlas import normalised
from inactivity.errors import DataError, InactivityError
from inactivity.evidence import Arm, Claim, Evidence, Observation, Rate, Study
from inactivity.records import CodeMap

PACKAGE = Path(inactivity.__file__).parent


def evidence_tables(package: Path) -> dict[str, str]:
    """Return the studies as tables of rows."""
    base = Evidence.from_toml(package / "evidence" / "studies")
    return {
        "evidence/studies.json": _table(Study, base.studies()),
        "evidence/arms.json": _table(Arm, base.arms()),
        "evidence/observations.json": _table(Observation, base.observations()),
        "evidence/rates.json": _table(Rate, base.rates()),
    }


def claims(package: Path) -> dict[str, str]:
    """Return the claims as dicts."""
    rows = tomllib.loads((package / "evidence" / "claims.toml").read_text(encoding="utf-8"))["claims"]
    return {"evidence/claims.json": _lines(map(plain, structure(rows, list[Claim], "claims.toml")))}


def codes(package: Path) -> dict[str, str]:
    """Return what the codes in hospital records mean, as dicts."""
    known = CodeMap.from_toml(package / "records" / "codes.toml")
    told = ({name: value for name, value in plain(code).items() if value is not None} for code in known.codes)
    return {"records/codes.json": _lines(told)}


def atlas(package: Path) -> dict[str, str]:
    """Return the muscles as a table, every name they go by, and the skeleton they are attached to."""
    anatomy = package / "anatomy"
    rows = tomllib.loads((anatomy / "muscles.toml").read_text(encoding="utf-8"))["muscles"]
    joints = tomllib.loads((anatomy / "skeleton.toml").read_text(encoding="utf-8"))["joints"]
    attached = {row["id"]: row.pop("attachments") for row in rows if "attachments" in row}
    muscles = structure(rows, list[Muscle], "muscles.toml")
    ends = ("origin", "origin_landmarks", "discs", "insertion", "insertion_landmarks", "motions")
    attachments = {name: {end: row.get(end, []) for end in ends} for name, row in attached.items()}
    bones = _lines({"motions": [], "disc": False} | joint for joint in joints)
    return {
        "anatomy/muscles.json": _table(Muscle, muscles),
        "anatomy/names.json": _entries(_names(muscles)),
        "anatomy/skeleton.json": f'{{"joints": {bones}, "attachments": {_entries(attachments)}}}\n',
    }


def _names(muscles: list[Muscle]) -> dict[str, int]:
    """Return every normalised name with the row of its muscle; a name must not have two."""
    names: dict[str, int] = {}
    problems: list[str] = []
    known = {muscle.id for muscle in muscles}
    for row, muscle in enumerate(muscles):
        problems += [
            f"{muscle.id}: no muscle {other!r}" for other in (*muscle.parents, *muscle.members) if other not in known
        ]
        for name in filter(None, (muscle.id, muscle.name, muscle.latin, muscle.uberon, muscle.fma, muscle.ta98)):
            _enter(names, name, row, muscles, problems)
        if muscle.ta98:
            _enter(names, f"TA98:{muscle.ta98}", row, muscles, problems)
        for name in muscle.synonyms:
            _enter(names, name, row, muscles, problems)
    if problems:
        raise DataError("muscles.toml", tuple(problems))
    return names


def _enter(names: dict[str, int], name: str, row: int, muscles: list[Muscle], problems: list[str]) -> None:
    other = names.setdefault(normalised(name), row)
    if other != row:
        problems.append(f"{name!r} names both {muscles[other].id} and {muscles[row].id}")


def _table(kind: type, records: Iterable[object]) -> str:
    """Return records as JSON with a line a row, so that a change of one number is a change of one line."""
    table = packed(kind, records)
    return f'{{"fields": {_compact(table["fields"])}, "rows": {_lines(table["rows"])}}}\n'


def _entries(entries: Mapping[str, object]) -> str:
    return "{\n" + ",\n".join(f"{_compact(name)}: {_compact(entry)}" for name, entry in entries.items()) + "\n}"


def _lines(rows: Iterable[object]) -> str:
    return "[\n" + ",\n".join(map(_compact, rows)) + "\n]"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _fresh(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


def main(arguments: list[str] | None = None) -> int:
    """Compile, or with ``--check`` only compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a shipped file is stale")
    parser.add_argument("--package", type=Path, default=PACKAGE, help="folder of the package (default: the installed)")
    options = parser.parse_args(arguments)
    # The atlas goes first and by itself: the studies are checked against it.
    for compiled in (atlas, claims, codes, evidence_tables):
        try:
            texts = compiled(options.package)
        except InactivityError as error:
            print(error, file=sys.stderr)
            return 1
        stale = [name for name, text in texts.items() if not _fresh(options.package / name, text)]
        for name in stale:
            if options.check:
                print(f"{name} is stale; run scripts/compile_data.py", file=sys.stderr)
            else:
                (options.package / name).write_text(texts[name], encoding="utf-8")
                print(f"wrote {name}")
        if stale and options.check:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
