"""Presses that are not read, thousands of them, to shut a shop for everybody; in virtual time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.attack.finding import Finding
from benchmarks.attack.town import town
from issuance.refusal import LockedOut, NotAccepted

if TYPE_CHECKING:
    from benchmarks.attack.town import Guest, Shop, Town

NAME = "lockout"
# As it was done: so many presses, so many of each device; some devices in the shop's own network.
PRESSES, A_DEVICE, TOOK_S, BESIDE = 2000, 8, 34, 10
REST_S = 60  # a stamp card rests between two touches
CUSTOMERS, NETWORK, ELSEWHERE, FAR = 30, 1, 2, 1000


def measure_lockout(database: str) -> list[Finding]:
    """Press nothing two thousand times, and let customers come right after it."""
    with town(database) as place:
        shop = place.open_shop()
        known = [place.come(NETWORK if n % 2 else ELSEWHERE) for n in range(CUSTOMERS)]
        new = [place.come(NETWORK if n % 2 else ELSEWHERE) for n in range(CUSTOMERS)]
        for guest in known:
            place.press(guest, shop, shop.code)
        place.clock.advance(REST_S)
        looked_at = 0
        attackers = [
            place.come(NETWORK if n < BESIDE else FAR + n) for n in range(PRESSES // A_DEVICE)
        ]
        for guest in attackers:
            place.clock.advance(TOOK_S / len(attackers))
            looked_at += sum(_is_looked_at(place, guest, shop) for _ in range(A_DEVICE))
        refused_known = sum(not place.is_served(guest, shop) for guest in known)
        refused_new = sum(not place.is_served(guest, shop) for guest in new)
        refused_sender = sum(not place.is_served(guest, shop) for guest in attackers)
    return [
        Finding(NAME, "presses that were not read", "presses", PRESSES, looked_at, None),
        Finding(NAME, "their senders locked out", "devices", None, refused_sender, None),
        Finding(NAME, "known customers refused", f"of {CUSTOMERS}", CUSTOMERS, refused_known, 0),
        Finding(NAME, "new customers refused", f"of {CUSTOMERS}", CUSTOMERS, refused_new, 0),
    ]


def _is_looked_at(place: Town, guest: Guest, shop: Shop) -> bool:
    """Press nothing that is read; say whether the service looked at it."""
    try:
        place.press(guest, shop, None)
    except NotAccepted:
        return True
    except LockedOut:
        return False
    raise AssertionError("what was not read was accepted")
