"""``stampcodec stamp``: the stamps that merchants own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from issuance.commands.document import show, show_all
from issuance.commands.merchant import MerchantArgument
from issuance.commands.opened import FOLDER, DatabaseOption, DataOption, opened
from issuance.face import face_of, face_text
from issuance.model.caller import COMMAND
from issuance.model.stamp import StampStatus

stamp = typer.Typer(help="Stamps: add, list, set, face.")

StampArgument = Annotated[str, typer.Argument(metavar="STAMP", help="stp_…")]
LabelOption = Annotated[
    str | None, typer.Option("--label", metavar="TEXT", help="What people call it.")
]


@stamp.command("add")
def add(
    merchant_id: MerchantArgument,
    family: Annotated[
        str, typer.Option("--family", "-f", metavar="NAME", help="Family of stamps.")
    ] = "touch5",
    code: Annotated[
        int | None,
        typer.Option(
            "--code", metavar="ID", help="What it reads as; one drawn at random if not given."
        ),
    ] = None,
    label: LabelOption = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Give a merchant a stamp. No two stamps read as the same."""
    with opened(data, database) as ledger:
        show(ledger.register_stamp(merchant_id, family, code, label or "", COMMAND))


@stamp.command("list")
def list_all(
    merchant_id: MerchantArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """List the stamps of a merchant, one JSON object a line."""
    with opened(data, database) as ledger:
        show_all(lambda after: ledger.stamps(merchant_id, COMMAND, after))


@stamp.command("set")
def set_one(
    stamp_id: StampArgument,
    status: Annotated[
        StampStatus | None,
        typer.Option("--status", help="Only an active stamp counts; a revoked one stays so."),
    ] = None,
    label: LabelOption = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Say that a stamp is lost, found or revoked, from this moment on; or name it."""
    with opened(data, database) as ledger:
        show(ledger.change_stamp(stamp_id, COMMAND, status=status, label=label))


@stamp.command("face")
def face(
    stamp_id: StampArgument,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="stamp.json; stdout when not given."),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Write the face of a stamp, for `stampcodec fabricate` and `emulate`."""
    with opened(data, database) as ledger:
        found = ledger.stamp(stamp_id, COMMAND)
    if output is None:
        typer.echo(face_text(found), nl=False)
    else:
        face_of(found).save(output)
        typer.echo(f"{output}: {found.family} {found.code}", err=True)
