"""No modules import each other in a circle, read from the text of every ``.py`` file.

Two kinds of imports are told apart::

    loads   run when the module is loaded or one of its functions is called
    names   stand under ``if TYPE_CHECKING:`` and bring in names for annotations

A circle of loads breaks as soon as another module of it is imported first. A circle that only
names close never breaks, but none of its files can be understood, tested or moved without the
others. So neither is allowed, and each has a test of its own: the message says which kind it is.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "stampcodec",
    "emulator",
    "fabrication",
    "issuance",
    "benchmarks",
    "tests",
    "tools",
    "docs/examples",
)

Edges = dict[str, set[str]]


@dataclass
class Imports:
    """What each module imports, by the name of the module."""

    loads: Edges = field(default_factory=dict)
    names: Edges = field(default_factory=dict)

    @property
    def all(self) -> Edges:
        """Both kinds together."""
        return {module: self.loads[module] | self.names[module] for module in self.loads}


def sources() -> dict[str, str]:
    """Read every ``.py`` file of the project, by the name of its module."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts)
            found[name] = path.read_text(encoding="utf-8")
    return found


def imports(files: Mapping[str, str]) -> Imports:
    """List what each file imports of the others."""
    found = Imports()
    known = {_module(name) for name in files}
    for name, source in files.items():
        module = _module(name)
        package = module if name != module else module.rpartition(".")[0]
        edges: dict[bool, set[str]] = {False: set(), True: set()}
        for node, for_types in _statements(ast.parse(source)):
            edges[for_types] |= {each for each in _targets(node, package, known) if each != module}
        found.loads[module], found.names[module] = edges[False], edges[True]
    return found


def _module(name: str) -> str:
    return name.removesuffix(".__init__")


def _statements(
    node: ast.AST, for_types: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Yield the imports below a node, and whether each stands under ``if TYPE_CHECKING:``."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield node, for_types
    elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        for statement in node.body:
            yield from _statements(statement, True)
        for statement in node.orelse:
            yield from _statements(statement, for_types)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _statements(child, for_types)


def _targets(node: ast.Import | ast.ImportFrom, package: str, known: set[str]) -> Iterator[str]:
    """Yield the modules of the project that a statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
        return
    base = node.module or ""
    if node.level:
        above = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*above, *([base] if base else [])])
    for alias in node.names:
        # `from a.b import c` imports the module a.b.c where there is one, else a name of a.b.
        target = f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base
        if target in known:
            yield target


def circles(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """List the sets of modules each of which imports, directly or not, all others of its set."""
    reached = {module: _reachable(module, edges) for module in edges}
    found = {
        tuple(sorted(other for other in reached[module] if module in reached[other]))
        for module in edges
        if module in reached[module]
    }
    return [list(circle) for circle in sorted(found)]


def _reachable(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = edges[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def test_no_modules_load_each_other() -> None:
    assert circles(imports(sources()).loads) == []


def test_no_modules_need_the_names_of_each_other() -> None:
    assert circles(imports(sources()).all) == []


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("import room.b\n", "from room.a import x\n", "loads"),
        ("from room import b\n", "import room.a as a\n", "loads"),
        ("from . import b\n", "from .a import x\n", "loads"),
        ("def f():\n    from room.b import x\n", "import room.a\n", "loads"),
        ("try:\n    import room.b\nexcept ImportError:\n    pass\n", "import room.a\n", "loads"),
        ("if TYPE_CHECKING:\n    import room.b\n", "import room.a\n", "names"),
        ("if typing.TYPE_CHECKING:\n    from . import b\n", "import room.a\n", "names"),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import room.b\n", "import room.a\n", "loads"),
    ],
)
def test_a_circle_is_found_in_any_spelling(first: str, second: str, kind: str) -> None:
    found = imports({"room.__init__": "", "room.a": first, "room.b": second})
    assert circles(found.loads) == ([["room.a", "room.b"]] if kind == "loads" else [])
    assert circles(found.all) == [["room.a", "room.b"]]


def test_a_circle_may_run_through_a_package() -> None:
    found = imports(
        {"room.__init__": "from .a import x\n", "room.a": "from room import x\n", "b": ""}
    )
    assert circles(found.loads) == [["room", "room.a"]]


def test_a_chain_is_no_circle() -> None:
    chain = {"room.a": "import room.b\nimport room.c\n", "room.b": "import room.c\n", "room.c": ""}
    assert circles(imports(chain).loads) == []


def test_every_room_is_read() -> None:
    assert {name.partition(".")[0] for name in sources()} >= {
        folder.partition("/")[0] for folder in FOLDERS
    }
