"""All views of the desk: without eyes, without a mouse, and one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.audit import tab_order, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.browser.service import Service, Shop


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 320, "height": 568}, "color_scheme": "dark", "locale": "zh-TW"},
        {"color_scheme": "light", "locale": "zh-CN"},
    ],
)
def test_every_view_of_the_desk_passes_the_audit(
    desk: Callable[..., Page], service: Service, tea: Shop, options: dict[str, Any]
) -> None:
    page = desk(**options)
    assert wrong(page) == []
    merchant = f"/desk#/{tea.merchant_id}"
    changed = service.shop("Of two versions")
    service.call("PATCH", f"/v1/campaigns/{changed.campaign_id}", {"title": "A cup"})
    for address, there in (
        (f"{merchant}/stamps", ".face svg"),
        (f"{merchant}/campaigns", ".tile"),
        (f"{merchant}/campaigns/new", "form.wide"),
        (f"{merchant}/campaigns/{tea.campaign_id}", ".counts dd"),
        (f"/desk#/{changed.merchant_id}/campaigns/{changed.campaign_id}", "tbody tr"),
        ("/desk#/vouchers", "#voucher"),
        ("/desk#/alarms", "h1"),
        ("/desk#/keys", "tbody tr"),
        ("/desk#/audit", "tbody tr"),
    ):
        page.goto(address)
        expect(page.locator(there).first).to_be_visible()
        assert wrong(page) == [], address


def test_the_keyboard_goes_through_the_desk_in_order(desk: Callable[..., Page]) -> None:
    order = tab_order(desk(), 400)  # other tests add merchants
    start = [
        "Merchants",
        "Find a voucher",
        "Alarms",
        "API keys",
        "Audit trail",
        "Language",
        "Log out",
    ]
    assert order[:7] == start
    assert order[-4:] == ["Name", "Area", "Time zone", "Add merchant"]


def test_a_slow_view_does_not_take_the_place_of_a_later_one(
    desk: Callable[..., Page], tea: Shop
) -> None:
    page = desk()

    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/campaigns?*", slowly)
    with page.expect_response("**/campaigns?*"):
        # the first view must have asked before the second one is gone to
        with page.expect_request("**/campaigns?*"):
            page.goto(f"/desk#/{tea.merchant_id}/campaigns")
        page.goto("/desk#/vouchers")
    page.wait_for_timeout(200)
    assert page.get_by_role("heading", level=1).text_content() == "Find a voucher"
