"""How often something may be tried: the numbers. The ledger counts, and keeps the counts.

Failures lock out what failed, each further step for longer. An address may be a whole shop behind
one router, or a city behind one carrier, and a merchant's vouchers are in the hands of strangers:
limits on those are wide, and their lock-outs short, so that nobody locks out others for long.

A hand that presses badly fails now and then, not eight times in ten minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

from issuance.model.limit import Counts, Limit, Of

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True)
class Policy:
    """The limits on each thing that can be tried; empty: none.

    Attributes
    ----------
    devices : tuple of Limit
        New device tokens.
    claims : tuple of Limit
    challenges : tuple of Limit
    presentations : tuple of Limit
    keys : tuple of Limit
        API keys and device tokens that are none.
    """

    devices: tuple[Limit, ...] = ()
    claims: tuple[Limit, ...] = ()
    challenges: tuple[Limit, ...] = ()
    presentations: tuple[Limit, ...] = ()
    keys: tuple[Limit, ...] = ()

    @property
    def limits(self) -> tuple[Limit, ...]:
        """All limits."""
        return self.devices + self.claims + self.challenges + self.presentations + self.keys


def _failures(of: Of, *steps: tuple[int, int, int]) -> tuple[Limit, ...]:
    return tuple(
        Limit(f"failures-{of.value}-{number}", of, Counts.REFUSED, most, window_s, lock_s)
        for number, (most, window_s, lock_s) in enumerate(steps, 1)
    )


def _rate(what: str, of: Of, most: int, window_s: int) -> Limit:
    return Limit(f"{what}-{of.value}", of, Counts.ALL, most, window_s, window_s)


POLICY = Policy(
    devices=(_rate("devices", Of.ADDRESS, 300, HOUR),),
    claims=(
        _rate("claims", Of.DEVICE, 60, HOUR),
        # Nobody's stock is gone in seconds: what is claimed and not stamped comes back in a day.
        Limit("claims-address-1", Of.ADDRESS, Counts.ALL, 30, MINUTE, MINUTE),
        Limit("claims-address-2", Of.ADDRESS, Counts.ALL, 300, HOUR, HOUR),
    ),
    challenges=(
        _rate("challenges", Of.VOUCHER, 60, HOUR),
        _rate("challenges", Of.DEVICE, 200, HOUR),
        _rate("challenges", Of.ADDRESS, 5000, HOUR),
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
        *_failures(Of.ADDRESS, (120, 10 * MINUTE, MINUTE), (600, 2 * HOUR, 10 * MINUTE)),
        *_failures(Of.MERCHANT, (2000, 10 * MINUTE, MINUTE)),
    ),
    keys=(
        Limit("keys-address-1", Of.ADDRESS, Counts.REFUSED, 30, 10 * MINUTE, MINUTE),
        Limit("keys-address-2", Of.ADDRESS, Counts.REFUSED, 200, 2 * HOUR, 30 * MINUTE),
    ),
)
UNLIMITED = Policy()
