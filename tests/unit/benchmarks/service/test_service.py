"""Short runs of the service's benchmarks; what they show must hold in these, too."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.run.memory import measured
from benchmarks.service import former_audit
from benchmarks.service.contention import WORKERS, measure_contention
from benchmarks.service.crash import PROCESSES, measure_crash
from benchmarks.service.forgery import WAYS, measure_phone
from benchmarks.service.speed import Look, ServiceSpeed, measure_service
from benchmarks.service.trail import write_trail
from issuance.clock import utc_now
from issuance.ledger import audit, open_ledger
from issuance.model.event import Verdict
from issuance.settings import Settings


@pytest.mark.parametrize("database", WORKERS)
def test_what_there_is_once_is_given_once_over_http(database: str) -> None:
    contests = measure_contention(database, 60)
    assert [contest.done for contest in contests] == [1, 20, 3]
    assert all(contest.holds for contest in contests)


@pytest.mark.parametrize("database", PROCESSES)
def test_nothing_acknowledged_is_lost_or_doubled_by_a_kill(database: str) -> None:
    crash = measure_crash(database, 3, seed=2)
    assert crash.holds, crash
    assert crash.kills == 3
    assert crash.acknowledged > 0


def test_a_trail_that_was_written_fast_is_as_the_ledger_writes_it(
    tmp_path: Path, database_url: str
) -> None:
    write_trail(tmp_path, database_url, 700)
    ledger = open_ledger(Settings(tmp_path, database_url), utc_now)
    assert ledger.ask(audit.verify) == Verdict(700, ledger.ask(audit.verify).head)
    assert ledger.ask(former_audit.check) == 700
    ledger.close()


def test_memory_is_that_of_a_program_and_what_it_starts() -> None:
    child = "import time; held = bytearray(64 << 20); held[::4096] = b'x' * 16384; time.sleep(0.5)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    usage = measured([sys.executable, "-c", parent])
    assert 64 < usage.peak_mib < 128
    assert usage.cpu_s > 0
    with pytest.raises(RuntimeError, match="no such thing"):
        measured([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_honest_presses_pass_and_recorded_ones_do_not() -> None:
    result = measure_phone("nexus5 whole, 5.4", "press", 12, 3)
    assert result.presses > 8
    assert result.refused == 0
    assert set(result.missed) == set(WAYS)
    assert result.missed["as it was"][0] == result.missed["elsewhere"][0] == 0


def test_speed_is_measured_beside_a_bare_endpoint_and_commits() -> None:
    result = measure_service(100, 4, seed=1)
    assert [rate.name.split(",")[0] for rate in result.rates] == ["bare"] * 2 + ["presentation"] * 2
    assert all(rate.a_second > 0 and rate.p50_ms <= rate.p99_ms for rate in result.rates)
    assert result.commits_a_second > 0
    assert [rate.requests for rate in result.rates] == [50, 50, 50, 50]
    assert [look.presentations for look in result.looks] == list(range(0, 101, 5))
    assert all(look.resident_kib > 1000 for look in result.looks)


def test_memory_for_a_thousand_more_is_the_slope_of_what_was_seen() -> None:
    looks = (Look(0, 1000), Look(500, 1400), Look(1000, 1500), Look(1500, 1520), Look(2000, 1540))
    result = ServiceSpeed((), 1.0, looks)
    assert result.slope_kib == pytest.approx(240.0)
    assert result.last_slope_kib == pytest.approx(40.0)
    assert result.last_growth_kib == 40
