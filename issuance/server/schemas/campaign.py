"""The shapes of a campaign: what everybody sees, and what its merchant sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from issuance.model.campaign import Bucket, Campaign, Counts, Mode, Status, Terms, Version, Worth
from issuance.model.merchant import Merchant
from issuance.model.timezone import in_zone
from issuance.server.schemas.base import (
    CampaignId,
    Flag,
    In,
    LocalTimeIn,
    MerchantId,
    Out,
    TimeOut,
    Whole,
    Words,
)

LOCAL = "Without an offset: in the time zone of the merchant."


class CampaignIn(In):
    """A campaign to be opened."""

    title: Words = Field(examples=["A coffee on the house"])
    text: Words = Field("", examples=["One small coffee, on any weekday."])
    valid_from: LocalTimeIn = Field(description=LOCAL)
    valid_until: LocalTimeIn = Field(description=LOCAL)
    stock: Whole | None = Field(None, examples=[500], description="Vouchers in all; null: any.")
    per_customer: Whole | None = Field(None, examples=[1])
    mode: Mode = Field(Mode.BOTH, description="What a touch of the stamp does.")
    stamps_needed: Whole = Field(1, examples=[1], description="Touches that verify a voucher.")
    reversal_s: Whole = Field(900, examples=[900], description="A redemption can be taken back.")
    worth: Worth = Field(
        Worth.COFFEE, description="What a voucher is worth: a cup of coffee at most, or more."
    )
    two_ended: Flag | None = Field(
        None, description="Accept two-ended stamps alone; if left out, where it is worth more."
    )

    def terms(self, zone: str) -> Terms:
        """Return the terms of the campaign; local times are those of a time zone."""
        return Terms(**_times(dict(self), zone))


class CampaignChange(In):
    """What may change about a campaign; what is left out stays."""

    title: Words | None = None
    text: Words | None = None
    valid_from: LocalTimeIn | None = Field(None, description=LOCAL)
    valid_until: LocalTimeIn | None = Field(None, description=LOCAL)
    stock: Whole | None = None
    per_customer: Whole | None = None
    mode: Mode | None = None
    stamps_needed: Whole | None = None
    reversal_s: Whole | None = None
    worth: Worth | None = Field(
        None, description="Another worth sets `two_ended` to what it needs, unless that is sent."
    )
    two_ended: Flag | None = None

    def changes(self, zone: str) -> dict[str, Any]:
        """Return what is to change. Null takes a limit away, and leaves anything else as it is."""
        unlimited = ("stock", "per_customer")
        given = {name: getattr(self, name) for name in self.model_fields_set}
        kept = {
            name: value for name, value in given.items() if value is not None or name in unlimited
        }
        return _times(kept, zone)


def _times(given: dict[str, Any], zone: str) -> dict[str, Any]:
    """Read local times as those of a time zone."""
    return {
        name: in_zone(name, value, zone) if isinstance(value, datetime) else value
        for name, value in given.items()
    }


class MerchantShown(Out):
    """A merchant as customers see it."""

    id: MerchantId
    name: str = Field(examples=["Café am Platz"])
    time_zone: str = Field(
        examples=["Asia/Shanghai"], description="In which days begin and end; an IANA name."
    )


class CampaignShown(Out):
    """A campaign as customers see it."""

    id: CampaignId
    merchant: MerchantShown
    title: str = Field(examples=["A coffee on the house"])
    text: str = Field(examples=["One small coffee, on any weekday."])
    picture_url: str | None
    valid_from: TimeOut
    valid_until: TimeOut
    mode: Mode
    stamps_needed: int = Field(examples=[1])
    two_ended: bool = Field(description="Both ends of a two-ended stamp are pressed.")
    available: bool = Field(description="Open, and not all given out.")
    status: Status = Field(description="Why vouchers can be claimed now, or cannot.")


class CampaignOut(Out):
    """A campaign as its merchant sees it."""

    id: CampaignId
    merchant_id: MerchantId
    title: str = Field(examples=["A coffee on the house"])
    text: str = Field(examples=["One small coffee, on any weekday."])
    picture_url: str | None
    valid_from: TimeOut
    valid_until: TimeOut
    stock: int | None = Field(examples=[500])
    per_customer: int | None = Field(examples=[1])
    mode: Mode
    stamps_needed: int = Field(examples=[1])
    reversal_s: int = Field(examples=[900])
    worth: Worth
    two_ended: bool = Field(description="Two-ended stamps alone are accepted.")
    available: bool = Field(description="Open, and not all given out.")
    taken: int = Field(examples=[17], description="Given out, neither revoked nor lapsed.")
    created_at: TimeOut
    version: int = Field(description="Counts the changes of title, text, days and reversal time.")


class VersionOut(Out):
    """What a campaign promised in one of its versions."""

    version: int = Field(examples=[1])
    title: str = Field(examples=["A coffee on the house"])
    text: str = Field(examples=["One small coffee, on any weekday."])
    valid_from: TimeOut
    valid_until: TimeOut
    reversal_s: int = Field(examples=[900])
    at: TimeOut = Field(description="When it began.")


class CountsOut(Out):
    """How many vouchers of a campaign are in which state."""

    claimed: int
    unverified: int
    verified: int
    redeemed: int
    expired: int
    revoked: int
    stock_left: int | None


class BucketOut(Out):
    """Redemptions of an hour or a day."""

    start: TimeOut
    count: int


class RedemptionsOut(Out):
    """Redemptions over time; hours or days without any are left out."""

    items: list[BucketOut]


def picture_url(campaign: Campaign) -> str | None:
    """Say where the picture is; another picture is elsewhere."""
    if campaign.picture_digest is None:
        return None
    return f"/v1/campaigns/{campaign.id}/picture?v={picture_version(campaign.picture_digest)}"


def picture_version(digest: str) -> str:
    """Shorten the digest of a picture to what tells it from the others of its campaign."""
    return digest[:16]


def campaign_shown(campaign: Campaign, merchant: Merchant, now: datetime) -> CampaignShown:
    """Shape a campaign for customers."""
    return CampaignShown(
        id=campaign.id,
        merchant=MerchantShown.model_validate(vars(merchant)),
        title=campaign.title,
        text=campaign.text,
        picture_url=picture_url(campaign),
        valid_from=campaign.valid_from,
        valid_until=campaign.valid_until,
        mode=campaign.mode,
        stamps_needed=campaign.stamps_needed,
        two_ended=campaign.two_ended,
        available=campaign.available_at(now),
        status=campaign.status_at(now),
    )


def campaign_out(campaign: Campaign, now: datetime) -> CampaignOut:
    """Shape a campaign for its merchant."""
    more = {"picture_url": picture_url(campaign), "available": campaign.available_at(now)}
    return CampaignOut.model_validate({**vars(campaign), **more})


def version_out(version: Version) -> VersionOut:
    """Shape a version of a campaign."""
    return VersionOut.model_validate(vars(version))


def counts_out(counts: Counts) -> CountsOut:
    """Shape counts."""
    return CountsOut.model_validate({**vars(counts), "claimed": counts.claimed})


def redemptions_out(buckets: list[Bucket]) -> RedemptionsOut:
    """Shape redemptions over time."""
    return RedemptionsOut(items=[BucketOut(start=each.start, count=each.count) for each in buckets])
