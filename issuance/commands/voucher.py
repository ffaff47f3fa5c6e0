"""``stampcodec voucher``: single vouchers, looked at, redeemed, taken back."""

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

if TYPE_CHECKING:
    from issuance.model.voucher import Holding, Voucher

voucher = typer.Typer(help="Vouchers: claim, show, list, redeem, reverse, revoke; check a receipt.")
voucher.command("check")(check)

VoucherArgument = Annotated[str, typer.Argument(metavar="VOUCHER", help="vch_…")]


@voucher.command("show")
def show_one(
    voucher_id: VoucherArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Show a voucher."""
    with opened(data, database) as ledger:
        show(ledger.holding(voucher_id, COMMAND).voucher)


@voucher.command("claim")
def claim(
    campaign_id: CampaignArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Claim a voucher for somebody without a phone, for a kiosk or to try; tells its token."""
    with opened(data, database) as ledger:
        ledger.campaign(campaign_id, COMMAND)
        made = ledger.register_device(COMMAND)
        show(ledger.claim(made.device.id, campaign_id, COMMAND).voucher, token=made.token)


@voucher.command("list")
def list_all(
    campaign_id: CampaignArgument,
    state: Annotated[State | None, typer.Option("--state", help="Only those in it now.")] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """List the vouchers of a campaign, one JSON object a line."""
    with opened(data, database) as ledger:
        show_all(
            lambda after: _vouchers(ledger.holdings_of_campaign(campaign_id, COMMAND, state, after))
        )


@voucher.command("redeem")
def redeem(
    voucher_id: VoucherArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Write a verified voucher off."""
    with opened(data, database) as ledger:
        show(ledger.redeem(voucher_id, COMMAND).voucher)


@voucher.command("reverse")
def reverse(
    voucher_id: VoucherArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Take a redemption back, within the campaign's time for it."""
    with opened(data, database) as ledger:
        show(ledger.reverse(voucher_id, COMMAND).voucher)


@voucher.command("revoke")
def revoke(
    voucher_id: VoucherArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Make a voucher worth nothing; it goes back into the stock."""
    with opened(data, database) as ledger:
        show(ledger.revoke(voucher_id, COMMAND).voucher)


def _vouchers(page: Page[Holding]) -> Page[Voucher]:
    return Page([holding.voucher for holding in page.items], page.next)
