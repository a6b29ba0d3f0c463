"""An Apple Health export of any size, of our own making: a phone and a watch over the years."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord|Audiogram)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ELEMENT Record ((MetadataEntry|HeartRateVariabilityMetadataList)*)>
<!ATTLIST Record
  type          CDATA #REQUIRED
{broken}>
]>
<HealthData locale="en_GB">
 <ExportDate value="2025-03-01 09:00:00 +0100"/>
"""
BROKEN = "  startDate\n>\n<!ATTLIST"
DEVICE = (
    "&lt;&lt;HKDevice: 0x28{:07d}&gt;, name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch6,2, "
    "software:9.1&gt;"
)
# Shares of the records: a judgement, after exports of people who wear a watch.
SHARES = {
    "HeartRate": 0.36,
    "ActiveEnergyBurned": 0.24,
    "BasalEnergyBurned": 0.14,
    "DistanceWalkingRunning": 0.11,
    "StepCount": 0.11,
    "FlightsClimbed": 0.01,
    "AppleStandHour": 0.02,
    "SleepAnalysis": 0.01,
}
UNITS = {"HeartRate": "count/min", "DistanceWalkingRunning": "km", "StepCount": "count", "FlightsClimbed": "count"}


def record(kind: str, start: datetime, seconds: int, chance: random.Random) -> str:
    """Return one record as an export has it."""
    first, last = (moment.strftime("%Y-%m-%d %H:%M:%S %z") for moment in (start, start + timedelta(seconds=seconds)))
    phone = kind in ("StepCount", "DistanceWalkingRunning", "FlightsClimbed") and chance.random() < 0.5
    source = "Anna’s iPhone" if phone else "Anna’s Apple Watch"
    family, unit = "HKQuantityTypeIdentifier", f' unit="{UNITS.get(kind, "kcal")}"'
    value = str(chance.randrange(1, 140))
    if kind == "AppleStandHour":
        value = f"HKCategoryValueAppleStandHour{chance.choice(('Idle', 'Stood'))}"
    elif kind == "SleepAnalysis":
        value = f"HKCategoryValueSleepAnalysis{chance.choice(('InBed', 'AsleepCore', 'AsleepREM'))}"
    if value[0] == "H":
        family, unit = "HKCategoryTypeIdentifier", ""
    start_tag = (
        f' <Record type="{family}{kind}" sourceName="{source}" sourceVersion="9.1" '
        f'device="{DEVICE.format(chance.randrange(10**7))}"{unit} creationDate="{last}" startDate="{first}" '
        f'endDate="{last}" value="{value}"'
    )
    if kind != "HeartRate":
        return f"{start_tag}/>\n"
    return f'{start_tag}>\n  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="1"/>\n </Record>\n'


def write(path: Path, megabytes: float, *, broken: bool = True, seed: int = 1) -> None:
    """Write an export of about that size; without `broken` its declarations are such as any parser takes."""
    chance = random.Random(seed)  # noqa: S311 - chance in a made-up file, no secret
    moment = datetime(2015, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    kinds, weights = zip(*SHARES.items(), strict=True)
    left = megabytes * 1e6
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD.format(broken=BROKEN if broken else ""))
        block: list[str] = []
        while left > 0:
            if len(block) < 20_000:  # enough for chance; the rest repeats it
                for kind in chance.choices(kinds, weights, k=1000):
                    block.append(record(kind, moment, 0 if kind == "HeartRate" else 60, chance))
                    moment += timedelta(seconds=chance.choice((20, 60, 120)))
            text = "".join(block)
            file.write(text)
            left -= len(text.encode())
        file.write("</HealthData>\n")
