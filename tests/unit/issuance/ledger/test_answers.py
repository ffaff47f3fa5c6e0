from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from issuance.database.engine import Database
from issuance.database.tables import answer
from issuance.ledger import answers, challenge, claim, find, redeem, register, revoke, tidy
from issuance.model.caller import CLOCK, COMMAND
from issuance.model.challenge import Purpose
from issuance.model.device import NewDevice
from issuance.model.once import Once, Repeated
from issuance.model.voucher import State
from issuance.refusal import (
    IdempotencyMismatch,
    NotAccepted,
    NotFound,
    OutOfStock,
    Refusal,
    TooSoon,
    WrongState,
)
from tests.shop import Shop

KEY = "3f0c2f1e-9a51-4b7e-8f0e-2d6f4f1f8a77"


def render(result: Any) -> str:
    if isinstance(result, Refusal):
        return json.dumps({"refused": result.slug})
    if isinstance(result, NewDevice):
        return json.dumps({"token": result.token})
    return json.dumps({"id": getattr(result, "id", None) or result.voucher.id})


def once(owner: str = "device:1", key: str = KEY, digest: str = "d" * 64) -> Once:
    return Once(owner, key, digest, render)


def test_a_repeated_request_gets_the_first_answer_and_changes_nothing(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    names = (customer.device_id, campaign.id)
    held = shop.ledger.change_once(once(), customer.who, claim.claim, *names)
    before = shop.events()
    for _ in range(2):
        with pytest.raises(Repeated) as repeated:
            shop.ledger.change_once(once(), customer.who, claim.claim, *names)
        assert json.loads(repeated.value.answer) == {"id": held.voucher.id}
    with pytest.raises(Repeated):
        shop.ledger.ask(answers.repeat, once())
    assert shop.events() == before


def test_the_same_key_for_something_else_is_refused(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    names = (customer.device_id, campaign.id)
    shop.ledger.change_once(once(), customer.who, claim.claim, *names)
    with pytest.raises(IdempotencyMismatch):
        shop.ledger.change_once(once(digest="e" * 64), customer.who, claim.claim, *names)


def test_the_same_key_of_somebody_else_is_another_key(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    names = (customer.device_id, campaign.id)
    first = shop.ledger.change_once(once(), customer.who, claim.claim, *names)
    shop.ledger.ask(answers.repeat, once(owner="device:2"))
    assert (
        shop.ledger.change_once(once(owner="device:2"), customer.who, claim.claim, *names) != first
    )


def test_a_stamp_that_does_not_count_is_an_answer_too(shop: Shop) -> None:
    customer = shop.customer()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, shop.campaign().id)
    with pytest.raises(NotAccepted):
        shop.touch(customer, held, seen=shop.seen(code=8), once=once())
    with pytest.raises(Repeated) as repeated:
        shop.touch(customer, held, once=once())
    assert json.loads(repeated.value.answer) == {"refused": "stamp-not-accepted"}


def test_what_could_not_be_done_is_not_done_later_by_the_same_request(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign(stock=1)
    names = (customer.device_id, campaign.id)
    held = shop.ledger.change(customer.who, claim.claim, *names)
    with pytest.raises(OutOfStock):
        shop.ledger.change_once(once(), customer.who, claim.claim, *names)
    shop.ledger.change(customer.who, revoke.revoke, held.voucher.id)
    before = shop.events()
    with pytest.raises(Repeated) as repeated:
        shop.ledger.change_once(once(), customer.who, claim.claim, *names)
    assert json.loads(repeated.value.answer) == {"refused": "out-of-stock"}
    assert shop.events() == before
    shop.ledger.change_once(once(key=KEY.upper()), customer.who, claim.claim, *names)


def test_a_reversal_that_was_refused_does_not_undo_a_later_redemption(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign()
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.touch(customer, held)
    with pytest.raises(WrongState):
        shop.ledger.change_once(once(), COMMAND, redeem.reverse, held.voucher.id)
    shop.ledger.change(COMMAND, redeem.redeem, held.voucher.id)
    with pytest.raises(Repeated):
        shop.ledger.change_once(once(), COMMAND, redeem.reverse, held.voucher.id)
    assert shop.ledger.ask(find.holding, held.voucher.id, COMMAND).voucher.state is State.REDEEMED


def test_what_may_be_done_in_a_moment_or_by_others_is_no_final_answer(shop: Shop) -> None:
    customer, campaign = shop.customer(), shop.campaign(stamps_needed=2)
    held = shop.ledger.change(customer.who, claim.claim, customer.device_id, campaign.id)
    shop.touch(customer, held)
    names = (held.voucher.id, customer.device_id, Purpose.VERIFY)
    with pytest.raises(TooSoon):
        shop.ledger.change_once(once(), customer.who, challenge.give, *names)
    with pytest.raises(NotFound):
        shop.ledger.change_once(
            once(), customer.who, challenge.give, held.voucher.id, "dev_none", Purpose.VERIFY
        )
    shop.clock.advance(seconds=60)
    shop.ledger.change_once(once(), customer.who, challenge.give, *names)


def test_neither_tokens_nor_idempotency_keys_can_be_read_in_the_database(
    shop: Shop, database_url: str
) -> None:
    made = shop.ledger.change_once(once(), shop.customer().who, register.register_device)
    database = Database(database_url, busy_s=30)
    with database.reading() as connection:
        (row,) = connection.execute(select(answer)).all()
    database.close()
    kept = repr(tuple(row)).encode() + row.sealed
    assert made.token.encode() not in kept
    assert KEY.encode() not in kept
    with pytest.raises(Repeated) as repeated:
        shop.ledger.ask(answers.repeat, once())
    assert json.loads(repeated.value.answer) == {"token": made.token}


def test_an_answer_that_somebody_changed_is_not_given(shop: Shop, database_url: str) -> None:
    shop.ledger.change_once(once(), shop.customer().who, register.register_device)
    database = Database(database_url, busy_s=30)
    with database.writing() as connection:
        sealed = connection.execute(select(answer.c.sealed)).scalar_one()
        changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
        connection.execute(answer.update().values(sealed=changed))
    database.close()
    with pytest.raises(Exception, match=r"^$"):  # InvalidTag, which says nothing
        shop.ledger.ask(answers.repeat, once())


def test_an_answer_is_given_for_a_day(shop: Shop) -> None:
    shop.ledger.change_once(once(), shop.customer().who, register.register_device)
    shop.clock.advance(hours=23, minutes=59)
    shop.ledger.change(CLOCK, tidy.tidy)
    with pytest.raises(Repeated):
        shop.ledger.ask(answers.repeat, once())
    shop.clock.advance(minutes=1)
    assert shop.ledger.change(CLOCK, tidy.tidy) == 1
    shop.ledger.ask(answers.repeat, once())
    shop.ledger.change_once(
        replace(once(), digest="e" * 64), shop.customer().who, register.register_device
    )
