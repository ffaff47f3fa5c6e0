"""A voucher's state is seen at a glance: one row of one table, told apart by whatever eyes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.audit import wrong
from tests.browser.colour import ciede2000, deuteranope, grey, lab, linear
from tests.browser.conftest import ISSUANCE
from tests.browser.emulated import touched
from tests.browser.test_words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.colour import Three
    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop

OUTCOMES = ("verified", "redeemed", "collected")
TABLE = """async () => {
  const {STATES, OFFERS} = await import("/page/view/states.js");
  return [STATES, OFFERS].map((table) => Object.entries(table));
}"""
ROWS = """async (vouchers) => {
  const {rowOf} = await import("/page/view/states.js");
  return vouchers.map((voucher) => rowOf(voucher, Date.parse("2026-11-30T12:00:00Z")));
}"""
TURNS = """() => Array.from(document.querySelectorAll(".glass .mark-check, .glass .mark-torn"))
  .map((mark) => Math.round(1000 * mark.getCTM().b / mark.getCTM().a))"""


def colours() -> dict[str, str]:
    """Read what the stylesheet calls the grounds of outcomes; one set for both schemes."""
    text = (ISSUANCE / "page" / "base.css").read_text("utf-8")
    found = {name: re.findall(rf"--{name}: (#\w+);", text) for name in OUTCOMES}
    assert {name: len(values) for name, values in found.items()} == dict.fromkeys(OUTCOMES, 1)
    return {name: values[0] for name, values in found.items()}


def as_it_is(light: Three) -> Three:
    return light


@pytest.mark.parametrize("seen", [as_it_is, grey, deuteranope])
def test_outcomes_differ_by_twenty_for_every_eye(seen: Callable[[Three], Three]) -> None:
    labs = {name: lab(seen(linear(value))) for name, value in colours().items()}
    apart = {
        (one, other): round(ciede2000(labs[one], labs[other]), 1)
        for one, other in combinations(OUTCOMES, 2)
    }
    assert min(apart.values()) >= 20, apart


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ],
)
def test_the_distance_of_colours_is_that_of_its_authors(
    one: Three, other: Three, apart: float
) -> None:
    """Five of the 34 pairs of Sharma, Wu and Dalal."""
    assert ciede2000(one, other) == pytest.approx(apart, abs=5e-5)


def test_the_table_of_states_stands_in_the_documentation(modules: Page) -> None:
    text = (ISSUANCE.parent / "docs" / "issuance.md").read_text("utf-8")
    english = words("page", "en")
    states, offers = modules.evaluate(TABLE)

    def told(head: str) -> list[list[str]]:
        rows = text.partition(head)[2].partition("\n\n")[0].splitlines()[2:]
        return [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows]

    def say(key: str | None) -> str:
        return "" if key is None else english[key]

    assert [[row, *more] for row, _, *more in told("| row | when |")] == [
        [
            f"`{name}`",
            say(row["pill"]),
            row["mark"],
            "yes" if row["imprint"] else "no",
            say(row["note"]),
        ]
        for name, row in states
    ]
    assert [[row, *more] for row, _, *more in told("| offer | when ")] == [
        [f"`{name}`", say(row["pill"]), row["mark"] or "", say(row["note"])] for name, row in offers
    ]


def test_every_state_mode_and_count_of_stamps_has_its_row(modules: Page) -> None:
    def voucher(state: str, mode: str, collected: int = 0, needed: int = 1) -> dict[str, Any]:
        campaign = {"mode": mode, "valid_until": "2026-12-31T00:00:00Z"}
        stamps = {"collected": collected, "needed": needed}
        return {"state": state, "campaign": campaign, "stamps": stamps, "lapses_at": None}

    late = {**voucher("unverified", "both"), "lapses_at": "2026-11-30T11:59:59Z"}
    cases = [
        (voucher("unverified", "both"), "unverified"),
        (voucher("unverified", "issue"), "unverified"),
        (voucher("unverified", "both", 0, 10), "card"),
        (voucher("unverified", "both", 1, 10), "collecting"),
        (voucher("verified", "both", 1), "verified"),
        (voucher("verified", "issue", 1), "issued"),
        (voucher("verified", "redeem", 1), "ready"),
        (voucher("redeemed", "redeem", 1), "redeemed"),
        (voucher("redeemed", "both", 10, 10), "redeemed"),
        (voucher("expired", "both"), "expired"),
        (voucher("revoked", "issue"), "revoked"),
        (late, "expired"),
    ]
    assert modules.evaluate(ROWS, [case for case, _ in cases]) == [row for _, row in cases]


def test_the_outcome_stands_upright_and_runs_and_the_imprint_covers_no_word(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(viewport={"width": 320, "height": 568})
    held.claim(tea.address)
    for seed, word in ((3, "Verified"), (5, "Redeemed")):
        held.open_sheet()
        held.stamp(touched(tea.code, seed))
        expect(held.page.locator(".outcome-word")).to_have_text(word)
        clock = held.page.locator(".outcome .running")
        shown = clock.text_content() or ""
        assert " ago" in shown
        expect(clock).not_to_have_text(shown)
        assert held.page.evaluate(TURNS) == [0]
        for place in ("#sheet-title", ".sheet-status", ".outcome-word"):
            top = """(node) => {
              const {left, top, width, height} = node.getBoundingClientRect();
              const over = document.elementsFromPoint(left + width / 2, top + height / 2);
              return [left >= 0 && top >= 0 && top + height <= innerHeight,
                over.findIndex((each) => each === node) === 0];
            }"""
            assert held.page.locator(place).evaluate(top) == [True, True], (word, place)
        layer = "(node) => getComputedStyle(node).zIndex"
        assert held.page.locator(".sheet-head").evaluate(layer) == "1"
        assert wrong(held.page) == []
        held.close_sheet()
        expect(held.state).to_have_text(word)
        shown = held.page.locator(".band .running").text_content() or ""
        expect(held.page.locator(".band .running")).not_to_have_text(shown)


def test_a_card_of_ten_and_one_that_no_stamp_has_touched_say_what_they_are(
    phone: Callable[..., Phone], service: Service
) -> None:
    ten = service.shop("Ten", stamps_needed=10)
    held = phone()
    held.claim(ten.address)
    expect(held.state).to_have_text("Not yet stamped")
    held.open_sheet()
    held.stamp(touched(ten.code, 6))
    expect(held.status).to_have_text("Stamped: 1 of 10.")
    held.close_sheet()
    expect(held.state).to_have_text("1 of 10 stamps")
    untouched = service.shop("Untouched", mode="redeem")
    held.claim(untouched.address)
    expect(held.state).to_have_text("Ready to redeem")
    expect(held.page.locator(".card-seal")).to_have_count(0)


def test_sold_out_not_begun_and_ended_are_told_apart(
    phone: Callable[..., Phone], service: Service
) -> None:
    def day(days: int) -> str:
        moment = datetime.now(timezone.utc) + timedelta(days=days)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    shop = service.shop("Three", stock=1)
    phone().claim(shop.address)
    held = phone()
    for campaign, word in (
        (shop.campaign_id, "Sold out"),
        (shop.campaign(valid_from=day(2), valid_until=day(9)), "Not yet begun"),
        (shop.campaign(valid_from=day(-9), valid_until=day(-2)), "Ended"),
    ):
        held.page.goto(f"/c/{campaign}")
        expect(held.state).to_have_text(word)
        expect(held.page.locator(".actions button")).to_have_count(0)
