"""Columns of the types that engines have of their own: categories, chunks, indexes, nulls."""

from __future__ import annotations

import pytest

import inactivity as ia

pytest.importorskip("narwhals", reason="estimates as columns need narwhals: uv run --group frames pytest")
from cohorts import CHANGE, COHORT, ODD, columns
from engines import engines_warn

from inactivity import frames

pytestmark = engines_warn


def test_encoded_and_chunked_columns_of_polars() -> None:
    pl = pytest.importorskip("polars")
    plain = pl.DataFrame(columns(ODD), strict=False)
    encoded = plain.with_columns(pl.col("muscle", "exposure_kind").cast(pl.Categorical))
    enumerated = plain.with_columns(
        pl.col("muscle").cast(pl.Enum(plain["muscle"].drop_nulls().unique(maintain_order=True)))
    )
    chunked = pl.concat([plain[:3], plain[3:9], plain[9:]], rechunk=False)
    whole = frames.with_change(plain)

    for other in (encoded, enumerated, chunked):
        assert frames.with_change(other).select(*CHANGE, "reason").equals(whole.select(*CHANGE, "reason"))


def test_encoded_and_chunked_columns_of_pyarrow() -> None:
    pa = pytest.importorskip("pyarrow")
    plain = pa.table(columns(ODD))
    muscles, kinds = (
        pa.chunked_array([plain[name].combine_chunks().dictionary_encode()]) for name in ("muscle", "exposure_kind")
    )
    encoded = plain.set_column(1, "muscle", muscles).set_column(2, "exposure_kind", kinds)
    chunked = pa.concat_tables([plain.slice(0, 3), plain.slice(3, 6), plain.slice(9)])
    whole = frames.with_change(plain)

    for other in (encoded, chunked):
        assert frames.with_change(other).select([*CHANGE, "reason"]).equals(whole.select([*CHANGE, "reason"]))


def test_pandas_keeps_its_index_and_takes_its_own_types() -> None:
    pd = pytest.importorskip("pandas")
    plain = pd.DataFrame(columns(COHORT), index=[number // 2 for number in range(len(COHORT))])
    typed = plain.astype({"muscle": "category", "exposure_kind": "category"})
    typed["exposure_days"] = typed["exposure_days"].astype("Float64")
    whole = frames.with_change(plain)

    assert list(whole.index) == list(plain.index)
    for name in CHANGE:
        assert list(frames.with_change(typed)[name]) == list(whole[name])


def test_whole_days_and_columns_of_nothing() -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"muscle": ["soleus"], "exposure_kind": ["bed_rest"], "exposure_days": [14], "none": [None]})

    assert frames.with_change(frame)["change_pct"][0] == pytest.approx(
        ia.estimated_change_pct("soleus", ia.Exposure("bed_rest", 14))
    )
    assert frames.with_change(frame, days="none")["reason"].to_list() == ["missing days"]
    assert frames.with_change(frame, muscle="none")["reason"].to_list() == ["missing muscle"]
