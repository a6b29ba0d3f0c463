"""The dates a device can have recorded: not before 1970, not after now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - local time, as in files without a zone


class Window:
    """The moments at which a device can have recorded something."""

    __slots__ = ("_aware", "_naive")

    def __init__(self) -> None:
        # A day more: a file without a zone may come from one that is ahead of ours.
        last = datetime.now(UTC) + timedelta(days=1)
        self._aware = _EPOCH.replace(tzinfo=UTC), last
        self._naive = _EPOCH, last.replace(tzinfo=None)

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` lies in it."""
        first, last = self._naive if moment.tzinfo is None else self._aware
        return first <= moment <= last


RULE: Final = "between 1970 and now (for data whose dates were shifted on purpose, pass any_date=True)"
