"""Handovers: a voucher goes to another device of its customer."""

from __future__ import annotations

from fastapi import APIRouter, Response

from issuance.ledger import handover as handovers
from issuance.refusal import CustomerLimit, IdempotencyMismatch, NotFound, WrongState
from issuance.server import cookie
from issuance.server.auth import WHO, CustomerHere
from issuance.server.once import AnswersHere
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.base import Empty
from issuance.server.schemas.handover import HandoverIn, HandoverOut, handover_out
from issuance.server.schemas.voucher import VoucherOut
from issuance.server.service import ServiceHere

router = APIRouter(prefix="/v1", tags=["customer"], route_class=StrictRoute)


@router.post(
    "/vouchers/{voucher_id}/handovers",
    status_code=201,
    response_model=HandoverOut,
    responses=refuses(*WHO, NotFound, WrongState, IdempotencyMismatch, body=True),
)
def give(
    voucher_id: str,
    customer: CustomerHere,
    service: ServiceHere,
    answers: AnswersHere,
    body: Empty | None = None,
) -> Response:
    """Get a token with which another device takes the voucher, once, within minutes."""
    del body
    return answers.give(
        201,
        customer.who.actor,
        lambda once: service.ledger.change_once(
            once,
            customer.who,
            handovers.give,
            voucher_id,
            customer.device_id,
            limits=service.policy.handovers,
        ),
        handover_out,
    )


@router.post(
    "/handovers",
    status_code=200,
    response_model=VoucherOut,
    responses=refuses(*WHO, NotFound, WrongState, CustomerLimit, IdempotencyMismatch, body=True),
)
def take(
    body: HandoverIn, customer: CustomerHere, service: ServiceHere, answers: AnswersHere
) -> Response:
    """Take the voucher of a token to this device; the one that had it loses it."""
    taken = answers.give(
        200,
        customer.who.actor,
        lambda once: service.ledger.change_once(
            once,
            customer.who,
            handovers.take,
            body.token,
            customer.device_id,
            limits=service.policy.handovers,
        ),
        service.shown,
    )
    return cookie.keep(taken, customer.token)
