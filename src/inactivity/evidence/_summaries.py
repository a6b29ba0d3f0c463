"""What the evidence says of itself: campaigns, counts, plain tables. Loaded on first use."""

from __future__ import annotations

from typing import NamedTuple, get_args

import attrs

from .._rules import IDENTIFIER, Each, InstanceOf, Number, OneOf
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


class EvidenceRecords(NamedTuple):
    """Evidence as plain dicts, in the order :meth:`inactivity.Evidence.from_records` takes them."""

    studies: list[dict[str, object]]
    arms: list[dict[str, object]]
    observations: list[dict[str, object]]
    rates: list[dict[str, object]]
    muscles: list[dict[str, object]]
