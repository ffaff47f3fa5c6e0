"""``stampcodec admin campaign``: what vouchers promise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

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
from issuance.model.campaign import MOST_PICTURE_BYTES, Mode, Picture, Terms, Worth
from issuance.model.timezone import EARLIEST, LATEST, in_zone
from stampcodec.plainhelp import App

campaign = App(help="Open, change, list and count campaigns.")

CampaignArgument = Annotated[
    str, typer.Argument(metavar="CAMPAIGN", help="ID of the campaign, cmp_….")
]
PICTURE_ENDINGS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}


@campaign.command("add")
def add(
    merchant_id: MerchantArgument,
    title: Annotated[
        str, typer.Argument(metavar="TITLE", help="What the voucher promises, in one line.")
    ],
    until: Annotated[
        str,
        typer.Option("--until", metavar="DATE", help="End: the first moment that does not count."),
    ],
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Begin: the first moment.", show_default="now"),
    ] = None,
    text: Annotated[
        str,
        typer.Option(
            "--text", metavar="TEXT", help="Description below the title.", show_default="none"
        ),
    ] = "",
    stock: Annotated[
        int | None,
        typer.Option(
            "--stock", metavar="N", help="Number of vouchers.", show_default="without limit"
        ),
    ] = None,
    per_customer: Annotated[
        int | None,
        typer.Option(
            "--per-customer",
            metavar="N",
            help="Number of vouchers for each customer.",
            show_default="without limit",
        ),
    ] = None,
    mode: Annotated[
        Mode,
        typer.Option(
            "--mode",
            metavar="|".join(Mode),
            help="What a touch does: verify the voucher, redeem it, or one after the other.",
        ),
    ] = Mode.BOTH,
    stamps: Annotated[
        int,
        typer.Option(
            "--stamps", metavar="N", help="Touches that verify a voucher; more make a stamp card."
        ),
    ] = 1,
    reversal_s: Annotated[
        int,
        typer.Option(
            "--reversal", metavar="SECONDS", help="How long a redemption can be reversed."
        ),
    ] = 900,
    worth: Annotated[
        Worth,
        typer.Option(
            "--worth",
            metavar="|".join(Worth),
            help="What a voucher is worth: a cup of coffee at most, or more.",
        ),
    ] = Worth.COFFEE,
    two_ended: Annotated[
        bool | None,
        typer.Option(
            "--two-ended/--one-ended",
            help="Accept two-ended stamps alone; --one-ended accepts stamps with one end, too.",
            show_default="two-ended with --worth more",
        ),
    ] = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture",
            metavar="FILE",
            help="Picture of the voucher, PNG, JPEG or WebP.",
            show_default="none",
        ),
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Open a campaign of a merchant.

    A date such as 2026-12-31 or 2026-12-31T18:00 is one of the merchant's time zone, unless it
    names its offset, such as 2026-12-31T18:00Z.
    """
    from issuance.ledger import campaigns, find

    ends = moment_given(until, "--until")
    begins = utc_now() if since is None else moment_given(since, "--from")
    shown = None if picture is None else _picture(picture)
    with refusals_in_one_line():
        # Before a database says what time zone it is: as long as it can be in any of them.
        terms = Terms(
            title=title,
            text=text,
            valid_from=in_zone("valid_from", begins, EARLIEST),
            valid_until=in_zone("valid_until", ends, LATEST),
            stock=stock,
            per_customer=per_customer,
            mode=mode,
            stamps_needed=stamps,
            reversal_s=reversal_s,
            worth=worth,
            two_ended=two_ended,
        )
    with opened(data, database) as ledger:
        zone = ledger.ask(find.merchant, merchant_id, COMMAND).time_zone
        terms = replace(
            terms,
            valid_from=in_zone("valid_from", begins, zone),
            valid_until=in_zone("valid_until", ends, zone),
        )
        made = ledger.change(COMMAND, campaigns.open_campaign, merchant_id, terms)
        if shown is not None:
            made = ledger.change(COMMAND, campaigns.set_picture, made.id, shown)
        show(made)


def changed(name: str, metavar: str, text: str) -> Any:
    """Return an option that leaves a campaign as it is when it is not given."""
    return typer.Option(name, metavar=metavar, help=text, show_default="unchanged")


@campaign.command("edit")
def edit(
    campaign_id: CampaignArgument,
    title: Annotated[str | None, changed("--title", "TITLE", "New title.")] = None,
    text: Annotated[str | None, changed("--text", "TEXT", "New description.")] = None,
    since: Annotated[str | None, changed("--from", "DATE", "New begin.")] = None,
    until: Annotated[str | None, changed("--until", "DATE", "New end.")] = None,
    stock: Annotated[int | None, changed("--stock", "N", "New number of vouchers.")] = None,
    per_customer: Annotated[
        int | None, changed("--per-customer", "N", "New number of vouchers for each customer.")
    ] = None,
    reversal_s: Annotated[
        int | None, changed("--reversal", "SECONDS", "How long a redemption can be reversed.")
    ] = None,
    worth: Annotated[
        Worth | None,
        changed("--worth", "|".join(Worth), "New worth, and the stamps that it needs."),
    ] = None,
    two_ended: Annotated[
        bool | None,
        typer.Option(
            "--two-ended/--one-ended",
            help="Accept two-ended stamps alone; --one-ended accepts stamps with one end, too.",
            show_default="unchanged",
        ),
    ] = None,
    picture: Annotated[
        Path | None, changed("--picture", "FILE", "New picture, PNG, JPEG or WebP.")
    ] = None,
    data: DataOption = FOLDER,
    database: DatabaseOption = None,
) -> None:
    """Change a campaign; its mode and its number of touches stay.

    Dates are those of the merchant's time zone, as for "admin campaign add".
    """
    from issuance.ledger import campaigns, find

    given: dict[str, Any] = {
        "title": title,
        "text": text,
        "valid_from": None if since is None else moment_given(since, "--from"),
        "valid_until": None if until is None else moment_given(until, "--until"),
        "stock": stock,
        "per_customer": per_customer,
        "reversal_s": reversal_s,
        "worth": worth,
        "two_ended": two_ended,
    }
    changes = {field: value for field, value in given.items() if value is not None}
    if not changes and picture is None:
        raise typer.BadParameter("expected something to change")
    shown = None if picture is None else _picture(picture)
    with opened(data, database) as ledger:
        owner = ledger.ask(find.campaign, campaign_id, COMMAND).merchant_id
        zone = ledger.ask(find.merchant, owner, COMMAND).time_zone
        for field in ("valid_from", "valid_until"):
            if field in changes:
                changes[field] = in_zone(field, changes[field], zone)
        found = ledger.change(COMMAND, campaigns.change_campaign, campaign_id, changes)
        if shown is not None:
            found = ledger.change(COMMAND, campaigns.set_picture, campaign_id, shown)
        show(found)


@campaign.command("end")
def end(
    campaign_id: CampaignArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """End a campaign now: nobody claims any more; vouchers that are out keep their days."""
    from issuance.ledger import campaigns

    with opened(data, database) as ledger:
        ended = {"valid_until": utc_now()}
        show(ledger.change(COMMAND, campaigns.change_campaign, campaign_id, ended))


@campaign.command("list")
def list_all(
    merchant_id: MerchantArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """List the campaigns of a merchant."""
    from issuance.ledger import lists

    with opened(data, database) as ledger:
        show_all(lambda after: ledger.ask(lists.campaigns, merchant_id, COMMAND, after))


@campaign.command("show")
def show_one(
    campaign_id: CampaignArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Show a campaign."""
    from issuance.ledger import find

    with opened(data, database) as ledger:
        show(ledger.ask(find.campaign, campaign_id, COMMAND))


@campaign.command("versions")
def versions(
    campaign_id: CampaignArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """List what a campaign promised in each of its versions.

    "promise" in the output of "admin voucher show" is the version that a voucher was claimed under.
    """
    from issuance.ledger import lists

    with opened(data, database) as ledger:
        show_all(lambda after: ledger.ask(lists.versions, campaign_id, COMMAND, int(after or 0)))


@campaign.command("counts")
def counts(
    campaign_id: CampaignArgument, data: DataOption = FOLDER, database: DatabaseOption = None
) -> None:
    """Count the vouchers of a campaign by state."""
    from issuance.ledger import counts

    with opened(data, database) as ledger:
        found = ledger.ask(counts.counts, campaign_id, COMMAND)
        show(found, claimed=found.claimed)


def _picture(path: Path) -> Picture:
    if path.suffix.lower() not in PICTURE_ENDINGS:
        endings = ", ".join(PICTURE_ENDINGS)
        raise typer.BadParameter(f"expected {endings}, got {path}", param_hint="--picture")
    with refusals_in_one_line(), path.open("rb") as file:
        return Picture(PICTURE_ENDINGS[path.suffix.lower()], file.read(MOST_PICTURE_BYTES + 1))
