"""The desk: from an API key to merchants, stamps, campaigns, counts, and a voucher taken back."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.audit import tab_order, wrong
from tests.browser.emulated import touched

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop

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


def claimed(phone: Callable[..., Phone], shop: Shop, seeds: list[int]) -> str:
    """Claim a voucher and stamp it; return its name."""
    held = phone()
    held.claim(shop.address)
    for seed in seeds:
        held.open_sheet()
        held.stamp(touched(shop.code, seed))
        expect(held.page.locator("[data-phase=accepted]")).to_be_visible()
        held.close_sheet()
    return held.page.url.rpartition("#")[2]


def test_a_key_that_is_none_is_not_let_in_and_a_good_one_stays_in_its_tab(
    phone: Callable[..., Phone], service: Service
) -> None:
    page = phone(**DESK).page
    page.goto("/desk")
    page.get_by_label("API key").fill("aks_wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("status")).to_have_text("The server does not know this key.")
    page.get_by_label("API key").fill(service.key)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merchants")
    assert page.evaluate("Object.values(localStorage).join()").find(service.key) == -1
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merchants")
    other = page.context.new_page()
    other.goto("/desk")
    expect(other.get_by_role("heading", level=1)).to_have_text("Log in")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    assert page.evaluate("sessionStorage.length") == 0


def test_a_merchant_a_stamp_and_a_campaign_are_made_and_customers_see_them(
    desk: Callable[..., Page], phone: Callable[..., Phone], tmp_path: Path
) -> None:
    picture = tmp_path / "tea.png"
    Image.new("RGB", (60, 30), "#2d4a2f").save(picture)
    page = desk()
    page.get_by_label("Name", exact=True).fill("<b>Teahouse</b> & Söhne")
    page.get_by_label("Area").fill("Mill & Harbour")
    page.get_by_role("button", name="Add merchant").click()
    tile = page.locator(".tile", has_text="Teahouse")
    expect(tile).to_contain_text("Mill & Harbour")
    expect(tile).to_contain_text("<b>Teahouse</b> & Söhne")
    tile.get_by_role("link", name="Stamps").click()
    page.get_by_label("Label").fill("till 2")
    page.get_by_role("button", name="Register stamp").click()
    expect(page.get_by_role("img", name="The face of till 2")).to_be_visible()
    expect(page.locator(".face-dot, .face-anchor")).to_have_count(5)
    page.get_by_label("Status").select_option("lost")
    expect(page.locator("#notice")).to_have_text("till 2: Lost.")

    page.get_by_role("link", name="Campaigns").click()
    page.get_by_role("link", name="New campaign").click()
    page.get_by_label("Title").fill("Two for one")
    page.get_by_label("Stock").fill("20")
    page.get_by_label("Picture").set_input_files(picture)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two for one")
    expect(page.locator(".counts")).to_contain_text("Left in stock20")

    page.get_by_role("link", name="Edit campaign").click()
    page.get_by_label("Title").fill("Three for two")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Three for two")
    versions = page.get_by_role("region", name="Versions").locator("tbody tr")
    expect(versions).to_have_count(2)
    expect(versions.first).to_contain_text("Three for two")
    expect(versions.last).to_contain_text("Two for one")

    held = phone()
    held.page.goto(page.get_by_role("link", name="/c/cmp_").first.get_attribute("href") or "")
    expect(held.page.get_by_role("heading", level=1)).to_have_text("Three for two")
    expect(held.page.locator(".card-shop")).to_have_text("<b>Teahouse</b> & Söhne")
    expect(held.page.locator("img.card-picture")).to_have_js_property("naturalWidth", 60)


def test_a_two_ended_stamp_is_made_and_a_campaign_that_needs_one(
    desk: Callable[..., Page], service: Service
) -> None:
    shop = service.shop("Bistro")
    page = desk()
    page.goto(f"/desk#/{shop.merchant_id}/stamps")
    page.get_by_label("Label").fill("dinners")
    page.get_by_label("Ends").select_option("Two-ended")
    page.get_by_label("Family").select_option("lattice8")
    expect(page.get_by_label("Ends")).to_be_disabled()
    page.get_by_label("Family").select_option("touch5")
    page.get_by_label("Ends").select_option("Two-ended")
    page.get_by_role("button", name="Register stamp").click()
    expect(page.get_by_role("img", name="The plain end of dinners")).to_be_visible()
    expect(page.get_by_role("img", name="The notched end of dinners")).to_be_visible()
    expect(page.locator(".tile", has_text="dinners")).to_contain_text("touch5, two-ended, numbers")
    assert wrong(page) == []

    page.goto(f"/desk#/{shop.merchant_id}/campaigns/new")
    page.get_by_label("Title").fill("A dinner for two")
    page.get_by_label("What a voucher is worth").select_option("More than a coffee")
    expect(page.get_by_label("Which stamps count")).to_have_value("true")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A dinner for two")

    def known() -> tuple[str, bool]:
        listed = service.call("GET", f"/v1/merchants/{shop.merchant_id}/campaigns")["items"]
        (found,) = (each for each in listed if each["title"] == "A dinner for two")
        return found["worth"], found["two_ended"]

    assert known() == ("more", True)
    page.get_by_role("link", name="Edit campaign").click()
    page.get_by_label("Which stamps count").select_option("Stamps with one end, and two-ended ones")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".counts")).to_be_visible()
    assert known() == ("more", False)


def test_a_stamp_is_revoked_for_good_only_by_who_says_so_twice(
    desk: Callable[..., Page], service: Service
) -> None:
    shop = service.shop("Careful")
    page = desk()
    page.goto(f"/desk#/{shop.merchant_id}/stamps")
    status = page.get_by_label("Status")

    def known() -> str:
        listed = service.call("GET", f"/v1/merchants/{shop.merchant_id}/stamps")["items"]
        found: str = listed[0]["status"]
        return found

    status.select_option("revoked")
    expect(page.get_by_role("button", name="Revoke counter for good: yes")).to_be_focused()
    page.get_by_role("button", name="Keep it").click()
    expect(status).to_have_value("active")
    assert known() == "active"
    page.route("**/v1/stamps/*", lambda route: route.fulfill(
        status=409, content_type="application/problem+json",
        json={"type": "/problems/wrong-state", "title": "x", "status": 409, "detail": "x"},
    ))  # fmt: skip
    status.select_option("lost")
    expect(page.locator("#notice")).to_have_text("The state it is in does not allow this.")
    expect(status).to_have_value("active")
    page.unroute("**/v1/stamps/*")
    status.select_option("revoked")
    page.get_by_role("button", name="Revoke counter for good: yes").click()
    expect(page.locator("#notice")).to_have_text("counter: Revoked for good.")
    expect(status).to_be_disabled()
    assert known() == "revoked"
    page.reload()
    expect(status).to_be_disabled()
    expect(status).to_have_value("revoked")


@pytest.mark.parametrize(
    ("locale", "newest", "oldest"),
    [
        ("en-GB", "Used although lost or revoked: 3 touches in a day", "usually at most 4.5"),
        ("zh-TW", "已遺失或撤銷的印章仍被使用", "使用次數高於平常"),
        ("zh-CN", "已遗失或撤销的印章仍被使用", "使用次数高于平常"),
    ],
)
def test_alarms_are_told_in_words_the_newest_first(
    desk: Callable[..., Page], locale: str, newest: str, oldest: str
) -> None:
    page = desk(locale=locale)
    of = {
        "stamp_id": "stp_x",
        "about": "stp_x",
        "merchant_id": "mer_x",
        "at": "2026-11-24T10:00:00Z",
    }
    usual = {"accepted": 90, "usual": 4.5, "hours": 1}
    alarms = [
        {**of, "id": "alm_1", "kind": "rate", "details": usual},
        {
            **of,
            "id": "alm_2",
            "stamp_id": None,
            "merchant_id": None,
            "about": "service",
            "kind": "guesses-everywhere",
            "details": {"wrong": 100, "hours": 1, "budget": 150},
        },
        {**of, "id": "alm_3", "kind": "inactive", "details": {"status": "lost", "refused": 3}},
    ]
    page.route("**/v1/alarms*", lambda route: route.fulfill(json={"items": alarms, "next": None}))
    page.goto("/desk#/alarms")
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.locator("tbody tr").nth(1)).to_contain_text("150")
    expect(page.locator("tbody tr").nth(1).locator("a")).to_have_count(0)
    expect(page.locator("tbody tr").first).to_contain_text(newest)
    expect(page.locator("tbody tr").last).to_contain_text(oldest)


def test_what_the_server_refuses_is_told_with_its_field(
    desk: Callable[..., Page], tea: Shop
) -> None:
    page = desk()
    page.goto(f"/desk#/{tea.merchant_id}/campaigns/new")
    page.get_by_label("Title").fill("Backwards")
    page.get_by_label("Valid until").fill("2020-01-01T00:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notice")).to_contain_text("valid_until")


def test_the_package_of_a_stamp_is_saved(desk: Callable[..., Page], tea: Shop) -> None:
    page = desk()
    page.goto(f"/desk#/{tea.merchant_id}/stamps")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Fabrication package of counter").click()
    assert saved.value.suggested_filename == f"touch5-{tea.code}-{tea.stamp_id}.zip"
    with zipfile.ZipFile(io.BytesIO(saved.value.path().read_bytes())) as package:
        assert any(name.endswith("stamp.json") for name in package.namelist())


def test_counts_and_plot_follow_what_happens_without_a_reload(
    desk: Callable[..., Page], phone: Callable[..., Phone], service: Service
) -> None:
    shop = service.shop("Followed")
    page = desk()
    page.goto(f"/desk#/{shop.merchant_id}/campaigns/{shop.campaign_id}")
    expect(page.locator(".counts")).to_contain_text("Redeemed0")
    claimed(phone, shop, [41, 42])
    page.bring_to_front()
    expect(page.locator(".counts")).to_contain_text("Redeemed1")
    expect(page.get_by_role("img", name="Redemptions over time, 1 in all")).to_be_visible()
    page.get_by_label("Step of the plot").select_option("day")
    expect(page.locator(".bar-mark")).to_have_count(14)
    page.locator("summary").click()
    expect(page.locator("tbody td")).to_have_text("1")


def test_a_voucher_is_found_redeemed_taken_back_and_withdrawn(
    desk: Callable[..., Page], phone: Callable[..., Phone], tea: Shop
) -> None:
    name = claimed(phone, tea, [43])
    page = desk()
    page.get_by_role("link", name="Find a voucher").click()
    # The short code on the phone; the name is in its QR code (tests/browser/test_codes.py).
    page.get_by_label("Voucher", exact=True).fill(f"{name[-8:-4]}-{name[-4:]}".upper())
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".facts")).to_contain_text("Verified")
    expect(page.locator("h2.code")).to_have_text(name)
    page.get_by_role("button", name="Redeem", exact=True).click()
    expect(page.locator(".facts")).not_to_contain_text("Redeemed")
    page.get_by_role("button", name="Redeem: yes, now").click()
    expect(page.locator("#notice")).to_have_text("Now: Redeemed.")
    page.get_by_role("button", name="Take the redemption back").click()
    expect(page.locator("#notice")).to_have_text("Now: Verified.")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw for good: yes").click()
    expect(page.locator("#notice")).to_have_text("Now: Withdrawn.")


def test_a_merchant_gets_another_name_and_time_zone(
    desk: Callable[..., Page], service: Service
) -> None:
    service.call("POST", "/v1/merchants", {"name": "Harbour Cafe"})
    page = desk()
    page.get_by_role("button", name="Change Harbour Cafe").click()
    expect(page.get_by_label("New name")).to_be_focused()
    page.keyboard.type("Harbour & <i>Sons</i>")
    page.locator("li").filter(has=page.get_by_label("New name")).get_by_label("Time zone").fill(
        "Asia/Shanghai"
    )
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notice")).to_have_text("Changed: Harbour & <i>Sons</i>, Asia/Shanghai.")
    expect(page.get_by_role("link", name="Harbour & <i>Sons</i>")).to_be_visible()
    expect(page.get_by_role("link", name="Harbour Cafe")).to_have_count(0)


def test_a_key_of_a_merchant_is_made_shown_once_used_and_revoked(
    desk: Callable[..., Page], phone: Callable[..., Phone], service: Service
) -> None:
    service.call("POST", "/v1/merchants", {"name": "Mill Bakery"})
    service.call("POST", "/v1/merchants", {"name": "Somebody Else"})
    page = desk()
    page.get_by_role("link", name="API keys").click()
    page.get_by_label("Label").fill("till of the mill")
    page.get_by_label("For", exact=True).select_option("Mill Bakery")
    page.get_by_label("Redeem vouchers").check()
    page.get_by_role("button", name="Make key").click()
    shown = page.get_by_label("The secret of till of the mill")
    secret = shown.input_value()
    assert secret.startswith("aks_")
    row = page.locator("tbody tr", has_text="till of the mill")
    expect(row).to_contain_text("Mill Bakery")
    expect(row).to_contain_text("Look at everything of the merchant, Redeem vouchers")
    page.reload()
    expect(row).to_be_visible()
    assert secret not in page.content()
    expect(shown).to_have_count(0)

    till = phone(**DESK).page
    till.goto("/desk")
    till.get_by_label("API key").fill(secret)
    till.get_by_role("button", name="Log in").click()
    expect(till.locator(".tile h2")).to_have_text(["Mill Bakery"])
    expect(till.get_by_role("link", name="API keys")).to_have_count(0)
    expect(till.get_by_role("link", name="Audit trail")).to_have_count(0)

    page.get_by_role("button", name="Revoke till of the mill").click()
    expect(row).to_contain_text("Active")
    page.get_by_role("button", name="Revoke for good: yes").click()
    expect(page.locator("#notice")).to_have_text("till of the mill is revoked.")
    expect(row).to_contain_text("Revoked")
    expect(row.get_by_role("button")).to_have_count(0)
    till.reload()
    expect(till.get_by_role("heading", level=1)).to_have_text("Log in")


def test_a_key_that_may_do_nothing_is_not_asked_for(desk: Callable[..., Page], tea: Shop) -> None:
    page = desk()
    page.goto("/desk#/keys")
    page.get_by_label("Label").fill("idle")
    page.get_by_label("For", exact=True).select_option(tea.merchant_id)
    page.get_by_label("Look at everything").uncheck()
    page.get_by_role("button", name="Make key").click()
    expect(page.locator("#notice")).to_contain_text("at least one thing")
    expect(page.locator("tbody tr", has_text="idle")).to_have_count(0)


def test_the_audit_trail_shows_the_newest_events_and_earlier_ones_on_demand(
    desk: Callable[..., Page], service: Service
) -> None:
    stall = service.call("POST", "/v1/merchants", {"name": "Stall"})["id"]
    for number in range(51):
        service.call("PATCH", f"/v1/merchants/{stall}", {"name": f"Stall {number}"})
    page = desk()
    page.get_by_role("link", name="Audit trail").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(50)
    expect(rows.first).to_contain_text("merchant-renamed")
    expect(rows.first).to_contain_text("name Stall 50")
    numbers = [int(text) for text in page.locator("tbody th").all_text_contents()]
    assert numbers == list(range(numbers[0], numbers[0] - 50, -1))
    while page.get_by_role("button", name="Earlier events").count():
        before = rows.count()
        page.get_by_role("button", name="Earlier events").click()
        expect(rows.nth(before)).to_be_visible()
    assert page.locator("tbody th").last.text_content() == "1"
    assert rows.count() == numbers[0]


def test_a_voucher_that_is_none_is_said_not_to_be_there(desk: Callable[..., Page]) -> None:
    page = desk()
    page.get_by_role("link", name="Find a voucher").click()
    page.get_by_label("Voucher", exact=True).fill("vch_nobody")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("#notice")).to_contain_text("There is no such thing")


@pytest.mark.parametrize(
    "options",
    [
        {"viewport": {"width": 320, "height": 568}, "color_scheme": "dark", "locale": "zh-TW"},
        {"color_scheme": "light", "locale": "zh-CN"},
    ],
)
def test_every_view_of_the_desk_passes_the_audit(
    desk: Callable[..., Page], service: Service, tea: Shop, options: dict[str, Any]
) -> None:
    page = desk(**options)
    assert wrong(page) == []
    merchant = f"/desk#/{tea.merchant_id}"
    changed = service.shop("Of two versions")
    service.call("PATCH", f"/v1/campaigns/{changed.campaign_id}", {"title": "A cup"})
    for address, there in (
        (f"{merchant}/stamps", ".face svg"),
        (f"{merchant}/campaigns", ".tile"),
        (f"{merchant}/campaigns/new", "form.wide"),
        (f"{merchant}/campaigns/{tea.campaign_id}", ".counts dd"),
        (f"/desk#/{changed.merchant_id}/campaigns/{changed.campaign_id}", "tbody tr"),
        ("/desk#/vouchers", "#voucher"),
        ("/desk#/alarms", "h1"),
        ("/desk#/keys", "tbody tr"),
        ("/desk#/audit", "tbody tr"),
    ):
        page.goto(address)
        expect(page.locator(there).first).to_be_visible()
        assert wrong(page) == [], address


def test_the_keyboard_goes_through_the_desk_in_order(desk: Callable[..., Page]) -> None:
    order = tab_order(desk(), 400)  # other tests add merchants
    start = [
        "Merchants",
        "Find a voucher",
        "Alarms",
        "API keys",
        "Audit trail",
        "Language",
        "Log out",
    ]
    assert order[:7] == start
    assert order[-3:] == ["Name", "Area", "Add merchant"]


def test_a_slow_view_does_not_take_the_place_of_a_later_one(
    desk: Callable[..., Page], tea: Shop
) -> None:
    page = desk()

    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/campaigns?*", slowly)
    with page.expect_response("**/campaigns?*"):
        # the first view must have asked before the second one is gone to
        with page.expect_request("**/campaigns?*"):
            page.goto(f"/desk#/{tea.merchant_id}/campaigns")
        page.goto("/desk#/vouchers")
    page.wait_for_timeout(200)
    assert page.get_by_role("heading", level=1).text_content() == "Find a voucher"
