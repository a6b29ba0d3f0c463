"""The atlas: names, groups, attachments."""

from collections import Counter
from pathlib import Path

import pytest

import inactivity as ia
from inactivity import Muscle
from inactivity.anatomy import Attachments, Joint, Motion, attachments, joints

MUSCLES = {muscle.id: muscle for muscle in ia.muscles()}
# A chain moves as the joints it is made of do; every other name must be a joint's own.
CHAINS = {
    "cervical_spine": ("c2_c3",),
    "neck": ("atlanto_occipital",),
    "spine": ("l1_l2",),
    "lumbar_spine": ("l1_l2",),
    "shoulder_girdle": ("sternoclavicular", "acromioclavicular"),
    "ribs": ("costovertebral_7",),
    "wrist": ("radiocarpal", "midcarpal"),
    "foot": ("subtalar",),
    "great_toe": ("toe_1_mtp", "toe_1_ip"),
    "lesser_toes": ("toe_2_mtp",),
}


def attached() -> dict[str, Attachments]:
    found = {}
    for name in MUSCLES:
        try:
            found[name] = attachments(name)
        except ia.NoEvidenceError:
            continue
    return found


ATTACHED = attached()


def crossed(name: str) -> list[str]:
    return [joint.id for joint in ATTACHED[name].joints]


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "muscle_id"),
    [
        ("psoas", "psoas_major"),
        ("Psoas Major", "psoas_major"),
        ("A04.7.02.004", "psoas_major"),
        ("six-pack", "rectus_abdominis"),
        ("rectus abdominus", "rectus_abdominis"),
        ("UBERON:0002382", "rectus_abdominis"),
        ("uberon:0002382", "rectus_abdominis"),
        ("FMA:9628", "rectus_abdominis"),
        ("a04.5.01.001", "rectus_abdominis"),
        ("quads", "quadriceps"),
        ("  VASTUS\tlateralis ", "vastus_lateralis"),
        ("vastus–lateralis", "vastus_lateralis"),  # an en dash, as PDFs give it
        ("Soleus", "soleus"),
    ],
)
def test_any_name_finds_the_muscle(name: str, muscle_id: str) -> None:
    assert ia.muscle(name).id == muscle_id


def every_name() -> list[tuple[str, str]]:
    return [
        (name, muscle.id)
        for muscle in MUSCLES.values()
        for name in (muscle.id, muscle.name, muscle.latin, muscle.uberon, muscle.fma, muscle.ta98, *muscle.synonyms)
        if name is not None
    ]


@pytest.mark.parametrize("spelled", [str, str.upper, str.title, lambda name: f" {name} ".replace(" ", "_- ")])
def test_every_name_of_the_atlas_finds_its_muscle_however_it_is_spelled(spelled: type[str]) -> None:
    assert [(name, found) for name, found in every_name() if ia.muscle(spelled(name)).id != found] == []


def test_atlas_has_this_many_names() -> None:
    assert len(MUSCLES) == 119
    assert len({name.casefold() for name, _ in every_name()}) == 1000


def test_looking_up_what_was_found_changes_nothing() -> None:
    for muscle in MUSCLES.values():
        assert ia.muscle(muscle) is muscle
        assert ia.muscle(muscle.id) == muscle


@pytest.mark.parametrize(
    ("name", "suggestions"),
    [
        ("solius", ("soleus",)),
        ("psoaz major", ("psoas_major", "psoas_minor")),
        ("gastroc nemius", ("gastrocnemius",)),
        ("xyz", ()),
        ("", ()),
        (None, ()),
        (14, ()),
        (["psoas"], ()),
        (b"psoas", ()),
    ],
)
def test_unknown_name_comes_with_close_matches(name: str, suggestions: tuple[str, ...]) -> None:
    with pytest.raises(ia.UnknownMuscleError) as caught:
        ia.muscle(name)

    assert caught.value.name == name
    assert caught.value.suggestions == suggestions


@pytest.mark.parametrize("word", ["snomed", "sctid"])
def test_snomed_stays_out_for_its_licence(word: str) -> None:
    folder = Path(ia.__file__).parent / "anatomy"

    assert [file.name for file in folder.iterdir() if file.is_file() and word in file.read_text("utf-8").lower()] == []


# ---------------------------------------------------------------- groups


def test_kinds_and_regions() -> None:
    assert Counter(muscle.kind for muscle in MUSCLES.values()) == {
        "muscle": 63,
        "functional_group": 18,
        "group": 17,
        "region": 16,
        "part": 5,
    }
    assert Counter(muscle.region for muscle in MUSCLES.values()) == {
        "thigh": 24,
        "lower_leg": 22,
        "trunk": 20,
        "hip": 17,
        "arm": 11,
        "forearm": 11,
        "whole_body": 6,
        "neck": 4,
        "thorax": 4,
    }


@pytest.mark.parametrize("muscle", MUSCLES.values(), ids=MUSCLES)
def test_parents_and_members_say_the_same(muscle: Muscle) -> None:
    assert [name for name in muscle.members if muscle.id not in MUSCLES[name].parents] == []
    assert [name for name in muscle.parents if muscle.id not in MUSCLES[name].members] == []
    assert muscle.parent is None or muscle.parent in muscle.parents


@pytest.mark.parametrize("muscle", MUSCLES.values(), ids=MUSCLES)
def test_no_muscle_is_part_of_itself(muscle: Muscle) -> None:
    above, below = muscle.ancestors(), muscle.descendants()

    assert muscle not in above
    assert muscle not in below
    assert len(set(above)) == len(above)
    assert all(muscle in group.descendants() for group in above)
    assert all(muscle in part.ancestors() for part in below)


def test_partition_is_said_of_what_has_members_and_of_nothing_else() -> None:
    assert [muscle.id for muscle in MUSCLES.values() if (muscle.partition is None) != (not muscle.members)] == []
    assert [muscle.id for muscle in MUSCLES.values() if muscle.partition is False] == [
        "whole_body_muscle",
        "trunk_extensors",
        "hip_muscles",
    ]


def test_members_of_a_partition_do_not_overlap() -> None:
    overlapping = {
        group.id: name
        for group in MUSCLES.values()
        if group.partition
        for name, count in Counter(
            single.id
            for member in group.members
            for single in (MUSCLES[member], *MUSCLES[member].descendants())
            if not single.members
        ).items()
        if count > 1
    }

    assert overlapping == {}


def test_a_muscle_may_belong_to_several_groups() -> None:
    assert ia.muscle("rectus femoris").parents == ("hip_flexors", "quadriceps")
    assert [group.id for group in ia.muscle("vastus lateralis").ancestors()][:2] == ["vasti", "quadriceps"]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 119),
        ({"region": "trunk"}, 22),
        ({"kind": "part"}, 5),
        ({"function": "plantar_flexor"}, 9),
        ({"function": "plantar_flexor", "kind": "muscle", "region": "lower_leg"}, 4),
    ],
)
def test_filters_of_muscles(filters: dict[str, str], count: int) -> None:
    assert len(ia.muscles(**filters)) == count  # type: ignore[arg-type]  # words checked at run time


def test_region_filter_takes_what_spans_several() -> None:
    assert [muscle.id for muscle in ia.muscles(region="neck")] == [
        "whole_body_muscle",
        "neck_muscles",
        "neck_extensors",
        "splenius_capitis",
        "semispinalis_capitis",
        "whole_body_lean",
    ]


@pytest.mark.parametrize("name", ["region", "kind", "function"])
def test_filter_with_a_wrong_word_names_the_right_ones(name: str) -> None:
    with pytest.raises(ia.InvalidValueError, match=f"^{name} is 'legs'; it must be one of "):
        ia.muscles(**{name: "legs"})  # type: ignore[arg-type]  # the mistake under test


# ---------------------------------------------------------------- attachments


@pytest.mark.parametrize(
    ("name", "joint_ids"),
    [
        ("psoas_major", ["t12_l1", "l1_l2", "l2_l3", "l3_l4", "l4_l5", "l5_s1", "sacroiliac", "hip"]),
        ("iliacus", ["hip"]),
        ("gastrocnemius", ["knee", "ankle", "subtalar"]),
        ("soleus", ["ankle", "subtalar"]),
        ("tibialis_anterior", ["ankle", "subtalar"]),
        ("rectus_femoris", ["hip", "knee"]),
        ("vastus_lateralis", ["knee"]),
        ("quadriceps", ["hip", "knee"]),
        ("semitendinosus", ["hip", "knee"]),
        ("biceps_femoris_short_head", ["knee"]),
        ("gluteus_medius", ["hip"]),
        ("biceps_brachii", ["shoulder", "elbow", "radioulnar"]),
        ("brachialis", ["elbow"]),
        ("diaphragm", []),
    ],
)
def test_joints_a_muscle_crosses(name: str, joint_ids: list[str]) -> None:
    assert crossed(name) == joint_ids


def test_chain_of_the_founding_article_runs_from_vertebrae_and_discs_to_the_femur() -> None:
    psoas = attachments("psoas")

    assert psoas.origin == ("t12", "l1", "l2", "l3", "l4", "l5")
    assert psoas.discs == ("t12_l1", "l1_l2", "l2_l3", "l3_l4", "l4_l5")
    assert psoas.insertion == ("femur",)
    assert psoas.insertion_landmarks == ("lesser trochanter",)
    assert [str(motion) for motion in psoas.motions] == ["hip flexion"]
    assert [str(motion) for motion in psoas.shortness_limits] == ["hip extension"]


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("soleus", ["ankle dorsiflexion"]),
        ("gastrocnemius", ["ankle dorsiflexion", "knee extension"]),
        ("rectus_femoris", ["knee flexion", "hip extension"]),
        ("quadratus_lumborum", ["lumbar spine lateral flexion"]),
    ],
)
def test_what_shortness_could_limit_is_the_opposite_of_what_the_muscle_does(name: str, limits: list[str]) -> None:
    assert [str(motion) for motion in ATTACHED[name].shortness_limits] == limits


def test_restriction_of_a_motion_holds_for_its_opposite() -> None:
    deltoid = ATTACHED["deltoid"]

    assert [motion.restriction for motion in deltoid.motions] == [one.restriction for one in deltoid.shortness_limits]
    assert deltoid.motions[1].restriction is not None


def test_skeleton_is_a_tree() -> None:
    bones = {bone for joint in joints() for bone in joint.bones}
    reached = {"skull"}
    for _ in joints():
        reached |= {bone for joint in joints() if reached & set(joint.bones) for bone in joint.bones}

    assert len(joints()) == 94
    assert len(bones) == 95
    assert reached == bones


@pytest.mark.parametrize("joint", joints(), ids=lambda joint: joint.id)
def test_joint_has_two_bones_and_pairs_of_motions(joint: Joint) -> None:
    assert len(set(joint.bones)) == 2
    assert all(len(pair) == 2 for pair in joint.motions)


def test_ids_of_joints_are_unique() -> None:
    assert len({joint.id for joint in joints()}) == 94


def test_this_many_muscles_are_attached() -> None:
    assert len(ATTACHED) == 71


@pytest.mark.parametrize("found", ATTACHED.values(), ids=ATTACHED)
def test_attachments_are_places_of_the_skeleton(found: Attachments) -> None:
    bones = {bone for joint in joints() for bone in joint.bones}

    assert set(found.origin + found.insertion) <= bones
    assert set(found.discs) <= {joint.id for joint in joints() if joint.disc}
    assert set(found.joints) <= set(joints())


@pytest.mark.parametrize("found", ATTACHED.values(), ids=ATTACHED)
def test_muscle_moves_only_what_it_crosses(found: Attachments) -> None:
    by_id = {joint.id: joint for joint in joints()}

    def moved(motion: Motion) -> list[Joint]:
        return [by_id[name] for name in CHAINS.get(motion.joint, (motion.joint,))]

    for motion in (*found.motions, *found.shortness_limits):
        pairs = [pair for joint in joints() for pair in joint.motions if motion.motion in pair]
        assert pairs, motion
        if motion.joint not in CHAINS:
            assert any(motion.motion in pair for joint in moved(motion) for pair in joint.motions), motion
            assert set(moved(motion)) & set(found.joints), motion


@pytest.mark.parametrize(("name", "first"), [("thigh", "quadriceps"), ("whole_body_muscle", "diaphragm")])
def test_group_without_attachments_names_the_members_that_have_them(name: str, first: str) -> None:
    with pytest.raises(ia.NoEvidenceError) as caught:
        attachments(name)

    assert caught.value.reason.startswith(f"The atlas has no attachments for this region; it has for {first}, ")


def test_unknown_muscle_has_no_attachments() -> None:
    with pytest.raises(ia.UnknownMuscleError):
        attachments("solius")
