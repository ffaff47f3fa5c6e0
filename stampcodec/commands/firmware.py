"""``stampcodec firmware``: the reader as C for a microcontroller."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stampcodec.commands.options import (
    DEFAULT_PANEL,
    OF_CONTACTS,
    OF_FRAMES,
    FamilyOption,
    PanelOption,
    PitchOption,
    StillOption,
    family_named,
    panel_named,
)


def firmware(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="A new folder for the C files.")
    ],
    family: FamilyOption = OF_FRAMES,
    panel: PanelOption = DEFAULT_PANEL,
    pitch_mm: PitchOption = None,
    still: StillOption = False,
) -> None:
    """Write the frame reader as C for a microcontroller.

    The folder holds stamp_core.c, the same reader as `stampcodec decode` without Python,
    allocation or system calls; stamp_core.h, its three calls; the tables of the family on the
    panel; and examples, one of which runs on emulated Cortex-M boards. Its README tells how to
    build them and what they need.
    """
    if family == OF_CONTACTS:
        raise typer.BadParameter(
            f"{OF_CONTACTS} is read from contacts; expected a family of frames",
            param_hint="--family",
        )
    target = panel_named(panel)
    chosen = family_named(family, pitch_mm, target)

    from stampcodec.commands.framereader import tell_limits
    from stampcodec.firmware.package import make_firmware

    try:
        made = make_firmware(chosen, target, still=still)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--panel") from None
    made.write(output)
    tell_limits(chosen, target)
