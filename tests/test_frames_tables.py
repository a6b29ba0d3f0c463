"""The packaged tables as frames, and what an import of the module brings."""

from __future__ import annotations

from typing import Any

import pytest
from fresh import python, run

import inactivity as ia

pytest.importorskip("narwhals", reason="estimates as columns need narwhals: uv run --group frames pytest")
from engines import engines_warn, started

from inactivity import frames

pytestmark = engines_warn


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow", "duckdb", "dask"])
def test_packaged_tables_are_handed_over(backend: Any) -> None:
    pytest.importorskip(backend)
    import narwhals as nw

    tables = [
        frames.evidence(backend),
        frames.evidence(backend, table="arms"),
        frames.evidence(backend, table="studies"),
    ]
    sizes = [nw.from_native(one).lazy().select(nw.len()).collect().item() for one in tables]
    base = ia.evidence()

    assert sizes == [len(base.observations()), len(base.arms()), len(base.studies())]
    assert nw.from_native(frames.parameters(backend, measure="strength")).collect_schema().names()[:3] == [
        "muscle",
        "exposure_kind",
        "measure",
    ]


def test_packaged_tables_are_handed_over_to_the_active_session_of_spark() -> None:
    started("Spark")
    found = frames.parameters("pyspark").filter("muscle = 'soleus' and exposure_kind = 'bed_rest'").collect()
    from inactivity.kinetics import parameters

    cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
    assert [row["rates_slow_loss"] for row in found] == [cell.rates.slow_loss]
    for table in ("observations", "arms", "studies"):
        given_here = frames.evidence("polars", table=table)
        found = [tuple(row) for row in frames.evidence("pyspark", table=table).collect()]
        assert found == given_here.rows()


def test_spark_without_a_session_says_so() -> None:
    asked = "from inactivity import frames; frames.parameters('pyspark')"

    assert "SparkSession.builder.getOrCreate()" in run("-c", asked).stderr


def test_tables_hold_what_the_records_hold() -> None:
    pl = pytest.importorskip("polars")
    rows = frames.evidence("polars").to_dicts()
    found = frames.parameters("polars").filter(pl.col("muscle") == "soleus", pl.col("exposure_kind") == "bed_rest")
    from inactivity.kinetics import parameters

    cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
    assert [row["change_pct"] for row in rows] == [row.change_pct for row in ia.evidence().observations()]
    assert found["amplitudes_common"].to_list() == [cell.amplitudes.common]
    assert found["rates_slow_loss"].to_list() == [cell.rates.slow_loss]
    with pytest.raises(ia.InvalidValueError, match="backend is 'excel'"):
        frames.evidence("excel")  # type: ignore[arg-type]  # wrong on purpose


def test_import_brings_narwhals_and_no_engine() -> None:
    loaded = set(python("import inactivity.frames, sys\nprint(*sys.modules)").split())

    assert "narwhals" in loaded
    assert set() == loaded & {"polars", "pandas", "pyarrow", "duckdb", "pyspark", "dask", "numpy"}


def test_without_narwhals_the_extra_is_named() -> None:
    done = run("-c", "import sys; sys.modules['narwhals'] = None; import inactivity.frames")

    assert "MissingExtraError" in done.stderr
    assert "pip install 'inactivity[frames]'" in done.stderr
