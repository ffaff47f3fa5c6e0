"""The public keys of receipts."""

from __future__ import annotations

from fastapi import APIRouter, Response

from issuance.server.once import answered
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.jwk import JwkSetOut
from issuance.server.service import ServiceHere

router = APIRouter(prefix="/v1", tags=["customer"], route_class=StrictRoute)


@router.get("/keys", response_model=JwkSetOut, responses=refuses())
async def keys(service: ServiceHere) -> Response:
    """List the keys that receipts are checked with, the newest first."""
    return answered(JwkSetOut.model_validate(service.keyring.jwk_set))
