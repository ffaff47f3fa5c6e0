"""Answers to requests that may be repeated, kept in the transaction of what they answer.

An answer may hold a token, which the database otherwise has only as a hash. So it is sealed with a
key that comes from the client's idempotency key, of which the database has only a hash as well:
who steals the one cannot read the other, as long as the client's key is one that nobody guesses.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, select

from issuance.database.tables import answer
from issuance.ledger.change import Again
from issuance.ledger.upsert import insert_new
from issuance.model.once import Once, Repeated
from issuance.refusal import IdempotencyMismatch

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.ledger.question import Question

KEPT = select(answer).where(answer.c.row_key == bindparam("key"))
NONCE_BYTES = 12  # AES-GCM, NIST SP 800-38D


def repeat(question: Question, once: Once) -> None:
    """Raise `Repeated` if the request was answered before.

    Raises
    ------
    Repeated
        With the first answer.
    IdempotencyMismatch
        The key was used for something else.
    """
    row = question.connection.execute(KEPT, {"key": once.row_key}).one_or_none()
    if row is None:
        return
    if row.digest != once.digest:
        raise IdempotencyMismatch("the idempotency key was used for another request")
    nonce, sealed = row.sealed[:NONCE_BYTES], row.sealed[NONCE_BYTES:]
    raise Repeated(_cipher(once).decrypt(nonce, sealed, row.digest.encode()).decode())


def keep(change: Change, once: Once, result: Any) -> None:
    """Keep the answer to a request.

    Raises
    ------
    Again
        The same request is just being answered by somebody else.
    """
    nonce = os.urandom(NONCE_BYTES)
    text = once.render(result).encode()
    sealed = nonce + _cipher(once).encrypt(nonce, text, once.digest.encode())
    row = {
        "row_key": once.row_key,
        "digest": once.digest,
        "sealed": sealed,
        "at": change.now,
    }
    if not insert_new(change.connection, answer, row):
        raise Again


def _cipher(once: Once) -> AESGCM:
    return AESGCM(hashlib.sha256(f"answer\n{once.key}".encode()).digest())
