"""Take the pictures of docs/issuance.md anew: ``python -m tests.browser docs/images``."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from stampcodec.touchevent import moments
from tests.browser.conftest import PHONE, launched
from tests.browser.emulated import touched
from tests.browser.phone import Phone
from tests.browser.running import running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.service import Service, Shop

SCALE = 1.0
# WebP: letters stay sharp, and the shades cost a third of what they do in PNG.
QUALITY = 88
GAP = 16


def main(folder: Path) -> None:
    """Run a server and a browser, and use both as a customer and a merchant would."""
    with (
        TemporaryDirectory() as data,
        running_service(Path(data)) as service,
        sync_playwright() as playwright,
    ):
        browser = launched(playwright)
        shop = service.shop("Willow & Leaf Tea House", stock=200)
        _voucher(browser, service, shop, folder)
        _wallet(browser, service, folder)
        _desk(browser, service, shop, folder)
        browser.close()


def _voucher(browser: Browser, service: Service, shop: Shop, folder: Path) -> None:
    held = _phone(browser, service)
    held.claim(shop.address)
    held.open_sheet()
    felt = moments(touched(shop.code, 3))
    five = next(k for k, at in enumerate(felt) if len(at.touches) == 5)
    for at in felt[: five + 1]:
        held.feel_one(at)
    expect(held.page.locator(".outline")).to_be_visible()
    taken = [held.page.screenshot()]
    # It rests, and is sent while it does.
    expect(held.status).to_contain_text("Verified")
    held.lift()
    held.page.wait_for_timeout(500)
    taken.append(held.page.screenshot())
    held.close_sheet()
    taken.append(held.page.screenshot())
    _save(taken, folder / "page-stamping.webp")
    held.open_sheet()
    held.stamp(touched(shop.code, 5))
    expect(held.status).to_contain_text("Redeemed")
    held.context.close()


def _wallet(browser: Browser, service: Service, folder: Path) -> None:
    tea = service.shop("老街茶館", title="冬日熱飲買一送一", text="凡購買任何熱飲，即送同款一杯。")
    card = service.shop("轉角麵包店", title="集滿六章，送酸種麵包", stamps_needed=6)
    held = _phone(browser, service, locale="zh-TW", color_scheme="dark")
    for shop, seed in ((tea, 6), (card, 7)):
        held.claim(shop.address)
        held.open_sheet()
        held.stamp(touched(shop.code, seed))
        expect(held.page.locator("[data-phase=accepted]")).to_be_visible()
        held.close_sheet()
    held.page.locator(".back").click()
    expect(held.page.locator(".cards .card")).to_have_count(2)
    _save([held.page.screenshot()], folder / "page-wallet.webp")
    held.context.close()


def _desk(browser: Browser, service: Service, shop: Shop, folder: Path) -> None:
    page = browser.new_page(
        base_url=service.url,
        viewport={"width": 900, "height": 720},
        device_scale_factor=SCALE,
        locale="en-GB",
    )
    page.goto("/desk")
    page.get_by_label("API key").fill(service.key)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Merchants")).to_be_visible()
    page.goto(f"/desk#/{shop.merchant_id}/campaigns/{shop.campaign_id}")
    expect(page.locator(".counts")).to_contain_text("Redeemed1")
    _save([page.screenshot()], folder / "desk-campaign.webp")
    page.context.close()


def _phone(browser: Browser, service: Service, **options: Any) -> Phone:
    settings = {**PHONE, "base_url": service.url, "device_scale_factor": SCALE, **options}
    context = browser.new_context(**settings)
    return Phone(context, context.new_page())


def _save(taken: list[bytes], file: Path) -> None:
    """Save screenshots of one size side by side."""
    pictures = [Image.open(BytesIO(one)).convert("RGB") for one in taken]
    width, height = pictures[0].size
    strip = Image.new("RGB", (len(pictures) * (width + GAP) - GAP, height), "white")
    for i, picture in enumerate(pictures):
        strip.paste(picture, (i * (width + GAP), 0))
    strip.save(file, quality=QUALITY, method=6)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tests.browser FOLDER")
    main(Path(sys.argv[1]))
