"""What the packaged evidence holds, field by field: any change of it must be meant, and shows here."""

# Field: how many rows have it, and the sum of the numbers in it.
FIELDS: dict[str, dict[str, tuple[int, float | None]]] = {
    "studies": {
        "study_id": (244, None),
        "title": (208, None),
        "first_author": (210, None),
        "year": (199, 400135),
        "journal": (170, None),
        "doi": (156, None),
        "pmid": (66, None),
        "url": (242, None),
        "campaign": (244, None),
        "design": (242, None),
        "population": (239, None),
        "notes": (124, None),
        "seen_in": (244, None),
    },
    "arms": {
        "study_id": (368, None),
        "arm_id": (368, None),
        "label": (368, None),
        "exposure_kind": (368, None),
        "exposure_days": (331, 13396.1),
        "countermeasure": (362, None),
        "countermeasure_detail": (164, None),
        "recovery_condition": (368, None),
        "n": (297, 6543),
        "n_female": (222, 365),
        "sex": (368, None),
        "age_mean": (126, 4955.2),
        "age_sd": (54, 245.68),
        "population": (332, None),
    },
    "observations": {
        "study_id": (1907, None),
        "arm_id": (1907, None),
        "muscle": (1907, None),
        "muscle_reported": (33, None),
        "site": (586, None),
        "measure": (1907, None),
        "method": (1700, None),
        "phase": (1907, None),
        "day": (1850, 91356.866),
        "day_high": (1, 180.0),
        "change_pct": (1521, -9532.81),
        "change_low": (68, -1210.5),
        "change_high": (67, -628.5),
        "spread": (1168, 127455.89),
        "spread_kind": (1179, None),
        "spread_of": (1179, None),
        "n": (1737, 22818),
        "baseline": (1010, 924093.977),
        "value": (620, 746499.475),
        "unit": (785, None),
        "outcome": (1143, None),
        "p": (731, None),
        "locator": (1907, None),
        "derivation": (1907, None),
        "confidence": (1907, None),
        "source": (1907, None),
        "also_in": (396, None),
        "note": (1450, None),
    },
    "rates": {
        "study_id": (20, None),
        "arm_id": (18, None),
        "muscle": (20, None),
        "muscle_reported": (4, None),
        "measure": (20, None),
        "rate_pct_per_day": (20, -10.0474),
        "rate_low": (3, -6.82),
        "rate_high": (3, -2.67),
        "window": (20, None),
        "spread": (5, 1.2392),
        "spread_kind": (8, None),
        "n": (16, 3826),
        "source": (20, None),
        "confidence": (20, None),
        "locator": (7, None),
        "note": (19, None),
    },
}

WORDS: dict[tuple[str, str], dict[str, int]] = {
    ("arms", "exposure_kind"): {
        "bed_rest": 79,
        "head_down_bed_rest": 107,
        "dry_immersion": 2,
        "limb_cast": 43,
        "limb_brace": 13,
        "limb_suspension": 17,
        "step_reduction": 3,
        "spaceflight": 35,
        "icu_stay": 20,
        "hospital_stay": 9,
        "surgery": 16,
        "detraining": 21,
        "other": 3,
    },
    ("arms", "sex"): {"male": 170, "female": 29, "mixed": 72, "unknown": 97},
    ("arms", "recovery_condition"): {
        "none_followed": 236,
        "supervised_training": 35,
        "reambulation": 34,
        "rehabilitation": 32,
        "unknown": 31,
    },
    ("arms", "countermeasure"): {
        "none": 228,
        "other": 34,
        "resistance_exercise": 28,
        "combined_exercise": 19,
        "nutrition": 14,
        "aerobic_exercise": 11,
        "artificial_gravity": 8,
        "resistance_exercise_with_vibration": 8,
        "electrical_stimulation": 5,
        "blood_flow_restriction": 3,
        "exercise_and_nutrition": 2,
        "low_load_standing": 1,
        "vibration": 1,
    },
    ("observations", "measure"): {
        "csa": 518,
        "volume": 722,
        "thickness": 50,
        "lean_mass": 101,
        "fibre_csa": 44,
        "strength_isometric": 116,
        "strength_isokinetic": 94,
        "strength_1rm": 31,
        "strength_unspecified": 62,
        "power": 23,
        "endurance": 28,
        "fat_fraction": 22,
        "fascicle_length": 3,
        "other": 93,
    },
    ("observations", "phase"): {"exposure": 1371, "recovery": 536},
    ("observations", "confidence"): {"high": 1482, "medium": 366, "low": 59},
    ("observations", "outcome"): {
        "decreased": 620,
        "unchanged": 190,
        "returned_to_baseline": 129,
        "still_below_baseline": 116,
        "increased": 56,
        "above_baseline": 32,
    },
    ("observations", "derivation"): {
        "printed": 1063,
        "qualitative": 329,
        "computed_from_means": 294,
        "individual_data": 221,
    },
    ("observations", "source"): {
        "abstract": 692,
        "full_text_extract": 517,
        "compilation": 357,
        "individual_data": 216,
        "table_page": 117,
        "press": 8,
    },
    ("observations", "spread_kind"): {"sd": 885, "se": 164, "unknown": 119, "iqr": 6, "ci95": 5},
    ("observations", "spread_of"): {"change": 868, "value": 235, "baseline": 76},
}

# Observations (in brackets: with a mean change in per cent), as counted when the evidence was handed over.
COUNTS = """
bed_rest            exposure  244 (203)  46 (33)  13 (11)
bed_rest            recovery   17 (5)     6 (0)    1 (0)
detraining          exposure   13 (2)    20 (7)    6 (2)
detraining          recovery    3 (0)     8 (0)    1 (0)
dry_immersion       exposure    5 (2)     0 (0)    0 (0)
head_down_bed_rest  exposure  565 (531)  56 (47)  51 (49)
head_down_bed_rest  recovery  322 (299)   0 (0)    2 (0)
hospital_stay       exposure   10 (6)     5 (2)    2 (2)
hospital_stay       recovery    2 (0)     7 (1)    0 (0)
icu_stay            exposure   35 (27)    0 (0)   18 (10)
icu_stay            recovery    3 (1)     2 (0)    0 (0)
limb_brace          exposure   30 (22)   10 (6)   11 (10)
limb_brace          recovery    4 (2)     4 (2)    0 (0)
limb_cast           exposure   42 (35)   39 (27)   8 (6)
limb_cast           recovery   16 (3)     9 (1)    3 (0)
limb_suspension     exposure   30 (24)   23 (15)   8 (7)
limb_suspension     recovery    2 (0)     4 (0)    0 (0)
other               exposure    1 (0)     4 (4)    2 (2)
other               recovery    0 (0)     2 (0)    0 (0)
spaceflight         exposure   36 (19)   18 (8)    3 (3)
spaceflight         recovery   38 (23)   43 (37)  16 (13)
step_reduction      exposure    5 (1)     1 (0)    0 (0)
surgery             exposure    4 (3)     6 (1)    1 (1)
surgery             recovery    8 (4)    13 (2)    0 (0)
"""


def counted() -> list[list[str]]:
    """Return the table as cells: kind, phase, size, strength, other."""
    return [line.replace(" (", "(").split() for line in COUNTS.strip().splitlines()]
