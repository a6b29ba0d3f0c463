"""Sedentary bouts and their measures, each under a named definition: the scalar path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import accumulate, pairwise
from math import fsum, log
from statistics import median

import attrs

from .._rules import InstanceOf, Number, OneOf, check
from ..errors import InvalidValueError
from . import _formulas as formulas
from ._definitions import Definition, Metric, definition as find
from ._spells import Spells, begun, runs_of
from ._windows import window_bouts_min

LEAST = Number("min", above=0, most=14_400)


def bout_lengths_min(spells: Spells, *, definition: str | Definition) -> tuple[float, ...]:
    """Return the lengths of all sedentary bouts, long or short, in order [min].

    Parameters
    ----------
    spells : Spells
        Of one person.
    definition : str or Definition
        Whose lengths: as recorded or in begun epochs, joined or not.

    Returns
    -------
    tuple of float
        Their lengths. [min]

    Raises
    ------
    UnknownDefinitionError
        If `definition` is not known.
    InvalidValueError
        If `spells` are none.

    Examples
    --------
    >>> from inactivity.records import Spells, bout_lengths_min
    >>> spells = Spells([10.2, 3, 0.5], ["sedentary", "other", "sedentary"])
    >>> bout_lengths_min(spells, definition="paactivpal"), bout_lengths_min(spells, definition="ggir")
    ((10.2, 0.5), (11.0, 1.0))
    """
    check(InstanceOf(Spells), "spells", spells)
    chosen = find(definition)
    return _lengths(spells, chosen)


def _lengths(spells: Spells, chosen: Definition) -> tuple[float, ...]:
    recorded = spells if chosen.bout == "recorded" else runs_of(spells)
    return tuple(
        begun(minutes, chosen.epoch_min) for minutes, state in recorded if state == "sedentary" and minutes > 0
    )


def _bouts(spells: Spells, at_least_min: float, chosen: Definition) -> list[float]:
    if chosen.bout in ("run", "recorded"):
        lengths = _lengths(spells, chosen)
        return [x for x in lengths if x > at_least_min or (x == at_least_min and not chosen.strictly_longer)]
    return window_bouts_min(spells, at_least_min, chosen)


def bout_count(spells: Spells, at_least_min: float, *, definition: str | Definition) -> int:
    """Return how many sedentary bouts of `at_least_min` minutes there are.

    Parameters
    ----------
    spells : Spells
        Of one person.
    at_least_min : float
        How long a bout must be; whether exactly so long will do, the definition says. [min]
    definition : str or Definition
        Which definition of a bout.

    Raises
    ------
    UnknownDefinitionError
        If `definition` is not known.
    InvalidValueError
        If another argument breaks its rule.

    Examples
    --------
    >>> from inactivity.records import Spells, bout_count
    >>> spells = Spells.of_lengths([30, 45, 10])
    >>> bout_count(spells, 30, definition="sbrn2017"), bout_count(spells, 30, definition="activpalprocessing")
    (2, 1)
    """
    return len(_bouts(spells, *_asked(spells, at_least_min, definition, "bouts")))


def time_in_bouts_min(spells: Spells, at_least_min: float, *, definition: str | Definition) -> float:
    """Return the minutes in sedentary bouts of `at_least_min` minutes [min].

    Parameters
    ----------
    spells : Spells
        Of one person.
    at_least_min : float
        How long a bout must be; whether exactly so long will do, the definition says. [min]
    definition : str or Definition
        Which definition of a bout.

    Returns
    -------
    float
        Their minutes; gaps that the definition allows are among them. [min]

    Raises
    ------
    UnknownDefinitionError
        If `definition` is not known.
    InvalidValueError
        If another argument breaks its rule.

    Examples
    --------
    >>> from inactivity.records import Spells, time_in_bouts_min
    >>> spells = Spells([20, 1, 20, 30], ["sedentary", "other", "sedentary", "other"])
    >>> time_in_bouts_min(spells, 30, definition="sbrn2017"), time_in_bouts_min(spells, 30, definition="ggir")
    (0.0, 41.0)
    """
    return fsum(_bouts(spells, *_asked(spells, at_least_min, definition, "time_in_bouts")))


def _asked(
    spells: Spells, at_least_min: float, definition: str | Definition, metric: Metric
) -> tuple[float, Definition]:
    check(InstanceOf(Spells), "spells", spells)
    check(LEAST, "at_least_min", at_least_min)
    chosen = find(definition)
    chosen.formula(metric)
    if chosen.criterion is not None and 0.0 in spells.minutes:
        raise InvalidValueError(
            "spells",
            "bouts with nothing known of what lies between",
            f"with the length of each spell, as the windows of the definition {chosen.name!r} reach over gaps",
        )
    return at_least_min, chosen


@attrs.frozen
class Series:
    """What the measures are computed from: the same sums for one person as for a million."""

    lengths: tuple[float, ...]
    fragments: int
    """Runs of either state."""
    changes: int
    """From sedentary to other."""
    breaks: int
    """Of these, those with sedentary time after them."""
    ending: int
    """Stretches of the record that end sedentary."""
    followed: tuple[float, ...]
    """The lengths of those with other behaviour after them."""

    @classmethod
    def of(cls, spells: Spells, chosen: Definition) -> Series:
        """Return the series of spells under a definition."""
        runs = runs_of(spells)
        states = [state for _, state in runs]
        following = [*states[1:], "unknown", "unknown"]
        changes = [n for n, pair in enumerate(pairwise(states)) if pair == ("sedentary", "other")]
        return cls(
            lengths=_lengths(spells, chosen),
            fragments=len(states) - states.count("unknown"),
            changes=len(changes),
            breaks=sum(following[n + 1] == "sedentary" for n in changes),
            ending=sum(a == "sedentary" and b == "unknown" for a, b in zip(states, following, strict=False)),
            followed=tuple(begun(runs[n][0], chosen.epoch_min) for n in changes if runs[n][0] > 0),
        )


class _UndefinedError(Exception):
    """A measure that these bouts do not have, and what it takes."""


ONE_BOUT = "at least one sedentary bout"
TWO_BOUTS = "at least two sedentary bouts"
UNLIKE_BOUTS = "bouts of different lengths"
LONGER_BOUTS = "bouts longer than the shortest that the power law knows"
FOLLOWED_BOUT = "a sedentary bout with other behaviour after it"
FOLLOWED_MINUTE = "a sedentary minute with another one after it"


def fragments_needed(chosen: Definition) -> str:
    """Return how many fragments a definition asks for, in words."""
    return f"at least {chosen.least_fragments} fragments, sedentary and other ones together"


def _some(series: Series) -> None:
    if not series.lengths:
        raise _UndefinedError(ONE_BOUT)


def _mean(series: Series, chosen: Definition) -> float:
    _some(series)
    if chosen.bout == "window_least":
        if not series.followed:
            raise _UndefinedError(FOLLOWED_BOUT)
        return formulas.mean(float(len(series.followed)), fsum(series.followed))
    return formulas.mean(float(len(series.lengths)), fsum(series.lengths))


def _median(series: Series, chosen: Definition) -> float:
    del chosen
    _some(series)
    return float(median(series.lengths))


def _breaks(series: Series, chosen: Definition) -> float:
    counted = {"bouts": len(series.lengths), "left": series.changes, "resumed": series.breaks}
    return float(counted[chosen.breaks or "resumed"])


def _enough(series: Series, chosen: Definition) -> None:
    if series.fragments < chosen.least_fragments:
        raise _UndefinedError(fragments_needed(chosen))


def _gini(series: Series, chosen: Definition) -> float:
    _enough(series, chosen)
    n = len(series.lengths)
    alone = {0: chosen.gini_of_none, 1: chosen.gini_of_one}
    if n in alone:
        if (value := alone[n]) is None:
            raise _UndefinedError(TWO_BOUTS)
        return value
    ascending = sorted(series.lengths)
    value = formulas.gini(float(n), fsum(ascending), fsum(accumulate(ascending)))
    return min(value, 1.0)


def xmin_of(chosen: Definition, shortest: float) -> float:
    """Return from where the power law is taken to hold, in the unit of the lengths [min]."""
    epoch = chosen.epoch_min or 0.0
    if chosen.shortest == "epoch":
        return epoch
    return shortest - epoch / 2 if chosen.shortest == "observed_less_half" else shortest


def _alpha(series: Series, chosen: Definition) -> float:
    _enough(series, chosen)
    if not series.lengths:
        if chosen.alpha_of_none is None:
            raise _UndefinedError(ONE_BOUT)
        return chosen.alpha_of_none
    shortest = min(series.lengths)
    if chosen.shortest == "epoch" and shortest == max(series.lengths):
        raise _UndefinedError(UNLIKE_BOUTS)
    xmin = xmin_of(chosen, shortest)
    logs = fsum(log(x / xmin) for x in series.lengths)
    if logs <= 0:
        raise _UndefinedError(LONGER_BOUTS)
    return formulas.alpha(float(len(series.lengths)), logs)


def _x50(series: Series, chosen: Definition) -> float:
    return formulas.half_of_bouts(_alpha(series, chosen), chosen.epoch_min or 1.0)


def _w50(series: Series, chosen: Definition) -> float:
    half = _x50(series, chosen)
    return fsum(x for x in series.lengths if x > half) / fsum(series.lengths)


def _transition(series: Series, chosen: Definition) -> float:
    _some(series)
    total = fsum(series.lengths)
    if chosen.bout != "window_least":
        return formulas.leaving_per_minute(float(len(series.lengths)), total)
    ending = series.ending * (chosen.epoch_min or 1.0)
    if total <= ending:
        raise _UndefinedError(FOLLOWED_MINUTE)
    return formulas.changes_per_minute(float(series.changes), total, ending)


def _hazard(series: Series, chosen: Definition) -> float:
    del chosen
    _some(series)
    left = len(series.lengths)
    shares: list[float] = []
    for _, alike in sorted(Counter(series.lengths).items()):
        shares.append(alike / left)
        left -= alike
    return fsum(shares) / len(shares)


MEASURES: dict[Metric, Callable[[Series, Definition], float]] = {
    "breaks": _breaks,
    "mean": _mean,
    "median": _median,
    "gini": _gini,
    "alpha": _alpha,
    "x50": _x50,
    "w50": _w50,
    "transition_probability": _transition,
    "hazard": _hazard,
}


def measure(metric: Metric, series: Series, chosen: Definition) -> tuple[float | None, str]:
    """Return a measure, or None and what it would take."""
    try:
        return MEASURES[metric](series, chosen), ""
    except _UndefinedError as undefined:
        return None, str(undefined)


def bout_measure(metric: Metric, spells: Spells, *, definition: str | Definition) -> float:
    """Return one measure of the sedentary bouts of a person, as a definition computes it.

    Parameters
    ----------
    metric : str
        "breaks", "mean" [min], "median" [min], "gini", "alpha", "x50" [min], "w50", "transition_probability" [1/min]
        or "hazard"; not every definition has every one. For "bouts" and "time_in_bouts" see :func:`bout_count` and
        :func:`time_in_bouts_min`.
    spells : Spells
        Of one person.
    definition : str or Definition
        Which definition: see :func:`definitions`.

    Returns
    -------
    float
        In the unit above, or without one. [-]

    Raises
    ------
    UnknownDefinitionError
        If `definition` is not known.
    InvalidValueError
        If the definition has no such measure, or does not define it for these bouts.

    References
    ----------
    .. [1] Each definition names its source and its formulas: see :func:`definitions`.

    Examples
    --------
    >>> from inactivity.records import Spells, bout_measure
    >>> bouts = Spells.of_lengths([4, 9, 2, 30, 7])
    >>> for name in ("paactivpal", "skdh"):
    ...     print(name, round(bout_measure("alpha", bouts, definition=name), 2))
    paactivpal 1.81
    skdh 1.66
    """
    check(_MEASURE, "metric", metric)
    check(InstanceOf(Spells), "spells", spells)
    chosen = find(definition)
    chosen.formula(metric)
    series = Series.of(spells, chosen)
    value, needs = measure(metric, series, chosen)
    if value is None:
        raise InvalidValueError(
            "spells",
            f"{len(series.lengths)} sedentary bouts in {series.fragments} fragments",
            f"{needs}, for {metric} under the definition {chosen.name!r}",
        )
    return value


@attrs.frozen(kw_only=True)
class Fragmentation:
    """How a person's sedentary time is cut into bouts, under one definition.

    Attributes
    ----------
    definition : str
        Its name.
    bouts : int
        Sedentary bouts of any length.
    sedentary_min, unknown_min : float
        Minutes in them, and minutes nobody knows of or that lie apart. [min]
    breaks, gini, alpha, w50, hazard : float or None
        Measures; None where the definition has none, or defines none for these bouts. [-]
    mean_min, median_min, x50_min : float or None
        The same, of lengths. [min]
    transition_probability : float or None
        The same, to leave sedentary time within a minute. [1/min]
    undefined : tuple of str
        Why a measure is None that the definition has.

    Examples
    --------
    >>> from inactivity.records import Spells, fragmentation
    >>> found = fragmentation(Spells.of_lengths([4, 9, 2]), definition="ggir")
    >>> found.mean_min, found.gini  # of the two that other behaviour follows
    (6.5, None)
    >>> found.undefined[0]
    'gini: it takes at least 10 fragments, sedentary and other ones together'
    """

    definition: str
    bouts: int
    sedentary_min: float = attrs.field(metadata={"unit": "min"})
    unknown_min: float = attrs.field(metadata={"unit": "min"})
    breaks: float | None = None
    mean_min: float | None = attrs.field(default=None, metadata={"unit": "min"})
    median_min: float | None = attrs.field(default=None, metadata={"unit": "min"})
    gini: float | None = None
    alpha: float | None = None
    x50_min: float | None = attrs.field(default=None, metadata={"unit": "min"})
    w50: float | None = None
    transition_probability: float | None = attrs.field(default=None, metadata={"unit": "1/min"})
    hazard: float | None = None
    undefined: tuple[str, ...] = ()


def fragmentation(spells: Spells, *, definition: str | Definition) -> Fragmentation:
    """Return all measures that a definition has of the sedentary bouts of a person.

    Parameters
    ----------
    spells : Spells
        Of one person.
    definition : str or Definition
        Which definition: see :func:`definitions`.

    Returns
    -------
    Fragmentation

    Raises
    ------
    UnknownDefinitionError
        If `definition` is not known.
    InvalidValueError
        If `spells` are none.

    References
    ----------
    .. [1] Each definition names its source and its formulas: see :func:`definitions`.

    Examples
    --------
    >>> from inactivity.records import Spells, fragmentation
    >>> fragmentation(Spells.of_lengths([10, 20, 60]), definition="sbrn2017").median_min
    20.0
    """
    check(InstanceOf(Spells), "spells", spells)
    chosen = find(definition)
    series = Series.of(spells, chosen)
    found = {metric: measure(metric, series, chosen) for metric in MEASURES if chosen.defines(metric)}
    values = {_FIELDS.get(metric, metric): value for metric, (value, _) in found.items()}
    return Fragmentation(
        definition=chosen.name,
        bouts=len(series.lengths),
        sedentary_min=fsum(series.lengths),
        unknown_min=spells.unknown_min,
        undefined=tuple(f"{metric}: it takes {needs}" for metric, (_, needs) in found.items() if needs),
        **values,
    )


_MEASURE = OneOf(tuple(MEASURES))
_FIELDS: dict[str, str] = {"mean": "mean_min", "median": "median_min", "x50": "x50_min"}
