"""The built documentation: where it is, and which pages it has."""

import os
from pathlib import Path

_NAMED = os.environ.get("INACTIVITY_SITE")
SITE = Path(_NAMED).resolve() if _NAMED else None
"""Where `nox -s browser` says it is; None where nobody said so, for a site built long ago proves nothing."""


def pages() -> list[str]:
    """Return the pages of the site, as addresses within it."""
    return sorted(page.relative_to(SITE).as_posix() for page in SITE.rglob("*.html")) if SITE else []
