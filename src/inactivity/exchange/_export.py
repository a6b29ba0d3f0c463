"""The evidence into files, as the command line offers it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from .._rules import as_path
from ..errors import InvalidValueError
from ..evidence import Evidence, cite
from ._datapackage import write_datapackage

Format: TypeAlias = Literal["datapackage", "csv", "bibtex", "csl-json"]


def export(evidence: Evidence, path: str, form: Format) -> str:
    """Write evidence to a file, or to a folder for a data package, and say what was written."""
    target = Path(as_path(path))
    try:
        if form == "datapackage":
            write_datapackage(target, evidence)
        elif form == "csv":
            evidence.to_csv(target)
        else:
            target.write_text(f"{cite(evidence, style=form)}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise InvalidValueError("path", path, "a place that can be written to", f"{error.strerror}.") from error
    return f"{target}: {repr(evidence)[1:-1]}, as {form}"
