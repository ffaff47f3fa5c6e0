"""What the events of a voucher tell of its state."""

from __future__ import annotations

from issuance.model.voucher import State

# The state after each kind of event about a voucher; a touch that fills no card changes none.
AFTER = {
    "voucher-claimed": State.UNVERIFIED.value,
    "voucher-stamped": State.UNVERIFIED.value,
    "voucher-verified": State.VERIFIED.value,
    "voucher-redeemed": State.REDEEMED.value,
    "redemption-reversed": State.VERIFIED.value,
    "voucher-revoked": State.REVOKED.value,
    "voucher-expired": State.EXPIRED.value,
    "voucher-restored": State.UNVERIFIED.value,
}
# Of a claim in the time before events told whether it verified at once.
UNTOLD = "untold"
# What the details of a claim, or of what was brought back, hold, which are canonical JSON.
SAYS, AT_ONCE = '"state":', '"state":"verified"'


def told(kind: str, details: str) -> str | None:
    """Return the state that an event leaves a voucher in; None where it is about something else."""
    state = AFTER.get(kind)
    if kind in ("voucher-claimed", "voucher-restored"):
        if AT_ONCE in details:
            return State.VERIFIED.value
        if SAYS not in details:
            return UNTOLD
    return state


def agrees(state: str, row: str) -> bool:
    """Whether a voucher's row is as its events tell."""
    if state == UNTOLD:
        return row in (State.UNVERIFIED.value, State.VERIFIED.value)
    return state == row


def shown(state: str) -> str:
    """Return a state for people."""
    return State.UNVERIFIED.value if state == UNTOLD else state
