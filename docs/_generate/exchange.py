"""What the site offers to take away, as links: their files are written beside the pages by ``_downloads``."""

from __future__ import annotations

import json

import inactivity as ia
from inactivity._docstrings import summary
from inactivity.exchange import to_fhir
from inactivity.serialization import RECORDS

FILES = {
    "datapackage.zip": "the evidence as a data package: five CSV tables and ``datapackage.json``, which describes them",
    "datapackage/datapackage.json": "the same, file by file: the tables lie beside it",
    "evidence.csv": "the evidence as one table: each observation with its arm and its study",
    "references.bib": "all studies as BibTeX",
    "references.json": "all studies as CSL-JSON, which Zotero, pandoc and others read",
}


def downloads() -> str:
    """Return the files of the evidence as links."""
    return _listed({f"downloads/{name}": f"{said}." for name, said in FILES.items()})


def schemas() -> str:
    """Return the schema of every record as a link."""
    return _listed({f"schemas/{kind.__name__}.schema.json": summary(kind) for kind in RECORDS})


def fhir() -> str:
    """Return the recovery of the psoas as FHIR, in full."""
    written = json.dumps(to_fhir(ia.estimate_recovery("psoas"), "Patient/123"), ensure_ascii=False, indent=2)
    return f"```json\n{written}\n```\n"


def _listed(links: dict[str, str]) -> str:
    # In reStructuredText a link is taken as it is; MyST would look for the file among the sources.
    lines = (f"* `{place.partition('/')[2]} <{place}>`__: {said}" for place, said in links.items())
    return f"```{{eval-rst}}\n{chr(10).join(lines)}\n```\n"
