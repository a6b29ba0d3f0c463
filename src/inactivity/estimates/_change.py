"""`estimate_change`: how much is lost, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

import attrs

from .._rules import LEVEL, Conflict, Each, InstanceOf, Number, OneOf, OrNone, Text, refuse_conflicts
from ..anatomy import Muscle
from ..evidence import evidence as packaged
from ..exposure import Exposure
from ..kinetics import Parameters
from ..kinetics._answers import stretched
from ._asking import MeasureClassAsked, SexAsked, Target, asked, exposure_asked, refuse_unanswerable
from ._modelling import basis_of, fit_asked, too_long

_CHANGE = Number("%", least=-100)


@attrs.frozen(kw_only=True)
class ChangeEstimate:
    """How much an exposure changes a muscle, with its interval, its studies and its cautions.

    Attributes
    ----------
    muscle, muscle_name : str
        Id and name of the muscle or group.
    measure : str
        "size" or "strength".
    exposure : Exposure
        After which exposure.
    change_pct : float
        Change from baseline, negative for a loss. [%]
    low, high : float
        The interval. [%]
    level : float
        Its level. [-]
    target : str
        For whom: "person", or "group" (the mean of a new one of nine people, as a study measures it).
    basis : str
        "modelled".
    countermeasure : str or None
        What was done against the loss.
    studies : tuple of str
        Ids of the studies pooled; :func:`inactivity.cite` has them in full.
    references : tuple of str
        The same as they are named in running text.
    n_subjects : int or None
        People in them; None where that is not known.
    cautions : tuple of str
        What weakens it: pooling from other muscles, extrapolation ...
    edition : str
        The evidence edition it comes from.

    Examples
    --------
    >>> import inactivity as ia
    >>> change = ia.estimate_change("soleus", ia.Exposure("head_down_bed_rest", days=60))
    >>> change.low < change.change_pct < change.high < 0
    True
    """

    muscle: str = attrs.field(validator=Text())
    muscle_name: str = attrs.field(validator=Text())
    measure: MeasureClassAsked = attrs.field(validator=OneOf(get_args(MeasureClassAsked)))
    exposure: Exposure = attrs.field(validator=InstanceOf(Exposure))
    change_pct: float = attrs.field(validator=_CHANGE, metadata={"unit": "%"})
    low: float = attrs.field(validator=_CHANGE, metadata={"unit": "%"})
    high: float = attrs.field(validator=_CHANGE, metadata={"unit": "%"})
    level: float = attrs.field(validator=LEVEL, metadata={"unit": "-"})
    target: Target = attrs.field(validator=OneOf(get_args(Target)))
    basis: Literal["modelled"] = attrs.field(default="modelled", validator=OneOf(("modelled",)))
    countermeasure: str | None = attrs.field(validator=OrNone(Text()))
    studies: tuple[str, ...] = attrs.field(validator=Each(Text(), least=1, unique=True))
    references: tuple[str, ...] = attrs.field(validator=Each(Text(), least=1))
    n_subjects: int | None = attrs.field(validator=OrNone(Number("people", least=1, whole=True)))
    cautions: tuple[str, ...] = attrs.field(validator=Each(Text()))
    edition: str = attrs.field(validator=Text())

    @staticmethod
    def _conflicts(values: Mapping[str, Any]) -> Iterator[Conflict]:
        """Yield every contradiction among the fields present in `values`."""
        low, change, high = (values.get(name) for name in ("low", "change_pct", "high"))
        if low is not None and change is not None and high is not None and not low <= change <= high:
            yield ("low", "change_pct", "high"), f"change_pct is {change:g}, outside low to high, {low:g} to {high:g}"

    def __attrs_post_init__(self) -> None:
        refuse_conflicts(self, self._conflicts, self.muscle)

    @property
    def n_studies(self) -> int:
        """How many studies were pooled."""
        return len(self.studies)

    def describe(self) -> str:
        """Return the estimate as a paragraph for people.

        Examples
        --------
        >>> import inactivity as ia
        >>> print(ia.estimate_change("soleus", ia.Exposure("bed_rest", days=14)).describe().splitlines()[0])
        Soleus, size: about -10 % after 14 days of bed rest (90 % interval for one person: -16 to -3 %).
        """
        from ._describing import change_paragraph  # noqa: PLC0415 - words are not on the path of a number

        return change_paragraph(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the estimate as dicts, lists, texts and numbers, ready for JSON.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.estimate_change("soleus").to_dict()["basis"]
        'modelled'
        """
        from .._structuring import plain  # noqa: PLC0415 - brings cattrs

        written: dict[str, Any] = plain(self)
        return written

    def _repr_html_(self) -> str:
        from ._describing import change_table  # noqa: PLC0415 - words are not on the path of a number

        return change_table(self)


def estimate_change(
    muscle: str | Muscle,
    exposure: Exposure | None = None,
    *,
    measure: MeasureClassAsked = "size",
    target: Target = "person",
    level: float = 0.9,
    age_years: float | None = None,
    sex: SexAsked | None = None,
    countermeasure: str | None = None,
    parameters: Parameters | None = None,
) -> ChangeEstimate:
    """Estimate how much an exposure changes a muscle.

    Parameters
    ----------
    muscle : str or Muscle
        A muscle or group by any name. One the evidence lacks is answered from its functional group, and says so.
    exposure : Exposure, optional
        What the muscle goes through; `REFERENCE_EXPOSURE`, 56 days of bed rest, if left out.
    measure : {"size", "strength"}
        Change of what.
    target : {"person", "group"}
        Whom the interval is for: one person, or the mean of a new group of nine, as a study measures it.
    level : float
        Level of the interval, between 0 and 1. [-]
    age_years : float, optional
        Age of the person or group, 0 to 120. [years]
    sex : {"male", "female"}, optional
        Sex of the person or group.
    countermeasure : str, optional
        What is done against the loss ("resistance_exercise" ...); nothing if left out.
    parameters : Parameters, optional
        Your own fit instead of the packaged one.

    Returns
    -------
    ChangeEstimate

    Raises
    ------
    UnknownMuscleError
        If no muscle goes by this name.
    InvalidValueError
        If another argument breaks its rule.
    NoEvidenceError
        If the evidence has nothing of this kind of exposure.

    References
    ----------
    .. [1] The studies pooled are in ``studies``; :func:`inactivity.cite` gives them in full. The page "The model"
       has it equation by equation.

    Examples
    --------
    >>> import inactivity as ia
    >>> change = ia.estimate_change("vastus_lateralis", ia.Exposure("limb_cast", days=21), measure="strength")
    >>> change.change_pct < 0, change.n_studies > 1
    (True, True)
    """
    base = packaged()
    found = base.muscle(muscle)
    exposure = exposure_asked(exposure)
    question = asked(
        measure=measure,
        target=target,
        level=level,
        age_years=age_years,
        sex=sex,
        countermeasure=countermeasure,
    )
    fitted = fit_asked(parameters, question.countermeasure, base)
    refuse_unanswerable(exposure.kind, f"change of the {measure}", found.name)
    basis = basis_of(found, exposure.kind, question, fitted, base)
    cell, factor = basis.cell, stretched(basis.reach, exposure.days, None)
    change = cell.change(cell.state(exposure.days), level=question.level, target=question.target, widened=factor)
    return ChangeEstimate(
        muscle=found.id,
        muscle_name=found.name,
        measure=question.measure,
        exposure=exposure,
        change_pct=change.change_pct,
        low=change.low,
        high=change.high,
        level=question.level,
        target=question.target,
        countermeasure=question.countermeasure,
        studies=basis.studies,
        references=basis.references,
        n_subjects=basis.n_subjects,
        cautions=(*too_long(basis.coverage, exposure.days, question.countermeasure), *basis.cautions),
        edition=basis.edition,
    )


def estimated_change_pct(
    muscle: str | Muscle,
    exposure: Exposure | None = None,
    *,
    measure: MeasureClassAsked = "size",
    target: Target = "person",
    level: float = 0.9,
    age_years: float | None = None,
    sex: SexAsked | None = None,
    countermeasure: str | None = None,
    parameters: Parameters | None = None,
) -> float:
    """Estimate how much an exposure changes a muscle: the ``change_pct`` of :func:`estimate_change`.

    Parameters
    ----------
    muscle, exposure, measure, target, level, age_years, sex, countermeasure, parameters
        As for :func:`estimate_change`.

    Returns
    -------
    float
        Change from baseline, negative for a loss. [%]

    Raises
    ------
    UnknownMuscleError, InvalidValueError, NoEvidenceError
        As :func:`estimate_change`.

    References
    ----------
    .. [1] As for :func:`estimate_change`.

    Examples
    --------
    >>> import inactivity as ia
    >>> -30 < ia.estimated_change_pct("soleus", ia.Exposure("head_down_bed_rest", days=60)) < -15
    True
    """
    return estimate_change(
        muscle,
        exposure,
        measure=measure,
        target=target,
        level=level,
        age_years=age_years,
        sex=sex,
        countermeasure=countermeasure,
        parameters=parameters,
    ).change_pct
