"""``stampcodec admin stamp``: the stamps that merchants own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from issuance.commands.document import show, show_all
from issuance.commands.merchant import MerchantArgument
from issuance.commands.opened import (
    FOLDER,
    DatabaseOption,
    DataOption,
    opened,
    refusals_in_one_line,
)
from issuance.model.caller import COMMAND
from issuance.model.stamp import End, StampStatus
from stampcodec.commands.options import FamilyOption, stamp_file
from stampcodec.plainhelp import App

stamp = App(help="Register, list and change the stamps of a merchant.")

StampArgument = Annotated[str, typer.Argument(metavar="STAMP", help="ID of the stamp, stp_….")]


@stamp.command("add")
def add(
    merchant_id: MerchantArgument,
    family: FamilyOption = "touch5",
    code: Annotated[
        int | None,
        typer.Option(
            "--code",
            metavar="ID",
            help="ID that the stamp reads as, from 0.",
            show_default="a free one at random",
        ),
    ] = None,
    label: Annotated[
        str | None,
        typer.Option(
            "--label", metavar="TEXT", help="Name of the stamp at the desk.", show_default="none"
        ),
    ] = None,
    two_ended: Annotated[
        bool,
        typer.Option(
            "--two-ended", help="Make it a two-ended stamp: a face at each end, each of its code."
        ),
    ] = False,
    second_code: Annotated[
        int | None,
        typer.Option(
            "--second-code",
            metavar="ID",
            help="Other ID of a two-ended stamp; the higher one is that of the notched end.",
            show_default="a free one at random",
        ),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Register a stamp of a merchant; no two of them have the same code."""
    from issuance.ledger import register

    with opened(data, database) as ledger:
        made = ledger.change(
            COMMAND,
            register.register_stamp,
            merchant_id,
            family,
            code,
            label or "",
            second_code=second_code,
            two_ended=two_ended,
        )
        show(made)


@stamp.command("list")
def list_all(
    merchant_id: MerchantArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """List the stamps of a merchant."""
    from issuance.ledger import lists

    with opened(data, database) as ledger:
        show_all(lambda after: ledger.ask(lists.stamps, merchant_id, COMMAND, after))


@stamp.command("set")
def set_one(
    stamp_id: StampArgument,
    status: Annotated[
        StampStatus | None,
        typer.Option(
            "--status",
            metavar="|".join(StampStatus),
            help="Only an active stamp is accepted; revoked is for ever.",
            show_default="unchanged",
        ),
    ] = None,
    label: Annotated[
        str | None,
        typer.Option(
            "--label", metavar="TEXT", help="New name at the desk.", show_default="unchanged"
        ),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Change the status or the label of a stamp, from now on."""
    from issuance.ledger import register

    with opened(data, database) as ledger:
        show(ledger.change(COMMAND, register.change_stamp, stamp_id, status=status, label=label))


@stamp.command("face")
def face(
    stamp_id: StampArgument,
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
    end: Annotated[
        End,
        typer.Option(
            "--end",
            metavar="|".join(End),
            help="End of a two-ended stamp: the plain first one or the notched second one.",
        ),
    ] = End.FIRST,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Write the face of a stamp, for stampcodec fabricate and emulate."""
    from issuance.face import face_of
    from issuance.ledger import find
    from stampcodec import stampfile

    file = None if output is None else stamp_file(output)
    with opened(data, database) as ledger, refusals_in_one_line():
        found = ledger.ask(find.stamp, stamp_id, COMMAND)
        face = face_of(found, end)
    if file is None:
        typer.echo(stampfile.text(stampfile.document(face)), nl=False)
    else:
        face.save(file)
        typer.echo(f"{file}: {found.family} {face.merchant_id}", err=True)
