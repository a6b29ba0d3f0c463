"""`estimate_recovery`: how long until a muscle is back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import attrs

from .._rules import WITHIN_PCT, InstanceOf, OneOf, as_float, check
from ..anatomy import Muscle
from ..errors import NoEvidenceError
from ..evidence import Evidence, Observation, evidence
from ..exposure import Exposure, RecoveryCondition
from ._asking import Asked, MeasureClassAsked, SexAsked, Target, asked, exposure_asked
from ._cautions import cautions
from ._choosing import Question, choose, conflicts, distance, nearest
from ._estimate import RecoveryEstimate
from ._observed import returns

if TYPE_CHECKING:
    from ..kinetics import Parameters

Basis: TypeAlias = Literal["auto", "observed", "modelled"]

_BASIS = OneOf(get_args(Basis))
_EVIDENCE = InstanceOf(Evidence)
_REMEMBERED = 4096


def estimate_recovery(
    muscle: str | Muscle,
    exposure: Exposure | None = None,
    *,
    measure: MeasureClassAsked = "size",
    target: Target = "person",
    level: float = 0.9,
    within_pct: float = 2.0,
    age_years: float | None = None,
    sex: SexAsked | None = None,
    countermeasure: str | None = None,
    recovery_condition: RecoveryCondition = "reambulation",
    basis: Basis = "auto",
    parameters: Parameters | None = None,
    evidence: Evidence | None = None,
) -> RecoveryEstimate:
    """Estimate how long a muscle takes to come back after an exposure.

    If a group was observed back after an exposure of the same kind and length, the answer is that observation: the
    scan by which the group was back at baseline. Where several were, the one nearest to the question answers
    (countermeasure, days of the exposure, recovery condition, sex; then the surer reading, the better measure, the
    larger group), and those that contradict it are named in ``cautions``. Else the model answers.

    Parameters
    ----------
    muscle : str or Muscle
        A muscle or group by any name. A group without observations of its own answers from its members, by
        the slowest of them, and says so.
    exposure : Exposure, optional
        What the muscle went through; `REFERENCE_EXPOSURE`, 56 days of bed rest, if left out.
    measure : {"size", "strength"}
        Recovery of what.
    target : {"person", "group"}
        Whom the interval should be for. Observations are of groups: an answer for a person says that it is not.
    level : float
        Level of the interval, between 0 and 1. [-]
    within_pct : float
        How near to baseline counts as back, above 0 and at most 100. [%]
    age_years : float, optional
        Age of the person or group, 0 to 120. [years]
    sex : {"male", "female"}, optional
        Sex of the person or group.
    countermeasure : str, optional
        What was done against the loss ("resistance_exercise" ...); nothing if left out.
    recovery_condition : {"reambulation", "rehabilitation", "supervised_training", "unknown"}
        What is done after the exposure.
    basis : {"auto", "observed", "modelled"}
        "auto" takes a return observed after an exposure of the same kind, of days within a quarter of those asked for
        and without another countermeasure, if there is one, else the model; and the model, too, where people of the
        same study nearer in `age_years` or `sex` were seen otherwise. "observed" takes the nearest there is, and says how far
        it is; "modelled" takes the model.
    parameters : Parameters, optional
        Your own fit instead of the packaged one; "auto" then takes the model unless `evidence` is given too.
    evidence : Evidence, optional
        Your own evidence instead of the packaged; nothing is modelled then unless you give its `parameters` too.

    Returns
    -------
    RecoveryEstimate

    Raises
    ------
    UnknownMuscleError
        If no muscle goes by this name.
    InvalidValueError
        If another argument breaks its rule.
    NoEvidenceError
        If nothing answers: no group was observed back (what can be answered is in ``nearest``), or the model expects
        the muscle to settle further from baseline than `within_pct`.

    References
    ----------
    .. [1] Hides et al. (2007), study id ``hides2007``, :doi:`10.1097/brs.0b013e318074c386`. Answers for the psoas
       major, the multifidus and the abdominal muscles after 56 days of bed rest.
    .. [2] Belavy et al. (2008), study id ``belavy2008``, :doi:`10.1097/brs.0b013e3181657f98`. Contradicts it for the
       multifidus.
    .. [3] The ``studies`` of each estimate; :func:`inactivity.cite` has them in full.

    Examples
    --------
    >>> import inactivity as ia
    >>> psoas = ia.estimate_recovery("psoas")
    >>> psoas.days, psoas.low, psoas.high, psoas.studies
    (28.0, 28.0, 180.0, ('hides2007',))
    >>> ia.estimate_recovery("multifidus").cautions[0]
    'belavy2008 (same campaign) contradicts this: still away from baseline on recovery day 90.'
    """
    base = _packaged() if evidence is None else evidence
    check(_EVIDENCE, "evidence", base, "Make one with Evidence.from_records or Evidence.from_toml.")
    found = base.muscle(muscle)
    exposure = exposure_asked(exposure)
    shared = asked(
        measure=measure,
        target=target,
        level=level,
        age_years=age_years,
        sex=sex,
        countermeasure=countermeasure,
        recovery_condition=recovery_condition,
    )
    check(_BASIS, "basis", basis)
    check(WITHIN_PCT, "within_pct", within_pct := as_float(within_pct))
    if countermeasure is not None or parameters is not None:
        _check_fit(parameters, countermeasure, base)
    own_evidence, own_fit = evidence is not None, parameters is not None
    has_model = own_fit or not own_evidence
    if basis == "modelled" or (basis == "auto" and own_fit and not own_evidence):
        return _modelled(base, found, exposure, shared, within_pct=within_pct, parameters=parameters)
    question = Question(exposure, *shared, within_pct, near_only=basis == "auto", has_model=has_model)
    answer = _answer(base, found, question)
    if answer is not None:
        return answer
    if basis == "observed" or not has_model or not exposure.kind.is_modelled:
        raise NoEvidenceError(*nearest(base, found, question))
    return _modelled(base, found, exposure, shared, within_pct=within_pct, parameters=parameters)


def _check_fit(parameters: Parameters | None, countermeasure: str | None, base: Evidence) -> None:
    from ._modelling import fit_asked  # noqa: PLC0415 - an observed answer does without the model

    fit_asked(parameters, countermeasure, base)


def _modelled(
    base: Evidence,
    muscle: Muscle,
    exposure: Exposure,
    question: Asked,
    *,
    within_pct: float,
    parameters: Parameters | None,
) -> RecoveryEstimate:
    from ._modelled import modelled  # noqa: PLC0415 - an observed answer does without the model

    return modelled(base, muscle, exposure, question, within_pct=within_pct, parameters=parameters)


def estimated_recovery_days(
    muscle: str | Muscle,
    exposure: Exposure | None = None,
    *,
    measure: MeasureClassAsked = "size",
    target: Target = "person",
    level: float = 0.9,
    within_pct: float = 2.0,
    age_years: float | None = None,
    sex: SexAsked | None = None,
    countermeasure: str | None = None,
    recovery_condition: RecoveryCondition = "reambulation",
    basis: Basis = "auto",
    parameters: Parameters | None = None,
    evidence: Evidence | None = None,
) -> float:
    """Estimate the days a muscle takes to come back after an exposure: the ``days`` of :func:`estimate_recovery`.

    Parameters
    ----------
    muscle, exposure, measure, target, level, within_pct, age_years, sex, countermeasure, recovery_condition, \
basis, parameters, evidence
        As for :func:`estimate_recovery`.

    Returns
    -------
    float
        Recovery days. [days]

    Raises
    ------
    UnknownMuscleError, InvalidValueError, NoEvidenceError
        As :func:`estimate_recovery`.

    References
    ----------
    .. [1] Hides et al. (2007), study id ``hides2007``, :doi:`10.1097/brs.0b013e318074c386`.
    .. [2] Belavy et al. (2008), study id ``belavy2008``, :doi:`10.1097/brs.0b013e3181657f98`. Contradicts it for the
       multifidus.
    .. [3] The ``studies`` of :func:`estimate_recovery`.

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.estimated_recovery_days("psoas")
    28.0
    >>> ia.estimated_recovery_days("multifidus")
    4.0
    """
    return estimate_recovery(
        muscle,
        exposure,
        measure=measure,
        target=target,
        level=level,
        within_pct=within_pct,
        age_years=age_years,
        sex=sex,
        countermeasure=countermeasure,
        recovery_condition=recovery_condition,
        basis=basis,
        parameters=parameters,
        evidence=evidence,
    ).days


def _packaged() -> Evidence:
    return evidence()


def _answer(base: Evidence, muscle: Muscle, question: Question) -> RecoveryEstimate | None:
    """Answer from what was worked out before, None included; answers live as long as the evidence they come from."""
    known: dict[object, RecoveryEstimate | None] = base.memo
    key = muscle, question
    if key not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[key] = _work_out(base, muscle, question)
    return known[key]


def _work_out(base: Evidence, muscle: Muscle, question: Question) -> RecoveryEstimate | None:
    own = _own_answer(base, muscle, question)
    if own is not None and _distance(own, question) == (0, 0):
        return own
    answers: list[RecoveryEstimate] = []
    silent: list[str] = []
    # Strength is of a function: a group of several has none of its own that its members could answer for.
    for name in () if question.measure == "strength" and muscle.function == "mixed" else muscle.members:
        answer = _answer(base, base.muscle(name), question)
        if answer is None:
            silent.append(name)
        else:
            answers.append(answer)
    # A group answers from its members only where they all fit the question better than its own observations do.
    if own is not None and not (
        answers and max(_distance(answer, question) for answer in answers) < _distance(own, question)
    ):
        return own
    if not answers or (silent and question.near_only and question.has_model):
        return None  # the model knows every member
    return _of_group(base, muscle, question, answers, silent)


def _distance(estimate: RecoveryEstimate, question: Question) -> tuple[float, float]:
    return distance(question.exposure, estimate.exposure)


def _own_answer(base: Evidence, muscle: Muscle, question: Question) -> RecoveryEstimate | None:
    found = returns(base, muscle.id, question.measure, question.within_pct)
    chosen = choose(found, question)
    if chosen is None or chosen.high is None:
        return None
    rows = (chosen.seen,) if chosen.last_away in (None, chosen.seen) else (chosen.last_away, chosen.seen)
    return RecoveryEstimate(
        muscle=muscle.id,
        muscle_name=muscle.name,
        measure=question.measure,
        exposure=chosen.exposure,
        days=chosen.days,
        low=chosen.low,
        high=chosen.high,
        level=question.level,
        within_pct=question.within_pct,
        recovery_condition=chosen.arm.recovery_condition,
        studies=(chosen.arm.study_id,),
        references=(base.study(chosen.arm.study_id).short_reference,),
        n_subjects=chosen.n,
        cautions=(
            *conflicts(found, question, chosen.exposure, (chosen.low, chosen.high), chosen),
            *cautions(chosen, question),
        ),
        observations=rows,
        edition=base.edition,
    )


def _of_group(
    base: Evidence, muscle: Muscle, question: Question, answers: list[RecoveryEstimate], silent: list[str]
) -> RecoveryEstimate:
    """Answer for a group: it is back when the slowest of its members is."""
    slowest = max(answers, key=lambda answer: (answer.days, answer.high, answer.low))
    interval = max(answer.low for answer in answers), max(answer.high for answer in answers)
    studies = tuple(dict.fromkeys(study for answer in answers for study in answer.studies))
    rows = tuple(dict.fromkeys(row for answer in answers for row in answer.observations))
    # What was seen of the group itself may contradict what its members add up to.
    own = conflicts(
        returns(base, muscle.id, question.measure, question.within_pct), question, slowest.exposure, interval
    )
    return attrs.evolve(
        slowest,
        muscle=muscle.id,
        muscle_name=muscle.name,
        low=interval[0],
        high=interval[1],
        studies=studies,
        references=tuple(base.study(study).short_reference for study in studies),
        n_subjects=_people(base, rows),
        cautions=(*own, *_said(base, answers, silent, slowest), *slowest.cautions),
        observations=rows,
    )


def _said(
    base: Evidence, answers: list[RecoveryEstimate], silent: list[str], slowest: RecoveryEstimate
) -> Iterator[str]:
    days = ", ".join(f"{answer.muscle_name} {answer.days:g}" for answer in answers)
    yield f"Answered from members, by the slowest, in days: {days}."
    if silent:
        yield f"No observed return for {', '.join(base.muscle(name).name for name in silent)}."
    exposures = dict.fromkeys(str(answer.exposure) for answer in answers)
    if len(exposures) > 1:
        yield f"The members were observed after different exposures: {', '.join(exposures)}."
    last = max(answers, key=lambda answer: answer.high)
    if last.high > slowest.days and last is not slowest:
        yield f"{last.muscle_name[:1].upper()}{last.muscle_name[1:]} is only known to be back by day {last.high:g}."
    if any(set(answer.cautions) - set(slowest.cautions) for answer in answers):
        yield f"What follows is said of {slowest.muscle_name}; the others carry cautions of their own."


def _people(base: Evidence, rows: Iterable[Observation]) -> int | None:
    """Count the people behind the rows: papers of one campaign share volunteers, who count once."""
    largest: dict[str, int] = {}
    for row in rows:
        n = row.n or base.arm(row.study_id, row.arm_id).n
        if n is None:
            return None
        campaign = base.study(row.study_id).campaign
        largest[campaign] = max(n, largest.get(campaign, 0))
    return sum(largest.values())
