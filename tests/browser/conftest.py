"""A real browser on the built site. Whatever a test does: no error on the console, and nothing from a network."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

import pytest
from built_site import SITE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

Open: TypeAlias = "Callable[..., Page]"

HERE = "127.0.0.1"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site() -> Path:
    """Return the folder of the built site; it has to be named, so that no old one is tested by accident."""
    if SITE is None:
        pytest.skip("needs the built site, named by INACTIVITY_SITE: uvx nox -s docs browser")
    assert (SITE / "index.html").is_file(), f"no site in {SITE}"
    return SITE


@pytest.fixture(scope="session")
def served(site: Path) -> Iterator[str]:
    """Serve the site: what a page has to fetch cannot be had from a folder. Return the address."""
    with ThreadingHTTPServer((HERE, 0), partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HERE}:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser(site: Path) -> Iterator[Browser]:
    """Start the system's Chromium; where it is missing that is a failure, not a reason to skip."""
    from playwright.sync_api import sync_playwright

    assert site.is_dir()
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, site: Path) -> Iterator[Open]:
    """Open pages of the site, each in a fresh profile; fail in the end if any of them complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def answer(route: Route) -> None:
        # A link that a person follows leads out, and ends here; nothing else may leave.
        if not route.request.is_navigation_request():
            complaints.append(f"asked for {route.request.url}")
        route.fulfill(status=200, content_type="text/html", body="<title>elsewhere</title>")

    def leads_out(url: str) -> bool:
        return urlsplit(url).scheme in {"http", "https"} and urlsplit(url).hostname != HERE

    def open_page(address: str, *, width: int = 1280, dark: bool = False, touch: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", has_touch=touch
        )
        contexts.append(context)
        context.route(leads_out, answer)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        path, _, anchor = address.partition("#")
        start = path if path.startswith("http://") else (site / path).as_uri()
        page.goto(f"{start}{'#' if anchor else ''}{anchor}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
