"""The day of `day.py` once more, against a shop whose campaign needs a two-ended stamp.

::

    attacker    as there; shows both ends each time, and in every other try one of the two is right,
                as if somebody had copied half of the stamp
    one shop    a new device every minute from noon to noon, pairs of one shop only
    any shop    every budget of an hour used up, at so many shops that theirs do not matter

Either end may come first, so that there are n (n - 1) / 2 pairs of n patterns. The column
``before`` has what the same attacker achieves at a stamp with one end.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.attack.day import (
    A_DEVICE,
    ENOUGH,
    EVERY_S,
    KNOWN,
    NETWORKS,
    PATTERNS,
    SHOPS,
    found,
    found_any,
    most_in_a_day,
)
from benchmarks.attack.finding import Finding
from benchmarks.attack.town import town
from issuance.defence.limits import DAY
from issuance.model.limit import Of

if TYPE_CHECKING:
    from benchmarks.attack.town import Shop, Town

NAME = "ends"
PAIRS = PATTERNS * (PATTERNS - 1) // 2


def measure_ends(database: str) -> list[Finding]:
    """Live the days, each on a database of its own."""
    findings: list[Finding] = []
    for live in (_one_shop, _any_shop):
        with town(database) as place:
            findings += live(place)
    return findings


def wrong_pair(shop: Shop, guess: int) -> tuple[int, int]:
    """Return a pair that is not the shop's; every other guess has one of its ends right."""
    assert shop.second_code is not None
    right = (shop.code, shop.second_code)
    wrong, other = [code for code in range(len(right) + 2) if code not in right][:2]
    return (right[guess // 2 % 2] if guess % 2 else other), wrong


def _one_shop(place: Town) -> list[Finding]:
    """Guess at one shop from noon to noon, with customers in between."""
    shop, rng = place.open_shop(two_ended=True), np.random.default_rng(3)
    till, known = place.till(shop), [place.come(NETWORKS + number) for number in range(KNOWN)]
    for guest in known:
        place.press(guest, shop, shop.code, second_code=shop.second_code)
    compared, half, refused_known, refused_new = 0, 0, 0, 0
    minutes = DAY // EVERY_S
    for minute in range(minutes):
        first, second = wrong_pair(shop, minute)
        guest = place.come(int(rng.integers(NETWORKS)))
        was = place.is_compared(guest, shop, first, second_code=second)
        compared += was
        half += was and minute % 2
        place.clock.advance(EVERY_S)
        if minute % (minutes // KNOWN) == minutes // KNOWN - 1:
            number = minute // (minutes // KNOWN)
            refused_known += not place.is_served(known[number], shop)
            refused_new += not place.is_served(place.come(2 * NETWORKS + number), shop, till)
    most = most_in_a_day(Of.MERCHANT)
    return [
        Finding(NAME, "one shop: pairs compared in a day", "pairs", most, compared, most),
        Finding(NAME, "of these with one right end", "pairs", None, half, None),
        Finding(
            NAME,
            "one shop: chance to find the pair",
            "%",
            found(most),
            found(compared, PAIRS),
            found(most, PAIRS),
        ),
        Finding(
            NAME,
            "chance of an attacker who has copied one end",
            "%",
            100.0,
            found(compared, PATTERNS - 1),
            1,
        ),
        Finding(NAME, "known customers refused meanwhile", f"of {KNOWN}", 0, refused_known, 0),
        Finding(NAME, "new ones with the till code refused", f"of {KNOWN}", 0, refused_new, 0),
    ]


def _any_shop(place: Town) -> list[Finding]:
    """Use up the budgets of the service hour by hour, at ever another shop."""
    shops = [place.open_shop(two_ended=True) for _ in range(SHOPS)]
    tries, networks, compared = count(), count(), 0
    for _ in range(DAY // 3600):
        idle = 0
        while idle < ENOUGH:
            guest = place.come(next(networks) % NETWORKS)
            for _ in range(A_DEVICE):
                guess = next(tries)
                shop = shops[guess % SHOPS]
                first, second = wrong_pair(shop, guess // SHOPS)
                was = place.is_compared(guest, shop, first, second_code=second)
                compared += was
                idle = 0 if was else idle + 1
        place.clock.advance(3600)
    most = most_in_a_day(Of.SERVICE)
    return [
        Finding(NAME, "any shop: pairs compared in a day", "pairs", most, compared, most),
        Finding(
            NAME,
            "any shop of 10,000: chance to find a pair",
            "%",
            found_any(most),
            found_any(compared, PAIRS),
            found_any(most, PAIRS),
        ),
    ]
