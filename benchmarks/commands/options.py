"""Options that several benchmarks share, and the values they stand for."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stampcodec.outfile import replacing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def frames_option(what: str) -> Any:
    """Make the option that says how many frames of what are read."""
    return typer.Option("--frames", "-n", min=1, max=MOST_PRESSES, metavar="N", help=what)


def failures_option(what: str) -> Any:
    """Make the option that names a file for the frames of which something went wrong."""
    return typer.Option("--failures", metavar="FILE", help=what)


def picture_option(what: str) -> Any:
    """Make the option that names a file for a picture of what."""
    return typer.Option("--picture", metavar="FILE", help=what)


FAILURE_ENDINGS = (".npz",)
PICTURE_ENDINGS = (".png", ".svg")


@contextmanager
def opened(path: Path | None, endings: Sequence[str], hint: str) -> Iterator[Path | None]:
    """Open a file for results before the work: what is wrong with its place is known at once.

    Yields what the results are written to, which becomes the file at the end, or None if no file
    is wanted.

    Raises
    ------
    typer.BadParameter
        Its name has none of these endings.
    """
    if path is None:
        yield None
        return
    if path.suffix not in endings:
        raise typer.BadParameter(
            f"expected a name that ends in {' or '.join(endings)}", param_hint=hint
        )
    with replacing(path) as aside:
        yield aside


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
