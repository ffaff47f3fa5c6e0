"""The program ``python -m benchmarks``: its commands, and what goes wrong as one line."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from benchmarks import tables
from benchmarks.accuracy import FAMILIES, PANELS, failures, measure_accuracy
from benchmarks.options import (
    CorpusOption,
    FamiliesOption,
    JsonOption,
    PanelsOption,
    PressesOption,
    SeedOption,
    ThreadsOption,
    chosen,
    print_json,
)
from benchmarks.requirement import Requirement
from emulator.conditions import NAMES
from stampcodec.errors import FileError
from stampcodec.outfile import replacing

if TYPE_CHECKING:
    from collections.abc import Sequence

MISUSE, INTERRUPTED = 2, 130

app = typer.Typer(
    name="benchmarks",
    help="Speed and accuracy of the stamp reader, beside what else there is.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _root() -> None:
    """Stand above the commands."""


@app.command()
def accuracy(
    families: FamiliesOption = ",".join(FAMILIES),
    panels: PanelsOption = ",".join(PANELS),
    rows: Annotated[
        str, typer.Option("--rows", metavar="NAME,...", help=f"Some of {', '.join(NAMES)}.")
    ] = ",".join(NAMES),
    presses: PressesOption = 20_000,
    seed: SeedOption = 1,
    corpus: CorpusOption = None,
    threads: ThreadsOption = 1,
    failures_file: Annotated[
        Path | None,
        typer.Option("--failures", metavar="FILE", help="Keep what was not read, .npz."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Read and wrong rates of every row that the design lists, with pose errors."""
    if failures_file is not None and failures_file.suffix != ".npz":
        raise typer.BadParameter("expected a name that ends in .npz", param_hint="--failures")
    result = measure_accuracy(
        chosen(families, FAMILIES, "--families"),
        chosen(panels, PANELS, "--panels"),
        chosen(rows, NAMES, "--rows"),
        presses=presses,
        seed=seed,
        recording=corpus,
        processes=threads,
    )
    if failures_file is not None:
        with replacing(failures_file) as aside:
            np.savez_compressed(aside, **failures(result))
    if json:
        print_json(
            {
                "seed": seed,
                "rows": [row.as_json() for row in result.rows],
                "fingers": [asdict(count) for count in result.fingers],
                "requirements": described(result.requirements),
            }
        )
    else:
        tables.show(tables.accuracy_table(result), tables.requirement_table(result.requirements))


def described(requirements: Sequence[Requirement]) -> list[dict[str, object]]:
    """Return requirements as JSON has them."""
    return [{**asdict(requirement), "met": requirement.met} for requirement in requirements]


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status: 0 done, 2 misuse."""
    if not arguments:
        return refuse("expected a command; see python -m benchmarks --help")
    try:
        status = app(args=list(arguments), prog_name="python -m benchmarks", standalone_mode=False)
    except FileError as error:
        return refuse(str(error))
    except OSError as error:
        return refuse(f"{error.filename or 'output'}: {error.strerror or error}")
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        # What the command-line parser raises has no common public class in all its versions.
        explain = getattr(error, "format_message", None)
        if explain is None:
            raise
        return refuse(explain())
    return status if isinstance(status, int) else 0


def refuse(problem: str) -> int:
    """Say in one line why nothing was done."""
    print(f"benchmarks: {' '.join(problem.split())}", file=sys.stderr)
    return MISUSE


def main() -> None:
    """Run the command line's arguments and exit."""
    sys.exit(run(sys.argv[1:]))
