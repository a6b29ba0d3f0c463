"""Estimates as FHIR R4 resources, in plain dicts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from math import ceil, floor

from .._narrowing import is_list, is_mapping
from .._rules import InstanceOf, Text, check
from ..anatomy import Muscle
from ..errors import UnknownMuscleError
from ..estimates import ChangeEstimate, RecoveryEstimate
from ..estimates._describing import DISCLAIMER
from ..evidence import Evidence, cite, evidence as packaged
from ..evidence._citing import address

_SUBJECT = Text(
    r"(?:https?://\S+/)?(?:Patient|Group)/[A-Za-z0-9\-.]{1,64}|urn:uuid:[0-9a-f\-]{36}",
    "a FHIR reference to a Patient or a Group, such as Patient/123",
)
_UCUM = "http://unitsofmeasure.org"
_UBERON = "http://purl.obolibrary.org/obo/uberon.owl"
_ARTIFACT = "http://hl7.org/fhir/StructureDefinition/workflow-relatedArtifact"
_UNITS = {"d": "days", "%": "%", "1": "1"}
_TIME = "time"
"""Id of the observation that a risk assessment contains."""
# What XML may hold, and so what the texts of FHIR may.
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_fhir(
    estimate: RecoveryEstimate | ChangeEstimate, subject: str, *, evidence: Evidence | None = None
) -> dict[str, object]:
    """Return an estimate as a FHIR R4 resource: a change as an ``Observation``, a recovery as a ``RiskAssessment``.

    A change is a quantity, and R4 has a place for a quantity with its unit in an Observation alone. Its code,
    category and method say that it was estimated and not measured.

    When somebody will be back is a prognosis, and R4 wants a prognosis in a RiskAssessment. The prediction has the
    probability of the interval and, if the exposure says when it started, the calendar dates. It does not have the
    days: the range that R4 allows there reads as an age. They are in an Observation that the assessment contains and
    names as its basis.

    What the studies are is said by the extension ``workflow-relatedArtifact``, each caution by a note. Units are those
    of UCUM. A muscle has its Uberon id where the atlas has one that fits exactly; no code that was openly verified says
    the rest, so texts do.

    Parameters
    ----------
    estimate : RecoveryEstimate or ChangeEstimate
        What to hand on. A forecast has no place in R4: hand on its ``to_dict()``.
    subject : str
        Whom it is about: a reference to a Patient or a Group, such as ``"Patient/123"``.
    evidence : Evidence, optional
        Where the studies are, if not in the packaged evidence.

    Returns
    -------
    dict
        Plain dicts, lists, texts and numbers, ready for ``json.dumps``. The caller gives it an id.

    Raises
    ------
    InvalidValueError
        If `estimate` is neither of the two, or `subject` no such reference.
    UnknownStudyError
        If a study is not in the evidence.

    References
    ----------
    .. [1] FHIR R4, https://hl7.org/fhir/R4/observation.html and https://hl7.org/fhir/R4/riskassessment.html.
    .. [2] The studies behind the estimate, each with its DOI or other handle, as :func:`inactivity.cite` gives them.

    Examples
    --------
    >>> import inactivity as ia
    >>> from inactivity.exchange import to_fhir
    >>> change = to_fhir(ia.estimate_change("soleus", ia.Exposure("bed_rest", days=14)), "Patient/123")
    >>> change["resourceType"], round(change["valueQuantity"]["value"]), change["valueQuantity"]["code"]
    ('Observation', -10, '%')
    >>> to_fhir(ia.estimate_recovery("psoas"), "Patient/123")["resourceType"]
    'RiskAssessment'
    """
    check(InstanceOf(RecoveryEstimate | ChangeEstimate), "estimate", estimate)
    check(_SUBJECT, "subject", subject)
    base = packaged() if evidence is None else evidence
    check(InstanceOf(Evidence), "evidence", base)
    made = (
        _change(estimate, subject, base) if isinstance(estimate, ChangeEstimate) else _recovery(estimate, subject, base)
    )
    return {name: _legal(value) for name, value in made.items()}


def _change(estimate: ChangeEstimate, subject: str, base: Evidence) -> dict[str, object]:
    ended = _dated(estimate.exposure.started, floor(estimate.exposure.days))
    return {
        "resourceType": "Observation",
        "text": _narrative(estimate),
        **_observed(estimate, subject, base, "%"),
        **({"effectiveDateTime": ended} if ended else {}),
        "note": _notes(estimate),
    }


def _recovery(estimate: RecoveryEstimate, subject: str, base: Evidence) -> dict[str, object]:
    return {
        "resourceType": "RiskAssessment",
        "text": _narrative(estimate),
        "contained": [{"resourceType": "Observation", "id": _TIME, **_observed(estimate, subject, base, "d")}],
        "status": "final",
        "method": {"text": _method(estimate)},
        "code": {"text": "Prognosis: when a muscle is back after disuse"},
        "subject": {"reference": subject},
        "basis": [{"reference": f"#{_TIME}"}],
        "prediction": [_prediction(estimate)],
        "note": _notes(estimate),
    }


def _prediction(estimate: RecoveryEstimate) -> dict[str, object]:
    started, days = estimate.exposure.started, estimate.exposure.days
    dates = {
        "start": _dated(started, floor(days + estimate.low)),
        "end": _dated(started, ceil(days + estimate.high)),
    }
    when = {name: day for name, day in dates.items() if day}
    said = (
        f"{estimate.muscle_name} within {estimate.within_pct:g} % of its {estimate.measure} before "
        f"{estimate.exposure}, later than day {estimate.low:g} and at the latest on day {estimate.high:g} after it"
    )
    chance = {"probabilityDecimal": float(100 * Decimal(repr(estimate.level)))}  # per cent, says R4
    return {
        "outcome": {"text": said},
        **(chance if estimate.interval == "credible" else {}),
        **({"whenPeriod": when} if when else {}),
        "rationale": f"{_method(estimate)}: day {estimate.days:g}",
    }


def _observed(
    estimate: RecoveryEstimate | ChangeEstimate, subject: str, base: Evidence, unit: str
) -> dict[str, object]:
    muscle = _muscle(estimate.muscle, base)
    site: dict[str, object] = {"text": estimate.muscle_name}
    if muscle is not None and muscle.uberon and muscle.id_match == "exact":
        site = {"coding": [{"system": _UBERON, "code": muscle.uberon, "display": muscle.name}], **site}
    if isinstance(estimate, ChangeEstimate):
        what, point = f"Estimated change of the {estimate.measure} of a muscle, not a measurement", estimate.change_pct
    else:
        what, point = "Estimated days until a muscle is back, not a measurement", estimate.days
    return {
        "extension": [{"url": _ARTIFACT, "valueRelatedArtifact": one} for one in _artifacts(estimate, base)],
        "status": "final",
        "category": [{"text": "estimate"}],
        "code": {"text": what},
        "subject": {"reference": subject},
        "valueQuantity": _quantity(point, unit),
        "bodySite": site,
        "method": {"text": _method(estimate)},
        "component": list(_components(estimate, unit)),
    }


def _components(estimate: RecoveryEstimate | ChangeEstimate, unit: str) -> Iterator[dict[str, object]]:
    censored = isinstance(estimate, RecoveryEstimate) and estimate.interval == "censoring"
    interval = {"low": _quantity(estimate.low, unit), "high": _quantity(estimate.high, unit)}
    if censored:
        yield _component("interval: later than, at the latest", "valueRange", interval)
    else:
        yield _component("interval", "valueRange", interval)
        yield _component("level of the interval", "valueQuantity", _quantity(estimate.level, "1"))
    yield _component("whom the interval is for", "valueString", estimate.target)
    yield _component("measure", "valueString", estimate.measure)
    yield _component("exposure", "valueString", estimate.exposure.kind.label)
    yield _component("length of the exposure", "valueQuantity", _quantity(estimate.exposure.days, "d"))
    if isinstance(estimate, RecoveryEstimate):
        yield _component("back is within", "valueQuantity", _quantity(estimate.within_pct, "%"))
        yield _component("recovery condition", "valueString", estimate.recovery_condition)
    else:
        yield _component("countermeasure", "valueString", estimate.countermeasure or "none")
    yield _component("basis", "valueString", estimate.basis)
    yield _component("studies", "valueQuantity", _quantity(estimate.n_studies, "1"))
    if estimate.n_subjects is not None:
        yield _component("people in them", "valueQuantity", _quantity(estimate.n_subjects, "1"))
    yield _component("evidence edition", "valueString", estimate.edition)


def _component(said: str, kind: str, value: object) -> dict[str, object]:
    return {"code": {"text": said}, kind: value}


def _quantity(value: float, code: str) -> dict[str, object]:
    return {"value": value, "unit": _UNITS[code], "system": _UCUM, "code": code}


def _artifacts(estimate: RecoveryEstimate | ChangeEstimate, base: Evidence) -> Iterator[dict[str, object]]:
    for study in map(base.study, estimate.studies):
        said = {"type": "citation", "label": study.study_id, "display": study.short_reference, "citation": cite(study)}
        where = address(study)
        yield {**said, "url": where} if where else {**said}


def _method(estimate: RecoveryEstimate | ChangeEstimate) -> str:
    count = f"{estimate.n_studies} stud{'y' if estimate.n_studies == 1 else 'ies'}"
    return f"{estimate.basis} from {count}, inactivity, evidence edition {estimate.edition}"


def _notes(estimate: RecoveryEstimate | ChangeEstimate) -> list[object]:
    return [{"text": said} for said in (*estimate.cautions, DISCLAIMER)]


def _narrative(estimate: RecoveryEstimate | ChangeEstimate) -> dict[str, object]:
    said = "".join(f"<p>{escape(line)}</p>" for line in estimate.describe().splitlines())
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{said}</div>'}


def _muscle(name: str, base: Evidence) -> Muscle | None:
    try:
        return base.muscle(name)
    except UnknownMuscleError:  # of an evidence that is not at hand: its name is in the text
        return None


def _dated(started: date | None, days: int) -> str | None:
    """Return the date so many days on, if there is one in the calendar."""
    try:
        return None if started is None else (started + timedelta(days)).isoformat()
    except OverflowError:
        return None


def _legal(value: object) -> object:
    """Put a replacement character where a text has one that FHIR forbids."""
    if isinstance(value, str):
        return _ILLEGAL.sub("�", value)
    if is_list(value):
        return [_legal(item) for item in value]
    return {name: _legal(item) for name, item in value.items()} if is_mapping(value) else value
