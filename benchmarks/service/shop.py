"""A shop that a benchmark of the service runs against, made past the server."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from issuance.clock import utc_now
from issuance.ledger import Ledger, campaigns, claim, keys, open_ledger, register
from issuance.ledger import challenge as challenges
from issuance.model.apikey import Role
from issuance.model.caller import COMMAND, Caller
from issuance.model.campaign import Terms
from issuance.model.challenge import Purpose
from issuance.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from issuance.clock import Clock

LONG_S = 36_000


@dataclass(frozen=True)
class Ticket:
    """The right to present a stamp to a voucher."""

    token: str
    device: str
    voucher: str
    challenge: str
    code: int


@dataclass
class Shop:
    """A merchant with some stamps, on a ledger opened beside the server's, of a database."""

    ledger: Ledger
    url: str
    merchant: str
    codes: list[int]
    stamps: list[str]
    admin: str

    def campaign(self, **terms: Any) -> str:
        """Open a campaign."""
        now = utc_now()
        days = {"valid_from": now, "valid_until": now + timedelta(days=30)}
        opened = self.ledger.change(
            COMMAND,
            campaigns.open_campaign,
            self.merchant,
            Terms(**{"title": "load", **days, **terms}),
        )
        return opened.id

    def device(self) -> tuple[str, str]:
        """Let somebody open the page; return device and token."""
        new = self.ledger.change(COMMAND, register.register_device)
        return new.device.id, new.token

    def tickets(self, n: int, campaign: str) -> list[Ticket]:
        """Claim vouchers and get challenges, each for a device of its own."""
        made = []
        for number in range(n):
            device, token = self.device()
            who = Caller(f"device:{device}")
            voucher = self.ledger.change(who, claim.claim, device, campaign).voucher.id
            challenge = self.ledger.change(who, challenges.give, voucher, device, Purpose.VERIFY).id
            code = self.codes[number % len(self.codes)]
            made.append(Ticket(token, device, voucher, challenge, code))
        return made


@contextmanager
def shop(
    folder: Path, database: str | None = None, stamps: int = 1, clock: Clock = utc_now
) -> Iterator[Shop]:
    """Open a shop on a new database."""
    settings = Settings(folder=folder, database_url=database, challenge_s=LONG_S, busy_s=60.0)
    ledger = open_ledger(settings, clock, upgrade=True)
    try:
        merchant = ledger.change(COMMAND, register.register_merchant, "load")
        made = [
            ledger.change(COMMAND, register.register_stamp, merchant.id, "touch5", None, "")
            for _ in range(stamps)
        ]
        admin = ledger.change(
            COMMAND, keys.make_api_key, "load", None, frozenset({Role.ADMIN})
        ).secret
        codes, stamps_made = [stamp.code for stamp in made], [stamp.id for stamp in made]
        yield Shop(ledger, settings.url, merchant.id, codes, stamps_made, admin)
    finally:
        ledger.close()
