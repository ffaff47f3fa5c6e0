"""``stampcodec families``: what there is to choose from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from stampcodec.family import families as all_families
from stampcodec.panel import panels

if TYPE_CHECKING:
    from stampcodec.family import Family
    from stampcodec.panel import Panel


def families(
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a family instead of a table.")
    ] = False,
) -> None:
    """List the families of stamps, and the pitch at which each suits each panel."""
    described = [_description(family) for family in all_families().values()]
    if as_json:
        for description in described:
            typer.echo(json.dumps(description))
        return
    table = Table(title="Families of stamps")
    table.add_column("family")
    for heading in ("merchant IDs", "sites", "distance", "pitch mm", "dot mm", "face mm"):
        table.add_column(heading, justify="right")
    for name in panels():
        table.add_column(f"pitch on {name}", justify="right")
    for row in described:
        table.add_row(
            row["family"],
            f"{row['n_ids']:,}",
            str(row["n_sites"]),
            str(row["distance"]),
            *(f"{row[field]:.1f}" for field in ("pitch_mm", "dot_mm", "outline_mm")),
            *("-" if fit is None else f"{fit:.1f}" for fit in row["fit_pitch_mm"].values()),
        )
    Console().print(table)


def _description(family: Family) -> dict[str, Any]:
    return {
        "family": family.name,
        "n_ids": family.n_ids,
        "n_sites": family.n_sites,
        "distance": family.code.distance,
        "pitch_mm": family.pitch_mm,
        "dot_mm": family.dot_mm,
        "outline_mm": family.outline_mm,
        "fit_pitch_mm": {name: _fitted_pitch(family, panel) for name, panel in panels().items()},
    }


def _fitted_pitch(family: Family, panel: Panel) -> float | None:
    try:
        return family.fit(panel).pitch_mm
    except ValueError:
        return None
