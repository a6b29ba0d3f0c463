"""How Sphinx builds the documentation: ``uvx nox -s docs``."""

import os
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # our own extension lies here

import _explorer
import _generate

project = "inactivity"
author = "The inactivity authors"
copyright = "2026, The inactivity authors"  # noqa: A001 -- Sphinx asks for this name
version = release = installed_version("inactivity")

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.extlinks",
    "sphinx_copybutton",
    "_accessible",
    "_generate",  # after autodoc, whose docstrings it reads
    "_explorer",
    "_figures",
    "_mathml",
]
exclude_patterns = ["_build", "generated"]  # pages include what is generated

html_theme = "furo"
html_title = f"inactivity {release}"
html_static_path = ["_static", str(_explorer.STATIC)]
html_css_files = ["tables.css"]

html_math_renderer = "mathml"  # ours: formulas without a script from a network

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist", "substitution"]
myst_heading_anchors = 3
myst_substitutions = _generate.numbers()  # a number in running text comes from the data, like those in tables

extlinks = {"doi": ("https://doi.org/%s", "doi:%s")}

autodoc_default_options = {"members": True, "exclude-members": "conflicts"}
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # each docstring says its types, in words people read
autosummary_generate = False  # the pages of the reference hold everything
numpydoc_show_class_members = False  # pages list what they document
numpydoc_xref_param_type = True
numpydoc_xref_ignore = "all"  # of the words that say a type, our own names become links and nothing else
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
_MODULES = "attrs?|cattrs|collections|contextlib|datetime|enum|fractions|functools|json|numpy|os|pathlib|types|typing"
_BUILTINS = (
    "Any|None|bool|bytes|dict|float|frozenset|int|list|object|set|str|tuple|type|"
    "Exception|ImportError|LookupError|OSError|TypeError|UserWarning|ValueError|Warning"
)
nitpick_ignore_regex = [
    ("py:.*", rf"({_MODULES})\..+"),
    ("py:.*", _BUILTINS),
    ("py:attr", "coverage"),  # fields are in the list of their class, not entries of their own
]

# What a type in a docstring links to: our records, and words of Python's own (numpydoc's would need intersphinx).
numpydoc_xref_aliases = {
    **_generate.aliases(),
    **{name: name for name in _BUILTINS.split("|")},
    "callable": "collections.abc.Callable",
    "iterable": "collections.abc.Iterable",
    "sequence": "collections.abc.Sequence",
}
