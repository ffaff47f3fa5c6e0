"""Merchants at the desk: made, renamed, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.phone import Phone
    from tests.browser.service import Service, Shop


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


def test_what_the_server_refuses_is_told_with_its_field(
    desk: Callable[..., Page], tea: Shop
) -> None:
    page = desk()
    page.goto(f"/desk#/{tea.merchant_id}/campaigns/new")
    page.get_by_label("Title").fill("Backwards")
    page.get_by_label("Valid until").fill("2020-01-01T00:00")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#notice")).to_contain_text("valid_until")


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
