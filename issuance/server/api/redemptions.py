"""What a merchant's program does with vouchers: redeem, take back, revoke."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Response

from issuance.ledger import redeem as redemptions
from issuance.ledger import revoke as revocations
from issuance.ledger.change import Change
from issuance.model.caller import Caller
from issuance.model.voucher import Holding
from issuance.refusal import (
    AlreadyRedeemed,
    IdempotencyMismatch,
    NotFound,
    NotOpen,
    ReversalTooLate,
    WrongState,
)
from issuance.server.auth import WHO, Manages, Redeems
from issuance.server.once import Answers, AnswersHere
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.base import Empty
from issuance.server.schemas.voucher import VoucherOut
from issuance.server.service import Service, ServiceHere

router = APIRouter(prefix="/v1/vouchers/{voucher_id}", tags=["merchant"], route_class=StrictRoute)
REFUSED = (*WHO, NotFound, WrongState, IdempotencyMismatch)


@router.post(
    "/redemption",
    response_model=VoucherOut,
    responses=refuses(*REFUSED, AlreadyRedeemed, NotOpen, body=True),
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
    return _answer(voucher_id, who, service, answers, redemptions.redeem)


@router.post(
    "/reversal",
    response_model=VoucherOut,
    responses=refuses(*REFUSED, ReversalTooLate, body=True),
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
    return _answer(voucher_id, who, service, answers, redemptions.reverse)


@router.post(
    "/revocation",
    response_model=VoucherOut,
    responses=refuses(*REFUSED, AlreadyRedeemed, body=True),
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
    return _answer(voucher_id, who, service, answers, revocations.revoke)


def _answer(
    voucher_id: str,
    who: Caller,
    service: Service,
    answers: Answers,
    work: Callable[[Change, str], Holding],
) -> Response:
    return answers.give(
        200,
        who.actor,
        lambda once: service.ledger.change_once(once, who, work, voucher_id),
        service.shown,
    )
