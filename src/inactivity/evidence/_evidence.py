"""`Evidence`: the immutable, indexed, filterable table of studies, arms and observations."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sized
from typing import TYPE_CHECKING

import attrs

from .._narrowing import is_rows
from .._rules import Each, InstanceOf, OneOf, Text, as_path, check, check_given
from .._tables import Table, table_of
from ..anatomy import Muscle
from ..errors import InvalidValueError
from ..exposure import ExposureKind
from ._lookups import Lookups
from ._records import Arm, Observation, Study
from ._vocabulary import CONFIDENCES, MEASURES, Confidence, Measure, MeasureClass, Phase

if TYPE_CHECKING:
    from ._loading import Records
    from ._rates import Rate
    from ._summaries import EvidenceCount, EvidenceRecords, Tally

_PHASES = OneOf(("exposure", "recovery"))
_MEASURES = OneOf((*dict.fromkeys(("size", "strength", *MEASURES)),))
_TABLE = InstanceOf(Table)
_CONFIDENCES = OneOf(CONFIDENCES)


@attrs.frozen(repr=False, slots=False)
class Evidence(Lookups):
    """Studies, arms and observations, checked and indexed. Immutable; filters return tuples of records.

    Made by :func:`evidence` (the packaged one), :meth:`from_records` or :meth:`from_toml` (your own).

    Examples
    --------
    >>> import inactivity as ia
    >>> ia.evidence()
    <Evidence 2026.11: 244 studies in 183 campaigns, 368 arms, 1907 observations>
    >>> [(o.study_id, o.day, o.outcome) for o in ia.evidence().observations(muscle="psoas", phase="recovery")][-2:]
    [('hides2007', 28.0, 'returned_to_baseline'), ('hides2011', 14.0, 'above_baseline')]
    """

    edition: str = attrs.field(validator=Text())
    _studies: Table[Study] = attrs.field(hash=False, validator=_TABLE)
    _arms: Table[Arm] = attrs.field(hash=False, validator=_TABLE)
    _observations: Table[Observation] = attrs.field(hash=False, validator=_TABLE)
    _rates: Table[Rate] = attrs.field(hash=False, validator=_TABLE)
    _muscles: tuple[Muscle, ...] = attrs.field(default=(), validator=Each(InstanceOf(Muscle)))

    # ---------------------------------------------------------------- ways in

    @classmethod
    def from_records(
        cls,
        studies: Iterable[Mapping[str, object] | Study],
        arms: Iterable[Mapping[str, object] | Arm],
        observations: Iterable[Mapping[str, object] | Observation],
        rates: Iterable[Mapping[str, object] | Rate] = (),
        muscles: Iterable[Mapping[str, object] | Muscle] = (),
        *,
        edition: str = "own",
    ) -> Evidence:
        """Return your own studies as evidence.

        Parameters
        ----------
        studies, arms, observations, rates : iterable of dict or record
            One row each, with the fields of :class:`Study`, :class:`Arm`, :class:`Observation` and
            :class:`Rate`. A field left out, or None, is not known. Changes in per cent of the arm's own
            baseline, negative for a loss [%]; days [days].
        muscles : iterable of dict or Muscle
            Muscles that the observations name and the atlas lacks.
        edition : str
            What to call this state of the numbers.

        Raises
        ------
        EvidenceDataError
            If anything is wrong; every problem is in ``problems``, and nothing was loaded.

        Examples
        --------
        >>> import inactivity as ia
        >>> own = ia.Evidence.from_records(
        ...     studies=[{"study_id": "ours2026", "campaign": "ours2026", "doi": "10.1000/ours"}],
        ...     arms=[{"study_id": "ours2026", "arm_id": "cast", "exposure_kind": "limb_cast", "exposure_days": 14}],
        ...     observations=[
        ...         {
        ...             "study_id": "ours2026",
        ...             "arm_id": "cast",
        ...             "muscle": "soleus",
        ...             "measure": "csa",
        ...             "phase": "exposure",
        ...             "day": 14,
        ...             "change_pct": -7.5,
        ...             "locator": "Table 2",
        ...             "derivation": "printed",
        ...             "confidence": "high",
        ...             "source": "table_page",
        ...         }
        ...     ],
        ... )
        >>> own.observations(muscle="soleus")[0].change_pct
        -7.5
        """
        from . import _loading  # noqa: PLC0415 - brings cattrs, which the packaged evidence does without

        check(Text(), "edition", edition)
        tables = {"studies": studies, "arms": arms, "observations": observations, "rates": rates, "muscles": muscles}
        return cls._of(_loading.from_dicts(**tables), edition)

    @classmethod
    def from_toml(cls, path: str | os.PathLike[str], *, edition: str = "own") -> Evidence:
        """Return the study file at `path`, or all those in the folder at `path`, as evidence.

        Parameters
        ----------
        path : str or os.PathLike
            A TOML file of one study, or a folder of them. The contributor's guide shows the form.
        edition : str
            What to call this state of the numbers.

        Raises
        ------
        InvalidValueError
            If `path` is no path, or `edition` no text.
        EvidenceDataError
            If a file cannot be read or anything is wrong in one; every problem of every file is in ``problems``.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.Evidence.from_toml("no_such_file.toml")
        Traceback (most recent call last):
        inactivity.errors.EvidenceDataError: no_such_file.toml: 1 problem; nothing was loaded.
        ...
        """
        from pathlib import Path  # noqa: PLC0415 - only a reader of source files needs it

        from . import _loading  # noqa: PLC0415 - brings cattrs, which the packaged evidence does without

        check(Text(), "edition", edition)
        return cls._of(_loading.from_toml(Path(as_path(path))), edition)

    @classmethod
    def _of(cls, records: Records, edition: str) -> Evidence:
        return cls(
            edition,
            table_of(records.studies),
            table_of(records.arms),
            table_of(records.observations),
            table_of(records.rates),
            records.muscles,
        )

    # ---------------------------------------------------------------- filters

    def observations(
        self,
        *,
        muscle: str | Muscle | None = None,
        include_members: bool = False,
        exposure_kind: ExposureKind | str | None = None,
        phase: Phase | None = None,
        measure: MeasureClass | Measure | None = None,
        min_confidence: Confidence = "low",
        study_id: str | None = None,
        campaign: str | None = None,
    ) -> tuple[Observation, ...]:
        """Return the observations that pass every filter given, in the order of the table.

        Parameters
        ----------
        muscle : str or Muscle, optional
            A muscle or group by any name.
        include_members : bool
            Take the members of a group too, down to the parts.
        exposure_kind : ExposureKind or str, optional
            What the arm went through.
        phase : {"exposure", "recovery"}, optional
            During the exposure, or after it.
        measure : str, optional
            A class ("size", "strength", "other") or one measure ("csa", "strength_1rm" ...). The measure
            "other" and the class "other" differ: the word means the class.
        min_confidence : {"low", "medium", "high"}
            How sure the reading must at least be.
        study_id, campaign : str, optional
            One study, or all studies of one campaign.

        Raises
        ------
        UnknownMuscleError, UnknownExposureKindError, UnknownStudyError, UnknownCampaignError
            If a name is not known.
        InvalidValueError
            If another filter is not one of its words.

        References
        ----------
        .. [1] Every row names its study: :meth:`studies` has the DOI or other handle of each. Its ``locator`` says
           where in it.
        .. [2] M. Bahari Qaragoz and N. Ahmadymarzdashty (2026), BedrestToMars dataset v1.1,
           https://github.com/MiladBahariQaragoz/BedrestToMars: the compilation through which part of the values
           were read. Each names its primary study too.

        Examples
        --------
        >>> import inactivity as ia
        >>> base = ia.evidence()
        >>> (
        ...     len(base.observations(muscle="quadriceps")),
        ...     len(base.observations(muscle="quadriceps", include_members=True)),
        ... )
        (169, 396)
        """
        check_given(_PHASES, "phase", phase)
        check_given(_MEASURES, "measure", measure)
        check(_CONFIDENCES, "min_confidence", min_confidence)
        kind = None if exposure_kind is None else ExposureKind.of(exposure_kind)
        members = None if campaign is None else self._members(campaign)
        if study_id is not None:
            own = frozenset([self.study(study_id).study_id])
            members = own if members is None else own & members
        least = CONFIDENCES.index(min_confidence)
        rows: Iterable[int] = range(len(self._observations))
        if muscle is not None:
            names = self.with_members(muscle) if include_members else (self.muscle(muscle).id,)
            rows = sorted(row for name in names for row in self._rows(name))
        return tuple(
            observation
            for observation in map(self._observations.__getitem__, rows)
            if (phase is None or observation.phase == phase)
            and (measure is None or measure in (observation.measure_class, _not_other(observation.measure)))
            and (members is None or observation.study_id in members)
            and (kind is None or self.arm(observation.study_id, observation.arm_id).exposure_kind is kind)
            and CONFIDENCES.index(observation.confidence) >= least
        )

    def counts(self) -> tuple[EvidenceCount, ...]:
        """Return how many observations there are of each exposure kind, phase and class of measure.

        References
        ----------
        .. [1] Every observation counted names its study: :meth:`studies` has the DOI or other handle of each.
        .. [2] M. Bahari Qaragoz and N. Ahmadymarzdashty (2026), BedrestToMars dataset v1.1,
           https://github.com/MiladBahariQaragoz/BedrestToMars: the compilation through which part of the values
           were read. Each names its primary study too.

        Examples
        --------
        >>> import inactivity as ia
        >>> sum(count.observations for count in ia.evidence().counts())
        1907
        """
        from ._summaries import counts  # noqa: PLC0415 - an estimate does without

        return counts(self)

    def tallies(self) -> tuple[Tally, ...]:
        """Return which campaigns studied which muscle in which kind of exposure, in the order of the atlas.

        A group counts as itself: a study of the quadriceps is none of the vastus lateralis here.

        References
        ----------
        .. [1] Every campaign names its studies: :meth:`campaigns`, and :meth:`studies` has the DOI or other handle of
           each.

        Examples
        --------
        >>> import inactivity as ia
        >>> psoas = [one for one in ia.evidence().tallies() if one.muscle == "psoas_major"]
        >>> [(one.exposure_kind.value, one.n_campaigns) for one in psoas][:2]
        [('bed_rest', 1), ('head_down_bed_rest', 3)]
        """
        from ._summaries import tallies  # noqa: PLC0415 - an estimate does without

        return tallies(self, self._muscles)

    # ---------------------------------------------------------------- ways on

    def without(self, *, campaigns: Iterable[str] = (), studies: Iterable[str] = ()) -> Evidence:
        """Return this evidence less some campaigns or studies, as cross-validation needs.

        Parameters
        ----------
        campaigns, studies : iterable of str
            Ids of what to leave out; one id will do.

        Raises
        ------
        UnknownCampaignError, UnknownStudyError
            If a campaign or study is not there.
        InvalidValueError
            If `campaigns` or `studies` is no list of ids.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.evidence().without(campaigns=["berlin_bbr1"])
        <Evidence 2026.11 less 10 studies: 234 studies in 182 campaigns, 352 arms, 1794 observations>
        """
        gone = {study_id for campaign in _names_in("campaigns", campaigns) for study_id in self._members(campaign)}
        gone |= {self.study(study_id).study_id for study_id in _names_in("studies", studies)}
        if not gone:
            return self
        return Evidence(
            f"{self.edition} less {_many(gone, 'study', 'studies')}",
            table_of(row for row in self._studies if row.study_id not in gone),
            table_of(row for row in self._arms if row.study_id not in gone),
            table_of(row for row in self._observations if row.study_id not in gone),
            table_of(row for row in self._rates if row.study_id not in gone),
            self._muscles,
        )

    def to_records(self) -> EvidenceRecords:
        """Return the tables as plain dicts; ``Evidence.from_records(*records)`` takes them back.

        Examples
        --------
        >>> import inactivity as ia
        >>> records = ia.evidence().to_records()
        >>> ia.Evidence.from_records(*records, edition="2026.11") == ia.evidence()
        True
        """
        from .._structuring import rows  # noqa: PLC0415 - brings cattrs
        from ._summaries import EvidenceRecords  # noqa: PLC0415 - an estimate does without

        return EvidenceRecords(
            rows(self._studies), rows(self._arms), rows(self._observations), rows(self._rates), rows(self._muscles)
        )

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write the observations as one CSV table (UTF-8), each with its arm and its study.

        Columns of the arm are prefixed ``arm_``, those of the study ``study_``; an empty cell is not known;
        lists are joined by ``"; "``.

        Parameters
        ----------
        path : str or os.PathLike
            The file to write; one that is there is replaced.

        Raises
        ------
        InvalidValueError
            If `path` is no path.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> import inactivity as ia, pathlib, tempfile
        >>> file = pathlib.Path(tempfile.mkdtemp(), "evidence.csv")
        >>> ia.evidence().to_csv(file)
        >>> len(file.read_text(encoding="utf-8").splitlines()) > 1907
        True
        """
        from ._writing import write_csv  # noqa: PLC0415 - only a writer needs it

        write_csv(self, as_path(path))

    def __getstate__(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in attrs.fields(Evidence)}

    def _repr_html_(self) -> str:
        from ._showing import evidence_table  # noqa: PLC0415 - words for notebooks

        return evidence_table(self)

    def __repr__(self) -> str:
        return (
            f"<Evidence {self.edition}: {_many(self._studies, 'study', 'studies')} in "
            f"{_many(self._studies_by_campaign, 'campaign', 'campaigns')}, {_many(self._arms, 'arm', 'arms')}, "
            f"{_many(self._observations, 'observation', 'observations')}>"
        )


def _many(things: Sized, one: str, many: str) -> str:
    return f"{len(things)} {one if len(things) == 1 else many}"


def _not_other(measure: Measure) -> Measure | None:
    return None if measure == "other" else measure


def _names_in(name: str, names: object) -> Iterable[str]:
    if isinstance(names, str):
        return (names,)
    if not is_rows(names):
        raise InvalidValueError(name, names, "a list of ids")
    return names
