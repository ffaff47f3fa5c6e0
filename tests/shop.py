"""A shop with a stamp, a campaign and customers, on any database, with a clock moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from issuance.defence.limits import POLICY
from issuance.ledger import Ledger, campaigns, challenge, lists, open_ledger, present, register
from issuance.model.caller import COMMAND, Caller
from issuance.model.campaign import Campaign, Terms
from issuance.model.challenge import Purpose
from issuance.model.limit import Limit
from issuance.model.merchant import Merchant
from issuance.model.once import Once
from issuance.model.presentation import Presented, Seen
from issuance.model.stamp import Stamp
from issuance.model.voucher import Holding
from issuance.settings import Settings

MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=timezone.utc)
NOWHERE = Path("no-folder-is-needed")
FAMILY = "touch5"


@dataclass
class HandClock:
    """A clock that stands still until somebody moves it."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@dataclass(frozen=True)
class Customer:
    """Somebody with a phone."""

    device_id: str
    who: Caller
    token: str


@dataclass
class Shop:
    """A merchant on a ledger."""

    ledger: Ledger
    clock: HandClock
    merchant: Merchant
    stamp: Stamp
    numbers: Any = field(default_factory=lambda: iter(range(1_000_000)))

    def campaign(self, **terms: Any) -> Campaign:
        """Open a campaign of thirty days, from now on unless the terms say otherwise."""
        days = {"valid_from": self.clock.now, "valid_until": self.clock.now + timedelta(days=30)}
        return self.ledger.change(
            COMMAND,
            campaigns.open_campaign,
            self.merchant.id,
            Terms(**{"title": "A coffee", **days, **terms}),
        )

    def rival(self, *codes: int) -> Shop:
        """Register another merchant, with stamps of some patterns: of this shop's if none is said.

        The first is the stamp that is pressed.
        """
        merchant = self.ledger.change(COMMAND, register.register_merchant, "Rival")
        stamps = [
            self.ledger.change(COMMAND, register.register_stamp, merchant.id, FAMILY, code, "")
            for code in codes or (self.stamp.code,)
        ]
        return replace(self, merchant=merchant, stamp=stamps[0])

    def customer(self, address: str | None = None, block: str | None = None) -> Customer:
        """Let somebody open the page."""
        stranger = Caller("device", address=address, block=block)
        new = self.ledger.change(stranger, register.register_device)
        who = replace(stranger, actor=f"device:{new.device.id}")
        return Customer(new.device.id, who, new.token)

    def seen(self, code: int | None = None, **more: Any) -> Seen:
        """Return a press of this shop's stamp, or of another; each unlike every other press."""
        number = str(next(self.numbers))
        fields = {"series": number.encode(), "series_key": "20", "similar_keys": ("20",), **more}
        gesture = fields.pop("gesture", "press")
        return Seen(gesture, FAMILY, self.stamp.code if code is None else code, **fields)

    def touch(
        self,
        customer: Customer,
        holding: Holding,
        purpose: Purpose = Purpose.VERIFY,
        seen: Seen | None = None,
        limits: Sequence[Limit] = (),
        once: Once | None = None,
        budgets: Sequence[Limit] = (),
        till_code: str | None = None,
    ) -> Presented:
        """Ask for a challenge and press a stamp, this shop's unless told otherwise."""
        voucher_id, device_id = holding.voucher.id, customer.device_id
        given = self.ledger.change(
            customer.who,
            challenge.give,
            voucher_id,
            device_id,
            purpose,
            budgets=budgets,
            code_limits=POLICY.till_codes,
            till_code=till_code,
        )
        seen = self.seen() if seen is None else seen
        return self.ledger.change_once(
            once,
            customer.who,
            present.present,
            voucher_id,
            device_id,
            given.id,
            seen,
            limits,
            budgets,
        )

    def events(self) -> list[str]:
        """List the kinds of all events."""
        return [event.kind for event in self.ledger.ask(lists.events).items]


def open_shop(url: str, clock: HandClock | None = None, **settings: Any) -> Shop:
    """Open a shop on an empty database."""
    clock = HandClock() if clock is None else clock
    ledger = open_ledger(Settings(folder=NOWHERE, database_url=url, **settings), clock)
    merchant = ledger.change(COMMAND, register.register_merchant, "Bakery")
    stamp = ledger.change(COMMAND, register.register_stamp, merchant.id, FAMILY, 7, "till")
    return Shop(ledger, clock, merchant, stamp)


NewShop = Callable[..., Shop]
