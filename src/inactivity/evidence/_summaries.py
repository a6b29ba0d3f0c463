"""What the evidence says of itself: campaigns, counts, plain tables. Loaded on first use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, get_args

import attrs

from .._rules import IDENTIFIER, WORD, Each, InstanceOf, Number, OneOf, Text
from ..anatomy import Muscle, muscles
from ..exposure import ExposureKind
from ._records import Observation
from ._vocabulary import MeasureClass, Phase

if TYPE_CHECKING:
    from ._evidence import Evidence

_COUNT = Number(least=0, whole=True)


@attrs.frozen
class Campaign:
    """Studies that share volunteers: one sample, however many papers.

    Attributes
    ----------
    campaign_id : str
        Its id.
    study_ids : tuple of str
        The studies in it.

    Examples
    --------
    >>> import inactivity as ia
    >>> campaign = next(one for one in ia.evidence().campaigns() if one.campaign_id == "berlin_bbr1")
    >>> "hides2007" in campaign.study_ids, "belavy2008" in campaign.study_ids
    (True, True)
    """

    campaign_id: str = attrs.field(validator=IDENTIFIER)
    study_ids: tuple[str, ...] = attrs.field(validator=Each(IDENTIFIER, least=1))


@attrs.frozen
class EvidenceCount:
    """How many observations there are of one kind, phase and class of measure.

    Attributes
    ----------
    exposure_kind : ExposureKind
        What the arms went through.
    phase : str
        "exposure" or "recovery".
    measure_class : str
        "size", "strength" or "other".
    observations : int
        All of them.
    with_change : int
        Those with a mean per-cent change.

    Examples
    --------
    >>> import inactivity as ia
    >>> kinds = {count.exposure_kind.value for count in ia.evidence().counts()}
    >>> "limb_cast" in kinds, "sitting" in kinds
    (True, False)
    """

    exposure_kind: ExposureKind = attrs.field(validator=InstanceOf(ExposureKind))
    phase: Phase = attrs.field(validator=OneOf(get_args(Phase)))
    measure_class: MeasureClass = attrs.field(validator=OneOf(get_args(MeasureClass)))
    observations: int = attrs.field(validator=_COUNT)
    with_change: int = attrs.field(validator=_COUNT)


@attrs.frozen
class Tally:
    """How often a muscle was studied in a kind of exposure.

    Attributes
    ----------
    muscle, muscle_name : str
        Id and name of the muscle or group, as it was studied.
    exposure_kind : ExposureKind
        What the arms went through.
    campaigns : tuple of str
        The campaigns that looked: the independent samples.
    observations : int
        Their observations of it.

    Examples
    --------
    >>> import inactivity as ia
    >>> one = next(one for one in ia.evidence().tallies() if one.muscle == "psoas_major")
    >>> one.exposure_kind.value, one.n_campaigns == len(one.campaigns)
    ('bed_rest', True)
    """

    muscle: str = attrs.field(validator=WORD)
    muscle_name: str = attrs.field(validator=Text())
    exposure_kind: ExposureKind = attrs.field(validator=InstanceOf(ExposureKind))
    campaigns: tuple[str, ...] = attrs.field(validator=Each(IDENTIFIER, least=1, unique=True))
    observations: int = attrs.field(validator=_COUNT)

    @property
    def n_campaigns(self) -> int:
        """How many campaigns looked."""
        return len(self.campaigns)


class EvidenceRecords(NamedTuple):
    """Evidence as plain dicts, in the order :meth:`inactivity.Evidence.from_records` takes them."""

    studies: list[dict[str, object]]
    arms: list[dict[str, object]]
    observations: list[dict[str, object]]
    rates: list[dict[str, object]]
    muscles: list[dict[str, object]]


def counts(base: Evidence) -> tuple[EvidenceCount, ...]:
    """Return how many observations there are of each exposure kind, phase and class of measure."""
    cells: dict[tuple[ExposureKind, Phase, MeasureClass], list[Observation]] = {}
    for observation in base.observations():
        kind = base.arm(observation.study_id, observation.arm_id).exposure_kind
        cells.setdefault((kind, observation.phase, observation.measure_class), []).append(observation)
    return tuple(
        EvidenceCount(*cell, len(rows), sum(row.change_pct is not None for row in rows))
        for cell, rows in sorted(cells.items())
    )


def tallies(base: Evidence, own: Iterable[Muscle]) -> tuple[Tally, ...]:
    """Return which campaigns studied which muscle in which kind of exposure; `own` are the muscles it brought."""
    cells: dict[tuple[str, ExposureKind], list[str]] = {}
    for observation in base.observations():
        kind = base.arm(observation.study_id, observation.arm_id).exposure_kind
        campaign = base.study(observation.study_id).campaign
        cells.setdefault((observation.muscle, kind), []).append(campaign)
    places = {one.id: place for place, one in enumerate((*muscles(), *own))}
    kinds = list(ExposureKind)
    ordered = sorted(cells.items(), key=lambda cell: (places[cell[0][0]], kinds.index(cell[0][1])))
    return tuple(
        Tally(muscle_id, base.muscle(muscle_id).name, kind, tuple(dict.fromkeys(found)), len(found))
        for (muscle_id, kind), found in ordered
    )
