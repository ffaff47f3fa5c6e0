"""API keys at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.desk.conftest import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop


def test_a_key_of_a_merchant_is_made_shown_once_used_and_revoked(
    desk: Callable[..., Page], phone: Callable[..., Phone], service: Service
) -> None:
    service.call("POST", "/v1/merchants", {"name": "Mill Bakery"})
    service.call("POST", "/v1/merchants", {"name": "Somebody Else"})
    page = desk()
    page.get_by_role("link", name="API keys").click()
    page.get_by_label("Label").fill("till of the mill")
    page.get_by_label("For", exact=True).select_option("Mill Bakery")
    page.get_by_label("Redeem vouchers").check()
    page.get_by_role("button", name="Make key").click()
    shown = page.get_by_label("The secret of till of the mill")
    secret = shown.input_value()
    assert secret.startswith("aks_")
    row = page.locator("tbody tr", has_text="till of the mill")
    expect(row).to_contain_text("Mill Bakery")
    expect(row).to_contain_text("Look at everything of the merchant, Redeem vouchers")
    page.reload()
    expect(row).to_be_visible()
    assert secret not in page.content()
    expect(shown).to_have_count(0)

    till = phone(**DESK).page
    till.goto("/desk")
    till.get_by_label("API key").fill(secret)
    till.get_by_role("button", name="Log in").click()
    expect(till.locator(".tile h2")).to_have_text(["Mill Bakery"])
    expect(till.get_by_role("link", name="API keys")).to_have_count(0)
    expect(till.get_by_role("link", name="Audit trail")).to_have_count(0)

    page.get_by_role("button", name="Revoke till of the mill").click()
    expect(row).to_contain_text("Active")
    page.get_by_role("button", name="Revoke for good: yes").click()
    expect(page.locator("#notice")).to_have_text("till of the mill is revoked.")
    expect(row).to_contain_text("Revoked")
    expect(row.get_by_role("button")).to_have_count(0)
    till.reload()
    expect(till.get_by_role("heading", level=1)).to_have_text("Log in")


def test_a_key_that_may_do_nothing_is_not_asked_for(desk: Callable[..., Page], tea: Shop) -> None:
    page = desk()
    page.goto("/desk#/keys")
    page.get_by_label("Label").fill("idle")
    page.get_by_label("For", exact=True).select_option(tea.merchant_id)
    page.get_by_label("Look at everything").uncheck()
    page.get_by_role("button", name="Make key").click()
    expect(page.locator("#notice")).to_contain_text("at least one thing")
    expect(page.locator("tbody tr", has_text="idle")).to_have_count(0)
