"""Who asks for a change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """Who asks, as the audit trail names it, and what belongs to them.

    Attributes
    ----------
    actor : str
        ``device:dev_…``, ``key:key_…``, ``command`` or ``clock``.
    merchant_id : str or None
        A key for one merchant finds nothing of another; None: no such bound.
    address : str or None
        Hash of the network address, where there is one.
    """

    actor: str
    merchant_id: str | None = None
    address: str | None = None


COMMAND = Caller("command")
CLOCK = Caller("clock")
