"""The demo's page, whose emulated stamp is pressed without a phone: by mouse and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.audit import wrong
from tests.browser.phone import Phone
from tests.serving import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def links(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Run a demo: the links of its tea, for one end of a stamp, and of its dinner, for both."""
    with serving(tmp_path_factory.mktemp("demo"), "--demo") as (_, told):
        yield [each for each in told.values() if urlsplit(each).path.startswith("/c/")]


@pytest.fixture
def desk_top(browser: Browser) -> Iterator[Phone]:
    """A computer with a mouse, and no glass."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", service_workers="block"
    )
    held = Phone(context, context.new_page())
    yield held
    context.close()
    assert held.errors == []


def lifted(page: Page) -> None:
    """Wait until the stamp is off the glass, and no dot can be taken for a finger any more."""
    expect(page.locator(".demo-button")).to_have_attribute("aria-disabled", "false")


def test_the_whole_flow_by_mouse_and_then_by_keyboard_alone(
    desk_top: Phone, links: list[str]
) -> None:
    page, keyboard = desk_top.page, desk_top.page.keyboard
    desk_top.claim(links[0])
    desk_top.open_sheet()
    assert wrong(page) == []
    page.get_by_role("button", name="Press the emulated stamp").click()
    expect(desk_top.status).to_contain_text("Verified")
    expect(page.locator(".demo-button")).to_be_hidden()
    lifted(page)
    page.get_by_role("button", name="Done").click()
    redeem = page.get_by_role("button", name="Redeem with the stamp")
    redeem.focus()
    keyboard.press("Enter")
    while page.evaluate("document.activeElement.className") != "demo-button":
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(desk_top.status).to_contain_text("Redeemed")
    lifted(page)
    keyboard.press("Enter")
    expect(desk_top.state).to_have_text("Redeemed")


def test_a_two_ended_stamp_is_turned_over(desk_top: Phone, links: list[str]) -> None:
    desk_top.claim(links[1])
    desk_top.open_sheet()
    desk_top.page.get_by_role("button", name="Press the emulated stamp").click()
    expect(desk_top.status).to_contain_text("turn the stamp over")
    lifted(desk_top.page)
    desk_top.page.get_by_role("button", name="Turn it over and press").click()
    expect(desk_top.status).to_contain_text("Verified")
