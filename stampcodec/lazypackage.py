"""A package whose names are loaded when they are first used.

Importing it then costs nothing, so that a command can show its help before it loads what it works
with. The package lists in ``_HOMES`` the module that each name comes from, and the name there,
after a colon, if it is another.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class LazyPackage(ModuleType):
    """A package that loads what it exports when that is first used."""

    def __getattr__(self, name: str) -> Any:
        """Load a name; AttributeError where there is none."""
        home = self.__dict__["_HOMES"].get(name)
        if home is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        path, _, other = home.partition(":")
        module = import_module(f"{self.__name__}.{path}")
        found = getattr(module, other or name)
        super().__setattr__(name, found)
        return found

    def __dir__(self) -> list[str]:
        """List what there is, loaded or not."""
        return sorted({*super().__dir__(), *self.__dict__["__all__"]})


def make_lazy(name: str) -> None:
    """Let a package load its names later; the package does this itself, with its ``__name__``."""
    sys.modules[name].__class__ = LazyPackage
