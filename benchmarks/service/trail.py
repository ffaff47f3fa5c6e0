"""A long audit trail, written past the ledger as the ledger would have written it, but fast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from benchmarks.service.shop import shop
from issuance.clock import utc_now
from issuance.database import tables
from issuance.database.engine import Database
from issuance.ledger import audit
from issuance.model import moment
from issuance.model.event import canonical, record
from issuance.model.identifier import identifier
from issuance.model.voucher import PREFIX, State
from issuance.receipt import open_keyring
from issuance.trail.told import AFTER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


# What happens to a voucher, a third of a second after what happened to another one.
LIFE = ("voucher-claimed", "voucher-verified", "voucher-redeemed")
STEP = timedelta(milliseconds=333)
# So many vouchers are under way at a time.
UNDER_WAY = 500


@dataclass
class Writer:
    """Appends events, each with the hash of the one before."""

    seq: int
    last: str
    at: datetime

    def event(self, kind: str, subject: str, **details: Any) -> dict[str, Any]:
        """Make the row of the next event."""
        self.seq, self.at = self.seq + 1, self.at + STEP
        said = canonical(details)
        row = {
            "seq": self.seq,
            "at": self.at,
            "actor": "command",
            "kind": kind,
            "subject": subject,
            "details": said,
            "previous": self.last,
        }
        text = record(self.seq, moment.text(self.at), "command", kind, subject, said)
        self.last = sha256(bytes.fromhex(self.last) + text.encode()).hexdigest()
        return {**row, "hash": self.last}


def write_trail(folder: Path, database: str | None, events: int) -> None:
    """Make a new database whose trail has so many events, and a third as many vouchers."""
    begin = utc_now() - (events + 1) * STEP
    with shop(folder, database, clock=lambda: begin) as counter:
        campaign, (device, _) = counter.campaign(), counter.device()
        until = counter.ledger.ask(audit.verify)
        writer = Writer(until.events, until.head, begin)
        opened = Database(counter.url, busy_s=60.0)
        taken = 0
        for vouchers, lives in _batches(writer, events, campaign, device):
            taken += len(vouchers)
            with opened.writing() as connection:
                connection.execute(insert(tables.voucher), vouchers)
                connection.execute(insert(tables.event), lives)
        head = {"seq": writer.seq, "hash": writer.last, "at": writer.at}
        with opened.writing() as connection:
            connection.execute(update(tables.chain_head).values(**head))
            connection.execute(update(tables.campaign).values(taken=taken))
        opened.close()
        open_keyring(folder)


def _batches(
    writer: Writer, events: int, campaign: str, device: str
) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]]]]:
    """Yield vouchers and events; of several vouchers at a time, one after the other."""
    todo = events - writer.seq
    while todo > 0:
        lived = min(UNDER_WAY, -(-todo // len(LIFE)))
        names = [identifier(PREFIX, writer.at) for _ in range(lived)]
        kinds = [(kind, name) for kind in LIFE for name in names][:todo]
        rows = [_voucher(name, campaign, device, writer.at) for name in names]
        lives = [writer.event(kind, name, **_details(kind, campaign)) for kind, name in kinds]
        states = {name: AFTER[kind] for kind, name in kinds}
        todo -= len(kinds)
        yield [{**row, "state": states[row["id"]]} for row in rows], lives


def _details(kind: str, campaign: str) -> dict[str, Any]:
    """Tell of an event about as much as the ledger does."""
    if kind == "voucher-claimed":
        return {"campaign": campaign, "state": State.UNVERIFIED.value}
    return {"campaign": campaign, "receipt": campaign.replace("cmp", "rcp")}


def _voucher(name: str, campaign: str, device: str, at: datetime) -> dict[str, Any]:
    """Make the row of a voucher, but for its state."""
    card = {"collected": 0, "needed": 1, "version": 1}
    return {"id": name, "campaign_id": campaign, "device_id": device, "claimed_at": at, **card}
