"""
What is lost
============

Two months in bed shrink the calf, and hardly touch the psoas. Which muscles lose most, what that looks like on a
body, and what the studies of the soleus found.
"""

# %%
# The fifteen that lose most, of the muscles that were studied by themselves in bed rest. The bars say where the mean of a group is, not
# one person.

import inactivity as ia
from inactivity import plots

bed = ia.Exposure("head_down_bed_rest", days=60)
ranked = ia.rank_muscles(bed)
plots.ranking(ranked[:15], title=f"Size after {bed}")

# %%
# The same on a body, and all muscles that were ranked. Orange is a loss, purple a gain. Muscles that nobody studied by
# themselves are dotted: there is no guess in this picture.

plots.body_map(ranked, label="change of size (%)")

# %%
# The calf leads. Here is what the bed rest studies found for the soleus, by day, with the model's answer for 60 days
# under them. Each row is a group; a row without a number has its verdict in words. Groups that exercised are hollow.

evidence = ia.evidence()
seen = evidence.observations(muscle="soleus", exposure_kind="head_down_bed_rest", phase="exposure", measure="size")
rows = [row for row in seen if row.day is not None and row.day >= 28]
pooled = ia.estimate_change("soleus", bed, target="group")
plots.forest(sorted(rows, key=lambda row: row.day or 0.0), pooled)

# %%
# The estimate itself says more than the picture: how sure it is, on how many people it rests, and what weakens it.

pooled
