"""Tables of what each family reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.families.rates import (
    AMPLITUDES,
    FLIPPED,
    HALF,
    MISSING,
    PARTIAL,
    STILL,
    counted,
    default_share,
)
from benchmarks.report.interval import clopper_pearson
from benchmarks.report.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.table import Table

    from benchmarks.families.rates import Row


def families_tables(rows: Sequence[Row]) -> list[Table]:
    """Lay out noise and partly landed faces, then wrong sites by their number."""
    numbers = sorted({row.scene.number for row in rows if row.scene.kind == FLIPPED})
    headings = "|".join(map(str, numbers))
    return [
        table(
            "read %, whole faces by amplitude",
            "<family|<mode|" + "|".join(f"{amplitude:g}" for amplitude in AMPLITUDES),
            [
                (name, mode, *(_read(_one(mine, "whole", amplitude=a)) for a in AMPLITUDES))
                for name, mode, mine in _subjects(rows)
            ],
        ),
        *(
            table(
                f"read %, sites {kind}",
                f"<family|<mode|{headings}",
                [
                    (name, mode, *(_read(_one(mine, kind, number)) for number in numbers))
                    for name, mode, mine in _subjects(rows)
                ],
            )
            for kind in (FLIPPED, MISSING)
        ),
        table(
            "faces of which some dots have landed, 95 % intervals of the wrong share",
            "<family|<mode|half: read %|wrong|any number: read %|wrong|low|high|counted",
            [
                (
                    name,
                    mode,
                    _read(half),
                    f"{half.wrong / half.frames:.1e}",
                    _read(some),
                    f"{some.wrong / some.frames:.1e}",
                    *(f"{end:.1e}" for end in clopper_pearson(some.wrong, some.frames)),
                    f"{counted(name, some.share):.1e}",
                )
                for name, mode, mine in _subjects(rows)
                if (half := _one(mine, HALF)) and (some := _one(mine, PARTIAL))
            ],
        ),
    ]


def _subjects(rows: Sequence[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """Yield each family in both modes, with its rows."""
    for name in dict.fromkeys(row.family for row in rows):
        for mode, share in (("default", default_share(name)), ("still", STILL)):
            yield name, mode, [row for row in rows if (row.family, row.share) == (name, share)]


def _one(rows: Sequence[Row], kind: str, number: int = 0, amplitude: float = 1.0) -> Row | None:
    for row in rows:
        scene = row.scene
        if (scene.kind, scene.number, scene.amplitude) == (kind, number, amplitude):
            return row
    return None


def _read(row: Row | None) -> str:
    return "" if row is None else f"{100 * row.right / row.frames:.1f}"
