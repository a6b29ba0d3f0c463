"""What the tests of the plots draw: made of records given here, so that no picture moves with the evidence."""

import attrs

import inactivity as ia

BED = ia.Exposure("bed_rest", days=14)
LONG_NAME = "flexor digitorum longus with tibialis posterior"

PSOAS = ia.estimate_recovery("psoas")
OBSERVED = attrs.evolve(PSOAS, days=28.0, low=28.0, high=180.0)
MODELLED = attrs.evolve(
    PSOAS,
    muscle="soleus",
    muscle_name="soleus",
    basis="modelled",
    interval="credible",
    target="person",
    days=14.0,
    low=1.0,
    high=33.0,
)
ENDLESS = attrs.evolve(MODELLED, muscle="quadriceps", muscle_name=LONG_NAME, days=200.0, low=30.0, high=3650.0)

COURSE = attrs.evolve(
    ia.forecast("soleus", [BED, ia.Recovery(16)]),
    days=tuple(map(float, range(31))),
    change_pct=(*(-0.7 * day for day in range(15)), *(-9.8 * 0.8**day for day in range(1, 17))),
    low=(*(-1.1 * day for day in range(15)), *(-15.4 * 0.9**day for day in range(1, 17))),
    high=(*(-0.2 * day for day in range(15)), *(-2.8 + 0.5 * day for day in range(1, 17))),
)
GAIN = attrs.evolve(
    COURSE,
    muscle="psoas_major",
    muscle_name="psoas major",
    change_pct=tuple(0.2 * day for day in range(31)),
    low=tuple(-0.2 * day for day in range(31)),
    high=tuple(0.6 * day for day in range(31)),
)

ROW = attrs.evolve(
    ia.evidence().observations(muscle="soleus", study_id="rogers2025")[0],
    day=14.0,
    change_pct=-8.0,
    spread=4.0,
    spread_kind="sd",
    spread_of="change",
    n=9,
    p=None,
    outcome=None,
    site=None,
)
ROWS = (
    ROW,
    attrs.evolve(ROW, day=21.0, change_pct=3.5, spread=9.0, n=4),
    attrs.evolve(ROW, day=28.0, change_pct=-12.5, spread=None, spread_kind=None, spread_of=None),
    attrs.evolve(ROW, phase="recovery", day=7.0, change_pct=None, outcome="returned_to_baseline"),
    attrs.evolve(ROW, day=None, change_pct=None, change_low=-9.0, change_high=-4.0),
)
POOLED = attrs.evolve(ia.estimate_change("soleus", BED, target="group"), change_pct=-9.0, low=-12.0, high=-6.0)

RANKED = tuple(
    ia.RankedMuscle(
        rank=rank,
        muscle=muscle,
        muscle_name=name,
        change_pct=change,
        low=change - 6.0,
        high=change + 6.0,
        recovery_days=days,
    )
    for rank, (muscle, name, change, days) in enumerate(
        [
            ("gastrocnemius_medialis", "medial head of gastrocnemius", -24.0, 33.0),
            ("soleus", "soleus", -22.0, None),
            ("flexor_digitorum_longus_with_tibialis_posterior", LONG_NAME, -11.0, 66.0),
            ("psoas_major", "psoas major", 2.0, 0.0),
        ],
        start=1,
    )
)

KIND = ia.ExposureKind
TALLIES = (
    ia.Tally("psoas_major", "psoas major", KIND.BED_REST, ("a",), 3),
    ia.Tally("soleus", "soleus", KIND.SPACEFLIGHT, ("a", "b"), 3),
    ia.Tally("soleus", "soleus", KIND.BED_REST, tuple("abcdefghijkl"), 30),
    ia.Tally("l3_skeletal_muscle", "all skeletal muscle in the L3 slice", KIND.ICU_STAY, ("c", "d", "e"), 4),
)
