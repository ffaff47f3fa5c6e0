"""What all routes share: the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from issuance.defence.limits import POLICY, Policy
from issuance.defence.puzzle import make_puzzle, solved
from issuance.ledger import Ledger, open_ledger, timekeeping
from issuance.model.apikey import Role
from issuance.model.caller import Caller
from issuance.receipt import KeyRing, open_keyring, receipt_of
from issuance.server.address import address_key, networks
from issuance.server.metrics import Metrics
from issuance.server.schemas.voucher import VoucherOut, voucher_out
from issuance.sight import Sight

if TYPE_CHECKING:
    from datetime import datetime

    from issuance.clock import Clock, Steady
    from issuance.model.solved import Solved
    from issuance.model.voucher import Holding
    from issuance.settings import Settings


@dataclass(frozen=True)
class Service:
    """Everything that a request needs; made once a process, safe to share by threads."""

    settings: Settings
    clock: Clock
    ledger: Ledger
    keyring: KeyRing
    sight: Sight
    metrics: Metrics
    policy: Policy
    address_key: bytes

    def now(self) -> datetime:
        """Return the time."""
        return self.clock()

    def receipt(self, holding: Holding) -> str | None:
        """Sign the receipt of a voucher; None where there is nothing to sign."""
        receipt = receipt_of(holding, self.settings.base_url)
        return None if receipt is None else self.keyring.sign(receipt.payload)

    def shown(self, holding: Holding) -> VoucherOut:
        """Shape a voucher as it is now, with its receipt."""
        return voucher_out(holding, self.now(), self.receipt(holding))

    def puzzle(self, bits: int) -> str:
        """Make a puzzle for a new device."""
        return make_puzzle(bits, int(self.now().timestamp()), self.address_key)

    def paid(self, puzzle: str, answer: str) -> Solved | None:
        """Check the answer to a puzzle; None where it is none."""
        return solved(puzzle, answer, int(self.now().timestamp()), self.address_key)

    def caller(
        self,
        request: Request,
        actor: str | None = None,
        merchant_id: str | None = None,
        roles: frozenset[Role] = frozenset(),
    ) -> Caller:
        """Name a caller with the networks that they call from; without an actor, by these alone."""
        address, site, block = None, None, None
        if request.client is not None:
            address, site, block = networks(request.client.host, self.address_key)
        actor = actor or f"address:{(address or 'unknown')[:16]}"
        return Caller(actor, merchant_id, address, site, block, roles)


def open_service(
    settings: Settings, clock: Clock, policy: Policy = POLICY, steady: Steady | None = None
) -> Service:
    """Open ledger and keys, and make the readers.

    Raises
    ------
    FileError
        There is no database, or one of another form, or a key that is none, or the clock is
        behind the audit trail.
    OSError
        A file that cannot be read.
    """
    ledger = open_ledger(settings, clock, steady=steady)
    try:
        ledger.ask(timekeeping.expect_not_behind)
    except BaseException:
        ledger.close()
        raise
    return Service(
        settings=settings,
        clock=clock,
        ledger=ledger,
        keyring=open_keyring(settings.folder),
        sight=Sight(),
        metrics=Metrics(),
        policy=policy,
        address_key=address_key(settings.folder),
    )


async def the_service(request: Request) -> Service:
    """Find the service that a request is made to."""
    service: Service = request.app.state.service
    return service


ServiceHere = Annotated[Service, Depends(the_service)]
