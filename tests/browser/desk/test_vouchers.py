"""Vouchers at the desk: counted, found, redeemed, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.emulated import touched

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop


def claimed(phone: Callable[..., Phone], shop: Shop, seeds: list[int]) -> str:
    """Claim a voucher and stamp it; return its name."""
    held = phone()
    held.claim(shop.address)
    for seed in seeds:
        held.open_sheet()
        held.stamp(touched(shop.code, seed))
        expect(held.page.locator("[data-phase=accepted]")).to_be_visible()
        held.close_sheet()
    return held.page.url.rpartition("#")[2]


def test_counts_and_plot_follow_what_happens_without_a_reload(
    desk: Callable[..., Page], phone: Callable[..., Phone], service: Service
) -> None:
    shop = service.shop("Followed")
    page = desk()
    page.goto(f"/desk#/{shop.merchant_id}/campaigns/{shop.campaign_id}")
    expect(page.locator(".counts")).to_contain_text("Redeemed0")
    claimed(phone, shop, [41, 42])
    page.bring_to_front()
    expect(page.locator(".counts")).to_contain_text("Redeemed1")
    expect(page.get_by_role("img", name="Redemptions over time, 1 in all")).to_be_visible()
    page.get_by_label("Step of the plot").select_option("day")
    expect(page.locator(".bar-mark")).to_have_count(14)
    page.locator("summary").click()
    expect(page.locator("tbody td")).to_have_text("1")


def test_a_voucher_is_found_redeemed_taken_back_and_withdrawn(
    desk: Callable[..., Page], phone: Callable[..., Phone], tea: Shop
) -> None:
    name = claimed(phone, tea, [43])
    page = desk()
    page.get_by_role("link", name="Find a voucher").click()
    # The short code on the phone; the name is in its QR code (tests/browser/test_codes.py).
    page.get_by_label("Voucher", exact=True).fill(f"{name[-8:-4]}-{name[-4:]}".upper())
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".facts")).to_contain_text("Verified")
    expect(page.locator("h2.code")).to_have_text(name)
    page.get_by_role("button", name="Redeem", exact=True).click()
    expect(page.locator(".facts")).not_to_contain_text("Redeemed")
    page.get_by_role("button", name="Redeem: yes, now").click()
    expect(page.locator("#notice")).to_have_text("Now: Redeemed.")
    page.get_by_role("button", name="Take the redemption back").click()
    expect(page.locator("#notice")).to_have_text("Now: Verified.")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw for good: yes").click()
    expect(page.locator("#notice")).to_have_text("Now: Withdrawn.")


def test_a_voucher_that_is_none_is_said_not_to_be_there(desk: Callable[..., Page]) -> None:
    page = desk()
    page.get_by_role("link", name="Find a voucher").click()
    page.get_by_label("Voucher", exact=True).fill("vch_nobody")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("#notice")).to_contain_text("There is no such thing")
