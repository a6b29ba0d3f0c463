"""The parts of the pages that come from the data and the code, written to ``docs/generated/`` as every build begins.

Each part is a function that returns Markdown; a page includes the file of its name. Nothing here knows a number.
One module a subject; this one gathers the parts and is what Sphinx loads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Protocol, cast

import inactivity as ia

from .anatomy import chain, chain_claims, muscles
from .article import article_sources, claims, verdicts
from .definitions import bout_definitions, bout_disagreement
from .evidence import campaigns, counts, kinds, readings, studies
from .exchange import downloads, fhir, schemas
from .howto import sources
from .model import cells, courses, covered
from .nomenclature import countermeasures, fields, study_file
from .reference import MODULES, aliases, api, commands, error_tree, public

__all__ = ["MODULES", "PARTS", "aliases", "numbers", "parts", "public", "setup"]

DOCS = Path(__file__).parents[1]


class App(Protocol):
    """As much of Sphinx as is needed here, so that the types can be checked without it."""

    def connect(self, event: str, callback: Callable[..., object]) -> int:
        """Have `callback` called on `event`."""


PARTS: dict[str, Callable[[], str]] = {
    part.__name__.replace("_", "-"): part
    for part in (
        fields,
        study_file,
        countermeasures,
        counts,
        kinds,
        readings,
        campaigns,
        studies,
        courses,
        cells,
        covered,
        verdicts,
        claims,
        article_sources,
        chain,
        chain_claims,
        muscles,
        error_tree,
        commands,
        downloads,
        schemas,
        fhir,
        bout_definitions,
        bout_disagreement,
    )
}


def parts() -> dict[str, str]:
    """Return every generated part by the name of its file."""
    made = {name: part() for name, part in PARTS.items()}
    made |= {f"sources-{page}": markdown for page, markdown in sources().items()}
    return made | {f"api-{module}": api(module) for module in MODULES}


def numbers() -> dict[str, str]:
    """Return the numbers that pages name in running text, for MyST's substitutions."""
    base = ia.evidence()
    observations = base.observations()
    groups = [arm.n for arm in base.arms() if arm.n is not None]
    returned = [row for row in base.observations(phase="recovery") if row.outcome == "returned_to_baseline"]
    sexes = Counter(arm.sex for arm in base.arms())
    return {
        "edition": base.edition,
        "studies": str(len(base.studies())),
        "campaigns": str(len(base.campaigns())),
        "arms": str(len(base.arms())),
        "observations": f"{len(observations):,}",
        "with_change": f"{sum(row.change_pct is not None for row in observations):,}",
        "rates": str(len(base.rates())),
        "muscles": str(len(ia.muscles())),
        "claims": str(len(ia.claims())),
        "with_doi": str(sum(study.doi is not None for study in base.studies())),
        "compiled": str(sum(row.source == "compilation" for row in observations)),
        "low_confidence": str(sum(row.confidence == "low" for row in observations)),
        "groups_counted": str(len(groups)),
        "groups_small": str(sum(n < 20 for n in groups)),  # noqa: PLR2004 - what the cautions call few people
        "group_median": f"{median(groups):g}",
        "arms_male": str(sexes["male"]),
        "arms_female": str(sexes["female"]),
        "returned": str(len(returned)),
        "returned_without_mean": str(sum(row.change_pct is None for row in returned)),
        "available": str(len(ia.available_estimates())),
    }


def write(*_: object) -> None:
    """Write every part to its file."""
    folder = DOCS / "generated"
    folder.mkdir(exist_ok=True)
    for name, markdown in parts().items():
        (folder / f"{name}.md").write_text(markdown, encoding="utf-8")


def find_short_names(*event: object) -> None:
    """Have a name in a docstring found wherever it is documented: most are under the façade, not in their module."""
    lines = cast("list[str]", event[-1])
    lines[:] = [re.sub(r"(:[a-z]+:`)(?!inactivity\b)(?=[A-Za-z_][\w.]*`)", r"\1.", line) for line in lines]


def skip_counted_fields(*event: object) -> bool | None:
    """Leave out the fields of named tuples: their docstrings count them, the class says what they are."""
    return True if type(event[3]).__name__ == "_tuplegetter" else None


def setup(app: App) -> dict[str, bool]:
    """Have Sphinx write the parts before it reads the pages."""
    app.connect("builder-inited", write)
    app.connect("autodoc-process-docstring", find_short_names)
    app.connect("autodoc-skip-member", skip_counted_fields)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
