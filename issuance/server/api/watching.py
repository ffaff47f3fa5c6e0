"""What an administrator watches: alarms and the audit trail."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from issuance.ledger import lists
from issuance.server.auth import WHO, Administers, Reads
from issuance.server.once import answered
from issuance.server.openapi import refuses
from issuance.server.route import StrictRoute
from issuance.server.schemas.alarm import AlarmOut, alarm_out
from issuance.server.schemas.event import EventOut, event_out
from issuance.server.schemas.page import A_PAGE, After, Limit, PageOut, page_out
from issuance.server.service import ServiceHere

router = APIRouter(prefix="/v1", route_class=StrictRoute)
Number = Annotated[int, Query(ge=0, lt=2**63, description="Events that follow this one.")]
Newest = Annotated[bool, Query(description="The newest first; earlier ones follow.")]


@router.get("/alarms", tags=["merchant"], response_model=PageOut[AlarmOut], responses=refuses(*WHO))
def alarms(
    who: Reads, service: ServiceHere, after: After = None, limit: Limit = A_PAGE
) -> Response:
    """List the alarms of the merchants that the key may see; of all shops together, too."""
    page = service.ledger.ask(lists.alarms, who, after, limit)
    return answered(page_out(page, alarm_out, PageOut[AlarmOut]))


@router.get(
    "/audit",
    tags=["administration"],
    response_model=PageOut[EventOut],
    responses=refuses(*WHO),
)
def audit(
    who: Administers,
    service: ServiceHere,
    after: Number = 0,
    limit: Limit = A_PAGE,
    newest: Newest = False,
) -> Response:
    """List the events of the audit trail."""
    del who
    page = service.ledger.ask(lists.events, after, limit, newest_first=newest)
    return answered(page_out(page, event_out, PageOut[EventOut]))
