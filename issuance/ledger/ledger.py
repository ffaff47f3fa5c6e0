"""The ledger: every change is one transaction, and nobody else writes.

::

    who asks ─► locked out? ─► conditional updates ─► counts ─► answer ─► events ─► commit
                                                                       chain locked ┘
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.exc import DBAPIError

from issuance.database.engine import Database, again
from issuance.database.upgrade import newest, revision, upgrade
from issuance.ledger import (
    answers,
    campaigns,
    chain,
    challenge,
    claim,
    counts,
    expire,
    find,
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
from issuance.ledger.change import Again, Change
from issuance.model.caller import CLOCK, Caller
from issuance.model.limit import Of
from issuance.model.page import MOST_ITEMS
from issuance.refusal import Busy, Refusal
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from issuance.clock import Clock
    from issuance.model.alarm import Alarm
    from issuance.model.apikey import ApiKey, NewApiKey, Role
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

T = TypeVar("T")

# A transaction that met another one is run again so often before somebody is told.
ATTEMPTS = 10


class Ledger:
    """What the service knows, and every way in which that changes. Safe to share by threads.

    Everything that changes takes `who` asks, and where a client may repeat itself also `once`.
    What is refused is a `Refusal`, and then nothing has changed (but see `NotAccepted`).
    """

    def __init__(self, database: Database, settings: Settings, clock: Clock) -> None:
        self._database, self._settings, self._clock = database, settings, clock

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
        if found != newest():
            problem = f"expected step {newest()}, got {found}; stampcodec serve brings it there"
            raise FileError("database", "", problem)

    def create(self) -> None:
        """Make the tables, where there are none."""
        if self._revision() is None:
            self.upgrade()

    def upgrade(self) -> None:
        """Bring the database to this version's form."""
        upgrade(self._database)

    def _revision(self) -> str | None:
        with self._database.reading() as connection:
            return revision(connection)

    # --- customers -------------------------------------------------------------------------

    def register_device(
        self, who: Caller, *, limits: Sequence[Limit] = (), once: Once | None = None
    ) -> NewDevice:
        """Give a device a token, see `register.register_device`."""
        return self._change(who, once, lambda change: register.register_device(change, limits))

    def device_of(self, token: str) -> Device | None:
        """Find the device that shows a token."""
        with self._database.reading() as connection:
            return keys.device_of(connection, token)

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
        return self._change(
            who, once, lambda change: claim.claim(change, device_id, campaign_id, limits)
        )

    def challenge(
        self,
        voucher_id: str,
        device_id: str,
        purpose: Purpose,
        who: Caller,
        *,
        limits: Sequence[Limit] = (),
        once: Once | None = None,
    ) -> Challenge:
        """Give the right to present a stamp, see `challenge.give`."""
        return self._change(
            who,
            once,
            lambda change: challenge.give(change, voucher_id, device_id, purpose, limits),
        )

    def present(
        self,
        voucher_id: str,
        device_id: str,
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
        return self._change(
            who,
            once,
            lambda change: present.present(
                change, voucher_id, device_id, challenge_id, seen, limits
            ),
        )

    def holding(self, voucher_id: str, who: Caller, device_id: str | None = None) -> Holding:
        """Find a voucher as it is now; that of a device, when one is given."""
        with self._database.reading() as connection:
            return find.holding(connection, voucher_id, who, device_id).at(self._clock())

    def holdings_of_device(
        self, device_id: str, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Holding]:
        """List the vouchers of a device."""
        with self._database.reading() as connection:
            return self._as_of_now(lists.holdings_of_device(connection, device_id, after, limit))

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

        self._change(who, None, attempt)

    def answered(self, once: Once) -> None:
        """Raise the answer to a request that was done before, see `answers.repeat`."""
        with self._database.reading() as connection:
            answers.repeat(connection, once)

    # --- merchants and stamps ----------------------------------------------------------------

    def register_merchant(self, name: str, who: Caller, *, once: Once | None = None) -> Merchant:
        """Take a merchant in."""
        return self._change(who, once, lambda change: register.register_merchant(change, name))

    def rename_merchant(
        self, merchant_id: str, name: str, who: Caller, *, once: Once | None = None
    ) -> Merchant:
        """Give a merchant another name."""
        return self._change(
            who, once, lambda change: register.rename_merchant(change, merchant_id, name)
        )

    def merchant(self, merchant_id: str, who: Caller) -> Merchant:
        """Find a merchant."""
        with self._database.reading() as connection:
            return find.merchant(connection, merchant_id, who)

    def merchants(
        self, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Merchant]:
        """List merchants."""
        with self._database.reading() as connection:
            return lists.merchants(connection, who, after, limit)

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
        return self._change(
            who,
            once,
            lambda change: register.register_stamp(change, merchant_id, family, code, label),
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
        return self._change(
            who, once, lambda change: register.change_stamp(change, stamp_id, status, label)
        )

    def stamp(self, stamp_id: str, who: Caller) -> Stamp:
        """Find a stamp."""
        with self._database.reading() as connection:
            return find.stamp(connection, stamp_id, who)

    def stamp_read_as(self, family: str, code: int) -> Stamp | None:
        """Find the stamp of a pattern, whoever owns it; None where it is nobody's."""
        with self._database.reading() as connection:
            return find.stamp_read_as(connection, family, code)

    def stamps(
        self, merchant_id: str, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Stamp]:
        """List the stamps of a merchant."""
        with self._database.reading() as connection:
            return lists.stamps(connection, who, merchant_id, after, limit)

    def hours_of_use(self, stamp_id: str, since: datetime) -> list[HourOfUse]:
        """List the hours in which a stamp was used."""
        with self._database.reading() as connection:
            return usage.hours_of_use(connection, stamp_id, since)

    def raise_alarm(
        self, stamp_id: str, kind: str, details: dict[str, Any], who: Caller
    ) -> Alarm | None:
        """Raise an alarm about a stamp; None where this hour has the same one already."""
        return self._change(
            who, None, lambda change: usage.raise_alarm(change, stamp_id, kind, details)
        )

    def alarms(self, who: Caller, after: str | None = None, limit: int = MOST_ITEMS) -> Page[Alarm]:
        """List alarms."""
        with self._database.reading() as connection:
            return lists.alarms(connection, who, after, limit)

    # --- campaigns and vouchers ------------------------------------------------------------

    def open_campaign(
        self, merchant_id: str, terms: Terms, who: Caller, *, once: Once | None = None
    ) -> Campaign:
        """Open a campaign of a merchant."""
        return self._change(
            who, once, lambda change: campaigns.open_campaign(change, merchant_id, terms)
        )

    def change_campaign(
        self,
        campaign_id: str,
        changes: dict[str, Any],
        who: Caller,
        *,
        once: Once | None = None,
    ) -> Campaign:
        """Change some terms of a campaign, see `campaigns.change_campaign`."""
        return self._change(
            who, once, lambda change: campaigns.change_campaign(change, campaign_id, changes)
        )

    def set_picture(
        self, campaign_id: str, picture: Picture, who: Caller, *, once: Once | None = None
    ) -> Campaign:
        """Give a campaign a picture."""
        return self._change(
            who, once, lambda change: campaigns.set_picture(change, campaign_id, picture)
        )

    def campaign(self, campaign_id: str, who: Caller) -> Campaign:
        """Find a campaign."""
        with self._database.reading() as connection:
            return find.campaign(connection, campaign_id, who)

    def campaigns(
        self, merchant_id: str, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[Campaign]:
        """List the campaigns of a merchant."""
        with self._database.reading() as connection:
            return lists.campaigns(connection, who, merchant_id, after, limit)

    def picture(self, campaign_id: str, who: Caller) -> Picture | None:
        """Find the picture of a campaign; None where it has none."""
        with self._database.reading() as connection:
            return find.picture(connection, campaign_id, who)

    def counts(self, campaign_id: str, who: Caller) -> Counts:
        """Count the vouchers of a campaign by state."""
        with self._database.reading() as connection:
            return counts.counts(connection, campaign_id, who, self._clock())

    def redemptions(
        self, campaign_id: str, bucket: str, since: datetime, until: datetime, who: Caller
    ) -> list[Bucket]:
        """Count redemptions by hour or day, see `counts.redemptions`."""
        with self._database.reading() as connection:
            return counts.redemptions(connection, campaign_id, who, bucket, since, until)

    def holdings_of_campaign(
        self,
        campaign_id: str,
        who: Caller,
        state: State | None = None,
        after: str | None = None,
        limit: int = MOST_ITEMS,
    ) -> Page[Holding]:
        """List the vouchers of a campaign."""
        with self._database.reading() as connection:
            found = lists.holdings_of_campaign(connection, who, campaign_id, state, after, limit)
            return self._as_of_now(found)

    def redeem(self, voucher_id: str, who: Caller, *, once: Once | None = None) -> Holding:
        """Write a verified voucher off, see `redeem.redeem`."""
        return self._change(who, once, lambda change: redeem.redeem(change, voucher_id))

    def reverse(self, voucher_id: str, who: Caller, *, once: Once | None = None) -> Holding:
        """Take a redemption back, see `redeem.reverse`."""
        return self._change(who, once, lambda change: redeem.reverse(change, voucher_id))

    def revoke(self, voucher_id: str, who: Caller, *, once: Once | None = None) -> Holding:
        """Revoke a voucher, see `revoke.revoke`."""
        return self._change(who, once, lambda change: revoke.revoke(change, voucher_id))

    # --- API keys --------------------------------------------------------------------------

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
        return self._change(
            who, once, lambda change: keys.make_api_key(change, label, merchant_id, roles)
        )

    def revoke_api_key(self, key_id: str, who: Caller, *, once: Once | None = None) -> ApiKey:
        """Revoke an API key."""
        return self._change(who, once, lambda change: keys.revoke_api_key(change, key_id))

    def key_of(self, secret: str) -> ApiKey | None:
        """Find the API key that shows a secret, unless it is revoked."""
        with self._database.reading() as connection:
            return keys.key_of(connection, secret)

    def api_keys(
        self, who: Caller, after: str | None = None, limit: int = MOST_ITEMS
    ) -> Page[ApiKey]:
        """List API keys."""
        with self._database.reading() as connection:
            return lists.api_keys(connection, who, after, limit)

    # --- audit trail and chores --------------------------------------------------------------

    def events(
        self,
        after: int = 0,
        limit: int = MOST_ITEMS,
        subject: str | None = None,
        *,
        newest_first: bool = False,
    ) -> Page[Event]:
        """List events of the audit trail, see `lists.events`."""
        with self._database.reading() as connection:
            return lists.events(connection, after, limit, subject, newest_first=newest_first)

    def verify_audit(self, known: tuple[int, str] | None = None) -> Verdict:
        """Check the audit trail, see `chain.verify`."""
        with self._database.reading() as connection:
            return chain.verify(connection, known)

    def expire_due(self) -> int:
        """Expire what has ended, some at a time; say how many vouchers."""
        expired = 0
        while some := self._change(CLOCK, None, expire.expire_some):
            expired += some
        return expired

    def tidy(self) -> int:
        """Remove what nobody asks for any more; say how many rows."""
        return self._change(CLOCK, None, tidy.tidy)

    # --- how a change is made ----------------------------------------------------------------

    def _change(self, who: Caller, once: Once | None, work: Callable[[Change], T | Refusal]) -> T:
        """Run a change as one transaction, again where others were faster."""
        for _ in range(ATTEMPTS):
            try:
                result = self._attempt(who, once, work)
            except Again:
                continue
            except DBAPIError as error:
                if not again(error):
                    raise
                continue
            if isinstance(result, Refusal):
                raise result
            return result
        raise Busy("others were faster every time")

    def _attempt(
        self, who: Caller, once: Once | None, work: Callable[[Change], T | Refusal]
    ) -> T | Refusal:
        with self._database.writing() as connection:
            change = Change(connection, self._clock(), who, self._settings)
            if once is not None:
                answers.repeat(connection, once)
            result = work(change)
            if once is not None:
                answers.keep(change, once, result)
            chain.append(change)
        return result

    def _as_of_now(self, page: Page[Holding]) -> Page[Holding]:
        now = self._clock()
        return type(page)([holding.at(now) for holding in page.items], page.next)


def open_ledger(
    settings: Settings, clock: Clock, *, create: bool = False, upgrade: bool = False
) -> Ledger:
    """Open the ledger that settings name.

    Parameters
    ----------
    settings : Settings
    clock : Clock
    create : bool
        Make the database where there is none.
    upgrade : bool
        Bring one of an older version to this version's form as well. Servers of the older version
        must be stopped.

    Raises
    ------
    FileError
        There is no database, or it is of another form.
    OSError
        The folder cannot be made.
    """
    if settings.database_url is None:
        if create or upgrade:
            settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        elif not settings.file.exists():
            problem = "no database here; stampcodec serve makes one"
            raise FileError(settings.file, "", problem)
    ledger = Ledger(Database(settings.url, settings.busy_s), settings, clock)
    try:
        if upgrade:
            ledger.upgrade()
        elif create:
            ledger.create()
        ledger.ready()
    except BaseException:
        ledger.close()
        raise
    return ledger
