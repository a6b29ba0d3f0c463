"""The parts of the pages that come from the data and the code, written to ``docs/generated/`` as every build begins.

Each part is a function that returns Markdown; a page includes the file of its name. Nothing here knows a number.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import os
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Protocol, cast
from unittest.mock import patch

import attrs

import inactivity as ia
from inactivity import records
from inactivity.__main__ import main as command_line
from inactivity.anatomy import attachments
from inactivity.errors import InactivityError
from inactivity.kinetics import parameters
from inactivity.serialization import RECORDS

DOCS = Path(__file__).parent
MODULES = ("estimates", "exposure", "anatomy", "evidence", "kinetics", "records", "serialization", "errors")
BOUTS = (0.7, 2.5, 4, 6, 11, 15, 22, 30, 34.5, 65)  # minutes; of our own making
COURSES = ("nasa_cft70", "belavy2017", "demartino2021", "demartino2022", "hides2007", "belavy2008")
PSOAS_CLAIMS = (
    "psoas_spans_spine_to_leg",
    "trunk_flexor_shortening_or_overactivity",
    "short_psoas_misalignment_pain",
    "psoas_recovers_in_a_month",
)


class Handle(Protocol):
    """What finds a publication: a study and a source of a claim both have it."""

    @property
    def doi(self) -> str | None:
        """Digital object identifier."""

    @property
    def pmid(self) -> str | None:
        """PubMed id."""

    @property
    def url(self) -> str | None:
        """Web address."""


class App(Protocol):
    """As much of Sphinx as is needed here, so that the types can be checked without it."""

    def connect(self, event: str, callback: Callable[..., object]) -> int:
        """Have `callback` called on `event`."""


# ---------------------------------------------------------------- Markdown


def text(value: object) -> str:
    """Return a value as Markdown that shows it as it is, in a sentence or a cell."""
    return re.sub(r"([\\`*_{}\[\]<>|$#~])", r"\\\1", "" if value is None else str(value))


def words(name: str) -> str:
    """Return a lower_snake_case word as people write it."""
    return name.replace("_", " ")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table of finished cells."""
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def address(source: Handle) -> str | None:
    """Return where a publication is found: its DOI if it has one."""
    if source.doi:
        return f"https://doi.org/{source.doi}"
    return source.url or (f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/" if source.pmid else None)


def link(source: Handle) -> str:
    """Return a link to a publication, named after what kind of handle it is."""
    where = address(source)
    if where is None:
        return "no address on record"
    name = f"doi:{source.doi}" if source.doi else f"PubMed {source.pmid}" if source.pmid else "web page"
    return f"[{text(name)}](<{where}>)"


# ---------------------------------------------------------------- nomenclature


def described(kind: type) -> dict[str, str]:
    """Return what the docstring of a record says of each of its fields."""
    doc = inspect.getdoc(kind) or ""
    section = re.search(r"(?:Attributes|Parameters)\n-+\n(.*?)(?:\n\n[A-Z]\w+\n-+\n|\Z)", doc, re.DOTALL)
    found: dict[str, str] = {}
    names: list[str] = []
    for line in section[1].splitlines() if section else ():
        if line and not line.startswith(" "):
            names = line.partition(" : ")[0].split(", ")
        else:
            found[names[0]] = f"{found.get(names[0], '')} {line.strip()}".strip()
            found |= dict.fromkeys(names[1:], f"See `{names[0]}`.")
    return found


def meaning(said: str) -> str:
    """Return a docstring's words without their unit, roles and single backquotes."""
    plain = re.sub(r":\w+:`[~.]?([^`]+)`", r"`\1`", re.sub(r"\s*\[[^\]]{1,6}\]\s*$", "", said))
    parts = re.split(r"(`+[^`]+`+)", plain)
    return "".join(f"`{part.strip('`')}`" if part.startswith("`") else text(part) for part in parts)


def fields() -> str:
    """Return one table of fields a record: name, what it may be, unit, meaning."""
    return "\n".join(f"### {kind.__name__}\n\n{_summary(kind)}\n\n{_fields(kind)}" for kind in RECORDS)


def _summary(kind: type) -> str:
    return f"{text((inspect.getdoc(kind) or '').partition(chr(10))[0])} In full: {{py:class}}`{name_of(kind)}`."


def _fields(kind: type, without: Container[str] = ()) -> str:
    said = described(kind)
    rows = []
    for field in attrs.fields(kind):
        if field.name in without:
            continue
        may_be = re.sub(r" \[[^\]]*\]", "", field.validator.words())
        may_be = may_be.replace(", or left out where not known", "; may be unknown")
        unit = field.metadata.get("unit", "")
        needed = "yes" if field.default is attrs.NOTHING else ""
        rows.append((f"`{field.name}`", text(may_be), text(unit), needed, meaning(said.get(field.name, ""))))
    return table(("Field", "What it may be", "Unit", "Required", "Meaning"), rows)


def study_file() -> str:
    """Return the fields of a study file, a table of TOML each."""
    tables = {"[study]": ia.Study, "[[arms]]": ia.Arm, "[[observations]]": ia.Observation, "[[rates]]": ia.Rate}
    return "\n".join(
        f"#### `{head}`\n\n{_fields(kind, without=() if kind is ia.Study else ['study_id'])}"
        for head, kind in tables.items()
    )


def countermeasures() -> str:
    """Return the countermeasures of the arms, and how many arms had each."""
    found = Counter(arm.countermeasure for arm in ia.evidence().arms())
    rows = [(f"`{name}`" if name else "not known", str(count)) for name, count in found.most_common()]
    return table(("Countermeasure", "Arms"), rows)


# ---------------------------------------------------------------- evidence


def counts() -> str:
    """Return how many observations there are of each exposure kind, phase and class of measure."""
    cells: dict[tuple[ia.ExposureKind, str], dict[str, str]] = {}
    for count in ia.evidence().counts():
        row = cells.setdefault((count.exposure_kind, count.phase), {})
        row[count.measure_class] = f"{count.observations} ({count.with_change})"
    classes = ("size", "strength", "other")
    rows = [
        (f"`{kind.value}`", phase, *(row.get(name, "0 (0)") for name in classes))
        for (kind, phase), row in cells.items()
    ]
    return table(("Exposure kind", "Phase", "Size", "Strength", "Other"), rows)


def kinds() -> str:
    """Return the exposure kinds with their definitions."""
    rows = [
        (
            f"`{kind.value}`",
            text(kind.definition),
            text(", ".join(kind.synonyms)),
            text(kind.baseline),
            words(kind.family),
            "yes" if kind.has_muscle_evidence else "**no**",
        )
        for kind in ia.ExposureKind
    ]
    return table(("Kind", "Definition", "Also called", "Baseline", "Family", "Muscle evidence"), rows)


def readings() -> str:
    """Return how many observations were read where, how, and how surely."""
    rows: list[tuple[str, str, str]] = []
    for field in ("source", "derivation", "confidence"):
        found = Counter(getattr(row, field) for row in ia.evidence().observations())
        rows += [(f"`{field}`", words(value), f"{count:,}") for value, count in found.most_common()]
    return table(("Field", "Value", "Observations"), rows)


def campaigns() -> str:
    """Return the campaigns of more than one study."""
    shared = [campaign for campaign in ia.evidence().campaigns() if len(campaign.study_ids) > 1]
    shared.sort(key=lambda campaign: (-len(campaign.study_ids), campaign.campaign_id))
    rows = [(f"`{one.campaign_id}`", str(len(one.study_ids)), text(", ".join(one.study_ids))) for one in shared]
    return table(("Campaign", "Studies", "Which"), rows)


def studies() -> str:
    """Return every study in one table."""
    base = ia.evidence()
    observed = Counter(row.study_id for row in base.observations())
    exposures: dict[str, dict[str, None]] = {}
    for arm in base.arms():
        days = "" if arm.exposure_days is None else f" {arm.exposure_days:g} d"
        exposures.setdefault(arm.study_id, {})[f"{arm.exposure_kind.label}{days}"] = None
    rows = [
        (
            f"`{study.study_id}` {text(reference(study))}",
            text(", ".join(exposures.get(study.study_id, {}))),
            str(observed[study.study_id]),
            link(study),
        )
        for study in base.studies()
    ]
    return table(("Study", "Exposures", "Observations", "Link"), rows)


def reference(source: ia.Study | ia.ClaimSource) -> str:
    """Return first author, year, title and journal, as far as they are on record."""
    parts = (source.first_author, str(source.year) if source.year else None, source.title, source.journal)
    return ". ".join(part.rstrip(".") for part in parts if part).replace("?. ", "? ") or "Reference not on record"


# ---------------------------------------------------------------- the model


def courses() -> str:
    """Return the studies whose courses are drawn, as they are cited."""
    found = map(ia.evidence().study, COURSES)
    return "".join(
        f"* `{one.study_id}`: {text(ia.cite(one).removesuffix(address(one) or '').strip())} {link(one)}\n"
        for one in found
    )


def cells() -> str:
    """Return what ships: the tables of the packaged parameters, with their sizes."""
    fitted = parameters()
    tables = {
        "amplitudes": "for each muscle and family of kinds: mean, variance, covariance with the fast effects",
        "increments": "for each muscle and countermeasure: mean, variance, covariance with the effect of bed rest",
        "fast": "for each family: mean and variance of the fast effect, of size and of strength",
        "levels": "for each family and recovery condition: mean and variance of the level it settles at",
        "scale_variances": "for each kind: how well the scale is known, of size and of strength",
        "spread": "for size and strength: the two variances between people",
    }
    rows = [
        (f"`{name}`", str(len(getattr(fitted, name))), f"{sum(map(len, getattr(fitted, name))):,}", said)
        for name, said in tables.items()
    ]
    rows.append(
        ("`recovery_times`", str(len(fitted.recovery_times)), str(len(fitted.recovery_times)), "for each muscle")
    )
    rows.append(("`psi_values`", "1", str(len(fitted.psi_values)), "the scales, times and shares, named by `psi`"))
    return table(("Table", "Rows", "Numbers", "What it holds"), rows)


def covered() -> str:
    """Return what was studied, a row a family and measure: beyond it intervals are widened."""
    rows = [
        (
            f"`{one.family}`",
            one.measure,
            _span(one.days_low, one.days_high),
            f"{one.recovery_days_high:g}" if one.recovery_days_high else "nobody looked",
            _span(one.age_low, one.age_high),
            ", ".join(one.sexes) or "not stated",
            str(one.observations),
            str(one.campaigns),
        )
        for one in parameters().coverage
    ]
    head = ("Family", "Measure", "Days", "Last recovery day", "Mean ages", "Sexes", "Observations", "Campaigns")
    return table(head, rows)


def _span(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "not stated"
    return f"{low:g}" if low == high else f"{low:g}–{high:g}"


# ---------------------------------------------------------------- the article


def verdicts() -> str:
    """Return the claims in one table, each a link to its section."""
    rows = [
        (f"[{text(one.statement)}](#{_anchor(one)})", words(one.verdict), words(one.certainty)) for one in ia.claims()
    ]
    return table(("Claim", "Verdict", "Certainty"), rows)


def claims() -> str:
    """Return a section a claim."""
    return "\n".join(map(_claim, ia.claims()))


def _anchor(claim: ia.Claim) -> str:
    return "claim-" + claim.claim_id.replace("_", "-")


def _claim(claim: ia.Claim) -> str:
    verdict, certainty = words(claim.verdict).capitalize(), words(claim.certainty)
    return "\n".join(
        [
            f"({_anchor(claim)})=",
            f"### {text(claim.statement)}",
            "",
            f"**{verdict}**, with {certainty} certainty ({text(claim.certainty_basis)}). Id: `{claim.claim_id}`.",
            "",
            f"The article says\n: {text(claim.article_says)}",
            "",
            f"The studies say\n: {text(claim.summary)}",
            "",
            *map(_source, claim.sources),
            "",
        ]
    )


def _source(source: ia.ClaimSource) -> str:
    people = "n not stated" if source.n is None else f"n = {source.n:,}"
    note = f" Note: {text(source.note)}." if source.note else ""
    return (
        f"* **{source.verdict.capitalize()}**: {text(source.effect)}. *{text(source.design)}; {people}.*{note} "
        f"{text(reference(source))}. {link(source)} (`{source.source_id}`)"
    )


def article_sources() -> str:
    """Return every study and source that the tables of the founding article name."""
    page = (DOCS / "founding-article.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\w+", page))
    known: dict[str, ia.Study | ia.ClaimSource] = {study.study_id: study for study in ia.evidence().studies()}
    known |= {source.source_id: source for claim in ia.claims() for source in claim.sources}
    rows = [(f"`{name}`", text(reference(known[name])), link(known[name])) for name in sorted(named & known.keys())]
    return table(("Id", "Source", "Link"), rows)


# ---------------------------------------------------------------- anatomy


def chain() -> str:
    """Return the attachments of the psoas: ends, discs, joints, motions, and what shortness could limit."""
    psoas = attachments("psoas_major")
    discs = ", ".join(joint.name for joint in psoas.joints if joint.id in psoas.discs)
    ends = [
        ("Arises from", ", ".join(map(_bone, psoas.origin)), ", ".join(psoas.origin_landmarks)),
        ("and from the discs of", discs, ""),
        ("Inserts on", ", ".join(map(_bone, psoas.insertion)), ", ".join(psoas.insertion_landmarks)),
        ("Moves, when it shortens actively", ", ".join(map(str, psoas.motions)), ""),
        ("Could limit, when it is too short", ", ".join(map(str, psoas.shortness_limits)), ""),
    ]
    joints = [
        (
            text(joint.name),
            " – ".join(map(_bone, joint.bones)),
            ", ".join(" / ".join(dict.fromkeys(map(words, pair))) for pair in joint.motions),
            "yes" if joint.disc else "no",
        )
        for joint in psoas.joints
    ]
    return f"{table(('The psoas', 'Bones, joints', 'Where on them'), ends)}\n" + table(
        ("Joint it crosses", "Bones", "Motions of the joint", "Disc"), joints
    )


def _bone(name: str) -> str:
    return name.upper() if re.fullmatch(r"[a-z]\d+", name) else words(name)


def chain_claims() -> str:
    """Return the claims of the article about the psoas, with their verdicts."""
    found = map(ia.claim, PSOAS_CLAIMS)
    rows = [
        (f"[{text(one.statement)}](#{_anchor(one)})", words(one.verdict), words(one.certainty), text(one.summary))
        for one in found
    ]
    return table(("Claim", "Verdict", "Certainty", "What the studies found"), rows)


def muscles() -> str:
    """Return every muscle and group, with how many observations it has of its own."""
    observed = Counter(row.muscle for row in ia.evidence().observations())
    rows = [
        (
            f"`{one.id}`",
            text(one.name),
            words(one.kind),
            words(one.region),
            words(one.function),
            str(observed[one.id]),
        )
        for one in ia.muscles()
    ]
    return table(("Id", "Name", "Kind", "Region", "Function", "Observations"), rows)


# ---------------------------------------------------------------- reference


def public(module: ModuleType) -> tuple[str, ...]:
    """Return the public names of a module."""
    listed = getattr(module, "__all__", None)
    if listed is None:  # the page of errors: a class a line, no list
        listed = [name for name, value in vars(module).items() if _is_error(value)]
    return tuple(listed)


def _is_error(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, InactivityError)


def name_of(thing: type, module: str = "") -> str:
    """Return the one name a public object is documented by: the shortest that users can import."""
    return _name(thing.__name__, module or thing.__module__.split(".")[1])


def _name(name: str, module: str) -> str:
    return f"inactivity.{name}" if name in ia.__all__ else f"inactivity.{module}.{name}"


def aliases() -> dict[str, str]:
    """Return the names that docstrings use for public classes, each with the name it is documented by."""
    return {
        name: _name(name, module)
        for module in MODULES
        for name in public(_module(module))
        if isinstance(getattr(_module(module), name), type)
    }


def _module(name: str) -> ModuleType:
    return import_module(f"inactivity.{name}")


def api(module: str) -> str:
    """Return a module's functions and classes in one list, then every public name in full."""
    source = _module(module)
    sections: dict[str, list[str]] = {"autofunction": [], "autoclass": [], "autoexception": []}
    values: list[str] = []
    for name in public(source):
        value = getattr(source, name)
        if inspect.isroutine(value) or isinstance(value, type):
            directive = (
                "autofunction" if not isinstance(value, type) else "autoexception" if _is_error(value) else "autoclass"
            )
            sections[directive].append(_name(name, module))
        else:
            said = notes(source).get(name, "").replace("\n", "\n   ")
            values.append(f"\n.. py:data:: {_name(name, module)}\n   :value: {_shown(value)}\n\n   {said}\n")
    listed = "".join(f"   ~{name}\n" for section in sections.values() for name in section)
    full = "".join(f"\n.. {directive}:: {name}\n" for directive, section in sections.items() for name in section)
    return f"```{{eval-rst}}\n.. autosummary::\n   :nosignatures:\n\n{listed}{full}{''.join(values)}```\n"


def notes(module: ModuleType) -> dict[str, str]:
    """Return the text under each assignment of a module: the docstring of a value, which Python does not keep.

    A package has those of its modules too.
    """
    found: dict[str, str] = {}
    for inner in vars(module).values() if hasattr(module, "__path__") else ():
        if inspect.ismodule(inner) and inner.__name__.startswith(f"{module.__name__}."):
            found |= notes(inner)
    body = ast.parse(inspect.getsource(module)).body
    for assignment, below in pairwise(body):
        match assignment, below:
            case (
                ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(said))),
            ):
                found[name] = inspect.cleandoc(said)
    return found


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_shown, value))})"
    return value.__name__ if isinstance(value, type) else repr(value).removeprefix("typing.")


def error_tree() -> str:
    """Return the tree of errors as the docstring of their module draws it."""
    doc = inspect.getdoc(_module("errors")) or ""
    tree = doc.partition("::\n\n")[2].partition("\n\n")[0]
    return f"```text\n{inspect.cleandoc(tree)}\n```\n"


def commands() -> str:
    """Return the help of the command line and of each of its commands."""
    names = re.findall(r"^    (\w+)  ", _help(("--help",)), re.MULTILINE)  # as the parser lists them
    lines = (("--help",), *((name, "--help") for name in names))
    return "\n".join(f"```text\n$ inactivity {' '.join(line)}\n{_help(line)}```\n" for line in lines)


def _help(arguments: tuple[str, ...]) -> str:
    plain = patch.dict(os.environ, COLUMNS="100", NO_COLOR="1")
    with plain, contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.suppress(SystemExit):
        command_line(arguments)
    return printed.getvalue()


# ---------------------------------------------------------------- records


def bout_definitions() -> str:
    """Return the published definitions of sedentary bouts with their sources, formulas and notes."""
    parts: list[str] = []
    for known in records.definitions():
        parts.append(f"`{known.name}`: [{text(known.title)}](<{known.url}>)\n: {text(known.source)}\n")
        formulas = [(f"`{formula.metric}`", text(formula.text)) for formula in known.formulas]
        parts.append(textwrap.indent(table(("measure", "how"), formulas), "  "))
        parts.extend(f"  * {text(note)}" for note in known.notes)
        parts.append("")
    return "\n".join(parts)


def bout_disagreement() -> str:
    """Return what the definitions make of the same ten bouts."""
    lengths = [minutes for bout in BOUTS for minutes in (bout, 3.0)]
    spells = records.Spells(lengths, ("sedentary", "other") * len(BOUTS))
    metrics = ("mean", "gini", "alpha", "x50", "w50", "transition_probability")
    rows: list[list[str]] = []
    for known in records.definitions():
        found = records.fragmentation(spells, definition=known)
        values = [getattr(found, {"mean": "mean_min", "x50": "x50_min"}.get(metric, metric)) for metric in metrics]
        longest = records.time_in_bouts_min(spells, 30, definition=known)
        rows.append([f"`{known.name}`", f"{longest:g}", *("" if value is None else f"{value:.3g}" for value in values)])
    return table(("definition", "minutes in bouts of 30", *(f"`{metric}`" for metric in metrics)), rows)


# ---------------------------------------------------------------- the build

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
        bout_definitions,
        bout_disagreement,
    )
}


def parts() -> dict[str, str]:
    """Return every generated part by the name of its file."""
    made = {name: part() for name, part in PARTS.items()}
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
