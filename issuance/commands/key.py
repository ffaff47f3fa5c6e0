"""``stampcodec key``: API keys, made where the database is: nobody has to show one for it."""

from __future__ import annotations

from typing import Annotated

import typer

from issuance.commands.document import show, show_all
from issuance.commands.opened import FOLDER, DatabaseOption, DataOption, opened
from issuance.model.apikey import Role
from issuance.model.caller import COMMAND

key = typer.Typer(help="API keys: add, list, revoke.")


@key.command("add")
def add(
    label: Annotated[str, typer.Argument(help="Whose it is, or what for.")],
    roles: Annotated[
        list[Role], typer.Option("--role", help="What it may do; may be given more than once.")
    ],
    merchant_id: Annotated[
        str | None,
        typer.Option("--merchant", metavar="MERCHANT", help="mer_…; none for an administrator."),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Make a key; its secret is printed this once."""
    with opened(data, database) as ledger:
        made = ledger.make_api_key(label, merchant_id, frozenset(roles), COMMAND)
        show(made.key, secret=made.secret)


@key.command("list")
def list_all(data: DataOption = FOLDER, database: DatabaseOption = None) -> None:
    """List all keys without their secrets, one JSON object a line."""
    with opened(data, database) as ledger:
        show_all(lambda after: ledger.api_keys(COMMAND, after))


@key.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="KEY", help="key_…")],
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Make a key worth nothing, at once and for ever."""
    with opened(data, database) as ledger:
        show(ledger.revoke_api_key(key_id, COMMAND))
