"""Devices: a token for whoever asks."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from issuance.ledger import register as registration
from issuance.refusal import IdempotencyMismatch, LockedOut
from issuance.server.once import AnswersHere
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.base import Empty
from issuance.server.schemas.device import DeviceOut, device_out
from issuance.server.service import ServiceHere

router = APIRouter(prefix="/v1", tags=["customer"], route_class=StrictRoute)


@router.post(
    "/devices",
    status_code=201,
    response_model=DeviceOut,
    responses=refuses(LockedOut, IdempotencyMismatch, body=True),
)
def register(
    request: Request, service: ServiceHere, answers: AnswersHere, body: Empty | None = None
) -> Response:
    """Get a token for this device. It stands for its customer; there is no login."""
    del body
    who = service.caller(request)
    return answers.give(
        201,
        who.actor,
        lambda once: service.ledger.change_once(
            once, who, registration.register_device, limits=service.policy.devices
        ),
        device_out,
    )
