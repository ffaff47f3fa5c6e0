"""What the phone shows and knows without a network, and what happens when an answer is lost."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import expect

from tests.browser.emulated import touched

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Route

    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop

# The service worker has filled its cache and answers this page.
READY = """async () => {
  await navigator.serviceWorker.ready;
  if (navigator.serviceWorker.controller) return;
  await new Promise((controlled) => {
    navigator.serviceWorker.addEventListener("controllerchange", controlled, {once: true});
  });
}"""
FORGE = """() => {
  const text = (part) => atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  const all = JSON.parse(localStorage.getItem("vouchers"));
  for (const voucher of Object.values(all)) {
    const [head, claims, signature] = voucher.receipt.split(".");
    const forged = btoa(JSON.stringify({...JSON.parse(text(claims)), exp: 1}));
    voucher.receipt = [head, forged.replaceAll("=", ""), signature].join(".");
  }
  localStorage.setItem("vouchers", JSON.stringify(all));
}"""


def verified(held: Phone, shop: Shop, seed: int) -> None:
    held.claim(shop.address)
    held.open_sheet()
    held.stamp(touched(shop.code, seed))
    expect(held.status).to_have_text("Verified. The voucher is valid.")
    held.close_sheet()


def test_a_verified_voucher_survives_a_reload_without_a_network_and_its_receipt_checks(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(service_workers="allow")
    verified(held, tea, 21)
    held.page.evaluate(READY)
    held.context.set_offline(True)
    held.page.reload()
    expect(held.page.get_by_role("heading", level=1)).to_have_text("A pot of oolong for two")
    expect(held.state).to_have_text("Verified")
    expect(held.page.locator("#offline")).to_contain_text("No network.")
    held.page.get_by_text("Receipt", exact=True).click()
    expect(held.page.locator(".verdict")).to_contain_text("Genuine")
    held.page.goto("/")
    expect(held.page.get_by_role("link", name="A pot of oolong for two")).to_be_visible()


def test_the_picture_of_a_voucher_is_there_without_a_network(
    phone: Callable[..., Phone], service: Service, tea: Shop
) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 18), "#26375f").save(drawn, "PNG")
    campaign = tea.campaign(title="With a picture")
    service.put(f"/v1/campaigns/{campaign}/picture", drawn.getvalue(), "image/png")
    held = phone(service_workers="allow")
    held.page.goto("/")
    held.page.evaluate(READY)
    held.claim(f"/c/{campaign}")
    width = "() => document.querySelector('img.card-picture').naturalWidth"
    held.page.wait_for_function(f"{width} === 40".replace("() => ", ""))
    held.context.set_offline(True)
    held.page.reload()
    expect(held.page.get_by_role("heading", level=1)).to_have_text("With a picture")
    assert held.page.evaluate(width) == 40


def test_a_phone_that_the_server_has_forgotten_is_registered_anew(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.page.goto("/")
    held.page.evaluate("""() => localStorage.setItem("device", JSON.stringify(
      {id: "dev_gone", token: "dvt_gone"}))""")
    held.claim(tea.address)
    expect(held.state).to_have_text("Not yet stamped")


def test_an_answer_that_comes_after_the_sheet_was_left_shows_on_the_card(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    later: list[Route] = []

    def hold_back(route: Route) -> None:
        later.append(route)

    held.page.route("**/presentations", hold_back)
    held.stamp(touched(tea.code, 27))
    expect(held.status).to_have_text("Checking…")
    held.page.keyboard.press("Escape")
    expect(held.page.locator("dialog")).to_have_count(0)
    expect(held.state).to_have_text("Not yet stamped")
    later[0].continue_()
    expect(held.state).to_have_text("Verified")


def test_a_receipt_that_was_tampered_with_on_the_phone_shows_as_not_genuine(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(service_workers="allow")
    verified(held, tea, 22)
    held.page.evaluate(READY)
    held.context.set_offline(True)
    held.page.evaluate(FORGE)
    held.page.reload()
    held.page.get_by_text("Receipt", exact=True).click()
    expect(held.page.locator(".verdict")).to_contain_text("Not genuine")


def test_a_claim_page_without_a_network_says_so_and_tries_again(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(service_workers="allow")
    held.page.goto("/")
    held.page.evaluate(READY)
    held.context.set_offline(True)
    held.page.goto(tea.address)
    expect(held.page.get_by_role("heading", level=1)).to_have_text("No network")
    held.context.set_offline(False)
    held.page.get_by_role("button", name="Try again").click()
    expect(held.page.get_by_role("heading", level=1)).to_have_text("A pot of oolong for two")


def test_a_stamp_without_a_network_says_so_and_counts_when_there_is_one(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.page.route("**/challenges", lambda route: route.abort())
    held.page.locator(".actions .primary").click()
    held.stamp(touched(tea.code, 23))
    expect(held.status).to_have_text("No network. Stamp again when you are connected.")
    held.page.unroute("**/challenges")
    held.stamp(touched(tea.code, 24))
    expect(held.status).to_have_text("Verified. The voucher is valid.")


def losing(held: Phone, keys: list[str | None]) -> None:
    """Let presentations reach the server, and lose its answers."""

    def lose(route: Route) -> None:
        keys.append(route.request.headers.get("idempotency-key"))
        route.fetch()
        route.abort()

    held.page.route("**/presentations", lose)


def test_a_presentation_whose_answer_was_lost_is_sent_again_and_counts_once(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    keys: list[str | None] = []
    held = phone()
    held.claim(f"/c/{tea.campaign(stamps_needed=3)}")
    held.open_sheet()
    losing(held, keys)
    held.stamp(touched(tea.code, 25))
    expect(held.status).to_contain_text("no answer came")
    held.page.unroute("**/presentations")
    with held.page.expect_request("**/presentations") as sent:
        held.page.get_by_role("button", name="Send again").click()
    expect(held.status).to_have_text("Stamped: 1 of 3.")
    assert len(keys) == 3
    assert {*keys, sent.value.headers["idempotency-key"]} == {keys[0]}


def test_an_answer_that_was_lost_arrives_after_a_reload(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    losing(held, [])
    held.stamp(touched(tea.code, 26))
    expect(held.status).to_contain_text("no answer came")
    held.page.unroute("**/presentations")
    held.page.reload()
    expect(held.state).to_have_text("Verified")


def test_a_service_worker_that_takes_over_clears_the_files_of_older_versions_away(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(service_workers="allow")
    held.page.goto(tea.address)
    held.page.evaluate(READY)
    (name,) = held.page.evaluate("caches.keys()")
    assert name.startswith("shell-")
    held.page.evaluate("""async () => {
      await (await caches.open("shell-0000")).put("/page/app.js", new Response("stale"));
      const known = await navigator.serviceWorker.getRegistration();
      await known.unregister();
    }""")
    # Only when no page is left that it answers a service worker is gone.
    held.page.goto("about:blank")
    held.page.goto(tea.address)
    held.page.evaluate(READY)
    assert held.page.evaluate("caches.keys()") == [name]
