"""``python -m inactivity.fitting``: fit the packaged parameters, validate the model, compare time courses."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..evidence import evidence
from ..kinetics import __file__ as kinetics
from ._fit import fit
from ._reports import compared, validated

_MARK = "<!-- {} of `python -m inactivity.fitting {}`, made by it: do not edit -->"


def main(arguments: list[str] | None = None) -> None:
    """Run a command.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line if left out.
    """
    parser = argparse.ArgumentParser(prog="python -m inactivity.fitting", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    fitting = commands.add_parser("fit", help="fit the packaged evidence and write the parameters")
    fitting.add_argument("--output", type=Path, default=Path(kinetics).with_name("parameters.json"))
    fitting.add_argument("--method", choices=("full", "fast"), default="full")
    validating = commands.add_parser("validate", help="leave campaigns out and predict them")
    validating.add_argument("--folds", type=int, help="leave them out in so many groups, not one by one")
    validating.add_argument("--cold", action="store_true", help="start each fold from the priors")
    comparing = commands.add_parser("compare", help="compare time courses, campaigns left out in groups")
    comparing.add_argument("--folds", type=int, default=5)
    for command in (validating, comparing):
        command.add_argument("--processes", type=int, default=1, help="folds at a time")
        command.add_argument("--output", type=Path, help="a Markdown page: what it held of this command is replaced")
    asked = parser.parse_args(arguments)
    if asked.command == "fit":
        found = fit(evidence(), method=asked.method)
        asked.output.write_text(found.to_json(), encoding="utf-8")
        print(f"{asked.output}: {found.observations} observations of {found.campaigns} campaigns")
        return
    if asked.command == "validate":
        text = validated(evidence(), folds=asked.folds, processes=asked.processes, cold=asked.cold)
    else:
        text = compared(evidence(), folds=asked.folds, processes=asked.processes)
    print(text)
    if asked.output:
        _replace(asked.output, asked.command, text)


def _replace(page: Path, command: str, text: str) -> None:
    """Write what a command found between its marks on a page, at the end of a page that has none."""
    first, last = _MARK.format("begin", command), _MARK.format("end", command)
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    before, _, rest = old.partition(first)
    after = rest.partition(last)[2] or "\n"
    page.write_text(f"{before}{first}\n\n{text}\n{last}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
