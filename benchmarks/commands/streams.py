"""``python -m benchmarks streams``."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from benchmarks.commands.options import (
    CorpusOption,
    FamiliesOption,
    JsonOption,
    PanelsOption,
    SeedOption,
    ThreadsOption,
    chosen,
)
from benchmarks.lattice.accuracy import PANELS
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from benchmarks.streams import contacts
from benchmarks.streams.ablation import ablation_table, measure_ablation
from benchmarks.streams.cost import cost_table, measure_cost
from benchmarks.streams.cost import requirements as cost_limits
from benchmarks.streams.earlier import added, read_earlier
from benchmarks.streams.gestures import CONTACT_NAMES, MIXED, NAMES
from benchmarks.streams.rates import (
    FAMILIES,
    HOME,
    measure_quiet,
    measure_streams,
    requirements,
)
from benchmarks.streams.rough import ROUGH
from benchmarks.streams.tables import contact_table, quiet_table, single_table, stream_table
from emulator.recorded.streams import load_streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.streams.earlier import Earlier

KNOWN = (*FAMILIES, contacts.FAMILY)
EVERY_FAMILY = ",".join(KNOWN)
MOST_GESTURES, MOST_MINUTES, MOST_TIMED = 1_000_000, 60_000.0, 10_000


def streams(
    families: FamiliesOption = EVERY_FAMILY,
    panels: PanelsOption = HOME,
    rows: Annotated[
        str,
        typer.Option(
            "--rows",
            metavar="TEXT",
            help="Only rows whose name holds this text; mixed draws gestures of all other rows, "
            "rough those of careless hands and odd panels.",
            show_default="all but mixed and rough",
        ),
    ] = "",
    gestures: Annotated[
        int,
        typer.Option(
            "--gestures",
            "-n",
            min=0,
            max=MOST_GESTURES,
            metavar="N",
            help="Gestures of each row; 0 only adds up the runs of --add.",
        ),
    ] = 200,
    minutes: Annotated[
        float,
        typer.Option(
            "--minutes",
            min=0.0,
            max=MOST_MINUTES,
            metavar="N",
            help="Minutes of emulated finger play for each family.",
        ),
    ] = 10.0,
    stale: Annotated[
        bool,
        typer.Option("--stale", help="Show the stamp, too, in nodes left from the frame before."),
    ] = False,
    alone: Annotated[
        bool,
        typer.Option(
            "--alone", help="Read no single frames beside the tracker, which takes half the time."
        ),
    ] = False,
    add: Annotated[
        list[Path] | None,
        typer.Option(
            "--add",
            metavar="FILE",
            help="Add the gestures of an earlier run of another seed, printed with --json.",
        ),
    ] = None,
    cost: Annotated[
        int,
        typer.Option(
            "--cost",
            min=0,
            max=MOST_TIMED,
            metavar="N",
            help="Time the frames of N gestures of each row on each panel, too.",
        ),
    ] = 0,
    ablation: Annotated[
        int,
        typer.Option(
            "--ablation",
            min=0,
            max=MOST_GESTURES,
            metavar="N",
            help="Leave out one part of the tracker after the other, too, on N gestures of each "
            "row of weak presses, fast swipes and skipping dots.",
        ),
    ] = 0,
    corpus: CorpusOption = None,
    seed: SeedOption = 1,
    threads: ThreadsOption = 1,
    json: JsonOption = False,
) -> None:
    """Measure what a tracker makes of presses and swipes in streams of frames."""
    names = chosen(families, KNOWN, "--families")
    lattices = [name for name in names if name != contacts.FAMILY]
    kinds = [name for name in NAMES if rows in name and (rows or name not in (MIXED, ROUGH))]
    contact_kinds = [name for name in CONTACT_NAMES if rows in name]
    if contacts.FAMILY not in names:
        contact_kinds = []
    if not (contact_kinds or (kinds and lattices)):
        raise typer.BadParameter(
            f"{rows!r}, expected part of one of: {'; '.join((*NAMES, *CONTACT_NAMES))}",
            param_hint="--rows",
        )
    screens = chosen(panels, PANELS, "--panels")
    earlier = [read_earlier(path) for path in add or ()]
    seeds = _seeds(seed if gestures else None, stale, alone, earlier)
    recorded = [] if corpus is None else load_streams(corpus).stretches()
    begun = perf_counter()
    found = measure_streams(
        lattices if gestures else (),
        kinds,
        screens,
        each=gestures,
        seed=seed,
        stale=stale,
        alone=alone,
        processes=threads,
    )
    quiet = measure_quiet(lattices, recorded, minutes=minutes, seed=seed, processes=threads)
    contact_kinds = contact_kinds if gestures else []
    touched = contacts.measure_contacts(contact_kinds, each=gestures, seed=seed, processes=threads)
    if contact_kinds:
        quiet += contacts.measure_quiet_contacts(
            recorded, minutes=minutes, seed=seed, processes=threads
        )
    costs = [
        measure_cost(name, screen, cost, seed) for name in lattices for screen in screens if cost
    ]
    ablated = measure_ablation(
        lattices if ablation else (),
        kinds,
        screens,
        each=ablation,
        seed=seed,
        stale=stale,
        processes=threads,
    )
    frames = sum(row.tally.frames for row in found) + sum(each.frames for each in quiet)
    frames += sum(row.tally.frames for row in ablated)
    taken = perf_counter() - begun
    typer.echo(f"{frames} frames in {taken:.0f} s, {frames / taken:.0f} a second", err=True)
    found = added([*found, *(row for one in earlier for row in one.rows)])
    asked = requirements(found, quiet) + contacts.requirements(touched) + cost_limits(costs)
    if json:
        print_json(
            "streams",
            {
                "seeds": seeds,
                "stale": stale,
                "alone": alone,
                "rows": [row.as_json() for row in found],
                "contacts": [row.as_json() for row in touched],
                "costs": [one.as_json() for one in costs],
                "ablation": [one.as_json() for one in ablated],
                "quiet": [vars(each) for each in quiet],
                "requirements": described(asked),
            },
        )
    else:
        shown = [stream_table(found)] if found else []
        shown += [single_table(found)] if any(row.tally.single for row in found) else []
        shown += [contact_table(touched)] if touched else []
        shown += [quiet_table(quiet)] if quiet else []
        shown += [cost_table(costs)] if costs else []
        shown += [ablation_table(ablated)] if ablated else []
        shown += [tables.requirement_table(asked)] if asked else []
        tables.show(*shown)


def _seeds(seed: int | None, stale: bool, alone: bool, earlier: Sequence[Earlier]) -> list[int]:
    """Return the seeds of all runs, each of which counts once."""
    seeds = [*([] if seed is None else [seed]), *(each for one in earlier for each in one.seeds)]
    twice = [each for each in dict.fromkeys(seeds) if seeds.count(each) > 1]
    if twice:
        raise typer.BadParameter(
            f"the gestures of seed {twice[0]} are there twice, expected another seed for each run",
            param_hint="--add",
        )
    for one in earlier:
        if (one.stale, one.alone) != (stale, alone):
            raise typer.BadParameter(
                f"a run with stale {one.stale}, alone {one.alone}, expected {stale}, {alone}",
                param_hint="--add",
            )
    return seeds
