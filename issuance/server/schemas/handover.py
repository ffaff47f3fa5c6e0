"""The shapes of a handover."""

from __future__ import annotations

from pydantic import Field

from issuance.model.handover import NewHandover
from issuance.server.schemas.base import In, Out, TimeOut, VoucherId, Words

TOKEN = "hnd_Zm9v"


class HandoverIn(In):
    """What another device shows."""

    token: Words = Field(examples=[TOKEN])


class HandoverOut(Out):
    """A handover, with the token that is shown this once."""

    voucher_id: VoucherId
    token: str = Field(examples=[TOKEN])
    expires_at: TimeOut


def handover_out(new: NewHandover) -> HandoverOut:
    """Shape a handover."""
    return HandoverOut.model_validate(vars(new))
