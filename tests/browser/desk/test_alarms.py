"""Alarms at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


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
