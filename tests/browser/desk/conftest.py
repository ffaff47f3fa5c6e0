"""A desk: a computer at which somebody has logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.phone import Phone
    from tests.browser.service import Service


DESK: dict[str, Any] = {
    "viewport": {"width": 1000, "height": 800},
    "has_touch": False,
    "is_mobile": False,
    "device_scale_factor": 1,
}


@pytest.fixture
def desk(phone: Callable[..., Phone], service: Service) -> Callable[..., Page]:
    """Log in at a desk."""

    def log_in(**options: Any) -> Page:
        page = phone(**{**DESK, **options}).page
        page.goto("/desk")
        page.locator("#key").fill(service.key)
        page.locator("form button").click()
        expect(page.locator("form.narrow h2")).to_be_visible()
        return page

    return log_in
