"""What estimates as columns cost: ``uv run --group frames python tests/benchmarks/bench_frames.py``.

Side by side in one run: ten million rows on polars and DuckDB, ours beside the same formula written by hand; the scalar
loop; Spark on one core and on two; a hundred million rows of Parquet streamed to an aggregate; and how cost grows with
rows. Every measurement is a child process of its own, best of several runs, so that peak memory is its own too; those
to be compared take turns, so that a machine that slows down slows all of them.
``--quick`` takes a hundredth of the rows; ``--plot FILE`` draws the growth as SVG; ``--only NAME`` runs one part.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LEVEL_90 = 1.6448536269514722
TEN_MILLION, HUNDRED_MILLION = 10_000_000, 100_000_000
GROWTH = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
CHUNK = 2_000_000
SCALAR_ROWS = 100_000
TURNS = 3


# ---------------------------------------------------------------- the rows, and the parameters for the hands


def chunk(rows: int, seed: int) -> Any:
    """Return rows of any muscle, kind and length."""
    import numpy as np
    import polars as pl

    import inactivity as ia

    chance = np.random.default_rng(seed)
    muscles = pl.Series([one.id for one in ia.muscles()])
    kinds = pl.Series([kind.value for kind in ia.ExposureKind if kind.is_modelled])
    return pl.DataFrame(
        {
            "muscle": muscles[chance.integers(0, len(muscles), rows)],
            "exposure_kind": kinds[chance.integers(0, len(kinds), rows)],
            "exposure_days": chance.uniform(1.0, 200.0, rows),
        }
    )


def write(folder: str, rows: int) -> list[str]:
    """Write rows as Parquet files of two million, and return their names."""
    names: list[str] = []
    for number, start in enumerate(range(0, rows, CHUNK)):
        names.append(f"{folder}/{number:04}.parquet")
        chunk(min(CHUNK, rows - start), number).write_parquet(names[-1])
    return names


def by_hand() -> Any:
    """Return the table that somebody who writes the formula by hand would join: a row a muscle and kind."""
    import polars as pl

    import inactivity as ia
    from inactivity.estimates._asking import asked
    from inactivity.estimates._modelling import reach_of
    from inactivity.kinetics import parameters
    from inactivity.kinetics._answers import exposed

    known = parameters()
    question = asked(measure="size", target="person", level=0.9, age_years=None, sex=None, countermeasure=None)
    rows: list[tuple[Any, ...]] = []
    for muscle in ia.muscles():
        for kind in ia.ExposureKind:
            if kind.is_modelled:
                cell = known.cell(muscle, kind)
                reach = reach_of(kind, question, known.covered(kind, "size"))
                times = cell.rates.fast_loss, cell.rates.slow_loss
                rows.append((muscle.id, kind.value, *exposed(cell, "person"), *times, reach.days_high, reach.start))
    names = ["muscle", "exposure_kind", "a", "b", "p", "q", "r", "t_fast", "t_slow", "longest", "start"]
    return pl.DataFrame(rows, orient="row", schema=names)


# ---------------------------------------------------------------- what is measured, each in a process of its own


def polars_by_hand(files: list[str]) -> Callable[[], Any]:
    """Write the formula in polars."""
    import polars as pl

    frame, table, c, days = pl.read_parquet(files), by_hand(), pl.col, pl.col("exposure_days")
    fast_loss = table["t_fast"][0]  # the same for all

    def run() -> Any:
        return (
            frame.lazy()
            .join(table.lazy(), on=["muscle", "exposure_kind"], how="left", maintain_order="left")
            .with_columns(F=1 - (-days / fast_loss).exp(), S=1 - (-days / c("t_slow")).exp())
            .with_columns(
                mean=c("a") * c("F") + c("b") * c("S"),
                reach=LEVEL_90
                * (c("p") * c("F") * c("F") + c("q") * c("F") * c("S") + c("r") * c("S") * c("S")).sqrt()
                * (c("start") + (days / c("longest")).clip(lower_bound=1.0).log()),
            )
            .with_columns(
                change_pct=100 * (c("mean").exp() - 1),
                low=100 * ((c("mean") - c("reach")).exp() - 1),
                high=100 * ((c("mean") + c("reach")).exp() - 1),
            )
            .select("muscle", "exposure_kind", "exposure_days", "change_pct", "low", "high")
            .collect(engine="streaming")
        )

    return run


def polars_ours(files: list[str]) -> Callable[[], Any]:
    """Ask for the same."""
    import polars as pl

    from inactivity import frames

    frame = pl.read_parquet(files)
    return lambda: frames.with_change(frame.lazy()).collect(engine="streaming")


SQL = """
with joined as (select rows.*, t.* exclude (muscle, exposure_kind) from rows left join t using (muscle, exposure_kind)),
courses as (select *, 1 - exp(-exposure_days / t_fast) as F, 1 - exp(-exposure_days / t_slow) as S from joined),
moments as (
    select *, a * F + b * S as mean, 1.6448536269514722 * sqrt(p * F * F + q * F * S + r * S * S)
        * (start + ln(greatest(exposure_days / longest, 1.0))) as reach from courses
)
select muscle, exposure_kind, exposure_days, 100 * (exp(mean) - 1) as change_pct, 100 * (exp(mean - reach) - 1) as low,
    100 * (exp(mean + reach) - 1) as high from moments
"""
SUMS = "sum(change_pct) as change_pct, sum(low) as low, sum(high) as high, count(*) as answered"


def duckdb_rows(files: list[str]) -> Any:
    """Return a connection with the rows in memory."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"create table rows as select * from read_parquet({files!r})")  # noqa: S608 - names of our own
    return connection


def duckdb_by_hand(files: list[str]) -> Callable[[], Any]:
    """Write the formula in SQL."""
    connection = duckdb_rows(files)
    connection.register("hand", by_hand().to_arrow())
    connection.execute("create table t as select * from hand")
    return lambda: connection.sql(SQL).aggregate(SUMS).fetchall()


def duckdb_ours(files: list[str]) -> Callable[[], Any]:
    """Ask for the same."""
    from inactivity import frames

    connection = duckdb_rows(files)
    return lambda: frames.with_change(connection.table("rows")).aggregate(f"{SUMS}, count(reason)").fetchall()


def scalar_loop(files: list[str]) -> Callable[[], Any]:
    """Ask row by row, the first hundred thousand."""
    import polars as pl

    import inactivity as ia

    rows = pl.read_parquet(files[0]).head(SCALAR_ROWS).rows()

    def run() -> Any:
        for muscle, kind, days in rows:
            ia.estimate_change(muscle, ia.Exposure(kind, days))

    return run


def stream(files: list[str]) -> Callable[[], Any]:
    """Stream Parquet to the sums of an aggregate."""
    import polars as pl

    from inactivity import frames

    return lambda: (
        frames.with_change(pl.scan_parquet(files))
        .group_by("muscle")
        .agg(pl.col("change_pct", "low", "high").mean(), pl.len())
        .collect(engine="streaming")
    )


def spark(files: list[str], cores: int) -> Callable[[], Any]:
    """Ask Spark for sums, on so many cores."""
    from pyspark.sql import SparkSession, functions as f

    from inactivity import frames

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.sql.files.maxPartitionBytes", "8m")  # more tasks than cores, or one core waits for the other
        .getOrCreate()
    )
    frame = session.read.parquet(*files)
    return lambda: frames.with_change(frame).agg(f.sum("change_pct"), f.sum("low"), f.sum("high")).collect()


PARTS: dict[str, Callable[[list[str]], Callable[[], Any]]] = {
    "polars by hand": polars_by_hand,
    "polars": polars_ours,
    "duckdb by hand": duckdb_by_hand,
    "duckdb": duckdb_ours,
    "scalar loop": scalar_loop,
    "stream": stream,
    "spark, 1 core": lambda files: spark(files, 1),
    "spark, 2 cores": lambda files: spark(files, 2),
}


TOGETHER = (
    ("polars by hand", "polars", "scalar loop"),
    ("duckdb by hand", "duckdb"),
    ("spark, 1 core", "spark, 2 cores"),
)
"""What is compared with what."""


def measure(name: str, files: list[str], repeats: int) -> dict[str, float]:
    """Run one part in a process of its own: best wall and processor seconds, and the peak of its memory."""
    task = json.dumps({"name": name, "files": files, "repeats": repeats})
    done = subprocess.run(
        [sys.executable, __file__, "--child"], input=task, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{name} failed: {done.stderr[-2000:]}")
        return {"seconds": float("nan"), "processor": float("nan"), "peak_mb": float("nan")}
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def child() -> None:
    """Do what the parent asks for, and print what it cost."""
    task = json.load(sys.stdin)
    run = PARTS[task["name"]](task["files"])
    seconds: list[float] = []
    processor: list[float] = []
    for _ in range(task["repeats"]):
        start, used = time.perf_counter(), time.process_time()
        run()
        seconds.append(time.perf_counter() - start)
        processor.append(time.process_time() - used)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 + peak_of_children()
    print(json.dumps({"seconds": min(seconds), "processor": min(processor), "peak_mb": peak}))


def peak_of_children() -> float:
    """Return the peak memory of the processes that this one started, as the virtual machine of Spark, where Linux tells."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    lines = (Path(f"/proc/{child}/status").read_text() for child in _text(children).split())
    return sum(float(line.split()[1]) / 1024 for text in lines for line in text.splitlines() if "VmHWM" in line)


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""


# ---------------------------------------------------------------- all of it


def show(name: str, rows: int, found: dict[str, float]) -> None:
    """Print one measurement."""
    print(
        f"{name:34} {rows:>11,} rows {found['seconds']:9.2f} s {found['processor']:9.2f} s of processor "
        f"{found['seconds'] / rows * 1e9:9.1f} ns a row {found['peak_mb']:8.0f} MB",
        flush=True,
    )


def side_by_side(files: list[str], rows: int) -> None:
    """Print ten million rows: ours beside the hands, the scalar loop and Spark."""
    found: dict[str, dict[str, float]] = {}
    for together in TOGETHER:
        turns = [{name: measure(name, files, 3) for name in together} for _ in range(TURNS)]
        for name in together:
            ways = {"seconds": min, "processor": min, "peak_mb": max}
            found[name] = {what: best(turn[name][what] for turn in turns) for what, best in ways.items()}
            show(name, min(SCALAR_ROWS, rows) if name == "scalar loop" else rows, found[name])
    for engine in ("polars", "duckdb"):
        ours, hand = found[engine], found[f"{engine} by hand"]
        for what in ("seconds", "processor"):
            print(f"{engine}: {ours[what] / hand[what]:.2f} x the hand-written formula in {what} (at most 1.3)")
    loop = found["scalar loop"]["seconds"] / min(SCALAR_ROWS, rows)
    print(f"polars: {loop / (found['polars']['seconds'] / rows):.0f} x the scalar loop a row (at least 300)")
    one, two = found["spark, 1 core"]["seconds"], found["spark, 2 cores"]["seconds"]
    print(f"spark: {rows / two:,.0f} rows a second on 2 cores, {one / two:.2f} x those of 1 core")


def growth(files: list[str], largest: int) -> list[tuple[int, float]]:
    """Print how the cost of streaming grows with rows."""
    found: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in GROWTH:
            if rows > largest:
                break
            used = files[: rows // CHUNK] if rows >= CHUNK else write(folder, rows)
            one = measure("stream", used, 1 if rows > TEN_MILLION else 3)
            show("polars, streamed from Parquet", rows, one)
            found.append((rows, one["seconds"]))
    return found


def plot(points: list[tuple[int, float]], file: str) -> None:
    """Draw how cost grows, as SVG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.5, 3.4), layout="constrained")
    axes = figure.subplots()
    rows, seconds = zip(*points, strict=True)
    axes.loglog(rows, seconds, "o-", color="#1f5f8b")
    axes.loglog(rows, [seconds[-1] * one / rows[-1] for one in rows], "--", color="0.6", label="in proportion to rows")
    axes.set(xlabel="rows", ylabel="seconds (2 cores)", title="Changes with intervals, streamed from Parquet")
    axes.legend(frameon=False)
    figure.savefig(file, metadata={"Date": None})


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    words.add_argument("--quick", action="store_true", help="a hundredth of the rows")
    words.add_argument("--plot", help="draw how cost grows into this SVG file")
    words.add_argument("--only", choices=["side by side", "growth"], help="one part")
    asked = words.parse_args()
    if asked.child:
        child()
        return
    share = 100 if asked.quick else 1
    rows, largest = TEN_MILLION // share, HUNDRED_MILLION // share
    with tempfile.TemporaryDirectory() as folder:
        files = write(folder, rows if asked.only == "side by side" else largest)
        if asked.only != "growth":
            side_by_side(files[: max(rows // CHUNK, 1)], rows)
        if asked.only != "side by side":
            points = growth(files, largest)
            if asked.plot:
                Path(asked.plot).parent.mkdir(parents=True, exist_ok=True)
                plot(points, asked.plot)


if __name__ == "__main__":
    main()
