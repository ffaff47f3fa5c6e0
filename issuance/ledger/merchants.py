"""What merchants' programs ask for: stamps, campaigns, and vouchers in their hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuance.ledger import answers, campaigns, counts, find, lists, redeem, register, revoke
from issuance.ledger.books import Books
from issuance.model.caller import CLOCK
from issuance.model.page import MOST_ITEMS

if TYPE_CHECKING:
    from datetime import datetime

    from issuance.model.caller import Caller
    from issuance.model.campaign import Bucket, Campaign, Counts, Picture, Terms
    from issuance.model.merchant import Merchant
    from issuance.model.once import Once
    from issuance.model.page import Page
    from issuance.model.stamp import Stamp, StampStatus
    from issuance.model.voucher import Holding, State


class Merchants(Books):
    """What merchants' programs ask for: stamps, campaigns, and vouchers in their hands."""

    def register_merchant(self, name: str, who: Caller, *, once: Once | None = None) -> Merchant:
        """Take a merchant in."""
        return self._change(who, once, register.register_merchant, name)

    def rename_merchant(
        self, merchant_id: str, name: str, who: Caller, *, once: Once | None = None
    ) -> Merchant:
        """Give a merchant another name."""
        return self._change(who, once, register.rename_merchant, merchant_id, name)

    def merchant(self, merchant_id: str, who: Caller) -> Merchant:
        """Find a merchant."""
        return self._read(find.merchant, merchant_id, who)

    def merchants(
        self, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Merchant]:
        """List merchants."""
        return self._read(lists.merchants, who, after, limit)

    def register_stamp(
        self,
        merchant_id: str,
        family: str,
        code: int | None,
        label: str,
        who: Caller,
        *,
        once: Once | None = None,
    ) -> Stamp:
        """Give a merchant a stamp, see `register.register_stamp`."""
        return self._change(who, once, register.register_stamp, merchant_id, family, code, label)

    def change_stamp(
        self,
        stamp_id: str,
        who: Caller,
        *,
        status: StampStatus | None = None,
        label: str | None = None,
        once: Once | None = None,
    ) -> Stamp:
        """Set what a stamp is worth, or what people call it."""
        return self._change(who, once, register.change_stamp, stamp_id, status, label)

    def stamp(self, stamp_id: str, who: Caller) -> Stamp:
        """Find a stamp."""
        return self._read(find.stamp, stamp_id, who)

    def stamps(
        self, merchant_id: str, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Stamp]:
        """List the stamps of a merchant."""
        return self._read(lists.stamps, who, merchant_id, after, limit)

    def open_campaign(
        self, merchant_id: str, terms: Terms, who: Caller, *, once: Once | None = None
    ) -> Campaign:
        """Open a campaign of a merchant."""
        return self._change(who, once, campaigns.open_campaign, merchant_id, terms)

    def change_campaign(
        self,
        campaign_id: str,
        changes: dict[str, Any],
        who: Caller,
        *,
        once: Once | None = None,
    ) -> Campaign:
        """Change some terms of a campaign, see `campaigns.change_campaign`."""
        if once is not None:
            self._read(answers.repeat, once)
        while self._change(CLOCK, None, campaigns.expire_ended, campaign_id, who):
            continue
        return self._change(who, once, campaigns.change_campaign, campaign_id, changes)

    def set_picture(
        self, campaign_id: str, picture: Picture, who: Caller, *, once: Once | None = None
    ) -> Campaign:
        """Give a campaign a picture."""
        return self._change(who, once, campaigns.set_picture, campaign_id, picture)

    def campaign(self, campaign_id: str, who: Caller) -> Campaign:
        """Find a campaign."""
        return self._read(find.campaign, campaign_id, who)

    def campaigns(
        self, merchant_id: str, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Campaign]:
        """List the campaigns of a merchant."""
        return self._read(lists.campaigns, who, merchant_id, after, limit)

    def picture(self, campaign_id: str, who: Caller) -> Picture | None:
        """Find the picture of a campaign; None where it has none."""
        return self._read(find.picture, campaign_id, who)

    def counts(self, campaign_id: str, who: Caller) -> Counts:
        """Count the vouchers of a campaign by state."""
        return self._read(counts.counts, campaign_id, who, self._clock())

    def redemptions(
        self, campaign_id: str, bucket: str, since: datetime, until: datetime, who: Caller
    ) -> list[Bucket]:
        """Count redemptions by hour or day, see `counts.redemptions`."""
        return self._read(counts.redemptions, campaign_id, who, bucket, since, until)

    def holdings_of_campaign(
        self,
        campaign_id: str,
        who: Caller,
        state: State | None = None,
        after: str | None = None,
        limit: int = MOST_ITEMS,
    ) -> Page[Holding]:
        """List the vouchers of a campaign."""
        asked = (who, campaign_id, state, self._clock(), after, limit)
        return self._as_of_now(self._read(lists.holdings_of_campaign, *asked))

    def redeem(self, voucher_id: str, who: Caller, *, once: Once | None = None) -> Holding:
        """Write a verified voucher off, see `redeem.redeem`."""
        return self._change(who, once, redeem.redeem, voucher_id)

    def reverse(self, voucher_id: str, who: Caller, *, once: Once | None = None) -> Holding:
        """Take a redemption back, see `redeem.reverse`."""
        return self._change(who, once, redeem.reverse, voucher_id)

    def revoke(self, voucher_id: str, who: Caller, *, once: Once | None = None) -> Holding:
        """Revoke a voucher, see `revoke.revoke`."""
        return self._change(who, once, revoke.revoke, voucher_id)
