"""A shop on either database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.shop import Shop, open_shop


@pytest.fixture
def shop(database_url: str) -> Iterator[Shop]:
    opened = open_shop(database_url)
    yield opened
    opened.ledger.close()
