"""How Sphinx builds the documentation: ``uvx nox -s docs``."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # our own extension lies here

import _explorer
import _generate
import _inventories

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
    "sphinx_gallery.gen_gallery",
    "matplotlib.sphinxext.plot_directive",
    "_accessible",
    "_generate",  # after autodoc, whose docstrings it reads
    "_downloads",
    "_explorer",
    "_figures",
    "_mathml",
]
exclude_patterns = ["_build", "generated", "gallery"]  # pages include what is generated; examples/ is made of gallery/

sphinx_gallery_conf = {
    "examples_dirs": "gallery",
    "gallery_dirs": "examples",
    "filename_pattern": "/plot_",
    "first_notebook_cell": "%matplotlib inline\n# pip install 'inactivity[plots]'",
    "download_all_examples": False,
    "capture_repr": ("_repr_html_",),  # records show themselves; axes are pictures already
    "within_subsection_order": "FileNameSortKey",
    "show_signature": False,
    "min_reported_time": 1_000_000,  # how long a picture took here is no news
    "reset_modules": ("matplotlib",),
    "image_scrapers": ("matplotlib",),
    "abort_on_example_error": True,
    "run_stale_examples": True,  # the program may be the same, and the evidence another
    "write_computation_times": False,
}

# Figures of the how-to pages are drawn by the very code that stands beside them.
plot_include_source = True
plot_html_show_source_link = False
plot_html_show_formats = False
plot_formats = [("svg", 100)]
plot_pre_code = ""
plot_rcparams = {"svg.hashsalt": "inactivity", "figure.facecolor": "white", "savefig.facecolor": "white"}
plot_apply_rcparams = True

html_theme = "furo"
html_title = f"inactivity {release}"
pygments_dark_style = "github-dark"  # the default underlines names of modules
html_static_path = ["_static", str(_explorer.STATIC)]
html_css_files = ["pictures.css", "tables.css"]

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

# Where the build can reach them, names of other projects become links; it needs no network.
intersphinx_mapping = _inventories.reachable()
if intersphinx_mapping:
    extensions.append("sphinx.ext.intersphinx")

# Names of other projects, which only intersphinx could resolve; our own must resolve, always.
_MODULES = "attrs?|cattrs|collections|contextlib|datetime|enum|fractions|functools|json|matplotlib|numpy|os|pathlib|types|typing"
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
    "Axes": "matplotlib.axes.Axes",
    "sequence": "collections.abc.Sequence",
}
