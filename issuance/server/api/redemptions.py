"""What a merchant's program does with vouchers: redeem, take back, revoke."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response

from issuance.model.caller import Caller
from issuance.model.once import Once
from issuance.model.voucher import Holding
from issuance.refusal import (
    AlreadyRedeemed,
    Forbidden,
    IdempotencyMismatch,
    LockedOut,
    NotFound,
    NotOpen,
    ReversalTooLate,
    Unauthenticated,
    WrongState,
)
from issuance.server.auth import Manages, Redeems
from issuance.server.once import Answers, AnswersHere
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.base import Empty
from issuance.server.schemas.voucher import VoucherOut, voucher_out
from issuance.server.service import Service, ServiceHere

router = APIRouter(prefix="/v1/vouchers/{voucher_id}", tags=["merchant"], route_class=StrictRoute)
WHO = (Unauthenticated, Forbidden, LockedOut, NotFound, WrongState, IdempotencyMismatch)


@router.post(
    "/redemption",
    response_model=VoucherOut,
    responses=refuses(*WHO, AlreadyRedeemed, NotOpen, body=True),
)
def redeem(
    voucher_id: str,
    who: Redeems,
    service: ServiceHere,
    answers: AnswersHere,
    body: Empty | None = None,
) -> Response:
    """Write a verified voucher off."""
    del body
    return _answer(
        who, service, answers, lambda once: service.ledger.redeem(voucher_id, who, once=once)
    )


@router.post(
    "/reversal",
    response_model=VoucherOut,
    responses=refuses(*WHO, ReversalTooLate, body=True),
)
def reverse(
    voucher_id: str,
    who: Redeems,
    service: ServiceHere,
    answers: AnswersHere,
    body: Empty | None = None,
) -> Response:
    """Take a redemption back, while the campaign allows it."""
    del body
    return _answer(
        who, service, answers, lambda once: service.ledger.reverse(voucher_id, who, once=once)
    )


@router.post(
    "/revocation",
    response_model=VoucherOut,
    responses=refuses(*WHO, AlreadyRedeemed, body=True),
)
def revoke(
    voucher_id: str,
    who: Manages,
    service: ServiceHere,
    answers: AnswersHere,
    body: Empty | None = None,
) -> Response:
    """Revoke a voucher that is not redeemed."""
    del body
    return _answer(
        who, service, answers, lambda once: service.ledger.revoke(voucher_id, who, once=once)
    )


def _answer(
    who: Caller, service: Service, answers: Answers, change: Callable[[Once | None], Holding]
) -> Response:
    return answers.give(200, who.actor, change, lambda holding: voucher_out(holding, service))
