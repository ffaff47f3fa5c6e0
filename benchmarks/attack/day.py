"""A day of guessing in virtual time, against the ledger and the limits of the service themselves.

::

    attacker    65,536 networks, each a /48 or /24 of its own; any number of devices; from noon to
                noon, so that the day meets two windows of every budget of a day
    one shop    a new device every minute, patterns of one shop only
    any shop    every budget of an hour used up, at 10,000 shops, some with the same pattern
    an owner    presses the pattern of its own stamp at one shop after the other
    customers   known ones and new ones in between; one new one in twenty does not get the code

What is counted is how many patterns the ledger compares. Each is the shop's with chance 1 in 4,096,
so that the chance to find it is what `found` says of the count; the bound beside it comes from the
numbers of the policy alone. Shops that were found in that one day are counted, too.
"""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from benchmarks.attack.finding import Finding
from benchmarks.attack.town import FAMILY, town
from issuance.defence.limits import DAY, POLICY
from issuance.model.limit import Of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.attack.town import Shop, Town

NAME = "day"
PATTERNS = sc.family(FAMILY).n_ids
NETWORKS = 65_536
# Shops of a service, and of an area. No shop's budget is used up before the service's.
SHOPS, AREA = 10_000, 100
EVERY_S, A_DEVICE = 60, 4
# Refusals in a row after which the attacker waits for the next hour.
ENOUGH = 12
# Customers: first visits in peace, days that they take; known and new ones under attack.
VISITS, VISIT_DAYS, KNOWN, NEW = 600, 30, 60, 60
# Share of honest presses with a wrong pattern, mostly of another shop's stamp. It is assumed.
WRONG_SHARE = 1 / 500
# Share of new customers who get no till code while the shop is attacked. It is assumed.
WITHOUT_CODE = 1 / 20
# What the attacker of before did to one shop in half a minute.
BEFORE_ONE, BEFORE_NEW = 100.0, 0.0


def found(patterns: float, of: int = PATTERNS) -> float:
    """Compute the chance that one pattern of 4,096, or of another number, is among so many, %."""
    return 100 * min(1.0, patterns / of)


def found_any(patterns: float, of: int = PATTERNS) -> float:
    """Compute the chance that any of so many guesses at different shops is right, %."""
    return 100 * float(1 - (1 - 1 / of) ** patterns)


def most_in_a_day(of: Of) -> int:
    """Return what two windows of the budget of a day let through."""
    return 2 * min(
        limit.most for limit in POLICY.strangers if limit.of is of and limit.window_s == DAY
    )


def measure_day(database: str) -> list[Finding]:
    """Live the days, each on a database of its own."""
    findings: list[Finding] = []
    for live in (_one_shop, _many_shops, _peace):
        with town(database) as place:
            findings += live(place)
    return findings


def _one_shop(place: Town) -> list[Finding]:
    """Guess at one shop from noon to noon, with customers in between."""
    shop, rng = place.open_shop(), np.random.default_rng(1)
    till, wrong = place.till(shop), (shop.code + 1) % PATTERNS
    known = [place.come(NETWORKS + number) for number in range(KNOWN)]
    for guest in known:
        place.press(guest, shop, shop.code)
    compared, refused_known, refused_new, without = 0, 0, 0, 0
    minutes = DAY // EVERY_S
    for minute in range(minutes):
        guest = place.come(int(rng.integers(NETWORKS)))
        compared += place.is_compared(guest, shop, wrong)
        place.clock.advance(EVERY_S)
        if minute % (minutes // KNOWN) == minutes // KNOWN - 1:
            number = minute // (minutes // KNOWN)
            refused_known += not place.is_served(known[number], shop)
            has_code = number % round(1 / WITHOUT_CODE) != 0
            new = place.come(2 * NETWORKS + number)
            refused_new += has_code and not place.is_served(new, shop, till)
            without += not has_code and not place.is_served(new, shop)
    most = most_in_a_day(Of.MERCHANT)
    return [
        Finding(NAME, "one shop: patterns compared in a day", "patterns", None, compared, most),
        Finding(NAME, "one shop: chance to find it", "%", BEFORE_ONE, found(compared), 1),
        Finding(NAME, "one shop: the same by the formula", "%", None, found(most), 1),
        Finding(NAME, "known customers refused meanwhile", f"of {KNOWN}", 0, refused_known, 0),
        Finding(NAME, "new ones with the till code refused", f"of {NEW}", 0, refused_new, 0),
        Finding(
            NAME,
            "all new ones refused, one in twenty without it",
            "%",
            BEFORE_NEW,
            100 * (refused_new + without) / NEW,
            10,
        ),
    ]


def _many_shops(place: Town) -> list[Finding]:
    """Attack more shops than there are patterns: in the first days anybody, then an owner."""
    shops = [place.open_shop(area=f"area {number // AREA}") for number in range(SHOPS)]
    rng, owned = np.random.default_rng(3), shops[0].code
    alike = Counter(shop.code for shop in shops)
    areas = [shops[start : start + AREA] for start in range(0, SHOPS, AREA)]
    twins = sum(len(area) - len({shop.code for shop in area}) for area in areas)
    compared, hits = _spend_the_service(place, shops, lambda: int(rng.integers(PATTERNS)))
    place.clock.advance(2 * DAY)
    owners, owners_hits = _spend_the_service(place, shops[:0:-1], lambda: owned)
    most = most_in_a_day(Of.SERVICE)
    # A pattern that is found is not wrong, and comes out of no budget.
    most_tried, most_of_owner = most + hits, most + owners_hits
    return [
        Finding(NAME, "shops of one area that are alike", "shops", None, twins, 0),
        Finding(NAME, "shops of one pattern, the most", "shops", None, max(alike.values()), None),
        Finding(
            NAME, "any shop: patterns compared in a day", "patterns", None, compared, most_tried
        ),
        Finding(NAME, "any shop: chance to find one", "%", 100.0, found_any(compared), None),
        Finding(NAME, "any shop: the same by the formula", "%", None, found_any(most), None),
        Finding(NAME, "any shop: found", "shops", None, hits, None),
        Finding(NAME, "an owner: shops tried in a day", "shops", None, owners, most_of_owner),
        Finding(NAME, "an owner: shops found that are alike", "shops", None, owners_hits, None),
    ]


def _spend_the_service(
    place: Town, shops: Sequence[Shop], guess: Callable[[], int]
) -> tuple[int, int]:
    """Use up the budgets of the service hour by hour, at ever another shop.

    Returns
    -------
    int, int
        Patterns that were compared, and those among them that were right.
    """
    tries, networks, compared, hits = count(), count(), 0, 0
    for _ in range(DAY // 3600):
        idle = 0
        while idle < ENOUGH:
            guest = place.come(next(networks) % NETWORKS)
            for _ in range(A_DEVICE):
                was = place.guess(guest, shops[next(tries) % len(shops)], guess())
                compared += was is not None
                hits += was is True
                idle = idle + 1 if was is None else 0
        place.clock.advance(3600)
    return compared, hits


def _peace(place: Town) -> list[Finding]:
    """Let new customers come for weeks. A few press another shop's stamp first."""
    shop, rng, refused = place.open_shop(), np.random.default_rng(2), 0
    for number in range(VISITS):
        guest = place.come(number % 40)
        place.clock.advance(VISIT_DAYS * DAY / VISITS)
        if rng.random() < WRONG_SHARE:
            place.is_compared(guest, shop, (shop.code + 1) % PATTERNS)
        refused += not place.is_served(guest, shop)
    share = 100 * refused / VISITS
    return [Finding(NAME, "new customers refused in peace", "%", 0.0, share, 1)]
