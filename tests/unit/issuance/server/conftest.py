"""A server in this process, with a shop, on a fresh database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from issuance.defence.limits import POLICY
from issuance.server.app import create_app
from issuance.server.service import open_service
from issuance.settings import Settings
from tests.counter import Counter, open_counter
from tests.shop import HandClock


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    settings = Settings(folder=tmp_path, base_url="https://shop.test")
    shutil.copy(sqlite_template, settings.file)
    return settings


@pytest.fixture
def counter(settings: Settings) -> Iterator[Counter]:
    clock = HandClock()
    app = create_app(open_service(settings, clock, POLICY))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield open_counter(app, client, clock)
