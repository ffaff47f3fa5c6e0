"""The page's views: the wallet, what campaigns offer, vouchers in every state, what goes wrong."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.emulated import touched
from tests.browser.gallery.camera import LANGUAGES, Camera

if TYPE_CHECKING:
    from tests.browser.phone import Phone
    from tests.browser.service import Shop

LONG = "Afternoon tea for two with scones, clotted cream and a pot of high-mountain oolong"
ENDS_IN_S = 6.0
# A voucher that the server never gave out.
STRANGE = """() => {
  const all = JSON.parse(localStorage.getItem("vouchers"));
  const [one] = Object.values(all);
  const id = `vch_${"7".repeat(26)}`;
  localStorage.setItem("vouchers", JSON.stringify({...all, [id]: {...one, id}}));
  return id;
}"""
SWITCH = "(language) => localStorage.setItem('language', JSON.stringify(language))"


def take_views(camera: Camera) -> None:
    """Take pictures of all views, the same vouchers in each language."""
    offers = _offers(camera)
    held = camera.phone("en")
    vouchers = _vouchers(camera, held)
    for language in LANGUAGES:
        other = camera.phone(language)
        other.page.goto("/")
        expect(other.page.locator(".empty-title")).to_be_visible()
        camera.take(other, language, "wallet-empty")
        for name, address in offers.items():
            other.page.goto(address)
            expect(other.page.locator(".actions")).to_be_visible()
            camera.take(other, language, f"offer-{name}")
        for name, address in (("unreadable", "/c/x"), ("unknown", f"/c/cmp_{'0' * 26}")):
            other.page.goto(address)
            expect(other.page.locator(".message")).to_be_visible()
            camera.take(other, language, f"link-{name}")
        _without_modules(camera, language, offers["open"])
        _in_app(camera, language, offers["open"])
        held.page.goto("/")
        held.page.evaluate(SWITCH, language)
        held.page.goto("/?wallet")
        expect(held.page.locator(".cards .card").first).to_be_visible()
        camera.take(held, language, "wallet")
        for name, voucher in vouchers.items():
            held.page.goto(f"/?{name}#{voucher}")
            expect(held.state).to_be_visible()
            held.page.wait_for_load_state("networkidle")
            camera.take(held, language, f"voucher-{name}")
        held.page.goto(f"/?code#{vouchers['unverified']}")
        held.page.locator(".shown summary").click()
        held.page.locator(".qr").scroll_into_view_if_needed()
        camera.take(held, language, "voucher-code")
        held.page.goto(f"/?receipt#{vouchers['verified']}")
        held.page.locator(".receipt:has(.slip) > summary").click()
        held.page.locator(".verdict").scroll_into_view_if_needed()
        camera.take(held, language, "voucher-receipt")
        other.context.close()
    held.context.close()


def _offers(camera: Camera) -> dict[str, str]:
    service = camera.service
    now = datetime.now(timezone.utc)
    sold = service.shop("Willow & Leaf Tea House", stock=1)
    first = camera.phone("en")
    first.claim(sold.address)
    first.context.close()
    early = service.shop("轉角麵包店", title="集滿六章，送酸種麵包", valid_from=_iso(now, 86_400))
    ended = service.shop("Willow & Leaf Tea House", valid_until=_iso(now, 1))
    return {
        "open": service.shop("Willow & Leaf Tea House").address,
        "long": service.shop("Willow & Leaf Tea House", title=LONG, text=LONG).address,
        "early": early.address,
        "sold-out": sold.address,
        "ended": ended.address,
    }


def _vouchers(camera: Camera, held: Phone) -> dict[str, str]:
    """Take vouchers, and bring each into its state as it comes into it."""
    service = camera.service
    found: dict[str, str] = {}

    def taken(name: str, shop: Shop, touches: int = 0) -> str:
        held.claim(shop.address)
        found[name] = held.page.url.partition("#")[2]
        for number in range(touches):
            held.open_sheet()
            held.stamp(touched(shop.code, 50 + number))
            expect(held.page.locator("[data-phase=accepted]")).to_be_visible()
            held.close_sheet()
        return found[name]

    def shop(**terms: Any) -> Shop:
        return service.shop("Willow & Leaf Tea House", **terms)

    taken("unverified", shop())
    taken("verified", shop(), 1)
    taken("redeemed", shop(), 2)
    taken("issued", shop(mode="issue"), 1)
    taken("ready", shop(mode="redeem"))
    taken("card", shop(stamps_needed=10))
    taken(
        "collecting", service.shop("轉角麵包店", title="集滿六章，送酸種麵包", stamps_needed=6), 1
    )
    taken("expired", shop(valid_until=_iso(datetime.now(timezone.utc), ENDS_IN_S)))
    revoked = taken("revoked", shop())
    service.call("POST", f"/v1/vouchers/{revoked}/revocation", {})
    found["unknown"] = held.page.evaluate(STRANGE)
    held.page.wait_for_timeout(1000 * ENDS_IN_S)
    return found


def _without_modules(camera: Camera, language: str, address: str) -> None:
    """Show what stands in the document alone, and what it says after a while."""
    held = camera.phone(language)
    held.page.route("**/bundle.*", lambda route: route.abort())
    held.page.goto(address)
    camera.take(held, language, "without-modules")
    held.context.close()


def _in_app(camera: Camera, language: str, address: str) -> None:
    """Show the warning of a browser inside another app."""
    held = camera.phone(language, user_agent="Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0")
    held.page.goto(address)
    expect(held.page.locator(".warning")).to_be_visible()
    camera.take(held, language, "offer-in-app")
    held.context.close()


def _iso(moment: datetime, later_s: float) -> str:
    return (moment + timedelta(seconds=later_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
