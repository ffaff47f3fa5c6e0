from __future__ import annotations

import hashlib
import json

from hypothesis import given
from hypothesis import strategies as st

from issuance.model.event import GENESIS, Event, canonical, record
from tests.shop import MORNING


def test_the_hash_covers_the_record_and_the_hash_before_it() -> None:
    details = canonical({"name": "麵包店", "a": 1})
    event = Event(1, MORNING, "command", "merchant-registered", "mer_1", details, GENESIS, "")
    record = (
        '{"actor":"command","at":"2026-11-24T08:00:00.000000Z",'
        '"details":"{\\"a\\":1,\\"name\\":\\"麵包店\\"}",'
        '"kind":"merchant-registered","seq":1,"subject":"mer_1"}'
    )
    assert event.record == record
    assert json.loads(json.loads(record)["details"]) == {"a": 1, "name": "麵包店"}
    assert event.expected_hash == hashlib.sha256(bytes(32) + record.encode()).hexdigest()


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.integers(1), TEXT, TEXT)
def test_a_record_is_canonical_json(seq: int, one: str, other: str) -> None:
    fields = {"seq": seq, "at": one, "actor": other, "kind": one, "subject": other, "details": one}
    assert record(seq, one, other, one, other, one) == canonical(fields)
