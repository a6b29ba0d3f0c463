"""Real files of devices, from the file to a forecast; skipped where they are not at hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from recorded import read

import inactivity as ia
from inactivity.records import (
    ActivityInterval,
    Reading,
    StepEpoch,
    activity_days,
    definitions,
    exposures_from_activity,
    fragmentation,
    read_actigraph_agd,
    read_activpal,
    read_apple_health,
    read_garmin_fit,
    sedentary_spells,
)

# name: reader, days with records, days of a baseline that makes them reduced ones
FILES: dict[str, tuple[Callable[..., Reading[object]], int]] = {
    "activpal_events.csv": (read_activpal, 3),
    "activpal_events_extended.csv": (read_activpal, 3),
    "actigraph_5s.agd": (read_actigraph_agd, 1),
    "apple_health_export.xml": (read_apple_health, 1),
    "garmin_monitoring.fit": (read_garmin_fit, 1),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_device_goes_through_to_a_forecast(name: str, real_records: Path) -> None:
    reader, days = FILES[name]
    if reader is read_garmin_fit:
        pytest.importorskip("fitdecode")
    records = read(reader(real_records / name))
    intervals = [one for one in records if isinstance(one, ActivityInterval)]
    epochs = [one for one in records if isinstance(one, StepEpoch)]
    found = activity_days(intervals, epochs)
    assert len(found) == days
    for known in definitions():
        fragmentation(sedentary_spells(intervals), definition=known)

    [person] = exposures_from_activity([*intervals, *epochs])
    # One day to three tell no spell of fewer steps; the answer is that, not a number.
    assert person.timeline is None
    assert "nothing to forecast" in person.cautions[0]

    if any(one.steps is not None for one in found):
        [person] = exposures_from_activity([*intervals, *epochs], baseline=100_000, least_reduced_days=1)
        assert person.timeline is not None
        course = ia.forecast("quadriceps", person.followed_by(30))
        assert min(course.change_pct) < 0
        assert person.counted[0].startswith(f"{days} days with records")
