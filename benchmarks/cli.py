"""The program ``python -m benchmarks``: its commands, and what goes wrong as one line."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from benchmarks import path_tables, service_tables, tables, touch_tables
from benchmarks.accuracy import FAMILIES, PANELS, measure_accuracy, save_failures
from benchmarks.bound import measure_pose
from benchmarks.contention import WORKERS, measure_contention
from benchmarks.crash import PROCESSES, measure_crash
from benchmarks.forgery import measure_forgery
from benchmarks.instructions import Instructions, measure_instructions
from benchmarks.margin import GAP_DB, SWEEPS, measure_margins
from benchmarks.options import (
    MOST_PRESSES,
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
from benchmarks.service import measure_service
from benchmarks.speed import measure_speed
from benchmarks.startup import measure_startup
from benchmarks.touch import measure_rates
from benchmarks.touch_path import PANELS as PATH_PANELS
from benchmarks.touch_path import RECORDED, measure_touch_path
from benchmarks.touch_path import ROWS as EVERY_PATH_ROW
from benchmarks.touch_speed import measure_touch_speed
from benchmarks.workers import run_all
from emulator.conditions import NAMES
from stampcodec.cli import call
from stampcodec.outfile import replacing
from stampcodec.plainhelp import App

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_POINTS = 1000
PATH_ROWS = tuple(row for row in EVERY_PATH_ROW if row != RECORDED)
EVERY_FAMILY, EVERY_PANEL = ",".join(FAMILIES), ",".join(PANELS)
EVERY_ROW, EVERY_SWEEP = ",".join(NAMES), ",".join(SWEEPS)

app = App(
    name="benchmarks", help="Measure speed and accuracy of the stamp reader, and of its peers."
)


@app.callback()
def _root() -> None:
    """Stand above the commands."""


@app.command()
def speed(
    families: FamiliesOption = EVERY_FAMILY,
    rounds: Annotated[
        int, typer.Option(min=1, max=100_000, help="Times that everything takes its turn.")
    ] = 60,
    seed: SeedOption = 1,
    corpus: CorpusOption = None,
    threads: Annotated[
        int, typer.Option("--threads", "-j", min=1, max=64, help="The most for read_many.")
    ] = 2,
    json: JsonOption = False,
) -> None:
    """Microseconds a read of stamp, finger and idle frames, beside peers in the same run."""
    result = measure_speed(
        chosen(families, FAMILIES, "--families"),
        rounds=rounds,
        threads=threads,
        seed=seed,
        recording=corpus,
    )
    if json:
        print_json(
            {
                "seed": seed,
                **result.as_json(),
                "requirements": described(result.requirements),
            }
        )
    else:
        tables.show(tables.speed_table(result), tables.requirement_table(result.requirements))


@app.command()
def startup(
    rounds: Annotated[
        int,
        typer.Option(min=1, max=1000, metavar="N", help="Processes of each command, 1 to 1000."),
    ] = 20,
    json: JsonOption = False,
) -> None:
    """CPU and elapsed time of the program's light commands, from start to end of the process."""
    result = measure_startup(rounds)
    if json:
        print_json({**result.as_json(), "requirements": described(result.requirements)})
    else:
        tables.show(tables.startup_table(result), tables.requirement_table(result.requirements))


@app.command()
def instructions(
    families: FamiliesOption = EVERY_FAMILY,
    seed: SeedOption = 1,
    corpus: CorpusOption = None,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Instructions a read under valgrind: stamp frames, and frames made to be costly."""
    names = chosen(families, FAMILIES, "--families")
    calls = [(name, seed, corpus) for name in names]
    parts = run_all(measure_instructions, calls, threads, "families counted")
    result = Instructions(
        tuple(cost for part in parts for cost in part.costs),
        tuple(stages for part in parts for stages in part.stages),
    )
    if json:
        print_json(
            {"seed": seed, **result.as_json(), "requirements": described(result.requirements)}
        )
    else:
        tables.show(
            tables.instruction_table(result),
            tables.stage_table(result),
            tables.requirement_table(result.requirements),
        )


@app.command()
def accuracy(
    families: FamiliesOption = EVERY_FAMILY,
    panels: PanelsOption = EVERY_PANEL,
    rows: Annotated[
        str, typer.Option("--rows", metavar="NAME,...", help=f"Some of {', '.join(NAMES)}.")
    ] = EVERY_ROW,
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
    with ExitStack() as stack:
        # Opened first: a place that cannot be written to is known before the work, not after.
        aside = failures_file and stack.enter_context(replacing(failures_file))
        result = measure_accuracy(
            chosen(families, FAMILIES, "--families"),
            chosen(panels, PANELS, "--panels"),
            chosen(rows, NAMES, "--rows"),
            presses=presses,
            seed=seed,
            recording=corpus,
            processes=threads,
        )
        if aside is not None:
            save_failures(aside, result)
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


@app.command()
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
    json: JsonOption = False,
) -> None:
    """Unread rate against SNR beside maximum likelihood, pose error beside the Cramer-Rao bound."""
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
        )
        calls = [(name, screen, pose_presses, seed) for name in names]
        poses += run_all(measure_pose, calls, threads, "families' poses")
    requirements = [
        Requirement(
            f"{each.family} {each.panel} {each.sweep}: gap to the genie, dB",
            each.gap.gap_db,
            GAP_DB,
        )
        for each in margins
    ]
    requirements += [requirement for error in poses for requirement in error.requirements]
    if json:
        print_json(
            {
                "seed": seed,
                "margins": [each.as_json() for each in margins],
                "poses": [error.as_json() for error in poses],
                "requirements": described(requirements),
            }
        )
    else:
        tables.show(
            *(tables.margin_table(each) for each in margins),
            tables.gap_table(margins),
            tables.pose_table(poses),
            tables.requirement_table(requirements),
        )


@app.command()
def touch(
    sets: Annotated[
        int, typer.Option("--sets", min=1, max=MOST_PRESSES, help="Sets of points of each row.")
    ] = 400_000,
    presses: Annotated[
        int, typer.Option("--presses", "-n", min=1, max=MOST_PRESSES, help="Of many samples each.")
    ] = 20_000,
    rounds: Annotated[
        int, typer.Option(min=1, max=100_000, help="Times that everything takes its turn.")
    ] = 200,
    seed: SeedOption = 1,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Rates of touch5 from touch points, beside SnowShoe's rule, and microseconds a read."""
    rows = measure_rates(sets=sets, presses=presses, seed=seed, processes=threads)
    speed = measure_touch_speed(rounds=rounds, seed=seed)
    requirements = [requirement for row in rows for requirement in row.requirements]
    requirements += speed.requirements
    if json:
        print_json(
            {
                "seed": seed,
                "rows": [row.as_json() for row in rows],
                **speed.as_json(),
                "requirements": described(requirements),
            }
        )
    else:
        tables.show(
            touch_tables.press_table(rows),
            touch_tables.stranger_table(rows),
            touch_tables.touch_speed_table(speed),
            touch_tables.growth_table(speed),
            tables.requirement_table(requirements),
        )


@app.command()
def path(
    panels: PanelsOption = EVERY_PANEL,
    contacts: Annotated[
        str,
        typer.Option(
            "--contacts", metavar="N,...", help="Contacts that a phone reports: some of 5,10,11,16."
        ),
    ] = "5,10",
    rows: Annotated[
        str, typer.Option("--rows", metavar="NAME,...", help=f"Some of {', '.join(PATH_ROWS)}.")
    ] = "nominal",
    presses: PressesOption = 2500,
    seed: SeedOption = 1,
    corpus: CorpusOption = None,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Presses of touch5 all the way: face, raw frames, emulated driver, touch events, ID."""
    result = measure_touch_path(
        chosen(panels, PATH_PANELS, "--panels"),
        [int(most) for most in chosen(contacts, ("5", "10", "11", "16"), "--contacts")],
        chosen(rows, PATH_ROWS, "--rows"),
        presses=presses,
        seed=seed,
        recording=corpus,
        processes=threads,
    )
    if json:
        print_json(
            {
                "seed": seed,
                "rows": [row.as_json() for row in result.rows],
                "positions": [asdict(position) for position in result.positions],
                "requirements": described(result.requirements),
            }
        )
    else:
        tables.show(
            path_tables.path_table(result.rows),
            path_tables.loss_table(result.rows),
            path_tables.position_table(result.positions),
            path_tables.refusal_table(result.rows),
            tables.requirement_table(result.requirements),
        )


@app.command()
def service(
    presentations: Annotated[
        int, typer.Option("--presentations", "-n", min=100, max=1_000_000, help="In all.")
    ] = 12_000,
    connections: Annotated[
        int, typer.Option("--connections", "-c", min=2, max=256, help="At the same time.")
    ] = 8,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Presentations a second with durable commits on one core, beside a bare endpoint."""
    result = measure_service(presentations, connections, seed=seed)
    if json:
        print_json({"seed": seed, **result.as_json()})
    else:
        tables.show(service_tables.service_table(result), service_tables.memory_table(result))


@app.command()
def contention(
    databases: Annotated[
        str, typer.Option("--databases", metavar="NAME,...", help=f"Some of {', '.join(WORKERS)}.")
    ] = ",".join(WORKERS),
    attempts: Annotated[
        int, typer.Option("--attempts", "-n", min=30, max=1000, help="At the same moment.")
    ] = 200,
    json: JsonOption = False,
) -> None:
    """Redemptions, stock and limits, asked for by two hundred at once over HTTP."""
    contests = [
        contest
        for database in chosen(databases, tuple(WORKERS), "--databases")
        for contest in measure_contention(database, attempts)
    ]
    if json:
        print_json({"contests": [contest.as_json() for contest in contests]})
    else:
        tables.show(service_tables.contention_table(contests))
    if not all(contest.holds for contest in contests):
        raise typer.Exit(1)


@app.command()
def crash(
    databases: Annotated[
        str,
        typer.Option("--databases", metavar="NAME,...", help=f"Of {', '.join(PROCESSES)}."),
    ] = ",".join(PROCESSES),
    kills: Annotated[int, typer.Option("--kills", "-n", min=1, max=1000)] = 20,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Kill the server under load; what was acknowledged must be there, once."""
    crashes = [
        measure_crash(database, kills, seed=seed)
        for database in chosen(databases, tuple(PROCESSES), "--databases")
    ]
    if json:
        print_json({"seed": seed, "crashes": [each.as_json() for each in crashes]})
    else:
        tables.show(service_tables.crash_table(crashes))
    if not all(each.holds for each in crashes):
        raise typer.Exit(1)


@app.command()
def forgery(
    presses: PressesOption = 360,
    seed: SeedOption = 2,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Replays that are missed, and honest presses that are refused."""
    rows = measure_forgery(presses, seed=seed, processes=threads)
    if json:
        print_json({"seed": seed, "rows": [row.as_json() for row in rows]})
    else:
        tables.show(service_tables.refused_table(rows), service_tables.missed_table(rows))


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


def described(requirements: Sequence[Requirement]) -> list[dict[str, object]]:
    """Return requirements as JSON has them."""
    return [{**asdict(requirement), "met": requirement.met} for requirement in requirements]


def main() -> None:
    """Run the command line's arguments and exit."""
    sys.exit(call(app, sys.argv[1:], "python -m benchmarks"))
