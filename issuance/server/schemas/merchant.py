"""The shapes of a merchant."""

from __future__ import annotations

from pydantic import Field

from issuance.model.merchant import Merchant
from issuance.server.schemas.base import In, MerchantId, Out, TimeOut, Words


class MerchantIn(In):
    """A merchant to be."""

    name: Words = Field(examples=["Café am Platz"])
    area: Words = Field(
        "",
        examples=["Old town"],
        description="Where it is: new stamps differ from those of the same area.",
    )


class MerchantName(In):
    """Another name for a merchant."""

    name: Words = Field(examples=["Café am Platz"])


class MerchantArea(In):
    """Another area for a merchant."""

    area: Words = Field(examples=["Old town"])


class MerchantOut(Out):
    """A merchant."""

    id: MerchantId
    name: str = Field(examples=["Café am Platz"])
    created_at: TimeOut
    area: str = Field(examples=["Old town"])


def merchant_out(merchant: Merchant) -> MerchantOut:
    """Shape a merchant."""
    return MerchantOut.model_validate(vars(merchant))
