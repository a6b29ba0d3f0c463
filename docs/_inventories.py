"""The inventories of other projects that this build can reach, so that their names become links.

Each is fetched anew; where that fails, the copy of an earlier build serves. A machine without a network builds the same
pages without these links, and without a warning: what cannot be fetched and was never kept is left out.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

KEPT = Path(__file__).parent / "generated" / "inventories"
PROJECTS = {
    "python": "https://docs.python.org/3",
    "attrs": "https://www.attrs.org/en/stable",
    "cattrs": "https://catt.rs/en/stable",
    "matplotlib": "https://matplotlib.org/stable",
    "narwhals": "https://narwhals-dev.github.io/narwhals",
    "numpy": "https://numpy.org/doc/stable",
}
HEAD = b"# Sphinx inventory version 2"
PATIENCE = 5  # seconds for one of them; all are asked at once


def reachable() -> dict[str, tuple[str, str]]:
    """Return, as `intersphinx_mapping` wants it, each project whose inventory is here or can be fetched."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor() as pool:
        found = dict(zip(PROJECTS, pool.map(_kept, PROJECTS), strict=True))
    return {name: (PROJECTS[name], str(path)) for name, path in found.items() if path is not None}


def _kept(name: str) -> Path | None:
    path = KEPT / f"{name}.inv"
    # A gateway's page of excuses is no inventory; no network, a refusal or a broken answer is no inventory either.
    with suppress(OSError, HTTPException):
        with urlopen(f"{PROJECTS[name]}/objects.inv", timeout=PATIENCE) as answer:  # noqa: S310 - https, listed above
            said = answer.read()
        if said.startswith(HEAD):
            path.write_bytes(said)
    return path if path.exists() else None
