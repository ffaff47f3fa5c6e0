"""The reader and the tracker of frames that the options of a command ask for."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, TypeVar

import typer

from stampcodec.commands.options import FIT
from stampcodec.errors import UnfitWarning
from stampcodec.lattice.reader import FrameReader
from stampcodec.lattice.tracker import StampTracker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stampcodec._family import Family
    from stampcodec._panel import Panel

Machine = TypeVar("Machine", FrameReader, StampTracker)


def frame_reader(
    family: Family | Sequence[Family], panel: Panel, *, still: bool = False
) -> FrameReader:
    """Make a reader without a warning: `tell_limits` says it in the words of the options.

    Raises
    ------
    typer.BadParameter
        No reader can be made for them.
    """
    return _made(lambda: FrameReader(family, panel, still=still))


def stamp_tracker(family: Family, panel: Panel) -> StampTracker:
    """Make a tracker, as `frame_reader` makes a reader.

    Raises
    ------
    typer.BadParameter
        No tracker can be made for the two.
    """
    return _made(lambda: StampTracker(family, panel))


def _made(make: Callable[[], Machine]) -> Machine:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnfitWarning)
        try:
            return make()
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--panel") from None


def tell_limits(family: Family, panel: Panel) -> None:
    """Print the limits that a family breaks on a panel as one line on stderr, if there are any."""
    broken = family.violations(panel)
    if broken:
        rules = ", ".join(violation.rule for violation in broken)
        typer.echo(
            f"{family} breaks limits of panel {panel.name} ({rules}), so stamps are read less "
            f"often; --pitch-mm {FIT} is for stamps of the size that fits",
            err=True,
        )
