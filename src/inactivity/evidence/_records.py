"""The records of the evidence: study, arm, observation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import attrs

from .._rules import (
    DAYS,
    IDENTIFIER,
    LEVEL,
    WORD,
    Conflict,
    Each,
    InstanceOf,
    Number,
    OneOf,
    OrNone,
    Text,
    check,
    refuse_conflicts,
)
from .._tables import ShowsWhatIsKnown
from ..exposure import ExposureKind
from ..exposure._kinds import as_kind
from ._vocabulary import (
    CONFIDENCES,
    MEASURE_CLASSES,
    MEASURES,
    RETURN_OUTCOMES,
    Confidence,
    Derivation,
    FollowUp,
    Measure,
    MeasureClass,
    Outcome,
    Phase,
    Sex,
    Source,
    SpreadKind,
    SpreadOf,
)

_ID = IDENTIFIER
_TEXT = Text()
_TEXT_OR_NONE = OrNone(_TEXT)
_DAY = Number("days", least=0, most=3650)
_CHANGE = OrNone(Number("%", above=-100))
_DOI = OrNone(Text(r"10\.\d{4,9}/\S+", "a DOI such as 10.1000/xyz, without an address before it"))
_PMID = OrNone(Text(r"[1-9]\d*", "a PubMed id, digits in quotes"))
_URL = OrNone(Text(r"https?://\S+", "a web address"))


@attrs.frozen(kw_only=True, repr=False)
class Study(ShowsWhatIsKnown):
    """A publication or data set.

    Attributes
    ----------
    study_id : str
        Its id here.
    title, first_author, journal, doi, pmid, url : str or None
        How to find it. At least a DOI, a PubMed id, an address, or title, journal and year; a study seen
        only as cited by another says so in `seen_in` and `notes`.
    year : int or None
        Year of publication.
    campaign : str
        The integrated study whose volunteers it shares with other papers: the unit of independence.
    design, population, notes : str or None
        As the source has them.
    seen_in : tuple of str
        What was read of it: abstract, full_text_extract, table_page, compilation, cited_by ...

    Examples
    --------
    >>> import inactivity as ia
    >>> study = ia.evidence().study("hides2007")
    >>> study.short_reference, study.campaign
    ('Hides et al. (2007)', 'berlin_bbr1')
    """

    study_id: str = attrs.field(validator=_ID)
    title: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    first_author: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    year: int | None = attrs.field(default=None, validator=OrNone(Number(least=1900, most=2100, whole=True)))
    journal: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    doi: str | None = attrs.field(default=None, validator=_DOI)
    pmid: str | None = attrs.field(default=None, validator=_PMID)
    url: str | None = attrs.field(default=None, validator=_URL)
    campaign: str = attrs.field(validator=_ID)
    design: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    population: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    notes: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    seen_in: tuple[str, ...] = attrs.field(default=(), validator=Each(WORD))

    def __attrs_post_init__(self) -> None:
        refuse_conflicts(self, self._conflicts, self.study_id)

    @property
    def short_reference(self) -> str:
        """The study as it is named in running text: "Hides et al. (2007)"."""
        # Only the first author is on record, and hardly any of these papers has one author.
        author = f"{self.first_author} et al." if self.first_author else f"[authors not on record: {self.study_id}]"
        return f"{author} ({self.year or 'n.d.'})"

    @staticmethod
    def _conflicts(values: Mapping[str, Any]) -> Iterator[Conflict]:
        """Yield every contradiction among the fields present in `values`."""
        printed = all(values.get(name) for name in ("title", "journal", "year"))
        second_hand = "cited_by" in (values.get("seen_in") or ()) and values.get("notes")
        if not (printed or second_hand or any(values.get(name) for name in ("doi", "pmid", "url"))):
            yield (
                ("title", "journal", "year", "seen_in", "notes", "doi", "pmid", "url"),
                (
                    "nothing to find the study by; give doi, pmid or url, or title with journal and year (a study "
                    "seen only as cited: seen_in = ['cited_by'], and notes that say where)"
                ),
            )


@attrs.frozen(kw_only=True, repr=False)
class Arm(ShowsWhatIsKnown):
    """A group of a study.

    Attributes
    ----------
    study_id, arm_id : str
        The study, and the group within it.
    label : str or None
        The group as the study calls it.
    exposure_kind : ExposureKind
        What it went through.
    exposure_days : float or None
        For how long. [days]
    countermeasure : str or None
        What was done against the loss: "none", "resistance_exercise", "nutrition" ...; None where not known.
    countermeasure_detail : str or None
        In words.
    recovery_condition : str
        What was done after it; "none_followed" where nobody looked.
    n, n_female : int or None
        People in the group, and women among them.
    sex : str
        "male", "female", "mixed" or "unknown".
    age_mean, age_sd : float or None
        Age of the group. [years]
    population : str or None
        "healthy_young", "patients", "astronauts" ...

    Examples
    --------
    >>> import inactivity as ia
    >>> arm = ia.evidence().arm("hides2007", "ctrl")
    >>> arm.exposure_kind.value, arm.exposure_days, arm.n, arm.sex
    ('bed_rest', 56.0, 10, 'male')
    """

    study_id: str = attrs.field(validator=_ID)
    arm_id: str = attrs.field(validator=_ID)
    label: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    exposure_kind: ExposureKind = attrs.field(converter=as_kind, validator=InstanceOf(ExposureKind))
    exposure_days: float | None = attrs.field(default=None, validator=OrNone(DAYS), metadata={"unit": "days"})
    countermeasure: str | None = attrs.field(default=None, validator=OrNone(WORD))
    countermeasure_detail: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    recovery_condition: FollowUp = attrs.field(default="unknown", validator=OneOf(get_args(FollowUp)))
    n: int | None = attrs.field(default=None, validator=OrNone(Number(least=1, whole=True)))
    n_female: int | None = attrs.field(default=None, validator=OrNone(Number(least=0, whole=True)))
    sex: Sex = attrs.field(default="unknown", validator=OneOf(get_args(Sex)))
    age_mean: float | None = attrs.field(
        default=None,
        validator=OrNone(Number("years", least=0, most=120)),
        metadata={"unit": "years"},
    )
    age_sd: float | None = attrs.field(
        default=None,
        validator=OrNone(Number("years", least=0, most=60)),
        metadata={"unit": "years"},
    )
    population: str | None = attrs.field(default=None, validator=OrNone(WORD))

    def __attrs_post_init__(self) -> None:
        refuse_conflicts(self, self._conflicts, f"{self.study_id}/{self.arm_id}")

    @staticmethod
    def _conflicts(values: Mapping[str, Any]) -> Iterator[Conflict]:
        """Yield every contradiction among the fields present in `values`."""
        n, n_female = values.get("n"), values.get("n_female")
        if n is not None and n_female is not None and n_female > n:
            yield ("n", "n_female"), f"n_female is {n_female}, more than n, {n}"
        if values.get("age_sd") is not None and values.get("age_mean") is None:
            yield ("age_mean", "age_sd"), "age_sd is given without age_mean"


@attrs.frozen(kw_only=True, repr=False)
class Observation(ShowsWhatIsKnown):
    """One arm, muscle, site, measure and day, with where it was read.

    Attributes
    ----------
    study_id, arm_id : str
        Whose it is.
    muscle : str
        Muscle id of the atlas.
    muscle_reported : str or None
        The label printed, where it is wider or other than `muscle`.
    site : str or None
        Level, side or test condition.
    measure, method : str
        What was measured, and with what.
    phase : str
        "exposure" (`day` counts from its start) or "recovery" (`day` counts from the end of the exposure).
    day : float or None
        [days]
    day_high : float or None
        Set where the printed `day` is a lower bound: the end of the follow-up in which it happened. [days]
    change_pct : float or None
        Mean change from the arm's own baseline, negative for a loss. [%]
    change_low, change_high : float or None
        An interval of the mean if `spread_kind` is "ci95" or "iqr", else a range over sites, tests or muscles. [%]
    spread : float or None
        In the unit of what `spread_of` names: per cent for a change, `unit` for a value or baseline. [% or unit]
    spread_kind, spread_of : str or None
        What the spread is, and of what.
    n : int or None
        People measured.
    baseline, value : float or None
        As printed. [unit]
    unit : str or None
        Of `baseline` and `value`.
    outcome : str or None
        The verdict in words. "returned_to_baseline" mostly means "not significantly different", with a small n.
    p : str or None
        As printed.
    locator : str
        Where in the source.
    derivation, confidence, source : str
        How the number came about, how sure the reading is, what was read.
    also_in : tuple of str
        Other sources with the same value.
    note : str or None
        What else there is to say.

    Examples
    --------
    >>> import inactivity as ia
    >>> rows = ia.evidence().observations(muscle="psoas", phase="recovery", study_id="hides2007")
    >>> [(row.day, row.day_high, row.outcome, row.locator) for row in rows]
    [(28.0, 180.0, 'returned_to_baseline', 'abstract (reproduced)')]
    """

    study_id: str = attrs.field(validator=_ID)
    arm_id: str = attrs.field(validator=_ID)
    muscle: str = attrs.field(validator=WORD)
    muscle_reported: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    site: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    measure: Measure = attrs.field(validator=OneOf(MEASURES))
    method: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    phase: Phase = attrs.field(validator=OneOf(get_args(Phase)))
    day: float | None = attrs.field(default=None, validator=OrNone(_DAY), metadata={"unit": "days"})
    day_high: float | None = attrs.field(default=None, validator=OrNone(_DAY), metadata={"unit": "days"})
    change_pct: float | None = attrs.field(default=None, validator=_CHANGE, metadata={"unit": "%"})
    change_low: float | None = attrs.field(default=None, validator=_CHANGE, metadata={"unit": "%"})
    change_high: float | None = attrs.field(default=None, validator=_CHANGE, metadata={"unit": "%"})
    spread: float | None = attrs.field(default=None, validator=OrNone(Number(least=0)), metadata={"unit": "% or unit"})
    spread_kind: SpreadKind | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(SpreadKind))))
    spread_of: SpreadOf | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(SpreadOf))))
    n: int | None = attrs.field(default=None, validator=OrNone(Number(least=1, whole=True)))
    baseline: float | None = attrs.field(default=None, validator=OrNone(Number()), metadata={"unit": "unit"})
    value: float | None = attrs.field(default=None, validator=OrNone(Number()), metadata={"unit": "unit"})
    unit: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    outcome: Outcome | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(Outcome))))
    p: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    locator: str = attrs.field(validator=_TEXT)
    derivation: Derivation = attrs.field(validator=OneOf(get_args(Derivation)))
    confidence: Confidence = attrs.field(validator=OneOf(CONFIDENCES))
    source: Source = attrs.field(validator=OneOf(get_args(Source)))
    also_in: tuple[str, ...] = attrs.field(default=(), validator=Each(_TEXT))
    note: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)

    def __attrs_post_init__(self) -> None:
        refuse_conflicts(self, self._conflicts, f"{self.study_id}/{self.arm_id} {self.muscle}")

    @property
    def measure_class(self) -> MeasureClass:
        """The class of its measure: "size", "strength" or "other"."""
        return MEASURE_CLASSES[self.measure]

    def interval(self, level: float = 0.95) -> tuple[float, float] | None:
        """Return the interval of its mean change: as printed, else by Student's t from what was printed.

        Parameters
        ----------
        level : float
            Level of the interval, between 0 and 1. [-]

        Returns
        -------
        tuple of float or None
            None where neither an interval, nor a standard deviation or error of the change with the number of people,
            was printed. [%]

        Raises
        ------
        InvalidValueError
            If `level` breaks its rule.

        References
        ----------
        .. [1] The `locator` says where in the study it was printed.

        Examples
        --------
        >>> import inactivity as ia
        >>> (row,) = ia.evidence().observations(muscle="soleus", study_id="rogers2025")
        >>> row.change_pct, row.spread, row.spread_kind, row.n
        (-27.0, 4.0, 'sd', 8)
        >>> low, high = row.interval()
        >>> round(low, 1), round(high, 1)
        (-30.3, -23.7)
        """
        from ._intervals import interval  # noqa: PLC0415 - an estimate does without

        check(LEVEL, "level", level)
        return interval(self, level)

    @staticmethod
    def _conflicts(values: Mapping[str, Any]) -> Iterator[Conflict]:
        """Yield every contradiction among the fields present in `values`."""
        said = ("change_pct", "change_low", "change_high", "outcome", "value")
        if all(values.get(name) is None for name in said):
            yield said, "nothing observed; give change_pct, change_low and change_high, a value, or an outcome"
        for low, high in (("change_low", "change_high"), ("day", "day_high")):
            least, most = values.get(low), values.get(high)
            if least is not None and most is not None and least > most:
                yield (low, high), f"{low} is {least:g}, above {high}, {most:g}"
        for name, needs in (("spread", "spread_kind"), ("spread_kind", "spread_of"), ("day_high", "day")):
            if values.get(name) is not None and values.get(needs) is None:
                yield (name, needs), f"{name} is given without {needs}"
        change, least, most = (values.get(name) for name in ("change_pct", "change_low", "change_high"))
        if change is not None and least is not None and most is not None and not least <= change <= most:
            yield (
                ("change_pct", "change_low", "change_high"),
                f"change_pct is {change:g}, outside change_low to change_high, {least:g} to {most:g}",
            )
        change = values.get("change_pct")
        if change is not None and change * {"decreased": 1, "increased": -1}.get(values.get("outcome") or "", 0) > 0:
            yield ("change_pct", "outcome"), f"change_pct is {change:+g}, yet outcome is {values['outcome']!r}"
        if values.get("phase") == "exposure" and values.get("outcome") in RETURN_OUTCOMES:
            yield (
                ("phase", "outcome"),
                f"outcome is {values['outcome']!r} in the exposure phase, where there is nothing to return from",
            )
