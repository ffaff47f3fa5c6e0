"""Who asks: a device by its token, or a program by its API key.

Both are secrets of 256 bits that the database has as hashes, and are looked up by their hash: how
long that takes tells nothing about the secret.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from issuance.ledger import keys, tally
from issuance.model.apikey import Role
from issuance.model.caller import Caller
from issuance.model.secret import API_KEY
from issuance.refusal import Forbidden, LockedOut, Unauthenticated
from issuance.server import cookie
from issuance.server.address import comes_from_here
from issuance.server.service import Service, ServiceHere

DEVICE_TOKEN = HTTPBearer(
    scheme_name="device",
    description="The token of a device, from POST /v1/devices.",
    auto_error=False,
)
COOKIE = APIKeyCookie(
    name=cookie.NAME,
    scheme_name="device-cookie",
    description="The token of a device, as its browser keeps it; allows nothing.",
    auto_error=False,
)
KEY = HTTPBearer(
    scheme_name="api-key",
    description="An API key, from POST /v1/api-keys or the first start of the server.",
    auto_error=False,
)
Shown = HTTPAuthorizationCredentials | None
# What every route may refuse that asks who it is.
WHO = (Unauthenticated, Forbidden, LockedOut)


@dataclass(frozen=True)
class Customer:
    """A device that asks."""

    device_id: str
    who: Caller
    token: str = field(repr=False)


def customer(
    request: Request, service: ServiceHere, shown: Annotated[Shown, Depends(DEVICE_TOKEN)]
) -> Customer:
    """Find the device that asks.

    Raises
    ------
    Unauthenticated
    Forbidden
        An API key, which owns no vouchers.
    """
    secret = _secret(request, service, shown)
    device = service.ledger.ask(keys.device_of, secret)
    if device is None:
        if service.ledger.ask(keys.key_of, secret) is not None:
            raise Forbidden("expected the token of a device, got an API key")
        raise _unknown(request, service)
    return Customer(device.id, service.caller(request, f"device:{device.id}"), secret)


@dataclass(frozen=True)
class Allowed:
    """A dependency: the API key that asks, if it has one of some roles."""

    roles: frozenset[Role]

    def __call__(
        self, request: Request, service: ServiceHere, shown: Annotated[Shown, Depends(KEY)]
    ) -> Caller:
        """Find the API key that asks.

        Raises
        ------
        Unauthenticated
        Forbidden
            It has none of the roles.
        """
        secret = _secret(request, service, shown)
        key = service.ledger.ask(keys.key_of, secret)
        if key is None:
            if service.ledger.ask(keys.device_of, secret) is not None:
                raise Forbidden("expected an API key, got the token of a device")
            raise _unknown(request, service)
        if not key.roles & (self.roles | {Role.ADMIN}):
            wanted = " or ".join(sorted(role.value for role in self.roles))
            raise Forbidden(f"expected a key with the role {wanted}")
        return service.caller(request, f"key:{key.id}", key.merchant_id, key.roles)


def _secret(request: Request, service: Service, shown: Shown) -> str:
    if shown is None or not shown.credentials.isascii():
        if request.headers.get("authorization") is not None:
            raise _unknown(request, service)
        raise Unauthenticated("expected Authorization: Bearer and a token or key")
    return shown.credentials


def _unknown(request: Request, service: Service) -> Unauthenticated:
    """Count an attempt with what nobody has; who tries too often is locked out."""
    service.ledger.change(service.caller(request), tally.attempt, service.policy.keys)
    return Unauthenticated("no token or key that is known")


@dataclass(frozen=True)
class Viewer:
    """Who looks at a voucher or presents to it; `device_id` is None for a merchant's program."""

    device_id: str | None
    who: Caller


@dataclass(frozen=True)
class OwnerOr:
    """A dependency: the device that asks, or an API key that has one of some roles."""

    allowed: Allowed

    def __call__(
        self,
        request: Request,
        service: ServiceHere,
        token: Annotated[Shown, Depends(DEVICE_TOKEN)],
        key: Annotated[Shown, Depends(KEY)],
    ) -> Viewer:
        """Find who asks.

        Raises
        ------
        Unauthenticated, Forbidden
        """
        if key is not None and key.credentials.startswith(f"{API_KEY}_"):
            return Viewer(None, self.allowed(request, service, key))
        found = customer(request, service, token)
        return Viewer(found.device_id, found.who)


def operator(request: Request, service: ServiceHere, shown: Annotated[Shown, Depends(KEY)]) -> None:
    """Expect an administrator's key, or where the metrics are open a program on this machine.

    Raises
    ------
    Unauthenticated, Forbidden
    """
    if not (service.settings.open_metrics and comes_from_here(request)):
        ADMINISTERS(request, service, shown)


READS = Allowed(frozenset({Role.READ}))
CustomerHere = Annotated[Customer, Depends(customer)]
TokenKept = Annotated[str | None, Depends(COOKIE)]
Reads = Annotated[Caller, Depends(READS)]
ViewerHere = Annotated[Viewer, Depends(OwnerOr(Allowed(frozenset({Role.READ, Role.KIOSK}))))]
PresenterHere = Annotated[Viewer, Depends(OwnerOr(Allowed(frozenset({Role.KIOSK}))))]
Redeems = Annotated[Caller, Depends(Allowed(frozenset({Role.REDEEM})))]
Manages = Annotated[Caller, Depends(Allowed(frozenset({Role.MANAGE})))]
ADMINISTERS = Allowed(frozenset({Role.ADMIN}))
Administers = Annotated[Caller, Depends(ADMINISTERS)]
Operates = Annotated[None, Depends(operator)]
