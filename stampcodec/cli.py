"""The program ``stampcodec``: finds its commands, and turns what goes wrong into one line.

A package contributes commands through the entry-point group ``stampcodec.commands``, in
``pyproject.toml``::

    [project.entry-points."stampcodec.commands"]
    emulate = "emulator.cli:emulate"

The name of the entry point is the name of the command. Its value is a function that typer can read
(one command) or a ``typer.Typer`` (a group of commands); an extra that it needs stands behind it
in brackets (``fabrication.cli:fabricate [fabrication]``). stampcodec imports none of them itself.

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
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from stampcodec.errors import FileError
from stampcodec.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.metadata import EntryPoint

GROUP = "stampcodec.commands"
MISUSE = 2
INTERRUPTED = 130


def main() -> None:
    """Run the program on the command line's arguments and exit with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command of the program and return its exit status."""
    return call(program(arguments), arguments, "stampcodec")


def call(app: typer.Typer, arguments: Sequence[str], name: str) -> int:
    """Call an app under the name that people typed; what goes wrong becomes one line.

    Returns
    -------
    int
        The exit status, see the table of this module.
    """
    if not arguments:
        return _refuse(name, f"expected a command; see {name} --help")
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
    print(f"{name}: {' '.join(problem.split())}", file=sys.stderr)
    return MISUSE


def _problem(error: Exception) -> str | None:
    """Say what was wrong with what people handed in; None where the fault is ours."""
    if isinstance(error, FileError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'output'}: {error.strerror or error}"
    # What the command-line parser raises has no common public class in all its versions.
    explain = getattr(error, "format_message", None)
    return None if explain is None else str(explain())


def program(arguments: Sequence[str] = ()) -> typer.Typer:
    """Gather the commands of all installed packages into one program.

    When `arguments` begin with the name of a command, only that one is loaded: listing families
    need not wait for a plotting library.
    """
    app = typer.Typer(
        name="stampcodec",
        help="Capacitive stamps: a merchant ID as rubber dots, read from a touch panel.",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    known = {entry.name: entry for entry in entry_points(group=GROUP)}
    wanted = [name for name in arguments[:1] if name in known] or sorted(known)
    for name in wanted:
        command = _loaded(known[name])
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            # A merchant ID below zero must reach the command to be refused in words.
            app.command(name, context_settings={"ignore_unknown_options": True})(command)
    return app


def _root(
    show_version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and exit.",
            is_eager=True,
            callback=lambda wanted: _tell_version() if wanted else None,
        ),
    ] = False,
) -> None:
    """Stand above the commands."""


def _tell_version() -> None:
    typer.echo(f"stampcodec {__version__}")
    raise typer.Exit


def _loaded(entry: EntryPoint) -> Any:
    try:
        return entry.load()
    except ImportError as error:
        why = str(error)
        if isinstance(error, ModuleNotFoundError) and entry.extras:
            why += f"; pip install 'stampcodec[{','.join(entry.extras)}]'"
        return _missing(entry.name, why)


def _missing(name: str, why: str) -> Callable[..., None]:
    """Stand in for a command whose package lacks something; say so when it is called."""

    def stand_in(
        arguments: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    ) -> None:
        del arguments
        raise FileError(name, "", f"this command is not installed completely: {why}")

    stand_in.__doc__ = escape(f"Not installed completely: {why}.")
    return stand_in
