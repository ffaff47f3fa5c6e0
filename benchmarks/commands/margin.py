"""``python -m benchmarks margin``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import (
    MOST_PRESSES,
    FamiliesOption,
    JsonOption,
    PanelsOption,
    PressesOption,
    SeedOption,
    StillOption,
    ThreadsOption,
    chosen,
)
from benchmarks.lattice import tables as lattice_tables
from benchmarks.lattice.accuracy import FAMILIES, PANELS
from benchmarks.lattice.bound import measure_pose
from benchmarks.lattice.margin import GAP_DB, SWEEPS, measure_margins
from benchmarks.report import tables
from benchmarks.report.requirement import Requirement, described
from benchmarks.report.runfile import print_json
from benchmarks.run.workers import run_all

MOST_POINTS = 1000
EVERY_FAMILY = ",".join(FAMILIES)
EVERY_SWEEP = ",".join(SWEEPS)


def margin(
    families: FamiliesOption = EVERY_FAMILY,
    panels: PanelsOption = "nexus5",
    sweeps: Annotated[
        str, typer.Option("--sweeps", metavar="NAME,...", help=f"Some of {', '.join(SWEEPS)}.")
    ] = EVERY_SWEEP,
    snr_db: Annotated[
        str,
        typer.Option("--snr-db", metavar="FROM:TO:STEP", help="Peak of a dot over noise, dB."),
    ] = "9.5:15.5:0.5",
    presses: PressesOption = 4000,
    genie_presses: Annotated[
        int, typer.Option(min=1, max=MOST_PRESSES, help="Of them, also decided by the genie.")
    ] = 1000,
    pose_presses: Annotated[
        int, typer.Option(min=1, max=MOST_PRESSES, help="Presses for the pose error.")
    ] = 4000,
    seed: SeedOption = 1,
    threads: ThreadsOption = 1,
    still: StillOption = False,
    json: JsonOption = False,
) -> None:
    """Compare the unread rate with maximum likelihood, the pose error with its bound."""
    names = chosen(families, FAMILIES, "--families")
    wanted = chosen(sweeps, SWEEPS, "--sweeps")
    grid = grid_of(snr_db)
    margins, poses = [], []
    for screen in chosen(panels, PANELS, "--panels"):
        margins += measure_margins(
            names,
            screen,
            wanted,
            grid,
            presses=presses,
            genie_presses=genie_presses,
            seed=seed,
            processes=threads,
            still=still,
        )
        calls = [(name, screen, pose_presses, seed) for name in names]
        poses += run_all(measure_pose, calls, threads, "families' poses")
    requirements = [
        Requirement(
            f"{each.family} {each.panel} {each.sweep}: gap to the genie at the same wrong rate, dB",
            each.gap.gap_db,
            GAP_DB,
        )
        for each in margins
    ]
    requirements += [requirement for error in poses for requirement in error.requirements]
    if json:
        print_json(
            "margin",
            {
                "seed": seed,
                "margins": [each.as_json() for each in margins],
                "poses": [error.as_json() for error in poses],
                "requirements": described(requirements),
            },
        )
    else:
        tables.show(
            *(lattice_tables.margin_table(each) for each in margins),
            lattice_tables.gap_table(margins),
            lattice_tables.pose_table(poses),
            tables.requirement_table(requirements),
        )


def grid_of(text: str) -> list[float]:
    """Read FROM:TO:STEP, decibels.

    Raises
    ------
    typer.BadParameter
        It is no such range, or one of more than a thousand points.
    """
    try:
        first, last, step = (float(part) for part in text.split(":"))
        count = round((last - first) / step) + 1
    except (ValueError, ZeroDivisionError, OverflowError):
        count = 0
    if not 1 <= count <= MOST_POINTS or step <= 0:
        raise typer.BadParameter(
            f"expected FROM:TO:STEP in decibels, ascending, got {text!r}", param_hint="--snr-db"
        )
    return [first + k * step for k in range(count)]
