"""What is a customer's own: receipts to read, a place on the Home Screen, data to delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.audit import wrong
from tests.browser.emulated import touched

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.phone import Phone
    from tests.browser.service import Shop

OFFER = """() => {
  const event = new Event("beforeinstallprompt", {cancelable: true});
  event.prompt = () => { window.asked = event.defaultPrevented; };
  dispatchEvent(event);
}"""


def test_a_receipt_is_a_slip_that_is_read_without_its_signature(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(timezone_id="UTC")
    held.claim(tea.address)
    held.open_sheet()
    held.stamp(touched(tea.code, 31))
    expect(held.status).to_have_text("Verified. The voucher is valid.")
    held.close_sheet()
    held.page.get_by_text("Receipt", exact=True).click()
    slip = held.page.locator(".slip")
    expect(slip).to_contain_text("A pot of oolong for two")
    expect(slip).to_contain_text("Genuine: the signature was checked on this phone.")
    code = held.page.locator(".short-code").text_content()
    expect(slip).to_contain_text(f"Short code{code}")
    expect(held.page.locator(".signed .code")).to_be_hidden()
    assert wrong(held.page) == []


def test_the_home_screen_is_offered_where_the_browser_offers_it(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.page.locator(".back").click()
    expect(held.page.get_by_role("button", name="Add to Home Screen")).to_have_count(0)
    held.page.evaluate(OFFER)
    held.page.get_by_role("button", name="Add to Home Screen").click()
    assert held.page.evaluate("window.asked") is True
    expect(held.page.get_by_role("button", name="Add to Home Screen")).to_have_count(0)


def test_a_customer_deletes_all_data_after_a_second_word(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.page.locator(".back").click()
    held.page.get_by_text("Your data", exact=True).click()
    held.page.get_by_role("button", name="Delete my data").click()
    held.page.get_by_role("button", name="Keep it").click()
    held.page.get_by_role("button", name="Delete my data").click()
    assert wrong(held.page) == []
    held.context.set_offline(True)
    held.page.get_by_role("button", name="Delete for good: yes").click()
    expect(held.page.locator("#notice")).to_contain_text("nothing was deleted here")
    held.context.set_offline(False)
    held.page.get_by_role("button", name="Delete for good: yes").click()
    expect(held.page.locator("#notice")).to_have_text("Your data is deleted.")
    expect(held.page.get_by_text("No vouchers yet")).to_be_visible()
    assert held.page.evaluate("localStorage.getItem('vouchers')") is None
    held.page.reload()
    expect(held.page.get_by_text("No vouchers yet")).to_be_visible()
    assert held.context.cookies(f"{tea.service.url}/v1/devices/mine") == []
