"""Types of columns that read the same from both kinds of databases."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer
from sqlalchemy.types import TypeDecorator

from issuance.model import moment

if TYPE_CHECKING:
    from sqlalchemy import Dialect


class Moment(TypeDecorator[datetime]):
    """A moment as a number: exact, and hours and days are divisions."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Write a moment as microseconds since 1970."""
        del dialect
        return None if value is None else moment.number(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Read it back, aware and in UTC."""
        del dialect
        return None if value is None else moment.moment(value)


# SQLite numbers its rows itself where the key is an INTEGER, and stores it nowhere else.
Sequence = BigInteger().with_variant(Integer, "sqlite")
