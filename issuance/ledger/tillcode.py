"""The till code of a merchant: show it, draw another, and say whether somebody knows it."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from issuance.database import tables
from issuance.ledger import find
from issuance.model.tillcode import TillCode, new_code, normal

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.ledger.question import Question
    from issuance.model.caller import Caller


def till_code(question: Question, merchant_id: str, who: Caller) -> TillCode:
    """Find the till code of a merchant."""
    owner = find.merchant(question, merchant_id, who)
    return _of(question, owner.id)


def make(change: Change, merchant_id: str) -> None:
    """Draw the first till code of a merchant."""
    made = TillCode(merchant_id, new_code(), change.now)
    change.connection.execute(insert(tables.till_code), vars(made))


def renew_till_code(change: Change, merchant_id: str) -> TillCode:
    """Draw another till code; the one before counts no more."""
    owner = find.merchant(change, merchant_id, change.who)
    made = TillCode(owner.id, new_code(), change.now)
    table = tables.till_code
    values = {"code": made.code, "created_at": made.created_at}
    change.connection.execute(update(table).where(table.c.merchant_id == owner.id).values(values))
    change.note("till-code-renewed", owner.id)
    return made


def is_known(question: Question, merchant_id: str, given: str) -> bool:
    """Say whether a code is the one at the merchant's till, however it was typed."""
    code = _of(question, merchant_id).code
    return hmac.compare_digest(code.encode(), normal(given).encode())


def code_now(question: Question, merchant_id: str) -> str:
    """Return the code at a merchant's till."""
    return _of(question, merchant_id).code


def _of(question: Question, merchant_id: str) -> TillCode:
    table = tables.till_code
    query = select(table).where(table.c.merchant_id == merchant_id)
    return TillCode(*question.connection.execute(query).one())
