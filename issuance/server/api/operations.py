"""What operators' machines ask: is it alive, is it ready, how much does it do."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from issuance.server.auth import WHO, Operates
from issuance.server.content import served
from issuance.server.once import answered
from issuance.server.openapi import description, refuses
from issuance.server.problem import NotReadyError
from issuance.server.readiness import Readiness
from issuance.server.schemas.health import Health
from issuance.server.service import ServiceHere

router = APIRouter(tags=["operations"])


@router.get("/health", response_model=Health, responses=refuses())
async def health() -> Response:
    """Say that this process answers."""
    return answered(Health(status="alive"))


@router.get("/ready", response_model=Health, responses=refuses("not-ready"))
async def ready(request: Request) -> Response:
    """Say whether the database can be read and written, and is of this version's form."""
    readiness: Readiness = request.app.state.readiness
    if problem := await readiness.problem():
        raise NotReadyError(problem)
    return answered(Health(status="ready"))


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        **refuses(*WHO),
        200: {
            "description": "Counts and times for Prometheus.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
    },
)
def metrics(service: ServiceHere, allowed: Operates) -> Response:
    """Show counts and times. They tell which guesses met a stamp, so they are an operator's."""
    del allowed
    return Response(service.metrics.text(), media_type=CONTENT_TYPE_LATEST)


@router.get("/openapi.json", response_model=dict[str, Any], responses=refuses())
async def openapi(request: Request) -> Response:
    """Show this description."""
    return served(request, description(request.app))
