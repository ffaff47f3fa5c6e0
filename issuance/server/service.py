"""What all routes share: the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from issuance.defence.limits import POLICY, Policy
from issuance.ledger import Ledger, open_ledger
from issuance.model.caller import Caller
from issuance.receipt import KeyRing, open_keyring, receipt_of
from issuance.server.address import address_key, hashed
from issuance.server.metrics import Metrics
from issuance.server.schemas.voucher import VoucherOut, voucher_out
from issuance.sight import Sight

if TYPE_CHECKING:
    from datetime import datetime

    from issuance.clock import Clock
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

    def address_of(self, request: Request) -> str | None:
        """Hash the address that a request comes from."""
        client = request.client
        return None if client is None else hashed(client.host, self.address_key)

    def stranger(self, request: Request) -> Caller:
        """Name a caller of whom nothing but the address is known."""
        address = self.address_of(request)
        return Caller(f"address:{(address or 'unknown')[:16]}", None, address)


def open_service(settings: Settings, clock: Clock, policy: Policy = POLICY) -> Service:
    """Open ledger and keys, and make the readers.

    Raises
    ------
    FileError
        There is no database, or one of another form, or a key that is none.
    OSError
        A file that cannot be read.
    """
    return Service(
        settings=settings,
        clock=clock,
        ledger=open_ledger(settings, clock),
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
