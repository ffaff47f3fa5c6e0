"""The program ``python -m benchmarks``: loads the command that is called, and no other.

``commands.toml`` lists the commands, as `stampcodec.commandlist` explains. Half of them need the
installed package and nothing else; what another one needs must not stand in their way.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from typer.main import get_command as command_of

from stampcodec.cli import call
from stampcodec.commandgroup import CommandGroup
from stampcodec.commandlist import commands_of
from stampcodec.plainhelp import App

if TYPE_CHECKING:
    from collections.abc import Sequence


def main() -> None:
    """Run the command line's arguments and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; what goes wrong is one line."""
    return call(program(), arguments, "python -m benchmarks")


def program() -> CommandGroup:
    """Make one program of all benchmarks; none of them is loaded."""
    app = App(
        cls=CommandGroup,
        name="benchmarks",
        help="Measure speed and accuracy of the stamp reader, and of its peers.",
    )
    app.callback()(_root)
    group = command_of(app)
    assert isinstance(group, CommandGroup)
    group.listed = commands_of("benchmarks")
    return group


def _root() -> None:
    """Stand above the commands."""
