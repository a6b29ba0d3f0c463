"""
When is it back
===============

Each muscle comes back at its own pace, and few were followed until they did. Observed returns and modelled
ones, side by side, then two months in bed and a year after.
"""

# %%
# After the exposure of the founding study, 56 days of bed rest. An observed return is as exact as the days of the scans:
# the psoas was seen back some time between day 28 and day 180. The line of a model is an interval for one person.

import inactivity as ia
from inactivity import plots

names = ["psoas", "multifidus", "soleus", "gastrocnemius", "vastus lateralis", "hamstrings"]
plots.recovery([ia.estimate_recovery(name) for name in names])

# %%
# Which come back last? Those that lose most are not always those that take longest.

plots.ranking(ia.rank_muscles(by="recovery")[:12], by="recovery", title=f"Size after {ia.REFERENCE_EXPOSURE}")

# %%
# One campaign scanned its men for a year after 90 days in bed. Its means, with the standard deviation of the
# people, over the course that the model expects of such a group.

phases = ia.Timeline.parse("head_down_bed_rest:90d, recovery:365d")
seen = [
    row
    for row in ia.evidence().observations(study_id="belavy2017", muscle="vasti")
    if ia.evidence().arm(row.study_id, row.arm_id).countermeasure == "none"
]
plots.trajectory(ia.forecast("vasti", phases, target="group", sex="male"), seen)

# %%
# Strength is not size. After three weeks in a cast:

cast = ia.Exposure("limb_cast", days=21)
plots.recovery(
    [
        ia.estimate_recovery("knee extensors", cast, measure="size"),
        ia.estimate_recovery("knee extensors", cast, measure="strength"),
    ]
)
