"""What an answer of the model costs: ``uv run python tests/benchmarks/bench_model.py``.

Warm answers are the best of several runs in this process, as microseconds a call; the cold load is the median of fresh
processes, and beside it what reading its file as JSON costs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import timeit

SETUP = """
import inactivity as ia
from inactivity.kinetics import REST, Journey, parameters
muscle, kind = ia.muscle("soleus"), ia.ExposureKind.BED_REST
known = parameters()
cell = known.cell(muscle, kind)
lost = cell.state(60.0)
timeline = ia.Timeline.parse("bed_rest:100d, recovery:100d, bed_rest:100d, recovery:100d")
mixed = ia.Timeline.parse("bed_rest:100d, recovery:100d, limb_cast:100d, recovery:100d")
def cell_of(kind, condition):
    return known.cell(muscle, kind, recovery_condition=condition)
def forecast(segments):
    journey = Journey(cell_of)
    for segment in segments:
        journey.during(segment, map(float, range(1, 101)))
        journey = journey.after(segment)
"""
WARM = {
    "a cell asked for again": "known.cell(muscle, kind)",
    "state after 60 days": "cell.state(60.0)",
    "change with its interval": "cell.change(lost)",
    "recovery days with their interval": "cell.recovery_days(lost)",
    "cell, state, change": "c = known.cell(muscle, kind); c.change(c.state(60.0))",
    "a cell made anew": "known._made.clear(); known.cell(muscle, kind)",
    "forecast of 4 segments x 100 days": "forecast(timeline)",
    "the same, of two kinds": "forecast(mixed)",
}
FRESH = {
    "import inactivity.kinetics": "import inactivity.kinetics",
    "load the parameters": "parameters()",
    "first cell after it": "known.cell(muscle, kind)",
    "read their JSON alone": "json.loads(text)",
}
COLD = """
import json, json.decoder, time
import inactivity as ia
clock = time.perf_counter
t0 = clock()
import inactivity.kinetics
t1 = clock()
known = inactivity.kinetics.parameters()
t2 = clock()
known.cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
t3 = clock()
with open(inactivity.kinetics.__file__.replace("__init__.py", "parameters.json"), encoding="utf-8") as file:
    text = file.read()
t4 = clock()
json.loads(text)
print(t1 - t0, t2 - t1, t3 - t2, clock() - t4)
"""
# Bytecode as any installed package has it: compiling our source would measure the compiler.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def fresh() -> list[float]:
    """Return what a fresh process measured: seconds."""
    run = subprocess.run([sys.executable, "-c", COLD], check=True, capture_output=True, text=True, env=ENVIRONMENT)
    return [float(word) for word in run.stdout.split()]


def main() -> None:
    """Measure and print."""
    for name, statement in WARM.items():
        timer = timeit.Timer(statement, setup=SETUP)
        loops, _ = timer.autorange()
        print(f"{name:36} {min(timer.repeat(5, loops)) / loops * 1e6:10.2f} us")
    rounds = [fresh() for _ in range(15)]
    for name, seconds in zip(FRESH, zip(*rounds, strict=True), strict=True):
        print(f"{name:36} {statistics.median(seconds) * 1e3:10.2f} ms")


if __name__ == "__main__":
    main()
