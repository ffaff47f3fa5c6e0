"""What a server is called: the URLs under which somebody else reaches it."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from urllib.parse import urlsplit

# Addresses of documentation: a datagram socket that is connected there sends nothing, but knows
# which of the machine's addresses it would send from (RFC 5737, RFC 3849).
ELSEWHERE = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
DISCARD = 9


def base_url_given(text: str) -> str:
    """Read the URL under which customers' phones reach a service; it has no slash at its end.

    Raises
    ------
    ValueError
        It is no address on the web, or one with a query.
    """
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        is_whole = False
    if not is_whole or parts.query or parts.fragment or any(c.isspace() for c in text):
        raise ValueError(f"expected http://host or https://host, got {text!r}")
    return text.rstrip("/")


def urls(listening: socket.socket) -> list[str]:
    """List the URLs of a socket; more than one where it listens on every address of the machine."""
    host, port = listening.getsockname()[:2]
    hosts = _machine(listening.family) if is_everywhere(listening) else [host]
    return [f"http://{f'[{each}]' if ':' in each else each}:{port}" for each in hosts]


def is_everywhere(listening: socket.socket) -> bool:
    """Whether a socket listens on every address of the machine, so that it has no name itself."""
    return ipaddress.ip_address(listening.getsockname()[0]).is_unspecified


def is_here(listening: socket.socket) -> bool:
    """Whether nobody reaches a socket but this machine."""
    return ipaddress.ip_address(listening.getsockname()[0]).is_loopback


def _machine(family: socket.AddressFamily) -> list[str]:
    """List the machine's addresses, those that others may reach first."""
    found = []
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as asking:
        asking.connect((ELSEWHERE[family], DISCARD))
        found.append(asking.getsockname()[0])
    with suppress(OSError):
        for *_, address in socket.getaddrinfo(socket.gethostname(), None, family):
            found.append(address[0])
    known = {each: ipaddress.ip_address(each) for each in found}
    others = [each for each, address in known.items() if not address.is_loopback]
    loopback = "127.0.0.1" if family == socket.AF_INET else "::1"
    return [*others, loopback]
