"""Trails that somebody tampers with, and checkpoints of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from issuance.ledger import audit, claim
from issuance.receipt.jwk import key_id
from issuance.receipt.keyring import KeyRing
from issuance.trail import checkpoint
from tests.shop import Shop

Forger = Callable[[str], None]

DISARMED = {
    "sqlite": ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"],
    "postgresql": ["ALTER TABLE event DISABLE TRIGGER USER"],
}


def keyring() -> KeyRing:
    """Make keys of a service."""
    key = Ed25519PrivateKey.generate()
    return KeyRing((key,), key_id(key.public_key()))


def claim_some(shop: Shop, n: int) -> None:
    """Let a customer claim vouchers of a campaign of their own: an event each, and one before."""
    campaign, customer = shop.campaign(), shop.customer()
    for _ in range(n):
        shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)


def checked(shop: Shop, path: Path, keys: KeyRing, how: audit.Check | None = None) -> audit.Check:
    """Write a checkpoint of a trail that holds; return how to go on from it."""
    how = how or audit.Check()
    with how.states_before() as states:
        found = shop.ledger.ask(audit.examine, how, states)
        assert found.verdict.broken_at is None
        made = checkpoint.checkpoint(states, found.verdict, found.latest, iat=1)
        checkpoint.write(path, made, states, keys.sign)
    known = {keys.kid: keys.keys[-1].public_key()}
    return audit.Check(start=checkpoint.read(path, known), states=path, archives=how.archives)
