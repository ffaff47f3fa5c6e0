"""Each package has one public face: what its ``__init__.py`` offers, and modules beside it.

Python keeps one object under a name. A function ``stampcodec.family`` beside a module
``stampcodec/family.py`` hides the module, or is hidden by it, whichever was loaded last. So a
module that has the name of a public function begins with an underscore, and nobody outside of its
package imports it (docs/adr/0059). The kernels, ``_core``, are a package that has its own gate.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.test_architecture import imported

ROOT = Path(__file__).parents[1]
ROOMS = ("stampcodec", "emulator", "fabrication", "issuance", "benchmarks")
PACKAGES = [path for room in ROOMS for path in sorted((ROOT / room).rglob("__init__.py"))]
FILES = [path for room in (*ROOMS, "docs/examples") for path in sorted((ROOT / room).rglob("*.py"))]


def bound(package: str, source: str) -> set[str]:
    """List the names that a package offers and that are not its modules."""
    names: set[str] = set()
    modules: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            own = node.module == package or (node.level == 1 and node.module is None)
            (modules if own else names).update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            # A package that loads a name when it is used binds it nowhere else.
            names |= set(ast.literal_eval(node.value))
    return names - modules


def modules(folder: Path) -> set[str]:
    """List the modules and packages in a folder."""
    files = {path.stem for suffix in ("*.py", "*.pyx") for path in folder.glob(suffix)}
    return files | {path.parent.name for path in folder.glob("*/__init__.py")}


def private(path: str, source: str) -> set[str]:
    """List what a file imports that begins with an underscore and is of another package."""
    found = set()
    for name in imported(source):
        parts = name.split(".")
        for index, part in enumerate(parts):
            if part.startswith("_") and not part.startswith("__") and part != "_core":
                package = "/".join(parts[:index])
                if parts[0] in ROOMS and not path.startswith(f"{package}/"):
                    found.add(name)
    return found


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: str(path.parent.relative_to(ROOT)))
def test_no_public_name_hides_a_module(path: Path) -> None:
    package = ".".join(path.parent.relative_to(ROOT).parts)
    assert bound(package, path.read_text(encoding="utf-8")) & modules(path.parent) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_private_module_is_imported_in_its_package_only(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    assert private(name, path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from room.family import family\n", {"family"}),
        ("from room._family import family\n", {"family"}),
        ("from .family import Family as family\n", {"family"}),
        ("def family():\n    pass\n", {"family"}),
        ('__all__ = ["family"]\n', {"family"}),
        ("if TYPE_CHECKING:\n    from room.family import family\n", {"family"}),
        ('from room import family\n\n__all__ = ["family"]\n', set()),
        ('from . import family\n\n__all__ = ["family"]\n', set()),
    ],
)
def test_a_name_that_hides_is_found_in_any_spelling(source: str, names: set[str]) -> None:
    assert bound("room", source) == names


@pytest.mark.parametrize(
    ("path", "source", "found"),
    [
        ("stampcodec/face.py", "from stampcodec._family import Family\n", set()),
        ("stampcodec/lattice/reader.py", "from stampcodec._family import Family\n", set()),
        ("benchmarks/cli.py", "from stampcodec._core.frame import kernel\n", set()),
        ("emulator/cli.py", "from stampcodec import Family\n", set()),
        (
            "emulator/cli.py",
            "from stampcodec._family import Family\n",
            {"stampcodec._family.Family"},
        ),
        ("emulator/cli.py", "from stampcodec import _family\n", {"stampcodec._family"}),
        ("emulator/cli.py", "import emulator.driver._drive\n", {"emulator.driver._drive"}),
    ],
)
def test_a_private_module_is_found_in_any_spelling(path: str, source: str, found: set[str]) -> None:
    assert private(path, source) == found
