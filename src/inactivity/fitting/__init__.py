"""Fitting: evidence in, parameters out; and how well they predict what they have not seen.

Needs NumPy and SciPy: ``pip install 'inactivity[fitting]'``. On the command line::

    python -m inactivity.fitting fit          # the packaged parameters again
    python -m inactivity.fitting validate     # leave one campaign out, beside baselines
    python -m inactivity.fitting compare      # time courses against each other
"""

from ..errors import MissingExtraError

try:
    from ._fit import fit
except ImportError as error:
    if error.name in {"numpy", "scipy"}:
        raise MissingExtraError("inactivity.fitting", "fitting", error.name) from error
    raise

__all__ = ["fit"]
