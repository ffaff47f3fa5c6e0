"""What the phone keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import MODULES, from_disk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KEEP = """async (all) => {
  localStorage.clear();
  const {keep, vouchers} = await import("/page/wallet/wallet.js");
  all.forEach(([voucher, imprint]) => keep(voucher, imprint));
  return vouchers();
}"""
PURPOSE = "async (voucher) => (await import('/page/wallet/voucher.js')).purposeOf(voucher)"
STATE = """async ([voucher, now]) =>
  (await import("/page/wallet/voucher.js")).stateOf(voucher, Date.parse(now))"""


LAST_DAY = """async ([until, zone]) =>
  new (await import("/page/words.js")).Words("en", {}, "en-GB").at(zone).lastDay(until)"""


def voucher(identifier: str = "vch_1", version: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": identifier, "version": version, "claimed_at": "2026-11-24T10:00:00Z", **more}


def test_a_newer_word_of_the_server_replaces_an_older_one_and_never_the_other_way(
    modules: Page,
) -> None:
    old, new = voucher(state="unverified"), voucher(version=2, state="verified")
    for told in ([old, new], [new, old]):
        (kept,) = modules.evaluate(KEEP, [[one, None] for one in told])
        assert kept["state"] == "verified"


def test_an_imprint_stays_with_its_voucher_when_the_server_tells_it_again(modules: Page) -> None:
    imprint = {"x": 1, "y": 2, "angle_deg": 30, "px_per_mm": 6.3}
    (kept,) = modules.evaluate(KEEP, [[voucher(), imprint], [voucher(version=2), None]])
    assert kept["imprint"] == imprint


def test_the_newest_voucher_comes_first(modules: Page) -> None:
    told = [voucher("vch_1"), voucher("vch_2", claimed_at="2026-11-25T10:00:00Z")]
    kept = modules.evaluate(KEEP, [[one, None] for one in told])
    assert [one["id"] for one in kept] == ["vch_2", "vch_1"]


@pytest.mark.parametrize(
    ("mode", "state", "purpose"),
    [
        ("both", "unverified", "verify"),
        ("both", "verified", "redeem"),
        ("both", "redeemed", None),
        ("both", "revoked", None),
        ("both", "expired", None),
        ("issue", "unverified", "verify"),
        ("issue", "verified", None),
        ("redeem", "verified", "redeem"),
        ("redeem", "unverified", None),
    ],
)
def test_what_a_touch_does_follows_from_campaign_and_state(
    modules: Page, mode: str, state: str, purpose: str | None
) -> None:
    assert modules.evaluate(PURPOSE, {"campaign": {"mode": mode}, "state": state}) == purpose


@pytest.mark.parametrize(
    ("state", "now", "shown"),
    [
        ("verified", "2026-12-31T23:59:58Z", "verified"),
        ("verified", "2026-12-31T23:59:59Z", "expired"),
        ("unverified", "2027-01-01T00:00:00Z", "expired"),
        ("redeemed", "2027-01-01T00:00:00Z", "redeemed"),
    ],
)
def test_a_voucher_runs_out_without_a_network_too(
    modules: Page, state: str, now: str, shown: str
) -> None:
    held = {"state": state, "campaign": {"valid_until": "2026-12-31T23:59:59Z"}}
    assert modules.evaluate(STATE, [held, now]) == shown


@pytest.mark.parametrize(
    ("until", "zone", "shown"),
    [
        # The browser is in Berlin, and so is what a page kept that knew of no time zone.
        ("2026-12-31T23:00:00Z", None, "31 Dec 2026"),
        ("2026-12-31T23:01:00Z", "Europe/Vienna", "1 Jan 2027, 00:01"),
        ("2026-12-31T12:00:00Z", "no/where", "31 Dec 2026, 13:00"),
        ("2026-12-31T16:00:00Z", "Asia/Shanghai", "31 Dec 2026"),
        ("2026-12-31T10:00:00Z", "Asia/Shanghai", "31 Dec 2026, 18:00 (GMT+8)"),
        # Clocks go forward on 29 March, and in Santiago at midnight of 6 September.
        ("2026-03-29T22:00:00Z", "Europe/Berlin", "29 Mar 2026"),
        ("2026-09-06T04:00:00Z", "America/Santiago", "5 Sept 2026"),
    ],
)
def test_the_last_day_has_its_hour_where_it_does_not_end_at_midnight(
    browser: Browser, until: str, zone: str | None, shown: str
) -> None:
    page = browser.new_page(base_url=MODULES, timezone_id="Europe/Berlin")
    page.route(f"{MODULES}/**", from_disk)
    page.goto("/page/icons/icon.svg")
    assert page.evaluate(LAST_DAY, [until, zone]) == shown
    page.close()


def test_identifiers_are_uuids_of_version_4_and_differ(modules: Page) -> None:
    made = modules.evaluate("""async () => {
      const {newIdentifier} = await import("/page/identifier.js");
      return Array.from({length: 50}, () => newIdentifier());
    }""")
    assert len(set(made)) == 50
    for one in made:
        assert [len(part) for part in one.split("-")] == [8, 4, 4, 4, 12]
        assert one[14] == "4"
        assert one[19] in "89ab"
