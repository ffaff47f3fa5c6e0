"""A real browser, and what is served to it."""

from __future__ import annotations

import mimetypes
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

ISSUANCE = Path(__file__).parents[2] / "issuance"
# Nothing of its own that a test did not ask for.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
MODULES = "https://modules.test"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, for all tests: Playwright's own download is not to be had everywhere."""
    program = shutil.which("chromium")
    assert program, "the browser tests need chromium; on Debian: apt install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A page that can import the pages' modules; no server behind it."""
    page = browser.new_page(base_url=MODULES)
    page.route(f"{MODULES}/**", _from_disk)
    page.goto("/page/icons/icon.svg")
    yield page
    page.close()


def _from_disk(route: Route) -> None:
    path = urlsplit(route.request.url).path.removeprefix("/")
    kind = mimetypes.guess_type(path)[0]
    route.fulfill(body=(ISSUANCE / path).read_bytes(), content_type=kind)
