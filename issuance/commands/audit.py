"""``stampcodec admin audit``: the trail of everything that happened."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from issuance.commands.document import document, show, show_all
from issuance.commands.opened import FOLDER, DatabaseOption, DataOption, opened
from stampcodec.plainhelp import App

if TYPE_CHECKING:
    from issuance.model.event import Event

audit = App(help="Verify and list the audit trail.")

KNOWN = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{64})")
BROKEN = 1


@audit.command("verify")
def verify(
    known: Annotated[
        str | None,
        typer.Option(
            "--known",
            metavar="EVENTS:HEAD",
            help="Number of events and last hash that an earlier check printed; they must still "
            "be part of the trail.",
            show_default="no comparison",
        ),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Verify that no event was changed, removed or moved.

    Exit status: 0 if the trail is whole, 1 if not, 2 on misuse.
    """
    from issuance.ledger import chain

    noted = None if known is None else _known(known)
    with opened(data, database) as ledger:
        verdict = ledger.ask(chain.verify, noted)
    show(verdict)
    if verdict.broken_at is not None:
        typer.echo(f"event {verdict.broken_at}: {verdict.problem}", err=True)
        raise typer.Exit(BROKEN)


@audit.command("list")
def list_all(
    after: Annotated[
        int, typer.Option("--after", metavar="N", help="List only events with a higher number.")
    ] = 0,
    subject: Annotated[
        str | None,
        typer.Option(
            "--subject",
            metavar="ID",
            help="List only events about this merchant, stamp, campaign, voucher or key.",
            show_default="all events",
        ),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """List events."""
    from issuance.ledger import lists

    with opened(data, database) as ledger:
        show_all(
            lambda last: ledger.ask(
                lists.events, after if last is None else int(last), subject=subject
            ),
            _shown,
        )


def _shown(event: Event) -> dict[str, Any]:
    """Show an event, its details as what their text says, if it still says something."""
    shown: dict[str, Any] = document(event)
    with suppress(ValueError, TypeError):
        shown["details"] = json.loads(event.details)
    return shown


def _known(text: str) -> tuple[int, str]:
    found = KNOWN.fullmatch(text)
    if found is None:
        raise typer.BadParameter(
            f"expected a number, a colon and 64 hexadecimal digits, got {text!r}",
            param_hint="--known",
        )
    return int(found[1]), found[2]
