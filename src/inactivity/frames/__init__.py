"""Cohort scale: the same estimates as columns, on the dataframe library or engine that is there.

Needs narwhals, and an engine of yours: ``pip install 'inactivity[frames]'``. polars, pandas, pyarrow, DuckDB, PySpark
and Dask frames go in, and come out with new columns. Nothing is collected, and no Python function runs in the engine:
joins on small tables of names and parameters, and the equations of :mod:`inactivity.kinetics` as native expressions.
"""

from ..errors import MissingExtraError

try:
    from ._change import with_change
    from ._forecast import forecast
    from ._recovery import with_recovery_days
    from ._tables import evidence, parameters
except ImportError as _error:
    if _error.name and _error.name.partition(".")[0] == "narwhals":
        raise MissingExtraError("inactivity.frames", "frames", "narwhals") from _error
    raise

__all__ = ["evidence", "forecast", "parameters", "with_change", "with_recovery_days"]
