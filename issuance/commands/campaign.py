"""``stampcodec campaign``: what vouchers promise."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from issuance.clock import utc_now
from issuance.commands.document import show, show_all
from issuance.commands.merchant import MerchantArgument
from issuance.commands.moments import moment_given
from issuance.commands.opened import (
    FOLDER,
    DatabaseOption,
    DataOption,
    opened,
    refusals_in_one_line,
)
from issuance.model.caller import COMMAND
from issuance.model.campaign import MOST_PICTURE_BYTES, Mode, Picture, Terms

campaign = typer.Typer(help="Campaigns: add, edit, end, list, show, counts.")

CampaignArgument = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="cmp_…")]
PICTURE_ENDINGS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}


@campaign.command("add")
def add(
    merchant_id: MerchantArgument,
    title: Annotated[str, typer.Argument(help="What the voucher promises, in a line.")],
    until: Annotated[
        str, typer.Option("--until", metavar="DATE", help="First moment after it, UTC.")
    ],
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="First moment; now if not given.")
    ] = None,
    text: Annotated[str, typer.Option("--text", help="What else there is to say.")] = "",
    stock: Annotated[
        int | None, typer.Option("--stock", metavar="N", help="Vouchers there are in all.")
    ] = None,
    per_customer: Annotated[
        int | None, typer.Option("--per-customer", metavar="N", help="Vouchers one may have.")
    ] = None,
    mode: Annotated[
        Mode,
        typer.Option("--mode", help="Whether a touch verifies, redeems, or one then the other."),
    ] = Mode.BOTH,
    stamps: Annotated[
        int, typer.Option("--stamps", metavar="N", help="Touches that verify: a stamp card of N.")
    ] = 1,
    reversal_s: Annotated[
        int, typer.Option("--reversal", metavar="SECONDS", help="Time to take a redemption back.")
    ] = 900,
    picture: Annotated[
        Path | None, typer.Option("--picture", metavar="FILE", help="PNG, JPEG or WebP.")
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Open a campaign of a merchant."""
    ends = moment_given(until, "--until")
    begins = utc_now() if since is None else moment_given(since, "--from")
    shown = None if picture is None else _picture(picture)
    with refusals_in_one_line():
        terms = Terms(
            title=title,
            text=text,
            valid_from=begins,
            valid_until=ends,
            stock=stock,
            per_customer=per_customer,
            mode=mode,
            stamps_needed=stamps,
            reversal_s=reversal_s,
        )
    with opened(data, database) as ledger:
        made = ledger.open_campaign(merchant_id, terms, COMMAND)
        if shown is not None:
            made = ledger.set_picture(made.id, shown, COMMAND)
        show(made)


@campaign.command("edit")
def edit(
    campaign_id: CampaignArgument,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT")] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="TEXT")] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DATE")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE")] = None,
    stock: Annotated[int | None, typer.Option("--stock", metavar="N")] = None,
    per_customer: Annotated[int | None, typer.Option("--per-customer", metavar="N")] = None,
    reversal_s: Annotated[int | None, typer.Option("--reversal", metavar="SECONDS")] = None,
    picture: Annotated[Path | None, typer.Option("--picture", metavar="FILE")] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Change what is given of a campaign; what stamps do to it, and how many, stays."""
    given = {
        "title": title,
        "text": text,
        "valid_from": None if since is None else moment_given(since, "--from"),
        "valid_until": None if until is None else moment_given(until, "--until"),
        "stock": stock,
        "per_customer": per_customer,
        "reversal_s": reversal_s,
    }
    changes = {field: value for field, value in given.items() if value is not None}
    if not changes and picture is None:
        raise typer.BadParameter("expected something to change")
    shown = None if picture is None else _picture(picture)
    with opened(data, database) as ledger:
        changed = ledger.change_campaign(campaign_id, changes, COMMAND)
        if shown is not None:
            changed = ledger.set_picture(campaign_id, shown, COMMAND)
        show(changed)


@campaign.command("end")
def end(
    campaign_id: CampaignArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """End a campaign now: what is not redeemed expires, for ever."""
    with opened(data, database) as ledger:
        show(ledger.change_campaign(campaign_id, {"valid_until": utc_now()}, COMMAND))


@campaign.command("list")
def list_all(
    merchant_id: MerchantArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """List the campaigns of a merchant, one JSON object a line."""
    with opened(data, database) as ledger:
        show_all(lambda after: ledger.campaigns(merchant_id, COMMAND, after))


@campaign.command("show")
def show_one(
    campaign_id: CampaignArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Show a campaign."""
    with opened(data, database) as ledger:
        show(ledger.campaign(campaign_id, COMMAND))


@campaign.command("counts")
def counts(
    campaign_id: CampaignArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Count the vouchers of a campaign by state."""
    with opened(data, database) as ledger:
        found = ledger.counts(campaign_id, COMMAND)
        show(found, claimed=found.claimed)


def _picture(path: Path) -> Picture:
    if path.suffix.lower() not in PICTURE_ENDINGS:
        endings = ", ".join(PICTURE_ENDINGS)
        raise typer.BadParameter(f"expected {endings}, got {path}", param_hint="--picture")
    with refusals_in_one_line(), path.open("rb") as file:
        return Picture(PICTURE_ENDINGS[path.suffix.lower()], file.read(MOST_PICTURE_BYTES + 1))
