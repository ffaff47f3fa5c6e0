"""Clients that ask for a picture again and again and never read an answer.

::

    300 connections:  ask ask ask ask ─► answers fill what the systems keep, then wait in the server
    and 30 more every five seconds, in place of those that the server let go
    a customer:       asks for the offer twice a second, on a connection of their own
"""

from __future__ import annotations

import http.client
import socket
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from benchmarks.attack.finding import Finding
from benchmarks.attack.target import target
from issuance.ledger import campaigns
from issuance.model.caller import COMMAND
from issuance.model.campaign import MOST_PICTURE_BYTES, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "readers"
FIRST, FURTHER, EVERY_S = 300, 30, 5.0
# What a client's system keeps for it, bytes: little, so that the server's must keep the rest.
RECEIVED = 4096
# Requests that each connection sends at once; systems keep the answers to a dozen of them.
AT_ONCE = 40
# The flood itself takes so long; what is refused later is refused because nobody reads.
FLOOD_S, LASTS_S = 40.0, 80.0
PAUSE_S, PATIENCE_S = 0.5, 10.0
PNG = b"\x89PNG\r\n\x1a\n"
# Descriptions that are asked for one after the other.
DESCRIPTIONS = 50
# Share of the customer's requests after the flood, and milliseconds of a description.
BEFORE_REFUSED, BEFORE_MS = 91.0, 6.9


def measure_readers(database: str) -> list[Finding]:
    """Keep a server busy with clients that do not read, and ask it something meanwhile."""
    with target(database) as attacked, ExitStack() as stack:
        port = attacked.server.port
        campaign = attacked.shop.campaign()
        picture = Picture("image/png", PNG.ljust(MOST_PICTURE_BYTES, b"\0"))
        attacked.shop.ledger.change(COMMAND, campaigns.set_picture, campaign, picture)
        description_ms = _description_ms(port)
        offer = f"/v1/campaigns/{campaign}"
        asks = f"GET {offer}/picture HTTP/1.1\r\nHost: x\r\n\r\n".encode() * AT_ONCE
        began = time.monotonic()
        waves = _waves(began)
        late = []
        while (elapsed := time.monotonic() - began) < LASTS_S:
            for _ in range(next(waves)):
                stack.enter_context(_deaf(port, asks))
            status = _status(port, offer)
            if elapsed > FLOOD_S:
                late.append(status)
            time.sleep(PAUSE_S)
    refused = 100 * sum(status != 200 for status in late) / len(late)
    return [
        Finding(NAME, "a customer refused, nobody reads", "%", BEFORE_REFUSED, refused, 0.0),
        Finding(NAME, "one /openapi.json", "ms", BEFORE_MS, description_ms, None),
    ]


def _waves(began: float) -> Iterator[int]:
    """Say how many connections to open now."""
    yield FIRST
    due = began + EVERY_S
    while True:
        is_due = time.monotonic() >= due
        due += EVERY_S * is_due
        yield FURTHER * is_due


def _deaf(port: int, asks: bytes) -> socket.socket:
    """Ask for something several times, on a connection that nobody reads."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED)
    with suppress(OSError):
        client.connect(("127.0.0.1", port))
        client.sendall(asks)
    return client


def _status(port: int, path: str) -> int:
    """Ask as a customer does; 0 where no answer comes."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        client.request("GET", path)
        answer = client.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    else:
        return answer.status
    finally:
        client.close()


def _description_ms(port: int) -> float:
    """Time a description as a browser asks for it, with everything around it."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    took = []
    for _ in range(DESCRIPTIONS):
        began = time.monotonic()
        client.request("GET", "/openapi.json", headers={"Accept-Encoding": "gzip"})
        client.getresponse().read()
        took.append(time.monotonic() - began)
    client.close()
    return 1000 * sorted(took)[DESCRIPTIONS // 2]
