"""A server that cannot write, and says so."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from benchmarks.attack.holder import holding
from issuance.ledger import chain
from issuance.server import readiness
from issuance.server.app import THREADS, create_app
from issuance.server.readiness import Readiness
from issuance.server.service import open_service
from issuance.settings import Settings
from tests.counter import Counter, open_counter
from tests.patience import PATIENCE_S
from tests.shop import HandClock

BUSY_S = 0.2


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every question look, and every look end."""
    monkeypatch.setattr(readiness, "FRESH_S", 0.0)
    monkeypatch.setattr(readiness, "ANSWER_S", PATIENCE_S)


@pytest.fixture
def impatient(tmp_path: Path, database_url: str) -> Iterator[Counter]:
    """Open a counter whose server waits for locks for a moment only."""
    settings, clock = Settings(tmp_path, database_url, busy_s=BUSY_S), HandClock()
    app = create_app(open_service(settings, clock))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield open_counter(app, client, clock)


def test_who_holds_the_end_of_the_trail_stops_no_reader_and_is_noticed(impatient: Counter) -> None:
    url = impatient.app.state.service.settings.url
    tokens = [impatient.device() for _ in range(THREADS)]
    body = {"campaign_id": impatient.campaign}
    assert impatient.ask("GET", "/ready").is_success
    with holding(url), ThreadPoolExecutor(2 * THREADS) as pool:
        claims = [
            pool.submit(impatient.ask, "POST", "/v1/vouchers", token, json=body)
            for token in 2 * tokens
        ]
        offer = impatient.ask("GET", f"/v1/campaigns/{impatient.campaign}")
        ready = impatient.ask("GET", "/ready")
        answers = [claim.result() for claim in claims]
    assert offer.is_success
    assert (ready.status_code, ready.json()["type"]) == (503, "/problems/not-ready")
    assert "written by others" in ready.json()["detail"]
    for answer in answers:
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/busy")
        assert answer.headers["retry-after"] == "1"


def test_a_full_disk_is_no_database_that_is_away(counter: Counter) -> None:
    engine = counter.app.state.service.ledger._database.engine
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    event.listen(
        engine, "begin", lambda begun: begun.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    )
    answers = [counter.ask("POST", "/v1/devices") for _ in range(200)]
    full = answers[-1]
    assert (full.status_code, full.json()["type"]) == (503, "/problems/full")
    assert full.headers["retry-after"] == "60"
    assert counter.ask("GET", f"/v1/campaigns/{counter.campaign}").is_success


def test_a_look_that_takes_long_is_not_waited_for_and_taken_once(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()
    looks: list[object] = []

    def wait(change: object) -> None:
        looks.append(change)
        free.wait(PATIENCE_S)

    monkeypatch.setattr(chain, "rewrite_head", wait)
    looking = Readiness(counter.app.state.service)

    async def ask() -> list[str]:
        monkeypatch.setattr(readiness, "ANSWER_S", 0.01)
        late = [await looking.problem() for _ in range(3)]
        monkeypatch.setattr(readiness, "ANSWER_S", PATIENCE_S)
        free.set()
        return [*late, await looking.problem()]

    *late, last = asyncio.run(ask())
    looking.stop()
    assert set(late) == {"the database did not answer within 0.01 s"}
    assert (last, len(looks)) == ("", 1)


def test_the_database_is_looked_at_once_in_a_while_however_many_ask(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "FRESH_S", 3600.0)
    looks: list[object] = []
    monkeypatch.setattr(chain, "rewrite_head", looks.append)
    assert all(counter.ask("GET", "/ready").is_success for _ in range(5))
    assert len(looks) == 1
