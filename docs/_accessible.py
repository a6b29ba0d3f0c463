"""What the theme leaves out for people who read the pages with a keyboard or a screen reader.

Captions of the navigation are headings without a level, and lists of references are lists without items. What scrolls
sideways gets its place in the order of the keyboard from ``scrolling.js``, if there is anything to scroll.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

REPLACED = {
    "furo_navigation_tree": ('role="heading"', 'role="heading" aria-level="2"'),
    "body": ('<div role="list" class="citation-list">', '<div class="citation-list">'),
}


class App(Protocol):
    """As much of Sphinx as is needed here, so that the types can be checked without it."""

    def connect(self, event: str, callback: Callable[..., object], priority: int = 500) -> int:
        """Have `callback` called on `event`."""

    def add_js_file(self, filename: str, *, loading_method: str | None = None) -> None:
        """Have every page load a script."""


def mend(_app: object, _page: str, _template: str, context: dict[str, object], _tree: object) -> None:
    """Mend the parts of a page before it is written."""
    for part, (left_out, mended) in REPLACED.items():
        written = context.get(part)
        if isinstance(written, str):
            context[part] = written.replace(left_out, mended)


def setup(app: App) -> dict[str, bool]:
    """Have Sphinx mend every page, after the theme has made its parts."""
    app.connect("html-page-context", mend, priority=900)
    app.add_js_file("scrolling.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
