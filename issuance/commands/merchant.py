"""``stampcodec merchant``: who gives vouchers."""

from __future__ import annotations

from typing import Annotated

import typer

from issuance.commands.document import show, show_all
from issuance.commands.opened import (
    FOLDER,
    DatabaseOption,
    DataOption,
    opened,
    refusals_in_one_line,
)
from issuance.model.caller import COMMAND
from issuance.model.merchant import LONGEST_NAME
from issuance.model.words import one_line

merchant = typer.Typer(help="Merchants: add, list, show.")

MerchantArgument = Annotated[str, typer.Argument(metavar="MERCHANT", help="mer_…")]


@merchant.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What customers call it.")],
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Take a merchant in; the first one makes the database, too."""
    with refusals_in_one_line():
        name = one_line("name", name, LONGEST_NAME)
    with opened(data, database, create=True) as ledger:
        show(ledger.register_merchant(name, COMMAND))


@merchant.command("list")
def list_all(data: DataOption = FOLDER, database: DatabaseOption = None) -> None:
    """List all merchants, one JSON object a line."""
    with opened(data, database) as ledger:
        show_all(lambda after: ledger.merchants(COMMAND, after))


@merchant.command("show")
def show_one(
    merchant_id: MerchantArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Show a merchant."""
    with opened(data, database) as ledger:
        show(ledger.merchant(merchant_id, COMMAND))
