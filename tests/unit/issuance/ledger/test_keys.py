from __future__ import annotations

import pytest

from issuance.ledger import keys, lists, register
from issuance.model.apikey import Role
from issuance.model.caller import COMMAND, Caller
from issuance.refusal import Invalid, NotFound
from tests.shop import Shop

ADMIN = frozenset({Role.ADMIN})
TILL = frozenset({Role.READ, Role.REDEEM})


def test_a_key_is_found_by_its_secret_until_it_is_revoked(shop: Shop) -> None:
    made = shop.ledger.change(COMMAND, keys.make_api_key, "till", shop.merchant.id, TILL)
    assert made.secret.startswith("aks_")
    assert shop.ledger.ask(keys.key_of, made.secret) == made.key
    assert shop.ledger.ask(keys.key_of, made.secret[:-1]) is None
    shop.clock.advance(days=1)
    revoked = shop.ledger.change(COMMAND, keys.revoke_api_key, made.key.id)
    assert revoked.revoked_at == shop.clock.now
    assert shop.ledger.ask(keys.key_of, made.secret) is None
    shop.clock.advance(days=1)
    assert shop.ledger.change(COMMAND, keys.revoke_api_key, made.key.id) == revoked
    assert shop.events()[-2:] == ["key-made", "key-revoked"]


def test_an_administrator_belongs_to_no_merchant_and_everybody_else_to_one(shop: Shop) -> None:
    shop.ledger.change(COMMAND, keys.make_api_key, "root", None, ADMIN)
    for merchant_id, roles in (
        (shop.merchant.id, ADMIN),
        (shop.merchant.id, TILL | ADMIN),
        (None, TILL),
        (None, TILL | ADMIN),
        (shop.merchant.id, frozenset[Role]()),
    ):
        with pytest.raises(Invalid, match=r"^roles:"):
            shop.ledger.change(COMMAND, keys.make_api_key, "x", merchant_id, roles)
    with pytest.raises(NotFound):
        shop.ledger.change(COMMAND, keys.make_api_key, "x", "mer_" + "0" * 26, TILL)


def test_the_secret_is_in_no_list_and_no_event(shop: Shop) -> None:
    made = shop.ledger.change(COMMAND, keys.make_api_key, "till", shop.merchant.id, TILL)
    assert shop.ledger.ask(lists.api_keys, COMMAND).items == [made.key]
    assert made.secret not in repr(shop.ledger.ask(lists.events))


def test_a_merchant_sees_and_revokes_its_own_keys_alone(shop: Shop) -> None:
    rival = shop.ledger.change(COMMAND, register.register_merchant, "Rival")
    root = shop.ledger.change(COMMAND, keys.make_api_key, "root", None, ADMIN).key
    shop.clock.advance(seconds=1)
    mine = shop.ledger.change(COMMAND, keys.make_api_key, "till", shop.merchant.id, TILL).key
    shop.clock.advance(seconds=1)
    theirs = shop.ledger.change(COMMAND, keys.make_api_key, "till", rival.id, TILL).key
    who = Caller("key:key_x", merchant_id=shop.merchant.id)
    assert shop.ledger.ask(lists.api_keys, who).items == [mine]
    for other in (root.id, theirs.id, "key_nobody", "\0"):
        with pytest.raises(NotFound):
            shop.ledger.change(who, keys.revoke_api_key, other)
    assert shop.ledger.ask(lists.api_keys, COMMAND).items == [root, mine, theirs]
