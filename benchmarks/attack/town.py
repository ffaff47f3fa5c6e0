"""Shops on a ledger in virtual time, and whoever comes: attackers, known and new customers.

Everything goes through the ledger and the limits of the service, called as the server calls them.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.service.postgresql import running_postgresql
from issuance.defence.limits import POLICY
from issuance.defence.pair import pair
from issuance.ledger import campaigns, challenge, claim, open_ledger, present, register, tillcode
from issuance.model.caller import COMMAND, Caller
from issuance.model.campaign import Terms
from issuance.model.challenge import Purpose
from issuance.model.presentation import Seen
from issuance.refusal import LockedOut, NotAccepted, TillCodeNeeded, TillCodeWrong
from issuance.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuance.ledger import Ledger

FAMILY = "touch5"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Shop:
    """A merchant with a stamp and a campaign."""

    merchant: str
    campaign: str
    code: int
    second_code: int | None = None


@dataclass(frozen=True)
class Guest:
    """A device somewhere, with its vouchers by shop."""

    device: str
    who: Caller
    vouchers: dict[str, str] = field(default_factory=dict)


class Town:
    """Shops on one ledger, and whoever comes."""

    def __init__(self, ledger: Ledger, clock: HandClock) -> None:
        self.ledger, self.clock = ledger, clock
        self.shops: list[Shop] = []
        self._presses = count()

    def open_shop(self, *, two_ended: bool = False, area: str = "") -> Shop:
        """Register a merchant with a stamp and a campaign that takes its kind alone."""
        ledger = self.ledger
        merchant = ledger.change(COMMAND, register.register_merchant, "shop", area).id
        new = (merchant, FAMILY, None, "")
        stamp = ledger.change(COMMAND, register.register_stamp, *new, two_ended=two_ended)
        terms = Terms(
            title="x",
            stamps_needed=9,
            valid_from=NOON,
            valid_until=NOON + timedelta(days=365),
            two_ended=two_ended,
        )
        campaign = ledger.change(COMMAND, campaigns.open_campaign, merchant, terms).id
        self.shops.append(Shop(merchant, campaign, stamp.code, stamp.second_code))
        return self.shops[-1]

    def come(self, network: int) -> Guest:
        """Be a new device in a network."""
        place = (f"address {network}", f"site {network}", f"block {network}")
        new = self.ledger.change(
            Caller("address:x", None, *place), register.register_device, POLICY.devices
        )
        return Guest(new.device.id, Caller(f"device:{new.device.id}", None, *place))

    def press(
        self,
        guest: Guest,
        shop: Shop,
        code: int | None,
        till: str | None = None,
        second_code: int | None = None,
    ) -> None:
        """Claim a voucher unless there is one, ask for a challenge, press a pattern.

        Parameters
        ----------
        code : int or None
            The pattern; None for a press that is not read.
        second_code : int, optional
            That of the other end, where both are pressed.

        Raises
        ------
        Refusal
        """
        if shop.campaign not in guest.vouchers:
            held = self.ledger.change(
                guest.who, claim.claim, guest.device, shop.campaign, POLICY.claims
            )
            guest.vouchers[shop.campaign] = held.voucher.id
        voucher = guest.vouchers[shop.campaign]
        given = self.ledger.change(
            guest.who,
            challenge.give,
            voucher,
            guest.device,
            Purpose.VERIFY,
            POLICY.challenges,
            POLICY.strangers,
            POLICY.till_codes,
            till,
        )
        seen = self._seen(code)
        if second_code is not None:
            seen = pair(seen, self._seen(second_code), 2000.0)
        self.ledger.change(
            guest.who,
            present.present,
            voucher,
            guest.device,
            given.id,
            seen,
            POLICY.presentations,
            POLICY.strangers,
        )

    def _seen(self, code: int | None) -> Seen:
        if code is None:
            return Seen("press")
        number = next(self._presses)
        return Seen("press", FAMILY, code, series=b"%d" % number, series_key=str(number))

    def is_compared(
        self,
        guest: Guest,
        shop: Shop,
        code: int,
        till: str | None = None,
        second_code: int | None = None,
    ) -> bool:
        """Press a wrong pattern, or a wrong pair; say whether it was compared."""
        right = self.guess(guest, shop, code, till, second_code)
        assert not right, "the pattern was not wrong"
        return right is not None

    def guess(
        self,
        guest: Guest,
        shop: Shop,
        code: int,
        till: str | None = None,
        second_code: int | None = None,
    ) -> bool | None:
        """Press a pattern, or a pair; say whether it was right, None if it was not compared."""
        try:
            self.press(guest, shop, code, till, second_code)
        except NotAccepted:
            return False
        except (TillCodeNeeded, LockedOut):
            return None
        return True

    def is_served(self, guest: Guest, shop: Shop, till: str | None = None) -> bool:
        """Press the shop's stamp; say whether it counted."""
        try:
            self.press(guest, shop, shop.code, till, shop.second_code)
        except (TillCodeNeeded, TillCodeWrong, LockedOut):
            return False
        return True

    def till(self, shop: Shop) -> str:
        """Read the code at a shop's till."""
        return self.ledger.ask(tillcode.till_code, shop.merchant, COMMAND).shown


@contextmanager
def town(database: str) -> Iterator[Town]:
    """Open a town on a new database, ``sqlite`` or ``postgresql``; commits need not last."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="town-")))
        url = None
        if database == "postgresql":
            url = stack.enter_context(running_postgresql(durable=False)).create()
        clock = HandClock()
        ledger = open_ledger(Settings(folder=folder, database_url=url), clock, upgrade=True)
        stack.callback(ledger.close)
        yield Town(ledger, clock)
