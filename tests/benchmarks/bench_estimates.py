"""What estimates of the model cost: ``uv run python tests/benchmarks/bench_estimates.py``.

All in one run of one process, the best of several repeats; beside each the ratio to what the equations alone cost
there, so that a busy machine shows in both.
"""

from __future__ import annotations

import timeit

SETUP = """
import inactivity as ia
from inactivity.kinetics import Journey, parameters
known = parameters()
soleus, kind = ia.muscle("soleus"), ia.ExposureKind.BED_REST
exposures = [ia.Exposure("bed_rest", days=days) for days in range(10, 60)]
timeline = ia.Timeline.parse("bed_rest:100d, recovery:100d, bed_rest:100d, recovery:100d")
days = [float(day) for day in range(1, 101)]
cell = known.cell(soleus, kind)
def course():
    journey = Journey(lambda kind, condition: known.cell(soleus, kind, recovery_condition=condition))
    for segment in timeline:
        journey.during(segment, days)
        journey = journey.after(segment)
"""
# name: the estimate, the equations alone, calls in it, budget in microseconds
MEASURED = {
    "estimate_change, 50 exposures": (
        "for one in exposures: ia.estimate_change('soleus', one)",
        "for one in exposures: cell.change(cell.state(one.days))",
        50,
        40,
    ),
    "estimate_recovery modelled, 50 exposures": (
        "for one in exposures: ia.estimate_recovery('soleus', one, basis='modelled')",
        "for one in exposures: cell.recovery_days(cell.state(one.days))",
        50,
        40,
    ),
    "estimate_recovery auto, 50 exposures": (
        "for one in exposures: ia.estimate_recovery('soleus', one)",
        "for one in exposures: cell.recovery_days(cell.state(one.days))",
        50,
        40,
    ),
    "forecast, 4 segments x 100 days": ("ia.forecast('soleus', timeline)", "course()", 1, 2000),
    "rank_muscles": ("ia.rank_muscles()", "cell.change(cell.state(56.0))", 1, None),
}


def best(statement: str, calls: int) -> float:
    """Return the microseconds of one call."""
    timer = timeit.Timer(statement, setup=SETUP)
    loops, _ = timer.autorange()
    return min(timer.repeat(5, loops)) / loops / calls * 1e6


def main() -> None:
    """Measure and print."""
    for name, (estimate, equations, calls, budget) in MEASURED.items():
        ours, alone = best(estimate, calls), best(equations, calls)
        told = "" if budget is None else f"   (budget {budget})"
        print(f"{name:42} {ours:10.1f} us   {ours / alone:7.1f} x the equations{told}")


if __name__ == "__main__":
    main()
