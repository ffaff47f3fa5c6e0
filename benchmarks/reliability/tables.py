"""Tables of the benchmark of margins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.reliability.bands import ENOUGH, EVERY_SCENE, N_BANDS
from benchmarks.report.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from benchmarks.reliability.bands import Band, Row


def reliability_tables(rows: Sequence[Row]) -> list[Table]:
    """Lay out the bands of each reader in all scenes, then the factors in each scene."""
    made = [
        table(
            f"{row.family} on {row.panel}, {row.reader} reader, all scenes",
            "margin|readings|wrong|of them landing|promised|measured|low|high|factor",
            [_line(band) for band in row.bands],
        )
        for row in rows
        if row.scene == EVERY_SCENE
    ]
    made.append(
        table(
            f"each scene: bands with {ENOUGH} or more wrong readings",
            "<family|<panel|<scene|<reader|readings|wrong|bands|least factor|largest",
            [_summary(row) for row in rows if row.scene != EVERY_SCENE],
        )
    )
    return made


def _line(band: Band) -> tuple[str, ...]:
    return (
        f"{band.margin:.2f} to {band.margin + 1 / N_BANDS:.2f}",
        str(band.readings),
        str(band.wrong),
        str(band.landing),
        f"{band.promised / band.readings:.1e}",
        f"{band.wrong / band.readings:.1e}",
        *(f"{end:.1e}" for end in band.interval),
        f"{band.ratio:.2f}" if band.wrong else "-",
    )


def _summary(row: Row) -> tuple[str, ...]:
    held = [band.ratio for band in row.bands if band.is_held]
    return (
        row.family,
        row.panel,
        row.scene,
        row.reader,
        str(sum(band.readings for band in row.bands)),
        str(sum(band.wrong for band in row.bands)),
        str(len(held)),
        *((f"{min(held):.2f}", f"{max(held):.2f}") if held else ("-", "-")),
    )
