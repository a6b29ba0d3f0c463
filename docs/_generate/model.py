"""The tables of the fitted model, and the studies whose courses are drawn."""

from __future__ import annotations

import inactivity as ia
from inactivity.kinetics import parameters

from .markdown import address, link, table, text

COURSES = ("nasa_cft70", "belavy2017", "demartino2021", "demartino2022", "hides2007", "belavy2008")


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
        "group_spread": "the same of the measured means of groups",
    }
    rows = [
        (f"`{name}`", str(len(getattr(fitted, name))), f"{sum(map(len, getattr(fitted, name))):,}", said)
        for name, said in tables.items()
    ]
    of_muscles = {"recovery_times": "for each muscle", "recovery_time_variances": "how well it is known"}
    for name, said in of_muscles.items():
        many = str(len(getattr(fitted, name)))
        rows.append((f"`{name}`", many, many, said))
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
