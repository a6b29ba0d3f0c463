"""Names that a package loads on first use, because an import would pay for what few need."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module


def load(package: str, name: str, where: Mapping[str, str]) -> object:
    """Return `name` of `package` from the module that `where` gives, or raise as a missing attribute does."""
    if name not in where:
        msg = f"module {package!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(f"{package}.{where[name]}"), name)
