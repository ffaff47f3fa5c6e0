"""Campaigns: shown to everybody, opened and changed by merchants."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from issuance.ledger import campaigns, find, lists
from issuance.ledger import counts as counting
from issuance.model.caller import Caller
from issuance.model.campaign import MOST_BUCKETS, PICTURE_TYPES, Picture
from issuance.refusal import (
    IdempotencyMismatch,
    Invalid,
    NotFound,
)
from issuance.server.auth import WHO, Manages, Reads
from issuance.server.content import FOR_EVER, Content, served
from issuance.server.once import JSON, AnswersHere, answered
from issuance.server.openapi import refuses
from issuance.server.pictures import Pictures
from issuance.server.route import StrictRoute
from issuance.server.schemas.base import TimeIn
from issuance.server.schemas.campaign import (
    CampaignChange,
    CampaignIn,
    CampaignOut,
    CampaignShown,
    CountsOut,
    RedemptionsOut,
    VersionOut,
    campaign_out,
    campaign_shown,
    counts_out,
    picture_version,
    redemptions_out,
    version_out,
)
from issuance.server.schemas.page import A_PAGE, After, Limit, PageOut, page_out
from issuance.server.service import Service, ServiceHere

router = APIRouter(prefix="/v1", route_class=StrictRoute)
REFUSED = (*WHO, NotFound)
ANYBODY = Caller("anybody")
VERSION = "Which picture is meant, as `picture_url` has it; that answer may be kept for ever."
A_WEEK = timedelta(days=7)


class Grain(str, Enum):
    """How redemptions are counted together."""

    HOUR = "hour"
    DAY = "day"


WIDTH = {Grain.HOUR: timedelta(hours=1), Grain.DAY: timedelta(days=1)}


@router.get(
    "/campaigns/{campaign_id}",
    tags=["customer"],
    response_model=CampaignShown,
    responses=refuses(NotFound),
)
def show(campaign_id: str, request: Request, service: ServiceHere) -> Response:
    """Show a campaign to anybody."""
    campaign = service.ledger.ask(find.campaign, campaign_id, ANYBODY)
    merchant = service.ledger.ask(find.merchant, campaign.merchant_id, ANYBODY)
    shown = campaign_shown(campaign, merchant, service.now()).model_dump_json()
    return served(request, Content(shown.encode(), JSON))


@router.get(
    "/campaigns/{campaign_id}/picture",
    tags=["customer"],
    response_class=Response,
    responses={
        **refuses(NotFound),
        200: {
            "description": "The picture.",
            "content": {
                name: {"schema": {"type": "string", "format": "binary"}} for name in PICTURE_TYPES
            },
        },
    },
)
async def picture(
    campaign_id: str,
    request: Request,
    service: ServiceHere,
    v: Annotated[str | None, Query(max_length=64, description=VERSION)] = None,
) -> Response:
    """Show the picture of a campaign to anybody."""
    pictures: Pictures = request.app.state.pictures
    kept = None if v is None else pictures.find(campaign_id, v)
    if kept is not None:
        return served(request, kept, FOR_EVER)
    found = await run_in_threadpool(service.ledger.ask, find.picture, campaign_id, ANYBODY)
    if found is None:
        raise NotFound("picture of campaign", campaign_id)
    shown = Content(found.data, found.media_type)
    # The picture of a URL with its own digest never changes; under any other URL it may.
    if v is None or v != picture_version(found.digest):
        return served(request, shown)
    pictures.keep(campaign_id, v, shown)
    return served(request, shown, FOR_EVER)


@router.post(
    "/merchants/{merchant_id}/campaigns",
    tags=["merchant"],
    status_code=201,
    response_model=CampaignOut,
    responses=refuses(*REFUSED, IdempotencyMismatch, body=True),
)
def open_campaign(
    merchant_id: str, body: CampaignIn, who: Manages, service: ServiceHere, answers: AnswersHere
) -> Response:
    """Open a campaign."""
    terms = body.terms(_zone(service, who, merchant_id))
    return answers.give(
        201,
        who.actor,
        lambda once: service.ledger.change_once(
            once, who, campaigns.open_campaign, merchant_id, terms
        ),
        lambda campaign: campaign_out(campaign, service.now()),
    )


@router.get(
    "/merchants/{merchant_id}/campaigns",
    tags=["merchant"],
    response_model=PageOut[CampaignOut],
    responses=refuses(*REFUSED),
)
def list_campaigns(
    merchant_id: str, who: Reads, service: ServiceHere, after: After = None, limit: Limit = A_PAGE
) -> Response:
    """List the campaigns of a merchant."""
    page = service.ledger.ask(lists.campaigns, merchant_id, who, after, limit)
    return answered(
        page_out(page, lambda campaign: campaign_out(campaign, service.now()), PageOut[CampaignOut])
    )


@router.patch(
    "/campaigns/{campaign_id}",
    tags=["merchant"],
    response_model=CampaignOut,
    responses=refuses(*REFUSED, IdempotencyMismatch, body=True),
)
def change(
    campaign_id: str,
    body: CampaignChange,
    who: Manages,
    service: ServiceHere,
    answers: AnswersHere,
) -> Response:
    """Change some terms of a campaign. Null takes a limit away."""
    owner = service.ledger.ask(find.campaign, campaign_id, who).merchant_id
    changes = body.changes(_zone(service, who, owner))
    return answers.give(
        200,
        who.actor,
        lambda once: service.ledger.change_once(
            once, who, campaigns.change_campaign, campaign_id, changes
        ),
        lambda campaign: campaign_out(campaign, service.now()),
    )


@router.put(
    "/campaigns/{campaign_id}/picture",
    tags=["merchant"],
    response_model=CampaignOut,
    responses=refuses(*REFUSED, IdempotencyMismatch, body=True),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                name: {"schema": {"type": "string", "format": "binary"}} for name in PICTURE_TYPES
            },
        }
    },
)
async def read_picture(
    campaign_id: str, request: Request, who: Manages, service: ServiceHere, answers: AnswersHere
) -> Response:
    """Give a campaign a picture: PNG, JPEG or WebP, at most 256 KiB."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in PICTURE_TYPES:
        raise HTTPException(415, f"expected one of {', '.join(PICTURE_TYPES)}")
    found = Picture(media_type, await request.body())
    return await run_in_threadpool(
        answers.give,
        200,
        who.actor,
        lambda once: service.ledger.change_once(
            once, who, campaigns.set_picture, campaign_id, found
        ),
        lambda campaign: campaign_out(campaign, service.now()),
    )


@router.get(
    "/campaigns/{campaign_id}/versions",
    tags=["merchant"],
    response_model=PageOut[VersionOut],
    responses=refuses(*REFUSED),
)
def versions(
    campaign_id: str,
    who: Reads,
    service: ServiceHere,
    after: Annotated[
        int, Query(ge=0, le=lists.MOST_VERSIONS, description="Versions that follow this one.")
    ] = 0,
    limit: Limit = A_PAGE,
) -> Response:
    """List what a campaign promised in each of its versions; vouchers keep that of their claim."""
    page = service.ledger.ask(lists.versions, campaign_id, who, after, limit)
    return answered(page_out(page, version_out, PageOut[VersionOut]))


@router.get(
    "/campaigns/{campaign_id}/counts",
    tags=["merchant"],
    response_model=CountsOut,
    responses=refuses(*REFUSED),
)
def counts(campaign_id: str, who: Reads, service: ServiceHere) -> Response:
    """Count the vouchers of a campaign by state."""
    return answered(counts_out(service.ledger.ask(counting.counts, campaign_id, who)))


@router.get(
    "/campaigns/{campaign_id}/redemptions",
    tags=["merchant"],
    response_model=RedemptionsOut,
    responses=refuses(*REFUSED),
)
def redemptions(
    campaign_id: str,
    who: Reads,
    service: ServiceHere,
    bucket: Grain = Grain.DAY,
    since: Annotated[
        TimeIn | None, Query(alias="from", description="A week before `until` if left out.")
    ] = None,
    until: Annotated[TimeIn | None, Query(description="Now, if left out.")] = None,
) -> Response:
    """Count the redemptions of a campaign by hour or day."""
    last = until or service.now()
    try:
        first = since or last - A_WEEK
    except OverflowError:
        raise Invalid("until", "expected a time of this era") from None
    if not first < last <= first + MOST_BUCKETS * WIDTH[bucket]:
        raise Invalid("from", f"expected earlier than until, by at most {MOST_BUCKETS} buckets")
    found = service.ledger.ask(counting.redemptions, campaign_id, who, bucket.value, first, last)
    return answered(redemptions_out(found))


def _zone(service: Service, who: Caller, merchant_id: str) -> str:
    """Return the time zone of a merchant, of which local times are."""
    return service.ledger.ask(find.merchant, merchant_id, who).time_zone
