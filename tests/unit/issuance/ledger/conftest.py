"""A trail of several pieces, and somebody who tampers with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from issuance.database.engine import Database
from issuance.trail import piece
from tests.shop import Shop
from tests.trails import DISARMED, Forger, claim_some


@pytest.fixture
def forge(database_url: str) -> Iterator[Forger]:
    """Run a statement as somebody would who owns the database and has disarmed its guard."""
    database = Database(database_url, busy_s=30)

    def statement(words: str) -> None:
        with database.writing() as connection:
            connection.execute(text(words))

    for words in DISARMED[database.engine.dialect.name]:
        statement(words)
    yield statement
    database.close()


@pytest.fixture
def long_trail(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Make events enough for several pieces: ten, and two from opening the shop."""
    monkeypatch.setattr(piece, "EVENTS", 5)
    claim_some(shop, 9)
    return shop
