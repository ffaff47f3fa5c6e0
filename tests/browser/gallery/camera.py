"""A camera: pictures of one state in every size and scheme, and what is wrong with each."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.browser.audit import wrong
from tests.browser.conftest import PHONE
from tests.browser.phone import Phone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.service import Service

SIZES = {"320": (320, 568), "390": (390, 844), "412": (412, 915), "landscape": (844, 390)}
SCHEMES = ("light", "dark")
LANGUAGES = {"en": "en-GB", "zh-Hant": "zh-TW", "zh-Hans": "zh-CN"}
# What sticks out of the window sideways, or is cut off within itself.
STICKS_OUT = """() => Array.from(document.querySelectorAll("body *")).filter((node) => {
  const {left, right, width} = node.getBoundingClientRect();
  const isText = Array.from(node.childNodes).some((one) => one.nodeType === 3 && one.data.trim());
  return isText && width && node.checkVisibility({visibilityProperty: true})
    && !node.closest(".visually-hidden, svg, option") && (left < -1 || right > innerWidth + 1);
}).map((node) => node.textContent.trim().slice(0, 40))"""
SETTLE_MS = 60


class Camera:
    """Takes pictures into a folder, ``LANGUAGE-SCHEME-SIZE/STATE.png``."""

    def __init__(self, browser: Browser, service: Service, folder: Path) -> None:
        self.browser, self.service, self.folder = browser, service, folder
        self.wrong: list[str] = []
        self.taken = 0
        # RFC 5737's network for documents: each phone is limited by itself.
        self._addresses = (f"203.0.113.{number}" for number in count(1))

    def phone(self, language: str, **options: Any) -> Phone:
        """Take a phone into the hand whose reader wants a language."""
        context = self.browser.new_context(
            **{
                **PHONE,
                "base_url": self.service.url,
                "device_scale_factor": 1,
                "locale": LANGUAGES[language],
                "reduced_motion": "reduce",
                "extra_http_headers": {"X-Forwarded-For": next(self._addresses)},
                **options,
            }
        )
        return Phone(context, context.new_page())

    def take(
        self, held: Phone, language: str, state: str, sizes: Iterable[str] = tuple(SIZES)
    ) -> None:
        """Take pictures of what a phone shows, in sizes and both schemes."""
        for size in sizes:
            width, height = SIZES[size]
            held.page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                held.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                held.page.wait_for_timeout(SETTLE_MS)
                folder = self.folder / f"{language}-{scheme}-{size}"
                folder.mkdir(parents=True, exist_ok=True)
                held.page.screenshot(path=folder / f"{state}.png")
                self.taken += 1
                out: list[str] = held.page.evaluate(STICKS_OUT)
                found = [*wrong(held.page), *(f"sticks out: {each}" for each in out)]
                self.wrong += [f"{folder.name}/{state}: {each}" for each in found]
