"""The audit trail at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.service import Service


def test_the_audit_trail_shows_the_newest_events_and_earlier_ones_on_demand(
    desk: Callable[..., Page], service: Service
) -> None:
    stall = service.call("POST", "/v1/merchants", {"name": "Stall"})["id"]
    for number in range(51):
        service.call("PATCH", f"/v1/merchants/{stall}", {"name": f"Stall {number}"})
    page = desk()
    page.get_by_role("link", name="Audit trail").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.first).to_contain_text("merchant-renamed")
    expect(rows.first).to_contain_text("name Stall 50")
    numbers = [int(text) for text in page.locator("tbody th").all_text_contents()]
    assert numbers == list(range(numbers[0], numbers[0] - 50, -1))
    while page.get_by_role("button", name="Earlier events").count():
        before = rows.count()
        page.get_by_role("button", name="Earlier events").click()
        expect(rows.nth(before)).to_be_visible()
    assert page.locator("tbody th").last.text_content() == "1"
    assert rows.count() == numbers[0]
