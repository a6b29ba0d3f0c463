"""`Lookups`: what an evidence is asked by name, and the indexes that answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .._tables import Table
from ..anatomy import Muscle, muscle as find_muscle
from ..anatomy._atlas import normalised
from ..errors import UnknownCampaignError, UnknownStudyError
from ._records import Arm, Observation, Study

if TYPE_CHECKING:
    from ._rates import Rate
    from ._summaries import Campaign


class Lookups:
    """The part of :class:`inactivity.Evidence` that finds single things; the fields are its."""

    _studies: Table[Study]
    _arms: Table[Arm]
    _observations: Table[Observation]
    _rates: Table[Rate]
    _muscles: tuple[Muscle, ...]

    # ---------------------------------------------------------------- indexes

    @cached_property
    def _study_by_id(self) -> dict[str, int]:
        return {study_id: row for row, study_id in enumerate(self._studies.column("study_id"))}

    @cached_property
    def _arm_by_id(self) -> dict[tuple[str, str], int]:
        keys = zip(self._arms.column("study_id"), self._arms.column("arm_id"), strict=True)
        return {key: row for row, key in enumerate(keys)}

    @cached_property
    def _rows_by_muscle(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, muscle_id in enumerate(self._observations.column("muscle")):
            rows.setdefault(muscle_id, []).append(row)
        return rows

    @cached_property
    def _studies_by_campaign(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        columns = self._studies.column("campaign"), self._studies.column("study_id")
        for campaign, study_id in zip(*columns, strict=True):
            found.setdefault(campaign, []).append(study_id)
        return found

    @cached_property
    def _own_muscles(self) -> dict[str, Muscle]:
        names = (
            (name, own) for own in self._muscles for name in (own.id, own.name, own.latin or own.id, *own.synonyms)
        )
        return {normalised(name): own for name, own in names}

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """Room for what is worked out from this evidence, by whoever works it out; it changes no answer."""
        return {}

    # ---------------------------------------------------------------- looking

    def study(self, study_id: str) -> Study:
        """Return one study.

        Parameters
        ----------
        study_id : str
            Its id.

        Raises
        ------
        UnknownStudyError
            If there is none of this id; close matches are in ``suggestions``.

        References
        ----------
        .. [1] Hides et al. (2007), study id ``hides2007``, :doi:`10.1097/brs.0b013e318074c386`.
        .. [2] M. Bahari Qaragoz and N. Ahmadymarzdashty (2026), BedrestToMars dataset v1.1,
           https://github.com/MiladBahariQaragoz/BedrestToMars: the compilation through which part of the values
           were read. Each names its primary study too.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.evidence().study("hides2007").doi
        '10.1097/brs.0b013e318074c386'
        """
        try:
            return self._studies[self._study_by_id[study_id]]
        except (KeyError, TypeError):
            raise UnknownStudyError(study_id, _close(study_id, self._study_by_id)) from None

    def arm(self, study_id: str, arm_id: str) -> Arm:
        """Return one arm of a study.

        Parameters
        ----------
        study_id, arm_id : str
            Their ids.

        Raises
        ------
        UnknownStudyError
            If there is no such study, or it has no such arm.

        References
        ----------
        .. [1] Hides et al. (2007), study id ``hides2007``, :doi:`10.1097/brs.0b013e318074c386`.
        .. [2] M. Bahari Qaragoz and N. Ahmadymarzdashty (2026), BedrestToMars dataset v1.1,
           https://github.com/MiladBahariQaragoz/BedrestToMars: the compilation through which part of the values
           were read. Each names its primary study too.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.evidence().arm("hides2007", "ctrl").n
        10
        """
        try:
            return self._arms[self._arm_by_id[study_id, arm_id]]
        except (KeyError, TypeError):
            own = [arm for study, arm in self._arm_by_id if study == self.study(study_id).study_id]
            raise UnknownStudyError(_joined(study_id, arm_id), tuple(f"{study_id}/{arm}" for arm in own)) from None

    def studies(self) -> tuple[Study, ...]:
        """Return every study.

        References
        ----------
        .. [1] Each study has its DOI or other handle; :func:`inactivity.cite` prints them all.
        .. [2] M. Bahari Qaragoz and N. Ahmadymarzdashty (2026), BedrestToMars dataset v1.1,
           https://github.com/MiladBahariQaragoz/BedrestToMars: the compilation through which part of the values
           were read. Each names its primary study too.

        Examples
        --------
        >>> import inactivity as ia
        >>> len(ia.evidence().studies())
        244
        """
        return self._studies[:]

    def arms_of(self, study_id: str) -> tuple[Arm, ...]:
        """Return the arms of one study.

        Parameters
        ----------
        study_id : str
            Its id.

        Raises
        ------
        UnknownStudyError
            If there is none of this id; close matches are in ``suggestions``.

        Examples
        --------
        >>> import inactivity as ia
        >>> [arm.arm_id for arm in ia.evidence().arms_of("hides2007")]
        ['ctrl']
        """
        known = self.study(study_id).study_id
        return tuple(self._arms[row] for (study, _), row in self._arm_by_id.items() if study == known)

    def arms(self) -> tuple[Arm, ...]:
        """Return every arm.

        References
        ----------
        .. [1] Every row names its study: :meth:`studies` has the DOI or other handle of each.
        .. [2] M. Bahari Qaragoz and N. Ahmadymarzdashty (2026), BedrestToMars dataset v1.1,
           https://github.com/MiladBahariQaragoz/BedrestToMars: the compilation through which part of the values
           were read. Each names its primary study too.

        Examples
        --------
        >>> import inactivity as ia
        >>> len(ia.evidence().arms())
        368
        """
        return self._arms[:]

    def rates(self) -> tuple[Rate, ...]:
        """Return every published rate of change: background, not observations.

        References
        ----------
        .. [1] Fazzini et al. (2023), study id ``fazzini2023``, :doi:`10.1186/s13054-022-04253-0`. Every row names its
           study: :meth:`studies` has the DOI or other handle of each.

        Examples
        --------
        >>> import inactivity as ia
        >>> [rate.rate_pct_per_day for rate in ia.evidence().rates() if rate.study_id == "fazzini2023"]
        [-1.75, -2.1]
        """
        return self._rates[:]

    def campaigns(self) -> tuple[Campaign, ...]:
        """Return the campaigns, each with its studies: the samples that are independent of one another.

        References
        ----------
        .. [1] Which campaign a study belongs to, and whether that is inferred, is in its ``campaign`` and ``notes``:
           see :meth:`studies`.

        Examples
        --------
        >>> import inactivity as ia
        >>> len(ia.evidence().campaigns())
        183
        """
        from ._summaries import Campaign  # noqa: PLC0415 - an estimate does without

        return tuple(Campaign(name, tuple(studies)) for name, studies in self._studies_by_campaign.items())

    def countermeasures(self) -> tuple[str, ...]:
        """Return every word for what was done against a loss, as the arms have them.

        Examples
        --------
        >>> import inactivity as ia
        >>> "resistance_exercise" in ia.evidence().countermeasures()
        True
        """
        return tuple(sorted({word for word in self._arms.column("countermeasure") if word is not None}))

    def muscle(self, name: str | Muscle) -> Muscle:
        """Return a muscle by any name, from the muscles this evidence brought or from the atlas.

        Parameters
        ----------
        name : str or Muscle
            Its name. A `Muscle` is returned as it is.

        Raises
        ------
        UnknownMuscleError
            If neither knows it.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.evidence().muscle("six-pack").id
        'rectus_abdominis'
        """
        if isinstance(name, Muscle):
            return name
        return self._own_muscles.get(normalised(name)) or find_muscle(name)

    def _rows(self, muscle_id: str) -> list[int]:
        return self._rows_by_muscle.get(muscle_id, [])

    def with_members(self, muscle: str | Muscle) -> tuple[str, ...]:
        """Return the id of a muscle and the ids of everything it is made of, the nearest first.

        Parameters
        ----------
        muscle : str or Muscle
            A muscle or group by any name.

        Raises
        ------
        UnknownMuscleError
            If nothing goes by this name.

        Examples
        --------
        >>> import inactivity as ia
        >>> ia.evidence().with_members("iliopsoas")
        ('iliopsoas', 'psoas_major', 'iliacus')
        """
        waiting = [self.muscle(muscle).id]
        for name in waiting:  # breadth first; each once, though several ways may lead to it
            waiting += [member for member in self.muscle(name).members if member not in waiting]
        return tuple(waiting)

    def _members(self, campaign: str) -> frozenset[str]:
        known = self._studies_by_campaign
        try:
            return frozenset(known[campaign])
        except (KeyError, TypeError):
            raise UnknownCampaignError(campaign, _close(campaign, known)) from None


def _close(name: object, known: Iterable[str]) -> tuple[str, ...]:
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    if not isinstance(name, str):
        return ()
    names = list(known)
    # Whoever knows the author but not the year wants all of that author's studies.
    begun = [known_name for known_name in names if name and known_name.startswith(name)]
    return tuple(dict.fromkeys([*begun, *get_close_matches(name, names)]))[:6]


def _joined(study_id: str, arm_id: object) -> object:
    return f"{study_id}/{arm_id}" if isinstance(arm_id, str) else arm_id
