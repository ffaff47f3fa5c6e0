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


FIELDS = {
    "merchant IDs": "n_ids",
    "sites": "n_sites",
    "distance of two patterns, sites": "distance",
    "pitch, mm": "pitch_mm",
    "dot, mm": "dot_mm",
    "side of the face, mm": "outline_mm",
}


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
    table = Table()
    table.add_column("")
    for row in described:
        table.add_column(row["family"], justify="right")
    for title, field in FIELDS.items():
        table.add_row(title, *(f"{row[field]:,}" for row in described))
    for panel in panels():
        fits = [row["fit_pitch_mm"][panel] for row in described]
        table.add_row(f"smallest pitch on {panel}, mm", *(f"{fit or '-'}" for fit in fits))
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
