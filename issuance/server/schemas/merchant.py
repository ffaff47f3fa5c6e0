"""The shapes of a merchant."""

from __future__ import annotations

from pydantic import Field

from issuance.model.merchant import Merchant
from issuance.server.schemas.base import In, MerchantId, Out, TimeOut, Words

A_ZONE = "Asia/Shanghai"


class MerchantIn(In):
    """A merchant to be."""

    name: Words = Field(examples=["Café am Platz"])
    area: Words = Field(
        "",
        examples=["Old town"],
        description="Where it is: new stamps differ from those of the same area.",
    )
    time_zone: Words | None = Field(
        None, examples=[A_ZONE], description="IANA name; if left out, that of the service."
    )


class MerchantChange(In):
    """What may change about a merchant; what is left out stays."""

    name: Words | None = Field(None, examples=["Café am Platz"])
    time_zone: Words | None = Field(None, examples=[A_ZONE], description="IANA name.")


class MerchantArea(In):
    """Another area for a merchant."""

    area: Words = Field(examples=["Old town"])


class MerchantOut(Out):
    """A merchant."""

    id: MerchantId
    name: str = Field(examples=["Café am Platz"])
    created_at: TimeOut
    area: str = Field(examples=["Old town"])
    time_zone: str = Field(
        examples=[A_ZONE], description="In which its days begin and end; an IANA name."
    )


def merchant_out(merchant: Merchant) -> MerchantOut:
    """Shape a merchant."""
    return MerchantOut.model_validate(vars(merchant))
