"""Exposures, recoveries, timelines: what they take, what they refuse, how they are written."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

import inactivity as ia
from inactivity import Exposure, ExposureKind, Recovery, Timeline

RULE = "it must be a finite number above 0 and at most 3650 [days]."


class Scalar:
    """A number of another library, as NumPy's are."""

    def __float__(self) -> float:
        return 14.0


# ---------------------------------------------------------------- kinds


def test_kinds() -> None:
    assert [kind.value for kind in ExposureKind] == [
        "bed_rest",
        "head_down_bed_rest",
        "dry_immersion",
        "limb_cast",
        "limb_brace",
        "limb_suspension",
        "step_reduction",
        "spaceflight",
        "icu_stay",
        "hospital_stay",
        "surgery",
        "sitting",
        "detraining",
        "other",
    ]


@pytest.mark.parametrize("kind", ExposureKind)
def test_kind_is_defined_and_goes_by_each_of_its_names(kind: ExposureKind) -> None:
    assert len(kind.definition) > 20
    for name in (kind, kind.value, kind.label, *kind.synonyms):
        assert ExposureKind.of(name) is kind
        assert ExposureKind.of(f"  {name.upper().replace(' ', '-')} ") is kind


def test_no_synonym_names_two_kinds() -> None:
    names = [name for kind in ExposureKind for name in (kind.value, *kind.synonyms)]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", ExposureKind)
def test_kind_has_muscle_evidence_where_the_evidence_has_an_observation(kind: ExposureKind) -> None:
    assert kind.has_muscle_evidence is bool(ia.evidence().observations(exposure_kind=kind))


def test_families_and_baselines() -> None:
    families: dict[str, list[str]] = {}
    for kind in ExposureKind:
        families.setdefault(kind.family, []).append(kind.value)

    assert [kinds for kinds in families.values() if len(kinds) > 1] == [
        ["bed_rest", "head_down_bed_rest"],
        ["limb_cast", "limb_brace"],
    ]
    assert [kind.value for kind in ExposureKind if kind.baseline != "before the exposure"] == [
        "icu_stay",
        "hospital_stay",
        "surgery",
        "detraining",
    ]


@pytest.mark.parametrize(("kind", "label"), [("head_down_bed_rest", "head-down bed rest"), ("icu_stay", "ICU stay")])
def test_label_is_written_as_people_write_it(kind: str, label: str) -> None:
    assert ExposureKind.of(kind).label == label


@pytest.mark.parametrize(
    ("name", "suggestions"),
    [("bad rest", ("bed_rest",)), ("casted", ("limb_cast",)), ("xyz", ()), ("", ()), (None, ()), (["cast"], ())],
)
def test_unknown_kind_comes_with_close_matches(name: str, suggestions: tuple[str, ...]) -> None:
    with pytest.raises(ia.UnknownExposureKindError) as caught:
        Exposure(name, 14)

    assert caught.value.suggestions[:1] == suggestions


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        (1, 1.0),
        (0.5, 0.5),
        (3650, 3650.0),
        (5e-324, 5e-324),
        (Fraction(29, 2), 14.5),
        (Decimal("14.5"), 14.5),
        (Scalar(), 14.0),
    ],
)
def test_days_are_kept_as_a_float(days: float, kept: float) -> None:
    for segment in (Exposure("cast", days), Recovery(days)):
        assert segment.days == kept
        assert type(segment.days) is float


@pytest.mark.parametrize(
    "days",
    [0, -1, -0.0, math.nan, math.inf, -math.inf, 3650.1, True, False, "14", b"14", None, 10**400, [14], 1j],
)
def test_days_out_of_bounds_raise_with_the_rule(days: float) -> None:
    for kind in (lambda: Exposure("cast", days), lambda: Recovery(days)):
        with pytest.raises(ia.InvalidValueError) as caught:
            kind()
        assert caught.value.name == "days"
        assert str(caught.value).endswith(RULE)


# ---------------------------------------------------------------- exposure


def test_reference_exposure_is_that_of_the_founding_study() -> None:
    assert Exposure(ExposureKind.BED_REST, 56.0) == ia.REFERENCE_EXPOSURE


def test_reason_is_kept_and_changes_no_estimate() -> None:
    ill = Exposure("bed_rest", 56, reason="illness")

    assert ill.reason == "illness"
    assert ill != ia.REFERENCE_EXPOSURE
    assert ia.estimated_recovery_days("psoas", ill) == 28.0


@pytest.mark.parametrize("reason", ["", " ", 1, ["illness"]])
def test_reason_is_a_text(reason: str) -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^reason is "):
        Exposure("bed_rest", 56, reason=reason)


@pytest.mark.parametrize("started", ["2026-01-01", 20260101, datetime(2026, 1, 1, tzinfo=UTC)])
def test_start_is_a_date_without_a_time(started: date) -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^started is .*datetime\.date \(without a time of day\)"):
        Exposure("bed_rest", 56, started=started)


@pytest.mark.parametrize(
    ("text", "kind", "days"),
    [
        ("bed_rest:14d", "bed_rest", 14.0),
        ("limb cast:6w", "limb_cast", 42.0),
        (" HDBR : 60 d ", "head_down_bed_rest", 60.0),
        ("cast:.5w", "limb_cast", 3.5),
        ("icu:2.5d", "icu_stay", 2.5),
    ],
)
def test_exposure_as_people_type_it(text: str, kind: str, days: float) -> None:
    assert Exposure.parse(text) == Exposure(kind, days)


@pytest.mark.parametrize(
    "text", ["", "bed_rest", "bed_rest:14", "bed_rest:d", "bed_rest:-1d", "bed_rest:1e3d", 14, None]
)
def test_exposure_that_cannot_be_parsed_is_shown_how(text: str) -> None:
    with pytest.raises(ia.InvalidValueError, match=r"it must be KIND:LENGTH in days or weeks, such as bed_rest:14d"):
        Exposure.parse(text)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("bad_rest:14d", ia.UnknownExposureKindError),
        (":14d", ia.UnknownExposureKindError),
        ("bed_rest:0d", ia.InvalidValueError),
        ("bed_rest:522w", ia.InvalidValueError),
        (f"bed_rest:{'9' * 400}d", ia.InvalidValueError),
    ],
)
def test_exposure_of_the_right_form_is_still_checked(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        Exposure.parse(text)


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (Exposure("bed_rest", 1), "1 day of bed rest"),
        (Exposure("hdbr", 60), "60 days of head-down bed rest"),
        (Recovery(10), "10 days of recovery (reambulation)"),
        (Recovery(2.5, "supervised_training"), "2.5 days of recovery (supervised training)"),
    ],
)
def test_segment_in_words(record: Exposure | Recovery, text: str) -> None:
    assert str(record) == text


def test_recovery_condition_is_one_of_four() -> None:
    with pytest.raises(ia.InvalidValueError, match=r"^condition is 'rest'; it must be one of reambulation, "):
        Recovery(10, "rest")  # type: ignore[arg-type]  # the mistake under test


# ---------------------------------------------------------------- timeline


def test_timeline_of_segments() -> None:
    timeline = Timeline.parse("bed_rest:14d, Recovery:10d, cast:1w")

    assert list(timeline) == [Exposure("bed_rest", 14), Recovery(10), Exposure("limb_cast", 7)]
    assert (len(timeline), timeline.days) == (3, 31.0)


def dated(kind: str, days: float, started: date) -> Exposure:
    return Exposure(kind, days, started=started)


FIRST = dated("bed_rest", 14, date(2026, 1, 1))


@pytest.mark.parametrize(
    "segments",
    [
        [FIRST, dated("cast", 7, date(2026, 1, 15))],
        [FIRST, dated("cast", 7, date(2026, 6, 1))],
        [FIRST, Recovery(10), dated("cast", 7, date(2026, 1, 25))],
        [Recovery(10), FIRST],
        [dated("cast", 0.5, date(2026, 1, 1)), dated("cast", 0.5, date(2026, 1, 1))],
    ],
)
def test_dated_segments_in_order_make_a_timeline(segments: list[Exposure | Recovery]) -> None:
    assert Timeline(segments).segments == tuple(segments)


@pytest.mark.parametrize(
    "segments",
    [
        [FIRST, dated("cast", 7, date(2026, 1, 14))],
        [FIRST, dated("cast", 7, date(2025, 1, 1))],
        [FIRST, Recovery(10), dated("cast", 7, date(2026, 1, 24))],
    ],
)
def test_dated_segments_that_overlap_make_none(segments: list[Exposure | Recovery]) -> None:
    with pytest.raises(ia.InvalidValueError, match=r"those with a start date in order and without overlap"):
        Timeline(segments)


@pytest.mark.parametrize("segments", [[], (), None, "bed_rest:14d", [Exposure, 1], ["bed_rest:14d"], Recovery(1)])
def test_timeline_needs_segments(segments: object) -> None:
    with pytest.raises(
        ia.InvalidValueError, match=r"^segments is .*; it must be a tuple .*, at least 1 of: an Exposure or"
    ):
        Timeline(segments)  # type: ignore[arg-type]  # the mistake under test


@pytest.mark.parametrize("text", ["", "bed_rest:14d,", "recovery:10", None, 14])
def test_timeline_that_cannot_be_parsed_raises(text: str) -> None:
    with pytest.raises(ia.InvalidValueError):
        Timeline.parse(text)
