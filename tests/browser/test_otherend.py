"""Both ends of a two-ended stamp: asked for one after the other, and sent together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect

import stampcodec as sc
from benchmarks.touch import pressed
from tests.browser.audit import wrong
from tests.browser.emulated import touched
from tests.browser.service import CODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Request

    from tests.browser.phone import Phone
    from tests.browser.service import Service

SMALL = {"width": 320, "height": 568}
ASKED = "Now turn the stamp over and press its other end."
REFUSED = "Not accepted here. Are these the two ends of this shop's stamp?"
SAME = "That was the same end again. Turn the stamp over."
# An hour in place of ten seconds, of which the server learns two.
UNHURRIED = {
    "LONGEST_APART_MS = 10_000": "LONGEST_APART_MS = 3_600_000",
    "apart_ms: apartMs": "apart_ms: Math.min(apartMs, 2000)",
}
VERIFIED = "Verified. The voucher is valid."
# Computes how far the presses of a list lie from the first one, px.
APART = """async (presses) => {
  const {apartPx, shapeOf} = await import("/page/reading/pair.js");
  const [first, ...others] = presses.map(shapeOf);
  return others.map((other) => apartPx(first, other));
}"""


# Reads a first end at 500 ms; says of other times whether the other end comes too late, how much
# time is left, and what is sent of the time between them.
LATE = """async (times) => {
  const {Pair} = await import("/page/reading/pair.js");
  const pair = new Pair();
  pair.begin({samples: []}, 500);
  return times.map((ms) => [pair.isOver(ms), pair.leftMs(ms), pair.with({}, ms).apart_ms]);
}"""


@dataclass(frozen=True)
class Dinner:
    """A campaign that needs a two-ended stamp, and the codes of its ends."""

    address: str
    codes: tuple[int, int]


@pytest.fixture(scope="module")
def dinner(service: Service) -> Dinner:
    shop = service.shop("Willow & Leaf Tea House", worth="more")
    codes = next(CODES), next(CODES)
    sent = {"code": codes[0], "second_code": codes[1]}
    service.call("POST", f"/v1/merchants/{shop.merchant_id}/stamps", sent)
    return Dinner(shop.address, codes)


def opened(held: Phone, dinner: Dinner, *, hurried: bool = False) -> list[dict[str, Any]]:
    """Open the sheet; return what it will have sent."""
    sent: list[dict[str, Any]] = []

    def note(request: Request) -> None:
        if request.url.endswith("/presentations"):
            sent.append(json.loads(request.post_data or ""))

    held.page.on("request", note)
    if not hurried:
        held.rewrite(UNHURRIED)
    held.claim(dinner.address)
    held.open_sheet()
    expect(held.status).to_contain_text("This voucher needs both ends of the stamp.")
    return sent


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_both_ends_are_asked_for_and_sent_together(
    phone: Callable[..., Phone], dinner: Dinner, order: tuple[int, int]
) -> None:
    held = phone()
    sent = opened(held, dinner)
    first, second = (touched(dinner.codes[k], 40 + 2 * order[0] + k) for k in order)
    held.stamp(first)
    expect(held.status).to_have_text(ASKED)
    expect(held.page.get_by_role("timer")).to_be_visible()
    assert sent == []
    held.stamp(second)
    expect(held.status).to_have_text(VERIFIED)
    expect(held.page.get_by_role("timer")).to_be_hidden()
    (body,) = sent
    assert [press["gesture"] for press in body["ends"]] == ["press", "press"]
    assert 0 < body["apart_ms"] <= 10_000


def test_a_wrong_first_end_is_not_told_until_both_were_pressed(
    phone: Callable[..., Phone], dinner: Dinner
) -> None:
    held = phone()
    sent = opened(held, dinner)
    first, second = touched(4000, 23), touched(dinner.codes[1], 24)
    held.stamp(first)
    expect(held.status).to_have_text(ASKED)
    assert sent == []
    held.stamp(second)
    expect(held.status).to_contain_text(REFUSED)
    assert len(sent) == 1
    # The next press is that of a first end again.
    held.stamp(touched(dinner.codes[0], 25))
    expect(held.status).to_have_text(ASKED)


def test_the_same_end_twice_is_noticed_on_the_phone_and_costs_nothing(
    phone: Callable[..., Phone], dinner: Dinner
) -> None:
    held = phone()
    sent = opened(held, dinner)
    first, again = (touched(dinner.codes[0], seed) for seed in (26, 27))
    second = touched(dinner.codes[1], 28)
    held.stamp(first)
    expect(held.status).to_have_text(ASKED)
    held.stamp(again)
    expect(held.status).to_have_text(SAME)
    assert sent == []
    held.stamp(second)
    expect(held.status).to_have_text(VERIFIED)


def test_the_first_end_is_forgotten_after_ten_seconds_and_when_one_begins_anew(
    phone: Callable[..., Phone], dinner: Dinner
) -> None:
    held = phone()
    held.page.clock.install()
    sent = opened(held, dinner, hurried=True)
    held.stamp(touched(dinner.codes[0], 29))
    expect(held.status).to_have_text(ASKED)
    held.page.clock.fast_forward(9_999)
    expect(held.status).to_contain_text("Ten seconds have passed.")
    held.stamp(touched(dinner.codes[1], 30))
    expect(held.status).to_have_text(ASKED)
    held.page.wait_for_timeout(350)
    held.page.get_by_role("button", name="Start again").click()
    expect(held.status).to_contain_text("This voucher needs both ends of the stamp.")
    expect(held.page.get_by_role("timer")).to_be_hidden()
    expect(held.page.get_by_role("button", name="Close")).to_be_focused()
    assert sent == []


def test_the_other_end_is_asked_for_on_the_smallest_screen_and_by_keyboard(
    phone: Callable[..., Phone], dinner: Dinner
) -> None:
    held = phone(viewport=SMALL, locale="zh-TW", reduced_motion="reduce")
    held.rewrite(UNHURRIED)
    held.claim(dinner.address)
    held.open_sheet()
    held.stamp(touched(dinner.codes[0], 31))
    expect(held.page.get_by_role("timer")).to_be_visible()
    assert wrong(held.page) == []
    expect(held.page.locator(".turning")).to_be_visible()
    held.page.wait_for_timeout(350)
    held.page.locator(".sheet-head button").focus()
    held.page.keyboard.press("Tab")
    expect(held.page.locator(".other-end button")).to_be_focused()
    held.page.keyboard.press("Enter")
    expect(held.page.get_by_role("timer")).to_be_hidden()


def test_the_ends_of_any_two_stamps_are_told_apart_and_presses_of_one_are_not(
    modules: Page,
) -> None:
    presses = [pressed.samples(1234, seed) for seed in range(12)]
    same = modules.evaluate(APART, [each.tolist() for each in presses])
    assert max(same) < 6
    family, turn = sc.family("touch5"), np.array([[0.0, 1.0], [-1.0, 0.0]])
    faces = [6.3 * family.encode(code).dots[:, :2] for code in range(1234, 1264)]
    others = [[(face @ turn + 300).tolist()] for face in faces]
    apart = modules.evaluate(APART, others)
    assert min(apart) > 3 * 6.3 - 0.1
    swapped = faces[0][[3, 1, 4, 0, 2]]
    assert modules.evaluate(APART, [others[0], [swapped.tolist()]])[0] < 0.001


def test_the_other_end_has_ten_seconds_to_touch_the_screen(modules: Page) -> None:
    told = modules.evaluate(LATE, [500, 2500, 10_500, 10_501])
    assert told == [
        [False, 10_000, 0],
        [False, 8000, 2000],
        [False, 0, 10_000],
        [True, 0, 10_001],
    ]
