"""What keeps a voucher: erased storage, two tabs at once, windows that forget."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.audit import wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Request

    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop

DAY_S = 86_400
KIND = "async (agent) => (await import('/page/view/window.js')).windowKind(agent)"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };"
PRIVATE = "navigator.storage.getDirectory = () => Promise.reject(new DOMException(''));"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


def test_a_page_whose_storage_the_browser_erased_gets_its_vouchers_back(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    voucher = held.page.url
    (cookie,) = held.context.cookies(f"{tea.service.url}/v1/devices/mine")
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")
    assert abs(cookie["expires"] - time.time() - 400 * DAY_S) < DAY_S
    assert held.page.evaluate("document.cookie") == ""
    for address in ("/", tea.address, voucher):
        held.page.goto("/page/icons/icon.svg")
        held.page.evaluate("localStorage.clear()")
        held.page.goto(address)
        expect(held.page.locator(".card .state")).to_have_text("Not yet stamped")
    assert held.page.url == voucher


def test_two_tabs_that_claim_at_once_are_one_device_with_one_voucher(
    phone: Callable[..., Phone], service: Service
) -> None:
    shop = service.shop("One for each", per_customer=1)
    held = phone()
    other = held.context.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/v1/devices"):
            asked.append(request.url)

    held.context.on("request", note)
    for page in (held.page, other):
        page.goto(shop.address)
        expect(page.get_by_role("button", name="Take this voucher")).to_be_visible()
    # Neither waits for the answer to the other's click.
    for page in (held.page, other):
        page.evaluate("document.querySelector('.actions .primary').click()")
    for page in (held.page, other):
        expect(page.locator(".state")).to_have_text("Not yet stamped")
    assert len(asked) == 1
    assert held.page.url == other.url


def test_a_window_that_keeps_nothing_says_so_before_the_voucher_is_taken(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.page.add_init_script(FULL)
    held.page.goto(tea.address)
    expect(held.page.get_by_role("note")).to_contain_text("This window cannot keep anything.")
    assert wrong(held.page) == []
    held.page.get_by_role("button", name="Take this voucher").click()
    expect(held.page.locator("#notice")).to_contain_text("this window forgets it")


@pytest.mark.parametrize(
    ("agent", "kind"),
    [
        (f"{IPHONE} Version/18.1 Safari/604.1", "ordinary"),
        (f"{IPHONE} MicroMessenger/8.0.50(0x1800322e) NetType/WIFI Language/zh_CN", "in-app"),
        (f"{IPHONE} Safari Line/14.16.0", "in-app"),
        (f"{IPHONE} Instagram 350.0.0.26.90 (iPhone14,5; iOS 18_1)", "in-app"),
        (f"{IPHONE} [FBAN/FBIOS;FBAV/489.0.0.45.100;FBBV/657014330]", "in-app"),
        ("Mozilla/5.0 (Linux; Android 14; SM-A146U; wv) AppleWebKit/537.36 Mobile", "in-app"),
    ],
)
def test_a_browser_inside_another_app_is_known_by_what_it_calls_itself(
    modules: Page, agent: str, kind: str
) -> None:
    assert modules.evaluate(KIND, agent) == kind


def test_a_private_window_without_files_of_its_own_says_what_it_will_forget(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.page.add_init_script(PRIVATE)
    held.page.goto(tea.address)
    expect(held.page.get_by_role("note")).to_contain_text("looks like a private window")
