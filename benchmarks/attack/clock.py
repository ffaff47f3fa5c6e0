"""A clock that leaps five years ahead and back, while the server runs or over a restart.

In this process, with a clock that is moved by hand: nothing here depends on how long it takes.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.attack.finding import Finding
from benchmarks.service.postgresql import running_postgresql
from benchmarks.service.shop import shop
from issuance.clock import Steady, utc_now
from issuance.ledger import claim, lists
from issuance.model.caller import Caller
from issuance.model.campaign import Mode
from issuance.model.voucher import LIVE
from issuance.refusal import Busy
from issuance.server.service import open_service
from issuance.server.watch import Watch
from issuance.settings import Settings

if TYPE_CHECKING:
    from benchmarks.service.shop import Shop

NAME = "clock"
LEAP = timedelta(days=5 * 365)
# Half of them are verified, half wait for a stamp.
VOUCHERS = 20
# Until commit fa19f79 every one was expired, for good.
BEFORE = float(VOUCHERS)


@dataclass
class LeapingClock:
    """The clock of a machine, and somebody who sets it."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Return the time that it shows."""
        return utc_now() + self.ahead


def measure_clock(database: str) -> list[Finding]:
    """Let the clock leap, and count the vouchers that are worth nothing afterwards."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="attack-")))
        url = None
        if database == "postgresql":
            url = stack.enter_context(running_postgresql()).create()
        counter = stack.enter_context(shop(folder, url))
        device, settings = _claim(counter), Settings(folder, url)
        findings = []
        for when, leap in (("while it runs", _leap_running), ("over a restart", _leap_stopped)):
            leap(settings)
            found = counter.ledger.ask(lists.holdings_of_device, device).items
            lost = sum(holding.voucher.state not in LIVE for holding in found)
            findings.append(Finding(NAME, f"vouchers lost, {when}", "", BEFORE, lost, 0.0))
        return findings


def _claim(counter: Shop) -> str:
    """Claim vouchers, some verified at once; return whose they are."""
    device, _ = counter.device()
    for mode in (Mode.BOTH, Mode.REDEEM):
        campaign = counter.campaign(mode=mode)
        for _ in range(VOUCHERS // 2):
            counter.ledger.change(Caller(f"device:{device}"), claim.claim, device, campaign)
    return device


def _leap_running(settings: Settings) -> None:
    clock = LeapingClock()
    with closing(_Server(settings, clock)) as server:
        for clock.ahead in (LEAP, timedelta()):
            server.do_chores()


def _leap_stopped(settings: Settings) -> None:
    for ahead in (LEAP, timedelta()):
        with closing(_Server(settings, LeapingClock(ahead))) as server:
            server.do_chores()


class _Server:
    """A server process without its sockets."""

    def __init__(self, settings: Settings, clock: LeapingClock) -> None:
        self._service = open_service(settings, clock, steady=Steady(clock))

    def do_chores(self) -> None:
        """Do what is done once a minute, if the clock is believed."""
        with suppress(Busy):
            Watch(self._service).do_chores()

    def close(self) -> None:
        """End."""
        self._service.ledger.close()
