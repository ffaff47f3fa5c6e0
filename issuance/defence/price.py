"""What a new device costs: nothing in peace, ever more work the more devices and wrong patterns.

::

    bits ▲            ┌──── 20   some seconds of a phone
         │        ┌───┘          two bits for twice as many
      14 │    ┌───┘              some hundredths of a second
         │    │
       0 └────┴──────────────►   devices of a network in an hour; wrong patterns at the service

It makes devices dear for who has no machine to rent, and for nobody else; what bounds guesses are
the budgets (`limits.py`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from issuance.model.limit import Of

if TYPE_CHECKING:
    from collections.abc import Mapping

# New devices in an hour that are free, of an address (a shop's own network), a site and a block.
FREE = {Of.ADDRESS: 60, Of.SITE: 120, Of.BLOCK: 240}
# Wrong patterns of strangers in an hour, at all shops, from which on every new device costs.
PEACE = 40
# Bits of the cheapest puzzle and of the dearest: a phone hashes some 400,000 times a second.
LEAST_BITS, MOST_BITS = 14, 20


def bits_due(devices: Mapping[Of, int], wrong: int) -> int:
    """Compute the bits of work that a new device costs.

    Parameters
    ----------
    devices : mapping of Of to int
        New devices of this hour, by the network.
    wrong : int
        Wrong patterns of strangers in this hour, at the whole service.
    """
    shares = [devices.get(of, 0) / free for of, free in FREE.items()]
    share = max(*shares, wrong / PEACE)
    if share < 1:
        return 0
    return min(LEAST_BITS + int(2 * math.log2(share)), MOST_BITS)
