"""The evidence explorer answers as the library does, to people with a mouse, a keyboard, a finger or a screen reader."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast
from urllib.parse import parse_qs, urlsplit

import pytest

import inactivity as ia
from inactivity._data import read_json

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open: TypeAlias = "Callable[..., Page]"

MARKS = "#ex-plot .marks > *"
SOLEUS = "explorer.html#muscle=soleus&exposure=head_down_bed_rest&measure=size"
QUESTIONS = (
    "",
    "muscle=six-pack",
    "muscle=quadriceps",
    "muscle=quadriceps&members=no",
    "exposure=limb_cast",
    "exposure=family%3Abed_rest",
    "measure=strength",
    "measure=other",
    "measure=csa&phase=recovery",
    "campaign=berlin_bbr1",
    "confidence=medium",
    "confidence=high&phase=exposure&muscle=calf",
    "countermeasure=none&exposure=limb_cast",
    "countermeasure=any&muscle=UBERON%3A0001389",
    "countermeasure=resistance_exercise&muscle=m.+soleus&exposure=head_down_bed_rest",
)


def downloaded(page: Page) -> str:
    with page.expect_download() as waiting:
        page.click("#ex-download")
    return Path(waiting.value.path()).read_bytes().decode("utf-8")


def keys(rows: tuple[ia.Observation, ...] | list[ia.Observation]) -> list[tuple[str, ...]]:
    return [(row.study_id, row.arm_id, row.muscle, row.measure, row.phase, row.locator) for row in rows]


def test_everything_is_there_at_first(opened: Open) -> None:
    page = opened("explorer.html")

    base = ia.evidence()
    rows = base.observations()
    campaigns = {base.study(row.study_id).campaign for row in rows}
    assert page.inner_text("#ex-count") == (
        f"{len(rows):,} observations in {len({row.study_id for row in rows})} studies of {len(campaigns)} campaigns"
    )
    ranges = [row for row in rows if row.change_pct is None and row.change_low is not None]
    means = [row for row in rows if row.change_pct is not None and row.day is not None]
    assert page.locator(f"{MARKS}.range").count() == sum(row.day is not None for row in ranges)
    assert page.inner_text("#ex-drawn").startswith(f"Drawn: {len(means):,} mean changes")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_filter_gives_the_rows_that_python_gives(opened: Open, question: str) -> None:
    page = opened(f"explorer.html#{question}")

    told: dict[str, list[ia.Observation]] = {}
    exec(page.inner_text("#ex-python"), told)  # noqa: S102 - what the page tells people to run
    rows = list(csv.DictReader(io.StringIO(downloaded(page))))
    wanted = keys(told["rows"])
    assert 0 < len(rows) == len(wanted)
    names = ("study_id", "arm_id", "muscle", "measure", "phase", "locator")
    assert sorted(tuple(row[name] for name in names) for row in rows) == sorted(wanted)
    assert page.inner_text("#ex-count").startswith(f"{len(wanted):,} observation")


def test_the_file_of_everything_is_the_one_python_writes(opened: Open, tmp_path: Path) -> None:
    page = opened("explorer.html")

    ia.evidence().to_csv(tmp_path / "all.csv")
    assert downloaded(page) == (tmp_path / "all.csv").read_bytes().decode("utf-8")


def test_choices_change_the_plot_the_counts_the_table_and_the_address(opened: Open) -> None:
    page = opened("explorer.html")
    before = page.locator(MARKS).count()

    page.select_option("#ex-exposure", "limb_cast")

    rows = ia.evidence().observations(exposure_kind="limb_cast")
    assert 0 < page.locator(MARKS).count() <= len(rows) < before
    assert page.locator('#ex-phase option[value=""]').inner_text() == f"both ({len(rows)})"
    recovery = sum(row.phase == "recovery" for row in rows)
    assert page.locator('#ex-phase option[value="recovery"]').inner_text() == f"recovery ({recovery})"
    assert page.inner_text("#ex-page") == f"Rows 1 to 15 of {len(rows)}"
    assert page.locator("#ex-table tbody tr").count() == 15
    assert parse_qs(urlsplit(page.url).fragment) == {"exposure": ["limb_cast"]}
    page.click("#ex-reset")
    assert page.locator(MARKS).count() == before
    assert "#" not in page.url


def test_a_name_typed_half_waits_and_an_unknown_one_is_told(opened: Open) -> None:
    page = opened("explorer.html")
    everything = page.inner_text("#ex-count")

    page.locator("#ex-muscle").press_sequentially("six-pac")
    assert page.inner_text("#ex-count") == everything
    page.locator("#ex-muscle").press_sequentially("k")
    assert page.inner_text("#ex-muscle-said") == "rectus abdominis"
    assert page.inner_text("#ex-count") != everything
    page.fill("#ex-muscle", "solius")
    page.locator("#ex-muscle").press("Enter")
    assert page.inner_text("#ex-muscle-said") == "No muscle goes by “solius”. Did you mean soleus?"
    assert page.get_attribute("#ex-muscle", "aria-invalid") == "true"
    assert page.inner_text("#ex-count") == "No observation passes all filters."
    assert page.is_disabled("#ex-download")


def test_every_name_finds_the_muscle_that_the_library_finds(opened: Open) -> None:
    page = opened("explorer.html")
    names = list(cast("dict[str, int]", read_json("inactivity.anatomy", "names.json")))

    found = page.evaluate("names => names.map((name) => explorerData.muscle(name)?.id)", names)

    assert dict(zip(names, found, strict=True)) == {name: ia.muscle(name).id for name in names}


def test_the_band_comes_with_one_muscle_kind_and_measure(opened: Open) -> None:
    page = opened("explorer.html#muscle=soleus&exposure=head_down_bed_rest")
    assert page.locator("#ex-plot .band").count() == 0
    assert page.inner_text("#ex-model").startswith("Choose a muscle")

    page.select_option("#ex-measure", "size")
    assert page.locator("#ex-plot .band").count() == 2
    assert "90 % probability" in page.inner_text("#ex-model")
    drawn = page.locator("#ex-plot .band").nth(1).get_attribute("d")
    page.select_option("#ex-after", "70")
    assert page.locator("#ex-plot .band").nth(1).get_attribute("d") != drawn
    assert "after 70 days" in (page.locator("#ex-plot text.panel").nth(1).text_content() or "")
    assert "after=70" in page.url
    page.select_option("#ex-exposure", "other")
    assert page.locator("#ex-plot .band").count() == 0
    assert page.inner_text("#ex-model") == "The model has no course for this choice."


def test_spreads_are_drawn_where_they_were_printed_of_the_change_and_nowhere_else(opened: Open) -> None:
    page = opened("explorer.html#muscle=psoas&campaign=agbresa&members=no")

    rows = ia.evidence().observations(muscle="psoas", campaign="agbresa")
    means = [row for row in rows if row.change_pct is not None]
    printed = [row for row in means if row.spread_of == "change" and row.spread_kind in ("sd", "se")]
    assert 0 < len(printed) < len(means) <= 40
    assert page.locator("#ex-plot .ex-body .spread").count() == len(printed)


def test_a_mouse_sees_the_study_and_opens_it(opened: Open) -> None:
    page = opened(SOLEUS)
    assert page.is_hidden("#ex-card")

    box = page.locator(f"{MARKS}.m-size:not(.m-open)").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.is_visible("#ex-card")
    reference = page.inner_text("#ex-card a")
    address = page.get_attribute("#ex-card a", "href")
    assert address
    assert address.startswith("https://doi.org/10.")
    assert page.get_attribute("#ex-cursor", "href") == address
    assert (page.get_attribute("#ex-cursor", "aria-label") or "").startswith(reference)
    with page.expect_popup() as waiting:
        page.mouse.down()
        page.mouse.up()
    assert waiting.value.url == address
    page.mouse.move(2, 2)
    assert page.is_hidden("#ex-card")


def test_a_study_without_an_address_leads_to_the_list_of_studies(opened: Open, site: Path) -> None:
    base = ia.evidence()
    unknown = {study.campaign for study in base.studies() if not (study.doi or study.pmid or study.url)}
    drawn = {
        base.study(row.study_id).campaign
        for row in base.observations()
        if row.day is not None and row.change_pct is not None
    }
    page = opened(f"explorer.html#campaign={min(unknown & drawn)}")

    address = page.get_attribute("#ex-cursor", "href")

    assert address == "evidence.html#studies"
    assert 'id="studies"' in (site / "evidence.html").read_text(encoding="utf-8")


def test_a_keyboard_walks_from_one_observation_to_the_next_and_opens_a_study(opened: Open) -> None:
    page = opened(SOLEUS)

    page.focus("#ex-reset")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "ex-cursor"
    first = page.get_attribute("#ex-cursor", "aria-label")
    page.keyboard.press("ArrowRight")
    second = page.get_attribute("#ex-cursor", "aria-label")
    assert first != second == page.inner_text("#ex-said")
    page.keyboard.press("End")
    assert "after" in (page.get_attribute("#ex-cursor", "aria-label") or "")
    page.keyboard.press("Home")
    assert page.get_attribute("#ex-cursor", "aria-label") == first
    with page.expect_popup() as waiting:
        page.keyboard.press("Enter")
    assert waiting.value.url == page.get_attribute("#ex-cursor", "href")
    page.bring_to_front()
    page.keyboard.press("ArrowRight")
    assert page.is_visible("#ex-card")
    page.keyboard.press("Escape")
    assert page.is_hidden("#ex-card")


def test_the_whole_form_works_by_keyboard(opened: Open) -> None:
    page = opened("explorer.html")

    page.focus("#ex-muscle")
    page.keyboard.type("soleus")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "members"
    page.keyboard.press("Tab")
    page.keyboard.type("spacef")
    page.keyboard.press("Tab")

    rows = ia.evidence().observations(muscle="soleus", include_members=True, exposure_kind="spaceflight")
    assert page.inner_text("#ex-count").startswith(f"{len(rows)} observations")


def test_the_table_sorts_and_leafs_and_puts_what_is_not_known_last(opened: Open) -> None:
    page = opened("explorer.html#muscle=multifidus")
    button = page.locator('#ex-table button[data-by="change"]')
    cells = page.locator("#ex-table tbody td:nth-child(8)")

    button.focus()
    page.keyboard.press("Enter")
    assert page.get_attribute("#ex-table th:nth-child(8)", "aria-sort") == "ascending"
    known = [row.change_pct for row in ia.evidence().observations(muscle="multifidus") if row.change_pct is not None]
    assert cells.first.inner_text() == f"{min(known):.1f}".removesuffix(".0").replace("-", "−")
    page.keyboard.press("Enter")
    assert page.get_attribute("#ex-table th:nth-child(8)", "aria-sort") == "descending"
    assert cells.first.inner_text() == f"{max(known):.1f}".removesuffix(".0").replace("-", "−")
    while page.is_enabled("#ex-next"):
        page.click("#ex-next")
    assert not any(character.isdigit() for character in cells.last.inner_text().partition(" to ")[0][:1])
    page.click("#ex-before")
    assert page.is_enabled("#ex-next")


def test_an_address_keeps_the_question_and_drops_what_means_nothing(opened: Open) -> None:
    page = opened("explorer.html#muscle=calf&members=no&measure=strength&phase=recovery&confidence=high&exposure=cast")

    assert page.input_value("#ex-muscle") == "calf"
    assert not page.is_checked('input[name="members"]')
    assert page.input_value("#ex-measure") == "strength"
    assert page.input_value("#ex-phase") == "recovery"
    assert page.input_value("#ex-confidence") == "high"
    assert page.input_value("#ex-exposure") == ""
    shown, count = page.url, page.inner_text("#ex-count")
    assert "exposure" not in shown
    page.reload()
    assert (page.url, page.inner_text("#ex-count")) == (shown, count)
    page.click("text=Calf in space")
    assert page.input_value("#ex-exposure") == "spaceflight"
    assert page.is_checked('input[name="members"]')


@pytest.mark.parametrize("after", ["constructor", "__proto__", "toString", "9999", "<img src=x>"])
def test_a_band_of_recovery_that_there_is_not_gives_the_usual_one(opened: Open, after: str) -> None:
    page = opened(f"{SOLEUS}&after={after}")

    assert page.locator("#ex-plot .band").count() == 2
    assert "after" not in parse_qs(urlsplit(page.url).fragment)


def test_an_address_of_a_section_leads_there_and_stays(opened: Open) -> None:
    page = opened("explorer.html#how-to-read-it")

    assert page.url.endswith("#how-to-read-it")
    page.wait_for_function("document.getElementById('how-to-read-it').getBoundingClientRect().top < innerHeight")
    assert page.locator(MARKS).count() > 0


def test_a_name_that_no_muscle_goes_by_is_refused_in_python_too(opened: Open) -> None:
    page = opened('explorer.html#muscle=sol"eus')

    assert page.is_disabled("#ex-download")
    with pytest.raises(ia.UnknownMuscleError, match='sol"eus'):
        exec(page.inner_text("#ex-python"), {})  # noqa: S102 - what the page tells people to run


def test_a_finger_sees_the_study_first_and_opens_it_from_the_card(opened: Open) -> None:
    page = opened(SOLEUS, width=390, touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    tops = [page.locator("#ex-plot text.panel").nth(place).bounding_box() for place in (0, 1)]
    assert tops[0]
    assert tops[1]
    assert tops[0]["y"] + 200 < tops[1]["y"]

    page.locator(MARKS).first.scroll_into_view_if_needed()
    box = page.locator(MARKS).first.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + 3, box["y"] + 3)
    assert page.is_visible("#ex-card")
    assert len(page.context.pages) == 1
    page.locator("#ex-card a").scroll_into_view_if_needed()
    link = page.locator("#ex-card a").bounding_box()
    assert link
    page.touchscreen.tap(link["x"] + 5, link["y"] + 5)
    page.wait_for_url("https://doi.org/**")


def test_the_plot_follows_the_width_and_the_theme(opened: Open) -> None:
    page = opened(SOLEUS)
    colour = "getComputedStyle(document.querySelector('#ex-plot .marks .m-size')).fill"
    light, wide = page.evaluate(colour), page.evaluate("document.getElementById('ex-plot').viewBox.baseVal.width")

    page.set_viewport_size({"width": 700, "height": 900})
    page.wait_for_function(f"document.getElementById('ex-plot').viewBox.baseVal.width < {wide}")
    page.evaluate("document.body.dataset.theme = 'dark'")
    assert page.evaluate(colour) != light
    assert opened(SOLEUS, dark=True).evaluate(colour) == page.evaluate(colour)
