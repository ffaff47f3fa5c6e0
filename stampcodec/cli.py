"""The program ``stampcodec``: finds its commands, and turns what goes wrong into one line.

A package contributes commands by a list, ``commands.toml``, which `stampcodec.commandlist`
explains. stampcodec imports a command's module only when the command is called; the help of the
program comes from the lists.

A command raises `typer.BadParameter` for an argument that cannot be, `stampcodec.FileError` or
`OSError` for a file that cannot be, and `typer.Exit` for a status of its own. Its results go to
stdout through `typer.echo`, its progress and messages to stderr.

======  ======================================================================
status  meaning
======  ======================================================================
0       done
1       nothing read, or readings that contradict; or nobody reads stdout any more
2       misuse: one line on stderr, nothing written
130     interrupted
======  ======================================================================
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.main import get_command as command_of

from stampcodec.built import NOT_BUILT
from stampcodec.closedoutput import ClosedOutput
from stampcodec.commandgroup import CommandGroup
from stampcodec.commandlist import listed_commands
from stampcodec.errors import FileError
from stampcodec.plainhelp import App, MisuseError
from stampcodec.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MISUSE = 2
INTERRUPTED = 130


def main() -> None:
    """Run the program on the command line's arguments and exit with its status."""
    if sys.stdout is None:
        sys.stdout = ClosedOutput()
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command of the program and return its exit status."""
    try:
        made = program(arguments)
    except MisuseError as error:
        return _refuse("stampcodec", str(error))
    return call(made, arguments, "stampcodec")


def call(app: Callable[..., Any], arguments: Sequence[str], name: str) -> int:
    """Call an app under the name that people typed; what goes wrong becomes one line.

    Parameters
    ----------
    app : App or CommandGroup
    arguments : sequence of str
    name : str

    Returns
    -------
    int
        The exit status, see the table of this module.
    """
    try:
        status = app(args=list(arguments), prog_name=name, standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        problem = _problem(error)
        if problem is None:
            raise
        return _refuse(name, problem)
    return status if isinstance(status, int) else 0


def _refuse(name: str, problem: str) -> int:
    typer.echo(f"{name}: {' '.join(problem.split())}", err=True)
    return MISUSE


def _problem(error: Exception) -> str | None:
    """Say what was wrong with what people handed in; None where the fault is ours."""
    if isinstance(error, FileError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'output'}: {error.strerror or error}"
    if isinstance(error, ImportError) and error.name == NOT_BUILT:
        return str(error)
    # What the command-line parser raises has no common public class in all its versions.
    explain = getattr(error, "format_message", None)
    return None if explain is None else str(explain())


def program(arguments: Sequence[str] = ()) -> CommandGroup:
    """Make one program of the commands of all installed packages; none of them is loaded.

    The options that install completion are left out where `arguments` begin with a command: to
    look at them costs some versions of the parser half as much as to run a light command.

    Raises
    ------
    MisuseError
        The installed metadata belongs to another version.
    """
    of_a_command = bool(arguments) and not arguments[0].startswith("-")
    app = App(
        cls=CommandGroup,
        name="stampcodec",
        help="Capacitive stamps: a merchant ID as rubber dots, read from a touch panel.",
        add_completion=not of_a_command,
    )
    app.callback()(_root)
    group = command_of(app)
    assert isinstance(group, CommandGroup)
    group.listed = listed_commands()
    return group


def _root(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and exit.",
            is_eager=True,
            callback=lambda wanted: _print_version() if wanted else None,
        ),
    ] = False,
) -> None:
    """Stand above the commands."""


def _print_version() -> None:
    typer.echo(f"stampcodec {__version__}")
    raise typer.Exit
