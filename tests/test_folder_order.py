"""Folders of a room use each other in one direction: their imports make no circle.

What is imported for types alone is left out; it is not there when a program runs.
"""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("stampcodec", "emulator", "fabrication", "issuance", "benchmarks")


def for_types(node: ast.AST) -> bool:
    """Tell whether a statement is ``if TYPE_CHECKING:``."""
    return isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"


def imported(tree: ast.AST) -> list[str]:
    """List the modules that a tree imports, and what it takes from each as if that were one."""
    found: list[str] = []
    for node in ast.iter_child_nodes(tree):
        if for_types(node):
            continue
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        elif isinstance(node, ast.Import):
            found += [each.name for each in node.names]
        found += imported(node)
    return found


def folders(room: str) -> dict[str, set[str]]:
    """Return which folders of a room each of its folders imports from."""
    named = {each.name for each in (ROOT / room).iterdir() if each.is_dir()}
    uses: dict[str, set[str]] = {}
    for path in sorted((ROOT / room).rglob("*.py")):
        inside = path.relative_to(ROOT / room).parts
        if len(inside) < 2:
            continue
        for name in imported(ast.parse(path.read_text(encoding="utf-8"))):
            parts = name.split(".")
            if parts[0] == room and len(parts) > 1 and parts[1] in named - {inside[0]}:
                uses.setdefault(inside[0], set()).add(parts[1])
    return uses


@pytest.mark.parametrize("room", ROOMS)
def test_folders_import_in_one_direction(room: str) -> None:
    uses = folders(room)
    assert len(uses) > 1
    tuple(TopologicalSorter(uses).static_order())


def test_a_circle_is_found_also_inside_functions() -> None:
    tree = ast.parse("if TYPE_CHECKING:\n    import a.b\ndef f():\n    from a.c import d\n")
    assert imported(tree) == ["a.c", "a.c.d"]
    with pytest.raises(CycleError):
        tuple(TopologicalSorter({"a": {"b"}, "b": {"a"}}).static_order())
