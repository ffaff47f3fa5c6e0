"""How often something may be tried: the numbers. The ledger counts, and keeps the counts.

Failures lock out the voucher and the device that failed, each further step for longer, and nobody
else: an address may be a whole shop behind one router, or a city behind one carrier, and a
merchant's vouchers are in the hands of strangers.

Wrong patterns that strangers show come out of budgets, because a shop's pattern is one of 4,096
and each of them is a guess. A budget that is used up closes nothing either: strangers then need the
till code (`issuance.ledger.strangers`). docs/security.md derives the numbers.

A hand that presses badly fails now and then, not eight times in ten minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuance.defence.price import bits_due
from issuance.model.limit import Counts, Limit, Of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True)
class Policy:
    """The limits on each thing that can be tried; empty: none.

    Attributes
    ----------
    devices : tuple of Limit
        New device tokens.
    claims : tuple of Limit
    handovers : tuple of Limit
        Tokens that take a voucher to another device, made and used.
    challenges : tuple of Limit
    presentations : tuple of Limit
    strangers : tuple of Limit
        Wrong patterns of devices that the merchant has not stamped.
    till_codes : tuple of Limit
        Till codes that are not the merchant's.
    price : function
        Bits of work that a new device costs, see `issuance.defence.price.bits_due`.
    keys : tuple of Limit
        API keys and device tokens that are none.
    """

    devices: tuple[Limit, ...] = ()
    claims: tuple[Limit, ...] = ()
    handovers: tuple[Limit, ...] = ()
    challenges: tuple[Limit, ...] = ()
    presentations: tuple[Limit, ...] = ()
    strangers: tuple[Limit, ...] = ()
    till_codes: tuple[Limit, ...] = ()
    price: Callable[[Mapping[Of, int], int], int] = bits_due
    keys: tuple[Limit, ...] = ()

    @property
    def limits(self) -> tuple[Limit, ...]:
        """All limits."""
        attempts = self.devices + self.claims + self.handovers + self.challenges
        attempts += self.presentations
        return attempts + self.strangers + self.till_codes + self.keys


def _failures(
    of: Of, *steps: tuple[int, int, int], counts: Counts = Counts.REFUSED
) -> tuple[Limit, ...]:
    return tuple(
        Limit(f"failures-{of.value}-{number}", of, counts, most, window_s, lock_s)
        for number, (most, window_s, lock_s) in enumerate(steps, 1)
    )


def _budgets(of: Of, *budgets: tuple[int, int]) -> tuple[Limit, ...]:
    return tuple(
        Limit(f"strangers-{of.value}-{number}", of, Counts.WRONG, most, window_s, 0)
        for number, (most, window_s) in enumerate(budgets, 1)
    )


def _rate(what: str, of: Of, most: int, window_s: int) -> Limit:
    return Limit(f"{what}-{of.value}", of, Counts.ALL, most, window_s, window_s)


POLICY = Policy(
    devices=(
        _rate("devices", Of.ADDRESS, 300, HOUR),
        _rate("devices", Of.SITE, 600, HOUR),
        _rate("devices", Of.BLOCK, 1200, HOUR),
    ),
    claims=(
        _rate("claims", Of.DEVICE, 60, HOUR),
        # Nobody's stock is gone in seconds: what is claimed and not stamped comes back in a day.
        Limit("claims-address-1", Of.ADDRESS, Counts.ALL, 30, MINUTE, MINUTE),
        Limit("claims-address-2", Of.ADDRESS, Counts.ALL, 300, HOUR, HOUR),
        _rate("claims", Of.SITE, 600, HOUR),
        _rate("claims", Of.BLOCK, 1200, HOUR),
    ),
    handovers=(
        _rate("handovers", Of.VOUCHER, 20, HOUR),
        _rate("handovers", Of.DEVICE, 60, HOUR),
        _rate("handovers", Of.ADDRESS, 300, HOUR),
    ),
    challenges=(
        _rate("challenges", Of.VOUCHER, 60, HOUR),
        _rate("challenges", Of.DEVICE, 200, HOUR),
        _rate("challenges", Of.ADDRESS, 5000, HOUR),
        _rate("challenges", Of.SITE, 10_000, HOUR),
        _rate("challenges", Of.BLOCK, 20_000, HOUR),
    ),
    # most failures, in a window of seconds, lock out for seconds
    presentations=(
        *_failures(
            Of.VOUCHER,
            (8, 10 * MINUTE, 2 * MINUTE),
            (20, 2 * HOUR, 30 * MINUTE),
            (50, DAY, DAY),
        ),
        *_failures(
            Of.DEVICE,
            (12, 10 * MINUTE, 2 * MINUTE),
            (40, 2 * HOUR, HOUR),
            (100, DAY, DAY),
        ),
        # A kiosk's key may belong to a thief, and a kiosk's presses are no stranger's.
        *_failures(Of.KEY, (20, HOUR, 10 * MINUTE), (40, DAY, DAY), counts=Counts.WRONG),
    ),
    # most wrong patterns, in a window of seconds
    strangers=(
        *_budgets(Of.DEVICE, (4, DAY)),
        *_budgets(Of.ADDRESS, (12, HOUR)),
        *_budgets(Of.SITE, (24, HOUR)),
        *_budgets(Of.BLOCK, (48, HOUR)),
        *_budgets(Of.MERCHANT, (16, DAY), (96, 28 * DAY)),
        *_budgets(Of.TILL, (16, DAY)),
        *_budgets(Of.SERVICE, (150, HOUR), (1000, DAY)),
    ),
    till_codes=(Limit("till-codes-device", Of.DEVICE, Counts.REFUSED, 10, HOUR, HOUR),),
    keys=(
        Limit("keys-address-1", Of.ADDRESS, Counts.REFUSED, 30, 10 * MINUTE, MINUTE),
        Limit("keys-address-2", Of.ADDRESS, Counts.REFUSED, 200, 2 * HOUR, 30 * MINUTE),
        Limit("keys-block", Of.BLOCK, Counts.REFUSED, 800, 2 * HOUR, 30 * MINUTE),
    ),
)
UNLIMITED = Policy()
