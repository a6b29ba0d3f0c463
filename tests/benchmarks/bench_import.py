"""What it costs to import the library and to ask the first question: ``uv run python tests/benchmarks/bench_import.py``.

Fifteen fresh processes of each kind, interleaved, so that a busy machine slows all of them alike. The
figures are medians; the ratio is the one that counts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import timeit

IMPORT = "import time; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"
FIRST = """
import time
import inactivity
start = time.perf_counter()
inactivity.estimated_recovery_days("psoas")
print(time.perf_counter() - start)
"""
EVIDENCE = """
import time
start = time.perf_counter()
import inactivity
inactivity.evidence().observations(muscle="psoas")
print(time.perf_counter() - start)
"""
# Bytecode as any installed package has it: compiling our source would measure the compiler.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
CODES = {
    "import attrs": IMPORT.format(module="attrs"),
    "import inactivity": IMPORT.format(module="inactivity"),
    "first estimated_recovery_days, after the import": FIRST,
    "import inactivity and look into evidence()": EVIDENCE,
}


def fresh(code: str) -> float:
    """Return what a fresh process printed: its seconds."""
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=ENVIRONMENT)
    return float(run.stdout)


def warm(statement: str) -> float:
    """Return the seconds of one call, the best of several runs in this process."""
    timer = timeit.Timer(statement, setup="import inactivity as ia; asked = ia.Exposure('bed_rest', days=56)")
    loops, _ = timer.autorange()
    return min(timer.repeat(5, loops)) / loops


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    seconds: dict[str, list[float]] = {name: [] for name in CODES}
    for code in CODES.values():
        fresh(code)  # the first run of each compiles and reads from a cold disk
    for _ in range(rounds):
        for name, code in CODES.items():
            seconds[name].append(fresh(code))
    for name, times in seconds.items():
        print(f"{name:50s} {1e3 * statistics.median(times):7.1f} ms   (min {1e3 * min(times):.1f})")
    ratios = [ours / attrs for ours, attrs in zip(seconds["import inactivity"], seconds["import attrs"], strict=True)]
    print(f"import inactivity / import attrs: {statistics.median(ratios):.2f} (budget 1.5)")
    for statement in ("ia.estimated_recovery_days('psoas')", "ia.estimate_recovery('psoas', asked)"):
        print(f"warm {statement:45s} {1e6 * warm(statement):7.2f} us (budget 10)")


if __name__ == "__main__":
    main()
