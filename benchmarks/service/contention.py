"""Two hundred at once, over HTTP: what there is once is given once.

On SQLite by one server process, on PostgreSQL by four.
"""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.service.client import Caller
from benchmarks.service.postgresql import running_postgresql
from benchmarks.service.process import running
from benchmarks.service.shop import Shop, shop
from issuance.ledger import claim
from issuance.model.caller import Caller as Who
from issuance.model.campaign import Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.service.client import Answer

STOCK, PER_CUSTOMER = 20, 3
WORKERS = {"sqlite": 1, "postgresql": 4}


@dataclass(frozen=True)
class Contest:
    """What became of requests that were sent at once.

    Attributes
    ----------
    expected : int
        How many may succeed.
    done : int
        How many did.
    refused : dict
        The others by the slug of the problem.
    """

    database: str
    processes: int
    name: str
    attempts: int
    expected: int
    done: int
    refused: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether exactly as many succeeded as may."""
        return self.done == self.expected and sum(self.refused.values()) == (
            self.attempts - self.done
        )

    def as_json(self) -> dict[str, Any]:
        """Return everything."""
        return {**asdict(self), "holds": self.holds}


def measure_contention(database: str, attempts: int) -> list[Contest]:
    """Hold the contests on one kind of database."""
    workers = WORKERS[database]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="contention-")))
        url = None
        if database == "postgresql":
            url = stack.enter_context(running_postgresql()).create()
        counter = stack.enter_context(shop(folder, url))
        server = stack.enter_context(running(folder, database=url, workers=workers))
        contests = (
            ("one voucher redeemed", 1, _redemption(counter)),
            ("stock of a campaign", STOCK, _stock(counter, attempts)),
            ("limit of one customer", PER_CUSTOMER, _customer(counter)),
        )
        return [
            Contest(database, workers, name, attempts, expected, *_held(server.port, attempts, ask))
            for name, expected, ask in contests
        ]


def _redemption(counter: Shop) -> Callable[[int], tuple[str, str, Any]]:
    campaign = counter.campaign(mode=Mode.REDEEM)
    device, _ = counter.device()
    voucher = counter.ledger.change(
        Who(f"device:{device}"), claim.claim, device, campaign
    ).voucher.id
    return lambda _: (counter.admin, f"/v1/vouchers/{voucher}/redemption", None)


def _stock(counter: Shop, attempts: int) -> Callable[[int], tuple[str, str, Any]]:
    body = {"campaign_id": counter.campaign(stock=STOCK)}
    tokens = [counter.device()[1] for _ in range(attempts)]
    return lambda number: (tokens[number], "/v1/vouchers", body)


def _customer(counter: Shop) -> Callable[[int], tuple[str, str, Any]]:
    body = {"campaign_id": counter.campaign(per_customer=PER_CUSTOMER)}
    _, token = counter.device()
    return lambda _: (token, "/v1/vouchers", body)


def _held(
    port: int, attempts: int, ask: Callable[[int], tuple[str, str, Any]]
) -> tuple[int, dict[str, int]]:
    """Send all requests at the same moment, each on a connection of its own."""
    together = threading.Barrier(attempts)

    def attempt(number: int) -> Answer:
        secret, path, body = ask(number)
        caller = Caller(port, secret)
        together.wait()
        answer = caller.post(path, body)
        caller.close()
        return answer

    with ThreadPoolExecutor(attempts) as pool:
        answers = list(pool.map(attempt, range(attempts)))
    return _counted(answers)


def _counted(answers: Sequence[Answer]) -> tuple[int, dict[str, int]]:
    done = sum(answer.status < 300 for answer in answers)
    refused = Counter(answer.slug for answer in answers if answer.status >= 300)
    return done, dict(refused)
