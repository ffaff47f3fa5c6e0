from __future__ import annotations

import hashlib

from issuance.model.secret import API_KEY, hidden, secret


def test_a_secret_says_of_what_kind_it_is_and_has_256_bits_of_chance() -> None:
    made = {secret(API_KEY) for _ in range(100)}
    assert len(made) == 100
    assert all(one.startswith("aks_") and len(one) == 4 + 43 for one in made)


def test_what_is_kept_is_a_hash() -> None:
    assert hidden("aks_x") == hashlib.sha256(b"aks_x").hexdigest()
