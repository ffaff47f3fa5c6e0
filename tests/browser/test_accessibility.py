"""The reading page for those with small screens, without a mouse, without eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.audit import tab_order, wrong
from tests.browser.emulated import touched

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop

SMALL = {"width": 320, "height": 568}


@pytest.mark.parametrize(
    ("scheme", "locale"), [("light", "en-GB"), ("dark", "zh-TW"), ("light", "zh-CN")]
)
def test_every_view_passes_the_audit_on_the_smallest_screen(
    phone: Callable[..., Phone], tea: Shop, scheme: str, locale: str
) -> None:
    held = phone(viewport=SMALL, color_scheme=scheme, locale=locale, reduced_motion="reduce")
    held.page.goto("/")
    expect(held.page.locator(".message")).to_be_visible()
    assert wrong(held.page) == []
    held.page.goto(tea.address)
    expect(held.page.locator(".card")).to_be_visible()
    assert wrong(held.page) == []
    held.claim(tea.address)
    assert wrong(held.page) == []
    held.open_sheet()
    assert wrong(held.page) == []
    held.close_sheet()
    held.page.locator(".back").click()
    expect(held.page.locator(".cards .card")).to_be_visible()
    assert wrong(held.page) == []
    held.page.goto("/c/cmp_00000000000000000000000000")
    expect(held.page.locator(".message")).to_be_visible()
    assert wrong(held.page) == []


def test_long_words_break_on_the_smallest_screen(
    phone: Callable[..., Phone], service: Service
) -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitänskajütenteestube" * 2
    shop = service.shop(long, title=long, text=long)
    held = phone(viewport=SMALL)
    held.page.goto(shop.address)
    expect(held.page.locator(".card")).to_be_visible()
    assert held.page.evaluate("document.documentElement.scrollWidth") == SMALL["width"]
    inside = "(node) => node.scrollWidth <= node.clientWidth"
    assert held.page.locator(".card-shop").evaluate(inside)
    held.claim(shop.address)
    assert held.page.locator(".card-shop").evaluate(inside)
    assert held.page.evaluate("document.documentElement.scrollWidth") == SMALL["width"]


def test_the_audit_finds_what_is_wrong(phone: Callable[..., Phone]) -> None:
    held = phone()
    held.page.goto("/")
    expect(held.page.locator(".message")).to_be_visible()
    held.page.evaluate("""() => {
      const main = document.querySelector("main");
      const add = (name, attributes, text) => {
        const node = document.createElement(name);
        Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
        node.textContent = text;
        main.append(node);
        return node;
      };
      add("button", {}, "");
      add("img", {src: "/page/icons/icon.svg"}, "");
      add("h1", {}, "another");
      add("h4", {id: "offline"}, "deep");
      add("p", {}, "faint").style.color = "#ccc";
      add("p", {}, "wide").style.width = "2000px";
    }""")
    found = " ".join(wrong(held.page))
    expected = (
        "no name",
        "no alt",
        "one h1",
        "id twice",
        "contrast",
        "sideways",
        "after 1",
        " px:",
    )
    assert [part for part in expected if part not in found] == []


def test_the_keyboard_reaches_everything_in_the_order_of_the_page(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    code = held.page.locator(".short-code").text_content()
    ways = ["Have it stamped", f"Code for the shop {code}", "Move to another phone"]
    stops = ["Vouchers", "Language", "All vouchers", *ways]
    assert tab_order(held.page, 12) == stops
    held.page.locator(".actions .primary").focus()
    held.page.keyboard.press("Enter")
    expect(held.page.locator("dialog")).to_be_visible()
    focused = "document.activeElement.textContent"
    assert held.page.evaluate(focused) == "Close"
    held.page.keyboard.press("Escape")
    expect(held.page.locator("dialog")).to_have_count(0)


def test_a_change_of_view_moves_the_focus_to_its_heading_and_names_the_page(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    assert held.page.evaluate("document.activeElement.tagName") == "H1"
    assert held.page.title() == "A pot of oolong for two · Willow & Leaf Tea House"
    held.page.locator(".back").click()
    expect(held.page).to_have_title("Your vouchers")
    assert held.page.evaluate("document.activeElement.textContent") == "Your vouchers"


def test_what_happens_on_the_sheet_is_told_aloud_and_the_focus_waits_on_done(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    assert held.status.get_attribute("role") == "status"
    held.page.evaluate("""() => {
      window.told = [];
      const status = document.querySelector(".sheet-status");
      new MutationObserver(() => window.told.push(status.textContent))
        .observe(status, {childList: true});
    }""")
    held.stamp(touched(tea.code, 31))
    expect(held.status).to_have_text("Verified. The voucher is valid.")
    told = held.page.evaluate("window.told")
    assert [text for text in told if text] == [
        "Good. Keep it there…",
        "Checking…",
        "Verified. The voucher is valid.",
    ]
    assert held.page.evaluate("document.activeElement.textContent") == "Done"
    assert wrong(held.page) == []


def test_nothing_moves_for_those_who_want_less_motion(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    for motion, moving in (("reduce", False), ("no-preference", True)):
        held = phone(reduced_motion=motion)
        held.claim(tea.address)
        held.open_sheet()
        assert bool(held.page.evaluate("document.getAnimations().length")) == moving


@pytest.mark.parametrize(
    ("locale", "heading"),
    [("en-US", "No vouchers yet"), ("zh-TW", "還沒有優惠券"), ("zh-CN", "还没有优惠券")],
)
def test_the_page_speaks_the_language_of_the_phone(
    phone: Callable[..., Phone], locale: str, heading: str
) -> None:
    held = phone(locale=locale)
    held.page.goto("/")
    expect(held.page.locator(".empty-title")).to_have_text(heading)


def test_the_language_can_be_switched_and_stays(phone: Callable[..., Phone]) -> None:
    held = phone()
    held.page.goto("/")
    held.page.get_by_label("Language").select_option("zh-Hant")
    expect(held.page.locator(".empty-title")).to_have_text("還沒有優惠券")
    assert held.page.evaluate("document.documentElement.lang") == "zh-Hant"
    assert held.page.evaluate("document.activeElement.id") == "language"
    held.page.reload()
    expect(held.page.locator(".empty-title")).to_have_text("還沒有優惠券")
