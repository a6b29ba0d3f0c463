"""What the evidence explorer costs: ``uv run --group browser python tests/benchmarks/bench_explorer.py``.

Opens the page from local files in Debian's Chromium, each time in a fresh profile, and prints the size of all it
loads, the time until it can be used, and the time from a choice to the next picture on the screen. Figures are
medians, with the worst beside them. A page that only shows text, the changelog, is measured too: the difference is
the explorer's own. The site is in ``docs/_build/html``, or where INACTIVITY_SITE says.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SITE = Path(os.environ.get("INACTIVITY_SITE", "docs/_build/html")).resolve()
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
READY = "performance.getEntriesByName('explorer-ready')[0].startTime"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
CHOICES = (
    ("one exposure kind", "exposure", "head_down_bed_rest"),
    ("one measure", "measure", "volume"),
    ("one campaign", "campaign", "berlin_bbr1"),
    ("any campaign again", "campaign", ""),
    ("everything again", "measure", ""),
    ("all exposures again", "exposure", ""),
)
REACTION = """([name, value]) => new Promise((done) => {
    const select = document.querySelector(`#ex-form [name="${name}"]`);
    const start = performance.now();
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""


def load(browser: Browser, name: str, ready: str) -> tuple[int, float]:
    """Return the bytes a page loads from local files, and the milliseconds until it was ready."""
    asked: set[str] = set()
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on("request", lambda request: asked.add(request.url))
    page.goto((SITE / name).as_uri(), wait_until="load")
    milliseconds = float(page.evaluate(ready))
    context.close()
    return sum(Path(unquote(urlsplit(url).path)).stat().st_size for url in asked), milliseconds


def loads(browser: Browser, name: str, ready: str, rounds: int) -> tuple[int, list[float]]:
    """Return the same of several loads, each in a fresh profile."""
    found = [load(browser, name, ready) for _ in range(rounds)]
    return found[0][0], [milliseconds for _, milliseconds in found]


def reactions(browser: Browser, rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds from each choice to the frame that shows it."""
    found: dict[str, list[float]] = {said: [] for said, _, _ in CHOICES}
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((SITE / "explorer.html").as_uri(), wait_until="load")
    for _ in range(rounds):
        for said, name, value in CHOICES:
            found[said].append(float(page.evaluate(REACTION, [name, value])))
    page.close()
    return found


def show(what: str, times: Sequence[float]) -> None:
    """Print a line of milliseconds."""
    print(f"{what:<44} {statistics.median(times):6.0f} ms   (worst {max(times):.0f} ms)")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        loads(browser, "changelog.html", LOADED, 1)  # the first page of a browser pays for starting it
        beside, text = loads(browser, "changelog.html", LOADED, rounds)
        size, ready = loads(browser, "explorer.html", READY, rounds)
        chosen = reactions(browser, rounds)
        browser.close()
    print(
        f"cold load of the explorer, all files         {size / 1e6:6.2f} MB   (a page of text: {beside / 1e6:.2f} MB)"
    )
    show("a page of text, until loaded", text)
    show("the explorer, until it can be used", ready)
    for said, times in chosen.items():
        show(f"from choice to picture: {said}", times)


if __name__ == "__main__":
    main()
