"""What every request passes, and what every answer carries."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import closing
from typing import Any

import pytest
from starlette.requests import Request
from starlette.types import Message, Receive

from issuance.model.shown import MOST_BODY_BYTES
from issuance.server import gate
from issuance.server.address import networks
from issuance.server.gate import MOST_BYTES, Gate
from issuance.server.log import FIELDS, Lines
from issuance.server.metrics import Metrics
from issuance.server.problem import TICK_S, until_tick
from tests.counter import Counter
from tests.loops import StillLoop
from tests.patience import PATIENCE_S


async def through(messages: list[Message], headers: list[tuple[bytes, bytes]], path: str) -> Any:
    """Send messages through a gate; return what the app got, and what came out."""
    got: list[bytes] = []
    out: list[Message] = []
    waiting = iter(messages)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        del scope
        got.append((await receive())["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def receive() -> Message:
        try:
            return next(waiting)
        except StopIteration:
            await asyncio.sleep(3600)
            raise AssertionError from None

    async def send(message: Message) -> None:
        out.append(message)

    scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
    await Gate(app, Metrics())(scope, receive, send)
    return got, out


def part(size: int, *, more: bool) -> Message:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


def sent(
    messages: list[Message], headers: list[tuple[bytes, bytes]] | None = None, path: str = "/v1/x"
) -> tuple[list[bytes], int]:
    got, out = asyncio.run(through(messages, headers or [], path))
    return got, out[0]["status"] if out else 0


def test_a_body_reaches_the_app_when_it_is_whole() -> None:
    assert sent([part(3, more=True), part(4, more=False)]) == ([b"x" * 7], 200)


def test_a_body_is_refused_as_soon_as_it_is_too_large() -> None:
    endless = [part(MOST_BYTES, more=True), part(1, more=True)]
    assert sent(endless) == ([], 413)


def test_what_is_announced_too_large_is_not_waited_for() -> None:
    assert sent([], [(b"content-length", str(MOST_BYTES + 1).encode())]) == ([], 413)


def test_frames_may_be_larger() -> None:
    path = "/v1/vouchers/vch_x/presentations"
    assert sent([part(MOST_BODY_BYTES, more=False)], path=path)[1] == 200
    assert sent([part(MOST_BODY_BYTES + 1, more=False)], path=path)[1] == 413


def test_who_sends_slowly_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BODY_S", 0.05)
    assert sent([part(1, more=True)]) == ([], 408)


def test_of_too_many_slow_bodies_the_first_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "MOST_BODIES", 2)
    ended: list[tuple[str, int]] = []

    async def run() -> None:
        passing = Gate(busy, Metrics())
        clients = {name: asyncio.create_task(ask(passing, name)) for name in ("a", "b", "c")}
        await asyncio.wait(clients.values(), return_when=asyncio.FIRST_COMPLETED)
        ended.extend((name, task.result()) for name, task in clients.items() if task.done())
        for task in clients.values():
            task.cancel()

    async def ask(passing: Gate, name: str) -> int:
        await asyncio.sleep(0)
        return await status_of(passing, name, endless)

    async def endless() -> Message:
        await asyncio.sleep(3600)
        raise AssertionError

    asyncio.run(asyncio.wait_for(run(), PATIENCE_S))
    assert ended == [("a", 408)]


def test_of_too_many_requests_the_last_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "MOST_AT_ONCE", 2)
    statuses: list[int] = []

    async def run() -> None:
        free, inside = asyncio.Event(), asyncio.Semaphore(0)

        async def app(scope: Any, receive: Any, send: Any) -> None:
            inside.release()
            await free.wait()
            await busy(scope, receive, send)

        passing = Gate(app, Metrics())
        first = [asyncio.create_task(status_of(passing, "x", whole)) for _ in range(2)]
        for _ in first:
            await inside.acquire()
        statuses.append(await status_of(passing, "x", whole))
        free.set()
        statuses.extend(await asyncio.gather(*first))
        statuses.append(await status_of(passing, "x", whole))

    async def whole() -> Message:
        return part(1, more=False)

    asyncio.run(asyncio.wait_for(run(), PATIENCE_S))
    assert statuses == [503, 200, 200, 200]


def test_a_turn_is_over_when_the_answer_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever does not read an answer keeps nobody from being worked for."""
    monkeypatch.setattr(gate, "MOST_AT_ONCE", 1)

    async def run() -> int:
        passing, begun = Gate(busy, Metrics()), asyncio.Event()

        async def never_read(message: Message) -> None:
            del message
            begun.set()
            await asyncio.sleep(3600)

        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        deaf = asyncio.create_task(passing(scope, whole, never_read))
        await begun.wait()
        status = await status_of(passing, "x", whole)
        deaf.cancel()
        return status

    async def whole() -> Message:
        return part(1, more=False)

    assert asyncio.run(asyncio.wait_for(run(), PATIENCE_S)) == 200


def test_a_request_of_two_lengths_is_refused_and_its_connection_closed() -> None:
    both = [(b"content-length", b"3"), (b"transfer-encoding", b"chunked")]
    got, out = asyncio.run(through([part(3, more=False)], both, "/v1/x"))
    assert (got, out[0]["status"]) == ([], 400)
    assert (b"connection", b"close") in out[0]["headers"]
    assert json.loads(out[1]["body"])["type"] == "/problems/malformed"


async def busy(scope: Any, receive: Any, send: Any) -> None:
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def status_of(passing: Gate, name: str, receive: Receive) -> int:
    """Send a request through a gate that others pass as well."""
    statuses: list[int] = []

    async def send(message: Message) -> None:
        if "status" in message:
            statuses.append(message["status"])

    scope = {"type": "http", "method": "POST", "path": f"/v1/{name}", "headers": []}
    await passing(scope, receive, send)
    return statuses[0]


def test_what_a_client_holds_back_moves_no_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that is hidden counts from the last byte, not from the first."""
    loop = StillLoop()
    monkeypatch.setattr(time, "monotonic", loop.time)
    answered: list[float] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.3 * TICK_S)
        await until_tick(Request(scope))
        answered.append(loop.time())
        await busy(scope, receive, send)

    async def slow() -> Message:
        await asyncio.sleep(0.85 * TICK_S)
        return part(1, more=False)

    with closing(loop):
        status = loop.run_until_complete(status_of(Gate(app, Metrics()), "x", slow))
    assert status == 200
    assert answered == [pytest.approx((0.85 + 1) * TICK_S)]


def test_who_goes_away_is_not_answered() -> None:
    assert sent([part(1, more=True), {"type": "http.disconnect"}]) == ([], 0)


def test_every_answer_is_numbered_and_keeps_browsers_careful(counter: Counter) -> None:
    numbers = set()
    for path in ("/", "/health", "/nothing", "/v1/vouchers", "/openapi.json"):
        headers = counter.ask("GET", path).headers
        numbers.add(headers["x-request-id"])
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers
    assert len(numbers) == 5
    assert counter.ask("GET", "/v1/keys").headers["cache-control"] == "no-store"


def test_pages_are_revalidated_by_their_content(counter: Counter) -> None:
    first = counter.ask("GET", "/page/app.js")
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    again = counter.ask("GET", "/page/app.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = counter.ask("GET", "/page/app.js", headers={"If-None-Match": '"other"'})
    assert other.content == first.content


@pytest.mark.parametrize("path", ["/openapi.json", "/page/app.js", "/v1/campaigns/{campaign}"])
def test_what_anybody_may_see_is_compressed_and_not_sent_twice(counter: Counter, path: str) -> None:
    changes = {"text": "One small coffee. " * 100}
    counter.told("PATCH", f"/v1/campaigns/{counter.campaign}", counter.admin, json=changes)
    path = path.format(campaign=counter.campaign)
    plain = counter.ask("GET", path, headers={"Accept-Encoding": "identity"})
    packed = counter.ask("GET", path, headers={"Accept-Encoding": "br, gzip"})
    refused = counter.ask("GET", path, headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.content == plain.content == refused.content
    for answer in (plain, packed):
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "no-cache"
        known = {
            "If-None-Match": f'"other", W/{answer.headers["etag"]}',
            "Accept-Encoding": answer.headers.get("content-encoding", "identity"),
        }
        again = counter.ask("GET", path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
    assert plain.headers["etag"] != packed.headers["etag"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/c/cmp_x", "text/html"),
        ("/desk", "text/html"),
        ("/sw.js", "text/javascript"),
        ("/manifest.webmanifest", "application/manifest+json"),
        ("/page/i18n/en.json", "application/json"),
        ("/page/icons/icon.svg", "image/svg+xml"),
    ],
)
def test_pages_have_their_types(counter: Counter, path: str, kind: str) -> None:
    answer = counter.ask("GET", path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    "path", ["/", "/desk", "/page/app.js", "/health", "/nothing", "/v1/keys", "/v1/vouchers"]
)
def test_head_is_answered_as_get_is_but_for_the_body(counter: Counter, path: str) -> None:
    shown, asked = (counter.ask(method, path) for method in ("GET", "HEAD"))
    assert (asked.status_code, asked.content) == (shown.status_code, b"")
    for name in ("content-type", "content-length", "etag"):
        assert asked.headers.get(name) == shown.headers.get(name)


def test_logs_have_no_secret_no_point_and_no_address(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("issuance").propagate = True
    token = counter.device()
    voucher = counter.claim(token)
    body = counter.press()
    counter.present(token, voucher, body)
    counter.ask("GET", "/v1/vouchers", token, params={"after": "vch_secret"})
    counter.ask("GET", "/v1/audit", "aks_not-to-be-logged")
    lines = [json.loads(Lines().format(record)) for record in caplog.records if _ours(record)]
    assert {"at", "level", "event", "id", "method", "route", "status", "ms"} == set(lines[-1])
    assert "/v1/vouchers/{voucher_id}/presentations" in [line["route"] for line in lines]
    text = json.dumps(lines)
    for secret in (token, "aks_", "vch_secret", voucher, str(body["samples"][0][0][0]), "testcl"):
        assert secret not in text


def _ours(record: logging.LogRecord) -> bool:
    return record.name == "issuance" and hasattr(record, FIELDS)


def test_metrics_count_what_became_of_requests(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    counter.present(token, voucher, counter.press(4000))
    counter.present(token, voucher, counter.press())
    text = counter.ask("GET", "/metrics", counter.admin).text
    for line in (
        'stampcodec_presentations_total{gesture="press",outcome="accepted"} 1.0',
        'stampcodec_presentations_total{gesture="press",outcome="refused"} 1.0',
        'stampcodec_refusals_total{slug="stamp-not-accepted"} 1.0',
    ):
        assert line in text
    assert 'route="/v1/vouchers/{voucher_id}/presentations",status="422"' in text


def test_metrics_know_the_methods_that_there_are(counter: Counter) -> None:
    for number in range(3):
        assert counter.ask(f"Z{number}Q", "/").status_code == 405
    text = counter.ask("GET", "/metrics", counter.admin).text
    assert 'stampcodec_request_seconds_count{method="other",route="/",status="405"} 3.0' in text
    assert "Z1Q" not in text


def test_an_address_is_hashed_with_a_key_and_by_its_network() -> None:
    def shared(one: str, other: str) -> list[bool]:
        """Say whether two share the address, the site and the block."""
        pairs = zip(networks(one, b"a"), networks(other, b"a"), strict=True)
        return [mine == theirs and mine is not None for mine, theirs in pairs]

    assert networks("203.0.113.7", b"a") != networks("203.0.113.7", b"b")
    assert shared("203.0.113.7", "203.0.113.8") == [False, False, True]
    assert shared("203.0.113.7", "203.0.114.7") == [False, False, False]
    assert shared("::ffff:203.0.113.7", "203.0.113.7") == [True, False, True]
    assert shared("2001:db8::1", "2001:db8::ffff:2") == [True, True, True]
    assert shared("2001:db8::1", "2001:db8:0:1::1") == [False, True, True]
    assert shared("2001:db8::1", "2001:db8:0:100::1") == [False, False, True]
    assert shared("2001:db8::1", "2001:db8:1::1") == [False, False, False]
    assert networks("testclient", b"a") != networks("other", b"a")
