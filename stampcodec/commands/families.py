"""``stampcodec families``: what there is to choose from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stampcodec._panel import panels

if TYPE_CHECKING:
    from stampcodec._family import Family
    from stampcodec._panel import Panel


# A family has the figures of its kind; what it has not is left open.
FIELDS = {
    "merchant IDs": "n_ids",
    "sites": "n_sites",
    "dots": "n_dots",
    "distance of two patterns, sites": "distance",
    "distance of two patterns, mm": "separation_mm",
    "pitch, mm": "pitch_mm",
    "dot, mm": "dot_mm",
    "side of the face, mm": "outline_mm",
}
NONE = "-"


def families(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object for each family, not a table.")
    ] = False,
) -> None:
    """List the stamp families and the size that suits each panel."""
    from stampcodec._family import families as all_families

    described = [_description(family) for family in all_families().values()]
    if as_json:
        for description in described:
            typer.echo(json.dumps(description))
        return
    rows = [["", *(row["family"] for row in described)]]
    for title, field in FIELDS.items():
        rows.append([title, *(f"{row[field]:,}" if field in row else NONE for row in described)])
    rows += [
        [f"smallest pitch on {panel}, mm", *(_fit(row, panel) for row in described)]
        for panel in panels()
    ]
    for line in _aligned(rows):
        typer.echo(line)
    typer.echo()
    widest = max(len(row["family"]) for row in described)
    for row in described:
        typer.echo(f"{row['family']:{widest}}  {row['purpose']}")


def _aligned(rows: list[list[str]]) -> list[str]:
    """Lay rows out in columns, the first to the left, all others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    ]


def _fit(row: dict[str, Any], panel: str) -> str:
    if not row["fits"][panel]:
        return NONE
    return f"{row['fit_pitch_mm'][panel] or 'fits'}"


def _description(family: Family) -> dict[str, Any]:
    fitted = {name: _fitted(family, panel) for name, panel in panels().items()}
    return {
        "family": family.name,
        "purpose": family.design.purpose,
        "n_ids": family.n_ids,
        **family.design.figures(),
        "dot_mm": family.dot_mm,
        "outline_mm": family.outline_mm,
        "fits": {name: fit is not None for name, fit in fitted.items()},
        "fit_pitch_mm": {name: fit and fit.design.face_pitch_mm for name, fit in fitted.items()},
    }


def _fitted(family: Family, panel: Panel) -> Family | None:
    try:
        return family.fit(panel)
    except ValueError:
        return None
