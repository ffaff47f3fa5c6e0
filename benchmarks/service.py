"""Presentations a second, beside a bare endpoint and beside the database's own commits.

::

    client, core 1 ─ N connections ─► server, core 0 ─► decode ─ decide ─ commit to disk ─► answer

Vouchers, challenges and presses are made beforehand; every press is another one. What is timed is
the request alone, from its first byte to the last of its answer, as the client sees it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import pressed
from benchmarks.service_client import Caller
from benchmarks.service_process import Running, running
from benchmarks.service_shop import shop

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.service_shop import Ticket

STAMPS = 8
# Before anything is counted: pools fill, caches warm.
WARM_UP = 200
COMMITS_S = 2.0
# Memory is looked at so often over the run.
LOOKS = 10

Request = tuple[str, str, bytes]


@dataclass(frozen=True)
class Rate:
    """How fast requests were answered."""

    name: str
    requests: int
    a_second: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True)
class ServiceSpeed:
    """Everything of one run.

    Attributes
    ----------
    rates : tuple of Rate
    commits_a_second : float
        One row in one durable transaction, by the database alone, in the same folder.
    resident_kib : tuple of int
        Memory of the server over the run.
    """

    rates: tuple[Rate, ...]
    commits_a_second: float
    resident_kib: tuple[int, ...]

    @property
    def growth(self) -> float:
        """Memory at the end, over that after a tenth of the run."""
        return self.resident_kib[-1] / self.resident_kib[0]

    def as_json(self) -> dict[str, Any]:
        """Return everything, unrounded."""
        return {**asdict(self), "growth": self.growth}


def measure_service(presentations: int, connections: int, *, seed: int) -> ServiceSpeed:
    """Load a server on one core with presentations."""
    core, mine = _cores()
    before = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory(prefix="service-") as name:
        folder = Path(name)
        with shop(folder, stamps=STAMPS) as counter:
            tickets = counter.tickets(presentations + WARM_UP, counter.campaign())
        requests = [_request(ticket, seed + number) for number, ticket in enumerate(tickets)]
        os.sched_setaffinity(0, mine)
        try:
            rates = []
            for connection in dict.fromkeys((1, connections)):
                with running(folder, core=core, bare=True) as server:
                    part = requests[: presentations // 2]
                    rates.append(_loaded(f"bare, {connection}", server, part, connection)[0])
            with running(folder, core=core) as server:
                _loaded("", server, requests[:WARM_UP], connections)
                counted = requests[WARM_UP:]
                half = len(counted) // 4
                one, _ = _loaded("presentation, 1", server, counted[:half], 1)
                many, memory = _loaded(
                    f"presentation, {connections}", server, counted[half:], connections
                )
        finally:
            os.sched_setaffinity(0, before)
        return ServiceSpeed((*rates, one, many), _commits(folder, core), tuple(memory))


def _cores() -> tuple[int, set[int]]:
    """Choose the server's core, and those of the client."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[0], set(cores[1:]) or {cores[0]}


def _request(ticket: Ticket, seed: int) -> Request:
    body = {"challenge_id": ticket.challenge, **pressed.body(ticket.code, seed)}
    path = f"/v1/vouchers/{ticket.voucher}/presentations"
    return ticket.token, path, json.dumps(body).encode()


def _loaded(
    name: str, server: Running, requests: Sequence[Request], connections: int
) -> tuple[Rate, list[int]]:
    """Send requests on some connections, each as soon as the one before is answered."""
    memory: list[int] = []
    every = max(1, len(requests) // LOOKS)
    waiting = iter(enumerate(requests))

    def work() -> list[float]:
        caller = Caller(server.port)
        times = []
        for number, (token, path, content) in waiting:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            began = time.perf_counter()
            answer = caller.send("POST", path, content, headers)
            times.append(time.perf_counter() - began)
            if answer.status != 200:
                raise RuntimeError(f"{name}: {answer.status} {answer.document}")
            if number % every == every - 1:
                memory.append(server.resident_kib)
        caller.close()
        return times

    began = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        parts = [pool.submit(work) for _ in range(connections)]
        times = [each for part in parts for each in part.result()]
    took_s = time.perf_counter() - began
    return _rate(name, times, took_s), memory


def _rate(name: str, times: Sequence[float], took_s: float) -> Rate:
    ms = 1000 * np.array(times)
    p99 = float(np.quantile(ms, 0.99))
    return Rate(name, len(times), len(times) / took_s, statistics.median(ms.tolist()), p99)


def _commits(folder: Path, core: int) -> float:
    """Count durable commits of one row, by SQLite alone, on the server's core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        connection = sqlite3.connect(folder / "commits.sqlite3", isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE one (id INTEGER PRIMARY KEY, text TEXT)",
        ):
            connection.execute(statement)
        return _a_second(lambda: connection.execute("INSERT INTO one (text) VALUES ('x')"))
    finally:
        os.sched_setaffinity(0, before)


def _a_second(do: Callable[[], object]) -> float:
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < COMMITS_S:
        do()
        done += 1
    return done / (time.perf_counter() - began)
