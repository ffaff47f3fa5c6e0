"""What merchants and administrators do over HTTP."""

from __future__ import annotations

import io
import threading
import zipfile
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta

import pytest

import stampcodec as sc
from issuance.database.engine import CONNECTIONS
from issuance.model.moment import text
from issuance.server import fabricating, pictures, readiness
from issuance.server.content import Content
from issuance.server.fabricating import MOST_WAITING
from issuance.server.pictures import Pictures
from tests.counter import Counter

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def test_a_campaign_has_a_picture_that_never_changes_under_its_address(counter: Counter) -> None:
    path = f"/v1/campaigns/{counter.campaign}/picture"
    assert counter.ask("GET", path).status_code == 404
    headers = {"Content-Type": "image/png"}
    changed = counter.told("PUT", path, counter.admin, content=PNG, headers=headers)
    shown = counter.ask("GET", changed["picture_url"])
    assert (shown.content, shown.headers["content-type"]) == (PNG, "image/png")
    assert "immutable" in shown.headers["cache-control"]
    for address in (path, f"{path}?v=another"):
        asked_again = counter.ask("GET", address)
        assert (asked_again.content, asked_again.headers["cache-control"]) == (PNG, "no-cache")
        known = {"If-None-Match": asked_again.headers["etag"]}
        assert counter.ask("GET", address, headers=known).status_code == 304


def test_a_merchant_has_an_area_that_administrators_set(counter: Counter) -> None:
    body = {"name": "Café", "area": "Mill"}
    made = counter.told("POST", "/v1/merchants", counter.admin, json=body)
    assert made["area"] == "Mill"
    path = f"/v1/merchants/{made['id']}"
    moved = counter.told("PUT", f"{path}/area", counter.admin, json={"area": "Harbour"})
    assert counter.told("GET", path, counter.admin) == moved == {**made, "area": "Harbour"}
    wrong = counter.ask("PATCH", path, counter.admin, json={"name": "Café", "area": "Mill"})
    assert wrong.status_code == 422


def test_the_days_of_a_campaign_are_those_of_its_merchants_time_zone(counter: Counter) -> None:
    made = counter.told("POST", "/v1/merchants", counter.admin, json={"name": "Tea"})
    assert made["time_zone"] == "UTC"
    path = f"/v1/merchants/{made['id']}"
    zone = {"time_zone": "Europe/Berlin"}
    assert counter.told("PATCH", path, counter.admin, json=zone) == {**made, **zone}
    terms = {"title": "A pot", "valid_from": "2026-03-01", "valid_until": "2026-03-30T00:00"}
    opened = counter.told("POST", f"{path}/campaigns", counter.admin, json=terms)
    # Clocks go forward on 29 March.
    assert opened["valid_from"] == "2026-02-28T23:00:00.000000Z"
    assert opened["valid_until"] == "2026-03-29T22:00:00.000000Z"
    shown = f"/v1/campaigns/{opened['id']}"
    longer = {"valid_until": "2026-04-01T18:00"}
    changed = counter.told("PATCH", shown, counter.admin, json=longer)
    assert changed["valid_until"] == "2026-04-01T16:00:00.000000Z"
    assert counter.told("GET", shown)["merchant"] == {"id": made["id"], "name": "Tea", **zone}
    wrong = counter.ask("PATCH", path, counter.admin, json={"time_zone": "Berlin"})
    assert wrong.status_code == 422


def test_the_versions_of_a_campaign_are_told(counter: Counter) -> None:
    path = f"/v1/campaigns/{counter.campaign}"
    counter.told("PATCH", path, counter.admin, json={"title": "A tea"})
    page = counter.told("GET", f"{path}/versions?limit=1", counter.key("read"))
    assert page["next"] == "1"
    rest = counter.told("GET", f"{path}/versions?after=1", counter.key("read"))
    assert [(each["version"], each["title"]) for each in rest["items"]] == [(2, "A tea")]


def test_a_picture_that_was_shown_is_shown_again_without_the_database(counter: Counter) -> None:
    path = f"/v1/campaigns/{counter.campaign}/picture"
    headers = {"Content-Type": "image/png"}
    first, second = (
        counter.told("PUT", path, counter.admin, content=content, headers=headers)["picture_url"]
        for content in (PNG, PNG + b"2")
    )
    assert counter.ask("GET", first).content == PNG + b"2"  # nobody asked for it in its time
    assert counter.ask("GET", second).content == PNG + b"2"
    counter.app.state.service.ledger.close()
    database = counter.app.state.service.settings.file
    database.rename(database.with_suffix(".away"))
    database.mkdir()  # or SQLite makes an empty one
    shown = counter.ask("GET", second)
    assert (shown.status_code, shown.content) == (200, PNG + b"2")
    assert counter.ask("GET", first).status_code == 503


def test_pictures_are_kept_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST", 2)
    kept, shown = Pictures(), Content(b"x", "image/png")
    for name in "ab":
        kept.keep(name, "1", shown)
    assert kept.find("a", "1") is shown
    kept.keep("c", "1", shown)
    assert [kept.find(name, "1") is shown for name in "abc"] == [True, False, True]


def test_terms_change_and_null_takes_a_limit_away(counter: Counter) -> None:
    path = f"/v1/campaigns/{counter.campaign}"
    assert counter.told("PATCH", path, counter.admin, json={"stock": 5})["stock"] == 5
    changed = counter.told("PATCH", path, counter.admin, json={"stock": None, "title": None})
    assert (changed["stock"], changed["title"]) == (None, "A coffee")


def test_counts_and_redemptions_follow_what_happens(counter: Counter) -> None:
    campaign = counter.open(counter.merchant, mode="redeem", stock=3)
    vouchers = [counter.claim(counter.device(), campaign) for _ in range(3)]
    counter.told("POST", f"/v1/vouchers/{vouchers[0]}/redemption", counter.admin)
    counter.clock.advance(hours=2)
    counter.told("POST", f"/v1/vouchers/{vouchers[1]}/redemption", counter.admin)
    counts = counter.told("GET", f"/v1/campaigns/{campaign}/counts", counter.admin)
    assert (counts["claimed"], counts["redeemed"], counts["stock_left"]) == (3, 2, 0)
    query = {"bucket": "hour", "until": text(counter.clock.now + timedelta(hours=1))}
    path = f"/v1/campaigns/{campaign}/redemptions"
    found = counter.told("GET", path, counter.admin, params=query)["items"]
    assert [each["count"] for each in found if each["count"]] == [1, 1]
    wrong = {"from": "2026-11-24T10:00:00Z", "until": "2026-11-24T09:00:00Z"}
    assert counter.ask("GET", path, counter.admin, params=wrong).status_code == 422
    never = {"until": "0001-01-01T00:00:00Z"}
    assert counter.ask("GET", path, counter.admin, params=never).status_code == 422


def test_lists_come_in_pages(counter: Counter) -> None:
    made = {counter.open(counter.merchant) for _ in range(4)} | {counter.campaign}
    path, after, found = f"/v1/merchants/{counter.merchant}/campaigns", None, []
    while True:
        query = {"limit": 2, **({"after": after} if after else {})}
        page = counter.told("GET", path, counter.admin, params=query)
        found += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert sorted(found) == sorted(made)


def test_a_redemption_is_taken_back_while_there_is_time(counter: Counter) -> None:
    voucher = counter.claim(counter.device(), counter.open(counter.merchant, mode="redeem"))
    path = f"/v1/vouchers/{voucher}"
    redeemed = counter.told("POST", f"{path}/redemption", counter.admin)
    assert redeemed["reversible_until"] == text(counter.clock.now + timedelta(seconds=900))
    again = counter.ask("POST", f"{path}/redemption", counter.admin)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-redeemed")
    assert counter.told("POST", f"{path}/reversal", counter.admin)["state"] == "verified"
    counter.told("POST", f"{path}/redemption", counter.admin)
    counter.clock.advance(seconds=900)
    late = counter.ask("POST", f"{path}/reversal", counter.admin)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/reversal-too-late")


def test_the_face_of_a_stamp_and_its_package_read_as_the_stamp(counter: Counter) -> None:
    path = f"/v1/stamps/{counter.stamp}"
    face = counter.told("GET", f"{path}/face", counter.admin)
    assert face["merchant_id"] == counter.code
    answer = counter.ask("GET", f"{path}/package", counter.admin)
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        assert package.testzip() is None
        assert [name for name in package.namelist() if name.endswith(".dxf")]
    assert sc.family("touch5").encode(counter.code).merchant_id == face["merchant_id"]


def test_who_waits_for_a_package_takes_nobodys_turn(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()

    def made(stamp: object, folder: object) -> bytes:
        del stamp, folder
        assert free.wait(30)
        return b"zip"

    monkeypatch.setattr(fabricating, "_made", made)
    path = f"/v1/stamps/{counter.stamp}/package"
    with ThreadPoolExecutor(2 * CONNECTIONS) as pool:
        waiting = [
            pool.submit(counter.ask, "GET", path, counter.admin) for _ in range(2 * CONNECTIONS)
        ]
        try:
            assert counter.told("GET", f"/v1/stamps/{counter.stamp}/face", counter.admin)
            assert not any(each.done() for each in waiting)
        finally:
            free.set()
        assert {each.result().content for each in waiting} == {b"zip"}


def test_who_comes_when_too_many_wait_for_a_package_comes_back(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()
    monkeypatch.setattr(fabricating, "_made", lambda *_: b"zip" if free.wait(30) else b"")
    path = f"/v1/stamps/{counter.stamp}/package"
    with ThreadPoolExecutor(MOST_WAITING + 1) as pool:
        asked = [
            pool.submit(counter.ask, "GET", path, counter.admin) for _ in range(MOST_WAITING + 1)
        ]
        try:
            first = next(as_completed(asked, 30)).result()
            assert (first.status_code, first.json()["type"]) == (503, "/problems/overloaded")
            assert int(first.headers["retry-after"]) > 0
        finally:
            free.set()
        assert sorted(each.result().status_code for each in asked) == [200] * MOST_WAITING + [503]
    assert counter.ask("GET", path, counter.admin).is_success


def test_a_package_that_takes_too_long_is_given_up(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = threading.Event()
    monkeypatch.setattr(fabricating, "_made", lambda *_: b"zip" if free.wait(30) else b"")
    monkeypatch.setattr(fabricating, "PATIENCE_S", 0.05)
    try:
        answer = counter.ask("GET", f"/v1/stamps/{counter.stamp}/package", counter.admin)
    finally:
        free.set()
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/busy")


def test_a_lost_stamp_that_is_used_raises_an_alarm(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    counter.told("PATCH", f"/v1/stamps/{counter.stamp}", counter.admin, json={"status": "lost"})
    assert counter.present(token, voucher, counter.press()).status_code == 422
    counter.app.state.watch.look()
    alarms = counter.told("GET", "/v1/alarms", counter.key("read"))["items"]
    assert [(each["kind"], each["stamp_id"]) for each in alarms] == [("inactive", counter.stamp)]
    metrics = counter.ask("GET", "/metrics", counter.admin).text
    assert 'stampcodec_alarms_total{kind="inactive"} 1.0' in metrics


def test_chores_give_up_what_lapsed(counter: Counter) -> None:
    voucher = counter.claim(counter.device())
    counter.clock.advance(days=1)
    counter.app.state.watch.do_chores()
    events = counter.told("GET", "/v1/audit", counter.admin)["items"]
    assert ("voucher-expired", voucher) in [(each["kind"], each["subject"]) for each in events]


def test_a_database_that_is_away_makes_the_server_not_ready(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "FRESH_S", 0.0)
    service = counter.app.state.service
    assert counter.told("GET", "/ready") == {"status": "ready"}
    service.ledger.close()
    service.settings.file.write_bytes(b"no database any more, but a text that is long enough " * 99)
    for suffix in ("-wal", "-shm"):
        service.settings.file.with_name(service.settings.file.name + suffix).unlink(missing_ok=True)
    answer = counter.ask("GET", "/ready")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-ready")
    assert counter.told("GET", "/health") == {"status": "alive"}
