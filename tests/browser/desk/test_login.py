"""Logging in at the desk, and what stays in its tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.desk.conftest import DESK

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.phone import Phone
    from tests.browser.service import Service


def test_a_key_that_is_none_is_not_let_in_and_a_good_one_stays_in_its_tab(
    phone: Callable[..., Phone], service: Service
) -> None:
    page = phone(**DESK).page
    page.goto("/desk")
    page.get_by_label("API key").fill("aks_wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("status")).to_have_text("The server does not know this key.")
    page.get_by_label("API key").fill(service.key)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merchants")
    assert page.evaluate("Object.values(localStorage).join()").find(service.key) == -1
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merchants")
    other = page.context.new_page()
    other.goto("/desk")
    expect(other.get_by_role("heading", level=1)).to_have_text("Log in")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    assert page.evaluate("sessionStorage.length") == 0
