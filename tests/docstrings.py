"""Read numpydoc docstrings: what sections they have, and what they say of each parameter."""

from __future__ import annotations

import ast
import inspect
import re
from textwrap import dedent
from typing import Any

import attrs


def sections(thing: object) -> dict[str, str]:
    """Return the sections of a docstring by their titles; what stands before the first is under ""."""
    parts: dict[str, list[str]] = {"": []}
    title = ""
    lines = (inspect.getdoc(thing) or "").splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if following and set(following) == {"-"} and len(following) == len(line):
            title = line
            parts[title] = []
        elif not (line and set(line) == {"-"}):
            parts[title].append(line)
    return {name: "\n".join(text).strip("\n") for name, text in parts.items()}


def described(section: str) -> dict[str, str]:
    """Return each name of a Parameters or Attributes section with its type and description."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in re.sub(r"\\\n", "", section).splitlines():
        if line and not line.startswith(" "):
            head, _, kind = line.partition(" : ")
            names = [name.strip(" *`") for name in head.split(",")]
            found |= dict.fromkeys(names, kind)
        else:
            for name in names:
                found[name] += f" {line.strip()}"
    return found


def raised(thing: Any) -> bool:
    """Whether a function raises, or checks an argument, in its own body."""
    tree = ast.parse(dedent(inspect.getsource(inspect.unwrap(thing))))
    return any(
        isinstance(node, ast.Raise)
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"check", "structure"})
        for node in ast.walk(tree)
    )


def parameters(thing: Any) -> list[str]:
    return [name for name in inspect.signature(thing).parameters if name != "self"]


def floats(thing: Any) -> set[str]:
    """Return the parameters or fields that hold a number with a unit: whole numbers count, and need none."""
    kinds = {field.name: field.type for field in attrs.fields(thing)} if attrs.has(thing) else thing.__annotations__
    return {name for name, kind in kinds.items() if re.search(r"\bfloat\b", str(kind))}


def methods(cls: type) -> dict[str, Any]:
    """Return what a class and its bases of ours define and show: methods, class methods, properties."""
    found = {}
    ours = [base for base in cls.__mro__ if base.__module__.startswith("inactivity.")]
    for name, member in (item for base in reversed(ours) for item in vars(base).items()):
        if name.startswith("_") or (attrs.has(cls) and name in attrs.fields_dict(cls)):
            continue
        if inspect.isfunction(member) or isinstance(member, (classmethod, staticmethod, property)):
            found[f"{cls.__name__}.{name}"] = getattr(cls, name)
    return found
