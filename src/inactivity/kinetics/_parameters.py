"""`Parameters`: what a fit found, as a table of cells from which every answer is arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import exp
from typing import Any, Literal, NamedTuple, TypeAlias

import attrs

from .._rules import Each, InstanceOf, Number, OneOf, Text, check
from ..anatomy import Muscle
from ..errors import DataError
from ..exposure import ExposureKind
from ._answers import People, person_of, personal_scale, personal_variance
from ._cell import Cell, Covariance, GroupSpread, Heterogeneity, PersonSpread, scaled, sound
from ._course import Amplitudes, Rates, share_of
from ._coverage import Coverage
from ._features import (
    AGE_UNKNOWN,
    FAMILIES,
    SHARE_OF_WOMEN,
    SHARE_OF_WOMEN_UNKNOWN,
    MeasureAsked,
    function_of,
    heterogeneity_features,
    kind_family,
    loss_time_features,
    recovery_time_features,
    scale_features,
    weighted,
)
from ._numbers import FLOATS

Row: TypeAlias = tuple[float, ...]
Method: TypeAlias = Literal["full", "fast"]

GRAND = "@"
"""The row of a muscle nothing is known of; ``"@knee_extensor"`` is that of an unknown muscle of this function."""
ANY = "*"
"""The countermeasure, or recovery condition, nothing is known of."""
CLASSES: tuple[MeasureAsked, ...] = ("size", "strength")
_CELLS = 4096
_KINDS = tuple(ExposureKind)
_MEASURE = OneOf(CLASSES)
_TABLE = Each(Each(Number()))
_TEXTS = Each(Text(), unique=True)
_NUMBERS = Each(Number())


class _Question(NamedTuple):
    row: int
    kind: ExposureKind
    measure: MeasureAsked
    countermeasure: str | None
    recovery_condition: str
    sex: str | None
    age_years: float | None


class Pool(NamedTuple):
    """The studies an estimate rests on, and what they have in common with the question.

    `scope` is "muscle" (the muscle itself, this family of exposures), "muscle in other exposures", "function" (muscles
    of its functional group) or "all".
    """

    scope: str
    studies: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Parameters:
    """What a fit found: means, covariances and times, for every muscle and kind of exposure.

    Made by ``inactivity.fitting.fit``, or read from JSON; :func:`parameters` returns the packaged ones.
    :meth:`cell` answers one question. Effects are on the log ratio to baseline [-], times are in days [days].

    Attributes
    ----------
    edition, evidence_digest : str
        The edition of the evidence fitted, and the SHA-256 of its records.
    method : str
        "full" or "fast".
    fitted_with : tuple of str
        What fitted them, with versions.
    seed : int
        Given to the fit. The method draws no random numbers; it is kept with the result.
    observations, campaigns : int
        How many were fitted.
    measures : tuple of str
        What answers about size and about strength are for: muscle volume and isometric strength, or, where none of
        these was fitted, the measure that most was printed of.
    psi : tuple of str
        Names of the scales, times and shares.
    psi_values : tuple of float
        Their values (times as logarithms, shares as logits). [-]
    muscles : tuple of str
        A row each: ids of muscles, then ``"@function"`` for what is not among them, then ``"@"``.
    amplitudes : tuple of tuple of float
        A row a muscle: for each family of kinds mean, variance, covariance with the fast effect of size and of
        strength. [-]
    recovery_times : tuple of float
        A number a muscle: the logarithm of its slow recovery time, relative. [-]
    recovery_time_variances : tuple of float
        A number a muscle: how well the logarithm of its slow recovery time is known, up and about after bed rest. [-]
    countermeasures : tuple of str
        Those fitted, and ``"*"`` for any other.
    increments : tuple of tuple of float
        A row a muscle: for each countermeasure mean, variance, and covariance with the effect of bed rest. [-]
    fast : tuple of tuple of float
        A row a family: for size and strength mean and variance of the fast effect. [-]
    conditions : tuple of str
        Recovery conditions fitted, and ``"*"`` for any other.
    levels : tuple of tuple of float
        A row a family: for each condition mean and variance of the level it settles at. [-]
    scale_variances : tuple of tuple of float
        A row an exposure kind: for size and strength the variance of the logarithm of the scale, and its covariance
        with the effects of the share of women and of age. [-]
    scale_covariance : tuple of float
        Variance of the effect of the share of women, covariance with that of age, variance of that of age. [-]
    patients : tuple of float
        For each exposure kind, the share of its observations that are of patients. [-]
    heterogeneity : tuple of float
        Variances between campaigns and arms, of the common, fast, level and speed courses. [-]
    spread : tuple of tuple of float
        For size and strength, variances between people: reached at onset, and at the full dose. [-]
    group_spread : tuple of tuple of float
        The same for the measured means of groups of nine people. [-]
    coverage : tuple of Coverage
        What the evidence has studied.
    studies : tuple of str
        Ids of the studies fitted.
    sources : tuple of tuple of int
        A row a muscle: pairs of a family and class (2 x family + class) and a study that has it.

    Examples
    --------
    >>> from inactivity.kinetics import parameters
    >>> parameters().method
    'full'
    """

    edition: str = attrs.field(validator=Text())
    evidence_digest: str = attrs.field(validator=Text("[0-9a-f]{64}", "a SHA-256 in hexadecimal"))
    method: Method = attrs.field(validator=OneOf(("full", "fast")))
    fitted_with: tuple[str, ...] = attrs.field(validator=_TEXTS)
    seed: int = attrs.field(default=0, validator=Number(whole=True))
    observations: int = attrs.field(validator=Number(least=1, whole=True))
    campaigns: int = attrs.field(validator=Number(least=1, whole=True))
    measures: tuple[str, ...] = attrs.field(validator=_TEXTS)
    psi: tuple[str, ...] = attrs.field(validator=_TEXTS)
    psi_values: Row = attrs.field(validator=_NUMBERS)
    muscles: tuple[str, ...] = attrs.field(validator=_TEXTS)
    amplitudes: tuple[Row, ...] = attrs.field(validator=_TABLE)
    recovery_times: Row = attrs.field(validator=_NUMBERS)
    recovery_time_variances: Row = attrs.field(validator=_NUMBERS)
    countermeasures: tuple[str, ...] = attrs.field(validator=_TEXTS)
    increments: tuple[Row, ...] = attrs.field(validator=_TABLE)
    fast: tuple[Row, ...] = attrs.field(validator=_TABLE)
    conditions: tuple[str, ...] = attrs.field(validator=_TEXTS)
    levels: tuple[Row, ...] = attrs.field(validator=_TABLE)
    scale_variances: tuple[Row, ...] = attrs.field(validator=_TABLE)
    scale_covariance: Row = attrs.field(validator=_NUMBERS)
    patients: Row = attrs.field(validator=_NUMBERS)
    heterogeneity: Row = attrs.field(validator=_NUMBERS)
    spread: tuple[Row, ...] = attrs.field(validator=_TABLE)
    group_spread: tuple[Row, ...] = attrs.field(validator=_TABLE)
    coverage: tuple[Coverage, ...] = attrs.field(validator=Each(InstanceOf(Coverage)))
    studies: tuple[str, ...] = attrs.field(validator=_TEXTS)
    sources: tuple[tuple[int, ...], ...] = attrs.field(validator=Each(Each(Number(least=0, whole=True))))

    @cached_property
    def _made(self) -> dict[_Question, Cell]:
        return {}

    @cached_property
    def memo(self) -> dict[object, Any]:
        """Room for what is worked out from these parameters, by whoever works it out; it changes no answer."""
        return {}

    @cached_property
    def _values(self) -> dict[str, float]:
        return dict(zip(self.psi, self.psi_values, strict=True))

    # ---------------------------------------------------------------- answering

    def cell(
        self,
        muscle: Muscle,
        kind: ExposureKind,
        *,
        measure: MeasureAsked = "size",
        countermeasure: str | None = None,
        recovery_condition: str = "reambulation",
        sex: str | None = None,
        age_years: float | None = None,
    ) -> Cell:
        """Return the model for one question; asked again, the same object.

        A muscle, countermeasure or condition that was not fitted is answered from its functional group and from
        everything, with the wider variance that follows; ``coverage`` says what was studied.

        Parameters
        ----------
        muscle : Muscle
            Of which muscle or group.
        kind : ExposureKind
            In which kind of exposure.
        measure : {"size", "strength"}
            Muscle volume, or isometric strength, if any was fitted: see ``measures``.
        countermeasure : str, optional
            What is done against the loss; "none" and None are nothing.
        recovery_condition : str
            What is done after it.
        sex : {"male", "female"}, optional
            Of whom; anything else is a mixture with a quarter of women.
        age_years : float, optional
            Of whom; 35 if left out. [years]

        Raises
        ------
        InvalidValueError
            If `measure` is neither of its words.

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> parameters().cell(ia.muscle("soleus"), ia.ExposureKind.BED_REST).amplitudes.common < 0
        True
        """
        asked = _Question(self.row_of(muscle), kind, measure, countermeasure, recovery_condition, sex, age_years)
        found = self._made.get(asked)
        if found is None:
            check(_MEASURE, "measure", measure)
            if len(self._made) >= _CELLS:  # ages are many: start again rather than grow for ever
                self._made.clear()
            found = self._made[asked] = self._cell(asked)
        return found

    def _cell(self, asked: _Question) -> Cell:
        row, kind, measure, countermeasure, condition, sex, age = asked
        values = self._values
        number, place, column = _KINDS.index(kind), FAMILIES.index(kind_family(kind)), CLASSES.index(measure)
        strength = float(measure == "strength")
        method = self.measures[column]
        mixture = {} if countermeasure is None or countermeasure == "none" else {countermeasure: 1.0}
        share, years = person_of(SHARE_OF_WOMEN.get(sex, SHARE_OF_WOMEN_UNKNOWN), AGE_UNKNOWN if age is None else age)
        people = self.people(kind, measure)
        patients = self.patients[number]
        features = scale_features(
            method, kind, mixture, share=SHARE_OF_WOMEN_UNKNOWN, age=AGE_UNKNOWN, patients=patients
        )
        scale = exp(weighted(features, values))

        common, known, *with_fast = self.amplitudes[row][4 * place : 4 * place + 4]
        for name in mixture:
            at = 3 * self.countermeasures.index(name if name in self.countermeasures else ANY)
            gained, spread, shared = self.increments[row][at : at + 3]
            common, known = common + gained, max(known + spread + 2.0 * shared, 0.0)
        fast, fast_known = self.fast[place][2 * column : 2 * column + 2]
        at = 2 * self.conditions.index(condition if condition in self.conditions else ANY)
        level, level_known = self.levels[place][at : at + 2]

        rates = self._rates(strength, kind, condition, mixture, self.recovery_times[row])
        squared = scale * scale
        between = exp(2.0 * weighted(heterogeneity_features(method, kind), values))
        cell = Cell(
            amplitudes=sound(Amplitudes(scale * common, scale * fast, scale * level), rates),
            rates=rates,
            covariance=Covariance(
                squared * known, squared * fast_known, squared * level_known, squared * with_fast[column], 0.0, 0.0
            ),
            relative_variance=personal_variance(people, share, years, FLOATS),
            heterogeneity=Heterogeneity(*(between * variance for variance in self.heterogeneity)),
            person=PersonSpread(*self.spread[column]),
            group=GroupSpread(*self.group_spread[column]),
            time_variance=self.recovery_time_variances[row],
        )
        return scaled(cell, personal_scale(people, share, years, FLOATS))

    def people(self, kind: ExposureKind, measure: MeasureAsked) -> People:
        """Return how sex and age change the scale of the response, and how well that is known.

        Parameters
        ----------
        kind : ExposureKind
            In which kind of exposure.
        measure : {"size", "strength"}
            Of what.

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> parameters().people(ia.ExposureKind.BED_REST, "size").base > 0
        True
        """
        column = 3 * CLASSES.index(measure)
        known = self.scale_variances[_KINDS.index(kind)][column : column + 3]
        effects = (self._values.get(name, 0.0) for name in ("share", "age"))
        return People(*effects, *known, *self.scale_covariance)

    def _rates(self, strength: float, kind: str, condition: str, mixture: Mapping[str, float], slower: float) -> Rates:
        values = self._values
        slow_loss = values["log_tau_slow"] + weighted(loss_time_features(strength, kind), values)
        features = recovery_time_features(strength, kind, condition, mixture)
        return Rates(
            fast_loss=exp(values["log_tau_fast"]),
            slow_loss=exp(slow_loss),
            fast_recovery=exp(values["log_tau_fast_rec"]),
            slow_recovery=exp(values["log_tau_slow_rec"] + slower + weighted(features, values)),
            fast_share=share_of(values["logit_fast"] + values["fast_strength"] * strength, exp),
            rebound=share_of(values["logit_rebound"] + values["rebound_strength"] * strength, exp),
        )

    def row_of(self, muscle: Muscle) -> int:
        """Return the row that answers for a muscle: its own, or that of its function.

        Parameters
        ----------
        muscle : Muscle
            The muscle or group.

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> parameters().muscles[parameters().row_of(ia.muscle("soleus"))]
        'soleus'
        """
        names = self.muscles
        for name in (muscle.id, f"@{function_of(muscle)}"):
            if name in names:
                return names.index(name)
        return names.index(GRAND)

    # ---------------------------------------------------------------- what it rests on

    def covered(self, kind: ExposureKind, measure: MeasureAsked) -> Coverage | None:
        """Return what was studied of a family of exposures and a measure; None if nothing was.

        Parameters
        ----------
        kind : ExposureKind
            Of which family.
        measure : {"size", "strength"}
            Of what.

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> parameters().covered(ia.ExposureKind.DRY_IMMERSION, "size").family
        'bed_rest'
        >>> parameters().covered(ia.ExposureKind.SITTING, "size") is None
        True
        """
        family = kind_family(kind)
        return next((row for row in self.coverage if (row.family, row.measure) == (family, measure)), None)

    def pooled(self, muscle: Muscle, kind: ExposureKind, measure: MeasureAsked) -> Pool:
        """Return the studies that stand behind an answer: the muscle's own, else those of its functional group.

        Parameters
        ----------
        muscle : Muscle
            Of which muscle or group.
        kind : ExposureKind
            In which kind of exposure.
        measure : {"size", "strength"}
            Of what.

        Examples
        --------
        >>> import inactivity as ia
        >>> from inactivity.kinetics import parameters
        >>> parameters().pooled(ia.muscle("soleus"), ia.ExposureKind.BED_REST, "size").scope
        'muscle'
        """
        wanted = 2 * FAMILIES.index(kind_family(kind)) + CLASSES.index(measure)
        column = CLASSES.index(measure)
        rows = {name: row for row, name in enumerate(self.muscles)}
        for scope, name in (("muscle", muscle.id), ("function", f"@{function_of(muscle)}"), ("all", GRAND)):
            pairs = self.sources[rows[name]] if name in rows else ()
            cells = list(zip(pairs[::2], pairs[1::2], strict=True))
            own = [study for cell, study in cells if cell == wanted]
            if own:
                return Pool(scope, tuple(self.studies[study] for study in own))
            related = dict.fromkeys(study for cell, study in cells if cell % 2 == column)
            if related and scope == "muscle":
                return Pool("muscle in other exposures", tuple(self.studies[study] for study in related))
        pairs = self.sources[rows[GRAND]]
        return Pool("all", tuple(self.studies[study] for study in dict.fromkeys(pairs[1::2])))

    # ---------------------------------------------------------------- files

    def to_json(self) -> str:
        """Return the parameters as JSON text, a line a row; :meth:`from_json` takes it back.

        Examples
        --------
        >>> from inactivity.kinetics import Parameters, parameters
        >>> Parameters.from_json(parameters().to_json()) == parameters()
        True
        """
        from ._packaged import as_json  # noqa: PLC0415 - reads and writes these very records

        return as_json(self)

    @classmethod
    def from_json(cls, text: str) -> Parameters:
        """Return the parameters in a JSON text.

        Parameters
        ----------
        text : str
            Written by :meth:`to_json`.

        Raises
        ------
        DataError
            If `text` is not JSON, or anything in it is wrong; every problem is in ``problems``.

        Examples
        --------
        >>> from inactivity.kinetics import Parameters, parameters
        >>> Parameters.from_json(parameters().to_json()).edition == parameters().edition
        True
        """
        import json  # noqa: PLC0415 - not needed by `import inactivity`

        from .._structuring import structure  # noqa: PLC0415 - brings cattrs, which the packaged ones do without

        try:
            data = json.loads(text)
        except (TypeError, ValueError, RecursionError) as error:
            raise DataError(cls.__name__, (f"cannot be read as JSON: {error}",)) from error
        return structure(data, cls, cls.__name__)
