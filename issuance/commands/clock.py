"""``stampcodec admin clock``: the clock beside the audit trail, and a person's word on it."""

from __future__ import annotations

from issuance.commands.document import show as print_document
from issuance.commands.opened import FOLDER, DatabaseOption, DataOption, opened
from issuance.model.caller import COMMAND
from stampcodec.plainhelp import App

clock = App(help="Compare the clock with the audit trail, and accept it.")


@clock.command("show")
def show(data: DataOption = FOLDER, database: DatabaseOption = None) -> None:
    """Show the time of this machine, that of the last event, and what speaks against it."""
    from issuance.ledger import timekeeping

    with opened(data, database) as ledger:
        print_document(ledger.ask(timekeeping.compare))


@clock.command("accept")
def accept(data: DataOption = FOLDER, database: DatabaseOption = None) -> None:
    """Accept the time of this machine, whatever the audit trail says.

    Needed when the last event is more than 30 days ago (nothing lapses and nothing is removed until
    then), or later than now (the server does not start until then). It leaves an event behind.
    """
    from issuance.ledger import timekeeping

    with opened(data, database) as ledger:
        print_document(ledger.change(COMMAND, timekeeping.accept))
