"""Read the JSON tables that ship beside the modules, from a folder or from a zip."""

from __future__ import annotations

import sys
from os.path import dirname  # pathlib costs a cold start more than the reading does
from typing import Protocol, cast


class _Loader(Protocol):
    def get_data(self, path: str) -> bytes: ...


def read_json(package: str, name: str) -> object:
    """Return the parsed file `name` of `package`.

    The package's own loader reads it: ``importlib.resources`` would cost the first estimate of a process
    several times what the reading costs, and a plain ``open`` cannot look into a zip.
    """
    import json  # noqa: PLC0415 - not needed by `import inactivity`

    module = sys.modules[package]
    loader = cast("_Loader", module.__loader__)
    folder = dirname(str(module.__file__))  # noqa: PTH120 - see the import
    return json.loads(loader.get_data(f"{folder}/{name}"))
