"""The packaged evidence: read once a process, on first use."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from .._tables import shipped
from ..exposure._kinds import KINDS
from ._evidence import Evidence
from ._records import Arm, Observation, Study

if TYPE_CHECKING:
    from ._rates import Rate

EDITION = "2026.11"
"""Calendar version of the numbers: a change of any number a user can see needs a new one."""

_PACKAGE = "inactivity.evidence"

_LOCK = Lock()


def evidence() -> Evidence:
    """Return the packaged evidence: every published number with its study, arm, muscle, day and locator.

    Read once a process, on first use; records are made as they are looked at.

    References
    ----------
    .. [1] Every row names its study: :meth:`Evidence.studies` has the DOI or other handle of each.
    .. [2] M. Bahari Qaragoz and N. Ahmadymarzdashty (2026), BedrestToMars dataset v1.1,
       https://github.com/MiladBahariQaragoz/BedrestToMars: the compilation through which part of the values were
       read. Each names its primary study too.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.evidence().edition
    '2026.11'
    """
    with _LOCK:  # two threads asking first must get the same object: answers are kept with it
        return _made()


@cache
def _made() -> Evidence:
    return Evidence(
        EDITION,
        shipped(lambda: Study, _PACKAGE, "studies.json"),
        shipped(lambda: Arm, _PACKAGE, "arms.json", {"exposure_kind": KINDS}),
        shipped(lambda: Observation, _PACKAGE, "observations.json"),
        shipped(_rate, _PACKAGE, "rates.json"),
    )


def _rate() -> type[Rate]:
    from ._rates import Rate  # noqa: PLC0415 - background, which an estimate does without

    return Rate
