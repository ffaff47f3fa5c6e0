"""The code at the till: a new customer types it, or brings it along by the link on a card."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.audit import wrong
from tests.browser.emulated import touched

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from tests.browser.phone import Phone
    from tests.browser.service import Shop


def under_attack(phone: Phone, code: str) -> None:
    """Answer as a server does whose budgets are used up; a right code goes on to the real one."""

    def ask(route: Route) -> None:
        given = json.loads(route.request.post_data or "").get("till_code")
        if given == code:
            route.continue_()
            return
        slug = "till-code-needed" if given is None else "till-code-wrong"
        problem = {"type": f"/problems/{slug}", "title": "x", "status": 403, "detail": "x"}
        route.fulfill(status=403, json=problem, content_type="application/problem+json")

    phone.page.route("**/challenges", ask)


def code_of(shop: Shop) -> str:
    found = shop.service.call("GET", f"/v1/merchants/{shop.merchant_id}/till-code")
    return str(found["code"])


def test_a_new_customer_under_attack_types_the_code_and_is_stamped(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held, code = phone(), code_of(tea)
    under_attack(held, code)
    held.claim(tea.address)
    held.page.locator(".actions .primary").click()
    field = held.page.get_by_label("Code at the till")
    expect(field).to_be_focused()
    expect(held.page.locator("#till-why")).to_contain_text("Ask at the till")
    expect(held.page.locator("dialog")).to_have_count(0)
    assert wrong(held.page) == []
    field.fill("0000-0000")
    held.page.get_by_role("button", name="Have it stamped").click()
    expect(held.page.locator("#till-why")).to_contain_text("not the code")
    field.fill(code)
    with held.page.expect_response(lambda answer: answer.url.endswith("/challenges")):
        held.page.get_by_role("button", name="Have it stamped").click()
    held.stamp(touched(tea.code, 801))
    expect(held.status).to_have_text("Verified. The voucher is valid.")
    assert held.errors == []


def test_the_link_on_the_card_at_the_till_brings_the_code_along(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held, code = phone(), code_of(tea)
    under_attack(held, code)
    held.claim(f"{tea.address}#till={code}")
    held.open_sheet()
    held.stamp(touched(tea.code, 802))
    expect(held.status).to_have_text("Verified. The voucher is valid.")
    assert held.errors == []
