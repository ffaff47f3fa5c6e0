"""Network addresses, of which only a keyed hash is ever kept."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from typing import TYPE_CHECKING

from issuance.privatefile import kept

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import HTTPConnection

FILE = "address.key"
KEY_BYTES = 32
# Whoever has one IPv6 address has 2^64 of them.
IPV6_PREFIX = 64
# By these a proxy says that it speaks for somebody else.
FORWARDED = ("forwarded", "x-forwarded-for", "via")


def address_key(folder: Path) -> bytes:
    """Return the key of the hashes of a service; make it where there is none."""
    return kept(folder / FILE, lambda: secrets.token_bytes(KEY_BYTES))


def hashed(address: str, key: bytes) -> str:
    """Hash an address. Without the key, the four thousand million of them would soon be tried."""
    return hmac.new(key, _network(address).encode(), hashlib.sha256).hexdigest()


def comes_from_here(request: HTTPConnection) -> bool:
    """Whether a program on this machine asks, for itself."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # the name of a Unix socket, or of a test
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
    return str(found)
