"""What the built site offers to take away: the data package, the references, the schemas; written as a build ends.

Their addresses are promised, so they are not Sphinx's own downloads, whose folders are named by a digest.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import inactivity as ia
from inactivity.exchange import write_datapackage
from inactivity.serialization import RECORDS, json_schema


class Builder(Protocol):
    """As much of a builder of Sphinx as is needed here."""

    @property
    def format(self) -> str:
        """What it writes, such as "html"."""


class App(Protocol):
    """As much of Sphinx as is needed here, so that the types can be checked without it."""

    @property
    def builder(self) -> Builder:
        """What writes the pages."""

    @property
    def outdir(self) -> Path:
        """Where they are written."""

    def connect(self, event: str, callback: Callable[..., object]) -> int:
        """Have `callback` called on `event`."""


def write(site: Path) -> None:
    """Write all of it under the folder of the site."""
    base = ia.evidence()
    downloads, schemas = site / "downloads", site / "schemas"
    write_datapackage(downloads / "datapackage")
    schemas.mkdir(exist_ok=True)
    pack(downloads / "datapackage", downloads / "datapackage.zip")
    base.to_csv(downloads / "evidence.csv")
    (downloads / "references.bib").write_text(f"{ia.cite(base, style='bibtex')}\n", encoding="utf-8", newline="\n")
    (downloads / "references.json").write_text(f"{ia.cite(base, style='csl-json')}\n", encoding="utf-8", newline="\n")
    for kind in RECORDS:
        text = json.dumps(json_schema(kind), ensure_ascii=False, indent=2)
        (schemas / f"{kind.__name__}.schema.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def pack(folder: Path, file: Path) -> None:
    """Pack a folder into a zip file that is the same for the same content: without the time it was made."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for one in sorted(folder.iterdir()):
            archive.writestr(ZipInfo(one.name), one.read_bytes(), ZIP_DEFLATED)


def finish(app: App, error: Exception | None) -> None:
    """Write beside the pages, if there are any."""
    if error is None and app.builder.format == "html":
        write(Path(app.outdir))


def setup(app: App) -> dict[str, bool]:
    """Have Sphinx call it when the pages are written."""
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
