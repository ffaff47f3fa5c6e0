"""A real browser, and what is served to it."""

from __future__ import annotations

import mimetypes
import shutil
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.phone import Phone
from tests.browser.running import running_service
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, Playwright, Route

    from tests.browser.service import Service, Shop

ISSUANCE = Path(__file__).parents[2] / "issuance"
# A name without HTTPS, which no browser trusts as it trusts 127.0.0.1.
PLAIN_HOST = "shop.test"
# Nothing of its own that a test did not ask for.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
)
# As wide as the emulated panel at the design's middle scale, and a little more.
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 3,
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-GB",
    # Where it is not what is tested: it fetches every file of the page once more.
    "service_workers": "block",
}
MODULES = "https://modules.test"
PATIENCE_MS = 1000 * PATIENCE_S
# RFC 2544's network, for tests. The service limits what comes from one address, and what one test
# does must not count for another.
ADDRESSES = (str(ip_address("198.18.0.1") + number) for number in count())

expect.set_options(timeout=PATIENCE_MS)


# For this package only: while Playwright runs, its event loop is the main thread's, and no other
# test could run one.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium: Playwright's own download is not to be had everywhere."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


def launched(playwright: Playwright) -> Browser:
    """Start Chromium."""
    program = shutil.which("chromium")
    assert program, "the browser tests need chromium; on Debian: apt install chromium"
    return playwright.chromium.launch(executable_path=program, args=FLAGS)


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A page that can import the pages' modules; no server behind it."""
    page = browser.new_page(base_url=MODULES)
    page.set_default_timeout(PATIENCE_MS)
    page.route(f"{MODULES}/**", from_disk)
    page.goto("/page/icons/icon.svg")
    yield page
    page.close()


def from_disk(route: Route) -> None:
    """Serve the pages' files as they are."""
    path = urlsplit(route.request.url).path.removeprefix("/")
    kind = mimetypes.guess_type(path)[0]
    route.fulfill(body=(ISSUANCE / path).read_bytes(), content_type=kind)


@pytest.fixture(scope="package")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The server, for all tests: its shops are the tests' own."""
    with running_service(tmp_path_factory.mktemp("issuance")) as running:
        yield running


@pytest.fixture(scope="module")
def tea(service: Service) -> Shop:
    """A tea house with one voucher a touch: one verifies, the next redeems."""
    return service.shop("Willow & Leaf Tea House")


@pytest.fixture
def phone(browser: Browser, service: Service) -> Iterator[Callable[..., Phone]]:
    """Take phones into the hand; nothing may have gone wrong in them at the end."""
    taken: list[Phone] = []

    def take(**options: Any) -> Phone:
        """Take a phone that calls the service from an address of its own."""
        forwarded = {"X-Forwarded-For": next(ADDRESSES)}
        own = {"base_url": service.url, "extra_http_headers": forwarded}
        context = browser.new_context(**{**PHONE, **own, **options})
        context.set_default_timeout(PATIENCE_MS)
        taken.append(Phone(context, context.new_page()))
        return taken[-1]

    yield take
    errors = [error for one in taken for error in one.errors]
    for one in taken:
        one.context.close()
    assert errors == []
