"""API keys, made and revoked by administrators."""

from __future__ import annotations

from fastapi import APIRouter, Response

from issuance.ledger import keys, lists
from issuance.refusal import (
    IdempotencyMismatch,
    NotFound,
)
from issuance.server.auth import WHO, Administers
from issuance.server.once import AnswersHere, answered
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.apikey import (
    ApiKeyIn,
    ApiKeyOut,
    NewApiKeyOut,
    api_key_out,
    new_api_key_out,
)
from issuance.server.schemas.page import A_PAGE, After, Limit, PageOut, page_out
from issuance.server.service import ServiceHere

router = APIRouter(prefix="/v1/api-keys", tags=["administration"], route_class=StrictRoute)


@router.post(
    "",
    status_code=201,
    response_model=NewApiKeyOut,
    responses=refuses(*WHO, NotFound, IdempotencyMismatch, body=True),
)
def make(body: ApiKeyIn, who: Administers, service: ServiceHere, answers: AnswersHere) -> Response:
    """Make a key; its secret is shown this once."""
    return answers.give(
        201,
        who.actor,
        lambda once: service.ledger.change_once(
            once, who, keys.make_api_key, body.label, body.merchant_id, frozenset(body.roles)
        ),
        new_api_key_out,
    )


@router.get("", response_model=PageOut[ApiKeyOut], responses=refuses(*WHO))
def list_keys(
    who: Administers, service: ServiceHere, after: After = None, limit: Limit = A_PAGE
) -> Response:
    """List keys, without their secrets."""
    page = service.ledger.ask(lists.api_keys, who, after, limit)
    return answered(page_out(page, api_key_out, PageOut[ApiKeyOut]))


@router.delete(
    "/{key_id}", response_model=ApiKeyOut, responses=refuses(*WHO, NotFound, IdempotencyMismatch)
)
def revoke(key_id: str, who: Administers, service: ServiceHere, answers: AnswersHere) -> Response:
    """Revoke a key, at once; revoked again, nothing changes."""
    return answers.give(
        200,
        who.actor,
        lambda once: service.ledger.change_once(once, who, keys.revoke_api_key, key_id),
        api_key_out,
    )
