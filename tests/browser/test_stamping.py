"""End to end: a voucher is claimed, stamped, redeemed, and not redeemed again."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect

import stampcodec as sc
from emulator import Conditions, Gesture
from emulator.driver.browser import Screen
from stampcodec.touchevent import Moment, Touch, TouchEvent, moments
from tests.browser.audit import wrong
from tests.browser.conftest import PLAIN_HOST
from tests.browser.emulated import events_of, recorded, touched

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Request, Route

    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop

PLACE = re.compile(r"translate\((\S+) (\S+)\) scale\((\S+)\)")
TURN = re.compile(r"rotate\((\S+)\)")
VERIFIED = "Verified. The voucher is valid."


def sent_of(request: Request) -> dict[str, Any]:
    """What a presentation holds."""
    body: dict[str, Any] = json.loads(request.post_data or "")
    return body


def test_a_phone_whose_clock_is_ahead_may_still_have_its_voucher_stamped(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.page.clock.set_system_time(datetime.now(timezone.utc) + timedelta(days=400))
    held.claim(tea.address)
    expect(held.state).to_have_text("Expired")
    held.open_sheet()
    held.stamp(touched(tea.code, 77))
    expect(held.status).to_have_text(VERIFIED)


def test_a_voucher_from_the_shops_link_to_its_second_redemption_which_is_refused(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(service_workers="allow")
    held.page.goto(tea.address)
    expect(held.page.get_by_role("heading", level=1)).to_have_text("A pot of oolong for two")
    held.page.get_by_role("button", name="Take this voucher").click()
    expect(held.state).to_have_text("Not yet stamped")

    held.open_sheet()
    held.stamp(touched(tea.code, 1))
    expect(held.status).to_have_text(VERIFIED)
    held.close_sheet()
    expect(held.state).to_have_text("Verified")

    # Another tab had the sheet open before the voucher was used.
    other = type(held)(held.context, held.context.new_page())
    other.page.goto(held.page.url)
    other.open_sheet()

    held.page.bring_to_front()
    held.page.reload()
    held.open_sheet()
    held.stamp(touched(tea.code, 2))
    expect(held.status).to_have_text("Redeemed. Enjoy!")
    held.close_sheet()
    expect(held.state).to_have_text("Redeemed")
    expect(held.page.locator(".actions .primary")).to_have_count(0)

    other.page.bring_to_front()
    other.stamp(touched(tea.code, 3))
    expect(other.status).to_have_text("This voucher has already been redeemed.")
    other.close_sheet()
    expect(other.state).to_have_text("Redeemed")
    assert other.errors == []


def test_the_imprint_lies_where_and_as_the_stamp_fell(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    screen = Screen()
    take = recorded(tea.code, 11)
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    held.stamp(events_of(take, screen=screen))
    expect(held.status).to_have_text(VERIFIED)
    drawn = held.page.locator(".glass .placed").get_attribute("transform")
    turned = held.page.locator(".glass .seal-turned").get_attribute("transform")
    place, turn = PLACE.fullmatch(drawn or ""), TURN.fullmatch(turned or "")
    assert place, drawn
    assert turn, turned
    x_px, y_px, scale = map(float, place.groups())
    angle_deg = float(turn[1])
    x_mm, y_mm, true_deg = np.median(take.motion.poses, axis=0)
    # Half a millimetre, three degrees, a tenth of the size.
    assert abs(x_px - screen.px_per_mm * x_mm) < 3.2
    assert abs(y_px - screen.px_per_mm * y_mm) < 3.2
    assert abs((angle_deg - true_deg + 180) % 360 - 180) < 3
    assert abs(scale * 100 / 53 - screen.px_per_mm) < 0.63


@pytest.mark.parametrize("seed", [3, 4])
def test_a_phone_brushed_over_the_stamp_verifies_too(
    phone: Callable[..., Phone], tea: Shop, seed: int
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    with held.page.expect_request(lambda request: "/presentations" in request.url) as sent:
        held.stamp(touched(tea.code, seed, Gesture("swipe")))
    expect(held.status).to_have_text(VERIFIED)
    assert sent_of(sent.value)["gesture"] == "swipe"


@pytest.mark.parametrize(
    ("seed", "screen"),
    [(5, Screen(px_per_mm=5.6, pixel_ratio=2.75)), (16, Screen(whole_px=True))],
)
def test_fractional_and_whole_pixels_are_both_read(
    phone: Callable[..., Phone], tea: Shop, seed: int, screen: Screen
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    with held.page.expect_request(lambda request: "/presentations" in request.url) as sent:
        held.stamp(touched(tea.code, seed, screen=screen))
    expect(held.status).to_have_text(VERIFIED)
    samples = np.array(sent_of(sent.value)["samples"])
    assert (samples == np.round(samples)).all() == screen.whole_px


def test_a_card_says_by_when_it_must_be_stamped_until_it_is(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(viewport={"width": 320, "height": 568})
    held.claim(tea.address)
    told = held.page.locator(".card-when")
    expect(told).to_contain_text("Have it stamped by")
    held.open_sheet()
    held.stamp(touched(tea.code, 31))
    expect(held.status).to_have_text(VERIFIED)
    held.close_sheet()
    expect(told).not_to_contain_text("Have it stamped by")


def test_over_plain_http_a_small_screen_reads_a_stamp_and_claims_no_check_of_the_receipt(
    phone: Callable[..., Phone], service: Service, tea: Shop
) -> None:
    plain = service.url.replace("127.0.0.1", PLAIN_HOST)
    held = phone(base_url=plain, viewport={"width": 320, "height": 568})
    held.claim(tea.address)
    assert held.page.evaluate("isSecureContext") is False
    held.open_sheet()
    held.stamp(touched(tea.code, 18, screen=Screen(px_per_mm=5.4, pixel_ratio=2.0)))
    expect(held.status).to_have_text(VERIFIED)
    held.close_sheet()
    held.page.get_by_text("Receipt", exact=True).click()
    expect(held.page.locator(".verdict")).to_contain_text("this browser cannot check")


def test_another_shops_stamp_is_not_accepted_and_the_right_one_then_is(
    phone: Callable[..., Phone], service: Service, tea: Shop
) -> None:
    bakery = service.shop("Corner Bakery")
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    with held.page.expect_response(lambda answer: "/challenges" in answer.url):
        held.stamp(touched(bakery.code, 6))
        expect(held.status).to_contain_text("Is it this shop's stamp?")
    held.stamp(touched(tea.code, 7))
    expect(held.status).to_have_text(VERIFIED)


def test_a_recorded_press_that_is_played_again_is_not_accepted(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    recording = touched(tea.code, 17)
    for said in (VERIFIED, "Five dots, but not accepted here."):
        held = phone()
        held.claim(tea.address)
        held.open_sheet()
        held.stamp(recording)
        expect(held.status).to_contain_text(said)


def test_four_dots_of_five_are_told_without_asking_the_server(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    asked: list[str] = []
    held.page.on("request", lambda request: asked.append(request.url))
    held.stamp(touched(tea.code, 8, conditions=Conditions(missing_dots=1)))
    expect(held.status).to_contain_text("4 of 5 dots touched. Hold the phone in your hand")
    assert asked == []
    assert wrong(held.page) == []


def test_a_sixth_contact_that_cancels_all_on_an_iphone_asks_for_the_hand_to_be_taken_off(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    """Chromium does not imitate the iPhone's limit: five dots land, then the palm."""
    dots = sc.family("touch5").encode(tea.code).dots[:, :2] * 6.3 + (195, 420)
    five = [Touch(i, x, y, 9.0, 9.0) for i, (x, y) in enumerate(dots.tolist())]
    landing = [Moment(12.0 * k, tuple(five[: k + 1])) for k in range(5)]
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    held.feel([*landing, Moment(66.0, (), cancelled=True)])
    expect(held.status).to_have_text("More than the stamp touched. Take the hand off the screen.")
    held.stamp(touched(tea.code, 9))
    expect(held.status).to_have_text(VERIFIED)


def lying(shop: Shop) -> tuple[Touch, ...]:
    """Five dots on whole pixels, a tenth of a millimetre off."""
    dots = sc.family("touch5").encode(shop.code).dots[:, :2]
    off = np.random.default_rng(5).normal(0, 0.1, dots.shape)
    places = np.round((dots + off) * 6.3 + (195, 420))
    return tuple(Touch(i, x, y, 9.0, 9.0) for i, (x, y) in enumerate(places.tolist()))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (0, "No network. Stamp again when you are connected."),
        (429, "Too many attempts. Try again in 30 seconds."),
    ],
)
def test_a_still_stamp_that_gets_no_challenge_says_why(
    phone: Callable[..., Phone], tea: Shop, status: int, said: str
) -> None:
    locked = {"type": "/problems/locked-out", "title": "", "status": 429, "detail": ""}

    def answer(route: Route) -> None:
        if status:
            route.fulfill(status=status, headers={"Retry-After": "30"}, json=locked)
        else:
            route.abort()

    held = phone()
    held.claim(tea.address)
    held.page.route("**/challenges", answer)
    held.page.locator(".actions .primary").click()
    held.feel([Moment(0.0, lying(tea)), Moment(900.0, ())])
    expect(held.status).to_have_text(said)


def test_a_still_stamp_that_is_reported_once_is_read_after_a_rest(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    with held.page.expect_request("**/presentations") as sent:
        held.feel_one(Moment(0.0, lying(tea)))
        expect(held.status).to_have_text(VERIFIED)
    body = sent_of(sent.value)
    assert len(body["samples"]) == len(body["times_ms"]) == 1
    assert 600 <= body["held_ms"] < 1500
    held.lift()


def test_six_contacts_on_a_phone_that_reports_ten_ask_for_the_hand_as_well(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    finger = Touch(1000, 20.0, 20.0, 9.0, 9.0)
    dots = touched(tea.code, 10, Gesture(hold_ms=200.0), contacts=10)
    with_finger = [
        TouchEvent(at.kind, at.time_ms, at.changed, (*at.touches, finger)) for at in dots
    ]
    felt = moments([TouchEvent("touchstart", 0.0, (finger,), (finger,)), *with_finger])
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    held.feel([*felt[:-1], Moment(felt[-1].time_ms, ())])
    expect(held.status).to_have_text("More than the stamp touched. Take the hand off the screen.")


def test_light_shows_under_a_dot_in_the_event_that_tells_of_it_and_five_get_an_outline(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    held.page.evaluate("""() => {
      window.lights = [];
      // After the sheet's own listener, before anything else can run.
      window.addEventListener("touchstart", (event) => window.lights.push([
        event.touches.length, document.querySelectorAll(".light").length,
        document.querySelectorAll(".outline").length,
      ]));
    }""")
    held.stamp(touched(tea.code, 12))
    expect(held.status).to_have_text(VERIFIED)
    lights = held.page.evaluate("window.lights")
    assert [seen for seen, _, _ in lights] == [1, 2, 3, 4, 5]
    assert [drawn for _, drawn, _ in lights] == [1, 2, 3, 4, 5]
    assert [outline for _, _, outline in lights] == [0, 0, 0, 0, 1]


def test_a_stamp_that_lifts_while_the_server_is_asked_leaves_no_light_behind(
    phone: Callable[..., Phone], tea: Shop, service: Service
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    held.stamp(touched(service.shop("Another").code, 77))
    expect(held.page.locator("[data-phase=unread]")).to_be_visible()
    expect(held.page.locator(".light")).to_have_count(0)
    expect(held.page.locator(".mark")).to_have_count(5)
    expect(held.page.locator(".outline:visible")).to_have_count(0)


def test_the_sheet_lets_the_browser_neither_scroll_nor_zoom_nor_open_a_menu(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(viewport={"width": 320, "height": 568})
    held.claim(tea.address)
    held.open_sheet()
    held.page.evaluate("""() => {
      window.kept = {};
      for (const kind of ["touchstart", "touchmove", "contextmenu"]) {
        window.addEventListener(kind, (event) => window.kept[kind] = event.defaultPrevented);
      }
    }""")
    apart = [
        Moment(20.0 * k, (Touch(0, 150.0 - 9 * k, 300.0), Touch(1, 170.0 + 9 * k, 300.0)))
        for k in range(8)
    ]
    held.feel(apart)
    held.page.locator("dialog").dispatch_event("contextmenu", {"cancelable": True})
    kept = held.page.evaluate("window.kept")
    assert kept == {"touchstart": True, "touchmove": True, "contextmenu": True}
    assert held.page.evaluate("[visualViewport.scale, scrollY]") == [1, 0]
    expect(held.page.locator("dialog")).to_have_css("touch-action", "none")


def test_a_dot_on_the_close_button_does_not_close_the_sheet_and_a_finger_does(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    box = held.page.locator(".sheet-head button").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    on_button = Touch(0, x, y)
    held.feel([Moment(0.0, (on_button,)), Moment(20.0, (on_button, Touch(1, 100.0, 300.0)))])
    # Chromium makes no click of several touches; another browser may, when the last one lifts.
    held.page.evaluate("document.querySelector('.sheet-head button').click()")
    assert held.page.locator("dialog").is_visible()
    held.page.wait_for_timeout(400)
    held.page.touchscreen.tap(x, y)
    expect(held.page.locator("dialog")).to_have_count(0)


def test_a_screen_turned_during_the_press_is_told(phone: Callable[..., Phone], tea: Shop) -> None:
    held = phone()
    held.claim(tea.address)
    held.open_sheet()
    dots = moments(touched(tea.code, 13, Gesture(hold_ms=200.0)))
    five = next(k for k, at in enumerate(dots) if len(at.touches) == 5)
    for at in dots[: five + 1]:
        held.feel_one(at)
    held.page.set_viewport_size({"width": 844, "height": 390})
    held.page.evaluate("() => new Promise(requestAnimationFrame)")
    held.lift()
    expect(held.status).to_contain_text("The screen turned during the press.")


def test_a_stamp_card_fills_one_ring_a_visit(phone: Callable[..., Phone], tea: Shop) -> None:
    held = phone()
    held.claim(f"/c/{tea.campaign(title='The third pot is on us', stamps_needed=3)}")
    expect(held.page.locator(".progress")).to_contain_text("0 of 3 stamps")
    held.open_sheet()
    held.stamp(touched(tea.code, 14))
    expect(held.status).to_have_text("Stamped: 1 of 3.")
    held.close_sheet()
    expect(held.page.locator(".progress")).to_contain_text("1 of 3 stamps")
    expect(held.page.locator(".ring-full")).to_have_count(1)
    held.open_sheet()
    too_soon = re.compile(r"Stamped a moment ago\. Try again in \d+ seconds\.")
    expect(held.status).to_have_text(too_soon)
    held.stamp(touched(tea.code, 15))
    expect(held.status).to_have_text(too_soon)
