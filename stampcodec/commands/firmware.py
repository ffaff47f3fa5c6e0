"""``stampcodec firmware``: the reader as C for a microcontroller."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stampcodec.commands.options import (
    DEFAULT_PANEL,
    NOT_CONTACTS,
    NOT_FRAMES,
    OF_CONTACTS,
    OF_FRAMES,
    FamilyOption,
    PanelOption,
    PitchOption,
    ScaleOption,
    StillOption,
    family_named,
    panel_named,
    refuse_given,
    scale_range,
)
from stampcodec.touch.numbers import PX_PER_MM


def firmware(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="A new folder for the C files.")
    ],
    family: FamilyOption = OF_FRAMES,
    panel: PanelOption = DEFAULT_PANEL,
    pitch_mm: PitchOption = None,
    still: StillOption = False,
    px_per_mm: ScaleOption = None,
) -> None:
    """Write a reader as C for a microcontroller.

    The folder holds stamp_core.c, the same reader as `stampcodec decode` without Python,
    allocation or system calls, and its inverse, from merchant ID to face; stamp_core.h, their
    calls; stamp_tracker.c, which gives one event a press or swipe; the tables of the family on the
    panel; stamp_wire.c, packets of the wire between a touch controller and its client; and
    examples, among them a whole controller for emulated Cortex-M boards. With
    --family touch5 it holds stamp_contacts.c, which reads the five points of a touch screen, in
    place of stamp_core.c. Its README tells how to build them and what they need.
    """
    if family == OF_CONTACTS:
        named = panel if panel != DEFAULT_PANEL else None
        refuse_given({"--panel": named, "--pitch-mm": pitch_mm, "--still": still}, NOT_FRAMES)
        from stampcodec.firmware.package import make_contact_firmware

        make_contact_firmware(scale_range(px_per_mm) or PX_PER_MM).write(output)
        return
    if px_per_mm is not None:
        raise typer.BadParameter(NOT_CONTACTS, param_hint="--px-per-mm")
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
