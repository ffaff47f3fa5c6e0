"""The sheet in every phase, from "press here" to each outcome, once a size and language."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from stampcodec.touchevent import Moment, moments
from tests.browser.emulated import touched
from tests.browser.gallery.camera import SIZES, Camera
from tests.browser.service import CODES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Route

    from stampcodec.touchevent import TouchEvent
    from tests.browser.phone import Phone
    from tests.browser.service import Shop

DOTS = 5
# No press is the same as another, which would be a replay.
SEEDS = count(90)


def take_sheets(camera: Camera, language: str) -> None:
    """Go through all phases on a phone of each size."""
    tea = camera.service.shop("Willow & Leaf Tea House")
    card = camera.service.shop("轉角麵包店", title="集滿六章，送酸種麵包", stamps_needed=6)
    dinner = camera.service.shop("Willow & Leaf Tea House", worth="more")
    ends = {"code": next(CODES), "second_code": next(CODES)}
    camera.service.call("POST", f"/v1/merchants/{dinner.merchant_id}/stamps", ends)
    for size, (width, height) in SIZES.items():
        held = camera.phone(language, viewport={"width": width, "height": height})

        def take(state: str, held: Phone = held, size: str = size) -> None:
            camera.take(held, language, f"sheet-{state}", [size])

        _one_ended(held, tea, take)
        held.claim(card.address)
        held.open_sheet()
        _press(held, touched(card.code, next(SEEDS)))
        expect(held.page.locator("[data-phase=accepted]")).to_be_visible()
        take("collected")
        held.page.goto("/")
        held.claim(dinner.address)
        held.open_sheet()
        take("two-ended")
        _press(held, touched(ends["code"], next(SEEDS)))
        expect(held.page.locator("[data-phase=turn]")).to_be_visible()
        take("turn")
        held.context.close()


def _one_ended(held: Phone, tea: Shop, take: Callable[[str], None]) -> None:
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    held.claim(tea.address)
    # Without a challenge a stamp that rests is not read, however long the pictures take.
    held.page.route("**/challenges", hold)
    held.page.locator(".actions .primary").click()
    take("ready")
    whole = next(
        at for at in _placed(held, touched(tea.code, next(SEEDS))) if len(at.touches) == DOTS
    )
    held.feel_one(Moment(0.0, whole.touches[:1]))
    take("touched")
    held.lift()
    take("unread")
    held.feel_one(whole)
    take("full")
    held.lift()
    held.close_sheet()
    for route in waiting:
        route.abort()
    held.page.unroute("**/challenges")
    waiting.clear()
    held.open_sheet()
    held.page.route("**/presentations", hold)
    _press(held, touched(tea.code, next(SEEDS)))
    expect(held.page.locator("[data-phase=sending]")).to_be_visible()
    take("sending")
    waiting[0].continue_()
    expect(held.page.locator("[data-phase=accepted]")).to_be_visible()
    held.page.unroute("**/presentations")
    take("verified")
    held.close_sheet()
    held.open_sheet()
    _press(held, touched(next(CODES), next(SEEDS)))
    expect(held.page.locator("[data-phase=unread]")).to_be_visible()
    take("refused")
    held.page.route("**/presentations", lambda route: route.abort())
    _press(held, touched(tea.code, next(SEEDS)))
    expect(held.page.locator("[data-phase=lost]")).to_be_visible()
    take("lost")
    held.page.unroute("**/presentations")
    held.page.locator(".sheet-foot .primary").click()
    expect(held.page.locator("[data-phase=accepted]")).to_be_visible()
    take("redeemed")
    held.page.goto("/")


def _press(held: Phone, events: Sequence[TouchEvent]) -> None:
    held.feel(_placed(held, events))


def _placed(held: Phone, events: Sequence[TouchEvent]) -> list[Moment]:
    """Move a press to the middle of the area to stamp."""
    box = held.page.locator(".target").bounding_box()
    assert box is not None
    felt = moments(events)
    whole = next(at.touches for at in felt if len(at.touches) == DOTS)
    x = box["x"] + box["width"] / 2 - sum(touch.x_px for touch in whole) / DOTS
    y = box["y"] + box["height"] / 2 - sum(touch.y_px for touch in whole) / DOTS
    return [
        at._replace(
            touches=tuple(
                touch._replace(x_px=touch.x_px + x, y_px=touch.y_px + y) for touch in at.touches
            )
        )
        for at in felt
    ]
