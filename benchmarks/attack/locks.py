"""One idle transaction on the end of the audit trail, while customers claim and look.

::

    held      |─────────── LASTS_S ───────────|
    claims    eight at a time, again and again
    offers    one every PAUSE_S                         how many are answered, and how soon
    /ready    one every PAUSE_S                         how soon it says so
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.attack.finding import Finding
from benchmarks.attack.holder import holding
from benchmarks.attack.target import target

NAME = "locks"
CUSTOMERS, LASTS_S, PAUSE_S = 8, 30.0, 0.2
PATIENCE_S = 20.0
# Until commit fa19f79, on either database: no answer at all, for as long as anybody waited.
BEFORE_S, BEFORE_READY_S = PATIENCE_S, LASTS_S


def measure_locks(database: str) -> list[Finding]:
    """Hold the lock, and time what everybody else is answered."""
    with target(database) as attacked:
        campaign = attacked.shop.campaign()
        tokens = [attacked.shop.device()[1] for _ in range(CUSTOMERS)]
        over = threading.Event()
        port = attacked.server.port
        with ThreadPoolExecutor(CUSTOMERS) as pool, holding(attacked.shop.url):
            began = time.monotonic()
            claims = [pool.submit(_claim, port, token, campaign, over) for token in tokens]
            offers, noticed_s = [], LASTS_S
            while time.monotonic() - began < LASTS_S:
                if _asked(port, "/ready")[0] == 503:
                    noticed_s = min(noticed_s, time.monotonic() - began)
                offers.append(_asked(port, f"/v1/campaigns/{campaign}"))
                time.sleep(PAUSE_S)
            over.set()
            claimed = [each for claim in claims for each in claim.result()]
        released = time.monotonic()
        while _claimed(port, tokens[0], campaign)[0] != 201:
            time.sleep(PAUSE_S)
        again_s = time.monotonic() - released
    longest = max(took for _, took in offers)
    patience = max(took for _, took in claimed)
    return [
        Finding(NAME, "longest wait for an offer", "s", BEFORE_S, longest, 8.0),
        Finding(NAME, "longest wait for a claim", "s", BEFORE_S, patience, 15.0),
        Finding(NAME, "until /ready says so", "s", BEFORE_READY_S, noticed_s, 8.0),
        Finding(NAME, "until claims go on, afterwards", "s", None, again_s, 5.0),
    ]


def _claim(port: int, token: str, campaign: str, over: threading.Event) -> list[tuple[int, float]]:
    """Claim until it is over; return each answer's status and time."""
    answers = []
    while not over.is_set():
        answers.append(_claimed(port, token, campaign))
        time.sleep(PAUSE_S)
    return answers


def _claimed(port: int, token: str, campaign: str) -> tuple[int, float]:
    body = json.dumps({"campaign_id": campaign}).encode()
    return _asked(port, "/v1/vouchers", token, body)


def _asked(
    port: int, path: str, token: str | None = None, body: bytes | None = None
) -> tuple[int, float]:
    """Ask on a connection of its own; return status and seconds, 0 where no answer came."""
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    began = time.monotonic()
    try:
        client.request("POST" if body else "GET", path, body, headers)
        answer = client.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0, time.monotonic() - began
    else:
        return answer.status, time.monotonic() - began
    finally:
        client.close()
