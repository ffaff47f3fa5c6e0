"""What every request passes on its way in, and every answer on its way out.

::

    request ─ number it ─ one length ─ body whole, bounded, in time ─ a turn ─► app
                                              headers ─ count, log ◄─ turn over ─┘

Nothing of the body reaches the app before all of it is there, and the turn is over when the answer
begins: a slow client holds a socket and a few kilobytes, never a thread and never a turn. When too
many are slow the first of them goes (`issuance/server/connection.py` for those that do not read).

References
----------
RFC 9112, "HTTP/1.1", clause 6.1: a request with both lengths may be refused, and its connection
must be closed.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from typing import TYPE_CHECKING

from issuance.model.shown import MOST_BODY_BYTES
from issuance.server.log import FIELDS, LOGGER, log
from issuance.server.problem import answer, document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from issuance.server.metrics import Metrics

MOST_BYTES = 256 * 1024
# Where raw frames may come in.
FRAMES = "/presentations"
BODY_S = 20.0
# So many bodies are waited for at a time, and so many requests are worked for.
MOST_BODIES, MOST_AT_ONCE = 150, 300
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
CLOSE = {"Connection": "close"}
NO_STORE = (b"cache-control", b"no-store")
# A client may call a method anything; counters and logs keep to those that somebody answers.
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Gate:
    """ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics
        self._bodies: dict[asyncio.Task[bytes], None] = {}
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()
        number = secrets.token_hex(8)
        method = scope["method"] if scope["method"] in METHODS else "other"
        has_body = method != "HEAD"
        if not has_body:  # answered as GET is, but for the body
            scope = {**scope, "method": "GET"}
        scope.setdefault("state", {})
        scope["state"]["id"] = number
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _headers(message["headers"], number)
            elif not has_body:
                message["body"] = b""
            await send(message)

        try:
            await self._pass(scope, receive, send_with_headers)
        except Exception:
            # A traceback shows code, never values: no body and no secret gets into the log.
            LOGGER.exception("failed", extra={FIELDS: {"id": number, "method": method}})
            if status:
                raise  # half an answer is out: the connection breaks, and nobody takes it for one
            failed = document("internal", "the fault is the server's, and it is logged")
            await answer(failed)(scope, receive, send_with_headers)
        finally:
            took_s = time.monotonic() - began
            route = getattr(scope.get("route"), "path", "none")
            self._metrics.requests.labels(method, route, status).observe(took_s)
            log(
                logging.INFO,
                "request",
                id=number,
                method=method,
                route=route,
                status=status,
                ms=round(1000 * took_s, 2),
            )

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _has_two_lengths(scope):
            both = document("malformed", "expected Content-Length or Transfer-Encoding, got both")
            await answer(both, CLOSE)(scope, receive, send)
            return
        most = MOST_BODY_BYTES if scope["path"].endswith(FRAMES) else MOST_BYTES
        try:
            body = await self._whole(scope, receive, most)
        except _TooSlow:
            late = document("too-slow", f"the body did not arrive within {BODY_S:g} s, or in turn")
            await answer(late, CLOSE)(scope, receive, send)
            return
        except _TooLarge:
            large = document("too-large", f"expected at most {most} bytes")
            await answer(large, CLOSE)(scope, receive, send)
            return
        except _Gone:
            return
        # When the client has nothing left to hold back: what is hidden in time counts from here.
        scope["state"]["whole"] = time.monotonic()
        if self._under_way >= MOST_AT_ONCE:
            much = document("overloaded", f"{MOST_AT_ONCE} requests are being worked for")
            await answer(much, {"Retry-After": "1"})(scope, receive, send)
            return
        handed, has_turn = False, True

        def end_turn() -> None:
            nonlocal has_turn
            self._under_way -= has_turn
            has_turn = False

        async def send_in_turn(message: Message) -> None:
            # The work is done; how long the client takes to read it is the connection's matter.
            end_turn()
            await send(message)

        async def receive_body() -> Message:
            nonlocal handed
            if handed:
                return await receive()
            handed = True
            return {"type": "http.request", "body": body, "more_body": False}

        self._under_way += 1
        try:
            await self._app(scope, receive_body, send_in_turn)
        finally:
            end_turn()

    async def _whole(self, scope: Scope, receive: Receive, most: int) -> bytes:
        """Receive a body in time; of too many, the one that was begun first is given up."""
        receiving = asyncio.create_task(_body(scope, receive, most))
        self._bodies[receiving] = None
        try:
            if len(self._bodies) > MOST_BODIES:
                next(iter(self._bodies)).cancel()
            done, _ = await asyncio.wait({receiving}, timeout=BODY_S)
        finally:
            del self._bodies[receiving]
            receiving.cancel()
        if not done or receiving.cancelled():
            raise _TooSlow
        return receiving.result()


class _TooSlow(Exception):  # noqa: N818
    pass


class _TooLarge(Exception):  # noqa: N818
    pass


class _Gone(Exception):  # noqa: N818
    pass


def _has_two_lengths(scope: Scope) -> bool:
    """Whether a request says in two ways how long it is; a proxy may have believed the other."""
    given = {name for name, _ in scope["headers"]}
    return {b"content-length", b"transfer-encoding"} <= given


async def _body(scope: Scope, receive: Receive, most: int) -> bytes:
    """Receive all of the body, if it is not too large; what is announced is believed first."""
    announced = [value for name, value in scope["headers"] if name == b"content-length"]
    if any(value.isdigit() and int(value) > most for value in announced):
        raise _TooLarge
    parts: list[bytes] = []
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > most:
            raise _TooLarge
        more = message.get("more_body", False)
    return b"".join(parts)


def _headers(given: Iterable[tuple[bytes, bytes]], number: str) -> list[tuple[bytes, bytes]]:
    """Add what every answer has, unless it has its own."""
    headers = [*given, (b"x-request-id", number.encode())]
    has = {name.lower() for name, _ in headers}
    return headers + [each for each in (*HEADERS, NO_STORE) if each[0] not in has]
