"""What the evidence says of itself: campaigns, counts, plain tables. Loaded on first use."""

from __future__ import annotations

from typing import NamedTuple, get_args

import attrs

from .._rules import IDENTIFIER, WORD, Each, InstanceOf, Number, OneOf, Text
from ..exposure import ExposureKind
from ._vocabulary import MeasureClass, Phase

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
