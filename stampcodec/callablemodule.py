"""A module that can be called as the function of its own name.

``stampcodec.family`` is one name for two things: the module that ``import stampcodec.family as m``
asks for, and the function that ``stampcodec.family("lattice8")`` calls. Python keeps one object
there, so the module answers both. Its function is still ``stampcodec.family.family``.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from inspect import Signature


class CallableModule(ModuleType):
    """A module that passes a call on to its function of the same name."""

    @property
    def _function(self) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(self, self.__name__.rpartition(".")[2])
        return found

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Call the function."""
        return self._function(*arguments, **options)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy by name, as a function is."""
        return import_module, (self.__name__,)

    @property
    def __signature__(self) -> Signature:
        """Return the function's signature, for editors and `inspect`."""
        from inspect import signature  # noqa: PLC0415 - takes longer to load than all else here

        return signature(self._function)


def make_callable(name: str) -> None:
    """Let a module be called; the module does this itself, with its ``__name__``."""
    sys.modules[name].__class__ = CallableModule
