"""The shape of a till code."""

from __future__ import annotations

from pydantic import Field

from issuance.model.tillcode import TillCode
from issuance.server.schemas.base import MerchantId, Out, TimeOut


class TillCodeOut(Out):
    """The code at a merchant's till."""

    merchant_id: MerchantId
    code: str = Field(examples=["K7QM-3XRD"])
    created_at: TimeOut


def till_code_out(found: TillCode) -> TillCodeOut:
    """Shape a till code."""
    return TillCodeOut(merchant_id=found.merchant_id, code=found.shown, created_at=found.created_at)
