"""``stampcodec admin voucher``: single vouchers, and their receipts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from issuance.commands.campaign import CampaignArgument
from issuance.commands.check import check
from issuance.commands.document import show, show_all
from issuance.commands.opened import FOLDER, DatabaseOption, DataOption, opened
from issuance.model.caller import COMMAND
from issuance.model.page import Page
from issuance.model.voucher import State
from stampcodec.plainhelp import App

if TYPE_CHECKING:
    from issuance.model.voucher import Holding, Voucher

voucher = App(help="Claim, show, redeem and revoke vouchers, check receipts.")
voucher.command("check")(check)

VoucherArgument = Annotated[
    str, typer.Argument(metavar="VOUCHER", help="ID of the voucher, vch_….")
]


@voucher.command("show")
def show_one(
    voucher_id: VoucherArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Show a voucher."""
    from issuance.ledger import find

    with opened(data, database) as ledger:
        show(ledger.ask(find.holding, voucher_id, COMMAND).voucher)


@voucher.command("claim")
def claim(
    campaign_id: CampaignArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Claim a voucher for a customer without a phone, and print its token."""
    from issuance.ledger import claim, find, register

    with opened(data, database) as ledger:
        ledger.ask(find.campaign, campaign_id, COMMAND)
        made = ledger.change(COMMAND, register.register_device)
        show(
            ledger.change(COMMAND, claim.claim, made.device.id, campaign_id).voucher,
            token=made.token,
        )


@voucher.command("list")
def list_all(
    campaign_id: CampaignArgument,
    state: Annotated[
        State | None,
        typer.Option(
            "--state",
            metavar="|".join(State),
            help="List only vouchers in this state.",
            show_default="all states",
        ),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """List the vouchers of a campaign."""
    from issuance.ledger import lists

    with opened(data, database) as ledger:
        show_all(
            lambda after: _vouchers(
                ledger.ask(lists.holdings_of_campaign, campaign_id, COMMAND, state, after)
            )
        )


@voucher.command("redeem")
def redeem(
    voucher_id: VoucherArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Redeem a verified voucher."""
    from issuance.ledger import redeem

    with opened(data, database) as ledger:
        show(ledger.change(COMMAND, redeem.redeem, voucher_id).voucher)


@voucher.command("reverse")
def reverse(
    voucher_id: VoucherArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Reverse a redemption, within the time that the campaign allows."""
    from issuance.ledger import redeem

    with opened(data, database) as ledger:
        show(ledger.change(COMMAND, redeem.reverse, voucher_id).voucher)


@voucher.command("revoke")
def revoke(
    voucher_id: VoucherArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Revoke a voucher for ever; it goes back into the stock."""
    from issuance.ledger import revoke

    with opened(data, database) as ledger:
        show(ledger.change(COMMAND, revoke.revoke, voucher_id).voucher)


def _vouchers(page: Page[Holding]) -> Page[Voucher]:
    return Page([holding.voucher for holding in page.items], page.next)
