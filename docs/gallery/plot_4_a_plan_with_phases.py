"""
A plan with phases
==================

Life is not one exposure and one recovery. A forecast takes any sequence of them: an operation, a setback, a training
block before it.
"""

# %%
# Two weeks in bed, ten days up, a week in bed again, then two months: the second spell takes a muscle that was not
# back yet.

import inactivity as ia
from inactivity import plots

plan = ia.Timeline.parse("bed_rest:14d, recovery:10d, bed_rest:7d, recovery:60d")
soleus = ia.forecast("soleus", plan)
plots.trajectory(soleus)

# %%
# Muscles differ on the same plan. The bands are wide: they are for one person.

plots.trajectory([ia.forecast(name, plan) for name in ("soleus", "vastus lateralis", "psoas")])

# %%
# What exercise in bed is worth. The two bands are for the means of groups, as groups were studied.

phases = ia.Timeline.parse("head_down_bed_rest:60d, recovery:60d")
without = ia.forecast("soleus", phases, target="group")
trained = ia.forecast("soleus", phases, target="group", countermeasure="resistance_exercise")
plots.trajectory([without, trained], labels=["nothing done", "resistance exercise in bed"])

# %%
# Axes go in and come out, so that pictures can be put together.

import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.2), sharey=True, layout="constrained")
for ax, kind in ((left, "bed_rest"), (right, "limb_cast")):
    course = ia.forecast("vastus lateralis", [ia.Exposure(kind, days=21), ia.Recovery(90)])
    plots.trajectory(course, ax=ax)
right.set_ylabel("")

# %%
# The cautions of a forecast say where it leaves what was studied.

for caution in soleus.cautions or ("none",):
    print(caution)
