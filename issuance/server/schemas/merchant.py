"""The shapes of a merchant."""

from __future__ import annotations

from pydantic import Field

from issuance.model.merchant import Merchant
from issuance.server.schemas.base import In, MerchantId, Out, TimeOut, Words


class MerchantIn(In):
    """A merchant to be, or a new name for one."""

    name: Words = Field(examples=["Café am Platz"])


class MerchantOut(Out):
    """A merchant."""

    id: MerchantId
    name: str = Field(examples=["Café am Platz"])
    created_at: TimeOut


def merchant_out(merchant: Merchant) -> MerchantOut:
    """Shape a merchant."""
    return MerchantOut(id=merchant.id, name=merchant.name, created_at=merchant.created_at)
