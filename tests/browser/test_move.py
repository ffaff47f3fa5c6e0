"""A voucher moves to another phone by a link that works once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.audit import wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.phone import Phone
    from tests.browser.service import Shop

TOKEN = "async (hash) => (await import('/page/view/move.js')).tokenIn(hash)"
GOOD = "hnd_" + 43 * "x"


def test_a_voucher_moves_to_another_phone_once(phone: Callable[..., Phone], tea: Shop) -> None:
    old, new, late = phone(), phone(), phone()
    old.claim(tea.address)
    old.page.get_by_text("Move to another phone").click()
    old.context.set_offline(True)
    old.page.get_by_role("button", name="Make the link").click()
    expect(old.page.locator("#notice")).to_contain_text("there is no link")
    old.context.set_offline(False)
    with old.page.expect_response("**/handovers") as made:
        old.page.get_by_role("button", name="Make the link").click()
    expect(old.page.get_by_role("img", name="QR code of the link")).to_be_visible()
    expect(old.page.locator(".move .running")).to_contain_text("Good for")
    assert wrong(old.page) == []
    link = f"/#move={made.value.json()['token']}"
    new.page.goto(link)
    new.page.get_by_role("button", name="Take it over").wait_for()
    # To open the link takes nothing.
    expect(old.state).to_have_text("Not yet stamped")
    new.page.get_by_role("button", name="Take it over").click()
    expect(new.state).to_have_text("Not yet stamped")
    expect(new.page.locator("#notice")).to_have_text("The voucher is on this phone now.")
    assert "hnd_" not in new.page.url
    expect(old.state).to_have_text("Moved away")
    late.page.goto(link)
    late.page.get_by_role("button", name="Take it over").click()
    expect(late.page.locator("#notice")).to_contain_text("used already")
    old.page.get_by_role("button", name="Remove from this phone").click()
    expect(old.page.get_by_text("No vouchers yet")).to_be_visible()


@pytest.mark.parametrize(
    ("hash_", "token"),
    [
        (f"#move={GOOD}", GOOD),
        (f"#move={GOOD}。", GOOD),
        (f"#move={GOOD}x", None),
        ("#move=hnd_short", None),
        ("#vch_0", None),
    ],
)
def test_the_token_in_a_link_is_read(modules: Page, hash_: str, token: str | None) -> None:
    assert modules.evaluate(TOKEN, hash_) == token
