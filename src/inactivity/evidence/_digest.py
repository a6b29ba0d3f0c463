"""The digest of an evidence base: what a fit was made from."""

from __future__ import annotations

import json
from hashlib import sha256

from ._evidence import Evidence


def digest(evidence: Evidence) -> str:
    """Return the SHA-256 of the records that a fit reads, in hexadecimal; their order does not matter.

    Parameters
    ----------
    evidence : Evidence
        Any.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.evidence import digest
    >>> from inactivity.kinetics import parameters
    >>> digest(ia.evidence()) == parameters().evidence_digest
    True
    """
    studies, arms, observations, _, muscles = evidence.to_records()
    tables = (
        sorted(json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for row in table)
        for table in (studies, arms, observations, muscles)
    )
    return sha256("\n\n".join("\n".join(table) for table in tables).encode()).hexdigest()
