"""Where muscles are drawn: the outline of half a body, and the patches on it, as data.

Drawn by us, simple, and true in order and place rather than in shape. Lengths are hundredths of the height of the
body: x from the midline outwards, y up from the sole. Each patch is a closed curve through its points. A view
is from the front or from behind; a layer is what lies under the skin, or what lies beneath that.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

View: TypeAlias = Literal["front", "back"]
Layer: TypeAlias = Literal["superficial", "deep"]
Points: TypeAlias = tuple[tuple[float, float], ...]


class Patch(NamedTuple):
    """A muscle, or a part of it, as it is seen in one view of one layer."""

    muscle: str
    view: View
    layer: Layer
    points: Points


OUTLINE = (
    "0,100 2.3,99.4 4,97.4 4.7,94.4 4.5,91 3.8,88.4 3,86.9 2.8,85.3 3.4,83.9 5.8,82.8 9.6,81.8 12.4,80 13.7,76.5 14.5,71 15.7,65 "
    "16.8,61.5 18.3,57 19.7,51 20.3,47.8 21.6,45 21.8,42 20.9,38.6 19.7,38.2 18.5,41 18,44.5 18,47.6 16.2,53 14.5,58 "
    "13.2,62 12,67 10.7,71.5 9.9,73.4 9.6,70 9,65 8.1,60.4 8.6,56 9.9,52 10.4,48 10.1,42 9,35 7.5,29 7.3,26.5 8,21.5 "
    "7.5,16 6,8.6 5.9,5 7.3,2.4 7.7,0.7 5.2,0 3.2,0.5 3.2,3 3.3,6 3.2,9.4 2.4,15 2,20 2.3,25 2.4,28.5 1.8,34 1,41 "
    "0.5,46.2 0,47.2"
)
"""The right edge of the body from the crown to the crotch; the left edge mirrors it."""

_FRONT = {
    "pectoralis_major": "0.4,79.8 4.5,80.6 8.1,80.5 8.9,78.4 10.4,75.4 9.3,73.6 6.5,72 3,71.2 0.4,71.9",
    "deltoid": "8.9,81.3 11.4,80.2 12.8,78.2 13.6,74.6 13.7,70.6 13.1,68.9 12.3,71.4 11.2,74.8 10.1,77.4 9.2,79.4",
    "biceps_brachii": "11.4,73.4 12.3,71.8 13.4,68.4 14.5,65.6 14.8,62.8 14,62.4 13.1,64 12.1,67.4 11.3,70.6",
    "brachioradialis": "15.8,64 16.5,62 17.3,59 18.1,56 18.9,52.6 19.2,50.4 18.5,52 17.4,56 16.5,59 15.7,61.6",
    "flexor_carpi_radialis": "14.9,61.8 16.2,59 17.2,56 18.3,52 19,48.8 17.9,52 16.7,56 15.8,59",
    "palmaris_longus": "14.5,61.6 15.6,59 16.5,56 17.7,52 18.6,48.6 17.4,52 16.2,56 15.3,59",
    "flexor_carpi_ulnaris": "14,61.4 15.1,59 16,56 17.2,52 18.3,48.4 16.8,52 15.5,56 14.4,59",
    "rectus_abdominis": "0.35,70.6 2.6,70.3 3.2,66 3,60 2.5,54.5 1.3,50 0.35,49.4",
    "external_oblique": "3.8,69.6 7,70.8 9.1,70 8.7,65 7.8,60.5 8.1,57 7,55.6 4.4,54 3,54.4 3.5,60 3.7,65.6",
    "tensor_fasciae_latae": "8.4,54 9.2,53.4 9.8,50 9.6,46.4 9,46.2 8.4,50",
    "sartorius": "7.2,54 8,53 6.6,47.4 4.8,41.4 3.5,35 3,29 2.6,28.6 2.7,35 3.9,41.6 5.7,47.8",
    "rectus_femoris": "7.8,50.6 8.4,46.5 8.1,40 7,34 5.9,30.8 5.1,31.2 4.9,35 5.4,40.4 6.8,46",
    "vastus_lateralis": "9,46.4 9.8,43.4 9.4,38.5 8.4,33.6 7.2,30.4 6.5,30.8 7.6,35 8.5,40 8.8,44",
    "vastus_medialis": "4.5,39 4.7,34.4 5,31 4.5,28.8 3.5,29.4 3.2,32.6 3.7,36.6",
    "pectineus": "3.2,50 5,49.8 5.3,48 4.6,46 3.6,46.6 2.8,48.2",
    "adductor_longus": "1.4,47.8 2.5,47.6 4.2,45.2 4.2,42.4 3.4,41 2.4,43.4",
    "gracilis": "0.8,46.4 1.4,46 2.1,42 2.6,36 2.4,30.6 2,35 1.4,41",
    "tibialis_anterior": "4.8,26.2 5.5,25 5.8,20.5 5.2,14 4.4,9 4,9.6 4.4,15 4.4,21",
    "extensor_digitorum_longus": "6,25.4 6.6,23.4 6.7,18.8 6.1,13 5.1,8 4.8,8.6 5.6,14 6.1,19.4",
    "peroneus_longus": "6.9,25.6 7.4,24 7.7,20 7.1,15 6,9.6 5.7,9.8 6.5,14.5 7,19",
    "gastrocnemius_medialis": "2.6,25.6 3.3,24 3.5,20 2.9,17.6 2.3,19.4 2.3,22.6",
    "soleus": "2.8,16.8 3.5,18 3.9,14 3.7,10.6 3.3,11 2.8,14",
}
_FRONT_DEEP = {
    "pectoralis_minor": "6.1,79.8 7.2,79.4 6.9,76 6,72.6 4,71.6 3.2,72.6 4.4,75.6",
    "diaphragm": "0.3,69.4 2.5,70.6 5.4,70.2 7.8,67.4 8.4,65 6.5,66 4,67 1.6,66.4 0.3,65.6",
    "transversus_abdominis": "3.3,64.2 6,64.6 8.3,63.2 7.7,60.7 5.6,60.2 3.4,60.6",
    "internal_oblique": "3.6,59.9 5.6,59.4 7.6,59.9 8,57.2 6.8,56 5.2,56 3.9,57",
    "psoas_major": "0.9,64.8 2,64.4 2.9,60 3.6,56 4.6,52 5.4,48.4 4.8,46.6 4,49.5 2.9,53.5 1.6,58.5",
    "psoas_minor": "0.45,63.4 0.95,62 2,55.4 2.9,50.4 1.7,54 0.6,60",
    "iliacus": "4.3,55.2 6.8,55 8.2,54 7.4,51.6 6,48.6 5.5,50.2 5,52.4",
    "obturator_externus": "1.8,48.8 3.2,48.4 4.3,46.2 3.8,45.2 2.4,46 1.6,47.4",
    "brachialis": "13,68.6 14.1,68 15.1,64.6 15.3,61.6 14.4,61.2 13.4,64",
    "vastus_intermedius": "7.2,46 8.4,44 8,38.5 6.8,32.6 5.5,31 5.3,35.6 5.9,41.6",
    "adductor_brevis": "1.5,45.6 2.6,45 4.4,44 5.3,41.4 4.4,40.6 2.8,41.8 1.5,43.8",
    "adductor_magnus": "1.4,42.9 2.8,40.8 4.5,39.4 5,37 4.3,33 3.2,29 2.5,31 2.6,35.5 2,39.6",
    "extensor_hallucis_longus": "5.1,20.8 5.6,18.4 5.1,12.5 4.4,7.6 4.1,8.2 4.5,13.5",
    "peroneus_tertius": "6,15.4 6.2,13 5.6,8.8 5.1,6.2 4.9,7.8 5.4,12",
    "peroneus_brevis": "6.9,18.4 7.3,16.4 6.7,12 5.9,7.4 5.7,8 6.3,12.8",
}
_BACK = {
    "splenius_capitis": "0.35,89.2 2,88.8 2.5,87 1.8,84 0.9,81.4 0.35,80.6",
    "deltoid": _FRONT["deltoid"],
    "triceps_brachii": "11.5,74.4 12.6,71.4 13.3,68.6 14.6,67.4 15.4,63.6 14.6,62.4 13.4,63.4 12.2,67 11.2,71.2",
    "anconeus": "15.1,62 15.9,61.6 16.2,59.8 15.5,60",
    "extensor_carpi_radialis_longus": "16.1,64 16.7,62 17.4,59 18.3,56 19.1,52 18.5,53 17.5,56 16.8,59 16.2,61.6",
    "extensor_carpi_radialis_brevis": "16,60.6 16.6,59 17.3,56 18.4,52 19.1,49.4 17.8,52 16.8,55.6 16,58.6",
    "extensor_carpi_ulnaris": "14.8,61 15.6,58.8 16.5,55.6 17.7,51.6 18.5,48.8 17,51.8 15.7,55.4 14.8,58.4",
    "spinalis": "0.35,78.6 0.9,78.2 1.15,72 1.15,66 0.8,62.8 0.35,62.8",
    "longissimus": "1.3,79 2,78.6 2.6,72 2.9,66 2.6,62.9 1.3,62.8 1.5,67 1.5,72",
    "iliocostalis": "2.6,77.4 3.6,74.4 4.4,69 4.6,65 4.3,62.9 3.1,62.8 3.3,66 3.1,71.5",
    "lumbar_erector_spinae": "0.35,62 2.4,62.2 4.3,62 4.4,58.6 3.4,55.6 1.8,52.8 0.35,51.8",
    "external_oblique": "5.1,63.4 7.6,64.6 8.2,62.4 7.6,58.8 6,57.6 5,58.8",
    "gluteus_medius": "4.2,56.6 7.4,56.4 9.1,54 9.5,51.6 7.6,52.8 5.4,54.4",
    "gluteus_maximus": "0.9,53.2 3.2,54.2 6,53.5 8.7,51.4 9.5,48.4 8.6,45.6 6,44.5 3,44.6 0.9,46 0.4,49.5",
    "adductor_magnus": "1,44.4 2.4,44 2.6,40 2.2,36.6 1.5,40",
    "semitendinosus": "3,43.8 4.5,43.8 5.3,39.5 4.9,34.5 4,29.6 3.3,28.2 3.1,33 2.9,39",
    "biceps_femoris_long_head": "4.9,43.7 6.5,43.6 7.9,39.4 8,34 7.3,29 6.7,28.6 6.5,33 6,38.2",
    "vastus_lateralis": "8.9,44.6 9.8,43.4 9.4,38.5 8.6,33.8 8.5,38.4",
    "gastrocnemius_medialis": "3.6,28.4 4.7,26.8 5,22 4.7,18 3.7,16.4 2.7,17.6 2.4,21.4 2.8,26",
    "gastrocnemius_lateralis": "5.3,26.8 6.3,28.2 7.2,25.4 7.6,21.6 7.2,18.8 6.1,17.4 5.3,18.6 5.2,22",
    "soleus": "2.5,16.6 3.6,15.6 4.6,16.6 5.3,17.2 6.1,16.5 7.2,17.8 6.7,13.5 5.5,9.6 4.9,6.6 4.3,6.6 3.8,10 2.9,13.4",
}
_BACK_DEEP = {
    "semispinalis_capitis": "0.35,89.4 1.7,88.8 1.9,85.4 1.3,80 0.6,75.6 0.35,76",
    "multifidus": "0.35,74.6 0.8,74 1.2,68 1.6,62 2.4,56.5 2,52.6 0.9,50.8 0.35,51.2",
    "quadratus_lumborum": "2.7,63.6 4.2,63.4 4.9,60 5.4,57 4,56.4 3,57.4 2.8,60.5",
    "gluteus_minimus": "4.6,55.6 6.8,55.4 8.7,53 8.9,51 6.6,52.2 4.8,53.4",
    "piriformis": "1.5,52.8 3.5,52.4 6,51.3 8.5,50.3 6,49.7 3.4,50.3 1.5,51",
    "obturator_internus": "2,49.8 4,49.4 6.2,48.9 8.5,49.2 6.2,47.7 4,47.4 2.2,47.8",
    "quadratus_femoris": "4.6,46.8 6.5,47.1 8.5,46.9 8.4,44.9 6.4,44.5 4.7,44.8",
    "semimembranosus": "3.1,43.8 4.2,43.6 4.9,39 4.7,34 3.9,29.4 2.9,28.6 2.6,33 2.5,38.5",
    "biceps_femoris_short_head": "6.6,40 7.4,38.4 7.9,34 7.4,29.4 6.7,29.2 6.5,34",
    "popliteus": "3,27.9 5.6,28.4 6,27.2 4.6,25.2 3,25.2",
    "plantaris": "6.2,29 7,28.6 6.9,26.8 6.4,25.6 6.2,26.6",
    "soleus": "2.9,24.6 4.6,24.4 6.6,25.2 7.6,21.5 7.2,17.6 5.9,15 4.9,13.8 3.8,14.8 2.6,17.5 2.3,21",
    "flexor_digitorum_longus": "2.7,16 3.4,14.2 3.9,11 3.8,7 3.5,6.4 3.4,10 2.8,13",
    "tibialis_posterior": "4.2,13.6 4.9,13 4.7,9.5 4.3,6.2 4.1,6.8 4.2,10",
    "flexor_hallucis_longus": "5.3,13.8 6.6,15.4 6.5,12.5 5.6,8.6 4.9,6.4 4.7,7.4 5.1,10.5",
}

WITHOUT_MEMBERS = {
    "whole_body_lean": ("whole_body_muscle",),
    "appendicular_lean": ("arm", "leg"),
    "l3_skeletal_muscle": (
        *("rectus_abdominis", "anterolateral_abdominals", "psoas_major", "quadratus_lumborum"),
        *("lumbar_erector_spinae", "multifidus"),
    ),
    "anteromedial_hip_muscles": ("iliopsoas", "pectineus", "obturator_externus", "adductor_brevis"),
}
"""Groups of the atlas that name no members, and what stands for them in a picture."""


def points(text: str) -> Points:
    """Return the points written in a text."""
    pairs = (pair.partition(",") for pair in text.split())
    return tuple((float(x), float(y)) for x, _, y in pairs)


_TEXTS: tuple[tuple[View, Layer, dict[str, str]], ...] = (
    ("front", "superficial", _FRONT),
    ("front", "deep", _FRONT_DEEP),
    ("back", "superficial", _BACK),
    ("back", "deep", _BACK_DEEP),
)
PATCHES: tuple[Patch, ...] = tuple(
    Patch(muscle, view, layer, points(text)) for view, layer, texts in _TEXTS for muscle, text in texts.items()
)
"""Every patch, those of one view and layer in the order they are drawn."""
