"""What ``--json`` prints of a run, and how a file of it is read again.

::

    {"format": "benchmark/1", "command": "accuracy", "version": "0.1.0", ...}

What follows the head is each command's own; `benchmarks.report.layout` knows where its figures
stand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import typer

from benchmarks.report.layout import LAYOUTS, SAME, taken
from benchmarks.report.requirement import described
from stampcodec.errors import FileError
from stampcodec.jsonfile import JsonReader
from stampcodec.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.report.figure import Figure
    from benchmarks.report.requirement import Requirement

NAME, VERSION = "benchmark", 1
MOST_BYTES = 50_000_000


@dataclass(frozen=True)
class Run:
    """A run that was read.

    Attributes
    ----------
    path : Path
    command : str
    conditions : dict
        What a run must have in common with another to be compared, see `layout.SAME`.
    figures : dict of Figure
        By name.
    """

    path: Path
    command: str
    conditions: dict[str, object]
    figures: dict[str, Figure]


class Row(Protocol):
    """What a benchmark has a figure of."""

    def as_json(self) -> dict[str, Any]:
        """Return its fields."""


def print_json(command: str, document: dict[str, Any]) -> None:
    """Print one run to stdout; numbers that are none become null."""
    head = {"format": f"{NAME}/{VERSION}", "command": command, "version": __version__}
    typer.echo(json.dumps(_finite(head | document), indent=1))


def print_rows(
    command: str, seed: int, rows: Sequence[Row], requirements: Sequence[Requirement]
) -> None:
    """Print a run that has rows and requirements, and nothing else."""
    print_json(
        command,
        {
            "seed": seed,
            "rows": [row.as_json() for row in rows],
            "requirements": described(requirements),
        },
    )


def run_reader(path: Path) -> JsonReader:
    """Return what takes apart a file that ``--json`` printed."""
    return JsonReader(
        path, FileError, "what a benchmark prints with --json", NAME, VERSION, MOST_BYTES
    )


def read_run(path: Path) -> Run:
    """Read what ``--json`` printed.

    Raises
    ------
    FileError
        It is no such file, or it is damaged: names the field.
    OSError
        It cannot be read.
    """
    reader = run_reader(path)
    document = reader.document()
    command = reader.choice("command", taken(reader, "", document, "command"), tuple(LAYOUTS))
    conditions = {key: taken(reader, "", document, key) for key in SAME.get(command, ())}
    figures: dict[str, Figure] = {}
    for section in LAYOUTS[command]:
        for name, figure in section.figures(reader, "", document):
            if name in figures:
                reader.fail(section.field, f"expected each row once, {name!r} stands there twice")
            figures[name] = figure
    return Run(path, command, conditions, figures)


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    if isinstance(value, float) and value - value != 0:
        return None
    return value
