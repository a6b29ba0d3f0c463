"""Mistakes to plant in a valid document, each with the exact problems to be reported."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

from own_evidence import Document, Row, after

Mistake: TypeAlias = tuple[Callable[[Document], object], tuple[str, ...]]

LEFT_OUT = ", or left out where not known"
LINES = {
    "n": f"is not a whole number at least 1{LEFT_OUT}",
    "change": f"is not a finite number above -100 [%]{LEFT_OUT}",
    "day": f"is not a finite number at least 0 and at most 3650 [days]{LEFT_OUT}",
    "days": f"is not a finite number above 0 and at most 3650 [days]{LEFT_OUT}",
    "doi": f"is not a DOI such as 10.1000/xyz, without an address before it{LEFT_OUT}",
    "pmid": f"is not a PubMed id, digits in quotes{LEFT_OUT}",
    "text": "is not a text (in quotes) that is not empty",
    "list": "is not a tuple (a list in a file), each",
    "id": "is not an id of letters, digits and single underscores",
    "word": "is not a lower_snake_case word",
    "outcome": (
        "is not one of decreased, unchanged, increased, returned_to_baseline, still_below_baseline, above_baseline"
        f"{LEFT_OUT}"
    ),
    "spread_kind": f"is not one of sd, se, ci95, iqr, unknown{LEFT_OUT}",
}
FIRST = "observations[0] (ours/ctrl)"


def put(table: str, row: int, **fields: object) -> Callable[[Document], object]:
    return lambda document: document[table][row].update(fields)


def drop(table: str, row: int, field: str) -> Callable[[Document], object]:
    return lambda document: document[table][row].pop(field)


def add(table: str, row: Row | None = None) -> Callable[[Document], object]:
    """Add a row, or the first one again."""
    return lambda document: document[table].append(row or document[table][0])


KEY = "study_id, arm_id, muscle, muscle_reported, site, measure, method, phase, day"

MISTAKES: dict[str, Mistake] = {
    # wrong types
    "text for a number": (put("observations", 0, day="14"), (f"observations[0].day: '14' {LINES['day']}",)),
    "true for a number": (
        put("observations", 0, change_pct=True),
        (f"observations[0].change_pct: True {LINES['change']}",),
    ),
    "true for a count": (put("arms", 0, n=True), (f"arms[0].n: True {LINES['n']}",)),
    "float for a count": (put("arms", 0, n=1.0), (f"arms[0].n: 1.0 {LINES['n']}",)),
    "float for a year": (
        put("studies", 0, year=2026.0),
        (f"studies[0].year: 2026.0 is not a whole number at least 1900 and at most 2100{LEFT_OUT}",),
    ),
    "number for a text": (put("observations", 0, locator=3), (f"observations[0].locator: 3 {LINES['text']}",)),
    "number for a p": (put("observations", 0, p=0.05), (f"observations[0].p: 0.05 {LINES['text']}{LEFT_OUT}",)),
    "number for a pmid": (put("studies", 0, pmid=123), (f"studies[0].pmid: 123 {LINES['pmid']}",)),
    "list for a text": (
        put("observations", 0, site=["L4"]),
        (f"observations[0].site: ('L4',) {LINES['text']}{LEFT_OUT}",),
    ),
    "list for a number": (put("observations", 0, day=[14]), (f"observations[0].day: (14,) {LINES['day']}",)),
    "table for a number": (put("arms", 0, n={"all": 9}), (f"arms[0].n: {{'all': 9}} {LINES['n']}",)),
    "text for a list": (
        put("observations", 0, also_in="page 3"),
        (f"observations[0].also_in: 'page 3' {LINES['list']} a text (in quotes) that is not empty",),
    ),
    "number in a list of texts": (
        put("studies", 0, seen_in=["abstract", 3]),
        (f"studies[0].seen_in: ('abstract', 3) {LINES['list']} a lower_snake_case word",),
    ),
    "list in a list of texts": (
        put("observations", 0, also_in=[["page 3"]]),
        (f"observations[0].also_in: (('page 3',),) {LINES['list']} a text (in quotes) that is not empty",),
    ),
    "None for a required field (dicts alone)": (
        put("observations", 0, locator=None),
        (f"observations[0].locator: None {LINES['text']}",),
    ),
    "None for a kind (dicts alone)": (
        put("arms", 0, exposure_kind=None),
        ("arms[0].exposure_kind: None is not an ExposureKind",),
    ),
    "bytes for a text (dicts alone)": (
        put("observations", 0, locator=b"Table 2"),
        (f"observations[0].locator: b'Table 2' {LINES['text']}",),
    ),
    # out of range
    "not a number": (
        put("observations", 0, change_pct=math.nan),
        (f"observations[0].change_pct: nan {LINES['change']}",),
    ),
    "infinite": (put("observations", 0, change_pct=math.inf), (f"observations[0].change_pct: inf {LINES['change']}",)),
    "all of a muscle and more lost": (
        put("observations", 0, change_pct=-100),
        (f"observations[0].change_pct: -100 {LINES['change']}",),
    ),
    "day beyond all numbers": (
        put("observations", 0, day=10**400),
        (f"observations[0].day: 1{'0' * 78}… {LINES['day']}",),
    ),
    "negative day": (put("observations", 0, day=-1), (f"observations[0].day: -1 {LINES['day']}",)),
    "exposure of no days": (put("arms", 0, exposure_days=0), (f"arms[0].exposure_days: 0 {LINES['days']}",)),
    "exposure of ages": (put("arms", 0, exposure_days=3651), (f"arms[0].exposure_days: 3651 {LINES['days']}",)),
    "nobody": (put("arms", 0, n=0), (f"arms[0].n: 0 {LINES['n']}",)),
    "negative spread": (
        put("observations", 0, spread=-3, spread_kind="sd", spread_of="change"),
        (f"observations[0].spread: -3 is not a finite number at least 0{LEFT_OUT}",),
    ),
    "empty text": (put("observations", 0, locator=" "), (f"observations[0].locator: ' ' {LINES['text']}",)),
    # fields
    "misspelled field": (
        put("observations", 0, chnage_pct=-1),
        ("observations[0]: unknown field 'chnage_pct'; did you mean change_pct?",),
    ),
    "unknown field": (
        put("studies", 0, colour="red"),
        (
            (
                "studies[0]: unknown field 'colour'; known fields: study_id, title, first_author, year, journal, doi, "
                "pmid, url, campaign, design, population, notes, seen_in"
            ),
        ),
    ),
    "missing locator": (
        drop("observations", 0, "locator"),
        ("observations[0].locator: the field 'locator' is missing",),
    ),
    "missing campaign": (drop("studies", 0, "campaign"), ("studies[0].campaign: the field 'campaign' is missing",)),
    "missing kind": (
        drop("arms", 0, "exposure_kind"),
        ("arms[0].exposure_kind: the field 'exposure_kind' is missing",),
    ),
    # vocabularies
    "unknown outcome": (
        put("observations", 0, outcome="better"),
        (f"observations[0].outcome: 'better' {LINES['outcome']}",),
    ),
    "unknown phase": (
        put("observations", 0, phase="after"),
        ("observations[0].phase: 'after' is not one of exposure, recovery",),
    ),
    "unknown kind": (
        put("arms", 0, exposure_kind="bad_rest"),
        (
            (
                "arms[0].exposure_kind: unknown exposure kind 'bad_rest'. Did you mean bed_rest? List them with "
                "list(inactivity.ExposureKind)."
            ),
        ),
    ),
    "synonym of a kind": (
        put("arms", 0, exposure_kind="bed rest"),
        (
            (
                "arms[0].exposure_kind: unknown exposure kind 'bed rest'. Did you mean bed_rest? List them with "
                "list(inactivity.ExposureKind)."
            ),
        ),
    ),
    "unknown sex": (put("arms", 0, sex="men"), ("arms[0].sex: 'men' is not one of male, female, mixed, unknown",)),
    # texts of a form
    "address before a doi": (
        put("studies", 0, doi="https://doi.org/10.1000/x"),
        (f"studies[0].doi: 'https://doi.org/10.1000/x' {LINES['doi']}",),
    ),
    "pmid with letters": (put("studies", 0, pmid="PMID1"), (f"studies[0].pmid: 'PMID1' {LINES['pmid']}",)),
    "address without a scheme": (
        put("studies", 0, url="www.example.org"),
        (f"studies[0].url: 'www.example.org' is not a web address{LEFT_OUT}",),
    ),
    "id with a space": (put("studies", 0, campaign="our own"), (f"studies[0].campaign: 'our own' {LINES['id']}",)),
    "words in capitals": (
        put("arms", 0, countermeasure="Nutrition"),
        (f"arms[0].countermeasure: 'Nutrition' {LINES['word']}{LEFT_OUT}",),
    ),
    # contradictions
    "low above high": (
        put("observations", 0, change_pct=None, change_low=-5, change_high=-9),
        ("observations[0]: change_low is -5, above change_high, -9",),
    ),
    "mean outside its interval": (
        put("observations", 0, change_low=-9, change_high=-5),
        ("observations[0]: change_pct is -10.5, outside change_low to change_high, -9 to -5",),
    ),
    "end of follow-up before its day": (
        put("observations", 1, day_high=14),
        ("observations[1]: day is 28, above day_high, 14",),
    ),
    "end of follow-up without a day": (
        put("observations", 1, day=None, day_high=14),
        ("observations[1]: day_high is given without day",),
    ),
    "spread without its kind": (
        put("observations", 0, spread=3),
        ("observations[0]: spread is given without spread_kind",),
    ),
    "spread of nothing": (
        put("observations", 0, spread=3, spread_kind="sd"),
        ("observations[0]: spread_kind is given without spread_of",),
    ),
    "nothing observed": (
        put("observations", 0, change_pct=None),
        (("observations[0]: nothing observed; give change_pct, change_low and change_high, a value, or an outcome"),),
    ),
    "return during the exposure": (
        put("observations", 0, outcome="returned_to_baseline"),
        (
            (
                "observations[0]: outcome is 'returned_to_baseline' in the exposure phase, where there is nothing to "
                "return from"
            ),
        ),
    ),
    "more women than people": (put("arms", 0, n_female=31), ("arms[0]: n_female is 31, more than n, 30",)),
    "spread of an age without the age": (put("arms", 0, age_sd=3), ("arms[0]: age_sd is given without age_mean",)),
    "nothing to find the study by": (
        drop("studies", 0, "doi"),
        (
            (
                "studies[0]: nothing to find the study by; give doi, pmid or url, or title with journal and year (a "
                "study seen only as cited: seen_in = ['cited_by'], and notes that say where)"
            ),
        ),
    ),
    # what does not fit together
    "same study twice (dicts alone)": (add("studies"), ("studies: 2 rows with the same study_id: 'ours'",)),
    "same arm twice": (add("arms"), ("arms: 2 rows with the same study_id, arm_id: ('ours', 'ctrl')",)),
    "same observation twice": (
        add("observations"),
        (
            (
                f"observations: 2 rows with the same {KEY}: "
                "('ours', 'ctrl', 'soleus', None, None, 'csa', None, 'exposure', 56)"
            ),
        ),
    ),
    "arm of no study": (
        put("arms", 0, study_id="theirs"),
        (
            "arms[0].study_id: there is no study 'theirs'",
            f"{FIRST}.arm_id: study 'ours' has no arm 'ctrl'",
            "observations[1] (ours/ctrl).arm_id: study 'ours' has no arm 'ctrl'",
            "rates[0] (ours/ctrl).arm_id: study 'ours' has no arm 'ctrl'",
        ),
    ),
    "observation of no study": (
        put("observations", 0, study_id="theirs"),
        ("observations[0] (theirs/ctrl).study_id: there is no study 'theirs'",),
    ),
    "observation of no arm": (
        put("observations", 0, arm_id="cast"),
        ("observations[0] (ours/cast).arm_id: study 'ours' has no arm 'cast'",),
    ),
    "rate of no study": (
        put("rates", 0, study_id="theirs"),
        ("rates[0] (theirs/ctrl).study_id: there is no study 'theirs'",),
    ),
    "rate of no arm": (
        put("rates", 0, arm_id="cast"),
        ("rates[0] (ours/cast).arm_id: study 'ours' has no arm 'cast'",),
    ),
    "unknown muscle": (
        put("observations", 0, muscle="solius"),
        (
            (
                f"{FIRST}.muscle: unknown muscle 'solius'; did you mean soleus? a muscle the atlas lacks can be given "
                "in `muscles`"
            ),
        ),
    ),
    "unknown muscle like no other": (
        put("rates", 0, muscle="xyz"),
        ("rates[0] (ours/ctrl).muscle: unknown muscle 'xyz'; a muscle the atlas lacks can be given in `muscles`",),
    ),
    "synonym of a muscle": (
        put("observations", 0, muscle="psoas"),
        (f"{FIRST}.muscle: 'psoas' is a synonym; write the id, 'psoas_major'",),
    ),
    "day after the exposure": (
        put("observations", 0, day=57),
        (f"{FIRST}.day: exposure day 57 lies after the arm's 56 days",),
    ),
    "row of another arm": (
        add("observations", after(4, arm_id="second", outcome="unchanged")),
        ("observations[2] (ours/second).arm_id: study 'ours' has no arm 'second'",),
    ),
}
