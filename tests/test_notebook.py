"""Records as a notebook shows them."""

from xml.etree import ElementTree as ET

import attrs
import pytest

import inactivity as ia

RECORDS = {
    "muscle": ia.muscle("psoas"),
    "study": ia.evidence().study("hides2007"),
    "arm": ia.evidence().arm("hides2007", "ctrl"),
    "observation": ia.evidence().observations(muscle="psoas", study_id="hides2007")[0],
    "claim": ia.claim("sitting_raises_disc_pressure"),
    "evidence": ia.evidence(),
    "recovery": ia.estimate_recovery("psoas"),
    "change": ia.estimate_change("soleus"),
    "forecast": ia.forecast("soleus", ia.Timeline.parse("bed_rest:14d, recovery:10d")),
}


def shown(record: object) -> str:
    show = getattr(record, "_repr_html_")  # noqa: B009 - the name by which a notebook asks, of any record
    written: str = show()
    return written


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_is_well_formed_html_without_anything_from_a_network(name: str) -> None:
    written = shown(RECORDS[name])

    root = ET.fromstring(f"<div>{written}</div>")  # noqa: S314 - our own writing, not somebody's file
    assert len(list(root.iter("tr"))) > 2
    assert "src=" not in written
    assert "<script" not in written


def test_a_record_shows_what_is_known_with_its_unit() -> None:
    written = shown(ia.evidence().arm("hides2007", "ctrl"))

    assert "<tr><th>exposure days</th><td>56 days</td></tr>" in written
    assert "<tr><th>exposure kind</th><td>bed rest</td></tr>" in written
    assert "age mean" not in written


def test_a_record_escapes_what_it_holds() -> None:
    study = attrs.evolve(ia.evidence().study("hides2007"), title="<script>alert(1)</script> & more")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in shown(study)


def test_a_forecast_draws_its_course() -> None:
    course = ia.forecast("soleus", ia.Timeline.parse("bed_rest:14d, recovery:10d"))
    root = ET.fromstring(f"<div>{shown(course)}</div>")  # noqa: S314 - as above

    svg = "{http://www.w3.org/2000/svg}"
    (drawn,) = root.iter(f"{svg}svg")
    assert drawn.get("aria-label") == "Change of the size of soleus (%) over 24 days"
    (line,), (band,) = drawn.iter(f"{svg}polyline"), drawn.iter(f"{svg}polygon")
    assert len((line.get("points") or "").split()) == len(course.days)
    assert len((band.get("points") or "").split()) == 2 * len(course.days)


def test_a_muscle_says_yes_and_lists_what_it_has() -> None:
    written = shown(ia.muscle("psoas"))

    assert "<th>antigravity</th><td>yes</td>" in shown(ia.muscle("soleus"))
    assert f"<td>{', '.join(ia.muscle('psoas').synonyms)}</td>" in written


def test_evidence_counts_every_observation() -> None:
    root = ET.fromstring(f"<div>{shown(ia.evidence())}</div>")  # noqa: S314 - as above

    numbers = [int(cell.text or "") for row in root.iter("tr") for cell in row.findall("td")[1:]]
    assert sum(numbers) == len(ia.evidence().observations())


def test_a_claim_shows_every_source() -> None:
    claim = ia.claim("multifidus_recovers_in_4_days")
    written = shown(claim)

    assert all(source.verdict in written for source in claim.sources)
    assert written.count("<tr>") == 5 + 1 + len(claim.sources)
