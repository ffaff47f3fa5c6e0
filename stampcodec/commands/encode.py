"""``stampcodec encode``: from a merchant ID to a stamp file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stampcodec.commands.options import (
    OF_FRAMES,
    FamilyOption,
    PitchOption,
    family_named,
    panel_named,
    panel_option,
    stamp_file,
)
from stampcodec.quantity import counted


def encode(
    merchant_id: Annotated[
        str, typer.Argument(metavar="ID", help="Merchant ID, a whole number from 0.")
    ],
    family: FamilyOption = OF_FRAMES,
    pitch_mm: PitchOption = None,
    panel: Annotated[
        str | None,
        panel_option("Refuse a face that this touch panel cannot read.", "no check"),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Stamp file to write, .json.",
            show_default="standard output",
        ),
    ] = None,
) -> None:
    """Design the stamp of a merchant and write its face.

    The face is a stamp file: the place and the diameter of every dot, in mm, as JSON.

    Example: stampcodec encode 4711 -o stamp.json
    """
    from stampcodec import stampfile

    file = None if output is None else stamp_file(output)
    target = None if panel is None else panel_named(panel)
    chosen = family_named(family, pitch_mm, target)
    try:
        face = chosen.encode(int(merchant_id))
    except ValueError:
        shown = merchant_id if len(merchant_id) <= 40 else merchant_id[:37] + "..."
        raise typer.BadParameter(
            f"{chosen.name} expects a whole number, 0 to {chosen.n_ids - 1}, got {shown!r}",
            param_hint="ID",
        ) from None
    broken = [] if target is None else face.check(target)
    if target and broken:
        raise typer.BadParameter(
            f"{chosen} is unfit for {target.name}: "
            + "; ".join(str(violation) for violation in broken),
            param_hint="--panel",
        )
    if file is None:
        typer.echo(stampfile.text(stampfile.document(face)), nl=False)
        return
    face.save(file)
    typer.echo(
        f"{file}: {face.family}, merchant {face.merchant_id}, "
        f"{counted(len(face.dots), 'dot')} on "
        f"{face.outline_mm:g} x {face.outline_mm:g} mm",
        err=True,
    )
