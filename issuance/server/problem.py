"""Refusals as problem documents, one table for all of them.

References
----------
RFC 9457, "Problem Details for HTTP APIs".
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from issuance import refusal
from issuance.refusal import Invalid, LockedOut, NotAccepted, Refusal, TooSoon
from issuance.server.log import log

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MEDIA_TYPE = "application/problem+json"
PREFIX = "/problems/"
# A stamp that is not accepted is answered at the next of these ticks after all of the request was
# there: how long it took to find out why tells nothing.
TICK_S = 0.1
# Of what is wrong with a body, so much is told.
MOST_ERRORS, LONGEST = 20, 200
# Names that the shapes give to their variants, which no body has.
TAGS = ("touches",)


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its status, and what it is called."""

    status: int
    title: str


# Every slug of `issuance.refusal`; a test holds the two together.
KINDS = {
    refusal.Invalid.slug: Kind(422, "The request has a value that cannot be"),
    refusal.Unauthenticated.slug: Kind(401, "No token or key that is known"),
    refusal.Forbidden.slug: Kind(403, "This key may not do that"),
    refusal.NotFound.slug: Kind(404, "There is no such thing"),
    refusal.NotAccepted.slug: Kind(422, "The stamp was not accepted"),
    refusal.LockedOut.slug: Kind(429, "Too many attempts"),
    refusal.PriceDue.slug: Kind(402, "A new device costs some work at the moment"),
    refusal.TillCodeNeeded.slug: Kind(403, "New customers need the till code at the moment"),
    refusal.CounterBehind.slug: Kind(403, "The counter of this key is behind"),
    refusal.TillCodeWrong.slug: Kind(403, "That is not the till code"),
    refusal.Busy.slug: Kind(503, "The database is busy or away"),
    refusal.Full.slug: Kind(503, "The database has no room to write"),
    refusal.ClockWrong.slug: Kind(503, "The server's clock is wrong"),
    refusal.WrongState.slug: Kind(409, "The voucher's state does not allow this"),
    refusal.AlreadyRedeemed.slug: Kind(409, "The voucher is redeemed already"),
    refusal.ReversalTooLate.slug: Kind(409, "The redemption can no longer be taken back"),
    refusal.NotOpen.slug: Kind(409, "The campaign is not open"),
    refusal.OutOfStock.slug: Kind(409, "All vouchers are given out"),
    refusal.CustomerLimit.slug: Kind(409, "One customer may not have more"),
    refusal.TooSoon.slug: Kind(409, "The card was stamped a moment ago"),
    refusal.ChallengeSpent.slug: Kind(409, "The challenge is used or too old"),
    refusal.StampTaken.slug: Kind(409, "The merchant has a stamp with this pattern"),
    refusal.FamilyFull.slug: Kind(409, "The merchant has every pattern of the family"),
    refusal.IdempotencyMismatch.slug: Kind(409, "The idempotency key belongs to another request"),
}
# What HTTP itself refuses, and what went wrong here.
HTTP_KINDS = {
    "malformed": Kind(400, "The request is no HTTP that can be read"),
    "method-not-allowed": Kind(405, "This route has no such method"),
    "too-slow": Kind(408, "The body did not arrive in time"),
    "too-large": Kind(413, "The body is too large"),
    "unsupported-media-type": Kind(415, "The body is of another type"),
    "not-installed": Kind(404, "This server lacks what that needs"),
    "internal": Kind(500, "Something went wrong on the server"),
    "not-ready": Kind(503, "The server is not ready"),
    "overloaded": Kind(503, "The server has too much to do"),
}
ALL_KINDS = {**KINDS, **HTTP_KINDS}


class UnableError(Exception):
    """Nothing is wrong with the request; this server cannot do it."""

    slug: ClassVar[str]
    retry_after_s: int | None = None


class NotInstalledError(UnableError):
    """A server that makes no packages."""

    slug = "not-installed"


class NotReadyError(UnableError):
    """The server cannot answer yet, or not any more."""

    slug = "not-ready"
    retry_after_s = 5


class OverloadedError(UnableError):
    """Others have to be served first."""

    slug = "overloaded"

    def __init__(self, problem: str, retry_after_s: int) -> None:
        super().__init__(problem)
        self.retry_after_s = retry_after_s


SLUG_OF_STATUS = {
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
}


def document(
    slug: str, detail: str, errors: Sequence[Mapping[str, str]] | None = None
) -> dict[str, Any]:
    """Write a problem document."""
    kind = ALL_KINDS[slug]
    told: dict[str, Any] = {
        "type": f"{PREFIX}{slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
    }
    if errors:
        told["errors"] = list(errors)
    return told


def of_refusal(refused: Refusal) -> dict[str, Any]:
    """Write the document of a refusal."""
    errors = None
    if isinstance(refused, Invalid):
        errors = [{"field": refused.field, "message": refused.problem}]
    return document(refused.slug, str(refused), errors)


def answer(problem: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a problem document."""
    return Response(
        json.dumps(problem, ensure_ascii=False),
        status_code=int(problem["status"]),
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def handle_problems(app: FastAPI) -> None:
    """Make every error of an app a problem document."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(UnableError, _unable)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)


async def until_tick(request: Request) -> None:
    """Wait for the next tick after the last byte of a request came in."""
    took = time.monotonic() - request.scope["state"]["whole"]
    await asyncio.sleep(math.ceil(took / TICK_S) * TICK_S - took)


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refusal)
    request.app.state.service.metrics.refusals.labels(refused.slug).inc()
    headers = {}
    if isinstance(refused, (LockedOut, TooSoon)):
        headers["Retry-After"] = str(refused.retry_after_s)
    if isinstance(refused, refusal.Busy):
        cause = type(getattr(refused.__cause__, "orig", refused)).__name__
        log(logging.WARNING, "busy", why=str(refused), cause=cause)
        headers["Retry-After"] = str(refused.retry_after_s)
    if isinstance(refused, refusal.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(refused, NotAccepted):
        await until_tick(request)
    problem = of_refusal(refused)
    if isinstance(refused, refusal.PriceDue):
        problem["puzzle"] = request.app.state.service.puzzle(refused.bits)
    return answer(problem, headers)


async def _unable(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, UnableError)
    headers = {}
    if error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s)
    return answer(document(error.slug, str(error)), headers)


async def _unreadable(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, RequestValidationError)
    errors = [_described(each) for each in error.errors()[:MOST_ERRORS]]
    first = errors[0]
    return answer(document(Invalid.slug, f"{first['field']}: {first['message']}", errors))


def _described(error: Mapping[str, Any]) -> dict[str, str]:
    if error["type"] == "json_invalid":
        return {"field": "body", "message": f"expected JSON: {error['ctx']['error']}"}
    return {"field": _field(error["loc"])[:LONGEST], "message": str(error["msg"])[:LONGEST]}


def _field(place: Sequence[str | int]) -> str:
    """Write ``samples[3][0]`` for where an error is."""
    part, *inside = (each for each in place if each not in TAGS)
    text = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in inside)
    return text.removeprefix(".") or str(part)


async def _http(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, HTTPException)
    slug = SLUG_OF_STATUS.get(error.status_code, "malformed")
    try:
        phrase = HTTPStatus(error.status_code).phrase
    except ValueError:
        phrase = ""
    detail = error.detail if error.detail != phrase else ALL_KINDS[slug].title
    return answer(document(slug, detail), error.headers)
