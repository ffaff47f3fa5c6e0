"""Devices: a token for whoever asks."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from issuance.ledger import keys
from issuance.ledger import register as registration
from issuance.refusal import IdempotencyMismatch, LockedOut, PriceDue
from issuance.server import cookie
from issuance.server.auth import WHO, CustomerHere, TokenKept
from issuance.server.once import AnswersHere, answered
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


@router.delete(
    "/devices/mine",
    status_code=204,
    response_class=Response,
    responses=refuses(*WHO),
)
def forget(customer: CustomerHere, service: ServiceHere) -> Response:
    """Forget this device: its token is worth nothing any more, and its vouchers are out of reach.

    What was claimed, stamped and redeemed stays, under an identifier that is nobody's.
    """
    service.ledger.change(customer.who, registration.forget_device, customer.device_id)
    return cookie.forget(Response(status_code=204))


@router.get(
    "/devices/mine",
    response_model=DeviceOut,
    responses={**refuses(), 204: {"description": "The browser keeps no token that is known."}},
)
def mine(service: ServiceHere, token: TokenKept = None) -> Response:
    """Show the device whose token the browser keeps in a cookie, for a page that lost it.

    The cookie comes with the lists and claims of a device. No other route reads it.
    """
    known = None if token is None else service.ledger.ask(keys.device_of, token)
    if token is None or known is None:
        return Response(status_code=204)
    return answered(DeviceOut(id=known.id, token=token))
