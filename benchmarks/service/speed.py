"""Presentations a second, beside a bare endpoint and beside the database's own commits.

::

    client, core 1 ─ N connections ─► server, core 0 ─► decode ─ decide ─ commit to disk ─► answer

Vouchers, challenges and presses are made beforehand; every press is another one. What is timed is
the request alone, from its first byte to the last of its answer, as the client sees it. One
connection and many take turns, block by block, because the database grows over the run; the
server's memory is looked at after every block.
"""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.interval import median_interval
from benchmarks.service.client import Caller
from benchmarks.service.process import Running, running
from benchmarks.service.shop import shop
from benchmarks.touch import pressed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.service.shop import Ticket

STAMPS = 8
# Before anything is counted: pools fill, caches warm.
WARM_UP = 200
COMMITS_S = 2.0
# Requests to the bare endpoint, at most.
BARE = 6000
# Of requests: half of them on one connection.
BLOCKS = 20

Request = tuple[str, str, bytes]


@dataclass(frozen=True)
class Rate:
    """How fast requests were answered; ``_low`` and ``_high`` are 95 % intervals from the turns."""

    name: str
    requests: int
    a_second: float
    a_second_low: float
    a_second_high: float
    p50_ms: float
    p50_ms_low: float
    p50_ms_high: float
    p99_ms: float


@dataclass(frozen=True)
class Look:
    """Memory of the server after some presentations."""

    presentations: int
    resident_kib: int


@dataclass(frozen=True)
class ServiceSpeed:
    """Everything of one run.

    Attributes
    ----------
    rates : tuple of Rate
    commits_a_second : float
        One row in one durable transaction, by the database alone, in the same folder.
    looks : tuple of Look
        Memory of the server over the run.
    """

    rates: tuple[Rate, ...]
    commits_a_second: float
    looks: tuple[Look, ...]

    @property
    def slope_kib(self) -> float:
        """Memory for 1,000 presentations more, from first to last."""
        return _slope(self.looks)

    @property
    def last_slope_kib(self) -> float:
        """The same over the last half of the run."""
        return _slope(self.looks[len(self.looks) // 2 :])

    @property
    def last_growth_kib(self) -> int:
        """Memory at the end, less that in the middle of the run."""
        return self.looks[-1].resident_kib - self.looks[len(self.looks) // 2].resident_kib

    def as_json(self) -> dict[str, Any]:
        """Return everything, unrounded."""
        told = ("slope_kib", "last_slope_kib", "last_growth_kib")
        return {**asdict(self), **{name: getattr(self, name) for name in told}}


def measure_service(presentations: int, connections: int, *, seed: int) -> ServiceSpeed:
    """Load a server on one core with presentations."""
    core, mine = _cores()
    before = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory(prefix="service-") as name:
        folder = Path(name)
        with shop(folder, stamps=STAMPS) as counter:
            tickets = counter.tickets(presentations + WARM_UP, counter.campaign())
        made = [_request(ticket, seed + number) for number, ticket in enumerate(tickets)]
        warming, requests = made[:WARM_UP], made[WARM_UP:]
        os.sched_setaffinity(0, mine)
        try:
            with running(folder, core=core, bare=True) as server:
                bare, _ = _in_turns("bare", server, requests[:BARE], connections)
            with running(folder, core=core) as server:
                _sent(server, warming, connections)
                stamped, looks = _in_turns("presentation", server, requests, connections)
        finally:
            os.sched_setaffinity(0, before)
        return ServiceSpeed((*bare, *stamped), _commits(folder, core), tuple(looks))


def _cores() -> tuple[int, set[int]]:
    """Choose the server's core, and those of the client."""
    cores = sorted(os.sched_getaffinity(0))
    return cores[0], set(cores[1:]) or {cores[0]}


def _request(ticket: Ticket, seed: int) -> Request:
    body = {"challenge_id": ticket.challenge, **pressed.body(ticket.code, seed)}
    path = f"/v1/vouchers/{ticket.voucher}/presentations"
    return ticket.token, path, json.dumps(body).encode()


def _in_turns(
    name: str, server: Running, requests: Sequence[Request], connections: int
) -> tuple[list[Rate], list[Look]]:
    """Send requests on one connection and on many, turn by turn."""
    times: dict[int, list[list[float]]] = {1: [], connections: []}
    took_s: dict[int, list[float]] = {each: [] for each in times}
    looks, turns = [Look(0, server.resident_kib)], itertools.cycle(times)
    size = max(1, len(requests) // BLOCKS)
    for start in range(0, len(requests), size):
        block, turn = requests[start : start + size], next(turns)
        began = time.perf_counter()
        times[turn].append(_sent(server, block, turn))
        took_s[turn].append(time.perf_counter() - began)
        looks.append(Look(start + len(block), server.resident_kib))
    return [_rate(f"{name}, {turn}", times[turn], took_s[turn]) for turn in times], looks


def _sent(server: Running, requests: Sequence[Request], connections: int) -> list[float]:
    """Send requests on some connections, each as soon as the one before is answered."""
    waiting = iter(requests)

    def work() -> list[float]:
        caller = Caller(server.port)
        times = []
        for token, path, content in waiting:
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            began = time.perf_counter()
            answer = caller.send("POST", path, content, headers)
            times.append(time.perf_counter() - began)
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status} {answer.document}")
        caller.close()
        return times

    with ThreadPoolExecutor(connections) as pool:
        parts = [pool.submit(work) for _ in range(connections)]
        return [each for part in parts for each in part.result()]


def _rate(name: str, times: Sequence[Sequence[float]], took_s: Sequence[float]) -> Rate:
    """Join turns: the seconds of every answer in each, and how long each turn took."""
    ms = [1000 * np.array(turn) for turn in times]
    every = np.concatenate(ms)
    p50, p99 = np.quantile(every, (0.5, 0.99)).tolist()
    speeds = median_interval([len(turn) / took for turn, took in zip(ms, took_s, strict=True)])
    medians = median_interval([float(np.median(turn)) for turn in ms])
    a_second = len(every) / sum(took_s)
    spans = (*speeds.including(a_second), p50, *medians.including(p50))
    return Rate(name, len(every), a_second, *spans, p99)


def _slope(looks: Sequence[Look]) -> float:
    """Fit a line through some looks, KiB for 1,000 presentations."""
    done, kib = np.array([(look.presentations / 1000, look.resident_kib) for look in looks]).T
    return float(np.polyfit(done, kib, 1)[0])


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
