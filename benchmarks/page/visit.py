"""Visits to the page over a slow network, as Chromium emulates one.

The latency is that of every request, and the throughput that of all together, as the developer
tools of browsers emulate a network.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright

PATIENCE_MS = 120_000
# Where the voucher can be taken.
READY = ".actions .primary"
WORKER_READY = "navigator.serviceWorker.ready.then(() => true)"
FIRST_PAINT = """performance.getEntriesByType("paint")
  .find((entry) => entry.name === "first-contentful-paint").startTime"""
FLAGS = ("--no-sandbox", "--disable-gpu")


@dataclass(frozen=True)
class Network:
    """What lies between a phone and the server.

    Attributes
    ----------
    name : str
    latency_ms : float
        Of each request.
    kib_per_s : float
        In either direction.
    """

    name: str
    latency_ms: float
    kib_per_s: float


SLOW_3G = Network("slow 3G", 400.0, 50.0)


@dataclass(frozen=True)
class Visit:
    """What a visit took.

    Attributes
    ----------
    what : str
        The first visit of a phone, or a later one.
    paint_ms, ready_ms : float
        From the request to the first contentful paint, and to the button.
    requests : int
        Of the network, until the voucher can be taken.
    kib : float
        What came over the network until then, with headers, KiB.
    """

    what: str
    paint_ms: float
    ready_ms: float
    requests: int
    kib: float


def visits(browser: Browser, link: str, network: Network) -> list[Visit]:
    """Open the link of a campaign as a phone that was never there, and once more."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=3,
        has_touch=True,
        is_mobile=True,
    )
    with closing(context):
        context.set_default_timeout(PATIENCE_MS)
        first = _visit(context, "first", link, network)
        return [first, _visit(context, "later", link, network)]


def _visit(context: BrowserContext, what: str, link: str, network: Network) -> Visit:
    page = context.new_page()
    session = context.new_cdp_session(page)
    asked: set[str] = set()
    sizes: dict[str, float] = {}
    kept: set[str] = set()

    def began(event: dict[str, Any]) -> None:
        if event["response"].get("fromServiceWorker"):
            kept.add(event["requestId"])

    def ended(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = event["encodedDataLength"]

    session.on("Network.requestWillBeSent", lambda event: asked.add(event["requestId"]))
    session.on("Network.responseReceived", began)
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")
    bytes_per_s = 1024 * network.kib_per_s
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": network.latency_ms,
            "downloadThroughput": bytes_per_s,
            "uploadThroughput": bytes_per_s,
        },
    )
    page.goto(link, wait_until="commit")
    page.locator(READY).wait_for()
    requests = len(asked - kept)
    kib = sum(size for name, size in sizes.items() if name not in kept) / 1024
    ready_ms = page.evaluate("performance.now()")
    paint_ms = page.evaluate(FIRST_PAINT)
    # What the next visit finds.
    page.evaluate(WORKER_READY)
    page.close()
    return Visit(what, paint_ms, ready_ms, requests, kib)


def launched(playwright: Playwright) -> Browser:
    """Start the system's Chromium, or the one that Playwright has."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
