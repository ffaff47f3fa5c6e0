"""The server killed under load, again and again: what was acknowledged is there, once.

::

    customer:  claim ─► challenge ─► present ─► redeem ─► the next voucher
               each with a key of its own, repeated with the same key until an answer comes

    meanwhile: SIGKILL after a random while, to all processes of the server at once; start again
               on the same database, twenty times

In the end every customer knows what was acknowledged, and the database and its audit trail must
tell the same story, no more and no less.
"""

from __future__ import annotations

import http.client
import socket
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.service.client import Answer, Caller
from benchmarks.service.postgresql import running_postgresql
from benchmarks.service.process import start, stop
from benchmarks.service.shop import Shop, shop
from benchmarks.touch import pressed
from issuance.ledger import audit, lists
from issuance.model.voucher import State

if TYPE_CHECKING:
    from issuance.model.voucher import Holding

# Databases, and the server processes on each.
PROCESSES = {"sqlite": 1, "postgresql": 2}
CUSTOMERS = 6
# A server lives so long between two kills, s.
LIVES_S = (0.3, 1.5)
PAUSE_S = 0.05
# Whoever gets no answer for so long gives up, and the run fails.
PATIENCE_S = 120.0
KINDS = ("voucher-claimed", "voucher-verified", "voucher-redeemed")
EVENTS_A_PAGE = 200


@dataclass
class Story:
    """What a customer knows.

    Attributes
    ----------
    redeemed : list of str
        Vouchers that were claimed, verified and redeemed, each step acknowledged.
    repeated : int
        Requests that had to be sent more than once.
    """

    device: str
    redeemed: list[str] = field(default_factory=list)
    repeated: int = 0


@dataclass(frozen=True)
class Crash:
    """What the database says in the end, beside what was acknowledged.

    Attributes
    ----------
    lost : int
        Acknowledged changes that the database does not have.
    twice : int
        Changes that were made more often than once.
    events : int
        Of the audit trail.
    intact : bool
        The chain of the audit trail holds.
    """

    database: str
    processes: int
    kills: int
    vouchers: int
    acknowledged: int
    repeated: int
    lost: int
    twice: int
    events: int
    intact: bool

    @property
    def holds(self) -> bool:
        """Whether nothing is lost, nothing doubled, and the trail intact."""
        return self.lost == 0 and self.twice == 0 and self.intact

    def as_json(self) -> dict[str, Any]:
        """Return everything."""
        return {**asdict(self), "holds": self.holds}


def measure_crash(database: str, kills: int, *, seed: int) -> Crash:
    """Kill a server under load."""
    rng = np.random.default_rng(seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="crash-")))
        url = None
        if database == "postgresql":
            url = stack.enter_context(running_postgresql()).create()
        counter = stack.enter_context(shop(folder, url))
        port, over = _free_port(), threading.Event()
        begin = partial(start, folder, database=url, workers=PROCESSES[database], port=port)
        campaign = counter.campaign()
        tokens = [counter.device() for _ in range(CUSTOMERS)]
        stories = [Story(device) for device, _ in tokens]
        with ThreadPoolExecutor(CUSTOMERS) as pool:
            customers = [
                pool.submit(_live, story, token, port, campaign, counter, over, seed + 1000 * n)
                for n, (story, (_, token)) in enumerate(zip(stories, tokens, strict=True), 1)
            ]
            try:
                for _ in range(kills):
                    server = begin()
                    time.sleep(float(rng.uniform(*LIVES_S)))
                    server.kill()
                server = begin()
            finally:
                over.set()
            for customer in customers:
                customer.result()
            stop(server)
        return _judged(database, kills, counter, stories)


def _live(
    story: Story,
    token: str,
    port: int,
    campaign: str,
    counter: Shop,
    over: threading.Event,
    seed: int,
) -> None:
    """Claim, verify and redeem one voucher after the other, until it is over."""
    mine, shops = Caller(port, token), Caller(port, counter.admin)
    while not over.is_set():
        seed += 1
        claimed = _insist(story, mine, "/v1/vouchers", {"campaign_id": campaign})
        path = f"/v1/vouchers/{claimed.document['id']}"
        challenge = _insist(story, mine, f"{path}/challenges", {"purpose": "verify"})
        press = {"challenge_id": challenge.document["id"], **pressed.body(counter.codes[0], seed)}
        _insist(story, mine, f"{path}/presentations", press)
        _insist(story, shops, f"{path}/redemption", None)
        story.redeemed.append(claimed.document["id"])
    mine.close()
    shops.close()


def _insist(story: Story, caller: Caller, path: str, body: Any) -> Answer:
    """Repeat a request with one key until there is an answer, which must be that it is done."""
    key, until, tries = str(uuid.uuid4()), time.monotonic() + PATIENCE_S, 0
    while time.monotonic() < until:
        tries += 1
        try:
            answer = caller.post(path, body, key)
        except (OSError, http.client.HTTPException):
            time.sleep(PAUSE_S)
            continue
        story.repeated += tries > 1
        if answer.status >= 300:
            raise RuntimeError(f"{path}: {answer.status} {answer.document}")
        return answer
    raise RuntimeError(f"{path}: no answer")


def _judged(database: str, kills: int, counter: Shop, stories: list[Story]) -> Crash:
    """Hold what the customers know against the vouchers, and both against the audit trail."""
    acknowledged = {voucher for story in stories for voucher in story.redeemed}
    found = {
        holding.voucher.id: holding.voucher.state
        for story in stories
        for holding in _held(counter, story.device)
    }
    told: dict[tuple[str, str], int] = {}
    after = 0
    while events := counter.ledger.ask(lists.events, after, EVENTS_A_PAGE).items:
        for event in events:
            told[event.kind, event.subject] = told.get((event.kind, event.subject), 0) + 1
        after = events[-1].seq
    lost = sum(found.get(voucher) is not State.REDEEMED for voucher in acknowledged)
    lost += sum(told.get((kind, voucher), 0) < 1 for voucher in acknowledged for kind in KINDS)
    twice = sum(count - 1 for (kind, _), count in told.items() if kind in KINDS)
    # A voucher that nobody knows of was claimed twice by somebody who asked once.
    twice += len(set(found) - acknowledged)
    verdict = counter.ledger.ask(audit.verify)
    return Crash(
        database=database,
        processes=PROCESSES[database],
        kills=kills,
        vouchers=len(found),
        acknowledged=3 * len(acknowledged),
        repeated=sum(story.repeated for story in stories),
        lost=lost,
        twice=twice,
        events=verdict.events,
        intact=verdict.broken_at is None,
    )


def _held(counter: Shop, device: str) -> list[Holding]:
    """List all vouchers of a device."""
    page = counter.ledger.ask(lists.holdings_of_device, device)
    items = list(page.items)
    while page.next is not None:
        page = counter.ledger.ask(lists.holdings_of_device, device, page.next)
        items += page.items
    return items


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
