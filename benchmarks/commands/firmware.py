"""``python -m benchmarks firmware``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.commands.options import (
    FamiliesOption,
    JsonOption,
    PanelsOption,
    SeedOption,
    chosen,
    frames_option,
)
from benchmarks.firmware import board, web
from benchmarks.firmware.board import BOARDS, refuse_without_tools
from benchmarks.firmware.budget import HOST, measure_budgets
from benchmarks.firmware.tables import budget_table, web_table
from benchmarks.firmware.web import WASM
from benchmarks.lattice.accuracy import FAMILIES
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from stampcodec import panels as all_panels

EVERY_FAMILY = ",".join(FAMILIES)
EVERY_BOARD = ",".join(BOARDS)


def firmware(
    families: FamiliesOption = EVERY_FAMILY,
    panels: PanelsOption = "nexus5",
    boards: Annotated[
        str,
        typer.Option(
            "--boards",
            metavar="NAME",
            help=f"Emulated processors; {HOST}: this machine; {WASM}: node.",
        ),
    ] = EVERY_BOARD,
    frames: Annotated[int, frames_option("Frames of each everyday kind.")] = 100,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Build firmware, run it on emulated boards and compare it with Python.

    Needs arm-none-eabi-gcc, newlib and qemu-system-arm, for wasm clang, wasi-libc and node; `make
    firmware` installs them on Debian.
    """
    names = chosen(families, FAMILIES, "--families")
    wanted = chosen(panels, tuple(all_panels()), "--panels")
    processors = chosen(boards, (*BOARDS, HOST, WASM), "--boards")
    if set(processors) & set(BOARDS):
        refuse_without_tools(board.NEEDED)
    if WASM in processors:
        refuse_without_tools(web.NEEDED)
    with tempfile.TemporaryDirectory(prefix="firmware-") as folder:
        budgets = measure_budgets(
            names,
            wanted,
            processors,
            frames=frames,
            seed=seed,
            folder=Path(folder),
            told=lambda line: typer.echo(line, err=True),
        )
    requirements = [each for budget in budgets for each in budget.requirements]
    if json:
        print_json(
            "firmware",
            {
                "seed": seed,
                "budgets": [budget.as_json() for budget in budgets],
                "requirements": described(requirements),
            },
        )
    else:
        small = [each for each in budgets if each.board != WASM]
        pages = [each for each in budgets if each.board == WASM]
        shown = [*([budget_table(small)] if small else []), *([web_table(pages)] if pages else [])]
        tables.show(*shown, tables.requirement_table(requirements))
