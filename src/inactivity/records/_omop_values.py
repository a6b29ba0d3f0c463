"""What stands in the fields of OMOP tables: dates, ids, and nothing, as the tools of many sites write them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ._vocabulary import FIRST_YEAR, LAST_YEAR

DAY: Final = 10
"""Characters of a date."""


class BadDateError(Exception):
    """What stands where a date belongs."""


def whole(number: str) -> str:
    """Return an id as it was before a tool that knows no empty whole numbers wrote 9201 as 9201.0."""
    return number.removesuffix(".0")


def has_time(text: str) -> bool:
    """Whether a date and time has a time of day that is not midnight."""
    return any(digit in text[DAY:].partition("+")[0] for digit in "123456789")


NOTHING: Final = frozenset({"", "NULL", "null", "\\N", "NA", "NaN", "nan", "NaT", "None"})
"""How tools write that there is nothing: databases, R, Python."""
MIDNIGHT: Final = frozenset({"", " 00:00:00", "T00:00:00", "T00:00:00Z", " 0:00:00", " 00:00:00.000"})


def parsed(text: str) -> datetime:
    """Return a date, or a date and time."""
    compact = len(text) == len("20260301") and text.isascii() and text.isdigit()
    if compact or (len(text) >= DAY and text[4] == text[7] == "-" and text[8:10].isdigit()):
        text = text.removesuffix(" UTC")  # as BigQuery writes it
        if text[DAY + 2 : DAY + 3] == ":":  # an hour of one digit, as Excel writes it
            text = f"{text[: DAY + 1]}0{text[DAY + 1 :]}"
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            raise BadDateError(text) from None
        if FIRST_YEAR <= found.year <= LAST_YEAR:
            return found.replace(tzinfo=None)
    raise BadDateError(text)


def cut(row: list[str], width: int) -> bool:
    """Cut off what is empty behind the columns that the header names; return whether the row has its width then."""
    while len(row) > width and not row[-1].strip():
        del row[-1]
    return len(row) == width
