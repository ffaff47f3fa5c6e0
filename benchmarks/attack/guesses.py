"""A stranger guesses a shop's pattern, over HTTP: many addresses, free devices, real time.

::

    a new address ─► device ─► voucher of a public campaign ─┬─► challenge ─► one of 4,096 patterns
          ▲                                                  └── a few times, then all anew
          └──────────────────────────────────────────────────────────┘
"""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from benchmarks.attack.finding import Finding
from benchmarks.attack.target import target
from benchmarks.service.client import Caller
from benchmarks.touch import pressed
from issuance.defence.puzzle import solve
from issuance.refusal import PriceDue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.attack.target import Target

NAME = "guesses"
# Connections at a time, and tries of one device before it is given up.
THREADS, TRIES = 16, 6
# The attacker gives up after so long, or after so many devices in a row without a try, s.
PATIENCE_S, MOST_IDLE = 120.0, 64
# Before there was a budget: the pattern was found, after so many wrong ones; nobody was told.
BEFORE = 1670


@dataclass
class Hunt:
    """How far the guessing is.

    Attributes
    ----------
    tried : int
        Patterns that the service has compared with the shop's.
    found : bool
        Whether the shop's was among them.
    """

    tried: int = 0
    found: bool = False
    idle: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def measure_guesses(database: str) -> list[Finding]:
    """Guess until the pattern is found, or nothing is compared any more."""
    with target(database) as aim:
        campaign = aim.shop.campaign()
        began = time.perf_counter()
        hunt = guess(aim, campaign)
        took_s = time.perf_counter() - began
    return [
        Finding(NAME, "patterns of one shop tried over HTTP", "patterns", BEFORE, hunt.tried, 40),
        Finding(NAME, "the pattern was found", "", 1, int(hunt.found), None),
        Finding(NAME, "time that it took", "s", 30, took_s, None),
    ]


def guess(aim: Target, campaign: str, *, seed: int = 1) -> Hunt:
    """Try the patterns of a family in an order drawn at random."""
    codes = iter(np.random.default_rng(seed).permutation(sc.family("touch5").n_ids).tolist())
    hunt, addresses, until = Hunt(), itertools.count(), time.monotonic() + PATIENCE_S

    def work() -> None:
        while not hunt.found and hunt.idle < MOST_IDLE and time.monotonic() < until:
            with hunt.lock:
                number = next(addresses)
            _try_some(aim.server.port, campaign, _address(number), codes, hunt)

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work) for _ in range(THREADS)]:
            done.result()
    return hunt


def _try_some(port: int, campaign: str, address: str, codes: Iterator[int], hunt: Hunt) -> None:
    """Be a new customer at an address, and try as many patterns as one gets away with."""
    caller, tried = Caller(port, forwarded_for=address), 0
    try:
        device = caller.post("/v1/devices")
        if device.slug == PriceDue.slug:
            puzzle = device.document["puzzle"]
            device = caller.post("/v1/devices", {"puzzle": puzzle, "answer": solve(puzzle)})
        if device.status == 201:
            caller.show(device.document["token"])
            voucher = caller.post("/v1/vouchers", {"campaign_id": campaign})
            path = f"/v1/vouchers/{voucher.document.get('id')}"
            while voucher.status == 201 and tried < TRIES and not hunt.found:
                if not _try_one(caller, path, codes, hunt):
                    break
                tried += 1
    except (OSError, http.client.HTTPException):
        pass  # the next address has more luck
    finally:
        caller.close()
    with hunt.lock:
        hunt.tried += tried
        hunt.idle = 0 if tried else hunt.idle + 1


def _try_one(caller: Caller, path: str, codes: Iterator[int], hunt: Hunt) -> bool:
    """Present a pattern; say whether the service compared it."""
    given = caller.post(f"{path}/challenges", {"purpose": "verify"})
    if given.status != 201:
        return False
    with hunt.lock:
        code = next(codes, None)
    if code is None:
        return False
    press = {"challenge_id": given.document["id"], **pressed.body(code, code)}
    answer = caller.post(f"{path}/presentations", press)
    hunt.found |= answer.status == 200
    return answer.status == 200 or answer.slug == "stamp-not-accepted"


def _address(number: int) -> str:
    """Name an address in a network of its own."""
    return f"10.{number // 256 % 256}.{number % 256}.1"
