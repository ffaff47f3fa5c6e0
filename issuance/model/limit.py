"""A limit on how often something may be tried, as the ledger counts it.

Which limits there are is policy and stands elsewhere; counts and lock-outs are rows, so that a
restart forgets none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Of(str, Enum):
    """Whose attempts are counted together."""

    VOUCHER = "voucher"
    DEVICE = "device"
    KEY = "key"
    MERCHANT = "merchant"
    TILL = "till"  # whoever has the till code of a merchant
    ADDRESS = "address"
    SITE = "site"
    BLOCK = "block"
    STAMP = "stamp"
    SERVICE = "service"


class Counts(str, Enum):
    """Which attempts count; a wrong one was read as a pattern and refused."""

    ALL = "all"
    REFUSED = "refused"
    WRONG = "wrong"


@dataclass(frozen=True)
class Limit:
    """So many in a window are enough; the last of them starts a lock-out.

    Attributes
    ----------
    name : str
        Unlike that of every other limit; rows in the database carry it.
    of : Of
        A limit on something that a call does not have, an address for instance, counts nothing.
    counts : Counts
    most : int
        The attempt that makes it so many in one window is the last one for `lock_s`; twice as many,
        again.
    window_s : int
        Windows begin at multiples of this since 1970.
    lock_s : int
        The lock-out lasts so long; 0 for a budget, which is used up until its window ends.
    """

    name: str
    of: Of
    counts: Counts
    most: int
    window_s: int
    lock_s: int
