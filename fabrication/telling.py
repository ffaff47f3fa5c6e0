"""What ``stampcodec fabricate`` tells: progress and findings to stderr, verdicts to stdout."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from fabrication.rules.finding import Finding
    from fabrication.verify import Verdict

NOT_READ = 1
# Without a terminal, a line each time so many parts of all are done.
LINES = 20


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """Yield what tells how far a batch is: a bar on a terminal, a line now and then elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _tell_line
        return
    with Progress(console=console, transient=True) as shown:
        bars: dict[str, Any] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = shown.add_task(what, total=total)
            shown.update(bars[what], completed=done)

        yield tell


def _tell_line(what: str, done: int, total: int) -> None:
    if done and (done == total or done % max(1, total // LINES) == 0):
        typer.echo(f"{what}: {done} of {total}", err=True)


def tell_findings(findings: Sequence[Finding]) -> None:
    """Tell what the design rules found, a line each."""
    for finding in findings:
        typer.echo(str(finding), err=True)


def tell_verdicts(verdicts: Iterable[Verdict]) -> None:
    """Tell verdicts as they come; leave with `NOT_READ` when anything is wrong."""
    wrong = False
    for verdict in verdicts:
        typer.echo(str(verdict))
        wrong |= bool(verdict.problem)
    if wrong:
        raise typer.Exit(NOT_READ)


def refuse_verdicts(verdicts: Sequence[Verdict]) -> None:
    """Tell what kept a package from appearing, and leave."""
    for verdict in verdicts:
        if verdict.problem:
            typer.echo(str(verdict), err=True)
    raise typer.Exit(NOT_READ)
