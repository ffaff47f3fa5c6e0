"""What ``import stampcodec`` offers: every name is loaded when it is used, and says what it is."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path

import pytest

import stampcodec as sc
from stampcodec import errors

SOURCE = Path(sc.__file__).read_text(encoding="utf-8")
DESCRIBED = (property, cached_property, classmethod, staticmethod)


def run(program: str) -> str:
    """Run a program in a fresh interpreter, in which nothing is loaded yet."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def names_for_type_checkers() -> dict[str, str]:
    """Gather what the block for type checkers imports: name to ``module`` or ``module:name``."""
    (block,) = (
        node
        for node in ast.parse(SOURCE).body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    homes = {}
    for line in block.body:
        assert isinstance(line, ast.ImportFrom)
        assert line.module is not None
        module = line.module.removeprefix("stampcodec.")
        for alias in line.names:
            homes[alias.asname or alias.name] = f"{module}:{alias.name}" if alias.asname else module
    return homes


def test_type_checkers_see_the_names_that_are_exported_from_the_same_modules() -> None:
    assert names_for_type_checkers() == sc._HOMES
    assert sorted([*sc._HOMES, "__version__"]) == sc.__all__


def test_every_error_and_warning_is_exported() -> None:
    own = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert own <= set(sc.__all__)


def members() -> dict[str, object]:
    """List every public name, and the public methods and properties of every public class."""
    found: dict[str, object] = {}
    for name in sc._HOMES:
        value = getattr(sc, name)
        found[name] = value
        if inspect.isclass(value):
            for attribute, member in vars(value).items():
                if not attribute.startswith("_") and (
                    inspect.isfunction(member) or isinstance(member, DESCRIBED)
                ):
                    found[f"{name}.{attribute}"] = member
    return found


@pytest.mark.parametrize("member", members().values(), ids=members())
def test_every_public_name_has_a_docstring_of_its_own(member: object) -> None:
    text = inspect.getdoc(member)
    assert text
    assert text[0].isupper()
    # What dataclasses and named tuples write by themselves: the signature.
    assert not text.startswith(f"{getattr(member, '__name__', '')}(")


def test_importing_the_package_loads_nothing_but_the_package() -> None:
    loaded = run(
        "import sys, stampcodec; print(*(m for m in sys.modules if m.split('.')[0] in "
        "('stampcodec', 'numpy', 'matplotlib', 'typer', 'importlib.metadata')))"
    )
    assert set(loaded.split()) == {"stampcodec", "stampcodec.lazypackage", "stampcodec.version"}


@pytest.mark.parametrize(
    "name", ["stampcodec.family", "stampcodec.panel", "emulator.conditions", "emulator.glass"]
)
def test_a_public_function_is_never_taken_for_a_module(name: str) -> None:
    package, _, function = name.partition(".")
    with pytest.raises(ModuleNotFoundError, match=f"^No module named '{name}'$"):
        import_module(name)
    found = getattr(import_module(package), function)
    assert callable(found)
    assert not inspect.ismodule(found)
    assert run(f"from {package} import {function}\nprint({function}.__name__)") == function


@pytest.mark.parametrize("module", ["_family", "_panel", "stampfile"])
def test_a_function_is_the_same_whichever_module_was_loaded_before(module: str) -> None:
    program = f"import stampcodec.{module}\nimport stampcodec as sc\n"
    shown = "print(sc.family('lattice8').name, sc.panel('nexus5').name)"
    assert run(program + shown) == "lattice8 nexus5"


def test_a_star_import_brings_every_name() -> None:
    program = "import stampcodec\nfrom stampcodec import *\nprint({*stampcodec.__all__} - {*dir()})"
    assert run(program) == "set()"


def test_threads_that_meet_at_a_name_that_is_not_loaded_yet_get_the_same() -> None:
    program = (
        "from concurrent.futures import ThreadPoolExecutor as Pool\n"
        "import stampcodec as sc\n"
        "with Pool(8) as pool:\n"
        "    found = set(pool.map(lambda n: getattr(sc, n), ['FrameReader', 'family'] * 8))\n"
        "print(len(found))"
    )
    assert run(program) == "2"


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'stampcodec' has no attribute 'nothing'$"):
        _ = sc.nothing  # type: ignore[attr-defined]
    assert set(sc.__all__) <= set(dir(sc))
    assert sc._HOMES["read_contacts"] == "contactfile:read"
