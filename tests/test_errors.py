"""The errors: what they are, what they are made of, what they say, and that they travel."""

import copy
import pickle
from types import SimpleNamespace

import pytest

import inactivity as ia
from inactivity import errors
from inactivity.errors import InactivityError

ALL = [
    errors.InactivityError("anything"),
    errors.InvalidValueError("days", -3, "above 0", "Write 3."),
    errors.DataError("ours.toml", ("arms[0].n: 0 is not a whole number at least 1",)),
    errors.EvidenceDataError("ours.toml", ("one", "two")),
    errors.RecordsDataError("day.csv", ("day.csv:7: bad time: 'soon'; it must be a number of days; skipped",)),
    errors.WrongFormatError("day.csv", "a PDF document", "an activPAL events CSV"),
    errors.UnknownNameError("x"),
    errors.UnknownMuscleError("solius", ("soleus",)),
    errors.UnknownExposureKindError("bad rest", ("bed_rest",)),
    errors.UnknownStudyError("hides2008", ("hides2007",)),
    errors.UnknownCampaignError("berlin", ("berlin_bbr1",)),
    errors.UnknownClaimError("sitting"),
    errors.UnknownDefinitionError("sbrn", ("sbrn2017",)),
    errors.NoEvidenceError("recovery of x", "Nobody looked.", ia.available_estimates("psoas")),
    errors.MissingExtraError("inactivity.fitting", "fitting", "numpy"),
    errors.FrameError((SimpleNamespace(reason="unknown muscle", column="muscle", values=("solius",), rows=2),)),
]


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (ia.InvalidValueError, ValueError),
        (ia.DataError, ValueError),
        (ia.EvidenceDataError, ia.DataError),
        (errors.RecordsDataError, ia.DataError),
        (errors.WrongFormatError, errors.RecordsDataError),
        (ia.UnknownNameError, LookupError),
        (ia.UnknownMuscleError, ia.UnknownNameError),
        (ia.UnknownExposureKindError, ia.UnknownNameError),
        (ia.UnknownStudyError, ia.UnknownNameError),
        (ia.UnknownClaimError, ia.UnknownNameError),
        (errors.UnknownCampaignError, ia.UnknownNameError),
        (errors.UnknownDefinitionError, ia.UnknownNameError),
        (ia.NoEvidenceError, LookupError),
        (ia.FrameError, ValueError),
        (ia.MissingExtraError, ImportError),
    ],
)
def test_each_error_is_ours_and_a_fitting_builtin(error: type[Exception], builtin: type[Exception]) -> None:
    assert issubclass(error, InactivityError)
    assert issubclass(error, builtin)


def test_page_of_errors_draws_every_one() -> None:
    page = errors.__doc__ or ""

    assert {type(error).__name__ for error in ALL} == {
        name for name, found in vars(errors).items() if isinstance(found, type) and issubclass(found, Exception)
    }
    assert all(type(error).__name__ in page for error in ALL)


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_errors_are_the_same_after_pickle_and_copy(error: InactivityError) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):  # noqa: S301 - our own
        assert type(twin) is type(error)
        assert vars(twin) == vars(error)
        assert (twin.args, str(twin)) == (error.args, str(error))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ALL[1], "days is -3; it must be above 0. Write 3."),
        (errors.InvalidValueError("days", "14", "a number"), "days is '14'; it must be a number."),
        (
            ALL[2],
            "ours.toml: 1 problem; nothing was loaded.\n  arms[0].n: 0 is not a whole number at least 1",
        ),
        (ALL[3], "ours.toml: 2 problems; nothing was loaded.\n  one\n  two"),
        (
            ALL[4],
            (
                "day.csv: 1 problem; read to its end, and strict.\n"
                "  day.csv:7: bad time: 'soon'; it must be a number of days; skipped"
            ),
        ),
        (ALL[5], "day.csv: found a PDF document; expected an activPAL events CSV."),
        (ALL[6], "unknown name 'x'."),
        (ALL[7], "unknown muscle 'solius'. Did you mean soleus? List them with inactivity.muscles()."),
        (
            ALL[8],
            "unknown exposure kind 'bad rest'. Did you mean bed_rest? List them with list(inactivity.ExposureKind).",
        ),
        (
            ALL[9],
            (
                "unknown study 'hides2008'. Did you mean hides2007? List them with inactivity.evidence().studies(); for "
                "a study of your own, pass evidence=."
            ),
        ),
        (
            ALL[10],
            "unknown campaign 'berlin'. Did you mean berlin_bbr1? List them with inactivity.evidence().campaigns().",
        ),
        (ALL[11], "unknown claim 'sitting'. List them with inactivity.claims()."),
        (
            ALL[12],
            "unknown definition 'sbrn'. Did you mean sbrn2017? List them with inactivity.records.definitions().",
        ),
        (
            ALL[13],
            (
                "no evidence answers: recovery of x. Nobody looked. Nearest that can be answered: size of psoas major "
                "after 56 days of bed rest (hides2007)."
            ),
        ),
        (
            ALL[14],
            "inactivity.fitting needs numpy, which is not installed: pip install 'inactivity[fitting]'.",
        ),
        (
            ALL[15],
            (
                "2 rows cannot be answered; strict=False gives them a reason.\n"
                "  unknown muscle: 'solius' in column muscle (2 rows)"
            ),
        ),
    ],
)
def test_message_says_what_the_value_the_rule_and_the_next_step(error: InactivityError, message: str) -> None:
    assert str(error) == message


def test_long_values_are_cut_in_messages_and_kept_in_parts() -> None:
    error = errors.InvalidValueError("name", "x" * 1000, "short")

    assert str(error) == f"name is '{'x' * 78}…; it must be short."
    assert error.value == "x" * 1000


def test_value_that_cannot_be_shown_still_gives_a_message() -> None:
    class Mute:
        def __repr__(self) -> str:
            raise RuntimeError

    assert str(errors.UnknownNameError(Mute())) == "unknown name <Mute whose repr raised RuntimeError>."
