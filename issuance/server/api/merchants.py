"""Merchants."""

from __future__ import annotations

from fastapi import APIRouter, Response

from issuance.ledger import find, lists
from issuance.ledger import register as registration
from issuance.refusal import (
    IdempotencyMismatch,
    NotFound,
)
from issuance.server.auth import WHO, Administers, Manages, Reads
from issuance.server.once import AnswersHere, answered
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.merchant import (
    MerchantArea,
    MerchantChange,
    MerchantIn,
    MerchantOut,
    merchant_out,
)
from issuance.server.schemas.page import A_PAGE, After, Limit, PageOut, page_out
from issuance.server.service import ServiceHere

router = APIRouter(prefix="/v1/merchants", tags=["merchant"], route_class=StrictRoute)


@router.post(
    "",
    status_code=201,
    response_model=MerchantOut,
    responses=refuses(*WHO, IdempotencyMismatch, body=True),
)
def register(
    body: MerchantIn, who: Administers, service: ServiceHere, answers: AnswersHere
) -> Response:
    """Take a merchant in."""
    return answers.give(
        201,
        who.actor,
        lambda once: service.ledger.change_once(
            once, who, registration.register_merchant, body.name, body.area, body.time_zone
        ),
        merchant_out,
    )


@router.get("", response_model=PageOut[MerchantOut], responses=refuses(*WHO))
def list_merchants(
    who: Reads, service: ServiceHere, after: After = None, limit: Limit = A_PAGE
) -> Response:
    """List the merchants that the key may see."""
    page = service.ledger.ask(lists.merchants, who, after, limit)
    return answered(page_out(page, merchant_out, PageOut[MerchantOut]))


@router.get("/{merchant_id}", response_model=MerchantOut, responses=refuses(*WHO, NotFound))
def show(merchant_id: str, who: Reads, service: ServiceHere) -> Response:
    """Show a merchant."""
    return answered(merchant_out(service.ledger.ask(find.merchant, merchant_id, who)))


@router.patch(
    "/{merchant_id}",
    response_model=MerchantOut,
    responses=refuses(*WHO, NotFound, IdempotencyMismatch, body=True),
)
def change(
    merchant_id: str, body: MerchantChange, who: Manages, service: ServiceHere, answers: AnswersHere
) -> Response:
    """Give a merchant another name or time zone."""
    return answers.give(
        200,
        who.actor,
        lambda once: service.ledger.change_once(
            once, who, registration.change_merchant, merchant_id, body.name, body.time_zone
        ),
        merchant_out,
    )


@router.put(
    "/{merchant_id}/area",
    response_model=MerchantOut,
    responses=refuses(*WHO, NotFound, IdempotencyMismatch, body=True),
)
def move(
    merchant_id: str,
    body: MerchantArea,
    who: Administers,
    service: ServiceHere,
    answers: AnswersHere,
) -> Response:
    """Put a merchant into another area; the stamps that it has stay as they are."""
    return answers.give(
        200,
        who.actor,
        lambda once: service.ledger.change_once(
            once, who, registration.move_merchant, merchant_id, body.area
        ),
        merchant_out,
    )
