"""The shapes of a stamp."""

from __future__ import annotations

from pydantic import Field

from issuance.model.stamp import Stamp, StampStatus
from issuance.server.schemas.base import (
    Flag,
    In,
    MerchantId,
    Out,
    StampId,
    TimeOut,
    Whole,
    Words,
)


class StampIn(In):
    """A stamp to be registered."""

    family: Words = Field("touch5", examples=["touch5"])
    code: Whole | None = Field(
        None, examples=[1234], description="What it reads as; one drawn at random if left out."
    )
    label: Words = Field("", examples=["till 2"])
    two_ended: Flag = Field(
        False, description="Make it a two-ended stamp; both codes are drawn where none is given."
    )
    second_code: Whole | None = Field(
        None, examples=[567], description="The other code of a two-ended stamp, in either order."
    )


class StampChange(In):
    """What may change about a stamp; what is left out stays."""

    status: StampStatus | None = Field(None, examples=["lost"])
    label: Words | None = Field(None, examples=["till 2"])


class StampOut(Out):
    """A stamp."""

    id: StampId
    merchant_id: MerchantId
    family: str = Field(examples=["touch5"])
    code: int | None = Field(
        examples=[1234],
        description="Null for a key without the role manage: with its code, a stamp can be made.",
    )
    status: StampStatus
    label: str = Field(examples=["till 2"])
    created_at: TimeOut
    second_code: int | None = Field(
        examples=[None],
        description="Of a two-ended stamp, the code of its notched end, always above `code`, "
        "which is that of its plain end. Null where `code` is null.",
    )
    two_ended: bool = Field(description="Whether it has a face at each end of its handle.")


def stamp_out(stamp: Stamp) -> StampOut:
    """Shape a stamp for those who may make it."""
    return StampOut.model_validate({**vars(stamp), "two_ended": stamp.is_two_ended})


def stamp_without_codes(stamp: Stamp) -> StampOut:
    """Shape a stamp for those who may not make it."""
    return stamp_out(stamp).model_copy(update={"code": None, "second_code": None})
