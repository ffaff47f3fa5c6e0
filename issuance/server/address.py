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
# An IPv6 network at home is a /64; a household gets a /56, a company a /48 (RFC 6177).
IPV6_PREFIXES = (64, 56, 48)
# The smallest network that is announced on the Internet.
IPV4_BLOCK = 24
# By these a proxy says that it speaks for somebody else.
FORWARDED = ("forwarded", "x-forwarded-for", "via")


def address_key(folder: Path) -> bytes:
    """Return the key of the hashes of a service; make it where there is none."""
    return kept(folder / FILE, lambda: secrets.token_bytes(KEY_BYTES))


def networks(address: str, key: bytes) -> tuple[str, str | None, str | None]:
    """Hash an address and the networks around it. Without the key, all of them would be tried.

    Returns
    -------
    address : str
        Of IPv6, its /64: whoever has one address has them all.
    site : str or None
        An IPv6 /56; None for IPv4, where households have one address.
    block : str or None
        An IPv6 /48 or an IPv4 /24.
    """

    def hashed(network: object) -> str:
        return hmac.new(key, str(network).encode(), hashlib.sha256).hexdigest()

    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # the name of a Unix socket, or of a test
        return hashed(address), None, None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if isinstance(found, ipaddress.IPv4Address):
        return hashed(found), None, hashed(_around(found, IPV4_BLOCK))
    near, site, block = (hashed(_around(found, length)) for length in IPV6_PREFIXES)
    return near, site, block


def comes_from_here(request: HTTPConnection) -> bool:
    """Whether a program on this machine asks, for itself."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _around(address: ipaddress.IPv4Address | ipaddress.IPv6Address, length: int) -> str:
    """Write the network of a length that an address is in."""
    return str(ipaddress.ip_network((address, length), strict=False))
