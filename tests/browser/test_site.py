"""Every page opens without an error, fits a phone, can be used without eyes or mouse, and is found by searching."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import pytest
from built_site import pages

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open: TypeAlias = "Callable[..., Page]"

EXPLORED = "explorer.html#muscle=soleus&exposure=head_down_bed_rest&measure=size"
COLOURS = ["color-contrast", "link-in-text-block"]
WIDER = """[...document.querySelectorAll('.content *')]
    .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
    .map((part) => part.outerHTML.slice(0, 120))"""


def grave(page: Page, **options: object) -> dict[str, list[str]]:
    """Return what axe-core calls serious or critical: each rule with the parts of the page that break it."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types

    asked = {"resultTypes": ["violations"], "preload": False, **options}  # style sheets of a folder cannot be asked for
    found = Axe().run(page, options=asked).response["violations"]
    return {
        rule["id"]: [node["html"][:160] for node in rule["nodes"]]
        for rule in found
        if rule["impact"] in {"serious", "critical"}
    }


@pytest.mark.parametrize("name", pages())
def test_a_page_can_be_used_by_everybody_in_the_dark_and_on_a_phone(opened: Open, name: str) -> None:
    page = opened(name)
    assert grave(page) == {}
    page.emulate_media(color_scheme="dark")
    assert grave(page, runOnly=COLOURS) == {}, "in the dark"
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.evaluate(WIDER)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_explorer_can_be_used_by_everybody_while_it_is_used(opened: Open, width: int, *, dark: bool) -> None:
    page = opened(EXPLORED, width=width, dark=dark)
    page.click("#ex-cautions summary")
    page.focus("#ex-reset")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.is_visible("#ex-card")

    assert grave(page) == {}


@pytest.mark.parametrize(
    ("sought", "address"),
    [("estimate_recovery", "api/estimates.html"), ("psoas", "anatomy.html"), ("explorer", "explorer.html")],
)
def test_search_finds_pages(opened: Open, served: str, sought: str, address: str) -> None:
    page = opened(f"{served}/index.html")

    page.fill('input[name="q"]', sought)
    page.press('input[name="q"]', "Enter")
    page.wait_for_selector("#search-results ul.search li a")
    page.wait_for_function("document.querySelector('#search-results p.search-summary')?.textContent.includes('found')")
    found = [link.get_attribute("href") or "" for link in page.query_selector_all("#search-results ul.search li a")]
    assert any(link.partition("#")[0].partition("?")[0].endswith(address) for link in found), found
