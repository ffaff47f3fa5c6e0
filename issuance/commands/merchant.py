"""``stampcodec admin merchant``: the merchants of the service."""

from __future__ import annotations

from typing import Annotated

import typer

from issuance.commands.document import show, show_all
from issuance.commands.opened import (
    FOLDER,
    ZONE_VARIABLE,
    DatabaseOption,
    DataOption,
    opened,
    refusals_in_one_line,
)
from issuance.model.caller import COMMAND
from issuance.model.merchant import LONGEST_AREA, LONGEST_NAME
from issuance.model.timezone import UTC, zone_named
from issuance.model.words import one_line
from stampcodec.plainhelp import App

merchant = App(help="Register, change, move, list and show merchants.")

MerchantArgument = Annotated[
    str, typer.Argument(metavar="MERCHANT", help="ID of the merchant, mer_….")
]


@merchant.command("add")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name that customers see.")],
    area: Annotated[
        str,
        typer.Option(
            "--area",
            metavar="TEXT",
            help="City or street; new stamps differ from those of the same area.",
            show_default="the area of all merchants that have none",
        ),
    ] = "",
    time_zone: Annotated[
        str,
        typer.Option(
            "--time-zone",
            metavar="ZONE",
            envvar=ZONE_VARIABLE,
            show_envvar=True,
            help="Time zone in which its days begin and end, such as Asia/Shanghai.",
        ),
    ] = UTC,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Register a merchant; makes the database if there is none."""
    from issuance.ledger import register

    with refusals_in_one_line():
        name = one_line("name", name, LONGEST_NAME)
        area = one_line("area", area, LONGEST_AREA, empty=True)
        time_zone = zone_named(time_zone)
    with opened(data, database, create=True) as ledger:
        show(ledger.change(COMMAND, register.register_merchant, name, area, time_zone))


@merchant.command("change")
def change(
    merchant_id: MerchantArgument,
    time_zone: Annotated[
        str, typer.Option("--time-zone", metavar="ZONE", help="New time zone of its days.")
    ],
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Put a merchant into another time zone; the moments at which its campaigns end stay."""
    from issuance.ledger import register

    with refusals_in_one_line():
        time_zone = zone_named(time_zone)
    with opened(data, database) as ledger:
        show(ledger.change(COMMAND, register.set_time_zone, merchant_id, time_zone))


@merchant.command("list")
def list_all(data: DataOption = FOLDER, database: DatabaseOption = None) -> None:
    """List all merchants."""
    from issuance.ledger import lists

    with opened(data, database) as ledger:
        show_all(lambda after: ledger.ask(lists.merchants, COMMAND, after))


@merchant.command("move")
def move(
    merchant_id: MerchantArgument,
    area: Annotated[str, typer.Argument(metavar="AREA", help='City or street; "" for none.')],
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Put a merchant into another area; the stamps that it has stay as they are."""
    from issuance.ledger import register

    with opened(data, database) as ledger:
        show(ledger.change(COMMAND, register.move_merchant, merchant_id, area))


@merchant.command("till-code")
def till_code(
    merchant_id: MerchantArgument,
    new: Annotated[
        bool, typer.Option("--new", help="Draw another code; the old one counts no more.")
    ] = False,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Show the code that new customers need while somebody guesses patterns."""
    from issuance.ledger import tillcode

    with opened(data, database) as ledger:
        if new:
            found = ledger.change(COMMAND, tillcode.renew_till_code, merchant_id)
        else:
            found = ledger.ask(tillcode.till_code, merchant_id, COMMAND)
        show({"merchant_id": found.merchant_id, "code": found.shown})


@merchant.command("show")
def show_one(
    merchant_id: MerchantArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Show a merchant."""
    from issuance.ledger import find

    with opened(data, database) as ledger:
        show(ledger.ask(find.merchant, merchant_id, COMMAND))
