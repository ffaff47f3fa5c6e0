"""The work that a new phone does while the server is under attack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from issuance.defence.puzzle import make_puzzle, solved

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.browser.phone import Phone
    from tests.browser.service import Shop

KEY, NOW_S = b"key", 1_795_000_000
SOLVE = "async (puzzle) => (await import('/page/wallet/work.js')).answerOf(puzzle)"


def test_a_worker_of_the_page_finds_answers_that_the_server_takes(modules: Page) -> None:
    for bits in (0, 1, 9, 12):
        puzzle = make_puzzle(bits, NOW_S, KEY)
        assert solved(puzzle, modules.evaluate(SOLVE, puzzle), NOW_S, KEY) is not None


def test_a_phone_pays_for_its_token_and_takes_the_voucher(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held, puzzle, sent = phone(), make_puzzle(12, NOW_S, KEY), []

    def ask(route: Route) -> None:
        body = json.loads(route.request.post_data or "{}")
        sent.append(body)
        if body:
            route.continue_(post_data="{}")
            return
        problem = {"type": "/problems/price-due", "title": "x", "status": 402, "detail": "x"}
        document = {**problem, "puzzle": puzzle}
        route.fulfill(status=402, json=document, content_type="application/problem+json")

    held.page.route("**/v1/devices", ask)
    held.claim(tea.address)
    expect(held.state).to_have_text("Not yet stamped")
    assert sent[0] == {}
    assert sent[1]["puzzle"] == puzzle
    assert solved(puzzle, sent[1]["answer"], NOW_S, KEY) is not None
    assert held.errors == []
