"""Stamps: registered, lost, revoked, and what they are made by."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool

import stampcodec as sc
from issuance.face import face_text
from issuance.ledger import find, lists
from issuance.ledger import register as registration
from issuance.model.apikey import Role
from issuance.model.stamp import End
from issuance.refusal import (
    FamilyFull,
    IdempotencyMismatch,
    NotFound,
    StampTaken,
    WrongState,
)
from issuance.server.auth import WHO, Manages, Reads
from issuance.server.fabricating import package
from issuance.server.once import AnswersHere, answered
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.page import A_PAGE, After, Limit, PageOut, page_out
from issuance.server.schemas.stamp import (
    StampChange,
    StampIn,
    StampOut,
    stamp_out,
    stamp_without_codes,
)
from issuance.server.service import ServiceHere
from stampcodec import stampfile

router = APIRouter(prefix="/v1", tags=["merchant"], route_class=StrictRoute)
REFUSED = (*WHO, NotFound)
# Who knows the code of a stamp can make it.
MAY_MAKE = frozenset({Role.MANAGE, Role.ADMIN})
ZIP = "application/zip"
A_FACE = stampfile.document(sc.family("touch5").encode(7))


@router.post(
    "/merchants/{merchant_id}/stamps",
    status_code=201,
    response_model=StampOut,
    responses=refuses(*REFUSED, StampTaken, FamilyFull, IdempotencyMismatch, body=True),
)
def register(
    merchant_id: str, body: StampIn, who: Manages, service: ServiceHere, answers: AnswersHere
) -> Response:
    """Register a stamp: that of a code, or one drawn at random; with one end or two."""
    return answers.give(
        201,
        who.actor,
        lambda once: service.ledger.change_once(
            once,
            who,
            registration.register_stamp,
            merchant_id,
            body.family,
            body.code,
            body.label,
            second_code=body.second_code,
            two_ended=body.two_ended,
        ),
        stamp_out,
    )


@router.get(
    "/merchants/{merchant_id}/stamps",
    response_model=PageOut[StampOut],
    responses=refuses(*REFUSED),
)
def list_stamps(
    merchant_id: str, who: Reads, service: ServiceHere, after: After = None, limit: Limit = A_PAGE
) -> Response:
    """List the stamps of a merchant. Their codes are for keys that also have the role manage."""
    page = service.ledger.ask(lists.stamps, merchant_id, who, after, limit)
    shape = stamp_out if who.roles & MAY_MAKE else stamp_without_codes
    return answered(page_out(page, shape, PageOut[StampOut]))


@router.patch(
    "/stamps/{stamp_id}",
    response_model=StampOut,
    responses=refuses(*REFUSED, WrongState, IdempotencyMismatch, body=True),
)
def change(
    stamp_id: str, body: StampChange, who: Manages, service: ServiceHere, answers: AnswersHere
) -> Response:
    """Set what a stamp is worth, at once, or what people call it."""
    return answers.give(
        200,
        who.actor,
        lambda once: service.ledger.change_once(
            once, who, registration.change_stamp, stamp_id, status=body.status, label=body.label
        ),
        stamp_out,
    )


@router.get(
    "/stamps/{stamp_id}/face",
    response_model=dict[str, Any],
    responses={
        **refuses(*REFUSED),
        200: {
            "description": "stamp.json, `docs/spec.md` says what is in it.",
            "content": {"application/json": {"example": A_FACE}},
        },
    },
)
def face(
    stamp_id: str,
    who: Manages,
    service: ServiceHere,
    end: Annotated[End, Query(description="Of a two-ended stamp: which face.")] = End.FIRST,
) -> Response:
    """Show the face of a stamp: its dots. Who has this can make the stamp."""
    stamp = service.ledger.ask(find.stamp, stamp_id, who)
    return Response(face_text(stamp, end), media_type="application/json")


@router.get(
    "/stamps/{stamp_id}/package",
    response_class=Response,
    responses={
        **refuses(*REFUSED, "not-installed"),
        200: {
            "description": "Everything that a maker of stamps needs.",
            "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}},
        },
    },
)
async def show_package(stamp_id: str, who: Manages, service: ServiceHere) -> Response:
    """Make the fabrication package of a stamp, a zip."""
    stamp = await run_in_threadpool(service.ledger.ask, find.stamp, stamp_id, who)
    # Other merchants' stamps may have the same codes.
    name = f"{stamp.family}-{'-'.join(map(str, stamp.codes))}-{stamp.id}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(await package(stamp), media_type=ZIP, headers=headers)
