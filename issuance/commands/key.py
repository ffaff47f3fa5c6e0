"""``stampcodec admin key``: API keys; whoever can open the database may make one."""

from __future__ import annotations

from typing import Annotated

import typer

from issuance.commands.document import show, show_all
from issuance.commands.opened import FOLDER, DatabaseOption, DataOption, opened
from issuance.model.apikey import Role
from issuance.model.caller import COMMAND
from stampcodec.plainhelp import App

key = App(help="Make, list and revoke API keys.")


@key.command("add")
def add(
    label: Annotated[str, typer.Argument(metavar="LABEL", help="Owner or purpose of the key.")],
    roles: Annotated[
        list[Role],
        typer.Option(
            "--role", metavar="|".join(Role), help="What the key may do; repeat it for more."
        ),
    ],
    merchant_id: Annotated[
        str | None,
        typer.Option(
            "--merchant",
            metavar="MERCHANT",
            help="ID of the merchant whose data the key opens, mer_….",
            show_default="all merchants, for an administrator",
        ),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Make an API key and print its secret, which is shown only once."""
    from issuance.ledger import keys

    with opened(data, database) as ledger:
        made = ledger.change(COMMAND, keys.make_api_key, label, merchant_id, frozenset(roles))
        show(made.key, secret=made.secret)


@key.command("list")
def list_all(data: DataOption = FOLDER, database: DatabaseOption = None) -> None:
    """List all API keys, without their secrets."""
    from issuance.ledger import lists

    with opened(data, database) as ledger:
        show_all(lambda after: ledger.ask(lists.api_keys, COMMAND, after))


@key.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="ID of the key, key_….")],
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Revoke an API key, at once and for ever."""
    from issuance.ledger import keys

    with opened(data, database) as ledger:
        show(ledger.change(COMMAND, keys.revoke_api_key, key_id))
