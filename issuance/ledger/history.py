"""What the audit trail says of vouchers, held against the rows that everything else goes by."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import select

from issuance.database import tables
from issuance.model.voucher import TAKEN, State
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from issuance.model.event import Event

# The state after each kind of event about a voucher; a touch that fills no card changes none.
AFTER = {
    "voucher-claimed": State.UNVERIFIED,
    "voucher-stamped": State.UNVERIFIED,
    "voucher-verified": State.VERIFIED,
    "voucher-redeemed": State.REDEEMED,
    "redemption-reversed": State.VERIFIED,
    "voucher-revoked": State.REVOKED,
    "voucher-expired": State.EXPIRED,
    "voucher-restored": State.UNVERIFIED,
}
VOUCHERS = select(tables.voucher.c.id, tables.voucher.c.campaign_id, tables.voucher.c.state)
CAMPAIGNS = select(tables.campaign.c.id, tables.campaign.c.taken)
# What the details of a claim, or of what was brought back, hold, which are canonical JSON.
SAYS, AT_ONCE = '"state":', '"state":"verified"'
TOOK = frozenset(state.value for state in TAKEN)


class History:
    """The states of all vouchers, as far as some events tell."""

    def __init__(self) -> None:
        self._states: dict[str, str] = {}
        # Claims of the time before events said whether they verified at once.
        self._untold: set[str] = set()

    def follow(self, event: Event) -> None:
        """Take in the next event."""
        if event.kind not in AFTER:
            return
        state = AFTER[event.kind].value
        self._untold.discard(event.subject)
        if event.kind in ("voucher-claimed", "voucher-restored"):
            if AT_ONCE in event.details:
                state = State.VERIFIED.value
            elif SAYS not in event.details:
                self._untold.add(event.subject)
        self._states[event.subject] = state

    def contradiction(self, connection: Connection) -> str:
        """Say what in the rows is not what was told; empty where they agree."""
        seen, taken = 0, Counter[str]()
        for voucher_id, campaign_id, state in connection.execute(VOUCHERS):
            told = self._states.get(voucher_id)
            seen += told is not None
            taken[campaign_id] += state in TOOK
            at_once = voucher_id in self._untold and state == State.VERIFIED.value
            if told != state and not at_once:
                known = "nothing is told of it" if told is None else f"it is told to be {told}"
                return f"voucher {voucher_id} is {state}, and {known}"
        if seen < len(self._states):
            return f"{counted(len(self._states) - seen, 'voucher')} of the trail missing"
        for campaign_id, stored in connection.execute(CAMPAIGNS):
            if stored != taken[campaign_id]:
                found = taken[campaign_id]
                told = counted(stored, "voucher")
                return f"campaign {campaign_id} counts {told} taken, {found} exist"
        return ""
