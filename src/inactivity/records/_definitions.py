"""The published definitions of sedentary bouts and of their measures: what each tool computes, and where it says so.

Tools disagree, and none is right by decree: a number without the name of its definition cannot be compared with any
other. So every measure asks for one, and there is no default.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import attrs

from .._rules import Each, Flag, InstanceOf, Number, OneOf, OrNone, Text
from ..errors import InvalidValueError, UnknownDefinitionError

Metric: TypeAlias = Literal[
    "bouts",
    "time_in_bouts",
    "breaks",
    "mean",
    "median",
    "gini",
    "alpha",
    "x50",
    "w50",
    "transition_probability",
    "hazard",
]
"""What can be said of a series of sedentary bouts."""
Break: TypeAlias = Literal["resumed", "left", "bouts"]
"""What is counted as a break: leaving sedentary time for a while, leaving it at all, or every bout."""
METRICS: tuple[Metric, ...] = get_args(Metric)
BoutRule: TypeAlias = Literal["run", "recorded", "window_over", "window_least"]
"""What a bout is: an uninterrupted run; each interval as it was recorded; or what windows of n minutes cover that are
sedentary for more than, or at least, a share."""
Shortest: TypeAlias = Literal["observed", "observed_less_half", "epoch"]
"""From where a power law is taken to hold: the shortest bout, that less half an epoch, or one epoch."""


@attrs.frozen
class Formula:
    """A measure, and how a definition computes it.

    Parameters
    ----------
    metric : str
        Id of the measure, as in :data:`METRICS`.
    text : str
        The formula, in words and symbols: x is the length of a bout, n how many there are.

    Examples
    --------
    >>> from inactivity.records import definition
    >>> definition("sbrn2017").formulas[3]
    Formula(metric='mean', text='sum(x) / n')
    """

    metric: Metric = attrs.field(validator=OneOf(METRICS))
    text: str = attrs.field(validator=Text())


@attrs.frozen(kw_only=True)
class Definition:
    """How one tool or paper defines sedentary bouts and what it says of them.

    Attributes
    ----------
    name : str
        What it goes by here.
    title, source, url : str
        The tool or paper, what was read of it, and where it is.
    bout : str
        "run": an uninterrupted spell; "recorded": every interval as the device recorded it; "window_over":
        minutes of windows of n minutes that begin and end sedentary and are so for more than the share `criterion`;
        "window_least": minutes of windows that are so for at least that share, less what is not sedentary at the ends.
    strictly_longer : bool
        Whether a bout "of n minutes" must be longer than n, or may be just as long.
    criterion : float or None
        Share of a window that must be sedentary. [-]
    gap_min : float or None
        The longest gap that a window may hold. [min]
    epoch_min : float or None
        The lengths are counted in epochs of so many minutes, a begun one as a whole one; None: as recorded. [min]
    breaks : str or None
        What counts as a break: "resumed" (a change to other behaviour with sedentary time after it), "left" (any such
        change), "bouts" (every bout); None: the definition has none.
    shortest : str or None
        From where the power law is taken to hold: "observed" (the shortest bout), "observed_less_half" (that less
        half an epoch) or "epoch"; None: the definition has no power law.
    loses_last : bool
        Whether the last epoch of a series never lies in a window.
    least_fragments : int
        Below so many fragments, sedentary and other together, it leaves Gini index and power law undefined.
    gini_of_one, gini_of_none : float or None
        The Gini index of a single bout, and of none at all; None: undefined. [-]
    alpha_of_none : float or None
        The power law exponent without bouts; None: undefined. [-]
    formulas : tuple of Formula
        The measures it defines, each with its formula.
    notes : tuple of str
        Where it differs from what it says of itself, and what was left out here.

    Examples
    --------
    >>> from inactivity.records import definition
    >>> print(definition("skdh").formula("alpha"))
    1 + n / sum(ln(x / (min x - 0.5))), x in minutes
    >>> definition("skdh").defines("x50")
    False
    """

    name: str = attrs.field(validator=Text())
    title: str = attrs.field(validator=Text())
    source: str = attrs.field(validator=Text())
    url: str = attrs.field(validator=Text())
    bout: BoutRule = attrs.field(default="run", validator=OneOf(get_args(BoutRule)))
    strictly_longer: bool = attrs.field(default=False, validator=Flag())
    criterion: float | None = attrs.field(default=None, validator=OrNone(Number("-", above=0, most=1)))
    gap_min: float | None = attrs.field(
        default=None, validator=OrNone(Number("min", least=0)), metadata={"unit": "min"}
    )
    epoch_min: float | None = attrs.field(
        default=None, validator=OrNone(Number("min", above=0)), metadata={"unit": "min"}
    )
    loses_last: bool = attrs.field(default=False, validator=Flag())
    breaks: Break | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(Break))))
    shortest: Shortest | None = attrs.field(default=None, validator=OrNone(OneOf(get_args(Shortest))))
    least_fragments: int = attrs.field(default=0, validator=Number(least=0, whole=True))
    gini_of_one: float | None = attrs.field(default=None, validator=OrNone(Number("-")))
    gini_of_none: float | None = attrs.field(default=None, validator=OrNone(Number("-")))
    alpha_of_none: float | None = attrs.field(default=None, validator=OrNone(Number("-")))
    formulas: tuple[Formula, ...] = attrs.field(validator=Each(InstanceOf(Formula), least=1))
    notes: tuple[str, ...] = attrs.field(default=(), validator=Each(Text()))

    def defines(self, metric: Metric) -> bool:
        """Whether the definition says how to compute `metric`.

        Parameters
        ----------
        metric : str
            Id of the measure, as in :data:`METRICS`.

        Examples
        --------
        >>> from inactivity.records import definition
        >>> definition("paactivpal").defines("gini")
        False
        """
        return any(formula.metric == metric for formula in self.formulas)

    def formula(self, metric: Metric) -> str:
        """Return how `metric` is computed.

        Parameters
        ----------
        metric : str
            Id of the measure, as in :data:`METRICS`.

        Raises
        ------
        InvalidValueError
            If the definition has no such measure.

        Examples
        --------
        >>> from inactivity.records import definition
        >>> print(definition("paactivpal").formula("alpha"))
        1 + 1 / mean(ln(x / min x))
        """
        for formula in self.formulas:
            if formula.metric == metric:
                return formula.text
        having = [other.name for other in _DEFINITIONS if other.defines(metric)]
        raise InvalidValueError(
            "metric",
            metric,
            f"one that the definition {self.name!r} has: {', '.join(formula.metric for formula in self.formulas)}",
            f"These have it: {', '.join(having)}." if having else "",
        )


def _formulas(**texts: str) -> tuple[Formula, ...]:
    return tuple(Formula(metric, texts[metric]) for metric in METRICS if metric in texts)


_MEAN, _MEDIAN = "sum(x) / n", "the middle x, or the mean of the two in the middle"
_GINI = "(n + 1 - 2 sum(cumulative x, ascending) / sum(x)) / (n - 1), at most 1"
_RUNS_BETWEEN = "changes from sedentary to other behaviour with sedentary time after it"
_DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        name="sbrn2017",
        title="Consensus of the Sedentary Behavior Research Network",
        source="Tremblay et al. (2017), Int J Behav Nutr Phys Act 14:75: a bout is a period of uninterrupted sedentary "
        "time, an interruption a non-sedentary bout between two of them. It sets no formula beyond that.",
        url="https://doi.org/10.1186/s12966-017-0525-8",
        breaks="resumed",
        formulas=_formulas(
            bouts="uninterrupted spells with x >= n minutes",
            time_in_bouts="their summed x",
            breaks=_RUNS_BETWEEN,
            mean=_MEAN,
            median=_MEDIAN,
        ),
        notes=("At least n is our reading: the consensus names no threshold. Its bouts are of waking time.",),
    ),
    Definition(
        name="skdh",
        title="scikit-digital-health 0.17",
        source="scikit-digital-health 0.17.18 (MIT), skdh.utility.fragmentation_endpoints and get_activity_bouts of "
        "skdh.activity.endpoints with its defaults, bout_metric 4 and bout_criteria 0.8, on epochs of 60 s.",
        url="https://pypi.org/project/scikit-digital-health/0.17.18/",
        bout="window_over",
        strictly_longer=True,
        criterion=0.8,
        gap_min=1.0,
        epoch_min=1.0,
        loses_last=True,
        shortest="observed_less_half",
        gini_of_one=1.0,
        gini_of_none=0.0,
        alpha_of_none=1.0,
        formulas=_formulas(
            bouts="stretches of the minutes counted as time in bouts",
            time_in_bouts="minutes in windows of n minutes that begin and end sedentary, hold no gap above 1 min and "
            "are sedentary for more than 0.8 n minutes; gaps within count",
            mean=_MEAN,
            gini=_GINI,
            alpha="1 + n / sum(ln(x / (min x - 0.5))), x in minutes",
            transition_probability="1 / mean x, x in minutes [1/min]",
            hazard="mean over the distinct x of (bouts of length x) / (bouts of length x or more)",
        ),
        notes=(
            "It returns the time alone: the count of bouts is ours, of the stretches that make it up.",
            "The last minute of a series counts as the start of a gap there, and so never lies in a bout.",
            "Without bouts it returns a mean of 0; here there is none.",
        ),
    ),
    Definition(
        name="ggir",
        title="GGIR 3",
        source="GGIR, R/g.fragmentation.R and R/g.getbout.R, with a bout criterion of 0.9 and epochs of "
        "60 s, xmin being one epoch.",
        url="https://github.com/wadpac/GGIR",
        bout="window_least",
        criterion=0.9,
        gap_min=1.0,
        epoch_min=1.0,
        shortest="epoch",
        least_fragments=10,
        formulas=_formulas(
            bouts="stretches of the minutes counted as time in bouts",
            time_in_bouts="minutes in windows of n minutes that hold no gap above 1 min and are sedentary for at least "
            "0.9 n minutes, without gaps at the ends; gaps within count",
            mean="the mean x of the bouts that other behaviour follows",
            gini=_GINI,
            alpha="1 + n / sum(ln(x / xmin)), xmin one epoch",
            x50="2^(xmin / (alpha - 1)), xmin one epoch [min]",
            w50="sum of x longer than x50 / sum of x [-]",
            transition_probability="changes from sedentary to other behaviour / (sedentary minutes - stretches of the "
            "record that end sedentary) [1/min]",
        ),
        notes=(
            "Its mean leaves out a bout with which a stretch of the record ends; its Gini index and power law do not.",
            "Below 10 fragments, sedentary and other ones together, it leaves Gini index and power law undefined.",
            "The power law is undefined too where all bouts are equally long.",
            "Its transition probability adds 1e-6 above and below the line and rounds to six digits; not so here.",
        ),
    ),
    Definition(
        name="paactivpal",
        title="PAactivPAL 2.0",
        source="PAactivPAL 2.0, R/Sedentary_summary.R: every interval of activPAL code 0, in seconds, is a bout.",
        url="https://github.com/YukunZhang/PAactivPAL",
        bout="recorded",
        strictly_longer=True,
        breaks="bouts",
        shortest="observed",
        formulas=_formulas(
            bouts="recorded intervals with x > n minutes",
            time_in_bouts="their summed x",
            breaks="the number of sedentary intervals",
            mean=_MEAN,
            median=_MEDIAN,
            alpha="1 + 1 / mean(ln(x / min x))",
        ),
        notes=("It summarises day by day; here the days given are taken together.",),
    ),
    Definition(
        name="activpalprocessing",
        title="activpalProcessing 1.0.2",
        source="activpalProcessing 1.0.2, R/prolonged.sed.bouts.num.R, prolonged.sed.bouts.min.R and breaks.AP.R: runs "
        "of seconds with posture 0.",
        url="https://cran.r-project.org/package=activpalProcessing",
        strictly_longer=True,
        breaks="left",
        epoch_min=1 / 60,
        formulas=_formulas(
            bouts="runs with x > n minutes",
            time_in_bouts="their summed x",
            breaks="changes from sedentary to other behaviour",
        ),
        notes=(
            "Its manual says at least n minutes; its code takes strictly more.",
            "Without any change it has no number of breaks (NA); here it is 0.",
        ),
    ),
)


def definitions() -> tuple[Definition, ...]:
    """Return the published definitions of sedentary bouts and their measures.

    Returns
    -------
    tuple of Definition

    Examples
    --------
    >>> from inactivity.records import definitions
    >>> [definition.name for definition in definitions()]
    ['sbrn2017', 'skdh', 'ggir', 'paactivpal', 'activpalprocessing']
    """
    return _DEFINITIONS


def definition(name: str | Definition) -> Definition:
    """Return the definition of this name; one of your own (see `attrs.evolve`) is returned as it is.

    Parameters
    ----------
    name : str or Definition
        What it goes by.

    Raises
    ------
    UnknownDefinitionError
        If there is none of this name; close matches are in ``suggestions``.

    Examples
    --------
    >>> import attrs
    >>> from inactivity.records import definition
    >>> definition("ggir").criterion
    0.9
    >>> lenient = attrs.evolve(definition("ggir"), name="ggir_08", criterion=0.8)
    >>> definition(lenient).criterion
    0.8
    """
    if isinstance(name, Definition):
        return name
    for known in _DEFINITIONS:
        if known.name == name:
            return known
    from difflib import get_close_matches  # noqa: PLC0415 - only an error needs it

    close = get_close_matches(str(name), [known.name for known in _DEFINITIONS])
    raise UnknownDefinitionError(name, tuple(close))
