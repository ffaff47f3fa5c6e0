"""A server whose clock is set while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from issuance.clock import Steady
from issuance.ledger import register
from issuance.model.caller import COMMAND
from issuance.server import readiness
from issuance.server.app import create_app
from issuance.server.service import open_service
from issuance.settings import Settings
from stampcodec import FileError
from tests.counter import Counter, open_counter
from tests.shop import HandClock

YEARS = timedelta(days=5 * 365)


@dataclass
class Machine:
    """A machine with a clock that somebody sets, and one that nobody does."""

    counter: Counter
    clock: HandClock

    def state(self, token: str, voucher: str) -> str:
        """Say where a voucher stands."""
        state: str = self.counter.told("GET", f"/v1/vouchers/{voucher}", token)["state"]
        return state


@pytest.fixture
def machine(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    monkeypatch.setattr(readiness, "FRESH_S", 0.0)
    clock = HandClock()
    app = create_app(open_service(settings, clock, steady=Steady(clock, lambda: 0.0)))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Machine(open_counter(app, client, clock), clock)


def test_a_clock_that_leaps_for_a_while_expires_nothing_for_good(machine: Machine) -> None:
    counter, clock = machine.counter, machine.clock
    token = counter.device()
    claimed, verified = counter.claim(token), counter.claim(token)
    assert counter.present(token, verified, counter.press()).is_success
    right = clock.now
    clock.now += YEARS
    refused = counter.ask("POST", "/v1/devices")
    assert (refused.status_code, refused.json()["type"]) == (503, "/problems/clock-wrong")
    assert refused.headers["retry-after"] == "60"
    assert "clock" in counter.ask("GET", "/ready").json()["detail"]
    assert machine.state(token, verified) == "expired"
    counter.app.state.watch.do_chores()
    clock.now = right
    counter.app.state.watch.do_chores()
    assert machine.state(token, verified) == "verified"
    assert machine.state(token, claimed) == "unverified"
    assert counter.ask("GET", "/ready").is_success


def test_a_server_that_starts_years_ahead_serves_and_sweeps_nothing(
    machine: Machine, settings: Settings
) -> None:
    counter = machine.counter
    token = counter.device()
    claimed = counter.claim(token)
    late = HandClock(machine.clock.now + YEARS)
    service = open_service(settings, late)
    app = create_app(service)
    with TestClient(app) as client:
        assert client.get("/ready").is_success
        app.state.watch.do_chores()
        assert client.post("/v1/devices").is_success
    assert machine.state(token, claimed) == "unverified"


def test_a_server_that_starts_before_the_last_event_does_not_start(
    machine: Machine, settings: Settings
) -> None:
    ledger = machine.counter.app.state.service.ledger
    ledger.change(COMMAND, register.register_merchant, "Bakery")
    early = HandClock(machine.clock.now - timedelta(hours=1))
    with pytest.raises(FileError, match="clock: expected later than the last event, 2026-11-24"):
        open_service(settings, early)
