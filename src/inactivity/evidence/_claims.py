"""The claims of the founding article, each held against the studies."""

from __future__ import annotations

from functools import cache
from typing import Any, cast, get_args

import attrs

from .._data import read_json
from .._rules import IDENTIFIER, Each, InstanceOf, Number, OneOf, OrNone, Text
from ..errors import UnknownClaimError
from ._vocabulary import Certainty, SourceVerdict, Verdict

_TEXT = Text()
_TEXT_OR_NONE = OrNone(_TEXT)


@attrs.frozen(kw_only=True)
class ClaimSource:
    """A study that speaks to a claim, and the effect it found.

    Attributes
    ----------
    source_id : str
        Its id; the evidence has a study of this id only if it measured a muscle.
    title, first_author, year, journal, doi, pmid, url
        How to find it; None where not known.
    design : str
        Kind of study.
    n : int or None
        People.
    exposure, outcome, effect : str
        What was compared, and the effect as the study prints it.
    verdict : str
        "supports", "qualifies" or "contradicts" the claim.
    note : str or None
        What else there is to say.

    Examples
    --------
    >>> import inactivity as ia
    >>> source = ia.claim("multifidus_recovers_in_4_days").sources[0]
    >>> source.source_id, source.doi, source.verdict
    ('hides2007', '10.1097/brs.0b013e318074c386', 'supports')
    """

    source_id: str = attrs.field(validator=IDENTIFIER)
    title: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    first_author: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    year: int | None = attrs.field(default=None, validator=OrNone(Number(least=1900, most=2100, whole=True)))
    journal: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    doi: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    pmid: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    url: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)
    design: str = attrs.field(validator=_TEXT)
    n: int | None = attrs.field(default=None, validator=OrNone(Number(least=1, whole=True)))
    exposure: str = attrs.field(validator=_TEXT)
    outcome: str = attrs.field(validator=_TEXT)
    effect: str = attrs.field(validator=_TEXT)
    verdict: SourceVerdict = attrs.field(validator=OneOf(get_args(SourceVerdict)))
    note: str | None = attrs.field(default=None, validator=_TEXT_OR_NONE)


@attrs.frozen(kw_only=True)
class Claim:
    """A claim of the founding article, and what the studies say of it.

    Attributes
    ----------
    claim_id : str
        Its id.
    statement : str
        The claim, made precise enough to be judged.
    exposure, outcome : str
        What is said to act, and on what.
    article_says : str
        What the article has.
    verdict : str
        "supported", "partly_supported", "unsupported" or "contradicted".
    summary : str
        What the studies found.
    certainty, certainty_basis : str
        How sure the verdict is ("very_low" to "high"), and by whose judgement.
    sources : tuple of ClaimSource
        The studies, with their effects.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.claim("sitting_raises_disc_pressure").verdict
    'unsupported'
    """

    claim_id: str = attrs.field(validator=IDENTIFIER)
    statement: str = attrs.field(validator=_TEXT)
    exposure: str = attrs.field(validator=_TEXT)
    outcome: str = attrs.field(validator=_TEXT)
    article_says: str = attrs.field(validator=_TEXT)
    verdict: Verdict = attrs.field(validator=OneOf(get_args(Verdict)))
    summary: str = attrs.field(validator=_TEXT)
    certainty: Certainty = attrs.field(validator=OneOf(get_args(Certainty)))
    certainty_basis: str = attrs.field(validator=_TEXT)
    sources: tuple[ClaimSource, ...] = attrs.field(validator=Each(InstanceOf(ClaimSource), least=1))

    def _repr_html_(self) -> str:
        from ._showing import claim_tables  # noqa: PLC0415 - words for notebooks

        return claim_tables(self)


@cache
def _claims() -> dict[str, Claim]:
    rows = cast("list[dict[str, Any]]", read_json("inactivity.evidence", "claims.json"))
    for row in rows:
        row["sources"] = tuple(ClaimSource(**source) for source in row["sources"])
    return {row["claim_id"]: Claim(**row) for row in rows}


def claims() -> tuple[Claim, ...]:
    """Return the claims of the founding article, in its order.

    Returns
    -------
    tuple of Claim

    References
    ----------
    .. [1] The founding article, a popular one on inactivity: what it says is in ``article_says``.
    .. [2] The ``sources`` of each claim, with DOI, PubMed id or address.

    Examples
    --------
    >>> import inactivity as ia
    >>> len(ia.claims())
    34
    """
    return tuple(_claims().values())


def claim(claim_id: str) -> Claim:
    """Return one claim.

    Parameters
    ----------
    claim_id : str
        Its id.

    Raises
    ------
    UnknownClaimError
        If there is none of this id; close matches are in ``suggestions``.

    References
    ----------
    .. [1] The founding article, a popular one on inactivity: what it says is in ``article_says``.
    .. [2] The ``sources`` of the claim, with DOI, PubMed id or address.
    .. [3] Hides et al. (2007), study id ``hides2007``, :doi:`10.1097/brs.0b013e318074c386`. The study the article
       rests on.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.claim("multifidus_recovers_in_4_days").verdict
    'contradicted'
    """
    try:
        return _claims()[claim_id]
    except (KeyError, TypeError):
        raise UnknownClaimError(claim_id, _close(claim_id)) from None


def _close(name: object) -> tuple[str, ...]:
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    return tuple(get_close_matches(name, _claims())) if isinstance(name, str) else ()
