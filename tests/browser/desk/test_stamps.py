"""Stamps at the desk: two-ended ones, revoked ones, and what is fabricated of them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.audit import wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.service import Service, Shop


def test_a_two_ended_stamp_is_made_and_a_campaign_that_needs_one(
    desk: Callable[..., Page], service: Service
) -> None:
    shop = service.shop("Bistro")
    page = desk()
    page.goto(f"/desk#/{shop.merchant_id}/stamps")
    page.get_by_label("Label").fill("dinners")
    page.get_by_label("Ends").select_option("Two-ended")
    page.get_by_label("Family").select_option("lattice8")
    expect(page.get_by_label("Ends")).to_be_disabled()
    page.get_by_label("Family").select_option("touch5")
    page.get_by_label("Ends").select_option("Two-ended")
    page.get_by_role("button", name="Register stamp").click()
    expect(page.get_by_role("img", name="The plain end of dinners")).to_be_visible()
    expect(page.get_by_role("img", name="The notched end of dinners")).to_be_visible()
    expect(page.locator(".tile", has_text="dinners")).to_contain_text("touch5, two-ended, numbers")
    assert wrong(page) == []

    page.goto(f"/desk#/{shop.merchant_id}/campaigns/new")
    page.get_by_label("Title").fill("A dinner for two")
    page.get_by_label("What a voucher is worth").select_option("More than a coffee")
    expect(page.get_by_label("Which stamps count")).to_have_value("true")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A dinner for two")

    def known() -> tuple[str, bool]:
        listed = service.call("GET", f"/v1/merchants/{shop.merchant_id}/campaigns")["items"]
        (found,) = (each for each in listed if each["title"] == "A dinner for two")
        return found["worth"], found["two_ended"]

    assert known() == ("more", True)
    page.get_by_role("link", name="Edit campaign").click()
    page.get_by_label("Which stamps count").select_option("Stamps with one end, and two-ended ones")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".counts")).to_be_visible()
    assert known() == ("more", False)


def test_a_stamp_is_revoked_for_good_only_by_who_says_so_twice(
    desk: Callable[..., Page], service: Service
) -> None:
    shop = service.shop("Careful")
    page = desk()
    page.goto(f"/desk#/{shop.merchant_id}/stamps")
    status = page.get_by_label("Status")

    def known() -> str:
        listed = service.call("GET", f"/v1/merchants/{shop.merchant_id}/stamps")["items"]
        found: str = listed[0]["status"]
        return found

    status.select_option("revoked")
    expect(page.get_by_role("button", name="Revoke counter for good: yes")).to_be_focused()
    page.get_by_role("button", name="Keep it").click()
    expect(status).to_have_value("active")
    assert known() == "active"
    page.route("**/v1/stamps/*", lambda route: route.fulfill(
        status=409, content_type="application/problem+json",
        json={"type": "/problems/wrong-state", "title": "x", "status": 409, "detail": "x"},
    ))  # fmt: skip
    status.select_option("lost")
    expect(page.locator("#notice")).to_have_text("The state it is in does not allow this.")
    expect(status).to_have_value("active")
    page.unroute("**/v1/stamps/*")
    status.select_option("revoked")
    page.get_by_role("button", name="Revoke counter for good: yes").click()
    expect(page.locator("#notice")).to_have_text("counter: Revoked for good.")
    expect(status).to_be_disabled()
    assert known() == "revoked"
    page.reload()
    expect(status).to_be_disabled()
    expect(status).to_have_value("revoked")


def test_the_package_of_a_stamp_is_saved(desk: Callable[..., Page], tea: Shop) -> None:
    page = desk()
    page.goto(f"/desk#/{tea.merchant_id}/stamps")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Fabrication package of counter").click()
    assert saved.value.suggested_filename == f"touch5-{tea.code}-{tea.stamp_id}.zip"
    with zipfile.ZipFile(io.BytesIO(saved.value.path().read_bytes())) as package:
        assert any(name.endswith("stamp.json") for name in package.namelist())
