"""The cookie that keeps a device's token gives it back, and allows nothing else."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

import pytest

from tests.unit.issuance.server.test_authorisation import ANYBODY, TABLE

if TYPE_CHECKING:
    from tests.counter import Counter


def kept(token: str) -> dict[str, str]:
    return {"Cookie": f"device={token}"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_lists_and_claims_of_a_device_keep_its_token_where_no_script_reads_it(
    counter: Counter, method: str
) -> None:
    token = counter.device()
    body = {"json": {"campaign_id": counter.campaign}} if method == "POST" else {}
    answer = counter.ask(method, "/v1/vouchers", token, **body)
    set_by = SimpleCookie(answer.headers["Set-Cookie"])["device"]
    assert set_by.value == token
    assert (set_by["path"], set_by["max-age"]) == ("/v1/devices", str(400 * 86_400))
    assert (set_by["secure"], set_by["httponly"], set_by["samesite"]) == (True, True, "strict")
    assert set_by["domain"] == ""


def test_a_page_that_lost_its_token_gets_it_back_from_the_cookie(counter: Counter) -> None:
    device = counter.told("POST", "/v1/devices")
    answer = counter.ask("GET", "/v1/devices/mine", headers=kept(device["token"]))
    assert answer.json() == device
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [{}, kept("dvt_unknown"), kept("%C3%A9"), {"Cookie": "device"}])
def test_without_a_cookie_that_is_known_there_is_no_device(
    counter: Counter, headers: dict[str, str]
) -> None:
    answer = counter.ask("GET", "/v1/devices/mine", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_device_that_is_forgotten_is_nobodys_and_its_cookie_goes(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    path = f"/v1/vouchers/{voucher}/handovers"
    handed = {"token": counter.told("POST", path, token)["token"]}
    answer = counter.ask("DELETE", "/v1/devices/mine", token)
    assert answer.status_code == 204
    assert SimpleCookie(answer.headers["Set-Cookie"])["device"]["max-age"] == "0"
    assert counter.ask("GET", "/v1/vouchers", token).status_code == 401
    assert counter.ask("GET", "/v1/devices/mine", headers=kept(token)).status_code == 204
    assert counter.ask("POST", "/v1/handovers", counter.device(), json=handed).status_code == 404
    # What the shop settles its accounts with stays.
    assert counter.told("GET", f"/v1/vouchers/{voucher}", counter.key("read"))["id"] == voucher
    kinds = [each["kind"] for each in counter.told("GET", "/v1/audit", counter.admin)["items"]]
    assert kinds.count("device-forgotten") == 1


def test_the_cookie_alone_allows_nothing_on_any_route(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.told("POST", "/v1/vouchers", token, json={"campaign_id": counter.campaign})
    names = {
        "merchant_id": counter.merchant,
        "stamp_id": counter.stamp,
        "campaign_id": counter.campaign,
        "voucher_id": voucher["id"],
        "key_id": "key_0000000000000000000000000a",
    }
    for (method, path), allowed in TABLE.items():
        if allowed != ANYBODY:
            answer = counter.ask(method, path.format(**names), headers=kept(token), json={})
            assert answer.status_code == 401, (method, path, answer.status_code)


def test_neither_a_new_device_nor_a_failed_claim_sets_the_cookie(counter: Counter) -> None:
    """A foreign page can make a browser ask for a device, and must not replace the one it has."""
    assert "Set-Cookie" not in counter.ask("POST", "/v1/devices").headers
    refused = counter.ask("GET", "/v1/vouchers", "dvt_unknown", headers=kept(counter.device()))
    assert "Set-Cookie" not in refused.headers
