"""Clients that connect and take their time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from issuance.server import connection
from issuance.server.connection import MOST_HEAD_BYTES, PatientProtocol
from tests.loops import HandLoop
from tests.patience import PATIENCE_S

EMPTY = [(b"content-length", b"0")]
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
# Of both clocks: what a test moves ahead comes to less than this.
LONGEST_S = 2 * PATIENCE_S
PLENTY = 16 * 1024 * 1024
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Client = Callable[[], Awaitable[Streams]]


async def hello(scope: Any, receive: Any, send: Any) -> None:
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": EMPTY})
    await send({"type": "http.response.body", "body": b""})


async def plenty(scope: Any, receive: Any, send: Any) -> None:
    """Answer with more than the systems of both ends keep."""
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": bytes(PLENTY)})


def with_server(
    visit: Callable[[Client], Awaitable[None]], loop: HandLoop | None = None, app: Any = hello
) -> None:
    """Serve in this process, and let somebody visit."""
    loop = loop or HandLoop()

    async def run() -> None:
        config = uvicorn.Config(app, ws="none", log_config=None, timeout_keep_alive=3600)
        config.load()
        state = ServerState()
        server = await loop.create_server(
            lambda: PatientProtocol(config, state, {}, loop), "127.0.0.1", 0
        )
        port = server.sockets[0].getsockname()[1]
        writers = []

        async def connect() -> Streams:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writers.append(writer)
            return reader, writer

        try:
            await visit(connect)
        finally:
            for writer in writers:
                writer.close()
            server.close()
            while PatientProtocol.silent:  # until the server has seen them go
                await asyncio.sleep(0.01)

    with closing(loop):
        loop.run_until_complete(asyncio.wait_for(run(), LONGEST_S))


async def answer(reader: asyncio.StreamReader) -> bytes:
    return (await reader.readuntil(b"\r\n\r\n")).partition(b"\r\n")[0]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "HEAD_S", 0.2)


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("sent", [b"", HEAD[:20]], ids=["nothing", "half a head"])
def test_who_does_not_ask_in_time_is_let_go(sent: bytes) -> None:
    async def visit(connect: Client) -> None:
        reader, writer = await connect()
        writer.write(sent)
        assert await reader.read() == b""

    with_server(visit)


@pytest.mark.usefixtures("hasty")
def test_a_head_that_never_ends_is_not_waited_for_after_an_answer_either() -> None:
    async def visit(connect: Client) -> None:
        reader, writer = await connect()
        writer.write(HEAD)
        assert b"200" in await answer(reader)
        with suppress(ConnectionResetError):  # a byte may be under way when it is let go
            for byte in HEAD[:-1]:
                writer.write(bytes([byte]))
                await asyncio.sleep(0.02)
                if reader.at_eof():
                    break
            assert b"HTTP" not in await reader.read()

    with_server(visit)


def test_who_asks_again_in_time_stays() -> None:
    loop = HandLoop()

    async def visit(connect: Client) -> None:
        reader, writer = await connect()
        for _ in range(5):
            writer.write(HEAD)
            assert b"200" in await answer(reader)
            loop.advance(0.6 * connection.HEAD_S)

    with_server(visit, loop)


def test_a_head_without_end_is_not_kept() -> None:
    async def visit(connect: Client) -> None:
        reader, writer = await connect()
        writer.write(b"GET / HTTP/1.1\r\nX: " + b"x" * 2 * MOST_HEAD_BYTES)
        with suppress(ConnectionResetError):
            assert b"200" not in await reader.read()

    with_server(visit)


def test_of_too_many_who_are_silent_the_first_one_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_SILENT", 3)

    async def visit(connect: Client) -> None:
        first, *others = [await connect() for _ in range(4)]
        assert await first[0].read() == b""
        for reader, writer in others:
            writer.write(HEAD)
            assert b"200" in await answer(reader)

    with_server(visit)


def test_who_does_not_read_is_let_go_and_who_reads_slowly_is_not() -> None:
    loop = HandLoop()

    async def visit(connect: Client) -> None:
        deaf, slow = await connect(), await connect()
        for _, writer in (deaf, slow):
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            writer.write(HEAD)
        while len(PatientProtocol.untaken) < 2:
            await asyncio.sleep(0.01)
        taken = 0
        for _ in range(3):
            taken += await read_some(slow)
            due = set(PatientProtocol.untaken.values())
            loop.advance(connection.TAKE_S)
            while due & set(PatientProtocol.untaken.values()):
                await asyncio.sleep(0.01)
        assert len(PatientProtocol.untaken) == 1
        with pytest.raises(ConnectionResetError):
            await read_all(deaf)
        assert taken + await read_all(slow, PLENTY - taken) > PLENTY

    with_server(visit, loop, plenty)


def test_of_too_many_who_do_not_read_the_first_one_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MOST_UNTAKEN", 2)

    async def visit(connect: Client) -> None:
        first, *others = [await connect() for _ in range(3)]
        for number, (_, writer) in enumerate((first, *others), 1):
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            writer.write(HEAD)
            while len(PatientProtocol.untaken) < min(number, 2):
                await asyncio.sleep(0.01)
        with pytest.raises(ConnectionResetError):
            await read_all(first)
        for other in others:
            assert await read_all(other) > PLENTY

    with_server(visit, app=plenty)


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
def test_what_is_no_http_is_answered_with_a_problem_document(sent: bytes) -> None:
    async def visit(connect: Client) -> None:
        reader, writer = await connect()
        writer.write(sent)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ")
        assert b"content-type: application/problem+json" in head.lower()
        assert json.loads(body)["type"] == "/problems/malformed"

    with_server(visit)


def test_a_body_that_breaks_after_the_answer_ends_the_connection_without_a_word() -> None:
    async def visit(connect: Client) -> None:
        reader, writer = await connect()
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert b"200" in await answer(reader)
        writer.write(b"nonsense\r\n")
        assert await reader.read() == b""

    with_server(visit)


async def read_some(client: Streams) -> int:
    """Take more than a client must take before the server looks again; return how much."""
    reader, writer = client
    writer.transport.resume_reading()  # type: ignore[attr-defined]
    before, taken = waiting(), 0
    while waiting() > before - 2 * connection.LEAST_BYTES:
        taken += len(await reader.read(connection.LEAST_BYTES))
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    return taken


def waiting() -> int:
    """Count the bytes that wait in the server, for all clients."""
    return sum(each.transport.get_write_buffer_size() for each in PatientProtocol.untaken)


async def read_all(client: Streams, length: int = PLENTY) -> int:
    """Read more than a length, or to the end; return how much."""
    reader, writer = client
    writer.transport.resume_reading()  # type: ignore[attr-defined]
    total = 0
    while some := await reader.read(1 << 20):
        total += len(some)
        if total > length:
            break
    return total
