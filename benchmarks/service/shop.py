"""A shop that a benchmark of the service runs against, made past the server."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from issuance.clock import utc_now
from issuance.ledger import Ledger, open_ledger
from issuance.model.apikey import Role
from issuance.model.caller import COMMAND, Caller
from issuance.model.campaign import Terms
from issuance.model.challenge import Purpose
from issuance.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
    """A merchant with some stamps, on a ledger opened beside the server's."""

    ledger: Ledger
    merchant: str
    codes: list[int]
    stamps: list[str]
    admin: str

    def campaign(self, **terms: Any) -> str:
        """Open a campaign."""
        now = utc_now()
        days = {"valid_from": now, "valid_until": now + timedelta(days=30)}
        opened = self.ledger.open_campaign(
            self.merchant, Terms(**{"title": "load", **days, **terms}), COMMAND
        )
        return opened.id

    def device(self) -> tuple[str, str]:
        """Let somebody open the page; return device and token."""
        new = self.ledger.register_device(COMMAND)
        return new.device.id, new.token

    def tickets(self, n: int, campaign: str) -> list[Ticket]:
        """Claim vouchers and get challenges, each for a device of its own."""
        made = []
        for number in range(n):
            device, token = self.device()
            who = Caller(f"device:{device}")
            voucher = self.ledger.claim(device, campaign, who).voucher.id
            challenge = self.ledger.challenge(voucher, device, Purpose.VERIFY, who).id
            code = self.codes[number % len(self.codes)]
            made.append(Ticket(token, device, voucher, challenge, code))
        return made


@contextmanager
def shop(folder: Path, database: str | None = None, stamps: int = 1) -> Iterator[Shop]:
    """Open a shop on a new database."""
    settings = Settings(folder=folder, database_url=database, challenge_s=LONG_S, busy_s=60.0)
    ledger = open_ledger(settings, utc_now, upgrade=True)
    try:
        merchant = ledger.register_merchant("load", COMMAND)
        made = [
            ledger.register_stamp(merchant.id, "touch5", None, "", COMMAND) for _ in range(stamps)
        ]
        admin = ledger.make_api_key("load", None, frozenset({Role.ADMIN}), COMMAND).secret
        yield Shop(
            ledger, merchant.id, [stamp.code for stamp in made], [stamp.id for stamp in made], admin
        )
    finally:
        ledger.close()
