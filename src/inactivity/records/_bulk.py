"""Bouts and their measures of many person-days at once, as arrays (an extra: numpy)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from .._rules import Each, check
from ..errors import InvalidValueError, MissingExtraError
from ._definitions import Definition, Metric, definition as find
from ._measures import LEAST

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from ._bulk_runs import Floats, Reasons, Whole

_ROWS = 256  # person-days at a time: what is worked on stays in the cache of a processor


@attrs.frozen(kw_only=True, eq=False)
class BoutTable:
    """Measures of many person-days under one definition: one row a person-day, NaN beside the reason.

    Attributes
    ----------
    definition : str
        Its name.
    at_least_min : tuple of float
        The lengths asked for. [min]
    bouts, sedentary_min, unknown_min : array
        Sedentary bouts of any length, the minutes in them, and the minutes nobody knows of. [-, min, min]
    bout_count, time_in_bouts_min : array
        One column for each length asked for. [-, min]
    measures : dict of str to array
        The measures that the definition has, by id as in :func:`bout_measure`; NaN where it defines none for a row.
    reasons : dict of str to array
        For each measure why it is NaN in a row; empty where it is not.

    Examples
    --------
    >>> from inactivity.records import bouts_of_days
    >>> bouts_of_days([[1, 1], [0, 0]], definition="sbrn2017", at_least_min=[2]).reasons["mean"].tolist()
    ['', 'it takes at least one sedentary bout']
    """

    definition: str
    at_least_min: tuple[float, ...]
    bouts: Whole
    sedentary_min: Floats
    unknown_min: Floats
    bout_count: Whole
    time_in_bouts_min: Floats
    measures: dict[Metric, Floats]
    reasons: dict[Metric, Reasons]


def bouts_of_days(
    sedentary: ArrayLike,
    *,
    definition: str | Definition,
    at_least_min: Sequence[float] = (30.0,),
    known: ArrayLike | None = None,
) -> BoutTable:
    """Return the bouts and measures of many person-days of minute data at once.

    The same formulas as :func:`bout_measure`, :func:`bout_count` and :func:`time_in_bouts_min` on a row; memory is
    bounded by the results, so that a memory-mapped array of any size will do.

    Parameters
    ----------
    sedentary : array of bool
        Whether each minute was sedentary: a row a person-day, a column a minute.
    definition : str or Definition
        Which definition: see :func:`definitions`.
    at_least_min : sequence of float
        How long bouts must be to be counted. [min]
    known : array of bool, optional
        False where nobody knows (not worn, not recorded). By default all is known.

    Returns
    -------
    BoutTable

    Raises
    ------
    MissingExtraError
        If numpy is not installed.
    UnknownDefinitionError
        If `definition` is not known.
    InvalidValueError
        If another argument breaks its rule.

    References
    ----------
    .. [1] Each definition names its source and its formulas: see :func:`definitions`.

    Examples
    --------
    >>> from inactivity.records import bouts_of_days
    >>> days = [[1, 1, 1, 0, 1, 1], [0, 0, 1, 1, 1, 1]]
    >>> table = bouts_of_days(days, definition="skdh", at_least_min=[2])
    >>> table.measures["mean"].tolist(), table.time_in_bouts_min[:, 0].tolist()
    ([2.5, 4.0], [3.0, 3.0])
    """
    chosen = find(definition)
    lengths = tuple(map(float, at_least_min))
    check(Each(LEAST, least=1), "at_least_min", lengths)
    try:
        from ._bulk_parts import flags, joined, part  # noqa: PLC0415 - numpy is an extra, and heavy
    except ImportError as error:
        if error.name != "numpy":
            raise
        raise MissingExtraError("inactivity.records.bouts_of_days", "records", "numpy") from error
    rows = flags("sedentary", sedentary)
    sure = None if known is None else flags("known", known)
    if sure is not None and sure.shape != rows.shape:
        raise InvalidValueError("known", sure.shape, f"of the shape of sedentary, {rows.shape}")
    cuts = [slice(at, at + _ROWS) for at in range(0, max(len(rows), 1), _ROWS)]
    return joined([part(rows[cut], None if sure is None else sure[cut], chosen, lengths) for cut in cuts])
