"""
What is known
=============

Before an estimate is believed, it should be asked who looked. The evidence says: how many campaigns, of which muscles,
in which exposures; and where nobody did.
"""

# %%
# Campaigns by muscle and kind of exposure, for the muscles of the leg. A campaign is one sample of volunteers,
# however many papers it gave. Grey: nobody of the evidence looked.

import inactivity as ia
from inactivity import plots

evidence = ia.evidence()
leg = {muscle.id for muscle in ia.muscle("leg").descendants()}
plots.evidence_map(tally for tally in evidence.tallies() if tally.muscle in leg)

# %%
# The same for what lies around the spine and the hip: far less, and after a cast or a hospital stay nothing.

trunk = {muscle.id for group in ("trunk", "hip_muscles") for muscle in ia.muscle(group).descendants()} - leg
plots.evidence_map(tally for tally in evidence.tallies() if tally.muscle in trunk)

# %%
# What was found where somebody looked: every number for the psoas in recovery. In most of
# them it is above baseline, not below as a calf is.

plots.forest(evidence.observations(muscle="psoas", measure="size", phase="recovery"))

# %%
# And the question asked most often of all has no answer. No study of the evidence measured a muscle in ordinary sitting.

try:
    ia.estimate_change("psoas", ia.Exposure("sitting", days=365))
except ia.NoEvidenceError as error:
    print(error)

# %%
# All of it, by kind of exposure:

evidence
