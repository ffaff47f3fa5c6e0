"""Options that several benchmarks share, and the values they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_PRESSES = 10_000_000

SeedOption = Annotated[
    int, typer.Option("--seed", "-s", min=0, help="The same seed, the same numbers.")
]
PressesOption = Annotated[
    int, typer.Option("--presses", "-n", min=1, max=MOST_PRESSES, help="Presses of each row.")
]
FamiliesOption = Annotated[
    str, typer.Option("--families", metavar="NAME,...", help="Families of stamps.")
]
PanelsOption = Annotated[str, typer.Option("--panels", metavar="NAME,...", help="Touch panels.")]
CorpusOption = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="PATH", help="Recorded frames: the archive or its folder."),
]
ThreadsOption = Annotated[
    int, typer.Option("--threads", "-j", min=1, max=64, help="Cores to work on.")
]
StillOption = Annotated[
    bool, typer.Option("--still", help="Tell the readers that every face rests on the glass.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")]


def chosen(text: str, known: Sequence[str], hint: str) -> tuple[str, ...]:
    """Split a list of names, each of which must be known.

    Raises
    ------
    typer.BadParameter
        One is not, or there is none.
    """
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for name in names:
        if name not in known:
            raise typer.BadParameter(
                f"{name!r}, expected some of {', '.join(known)}", param_hint=hint
            )
    return names
