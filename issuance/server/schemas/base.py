"""What all shapes have in common."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from issuance.model import moment
from issuance.model.identifier import PATTERN

EXAMPLE_TIME = "2026-11-24T15:07:21.000000Z"


class In(BaseModel):
    """What somebody sends: every field is known, and nothing is taken for something else."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Out(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True)


class Empty(In):
    """A body that says nothing; it may be left out."""


def _text_only(value: object) -> object:
    if not isinstance(value, (str, datetime)):
        raise ValueError("expected a time, ISO 8601 with its offset")  # noqa: TRY004
    return value


def _utc_or_local(value: datetime) -> datetime:
    return value if value.tzinfo is None else _utc(value)


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("expected a time with its offset, Z for instance")
    try:
        return value.astimezone(timezone.utc)
    except OverflowError:
        raise ValueError("expected a time of this era") from None


TIME_SCHEMA = {"type": "string", "format": "date-time", "examples": [EXAMPLE_TIME]}
TimeIn = Annotated[
    datetime,
    BeforeValidator(_text_only),
    AfterValidator(_utc),
    WithJsonSchema(TIME_SCHEMA, mode="validation"),
]
# A local time has no offset; whoever takes it knows of which time zone it is.
LocalTimeIn = Annotated[
    datetime,
    BeforeValidator(_text_only),
    AfterValidator(_utc_or_local),
    WithJsonSchema(TIME_SCHEMA, mode="validation"),
]
TimeOut = Annotated[
    datetime,
    PlainSerializer(moment.text, return_type=str),
    WithJsonSchema(TIME_SCHEMA, mode="serialization"),
]


def _id(prefix: str) -> WithJsonSchema:
    digits = PATTERN.pattern.removeprefix("[a-z]{3}")
    example = f"{prefix}_01kayz9v8q7hq3x2m5c8w1r4t6"
    return WithJsonSchema(
        {"type": "string", "pattern": f"^{prefix}{digits}$", "examples": [example]}
    )


MerchantId = Annotated[str, _id("mer")]
StampId = Annotated[str, _id("stp")]
CampaignId = Annotated[str, _id("cmp")]
DeviceId = Annotated[str, _id("dev")]
VoucherId = Annotated[str, _id("vch")]
ChallengeId = Annotated[str, _id("chl")]
PresentationId = Annotated[str, _id("prs")]
KeyId = Annotated[str, _id("key")]
AlarmId = Annotated[str, _id("alm")]
# The model says how long a text may be; this is longer than any of them.
Words = Annotated[str, StringConstraints(max_length=4000)]
# A number is no text and no truth value.
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True, ge=-(2**63), lt=2**63)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
