"""Estimates as columns: on every engine, row by row what the scalar functions say."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import inf, isclose, isnan, nan
from typing import Any

import pytest
from fresh import python, run
from hypothesis import given, settings, strategies as st

import inactivity as ia

pytest.importorskip("narwhals", reason="estimates as columns need narwhals: uv run --group frames pytest")
from engines import EAGER, ENGINES, Engine, dask_is_moving, started

from inactivity import frames

pytestmark = dask_is_moving
Row = dict[str, Any]
Answer = tuple[float, float, float] | None
MUSCLES = [one.id for one in ia.muscles()]
KINDS = [kind.value for kind in ia.ExposureKind if kind.is_modelled]
CHANGE = ("change_pct", "low", "high")
BACK = ("recovery_days", "low", "high")
every_engine = pytest.mark.parametrize("engine", ENGINES, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return the engine a test asks for by name."""
    return started(request.param)


def close(ours: float, theirs: float) -> bool:
    # A change that crosses zero knows its last digits in per cent, not in shares of itself.
    return isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-12)


def is_null(value: object) -> bool:
    return value is None or (isinstance(value, float) and isnan(value)) or "NAType" in type(value).__name__


def agree(rows: list[Row], answers: list[Answer], names: tuple[str, ...]) -> None:
    assert len(rows) == len(answers)
    for row, answer in zip(rows, answers, strict=True):
        if answer is None:
            assert all(is_null(row[name]) for name in names), row
            assert isinstance(row["reason"], str), row
        else:
            assert is_null(row["reason"]), row
            assert all(close(row[name], value) for name, value in zip(names, answer, strict=True)), (row, answer)


def or_none(ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except ia.InactivityError:
        return None


def known(value: Any) -> Any:
    """Return what a scalar function takes for a cell of a frame: NaN is a missing value there."""
    return None if is_null(value) else value


def change(row: Row) -> Answer:
    def ask() -> Answer:
        segments: list[Any] = [ia.Exposure(row["exposure_kind"], row["exposure_days"])]
        if row.get("after") is not None and row["after"] != 0:
            segments.append(ia.Recovery(row["after"]))
        course = ia.forecast(row["muscle"], segments, step_days=3650, **people(row))
        return course.change_pct[-1], course.low[-1], course.high[-1]

    return or_none(ask)


def plain_change(row: Row) -> Answer:
    def ask() -> Answer:
        exposure = ia.Exposure(row["exposure_kind"], row["exposure_days"])
        found = ia.estimate_change(row["muscle"], exposure)
        return found.change_pct, found.low, found.high

    return or_none(ask)


def back(row: Row) -> Answer:
    def ask() -> Answer:
        exposure = ia.Exposure(row["exposure_kind"], row["exposure_days"])
        found = ia.estimate_recovery(row["muscle"], exposure, basis="modelled", **people(row))
        return found.days, found.low, found.high

    return or_none(ask)


def people(row: Row) -> dict[str, Any]:
    return {
        "sex": known(row.get("sex")),
        "age_years": known(row.get("age")),
        "countermeasure": known(row.get("measures")),
    }


def columns(rows: list[Row]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]}


def cohort(size: int, seed: int = 1) -> list[Row]:
    chance = random.Random(seed)  # noqa: S311 - a cohort of a test
    return [
        {
            "id": float(number),
            "muscle": chance.choice(MUSCLES),
            "exposure_kind": chance.choice(KINDS),
            "exposure_days": 10 ** chance.uniform(-1, 3.5),
            "after": chance.choice([0.0, chance.uniform(0, 900)]),
            "sex": chance.choice(["male", "female", None]),
            "age": chance.choice([None, chance.uniform(0, 120)]),
            "measures": chance.choice([None, "none", "resistance_exercise", "nutrition"]),
        }
        for number in range(size)
    ]


COHORT = cohort(120)
ODD = [
    {"id": float(number), "muscle": muscle, "exposure_kind": kind, "exposure_days": days}
    for number, (muscle, kind, days) in enumerate(
        [
            ("soleus", "bed_rest", 14.0),
            ("Six-Pack", "Limb cast", 21.0),
            ("m. soleus", "HDBR", 60.0),
            ("  UBERON:0002382 ", "6 degree head-down bed rest", 3650.0),
            ("M._SOLEUS", "icu", 200.0),
            ("psoas\u2013major", "plaster\tcast", 1e-3),
            ("solius", "bed_rest", 14.0),
            ("", "bed_rest", 14.0),
            (None, "bed_rest", 14.0),
            ("soleus", None, 14.0),
            ("soleus", "limb:cast", 14.0),
            ("soleus", "lying about", 14.0),
            ("soleus", "sitting", 14.0),
            ("soleus", "other", 14.0),
            ("soleus", "bed_rest", None),
            ("soleus", "bed_rest", nan),
            ("soleus", "bed_rest", inf),
            ("soleus", "bed_rest", -inf),
            ("soleus", "bed_rest", 0.0),
            ("soleus", "bed_rest", -3.0),
            ("soleus", "bed_rest", 3650.5),
            ("soleus", "bed_rest", 1e300),
            (None, None, None),
        ]
    )
]
REASONS = [None] * 6 + [
    "unknown muscle",
    "unknown muscle",
    "missing muscle",
    "missing exposure kind",
    "unknown exposure kind",
    "unknown exposure kind",
    "no evidence: sitting",
    "no evidence: other",
    "missing days",
    "missing days",
    *["days must be a finite number above 0 and at most 3650 [days]"] * 6,
    "missing muscle",
]


# ---------------------------------------------------------------- the same numbers on every engine


@every_engine
def test_changes_are_those_of_the_scalar_function(engine: Engine) -> None:
    found = engine.rows(frames.with_change(engine.frame(columns(COHORT))))

    agree(found, [plain_change(row) for row in COHORT], CHANGE)


@every_engine
def test_changes_of_people_after_a_recovery_are_those_of_the_forecast(engine: Engine) -> None:
    frame = engine.frame(columns(COHORT))
    found = frames.with_change(frame, recovery_days="after", sex="sex", age_years="age", countermeasure="measures")

    agree(engine.rows(found), [change(row) for row in COHORT], CHANGE)


# Not on Spark: its analyser looks at the whole plan again with each of the solver's many steps, which takes minutes.
@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "Spark"], indirect=True)
def test_recovery_days_are_those_of_the_scalar_function(engine: Engine) -> None:
    frame = engine.frame(columns(COHORT))
    found = frames.with_recovery_days(frame, basis="modelled", sex="sex", age_years="age")

    agree(engine.rows(found), [back(row | {"measures": None}) for row in COHORT], BACK)


@every_engine
def test_rows_that_cannot_be_answered_say_why(engine: Engine) -> None:
    found = engine.rows(frames.with_change(engine.frame(columns(ODD))))

    agree(found, [plain_change(row) for row in ODD], CHANGE)
    assert [known(row["reason"]) for row in found] == REASONS


@every_engine
def test_what_was_given_is_still_there(engine: Engine) -> None:
    given_frame = engine.frame(columns(ODD))
    found = frames.with_change(given_frame, prefix="ia_")

    assert type(found) is type(given_frame)
    assert engine.columns(found) == [*ODD[0], "ia_change_pct", "ia_low", "ia_high", "ia_reason"]
    for row, expected in zip(engine.rows(found), ODD, strict=True):
        assert all(row[name] == value or (is_null(row[name]) and is_null(value)) for name, value in expected.items())


@every_engine
def test_an_empty_frame_stays_empty(engine: Engine) -> None:
    frame = engine.empty(engine.frame(columns(ODD)))
    found = frames.with_change(frame)

    assert engine.rows(found) == []
    assert engine.columns(found)[-4:] == [*CHANGE, "reason"]


@every_engine
def test_strict_names_columns_values_and_rows(engine: Engine) -> None:
    with pytest.raises(ia.errors.FrameError) as caught:
        frames.with_change(engine.frame(columns(ODD)), strict=True)

    error = caught.value
    assert error.rows == len([reason for reason in REASONS if reason])
    assert error.columns == ("muscle", "exposure_kind", "exposure_days")
    assert "solius" in error.values
    assert -3.0 in error.values
    assert {one.reason: one.rows for one in error.problems} == {
        reason: REASONS.count(reason) for reason in REASONS if reason
    }


@every_engine
def test_strict_lets_pass_what_can_be_answered(engine: Engine) -> None:
    found = engine.rows(frames.with_change(engine.frame(columns(COHORT[:5])), strict=True))

    assert len(found) == 5


# ---------------------------------------------------------------- constants


@pytest.mark.parametrize("target", ["person", "group"])
@pytest.mark.parametrize("measure", ["size", "strength"])
def test_constants_hold_for_all_rows(measure: Any, target: Any) -> None:
    engine = EAGER[0]()
    found = engine.rows(
        frames.with_change(
            engine.frame({"id": [0.0, 1.0]}),
            muscle="six-pack",
            kind=ia.ExposureKind.BED_REST,
            days=21,
            measure=measure,
            target=target,
            level=0.5,
            sex="female",
            age_years=70,
            countermeasure="nutrition",
        )
    )
    one = ia.estimate_change(
        "six-pack",
        ia.Exposure("bed_rest", 21),
        measure=measure,
        target=target,
        level=0.5,
        sex="female",
        age_years=70,
        countermeasure="nutrition",
    )

    agree(found, [(one.change_pct, one.low, one.high)] * 2, CHANGE)


@pytest.mark.parametrize("given_columns", [("muscle",), ("exposure_kind",), ("exposure_days",), ("sex",), ("age",)])
def test_any_argument_may_be_the_only_column(given_columns: tuple[str, ...]) -> None:
    engine = EAGER[0]()
    one = {"muscle": "soleus", "exposure_kind": "bed_rest", "exposure_days": 30.0, "sex": "male", "age": 50.0}
    rows = [one | {name: row[name] for name in given_columns} for row in COHORT[:20]]
    asked: dict[str, Any] = {
        {"exposure_kind": "kind", "exposure_days": "days", "age": "age_years"}.get(name, name): name
        if name in given_columns
        else value
        for name, value in one.items()
    }
    frame = engine.frame(columns([{name: row[name] for name in given_columns} for row in rows]))

    agree(engine.rows(frames.with_change(frame, **asked)), [change(row) for row in rows], CHANGE)
    found = engine.rows(frames.with_recovery_days(frame, basis="modelled", **asked))
    agree(found, [back(row) for row in rows], BACK)


def test_an_own_fit_answers_too() -> None:
    engine = EAGER[0]()
    from inactivity.kinetics import Parameters, parameters

    own = Parameters.from_json(parameters().to_json())
    found = engine.rows(frames.with_change(engine.frame(columns(COHORT)), parameters=own))

    agree(found, [plain_change(row) for row in COHORT], CHANGE)


# ---------------------------------------------------------------- odd rows


@pytest.mark.parametrize("make", EAGER)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "muscle": st.none() | st.sampled_from(["soleus", "SOLEUS ", "m. soleus", "nobody", ""]) | st.text(),
                "exposure_kind": st.none() | st.sampled_from([*KINDS, "sitting", "cast"]) | st.text(),
                "exposure_days": st.none() | st.floats() | st.floats(0.01, 3650),
                "after": st.none() | st.floats() | st.floats(0, 3650),
                "sex": st.sampled_from([None, "male", "female", "Male"]),
                "age": st.none() | st.floats() | st.floats(0, 120),
                "measures": st.sampled_from([None, "none", "nutrition", "prayer"]),
            }
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=10)
def test_any_row_is_answered_or_says_why(make: Callable[[], Engine], rows: list[Row]) -> None:
    engine = make()
    types: dict[str, type] = {"exposure_days": float, "after": float, "age": float}
    frame = engine.frame(columns(rows), types)
    asked: dict[str, Any] = {"sex": "sex", "age_years": "age", "countermeasure": "measures"}
    found = engine.rows(frames.with_change(frame, recovery_days="after", **asked))

    answers = [None if is_null(row["after"]) else change(row) for row in rows]
    agree(found, answers, CHANGE)
    agree(engine.rows(frames.with_recovery_days(frame, basis="modelled", **asked)), [back(row) for row in rows], BACK)


def test_encoded_and_chunked_columns_of_polars() -> None:
    pl = pytest.importorskip("polars")
    plain = pl.DataFrame(columns(ODD), strict=False)
    encoded = plain.with_columns(pl.col("muscle", "exposure_kind").cast(pl.Categorical))
    enumerated = plain.with_columns(
        pl.col("muscle").cast(pl.Enum(plain["muscle"].drop_nulls().unique(maintain_order=True)))
    )
    chunked = pl.concat([plain[:3], plain[3:9], plain[9:]], rechunk=False)
    whole = frames.with_change(plain)

    for other in (encoded, enumerated, chunked):
        assert frames.with_change(other).select(*CHANGE, "reason").equals(whole.select(*CHANGE, "reason"))


def test_encoded_and_chunked_columns_of_pyarrow() -> None:
    pa = pytest.importorskip("pyarrow")
    plain = pa.table(columns(ODD))
    muscles, kinds = (
        pa.chunked_array([plain[name].combine_chunks().dictionary_encode()]) for name in ("muscle", "exposure_kind")
    )
    encoded = plain.set_column(1, "muscle", muscles).set_column(2, "exposure_kind", kinds)
    chunked = pa.concat_tables([plain.slice(0, 3), plain.slice(3, 6), plain.slice(9)])
    whole = frames.with_change(plain)

    for other in (encoded, chunked):
        assert frames.with_change(other).select([*CHANGE, "reason"]).equals(whole.select([*CHANGE, "reason"]))


def test_pandas_keeps_its_index_and_takes_its_own_types() -> None:
    pd = pytest.importorskip("pandas")
    plain = pd.DataFrame(columns(COHORT), index=[number // 2 for number in range(len(COHORT))])
    typed = plain.astype({"muscle": "category", "exposure_kind": "category"})
    typed["exposure_days"] = typed["exposure_days"].astype("Float64")
    whole = frames.with_change(plain)

    assert list(whole.index) == list(plain.index)
    for name in CHANGE:
        assert list(frames.with_change(typed)[name]) == list(whole[name])


def test_whole_days_and_columns_of_nothing() -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"muscle": ["soleus"], "exposure_kind": ["bed_rest"], "exposure_days": [14], "none": [None]})

    assert frames.with_change(frame)["change_pct"][0] == pytest.approx(
        ia.estimated_change_pct("soleus", ia.Exposure("bed_rest", 14))
    )
    assert frames.with_change(frame, days="none")["reason"].to_list() == ["missing days"]
    assert frames.with_change(frame, muscle="none")["reason"].to_list() == ["missing muscle"]


@pytest.mark.parametrize("make", EAGER)
def test_columns_of_nothing_but_nulls_say_so(make: Callable[[], Engine]) -> None:
    engine = make()
    names = ("muscle", "exposure_kind", "exposure_days", "sex", "age", "measures")
    types: dict[str, type] = {"exposure_days": float, "age": float}  # pandas takes nulls alone for texts
    frame = engine.frame({name: [None, None] for name in names}, types)
    found = frames.with_change(frame, sex="sex", age_years="age", countermeasure="measures")

    assert [known(row["reason"]) for row in engine.rows(found)] == ["missing muscle"] * 2


@pytest.mark.parametrize("make", EAGER)
def test_numbers_beyond_all_bounds_do_not_overflow(make: Callable[[], Engine]) -> None:
    engine = make()  # warnings are errors here: those of numpy too
    rows = [COHORT[0] | {"after": -1e239, "age": 30.0}, COHORT[0] | {"after": 1.0, "age": -1e300}]
    found = engine.rows(frames.with_change(engine.frame(columns(rows)), recovery_days="after", age_years="age"))

    assert ["recovery days must be" in found[0]["reason"], "age must be" in found[1]["reason"]] == [True, True]


# ---------------------------------------------------------------- arguments


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"muscle": "musle"}, "muscle"),
        ({"muscle": "exposure_days"}, "muscle"),
        ({"muscle": 3}, "muscle"),
        ({"kind": "lying about"}, "kind"),
        ({"days": "lenght"}, "days"),
        ({"days": "muscle"}, "days"),
        ({"days": -1}, "days"),
        ({"recovery_days": -1}, "recovery_days"),
        ({"sex": "men"}, "sex"),
        ({"age_years": 130}, "age_years"),
        ({"countermeasure": "prayer"}, "countermeasure"),
        ({"level": 1.0}, "level"),
        ({"measure": "weight"}, "measure"),
        ({"target": "me"}, "target"),
        ({"prefix": 3}, "prefix"),
        ({"parameters": 3}, "parameters"),
    ],
)
def test_a_wrong_argument_is_named(asked: dict[str, Any], name: str) -> None:
    engine = EAGER[0]()
    with pytest.raises(ia.InvalidValueError) as caught:
        frames.with_change(engine.frame(columns(ODD)), **asked)

    assert caught.value.name == name


def test_columns_are_never_overwritten() -> None:
    engine = EAGER[0]()
    once = frames.with_change(engine.frame(columns(COHORT)))
    with pytest.raises(ia.InvalidValueError, match="change_pct, low, high, reason already"):
        frames.with_change(once)

    assert engine.columns(frames.with_change(once, prefix="again_"))[-1] == "again_reason"


def test_a_kind_nothing_is_known_of_is_refused_at_once() -> None:
    engine = EAGER[0]()
    with pytest.raises(ia.NoEvidenceError):
        frames.with_change(engine.frame(columns(ODD)), kind="sitting")


def test_recovery_days_are_modelled_and_say_so() -> None:
    engine = EAGER[0]()
    with pytest.raises(ia.InvalidValueError, match="basis is 'auto'"):
        frames.with_recovery_days(engine.frame(columns(ODD)), basis="auto")  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("frame", [None, [1, 2], {"muscle": ["soleus"]}, "frame"])
def test_what_is_no_frame_is_refused(frame: Any) -> None:
    with pytest.raises(ia.InvalidValueError, match="it must be a frame"):
        frames.with_change(frame)


# ---------------------------------------------------------------- the tables, and what an import brings


@pytest.mark.parametrize("backend", ["polars", "pandas", "pyarrow", "duckdb", "dask"])
def test_packaged_tables_are_handed_over(backend: Any) -> None:
    pytest.importorskip(backend)
    import narwhals as nw

    tables = [
        frames.evidence(backend),
        frames.evidence(backend, table="arms"),
        frames.evidence(backend, table="studies"),
    ]
    sizes = [nw.from_native(one).lazy().select(nw.len()).collect().item() for one in tables]
    base = ia.evidence()

    assert sizes == [len(base.observations()), len(base.arms()), len(base.studies())]
    assert nw.from_native(frames.parameters(backend, measure="strength")).collect_schema().names()[:3] == [
        "muscle",
        "exposure_kind",
        "measure",
    ]


def test_packaged_tables_are_handed_over_to_the_active_session_of_spark() -> None:
    started("Spark")
    found = frames.parameters("pyspark").filter("muscle = 'soleus' and exposure_kind = 'bed_rest'").collect()
    from inactivity.kinetics import parameters

    cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
    assert [row["rates_slow_loss"] for row in found] == [cell.rates.slow_loss]
    for table in ("observations", "arms", "studies"):
        given_here = frames.evidence("polars", table=table)
        found = [tuple(row) for row in frames.evidence("pyspark", table=table).collect()]
        assert found == given_here.rows()


def test_spark_without_a_session_says_so() -> None:
    asked = "from inactivity import frames; frames.parameters('pyspark')"

    assert "SparkSession.builder.getOrCreate()" in run("-c", asked).stderr


def test_tables_hold_what_the_records_hold() -> None:
    pl = pytest.importorskip("polars")
    rows = frames.evidence("polars").to_dicts()
    found = frames.parameters("polars").filter(pl.col("muscle") == "soleus", pl.col("exposure_kind") == "bed_rest")
    from inactivity.kinetics import parameters

    cell = parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST)
    assert [row["change_pct"] for row in rows] == [row.change_pct for row in ia.evidence().observations()]
    assert found["amplitudes_common"].to_list() == [cell.amplitudes.common]
    assert found["rates_slow_loss"].to_list() == [cell.rates.slow_loss]
    with pytest.raises(ia.InvalidValueError, match="backend is 'excel'"):
        frames.evidence("excel")  # type: ignore[arg-type]  # wrong on purpose


def test_import_brings_narwhals_and_no_engine() -> None:
    loaded = set(python("import inactivity.frames, sys\nprint(*sys.modules)").split())

    assert "narwhals" in loaded
    assert set() == loaded & {"polars", "pandas", "pyarrow", "duckdb", "pyspark", "dask", "numpy"}


def test_without_narwhals_the_extra_is_named() -> None:
    done = run("-c", "import sys; sys.modules['narwhals'] = None; import inactivity.frames")

    assert "MissingExtraError" in done.stderr
    assert "pip install 'inactivity[frames]'" in done.stderr
