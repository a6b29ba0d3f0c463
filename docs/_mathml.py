"""Formulas as MathML, which browsers draw by themselves: no script, nothing from a network.

Docutils turns the TeX of a formula into MathML; what it cannot turn stops the build.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Protocol


class App(Protocol):
    """As much of Sphinx as is needed here, so that the types can be checked without it."""

    def add_html_math_renderer(self, name: str, inline_renderers: object, block_renderers: object) -> None:
        """Add a way to write formulas."""


def inline(writer: Any, node: Any) -> None:  # noqa: ANN401 - a translator and a node of docutils
    """Write a formula in a sentence."""
    _write(writer, node.astext(), block=False)


def display(writer: Any, node: Any) -> None:  # noqa: ANN401 - a translator and a node of docutils
    """Write a formula on lines of its own."""
    writer.body.append('<div class="formula">')
    try:
        _write(writer, node.astext(), block=True)
    finally:
        writer.body.append("</div>")


def _write(writer: Any, formula: str, *, block: bool) -> None:  # noqa: ANN401 - a translator of docutils
    tex2mathml = import_module("docutils.utils.math.latex2mathml").tex2mathml
    writer.body.append(tex2mathml(formula, as_block=block))
    raise import_module("docutils.nodes").SkipNode


def setup(app: App) -> dict[str, bool]:
    """Have Sphinx know it: `html_math_renderer` in conf.py chooses it."""
    app.add_html_math_renderer("mathml", (inline, None), (display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
