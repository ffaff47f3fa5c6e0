"""The shape of an event of the audit trail."""

from __future__ import annotations

from pydantic import Field

from issuance.model.event import Event
from issuance.server.schemas.base import Out, TimeOut


class EventOut(Out):
    """An event, with what its hash covers."""

    seq: int
    at: TimeOut
    actor: str = Field(examples=["device:dev_01kayz9v8q7hq3x2m5c8w1r4t6"])
    kind: str = Field(examples=["voucher-claimed"])
    subject: str = Field(examples=["vch_01kayz9v8q7hq3x2m5c8w1r4t6"])
    details: str = Field(description="JSON, canonical: the text that is hashed.")
    previous: str
    hash: str


def event_out(event: Event) -> EventOut:
    """Shape an event."""
    return EventOut.model_validate(vars(event))
