from __future__ import annotations

import pytest

from issuance.defence.price import FREE, LEAST_BITS, MOST_BITS, PEACE, bits_due
from issuance.model.limit import Of


def test_in_peace_a_new_device_is_free() -> None:
    assert bits_due({}, 0) == 0
    assert bits_due({of: free - 1 for of, free in FREE.items()}, PEACE - 1) == 0


@pytest.mark.parametrize("of", FREE)
def test_the_price_grows_with_the_devices_of_any_network(of: Of) -> None:
    bits = [bits_due({of: FREE[of] * times}, 0) for times in (1, 2, 4, 8, 1000)]
    assert bits == [LEAST_BITS, LEAST_BITS + 2, LEAST_BITS + 4, MOST_BITS, MOST_BITS]


def test_wrong_patterns_anywhere_make_every_new_device_dearer() -> None:
    assert bits_due({}, PEACE) == LEAST_BITS
    assert bits_due({Of.ADDRESS: 1}, 2 * PEACE) == LEAST_BITS + 2
