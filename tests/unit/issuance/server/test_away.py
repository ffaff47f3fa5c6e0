"""A server whose database went away."""

from __future__ import annotations

import logging
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient

from benchmarks.service.postgresql import USER, Server
from issuance.server import readiness
from issuance.server.app import create_app
from issuance.server.service import open_service
from issuance.settings import Settings
from stampcodec.cli import run as command
from tests.counter import bearer
from tests.shop import HandClock


def test_a_database_that_is_away_is_a_reason_to_come_back_and_no_fault(
    postgresql: Server,
    postgresql_template: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readiness, "FRESH_S", 0.0)
    url = postgresql.create(postgresql_template)
    logging.getLogger("issuance").propagate = True
    with TestClient(create_app(open_service(Settings(tmp_path, url), HandClock()))) as client:
        assert client.get("/ready").is_success
        with psycopg.connect(postgresql.url(USER), autocommit=True) as connection:
            name = url.partition("?")[0].rpartition("/")[2]
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        for method, path, slug in (
            ("GET", "/v1/campaigns/cmp_01m86938005fs6zvgz1ag85m2c", "busy"),
            ("POST", "/v1/devices", "busy"),
            ("GET", "/ready", "not-ready"),
        ):
            answer = client.request(method, path, headers=bearer("dvt_x"))
            assert (answer.status_code, answer.json()["type"]) == (503, f"/problems/{slug}")
            assert int(answer.headers["retry-after"]) > 0
    assert not [record for record in caplog.records if record.exc_info]


def test_a_command_says_that_it_is_away_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    away = ("--database", "postgresql://somebody:secret@/x?host=/no/such/folder")
    for arguments in (
        ["admin", "merchant", "list"],
        ["serve", "--port", "0", "--data", str(tmp_path)],
    ):
        assert command([*arguments, *away]) == 2
        told = capsys.readouterr().err
        assert "cannot be reached" in told
        assert len(told.splitlines()) == 1
        assert "secret" not in told
