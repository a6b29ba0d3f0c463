"""`RecoveryEstimate`: how long a muscle takes to come back, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

import attrs

from .._rules import LEVEL, WITHIN_PCT, Conflict, Each, InstanceOf, Number, OneOf, OrNone, Text, refuse_conflicts
from ..evidence import Observation
from ..evidence._vocabulary import FollowUp
from ..exposure import Exposure
from ._asking import MeasureClassAsked, Target

_DAYS = Number("days", least=0, most=3650)


@attrs.frozen(kw_only=True)
class RecoveryEstimate:
    """How long a muscle takes to come back, with its interval, its studies and its cautions.

    Attributes
    ----------
    muscle, muscle_name : str
        Id and name of the muscle or group it is about.
    measure : str
        Of what: "size" or "strength".
    exposure : Exposure
        The exposure it holds for: the one observed, which may not be the one asked about.
    days : float
        Recovery days until the muscle is back: the day by which it was observed back. [days]
    low, high : float
        The interval: later than `low`, at the latest `high`. [days]
    interval : str
        "censoring": the last day it was still away, and the day it was seen back, not a confidence interval; or
        "credible": where the model expects the time of the target, with the probability `level`.
    level : float
        The level asked for. A censoring interval has none of its own. [-]
    within_pct : float
        How near to baseline counts as back, where a mean change was printed. [%]
    basis : str
        "observed" or "modelled".
    target : str
        For whom it holds: "group", the mean of the group observed.
    recovery_condition : str
        What the group observed did after the exposure.
    studies : tuple of str
        Ids of the studies it rests on; :func:`inactivity.cite` has them in full.
    references : tuple of str
        The same studies as they are named in running text.
    n_subjects : int or None
        People in them; None where a study does not say.
    cautions : tuple of str
        What weakens it: disagreeing studies, another exposure than asked, few people, one sex ...
    observations : tuple of Observation
        The rows it was read from, each with its locator.
    edition : str
        The evidence edition it comes from.

    Examples
    --------
    >>> import inactivity as ia
    >>> print(ia.estimate_recovery("multifidus").describe())
    Multifidus, size: back by recovery day 4 after 56 days of bed rest ...
    """

    muscle: str = attrs.field(validator=Text())
    muscle_name: str = attrs.field(validator=Text())
    measure: MeasureClassAsked = attrs.field(validator=OneOf(get_args(MeasureClassAsked)))
    exposure: Exposure = attrs.field(validator=InstanceOf(Exposure))
    days: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    low: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    high: float = attrs.field(validator=_DAYS, metadata={"unit": "days"})
    interval: Literal["censoring", "credible"] = attrs.field(
        default="censoring", validator=OneOf(("censoring", "credible"))
    )
    level: float = attrs.field(validator=LEVEL, metadata={"unit": "-"})
    within_pct: float = attrs.field(validator=WITHIN_PCT, metadata={"unit": "%"})
    basis: Literal["observed", "modelled"] = attrs.field(default="observed", validator=OneOf(("observed", "modelled")))
    target: Target = attrs.field(default="group", validator=OneOf(get_args(Target)))
    recovery_condition: FollowUp = attrs.field(validator=OneOf(get_args(FollowUp)))
    studies: tuple[str, ...] = attrs.field(validator=Each(Text(), least=1, unique=True))
    references: tuple[str, ...] = attrs.field(validator=Each(Text(), least=1))
    n_subjects: int | None = attrs.field(validator=OrNone(Number("people", least=1, whole=True)))
    cautions: tuple[str, ...] = attrs.field(validator=Each(Text()))
    observations: tuple[Observation, ...] = attrs.field(validator=Each(InstanceOf(Observation)))
    edition: str = attrs.field(validator=Text())

    @staticmethod
    def _conflicts(values: Mapping[str, Any]) -> Iterator[Conflict]:
        """Yield every contradiction among the fields present in `values`."""
        low, days, high = (values.get(name) for name in ("low", "days", "high"))
        if low is not None and days is not None and high is not None and not low <= days <= high:
            yield ("low", "days", "high"), f"days is {days:g}, outside low to high, {low:g} to {high:g}"

    def __attrs_post_init__(self) -> None:
        refuse_conflicts(self, self._conflicts, self.muscle)

    @property
    def n_studies(self) -> int:
        """How many studies it rests on."""
        return len(self.studies)

    def describe(self) -> str:
        """Return the estimate as a paragraph for people.

        Examples
        --------
        >>> import inactivity as ia
        >>> "does not diagnose" in ia.estimate_recovery("psoas").describe()
        True
        """
        from ._describing import paragraph  # noqa: PLC0415 - words are not on the path of a number

        return paragraph(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the estimate as dicts, lists, texts and numbers, ready for JSON.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.estimate_recovery("psoas").to_dict()["studies"]
        ['hides2007']
        """
        from .._structuring import plain  # noqa: PLC0415 - brings cattrs

        written: dict[str, Any] = plain(self)
        return written

    def _repr_html_(self) -> str:
        from ._describing import table  # noqa: PLC0415 - words are not on the path of a number

        return table(self)
