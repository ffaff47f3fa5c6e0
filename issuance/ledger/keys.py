"""API keys: made, found by their secret, revoked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from issuance.database import tables
from issuance.ledger import find, rows
from issuance.model.apikey import LONGEST_LABEL, PREFIX, ApiKey, NewApiKey, Role
from issuance.model.device import Device
from issuance.model.identifier import PATTERN
from issuance.model.secret import API_KEY, hidden, secret
from issuance.model.words import one_line
from issuance.refusal import Invalid, NotFound

if TYPE_CHECKING:
    from issuance.ledger.change import Change
    from issuance.ledger.question import Question

ADMINISTRATORS = frozenset({Role.ADMIN})

KEY_OF = select(tables.api_key).where(
    tables.api_key.c.secret_hash == bindparam("hash"), tables.api_key.c.revoked_at.is_(None)
)
# An administrator's key is of no merchant, any other of one.
ADMINISTRATOR = select(tables.api_key.c.id).where(
    tables.api_key.c.merchant_id.is_(None), tables.api_key.c.revoked_at.is_(None)
)
DEVICE_OF = select(tables.device.c.id, tables.device.c.created_at).where(
    tables.device.c.token_hash == bindparam("hash")
)


def make_api_key(
    change: Change, label: str, merchant_id: str | None, roles: frozenset[Role]
) -> NewApiKey:
    """Make a key for one merchant, or for an administrator.

    Raises
    ------
    NotFound
        No such merchant.
    Invalid
        No role, or an administrator of one merchant, or anything else of all.
    """
    if not roles:
        raise Invalid("roles", "expected at least one")
    if (merchant_id is None) != (roles == ADMINISTRATORS):
        raise Invalid("roles", "expected admin alone without a merchant, other roles with one")
    if merchant_id is not None:
        if Role.ADMIN in roles:
            raise Invalid("roles", "expected no admin of one merchant")
        find.merchant(change, merchant_id, change.who)
    label = one_line("label", label, LONGEST_LABEL)
    made = ApiKey(change.new(PREFIX), label, merchant_id, roles, change.now, None)
    words = " ".join(sorted(role.value for role in roles))
    shown_once = secret(API_KEY)
    change.connection.execute(
        insert(tables.api_key), {**vars(made), "roles": words, "secret_hash": hidden(shown_once)}
    )
    change.note("key-made", made.id, label=label, merchant=merchant_id, roles=words)
    return NewApiKey(made, shown_once)


def revoke_api_key(change: Change, key_id: str) -> ApiKey:
    """Revoke a key; revoked again, nothing changes."""
    query = select(tables.api_key).where(tables.api_key.c.id == key_id)
    row = None
    if PATTERN.fullmatch(key_id):
        row = change.connection.execute(query.with_for_update(key_share=True)).one_or_none()
    found = None if row is None else rows.api_key(row)
    if found is None or change.who.merchant_id not in (None, found.merchant_id):
        raise NotFound("API key", key_id if PATTERN.fullmatch(key_id) else "of that name")
    if found.revoked_at is not None:
        return found
    change.connection.execute(
        update(tables.api_key).where(tables.api_key.c.id == key_id).values(revoked_at=change.now)
    )
    change.note("key-revoked", key_id)
    return replace(found, revoked_at=change.now)


def has_administrator(question: Question) -> bool:
    """Say whether anybody has an administrator's key that is not revoked."""
    return question.connection.execute(ADMINISTRATOR).first() is not None


def key_of(question: Question, shown: str) -> ApiKey | None:
    """Find the key that a secret belongs to, unless it is revoked."""
    row = question.connection.execute(KEY_OF, {"hash": hidden(shown)}).one_or_none()
    return None if row is None else rows.api_key(row)


def device_of(question: Question, token: str) -> Device | None:
    """Find the device that a token belongs to."""
    row = question.connection.execute(DEVICE_OF, {"hash": hidden(token)}).one_or_none()
    return None if row is None else Device(row.id, row.created_at)
