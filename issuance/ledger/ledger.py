"""The ledger's one door: what is asked of it, and every way in which it changes.

Each method is one line of `Books`: a question asked of one state of everything, or a change made as
one transaction. What the question or the change is stands in the file that the line names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuance.database.upgrade import is_known, newest, revision, upgrade
from issuance.ledger import (
    answers,
    campaigns,
    chain,
    challenge,
    claim,
    counts,
    expire,
    find,
    folder,
    keys,
    lists,
    present,
    redeem,
    register,
    revoke,
    tally,
    tidy,
    usage,
)
from issuance.ledger.books import Books
from issuance.model.caller import CLOCK, COMMAND
from issuance.model.limit import Of
from issuance.model.page import MOST_ITEMS
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from issuance.clock import Clock
    from issuance.database.engine import Database
    from issuance.ledger.change import Change
    from issuance.model.alarm import Alarm
    from issuance.model.apikey import ApiKey, NewApiKey, Role
    from issuance.model.caller import Caller
    from issuance.model.campaign import Bucket, Campaign, Counts, Picture, Terms
    from issuance.model.challenge import Challenge, Purpose
    from issuance.model.device import Device, NewDevice
    from issuance.model.event import Event, Verdict
    from issuance.model.limit import Limit
    from issuance.model.merchant import Merchant
    from issuance.model.once import Once
    from issuance.model.page import Page
    from issuance.model.presentation import HourOfUse, Presented, Seen
    from issuance.model.stamp import Stamp, StampStatus
    from issuance.model.voucher import Holding, State
    from issuance.settings import Settings


class Ledger:
    """What the service knows, and every way in which that changes. Safe to share by threads.

    Everything that changes takes `who` asks, and where a client may repeat itself also `once`.
    What is refused is a `Refusal`, and then nothing has changed (but see `NotAccepted`).
    """

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database, self._books = database, Books(database, settings, clock)

    # --- what devices ask for: vouchers, challenges, presentations ------------------------------

    def register_device(
        self, who: Caller, *, limits: Sequence[Limit] = (), once: Once | None = None
    ) -> NewDevice:
        """Give a device a token, see `register.register_device`."""
        return self._books.change(who, once, register.register_device, limits)

    def device_of(self, token: str) -> Device | None:
        """Find the device that shows a token."""
        return self._books.read(keys.device_of, token)

    def claim(
        self,
        device_id: str,
        campaign_id: str,
        who: Caller,
        *,
        limits: Sequence[Limit] = (),
        once: Once | None = None,
    ) -> Holding:
        """Give a device a voucher, see `claim.claim`."""
        return self._books.change(who, once, claim.claim, device_id, campaign_id, limits)

    def challenge(
        self,
        voucher_id: str,
        device_id: str | None,
        purpose: Purpose,
        who: Caller,
        *,
        limits: Sequence[Limit] = (),
        once: Once | None = None,
    ) -> Challenge:
        """Give the right to present a stamp, see `challenge.give`."""
        return self._books.change(who, once, challenge.give, voucher_id, device_id, purpose, limits)

    def present(
        self,
        voucher_id: str,
        device_id: str | None,
        challenge_id: str,
        seen: Seen,
        who: Caller,
        *,
        limits: Sequence[Limit] = (),
        once: Once | None = None,
    ) -> Presented:
        """Present a stamp to a voucher, see `present.present`.

        Raises
        ------
        NotAccepted
            After the fact was kept: the challenge is spent, and the attempt is counted.
        """
        return self._books.change(
            who, once, present.present, voucher_id, device_id, challenge_id, seen, limits
        )

    def holding(self, voucher_id: str, who: Caller, device_id: str | None = None) -> Holding:
        """Find a voucher as it is now; that of a device, when one is given."""
        return self._books.read(find.holding, voucher_id, who, device_id).at(self._books.now())

    def holdings_of_device(
        self, device_id: str, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Holding]:
        """List the vouchers of a device."""
        return self._books.as_of_now(
            self._books.read(lists.holdings_of_device, device_id, after, limit)
        )

    def count(self, limits: Sequence[Limit], who: Caller, *, refused: bool = True) -> None:
        """Count an attempt at something that is no change, by the address of who tried.

        Raises
        ------
        LockedOut
            The address is locked out, and was before this attempt.
        """
        subjects = {Of.ADDRESS: who.address}

        def attempt(change: Change) -> None:
            tally.refuse_locked(change, limits, subjects)
            tally.count(change, limits, subjects, refused=refused)

        self._books.change(who, None, attempt)

    def answered(self, once: Once) -> None:
        """Raise the answer to a request that was done before, see `answers.repeat`."""
        self._books.read(answers.repeat, once)

    # --- what merchants' programs ask for: stamps, campaigns, and vouchers in their hands -------

    def register_merchant(self, name: str, who: Caller, *, once: Once | None = None) -> Merchant:
        """Take a merchant in."""
        return self._books.change(who, once, register.register_merchant, name)

    def rename_merchant(
        self, merchant_id: str, name: str, who: Caller, *, once: Once | None = None
    ) -> Merchant:
        """Give a merchant another name."""
        return self._books.change(who, once, register.rename_merchant, merchant_id, name)

    def merchant(self, merchant_id: str, who: Caller) -> Merchant:
        """Find a merchant."""
        return self._books.read(find.merchant, merchant_id, who)

    def merchants(
        self, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Merchant]:
        """List merchants."""
        return self._books.read(lists.merchants, who, after, limit)

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
        return self._books.change(
            who, once, register.register_stamp, merchant_id, family, code, label
        )

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
        return self._books.change(who, once, register.change_stamp, stamp_id, status, label)

    def stamp(self, stamp_id: str, who: Caller) -> Stamp:
        """Find a stamp."""
        return self._books.read(find.stamp, stamp_id, who)

    def stamps(
        self, merchant_id: str, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Stamp]:
        """List the stamps of a merchant."""
        return self._books.read(lists.stamps, who, merchant_id, after, limit)

    def open_campaign(
        self, merchant_id: str, terms: Terms, who: Caller, *, once: Once | None = None
    ) -> Campaign:
        """Open a campaign of a merchant."""
        return self._books.change(who, once, campaigns.open_campaign, merchant_id, terms)

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
            self._books.read(answers.repeat, once)
        while self._books.change(CLOCK, None, campaigns.expire_ended, campaign_id, who):
            continue
        return self._books.change(who, once, campaigns.change_campaign, campaign_id, changes)

    def set_picture(
        self, campaign_id: str, picture: Picture, who: Caller, *, once: Once | None = None
    ) -> Campaign:
        """Give a campaign a picture."""
        return self._books.change(who, once, campaigns.set_picture, campaign_id, picture)

    def campaign(self, campaign_id: str, who: Caller) -> Campaign:
        """Find a campaign."""
        return self._books.read(find.campaign, campaign_id, who)

    def campaigns(
        self, merchant_id: str, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Campaign]:
        """List the campaigns of a merchant."""
        return self._books.read(lists.campaigns, who, merchant_id, after, limit)

    def picture(self, campaign_id: str, who: Caller) -> Picture | None:
        """Find the picture of a campaign; None where it has none."""
        return self._books.read(find.picture, campaign_id, who)

    def counts(self, campaign_id: str, who: Caller) -> Counts:
        """Count the vouchers of a campaign by state."""
        return self._books.read(counts.counts, campaign_id, who, self._books.now())

    def redemptions(
        self, campaign_id: str, bucket: str, since: datetime, until: datetime, who: Caller
    ) -> list[Bucket]:
        """Count redemptions by hour or day, see `counts.redemptions`."""
        return self._books.read(counts.redemptions, campaign_id, who, bucket, since, until)

    def holdings_of_campaign(
        self,
        campaign_id: str,
        who: Caller,
        state: State | None = None,
        after: str | None = None,
        limit: int = MOST_ITEMS,
    ) -> Page[Holding]:
        """List the vouchers of a campaign."""
        asked = (who, campaign_id, state, self._books.now(), after, limit)
        return self._books.as_of_now(self._books.read(lists.holdings_of_campaign, *asked))

    def redeem(self, voucher_id: str, who: Caller, *, once: Once | None = None) -> Holding:
        """Write a verified voucher off, see `redeem.redeem`."""
        return self._books.change(who, once, redeem.redeem, voucher_id)

    def reverse(self, voucher_id: str, who: Caller, *, once: Once | None = None) -> Holding:
        """Take a redemption back, see `redeem.reverse`."""
        return self._books.change(who, once, redeem.reverse, voucher_id)

    def revoke(self, voucher_id: str, who: Caller, *, once: Once | None = None) -> Holding:
        """Revoke a voucher, see `revoke.revoke`."""
        return self._books.change(who, once, revoke.revoke, voucher_id)

    # --- what operators ask for: keys, alarms, the audit trail, chores --------------------------

    def make_api_key(
        self,
        label: str,
        merchant_id: str | None,
        roles: frozenset[Role],
        who: Caller,
        *,
        once: Once | None = None,
    ) -> NewApiKey:
        """Make an API key, see `keys.make_api_key`."""
        return self._books.change(who, once, keys.make_api_key, label, merchant_id, roles)

    def revoke_api_key(self, key_id: str, who: Caller, *, once: Once | None = None) -> ApiKey:
        """Revoke an API key."""
        return self._books.change(who, once, keys.revoke_api_key, key_id)

    def key_of(self, secret: str) -> ApiKey | None:
        """Find the API key that shows a secret, unless it is revoked."""
        return self._books.read(keys.key_of, secret)

    def has_administrator(self) -> bool:
        """Say whether anybody has an administrator's key that is not revoked."""
        return self._books.read(keys.has_administrator)

    def api_keys(
        self, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[ApiKey]:
        """List API keys."""
        return self._books.read(lists.api_keys, who, after, limit)

    def stamp_read_as(self, family: str, code: int) -> Stamp | None:
        """Find the stamp of a pattern, whoever owns it; None where it is nobody's."""
        return self._books.read(find.stamp_read_as, family, code)

    def hours_of_use(self, stamp_id: str, since: datetime) -> list[HourOfUse]:
        """List the hours in which a stamp was used."""
        return self._books.read(usage.hours_of_use, stamp_id, since)

    def raise_alarm(
        self, stamp_id: str, kind: str, details: dict[str, Any], who: Caller
    ) -> Alarm | None:
        """Raise an alarm about a stamp; None where this hour has the same one already."""
        return self._books.change(who, None, usage.raise_alarm, stamp_id, kind, details)

    def alarms(self, who: Caller, after: str | None = None, limit: int = MOST_ITEMS) -> Page[Alarm]:
        """List alarms."""
        return self._books.read(lists.alarms, who, after, limit)

    def events(
        self,
        after: int = 0,
        limit: int = MOST_ITEMS,
        subject: str | None = None,
        *,
        newest_first: bool = False,
    ) -> Page[Event]:
        """List events of the audit trail, see `lists.events`."""
        return self._books.read(lists.events, after, limit, subject, newest_first=newest_first)

    def verify_audit(self, known: tuple[int, str] | None = None) -> Verdict:
        """Check the audit trail, see `chain.verify`."""
        return self._books.read(chain.verify, known)

    def fingerprint(self) -> str | None:
        """Return the fingerprint of the servers' keys; None where none has started yet."""
        return self._books.read(folder.fingerprint)

    def keep_fingerprint(self, new: str, *, replace: bool) -> str:
        """Keep the fingerprint of the servers' keys, see `folder.keep_fingerprint`."""
        return self._books.change(COMMAND, None, folder.keep_fingerprint, new, replace=replace)

    def expire_due(self) -> int:
        """Expire what has ended, some at a time; say how many vouchers."""
        expired = 0
        while some := self._books.change(CLOCK, None, expire.expire_some):
            expired += some
        return expired

    def tidy(self) -> int:
        """Remove what nobody asks for any more; say how many rows."""
        return self._books.change(CLOCK, None, tidy.tidy)

    # --- the database itself --------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def ready(self) -> None:
        """Expect a database of this version's form.

        Raises
        ------
        FileError
            It was never made, or by another version.
        sqlalchemy.exc.DBAPIError
            It cannot be reached.
        """
        found = self._revision()
        if found is None:
            raise FileError("database", "", "is not made yet; stampcodec serve makes it")
        self._expect_known(found)
        if found != newest():
            problem = f"expected step {newest()}, got {found}; stampcodec serve brings it there"
            raise FileError("database", "", problem)

    def create(self) -> None:
        """Make the tables, where there are none."""
        if self._revision() is None:
            self.upgrade()

    def upgrade(self) -> None:
        """Bring the database to this version's form.

        Raises
        ------
        FileError
            A newer version made it.
        """
        self._expect_known(self._revision())
        upgrade(self._database)

    @staticmethod
    def _expect_known(found: str | None) -> None:
        if found is not None and not is_known(found):
            problem = f"expected step {newest()} or an older one, got {found}: of a newer version"
            raise FileError("database", "", problem)

    def _revision(self) -> str | None:
        return self._books.read(revision)
