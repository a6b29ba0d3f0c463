"""The API reference: every public name once, with the tree of errors and the help of the command line."""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import os
import re
from importlib import import_module
from itertools import pairwise
from types import ModuleType
from unittest.mock import patch

import attrs

import inactivity as ia
from inactivity.__main__ import main as command_line
from inactivity.errors import InactivityError

MODULES = ("estimates", "exposure", "anatomy", "evidence", "kinetics", "records", "serialization", "exchange", "errors")


def public(module: ModuleType) -> tuple[str, ...]:
    """Return the public names of a module."""
    listed = getattr(module, "__all__", None)
    if listed is None:  # the page of errors: a class a line, no list
        listed = [name for name, value in vars(module).items() if _is_error(value)]
    return tuple(listed)


def _is_error(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, InactivityError)


def name_of(thing: type, module: str = "") -> str:
    """Return the one name a public object is documented by: the shortest that users can import."""
    return _name(thing.__name__, module or thing.__module__.split(".")[1])


def _name(name: str, module: str) -> str:
    return f"inactivity.{name}" if name in ia.__all__ else f"inactivity.{module}.{name}"


def aliases() -> dict[str, str]:
    """Return the names that docstrings use for public classes, each with the name it is documented by."""
    return {
        name: _name(name, module)
        for module in MODULES
        for name in public(_module(module))
        if isinstance(getattr(_module(module), name), type)
    }


def _module(name: str) -> ModuleType:
    return import_module(f"inactivity.{name}")


def api(module: str) -> str:
    """Return a module's functions and classes in one list, then every public name in full."""
    source = _module(module)
    sections: dict[str, list[str]] = {"autofunction": [], "autoclass": [], "autoexception": []}
    values: list[str] = []
    for name in public(source):
        value = getattr(source, name)
        if inspect.isroutine(value) or isinstance(value, type):
            directive = (
                "autofunction" if not isinstance(value, type) else "autoexception" if _is_error(value) else "autoclass"
            )
            sections[directive].append(_name(name, module))
        else:
            said = notes(source).get(name, "").replace("\n", "\n   ")
            values.append(f"\n.. py:data:: {_name(name, module)}\n   :value: {_shown(value)}\n\n   {said}\n")
    listed = "".join(f"   ~{name}\n" for section in sections.values() for name in section)
    full = "".join(
        f"\n.. {directive}:: {name}\n{_options(source, name)}"
        for directive, section in sections.items()
        for name in section
    )
    return f"```{{eval-rst}}\n.. autosummary::\n   :nosignatures:\n\n{listed}{full}{''.join(values)}```\n"


def _options(module: ModuleType, name: str) -> str:
    """Have a record documented with what it has from a base of ours; errors have theirs from Python too."""
    return "   :inherited-members:\n" if attrs.has(getattr(module, name.rpartition(".")[2])) else ""


def notes(module: ModuleType) -> dict[str, str]:
    """Return the text under each assignment of a module: the docstring of a value, which Python does not keep.

    A package has those of its modules too.
    """
    found: dict[str, str] = {}
    for inner in vars(module).values() if hasattr(module, "__path__") else ():
        if inspect.ismodule(inner) and inner.__name__.startswith(f"{module.__name__}."):
            found |= notes(inner)
    body = ast.parse(inspect.getsource(module)).body
    for assignment, below in pairwise(body):
        match assignment, below:
            case (
                ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(said))),
            ):
                found[name] = inspect.cleandoc(said)
    return found


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_shown, value))})"
    return value.__name__ if isinstance(value, type) else repr(value).removeprefix("typing.")


def error_tree() -> str:
    """Return the tree of errors as the docstring of their module draws it."""
    doc = inspect.getdoc(_module("errors")) or ""
    tree = doc.partition("::\n\n")[2].partition("\n\n")[0]
    return f"```text\n{inspect.cleandoc(tree)}\n```\n"


def commands() -> str:
    """Return the help of the command line and of each of its commands."""
    names = re.findall(r"^    (\w+)  ", _help(("--help",)), re.MULTILINE)  # as the parser lists them
    lines = (("--help",), *((name, "--help") for name in names))
    return "\n".join(f"```text\n$ inactivity {' '.join(line)}\n{_help(line)}```\n" for line in lines)


def _help(arguments: tuple[str, ...]) -> str:
    plain = patch.dict(os.environ, COLUMNS="100", NO_COLOR="1")
    with plain, contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.suppress(SystemExit):
        command_line(arguments)
    return printed.getvalue()
