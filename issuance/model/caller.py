"""Who asks for a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuance.model.limit import Of

if TYPE_CHECKING:
    from issuance.model.apikey import Role


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
        Hash of the network address, where there is one; of IPv6, of its /64.
    site : str or None
        Hash of the network that a household or a small company gets: an IPv6 /56.
    block : str or None
        Hash of the network that a company gets: an IPv6 /48 or an IPv4 /24.
    roles : frozenset of Role
        Of the API key that asks; empty for whoever has none.
    """

    actor: str
    merchant_id: str | None = None
    address: str | None = None
    site: str | None = None
    block: str | None = None
    roles: frozenset[Role] = frozenset()

    @property
    def places(self) -> dict[Of, str | None]:
        """Where the caller is, as limits count it."""
        return {Of.ADDRESS: self.address, Of.SITE: self.site, Of.BLOCK: self.block}


COMMAND = Caller("command")
CLOCK = Caller("clock")
