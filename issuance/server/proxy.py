"""Proxies that a server trusts: addresses and networks."""

from __future__ import annotations

import ipaddress

EVERYBODY = "*"


def proxies_given(text: str) -> str:
    """Read a list of trusted proxies, comma separated; ``*`` alone trusts everybody.

    A name is not taken: the server compares addresses and never looks a name up, so that a proxy
    given by its name would silently not be trusted.

    Raises
    ------
    ValueError
        A part is neither an address nor a network.
    """
    if text.strip() == EVERYBODY:
        return EVERYBODY
    parts = [part.strip() for part in text.split(",")]
    for part in parts:
        if not _is_network(part):
            raise ValueError(
                f"expected addresses or networks, such as 10.0.0.1,10.1.0.0/16, got {part!r}"
            )
    return ",".join(parts)


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True
