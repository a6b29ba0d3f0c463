"""What the tests of the readers share: files in memory, and the law that every entry is accounted for."""

from __future__ import annotations

import io
from typing import TypeVar

from inactivity.records import Reading

T = TypeVar("T")


def file(*lines: str, end: str = "\n") -> io.BytesIO:
    """Return a file of these lines."""
    return io.BytesIO(end.join([*lines, ""]).encode())


def read(reading: Reading[T]) -> tuple[T, ...]:
    """Read to the end; check that each entry gave records, was ignored, or was skipped and reported."""
    records = reading.all()
    counts, problems = reading.counts, reading.problems
    skipped = sum(dict(counts.skipped).values())
    assert counts.entries == counts.used + sum(dict(counts.ignored).values()) + skipped, counts
    assert counts.records == len(records)
    assert skipped <= problems.total
    assert all(dict(problems.by_reason)[reason] >= count for reason, count in counts.skipped)
    assert reading.complete
    return records


def problems(reading: Reading[T]) -> dict[str, int]:
    """Return how many problems of each kind a reading has met."""
    return dict(reading.problems.by_reason)
