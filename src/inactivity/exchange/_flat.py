"""The evidence as flat, typed rows, ready for Parquet or any table of columns."""

from __future__ import annotations

from .._rules import InstanceOf, check
from ..evidence import Evidence, evidence as packaged
from ..evidence._writing import Cell, flat_columns as _columns, flat_rows as _rows


def flat_columns() -> dict[str, type]:
    """Return the columns of :func:`flat_rows` with their types: ``float``, ``int``, ``str`` or ``list`` (of texts).

    They are the same for every evidence, whatever is known in it: a column without a value keeps its type.

    Examples
    --------
    >>> from inactivity.exchange import flat_columns
    >>> [flat_columns()[name].__name__ for name in ("change_pct", "n", "arm_exposure_kind", "study_seen_in")]
    ['float', 'int', 'str', 'list']
    """
    return _columns()


def flat_rows(evidence: Evidence | None = None) -> list[dict[str, Cell]]:
    """Return one row an observation, with its arm and its study; None is not known.

    Columns of the arm are prefixed ``arm_``, those of the study ``study_``, as in
    :meth:`inactivity.Evidence.to_csv`.

    Parameters
    ----------
    evidence : Evidence, optional
        Whose; the packaged evidence if left out.

    Raises
    ------
    InvalidValueError
        If `evidence` is no evidence.

    References
    ----------
    .. [1] Every row has the handles of its study (``study_doi``, ``study_pmid``, ``study_url``) and the locator in it.

    Examples
    --------
    >>> from inactivity.exchange import flat_rows
    >>> row = next(row for row in flat_rows() if row["study_id"] == "hides2007" and row["phase"] == "recovery")
    >>> row["arm_exposure_kind"], row["arm_exposure_days"], row["day"], row["study_doi"]
    ('bed_rest', 56.0, 4.0, '10.1097/brs.0b013e318074c386')
    """
    base = packaged() if evidence is None else evidence
    check(InstanceOf(Evidence), "evidence", base)
    return list(_rows(base))
