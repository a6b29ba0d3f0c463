"""Draw the picture of the README: ``uv run --extra plots scripts/draw_readme.py``; look at it before you commit it."""

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt

import inactivity as ia
from inactivity import plots

PICTURE = Path(__file__).parent.parent / "docs" / "_static" / "body.png"


def main() -> None:
    """Draw what 60 days of bed rest take, on a body, and the course of three muscles."""
    figure = plt.figure(figsize=(10.6, 5), layout="constrained", facecolor="white")
    body, courses = figure.subfigures(1, 2, squeeze=False, width_ratios=(1, 1.05))[0]  # each with its own layout
    left, right = body.subplots(), courses.subplots()
    bed = ia.Exposure("bed_rest", days=60)
    plots.body_map(ia.rank_muscles(bed), label="change after 60 days in bed (%)", ax=left)
    names = ("soleus", "vastus lateralis", "psoas")
    plots.trajectory([ia.forecast(name, [bed, ia.Recovery(120)], target="group") for name in names], ax=right)
    figure.savefig(PICTURE, dpi=72, metadata={"Software": None})


if __name__ == "__main__":
    main()
