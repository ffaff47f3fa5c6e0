"""What the page says is what the server will honour: ends, delays, returns, what is forgotten."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.emulated import touched

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop

RETRY = """async ([text, now]) =>
  (await import("/page/problem.js")).retryAfterS(text, Date.parse(now))"""
CAMPAIGN = "async (path) => (await import('/page/link.js')).campaignOf(decodeURI(path))"
CODE = "async (hash) => (await import('/page/wallet/till.js')).codeInLink(hash)"
COMES_BACK = "document.dispatchEvent(new Event('visibilitychange'))"
# As if the answer that the server kept were a day old.
ANOTHER_REQUEST = """() => {
  const all = JSON.parse(localStorage.getItem("pending"));
  for (const one of Object.values(all)) one.once = "another-request-of-yesterday";
  localStorage.setItem("pending", JSON.stringify(all));
}"""
FORGOTTEN = """() => {
  const all = JSON.parse(localStorage.getItem("vouchers"));
  const [id] = Object.keys(all);
  const gone = `${id.slice(0, -6)}zzzzzz`;
  localStorage.setItem("vouchers", JSON.stringify({[gone]: {...all[id], id: gone}}));
  return gone;
}"""


def refused(slug: str, **headers: str) -> Callable[[Route], None]:
    """Answer a request with a refusal."""

    def refuse(route: Route) -> None:
        body = {"type": f"/problems/{slug}", "title": slug, "status": 409, "detail": slug}
        route.fulfill(status=409, body=json.dumps(body), headers=headers)

    return refuse


def test_the_end_that_comes_first_is_told_with_its_hour(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    end = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(hours=2)
    shown = f"{end.day} {end:%b %Y}, {end:%H:%M}"
    if (end.hour, end.minute) == (0, 0):
        end += timedelta(minutes=1)
        shown = f"{end.day} {end:%b %Y}, {end:%H:%M}"
    campaign = tea.campaign(valid_until=f"{end:%Y-%m-%dT%H:%M}:00Z")
    held = phone(timezone_id="UTC")
    held.claim(f"/c/{campaign}")
    expect(held.page.locator(".card-when")).to_contain_text(f"– {shown}")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("58", 58),
        ("Mon, 30 Nov 2026 23:00:58 GMT", 58),
        ("Mon, 30 Nov 2026 22:59:00 GMT", 0),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_a_delay_is_read_as_a_number_and_as_a_date(
    modules: Page, text: str | None, seconds: int | None
) -> None:
    assert modules.evaluate(RETRY, [text, "2026-11-30T23:00:00Z"]) == seconds


def test_a_delay_counts_down_and_never_says_null(phone: Callable[..., Phone], tea: Shop) -> None:
    held = phone()
    held.claim(tea.address)
    held.page.route("**/challenges", refused("too-soon", **{"Retry-After": "2"}))
    held.page.locator(".actions .primary").click()
    expect(held.status).to_contain_text("Try again in ")
    expect(held.status).to_have_text("You can try again now.")
    held.page.go_back()
    expect(held.page.locator("dialog")).to_have_count(0)
    held.page.unroute("**/challenges")
    held.page.route("**/challenges", refused("too-soon"))
    held.page.locator(".actions .primary").click()
    expect(held.status).to_have_text("Too soon or too often. Try again a little later.")


def test_a_page_that_comes_back_shows_what_was_done_meanwhile(
    phone: Callable[..., Phone], service: Service
) -> None:
    shop = service.shop("Done elsewhere", mode="redeem")
    held = phone()
    held.claim(shop.address)
    expect(held.state).to_have_text("Ready to redeem")
    voucher = held.page.url.partition("#")[2]
    service.call("POST", f"/v1/vouchers/{voucher}/redemption", {})
    held.page.evaluate(COMES_BACK)
    expect(held.state).to_have_text("Redeemed")
    # What no stamp has touched has no imprint, redeemed or not.
    expect(held.page.locator(".card-seal")).to_have_count(0)


def test_back_closes_the_sheet_and_leaves_the_voucher(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    voucher = held.page.url
    held.open_sheet()
    held.page.go_back()
    expect(held.page.locator("dialog")).to_have_count(0)
    assert held.page.url == voucher
    held.open_sheet()
    held.close_sheet()
    assert held.page.evaluate("history.state?.dialog ?? null") is None


def test_a_voucher_that_the_server_forgot_is_marked_removed_and_captures_no_link(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    gone = held.page.evaluate(FORGOTTEN)
    held.page.goto("/page/icons/icon.svg")
    held.page.goto(f"/#{gone}")
    expect(held.state).to_have_text("Unknown to the server")
    held.page.goto("/page/icons/icon.svg")
    held.page.evaluate("localStorage.setItem('device', JSON.stringify({id: '', token: 'dvt_x'}))")
    held.page.goto(tea.address)
    expect(held.page.get_by_role("button", name="Take this voucher")).to_be_visible()
    held.page.goto(f"/#{gone}")
    held.page.get_by_role("button", name="Remove from this phone").click()
    expect(held.page.locator("main .card")).to_have_count(1)
    expect(held.state).to_have_text("Unknown to the server")


def test_a_dead_voucher_does_not_come_up_on_a_slow_network(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    gone = held.page.evaluate(FORGOTTEN)
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    held.page.goto("/page/icons/icon.svg")
    held.page.route("**/v1/vouchers?*", hold)
    held.page.goto(tea.address)
    held.page.get_by_role("button", name="Show the voucher on this phone").wait_for()
    assert gone not in held.page.url
    while late:
        late.pop().continue_()
    # The one that the test put in the place of the claimed one is still the server's.
    expect(held.state).to_have_text("Not yet stamped")
    assert gone not in held.page.url


def test_a_request_that_is_older_than_its_answer_asks_for_the_voucher(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    lost: list[Any] = []

    def lose(route: Route) -> None:
        # It arrives, and its answer does not.
        if not lost:
            lost.append(route.fetch().json())
        route.abort()

    held.page.route("**/presentations", lose)
    held.stamp(touched(tea.code, 41))
    expect(held.status).to_contain_text("no answer came")
    held.page.unroute("**/presentations")
    held.page.evaluate(ANOTHER_REQUEST)
    held.page.reload()
    expect(held.state).to_have_text("Verified")
    # The card was drawn anew since, and the notice is still there.
    expect(held.page.locator("#notice")).to_have_text("The answer to your last stamp has arrived.")


NAME = "cmp_01kayz9v8q7hq3x2m5c8w1r4t6"


@pytest.mark.parametrize(
    ("path", "campaign"),
    [
        (f"/c/{NAME}", NAME),
        (f"/c/{NAME}.", NAME),
        (f"/c/{NAME}。", NAME),
        (f"/c/{NAME}，", NAME),
        (f"/c/{NAME})", NAME),
        (f"/c/{NAME}/", NAME),
        (f"/C/{NAME.upper()}", NAME),
        (f"/c/{NAME[:-1]}", None),
        (f"/c/{NAME}0", None),
        ("/c/", None),
    ],
)
def test_a_link_is_read_as_chats_hand_it_on(modules: Page, path: str, campaign: str | None) -> None:
    assert modules.evaluate(CAMPAIGN, path) == campaign


@pytest.mark.parametrize(
    "hash_", ["#till=K7QM-3XRD", "#till=K7QM-3XRD%E3%80%82", "#till=K7QM-3XRD."]
)
def test_the_code_in_a_link_is_read_so_too(modules: Page, hash_: str) -> None:
    assert modules.evaluate(CODE, hash_) == "K7QM-3XRD"


def test_links_from_chats_open_the_offer_and_what_cannot_be_read_says_so(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    for address in (f"{tea.address}。", f"{tea.address}/", tea.address.upper()):
        held.page.goto(address)
        expect(held.page.get_by_role("button", name="Take this voucher")).to_be_visible()
    held.page.goto(tea.address[:-3])
    expect(held.page.get_by_role("heading", level=1)).to_have_text("This link cannot be read")
