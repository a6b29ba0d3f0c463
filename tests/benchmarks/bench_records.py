"""What records of devices cost: ``uv run --group records python tests/benchmarks/bench_records.py``.

A generated Apple Health export beside a plain loop over ElementTree that only counts records, each in a fresh process
that reports its peak of memory; and bouts with their measures of many person-days beside a loop of
scikit-digital-health over them, extrapolated to a million. Targets: 150 MB, 40 MB/s and 1.5 times the plain loop; 20
times the loop over persons.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import timeit
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import apple_export

from inactivity.records import bouts_of_days

MILLION = 1_000_000
RESULT = """
seconds, used = time.perf_counter() - start, time.process_time() - worked
print(seconds, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
READ = f"""
import resource, sys, time
from inactivity.records import read_apple_health
start, worked = time.perf_counter(), time.process_time()
reading = read_apple_health(sys.argv[1])
for record in reading:
    pass
{RESULT}
print(reading.counts, file=sys.stderr)
"""
COUNT = f"""
import resource, sys, time
from xml.etree.ElementTree import iterparse
start, worked = time.perf_counter(), time.process_time()
count = 0
for _, element in iterparse(sys.argv[1]):
    count += element.tag == "Record"
    element.clear()
{RESULT}
"""


class Run(NamedTuple):
    """What a fresh process took, and what it told."""

    seconds: float
    worked: float
    """Seconds of the processor."""
    megabytes: float
    told: str


def fresh(code: str, path: Path) -> Run:
    """Run code on a file in a fresh process."""
    run = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True)
    seconds, worked, megabytes = map(float, run.stdout.split())
    return Run(seconds, worked, megabytes, run.stderr.strip())


def apple(megabytes: float, rounds: int) -> None:
    """Measure the reader of Apple Health and the plain loop, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.xml")
        apple_export.write(path, megabytes, broken=False)  # ElementTree stops at the declarations of real exports
        size = path.stat().st_size / 1e6
        runs = [(fresh(READ, path), fresh(COUNT, path)) for _ in range(rounds)]
    ratio = statistics.median(plain.seconds / ours.seconds for ours, plain in runs)
    print(f"Apple Health, {size:.0f} MB: {runs[0][0].told[:70]} ...")
    for which, name in enumerate(("read_apple_health", "ElementTree, count")):
        seconds, worked = min(run[which].seconds for run in runs), min(run[which].worked for run in runs)
        peak = max(run[which].megabytes for run in runs)
        speeds = f"{size / seconds:7.1f} MB/s   {size / worked:7.1f} MB a second of the processor"
        print(f"  {name:19} {speeds}   peak {peak:.0f} MB")
    print(f"  ratio               {ratio:7.2f}   (median of {rounds} rounds; targets 40 MB/s, 150 MB, 1.5)")


def best(work: Callable[[], object], repeats: int) -> float:
    """Return the seconds of the quickest of several runs."""
    return min(timeit.repeat(work, number=1, repeat=repeats))


def bouts(days: int, loop_days: int, repeats: int) -> None:
    """Measure bouts of many person-days, and the loop over some of them."""
    import numpy as np  # the part of Apple needs none

    theirs_bouts = import_module("skdh.activity.endpoints").get_activity_bouts  # it ships no types
    endpoints = import_module("skdh.utility.fragmentation_endpoints")
    rle = import_module("skdh.utility.internal").rle
    sizes = (10, 30, 60)
    random = np.random.default_rng(1)
    sedentary = np.zeros((days, 1440), bool)
    state = random.random(days) < 0.5
    for minute in range(1440):
        sedentary[:, minute] = state
        state ^= random.random(days) < np.where(state, 0.08, 0.12)  # bouts of 12 and of 8 minutes

    def loop() -> None:
        for row in sedentary[:loop_days]:
            lengths, _, values = rle(row)
            own = lengths[values == 1]
            endpoints.average_duration(lengths=own)
            endpoints.state_transition_probability(lengths=own)
            endpoints.gini_index(lengths=own)
            endpoints.average_hazard(lengths=own)
            endpoints.state_power_law_distribution(lengths=own)
            acceleration = np.where(row, 0.0, 1.0)
            for size in sizes:
                theirs_bouts(acceleration, -1e5, 0.5, 60, size, 0.8, False, 4)  # noqa: FBT003 - theirs

    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(repeats):  # in turns: a busy machine slows both
        start = time.perf_counter()
        bouts_of_days(sedentary, definition="skdh", at_least_min=sizes)
        ours.append((time.perf_counter() - start) / days)
        theirs.append(best(loop, 1) / loop_days)
    ratio = statistics.median(loop / own for own, loop in zip(ours, theirs, strict=True))
    print(f"Bouts and fragmentation, {days} person-days of minutes (the loop: {loop_days})")
    print(f"  bouts_of_days          {min(ours) * 1e6:8.1f} us a day   {min(ours) * MILLION:7.0f} s a million")
    print(f"  scikit-digital-health  {min(theirs) * 1e6:8.1f} us a day   {min(theirs) * MILLION:7.0f} s a million")
    print(f"  ratio                  {ratio:8.1f}   (median of {repeats} rounds; target 20)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1000)
    parser.add_argument("--days", type=int, default=100_000)
    parser.add_argument("--loop-days", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    warnings.simplefilter("ignore")  # of the other implementation
    apple(given.megabytes, given.rounds)
    bouts(given.days, given.loop_days, given.rounds)


if __name__ == "__main__":
    main()
