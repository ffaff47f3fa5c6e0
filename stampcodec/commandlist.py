"""The list of commands: what each package contributes, read without importing any of it.

A package names itself in the entry-point group ``stampcodec.commands`` and lists its commands in a
file ``commands.toml`` beside its ``__init__.py``, a table each::

    ["admin merchant"]                                   # the words that people type
    summary = "Register, list and show merchants"        # the first line of its help
    panel = "Serve"                                      # the section of the program's help
    load = "issuance.commands.merchant:merchant"         # a function, or an App; none for a group
    extra = "issuance"                                   # what it needs beyond a plain install

A test holds the summaries against the docstrings.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from stampcodec.plainhelp import MisuseError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

GROUP = "stampcodec.commands"
FILE = "commands.toml"
PANELS = ("Design", "Make", "Read and emulate", "Serve")


@dataclass(frozen=True)
class Listed:
    """A command, or a group of commands, before it is loaded.

    Attributes
    ----------
    words : tuple of str
        What people type after ``stampcodec``.
    summary : str
        What it does, in one line without a full stop.
    panel : str
        One of `PANELS`; empty below a group.
    load : str
        ``"module:attribute"``; empty for a group whose commands are listed themselves.
    extra : str
        Extra of the distribution that it needs; empty for none.
    """

    words: tuple[str, ...]
    summary: str
    panel: str = ""
    load: str = ""
    extra: str = ""

    def loaded(self) -> Any:
        """Import the command.

        Raises
        ------
        MisuseError
            A library that it needs is not installed.
        """
        module, _, attribute = self.load.partition(":")
        try:
            return getattr(import_module(module), attribute)
        except ImportError as error:
            self.refuse(error)

    def refuse(self, error: ImportError) -> NoReturn:
        """Say which extra is missing, where an import failed for that.

        Raises
        ------
        MisuseError
            A library that the command needs is not installed.
        ImportError
            The package lacks a module of its own: a defect, not misuse.
        """
        package = (error.name or "").partition(".")[0]
        if package == self.load.partition(".")[0] and package in sys.modules:
            raise error
        raise MisuseError(f"{' '.join(self.words)}: {self._lacks(error)}") from error

    def _lacks(self, error: ImportError) -> str:
        if not self.extra:
            return f"this command is not installed completely: {error}"
        return (
            f"this command needs the extra '{self.extra}': "
            f"pip install 'stampcodec[{self.extra}]', in a clone pip install '.[{self.extra}]' "
            f"({error})"
        )


def listed_commands() -> tuple[Listed, ...]:
    """Return the commands of all installed packages, by panel, as their files order them.

    Raises
    ------
    MisuseError
        The installed metadata names a package that lists no commands.
    """
    packages = sorted(entry_points(group=GROUP), key=lambda entry: entry.name != "stampcodec")
    found = [each for entry in packages for each in _commands_behind(entry)]
    return tuple(sorted(found, key=lambda each: PANELS.index(each.panel) if each.panel else 0))


def _commands_behind(entry: EntryPoint) -> list[Listed]:
    """Return the commands of a package that the installed metadata names."""
    try:
        return commands_of(entry.value)
    except (FileNotFoundError, ModuleNotFoundError) as error:
        # As an editable install leaves it when the code beside it changes.
        name = entry.dist.name if entry.dist else "stampcodec"
        raise MisuseError(
            f"the installed metadata of {name} belongs to another version: it names commands in "
            f"{entry.value!r}, where there are none; install it again: "
            f"pip install --force-reinstall {name}, in a clone pip install --editable ."
        ) from error


def commands_of(package: str) -> list[Listed]:
    """Return the commands that a package lists.

    Raises
    ------
    FileNotFoundError
        It lists none.
    ModuleNotFoundError
        The package that it is a part of is not there.
    """
    spec = find_spec(package)
    folders = (spec and spec.submodule_search_locations) or [package]
    text = Path(folders[0], FILE).read_text(encoding="utf-8")
    return [Listed(tuple(words.split()), **row) for words, row in tomllib.loads(text).items()]
