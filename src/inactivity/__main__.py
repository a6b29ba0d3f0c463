"""The command line: ``inactivity recovery psoas``, ``inactivity evidence psoas`` and so on."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence

import inactivity as ia

from ._console import as_json, facts, print_anything, table
from .exposure import RECOVERY_CONDITIONS
from .kinetics import HORIZON_DAYS
from .serialization import to_dict


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0, 1 without an answer, or 2 on bad input with one clear line.

    Parameters
    ----------
    arguments : sequence of str, optional
        What to run; the arguments of the process if left out.

    Examples
    --------
    >>> from inactivity.__main__ import main
    >>> main(["cite", "hides2007"])
    Hides et al. (2007). Magnetic resonance imaging assessment of trunk muscles during prolonged bed rest. Spine. https://doi.org/10.1097/brs.0b013e318074c386
    0
    """
    options = _parser().parse_args(arguments)
    print_anything(sys.stdout)
    try:
        lines = options.run(options)
        print("\n".join(lines))
        sys.stdout.flush()
    except ia.NoEvidenceError as error:
        print(f"inactivity: {error}", file=sys.stderr)
        return 1
    except ia.InactivityError as error:
        print(f"inactivity: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has gone: what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="inactivity",
        description="What inactivity does to a muscle, and when it is back. It informs; it does not diagnose.",
        epilog="Exit code: 0 with an answer, 1 if the evidence has none, 2 on bad input.",
    )
    parser.add_argument("--version", action=_Version)
    add = parser.add_subparsers(required=True, metavar="COMMAND").add_parser

    recovery = _command(add, "recovery", _recovery, "how long until a muscle is back")
    recovery.add_argument("muscle", nargs="+", help="a muscle or group by any name")
    recovery.add_argument(
        "--after", metavar="KIND:LENGTH", help="exposure, such as bed_rest:14d or limb_cast:6w (default: bed_rest:56d)"
    )
    recovery.add_argument("--measure", default="size", choices=["size", "strength"], help="recovery of what")
    recovery.add_argument(
        "--basis", default="auto", choices=["auto", "observed", "modelled"], help="observed: however far off"
    )
    recovery.add_argument("--within-pct", type=float, default=2.0, metavar="PCT", help="how near to baseline is back")
    recovery.add_argument("--age", type=float, metavar="YEARS", help="age of the person")
    recovery.add_argument("--sex", choices=["male", "female"], help="sex of the person")
    recovery.add_argument("--countermeasure", metavar="WORD", help="what was done against the loss")
    recovery.add_argument("--condition", default="reambulation", choices=RECOVERY_CONDITIONS, help="what is done after")

    change = _command(add, "change", _change, "how much an exposure changes a muscle")
    change.add_argument("muscle", nargs="+", help="a muscle or group by any name")
    change.add_argument("--after", metavar="KIND:LENGTH", help="exposure, such as bed_rest:14d (default: bed_rest:56d)")
    _add_person(change)

    course = _command(add, "forecast", _forecast, "the course of a muscle over exposures and recoveries")
    course.add_argument("muscle", nargs="+", help="a muscle or group by any name")
    course.add_argument("--phases", required=True, metavar="LIST", help="such as bed_rest:14d,recovery:10d,bed_rest:7d")
    course.add_argument("--step", type=float, default=7.0, metavar="DAYS", help="distance between the days told")
    _add_person(course)

    ranking = _command(add, "rank", _rank, "which muscles lose most, or come back last")
    ranking.add_argument(
        "--after", metavar="KIND:LENGTH", help="exposure, such as bed_rest:14d (default: bed_rest:56d)"
    )
    ranking.add_argument("--by", default="loss", choices=["loss", "recovery"], help="what comes first")
    ranking.add_argument("--measure", default="size", choices=["size", "strength"], help="of what")

    evidence = _command(add, "evidence", _evidence, "the observations of a muscle; without one, how many there are")
    evidence.add_argument("muscle", nargs="*", help="a muscle or group by any name")
    evidence.add_argument("--members", action="store_true", help="take the members of a group too")
    evidence.add_argument("--phase", choices=["exposure", "recovery"], help="during the exposure, or after it")
    evidence.add_argument("--kind", metavar="KIND", help="exposure kind")

    muscles = _command(add, "muscles", _muscles, "the muscles and groups of the atlas")
    muscles.add_argument("--region", help="trunk, thigh, lower_leg ...")

    claims = _command(add, "claims", _claims, "what the founding article said, and what the studies say")
    claims.add_argument("claim", nargs="?", help="one claim by its id, with its sources; or a word to look for")

    _command(add, "kinds", _kinds, "the exposure kinds, with what they mean")

    cite = _command(add, "cite", _cite, "the reference of a study", as_json=False)
    cite.add_argument("study", help="a study id")
    cite.add_argument("--style", default="text", choices=["text", "bibtex", "csl-json"])

    files = _command(add, "export", _export, "the evidence or its references into files", as_json=False)
    files.add_argument("path", metavar="PATH", help="the file to write; for a data package, the folder")
    files.add_argument(
        "--format",
        default="datapackage",
        choices=["datapackage", "csv", "bibtex", "csl-json"],
        help="tables, or references",
    )
    return parser


def _command(
    add: Callable[..., argparse.ArgumentParser],
    name: str,
    run: Callable[[argparse.Namespace], Iterable[str]],
    about: str,
    *,
    as_json: bool = True,
) -> argparse.ArgumentParser:
    command = add(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
    command.set_defaults(run=run)
    if as_json:
        command.add_argument("--json", action="store_true", help="print JSON")
    return command


def _add_person(command: argparse.ArgumentParser) -> None:
    command.add_argument("--measure", default="size", choices=["size", "strength"], help="of what")
    command.add_argument("--target", default="person", choices=["person", "group"], help="whom the interval is for")
    command.add_argument("--level", type=float, default=0.9, metavar="P", help="level of the interval")
    command.add_argument("--age", type=float, metavar="YEARS", help="age of the person")
    command.add_argument("--sex", choices=["male", "female"], help="sex of the person")
    command.add_argument("--countermeasure", metavar="WORD", help="what is done against the loss")


class _Version(argparse.Action):
    """Look the version up when it is asked for: the look-up costs more than most commands."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and the evidence edition, and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"inactivity {ia.__version__}, evidence edition {ia.evidence().edition}")
        parser.exit()


def _recovery(options: argparse.Namespace) -> Iterable[str]:
    estimate = ia.estimate_recovery(
        " ".join(options.muscle),
        _after(options),
        measure=options.measure,
        basis=options.basis,
        within_pct=options.within_pct,
        age_years=options.age,
        sex=options.sex,
        countermeasure=options.countermeasure,
        recovery_condition=options.condition,
    )
    if options.json:
        return [as_json(estimate.to_dict())]
    return facts(
        [
            ("muscle", f"{estimate.muscle_name} ({estimate.measure})"),
            ("after", f"{estimate.exposure}"),
            ("back", _back(estimate)),
            ("basis", _basis(estimate)),
            ("people", "not stated" if estimate.n_subjects is None else f"{estimate.n_subjects}"),
            *(("source", f"{study}: {ia.cite(study)}") for study in estimate.studies if estimate.basis == "observed"),
            *(("read in", f"{row.study_id}/{row.arm_id}, {row.locator}") for row in estimate.observations[-1:]),
            *(("caution", caution) for caution in estimate.cautions),
            ("edition", f"{estimate.edition}; this informs, it does not diagnose"),
        ]
    )


def _after(options: argparse.Namespace) -> ia.Exposure | None:
    return None if options.after is None else ia.Exposure.parse(options.after)


def _change(options: argparse.Namespace) -> Iterable[str]:
    estimate = ia.estimate_change(
        " ".join(options.muscle),
        _after(options),
        measure=options.measure,
        target=options.target,
        level=options.level,
        age_years=options.age,
        sex=options.sex,
        countermeasure=options.countermeasure,
    )
    if options.json:
        return [as_json(estimate.to_dict())]
    return facts(
        [
            ("muscle", f"{estimate.muscle_name} ({estimate.measure})"),
            ("after", f"{estimate.exposure}"),
            ("change", f"{estimate.change_pct:+.1f} %"),
            (
                "interval",
                f"{estimate.low:+.1f} to {estimate.high:+.1f} % ({100 * estimate.level:g} %, {estimate.target})",
            ),
            ("basis", _modelled_from(estimate)),
            *(("caution", caution) for caution in estimate.cautions),
            ("edition", f"{estimate.edition}; this informs, it does not diagnose"),
        ]
    )


def _forecast(options: argparse.Namespace) -> Iterable[str]:
    course = ia.forecast(
        " ".join(options.muscle),
        ia.Timeline.parse(options.phases),
        measure=options.measure,
        target=options.target,
        level=options.level,
        age_years=options.age,
        sex=options.sex,
        countermeasure=options.countermeasure,
        step_days=options.step,
    )
    if options.json:
        return [as_json(course.to_dict())]
    rows = zip(course.days, course.change_pct, course.low, course.high, strict=True)
    head = ("day", "change %", "low %", "high %")
    told = [(f"{day:g}", f"{change:+.1f}", f"{low:+.1f}", f"{high:+.1f}") for day, change, low, high in rows]
    told_of = [
        ("muscle", f"{course.muscle_name} ({course.measure}), {100 * course.level:g} % interval for a {course.target}"),
        *(("caution", caution) for caution in course.cautions),
        ("edition", f"{course.edition}; this informs, it does not diagnose"),
    ]
    return [*table(head, told, ""), "", *facts(told_of)]


def _rank(options: argparse.Namespace) -> Iterable[str]:
    exposure = _after(options) or ia.REFERENCE_EXPOSURE
    ranked = ia.rank_muscles(exposure, by=options.by, measure=options.measure)
    if options.json:
        return [as_json([to_dict(one) for one in ranked])]
    head = ("rank", "muscle", "change %", "low %", "high %", "back on day")
    told_of = [
        ("ranked", f"{options.measure} after {exposure}, by {options.by}; 90 % interval for the mean of a group"),
        ("basis", "modelled, also where scans saw a muscle back: ask inactivity recovery for those, and for cautions"),
        ("edition", f"{ia.evidence().edition}; this informs, it does not diagnose"),
    ]
    return [*table(head, [_ranked(one) for one in ranked], ""), "", *facts(told_of)]


def _ranked(one: ia.RankedMuscle) -> tuple[str, ...]:
    back = "not within ten years" if one.recovery_days is None else f"{one.recovery_days:.0f}"
    return str(one.rank), one.muscle, f"{one.change_pct:+.1f}", f"{one.low:+.1f}", f"{one.high:+.1f}", back


def _basis(estimate: ia.RecoveryEstimate) -> str:
    if estimate.basis == "observed":
        return "observed; the days of the scans, not a confidence interval"
    return _modelled_from(estimate)


def _modelled_from(estimate: ia.RecoveryEstimate | ia.ChangeEstimate) -> str:
    studies = "1 study" if estimate.n_studies == 1 else f"{estimate.n_studies} studies"
    return f"modelled from {studies}: {', '.join(estimate.studies)}"


def _reach(estimate: ia.RecoveryEstimate) -> str:
    if estimate.high < HORIZON_DAYS:
        return f"{estimate.low:.0f} to {estimate.high:.0f}"
    return f"from day {estimate.low:.0f} on, no upper bound within ten years"


def _back(estimate: ia.RecoveryEstimate) -> str:
    if estimate.basis == "modelled":
        whom = f"{100 * estimate.level:g} % interval for a {estimate.target}"
        return f"{estimate.days:.0f} days ({whom}: {_reach(estimate)})"
    if estimate.days < estimate.high:
        return f"{estimate.days:g} days or more (a lower bound; at the latest day {estimate.high:g})"
    return f"{estimate.days:g} days (later than day {estimate.low:g}, at the latest day {estimate.high:g})"


def _evidence(options: argparse.Namespace) -> Iterable[str]:
    base = ia.evidence()
    if not (options.muscle or options.phase or options.kind or options.members):
        counts = base.counts()
        if options.json:
            return [as_json([to_dict(count) for count in counts])]
        return [
            repr(base)[1:-1],
            "",
            *_counts(counts),
        ]
    rows = base.observations(
        muscle=" ".join(options.muscle) or None,
        include_members=options.members,
        phase=options.phase,
        exposure_kind=options.kind,
    )
    if options.json:
        return [as_json([to_dict(row) for row in rows])]
    head = ("study", "arm", "muscle", "measure", "after", "phase", "day", "change", "outcome", "n", "locator")
    return table(head, [_observed(row) for row in rows], "no observation")


def _observed(row: ia.Observation) -> tuple[str, ...]:
    arm = ia.evidence().arm(row.study_id, row.arm_id)
    days = "?" if arm.exposure_days is None else f"{arm.exposure_days:g}"
    return (
        row.study_id,
        row.arm_id,
        row.muscle,
        f"{row.measure}{f' {row.site}' if row.site else ''}",
        f"{arm.exposure_kind}:{days}d",
        row.phase,
        "?" if row.day is None else f"{row.day:g}{'' if row.day_high is None else f' to {row.day_high:g}'}",
        "" if row.change_pct is None else f"{row.change_pct:+g} %",
        (row.outcome or "").replace("_", " "),
        "?" if row.n is None else str(row.n),
        row.locator,
    )


def _counts(counts: Iterable[ia.EvidenceCount]) -> list[str]:
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for count in counts:
        row = cells.setdefault((count.exposure_kind.value, count.phase), {})
        row[count.measure_class] = f"{count.observations} ({count.with_change})"
    classes = ("size", "strength", "other")
    rows = [(kind, phase, *(row.get(name, "0 (0)") for name in classes)) for (kind, phase), row in cells.items()]
    return [*table(("exposure kind", "phase", *classes), rows, ""), "", "In brackets: with a mean change in per cent."]


def _muscles(options: argparse.Namespace) -> Iterable[str]:
    found = ia.muscles(region=options.region)
    if options.json:
        return [as_json([to_dict(muscle) for muscle in found])]
    rows = [(muscle.id, muscle.name, muscle.kind.replace("_", " "), muscle.region, muscle.function) for muscle in found]
    return table(("id", "name", "kind", "region", "function"), rows, "no muscle")


def _kinds(options: argparse.Namespace) -> Iterable[str]:
    if options.json:
        rows = [
            {"id": kind.value, "definition": kind.definition, "synonyms": kind.synonyms} for kind in ia.ExposureKind
        ]
        return [as_json(rows)]
    return facts([(kind.value, kind.definition + _also(kind.synonyms)) for kind in ia.ExposureKind])


def _also(synonyms: Sequence[str]) -> str:
    return f" Also: {', '.join(synonyms)}." if synonyms else ""


def _claims(options: argparse.Namespace) -> Iterable[str]:
    word = (options.claim or "").casefold()
    found = [claim for claim in ia.claims() if word in f"{claim.claim_id} {claim.statement}".casefold()]
    if len(found) > 1:
        if options.json:
            return [as_json([to_dict(claim) for claim in found])]
        rows = [(claim.claim_id, claim.verdict.replace("_", " "), claim.certainty, claim.statement) for claim in found]
        return table(("claim", "verdict", "certainty", "statement"), rows, "")
    claim = found[0] if found else ia.claim(options.claim)
    if options.json:
        return [as_json(to_dict(claim))]
    return facts(
        [
            ("claim", claim.statement),
            ("article", claim.article_says),
            ("verdict", f"{claim.verdict.replace('_', ' ')} (certainty {claim.certainty.replace('_', ' ')})"),
            ("studies", claim.summary),
            *((source.verdict, f"{source.source_id}: {source.effect}") for source in claim.sources),
        ]
    )


def _cite(options: argparse.Namespace) -> Iterable[str]:
    return [ia.cite(options.study, style=options.style)]


def _export(options: argparse.Namespace) -> Iterable[str]:
    from .exchange._export import export  # noqa: PLC0415 - no other command needs it

    return [export(ia.evidence(), options.path, options.format)]


if __name__ == "__main__":
    sys.exit(main())
