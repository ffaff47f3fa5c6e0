"""The shape of a problem document."""

from __future__ import annotations

from pydantic import Field

from issuance.server.schemas.base import Out


class FieldProblem(Out):
    """What is wrong with one field."""

    field: str = Field(examples=["samples[3][0]"])
    message: str = Field(examples=["expected 5 points"])


class Problem(Out):
    """Why a request was refused (RFC 9457)."""

    type: str = Field(
        description="`/problems/` and the slug that programs go by.",
        examples=["/problems/not-found"],
    )
    title: str = Field(examples=["There is no such thing"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["no voucher vch_01kayz9v8q7hq3x2m5c8w1r4t6"])
    puzzle: str | None = Field(
        None,
        description="Only with `price-due`. Find a decimal number for which the SHA-256 of the "
        "puzzle, a colon and the number begins with as many zero bits as the puzzle's first part "
        "says, within ten minutes.",
        examples=["14.1795000000.3f2a9c0b1d4e.0123456789abcdef"],
    )
    errors: list[FieldProblem] | None = Field(None, description="Only with `invalid`.")
