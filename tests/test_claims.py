"""The claims of the founding article and their verdicts."""

from collections import Counter
from pathlib import Path

import pytest

import inactivity as ia
from inactivity import Claim

CLAIMS = ia.claims()


def test_verdicts_are_those_handed_over() -> None:
    assert len(CLAIMS) == len({claim.claim_id for claim in CLAIMS}) == 34
    assert Counter(claim.verdict for claim in CLAIMS) == {
        "supported": 15,
        "partly_supported": 11,
        "unsupported": 4,
        "contradicted": 4,
    }
    assert Counter(claim.certainty for claim in CLAIMS) == {"high": 5, "moderate": 9, "low": 16, "very_low": 4}
    assert sum(len(claim.sources) for claim in CLAIMS) == 118


@pytest.mark.parametrize(
    ("claim_id", "verdict", "certainty"),
    [
        ("study_two_weeks_ten_men", "contradicted", "high"),
        ("multifidus_recovers_in_4_days", "contradicted", "low"),
        ("psoas_recovers_in_a_month", "partly_supported", "low"),
        ("sitting_raises_disc_pressure", "unsupported", "low"),
        ("psoas_spans_spine_to_leg", "supported", "high"),
    ],
)
def test_verdict(claim_id: str, verdict: str, certainty: str) -> None:
    claim = ia.claim(claim_id)

    assert (claim.claim_id, claim.verdict, claim.certainty) == (claim_id, verdict, certainty)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.claim_id)
def test_claim_has_sources_that_can_be_found(claim: Claim) -> None:
    assert len({source.source_id for source in claim.sources}) == len(claim.sources)
    for source in claim.sources:
        assert source.doi or source.pmid or source.url or source.title, source.source_id


def test_sources_the_evidence_knows_agree_with_it() -> None:
    known = {study.study_id: study for study in ia.evidence().studies()}
    shared = [source for claim in CLAIMS for source in claim.sources if source.source_id in known]

    assert shared
    for source in shared:
        study = known[source.source_id]
        assert {source.doi, study.doi} - {None} in ({source.doi}, {study.doi}), source.source_id
        assert {source.year, study.year} - {None} in ({source.year}, {study.year}), source.source_id


def test_claim_of_the_founding_study_names_it() -> None:
    source = ia.claim("study_two_weeks_ten_men").sources[0]

    assert (source.source_id, source.n, source.verdict) == ("hides2007", 10, "contradicts")


@pytest.mark.parametrize("claim_id", ["sitting_raises_disk_pressure", None, ["psoas"], 3])
def test_unknown_claim_raises(claim_id: str) -> None:
    with pytest.raises(ia.UnknownClaimError):
        ia.claim(claim_id)


def test_unknown_claim_comes_with_close_matches() -> None:
    with pytest.raises(ia.UnknownClaimError) as caught:
        ia.claim("sitting_raises_disk_pressure")

    assert caught.value.suggestions[0] == "sitting_raises_disc_pressure"


def test_claims_are_read_once_and_shared() -> None:
    assert ia.claims()[0] is ia.claims()[0]
    assert ia.claims() is not ia.claims()


def test_claims_are_said_in_the_order_of_the_source(checkout: Path) -> None:
    lines = (checkout / "src" / "inactivity" / "evidence" / "claims.toml").read_text("utf-8").splitlines()
    ids = [line.split('"')[1] for line in lines if line.startswith("claim_id = ")]

    assert [claim.claim_id for claim in CLAIMS] == ids
