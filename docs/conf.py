"""How Sphinx builds the documentation: ``uvx nox -s docs``."""

import os
from importlib.metadata import version as installed_version

project = "inactivity"
author = "The inactivity authors"
copyright = "2026, The inactivity authors"  # noqa: A001 -- Sphinx asks for this name
version = release = installed_version("inactivity")

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
]
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"inactivity {release}"

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints = "none"  # each docstring says its types, in words people read
numpydoc_show_class_members = False  # pages list what they document
copybutton_exclude = ".linenos, .gp, .go"

# The build needs no network. With INACTIVITY_DOCS_INTERSPHINX set, names of other projects become links.
if os.environ.get("INACTIVITY_DOCS_INTERSPHINX"):
    extensions.append("sphinx.ext.intersphinx")
    intersphinx_mapping = {
        "python": ("https://docs.python.org/3", None),
        "attrs": ("https://www.attrs.org/en/stable", None),
        "cattrs": ("https://catt.rs/en/stable", None),
    }

# Names of other projects, which only intersphinx could resolve; our own must resolve, always.
_MODULES = "attrs?|cattrs|collections|contextlib|datetime|enum|fractions|functools|json|os|pathlib|types|typing"
_BUILTINS = (
    "Any|None|bool|bytes|dict|float|frozenset|int|list|object|set|str|tuple|type|"
    "Exception|ImportError|LookupError|OSError|TypeError|UserWarning|ValueError|Warning"
)
nitpick_ignore_regex = [("py:.*", rf"({_MODULES})\..+"), ("py:.*", _BUILTINS)]
