"""Every module imports and the first answer is right, with nothing installed beside attrs and cattrs."""

import importlib
import pkgutil
from importlib.metadata import distributions

import inactivity

needed = {"attrs", "cattrs", "inactivity", "typing_extensions"}
installed = {distribution.name.lower().replace("-", "_") for distribution in distributions()}
assert installed <= needed | {"pip", "setuptools"}, f"not a minimal environment: {sorted(installed - needed)}"

BEHIND = {"numpy", "matplotlib"}  # what private modules need that public functions load on first use, and answer for
modules = [found.name for found in pkgutil.walk_packages(inactivity.__path__, "inactivity.")]
refused = set()
for name in modules:
    try:
        importlib.import_module(name)
    except inactivity.errors.MissingExtraError:
        refused.add(name)
    except ModuleNotFoundError as error:
        if error.name not in BEHIND or not name.rpartition(".")[2].startswith("_"):
            raise
public = {name for name in refused if "._" not in name}
assert public == {"inactivity.fitting", "inactivity.frames", "inactivity.plots"}, public
for name in inactivity.__all__:
    getattr(inactivity, name)
for muscle, days in {"psoas": 28, "multifidus": 4, "rectus_abdominis": 4}.items():
    assert inactivity.estimated_recovery_days(muscle) == days, muscle

print(f"smoke: {len(modules)} modules and {len(inactivity.__all__)} public names, the first answers are right")
