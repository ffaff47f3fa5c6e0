"""Devices: a token for whoever asks."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from issuance.ledger import register as registration
from issuance.refusal import IdempotencyMismatch, LockedOut, PriceDue
from issuance.server.once import AnswersHere
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.device import DeviceIn, DeviceOut, device_out
from issuance.server.service import ServiceHere

router = APIRouter(prefix="/v1", tags=["customer"], route_class=StrictRoute)


@router.post(
    "/devices",
    status_code=201,
    response_model=DeviceOut,
    responses=refuses(PriceDue, LockedOut, IdempotencyMismatch, body=True),
)
def register(
    request: Request, service: ServiceHere, answers: AnswersHere, body: DeviceIn | None = None
) -> Response:
    """Get a token for this device. It stands for its customer; there is no login.

    While many come from one network, or somebody guesses patterns, a new device costs some work:
    `price-due` brings a puzzle along, which is sent back with its answer.
    """
    who = service.caller(request)
    return answers.give(
        201,
        who.actor,
        lambda once: service.ledger.change_once(
            once,
            who,
            registration.register_device,
            limits=service.policy.devices,
            budgets=service.policy.strangers,
            price=service.policy.price,
            paid=None if body is None else service.paid(body.puzzle, body.answer),
        ),
        device_out,
    )
