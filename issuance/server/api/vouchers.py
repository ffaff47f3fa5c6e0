"""Vouchers, as their customers have them."""

from __future__ import annotations

from fastapi import APIRouter, Response

from issuance.ledger import challenge as challenges
from issuance.ledger import claim as claims
from issuance.ledger import find, lists
from issuance.refusal import (
    AlreadyRedeemed,
    ChallengeSpent,
    CounterBehind,
    CustomerLimit,
    IdempotencyMismatch,
    NotAccepted,
    NotFound,
    NotOpen,
    OutOfStock,
    TillCodeNeeded,
    TillCodeWrong,
    TooSoon,
    WrongState,
)
from issuance.server import cookie
from issuance.server.auth import WHO, CustomerHere, PresenterHere, ViewerHere
from issuance.server.once import AnswersHere, answered
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.page import A_PAGE, After, Limit, PageOut, page_out
from issuance.server.schemas.presentation import PresentationIn, PresentationOut
from issuance.server.schemas.voucher import (
    ChallengeIn,
    ChallengeOut,
    ClaimIn,
    ReceiptOut,
    VoucherOut,
    challenge_out,
)
from issuance.server.service import ServiceHere
from issuance.server.stamping import present_stamp

router = APIRouter(prefix="/v1/vouchers", tags=["customer"], route_class=StrictRoute)


@router.post(
    "",
    status_code=201,
    response_model=VoucherOut,
    responses=refuses(
        *WHO, NotFound, NotOpen, OutOfStock, CustomerLimit, IdempotencyMismatch, body=True
    ),
)
def claim(
    body: ClaimIn, customer: CustomerHere, service: ServiceHere, answers: AnswersHere
) -> Response:
    """Claim a voucher of a campaign."""
    claimed = answers.give(
        201,
        customer.who.actor,
        lambda once: service.ledger.change_once(
            once,
            customer.who,
            claims.claim,
            customer.device_id,
            body.campaign_id,
            limits=service.policy.claims,
        ),
        service.shown,
    )
    return cookie.keep(claimed, customer.token)


@router.get("", response_model=PageOut[VoucherOut], responses=refuses(*WHO))
def list_mine(
    customer: CustomerHere, service: ServiceHere, after: After = None, limit: Limit = A_PAGE
) -> Response:
    """List the vouchers of this device."""
    page = service.ledger.ask(lists.holdings_of_device, customer.device_id, after, limit)
    shown = answered(page_out(page, service.shown, PageOut[VoucherOut]))
    return cookie.keep(shown, customer.token)


@router.get("/{voucher_id}", response_model=VoucherOut, responses=refuses(*WHO, NotFound))
def show(voucher_id: str, viewer: ViewerHere, service: ServiceHere) -> Response:
    """Show a voucher: to the device that has it, or to a key of its merchant that may read.

    A key may name it by its short code as well, the last eight digits of its name, `K7QM-3XRD`.
    """
    if viewer.device_id is None:
        holding = service.ledger.ask(find.holding_read_out, voucher_id, viewer.who)
    else:
        holding = service.ledger.ask(find.holding, voucher_id, viewer.who, viewer.device_id)
    return answered(service.shown(holding))


@router.get("/{voucher_id}/receipt", response_model=ReceiptOut, responses=refuses(*WHO, NotFound))
def receipt(voucher_id: str, customer: CustomerHere, service: ServiceHere) -> Response:
    """Show the receipt of a voucher that is verified or redeemed."""
    holding = service.ledger.ask(find.holding, voucher_id, customer.who, customer.device_id)
    signed = service.receipt(holding)
    if signed is None:
        raise NotFound("receipt of voucher", voucher_id)
    return answered(ReceiptOut(receipt=signed))


@router.post(
    "/{voucher_id}/challenges",
    status_code=201,
    response_model=ChallengeOut,
    responses=refuses(
        *WHO,
        NotFound,
        NotOpen,
        WrongState,
        AlreadyRedeemed,
        TillCodeNeeded,
        TillCodeWrong,
        CounterBehind,
        TooSoon,
        IdempotencyMismatch,
        body=True,
    ),
)
def challenge(
    voucher_id: str,
    body: ChallengeIn,
    presenter: PresenterHere,
    service: ServiceHere,
    answers: AnswersHere,
) -> Response:
    """Get the right to present a stamp to a voucher, once, soon.

    While somebody guesses patterns, a device that this merchant has never stamped needs the code
    at its till (`till-code-needed`). A kiosk counts its challenges: see `counter`.
    """
    return answers.give(
        201,
        presenter.who.actor,
        lambda once: service.ledger.change_once(
            once,
            presenter.who,
            challenges.give,
            voucher_id,
            presenter.device_id,
            body.purpose,
            limits=service.policy.challenges,
            budgets=service.policy.strangers,
            code_limits=service.policy.till_codes,
            till_code=body.till_code,
            counter=body.counter,
        ),
        challenge_out,
    )


@router.post(
    "/{voucher_id}/presentations",
    status_code=200,
    response_model=PresentationOut,
    responses=refuses(
        *WHO,
        NotFound,
        NotAccepted,
        TillCodeNeeded,
        ChallengeSpent,
        NotOpen,
        WrongState,
        AlreadyRedeemed,
        TooSoon,
        IdempotencyMismatch,
        body=True,
    ),
)
def present(
    voucher_id: str,
    body: PresentationIn,
    presenter: PresenterHere,
    service: ServiceHere,
    answers: AnswersHere,
) -> Response:
    """Present a stamp. Accepted or not, this uses the challenge up.

    One and the same refusal stands for everything that may be wrong with a stamp.
    """
    return present_stamp(voucher_id, body, presenter, service, answers)
