"""``python -m benchmarks link``."""

from __future__ import annotations

from typing import Annotated

import typer

from benchmarks.commands.options import JsonOption, PanelsOption, SeedOption, chosen
from benchmarks.link import tables as link_tables
from benchmarks.link.presses import measure_link
from benchmarks.link.result import FEW
from benchmarks.report import tables
from benchmarks.report.requirement import described
from benchmarks.report.runfile import print_json
from stampcodec import panels as known_panels

PANELS = "nexus5,maxtouch"
RATES = f"{FEW:g},0.01"


def link(
    panels: PanelsOption = PANELS,
    presses: Annotated[
        int,
        typer.Option(
            "--presses", "-n", min=1, max=10_000, help="On each panel at each rate of faults."
        ),
    ] = 1000,
    rates: Annotated[
        str, typer.Option(metavar="RATE,...", help="Shares of the bytes that are corrupted.")
    ] = RATES,
    trials: Annotated[
        int, typer.Option(min=0, max=1000, help="Times that the faults stop at real pace.")
    ] = 20,
    minutes: Annotated[
        float,
        typer.Option(
            min=0.0, max=6000.0, help="Virtual minutes in which memory is watched; 0: not."
        ),
    ] = 60.0,
    speed: Annotated[
        float, typer.Option(min=0.1, max=100.0, help="Virtual seconds of the presses a real one.")
    ] = 4.0,
    seed: SeedOption = 1,
    json: JsonOption = False,
) -> None:
    """Read presses through a pseudo terminal with all faults of the wire on."""
    result = measure_link(
        chosen(panels, tuple(known_panels()), "--panels"),
        presses=presses,
        rates=_shares(rates),
        trials=trials,
        speed=speed,
        seed=seed,
        minutes=minutes,
    )
    if json:
        print_json(
            "link",
            {"seed": seed, **result.as_json(), "requirements": described(result.requirements)},
        )
    else:
        tables.show(
            link_tables.press_table(result),
            link_tables.byte_table(result),
            *([link_tables.recovery_table(result)] if result.recoveries else []),
            *([link_tables.memory_table(result)] if result.memories else []),
            tables.requirement_table(result.requirements),
        )


def _shares(text: str) -> list[float]:
    try:
        shares = [float(word) for word in text.split(",")]
    except ValueError:
        shares = []
    if not shares or not all(0 < share <= 0.1 for share in shares):
        raise typer.BadParameter(
            f"expected shares above 0 to 0.1, got {text!r}", param_hint="--rates"
        )
    return shares
