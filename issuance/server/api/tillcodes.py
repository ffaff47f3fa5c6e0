"""The code at a merchant's till."""

from __future__ import annotations

from fastapi import APIRouter, Response

from issuance.ledger import tillcode
from issuance.refusal import IdempotencyMismatch, NotFound
from issuance.server.auth import WHO, Manages
from issuance.server.once import AnswersHere, answered
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.base import Empty
from issuance.server.schemas.tillcode import TillCodeOut, till_code_out
from issuance.server.service import ServiceHere

router = APIRouter(prefix="/v1/merchants", tags=["merchant"], route_class=StrictRoute)


@router.get(
    "/{merchant_id}/till-code", response_model=TillCodeOut, responses=refuses(*WHO, NotFound)
)
def show(merchant_id: str, who: Manages, service: ServiceHere) -> Response:
    """Show the code that new customers need while somebody guesses this merchant's patterns."""
    return answered(till_code_out(service.ledger.ask(tillcode.till_code, merchant_id, who)))


@router.post(
    "/{merchant_id}/till-code",
    status_code=201,
    response_model=TillCodeOut,
    responses=refuses(*WHO, NotFound, IdempotencyMismatch, body=True),
)
def renew(
    merchant_id: str,
    who: Manages,
    service: ServiceHere,
    answers: AnswersHere,
    body: Empty | None = None,
) -> Response:
    """Draw another code; the one before counts no more."""
    del body
    return answers.give(
        201,
        who.actor,
        lambda once: service.ledger.change_once(once, who, tillcode.renew_till_code, merchant_id),
        till_code_out,
    )
