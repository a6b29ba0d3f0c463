"""Estimates as columns."""

from ..errors import MissingExtraError

try:
    import narwhals.stable.v2 as _  # noqa: F401
except ImportError as _error:
    raise MissingExtraError("inactivity.frames", "frames", "narwhals") from _error

from ._change import with_change
from ._recovery import with_recovery_days
from ._tables import evidence, parameters

__all__ = ["evidence", "parameters", "with_change", "with_recovery_days"]
