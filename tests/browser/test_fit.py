"""What fits where: large letters, low and narrow screens, no touch, where Chinese lines end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.audit import wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.phone import Phone
    from tests.browser.service import Shop

LARGE = "document.documentElement.style.fontSize = '200%'"
NARROW, LOW = {"width": 320, "height": 568}, {"width": 740, "height": 360}
# Where a piece of a text stands: as many tops as it has lines.
LINES = """([selector, pattern]) => {
  const node = document.querySelector(selector).firstChild;
  const {index, 0: found} = new RegExp(pattern).exec(node.data);
  const range = document.createRange();
  range.setStart(node, index);
  range.setEnd(node, index + found.length);
  return new Set([...range.getClientRects()].map(({top}) => top)).size;
}"""


def box(held: Phone, selector: str) -> dict[str, float]:
    found: Any = held.page.locator(selector).bounding_box()
    assert found is not None
    return {**found, "right": found["x"] + found["width"], "bottom": found["y"] + found["height"]}


@pytest.mark.parametrize("viewport", [NARROW, LOW])
def test_large_letters_leave_the_button_in_sight_and_the_stamp_its_place(
    phone: Callable[..., Phone], tea: Shop, viewport: dict[str, int]
) -> None:
    held = phone(viewport=viewport)
    held.claim(tea.address)
    held.page.evaluate(LARGE)
    assert box(held, ".actions .primary")["bottom"] <= viewport["height"]
    assert held.page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    held.open_sheet()
    target, title, said = (box(held, each) for each in (".target", "#sheet-title", ".sheet-status"))
    assert min(target["width"], target["height"]) > 200
    if viewport is LOW:
        assert max(title["right"], said["right"]) <= target["x"]
        assert title["bottom"] <= said["y"]
    else:
        assert title["bottom"] <= target["y"] + 1
        assert target["bottom"] <= said["y"] + 1


@pytest.mark.parametrize("locale", ["zh-CN", "zh-TW"])
def test_chinese_lines_do_not_end_inside_a_word_or_a_date(
    phone: Callable[..., Phone], tea: Shop, locale: str
) -> None:
    held = phone(viewport=NARROW, locale=locale)
    held.claim(tea.address)
    date = [".card-when", r"\d+年\d+月\d+日"]
    assert held.page.evaluate(LINES, date) == 1
    held.open_sheet()
    for word in ("印章", "屏幕|螢幕", "手机|手機"):
        assert held.page.evaluate(LINES, [".sheet-status", word]) == 1


def test_where_no_stamp_can_touch_the_link_leads_to_a_phone(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(has_touch=False, is_mobile=False)
    held.page.goto(tea.address)
    expect(held.page.get_by_role("heading", name="Open this on a phone")).to_be_visible()
    expect(held.page.get_by_role("img", name="QR code of this link")).to_be_visible()
    assert wrong(held.page) == []
    held.page.get_by_role("button", name="Take this voucher").click()
    expect(held.page.get_by_role("button", name="Make the link")).to_be_visible()
    expect(held.page.get_by_role("button", name="Have it stamped")).to_have_count(0)
