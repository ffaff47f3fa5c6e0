"""Clients that connect and take their time."""

from __future__ import annotations

import asyncio
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
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Client = Callable[[], Awaitable[Streams]]


async def hello(scope: Any, receive: Any, send: Any) -> None:
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": EMPTY})
    await send({"type": "http.response.body", "body": b""})


def with_server(visit: Callable[[Client], Awaitable[None]], loop: HandLoop | None = None) -> None:
    """Serve in this process, and let somebody visit."""
    loop = loop or HandLoop()

    async def run() -> None:
        config = uvicorn.Config(hello, ws="none", log_config=None, timeout_keep_alive=3600)
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
