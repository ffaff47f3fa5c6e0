"""Who may do what: every route of the API against every kind of caller."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from benchmarks.touch import pressed
from issuance.server.app import ROUTERS, create_app
from issuance.server.service import open_service
from issuance.settings import Settings
from tests.counter import Counter, bearer
from tests.shop import HandClock

CALLERS = ("nobody", "nonsense", "device", "read", "redeem", "manage", "kiosk", "admin")
ANYBODY = set(CALLERS)
DEVICE = {"device"}
ADMIN = {"admin"}
READ, REDEEM, MANAGE = {"read", "admin"}, {"redeem", "admin"}, {"manage", "admin"}
KIOSK = {"kiosk", "admin"}

# Whom each route lets in; the others are told 401 without a known secret, 403 with one.
TABLE: dict[tuple[str, str], set[str]] = {
    ("POST", "/v1/devices"): ANYBODY,
    ("GET", "/v1/devices/mine"): ANYBODY,
    ("GET", "/v1/keys"): ANYBODY,
    ("GET", "/v1/campaigns/{campaign_id}"): ANYBODY,
    ("GET", "/v1/campaigns/{campaign_id}/picture"): ANYBODY,
    ("GET", "/health"): ANYBODY,
    ("GET", "/ready"): ANYBODY,
    ("GET", "/metrics"): ADMIN,
    ("GET", "/openapi.json"): ANYBODY,
    ("POST", "/v1/vouchers"): DEVICE,
    ("GET", "/v1/vouchers"): DEVICE,
    ("GET", "/v1/vouchers/{voucher_id}"): DEVICE | READ | KIOSK,
    ("GET", "/v1/vouchers/{voucher_id}/receipt"): DEVICE,
    ("POST", "/v1/vouchers/{voucher_id}/challenges"): DEVICE | KIOSK,
    ("POST", "/v1/vouchers/{voucher_id}/presentations"): DEVICE | KIOSK,
    ("POST", "/v1/vouchers/{voucher_id}/handovers"): DEVICE,
    ("POST", "/v1/handovers"): DEVICE,
    ("POST", "/v1/vouchers/{voucher_id}/redemption"): REDEEM,
    ("POST", "/v1/vouchers/{voucher_id}/reversal"): REDEEM,
    ("POST", "/v1/vouchers/{voucher_id}/revocation"): MANAGE,
    ("POST", "/v1/merchants"): ADMIN,
    ("GET", "/v1/merchants"): READ,
    ("GET", "/v1/merchants/{merchant_id}"): READ,
    ("PATCH", "/v1/merchants/{merchant_id}"): MANAGE,
    ("PUT", "/v1/merchants/{merchant_id}/area"): ADMIN,
    ("GET", "/v1/merchants/{merchant_id}/till-code"): MANAGE,
    ("POST", "/v1/merchants/{merchant_id}/till-code"): MANAGE,
    ("POST", "/v1/merchants/{merchant_id}/stamps"): MANAGE,
    ("GET", "/v1/merchants/{merchant_id}/stamps"): READ,
    ("PATCH", "/v1/stamps/{stamp_id}"): MANAGE,
    ("GET", "/v1/stamps/{stamp_id}/face"): MANAGE,
    ("GET", "/v1/stamps/{stamp_id}/package"): MANAGE,
    ("POST", "/v1/merchants/{merchant_id}/campaigns"): MANAGE,
    ("GET", "/v1/merchants/{merchant_id}/campaigns"): READ,
    ("PATCH", "/v1/campaigns/{campaign_id}"): MANAGE,
    ("PUT", "/v1/campaigns/{campaign_id}/picture"): MANAGE,
    ("GET", "/v1/campaigns/{campaign_id}/versions"): READ,
    ("GET", "/v1/campaigns/{campaign_id}/counts"): READ,
    ("GET", "/v1/campaigns/{campaign_id}/redemptions"): READ,
    ("POST", "/v1/api-keys"): ADMIN,
    ("GET", "/v1/api-keys"): ADMIN,
    ("DELETE", "/v1/api-keys/{key_id}"): ADMIN,
    ("GET", "/v1/alarms"): READ,
    ("GET", "/v1/audit"): ADMIN,
    # The last one: after it the device is nobody's.
    ("DELETE", "/v1/devices/mine"): DEVICE,
}
PRESSED = {"challenge_id": "chl_0000000000000000000000000a", **pressed.body(1, 1)}
# What a route of a merchant's own things says to a key of another merchant: it is not there.
NOT_THERE = [
    ("GET", "/v1/merchants/{merchant_id}", "read", None),
    ("PATCH", "/v1/merchants/{merchant_id}", "manage", {"name": "x"}),
    ("GET", "/v1/merchants/{merchant_id}/till-code", "manage", None),
    ("POST", "/v1/merchants/{merchant_id}/till-code", "manage", None),
    ("GET", "/v1/merchants/{merchant_id}/stamps", "read", None),
    ("POST", "/v1/merchants/{merchant_id}/stamps", "manage", {}),
    ("PATCH", "/v1/stamps/{stamp_id}", "manage", {"label": "x"}),
    ("GET", "/v1/stamps/{stamp_id}/face", "manage", None),
    ("GET", "/v1/stamps/{stamp_id}/package", "manage", None),
    ("GET", "/v1/merchants/{merchant_id}/campaigns", "read", None),
    ("POST", "/v1/merchants/{merchant_id}/campaigns", "manage", "campaign"),
    ("PATCH", "/v1/campaigns/{campaign_id}", "manage", {"title": "x"}),
    ("PUT", "/v1/campaigns/{campaign_id}/picture", "manage", "picture"),
    ("GET", "/v1/campaigns/{campaign_id}/versions", "read", None),
    ("GET", "/v1/campaigns/{campaign_id}/counts", "read", None),
    ("GET", "/v1/campaigns/{campaign_id}/redemptions", "read", None),
    ("GET", "/v1/vouchers/{voucher_id}", "read", None),
    ("GET", "/v1/vouchers/{voucher_id}", "kiosk", None),
    ("POST", "/v1/vouchers/{voucher_id}/challenges", "kiosk", {"purpose": "verify"}),
    ("POST", "/v1/vouchers/{voucher_id}/presentations", "kiosk", PRESSED),
    ("POST", "/v1/vouchers/{voucher_id}/redemption", "redeem", None),
    ("POST", "/v1/vouchers/{voucher_id}/reversal", "redeem", None),
    ("POST", "/v1/vouchers/{voucher_id}/revocation", "manage", None),
]
CAMPAIGN = {
    "title": "x",
    "valid_from": "2026-11-24T08:00:00Z",
    "valid_until": "2026-12-24T08:00:00Z",
}
PNG = b"\x89PNG\r\n\x1a\n"


def routes() -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


def test_the_table_has_every_route_and_no_other() -> None:
    assert set(TABLE) == routes()


def test_every_route_of_a_merchants_things_is_tried_with_another_merchants_key() -> None:
    named = ("{merchant_id}", "{stamp_id}", "{campaign_id}", "{voucher_id}")
    bound = {
        route
        for route, allowed in TABLE.items()
        if any(name in route[1] for name in named)
        and allowed & {"read", "redeem", "manage", "kiosk"}
        if allowed != ANYBODY
    }
    assert {(method, path) for method, path, _, _ in NOT_THERE} == bound


@pytest.fixture
def secrets(counter: Counter) -> dict[str, str | None]:
    token = counter.device()
    return {
        "nobody": None,
        "nonsense": "aks_nonsense",
        "device": token,
        **{role: counter.key(role) for role in ("read", "redeem", "manage", "kiosk")},
        "admin": counter.admin,
    }


def names(counter: Counter, token: str) -> dict[str, str]:
    return {
        "{merchant_id}": counter.merchant,
        "{stamp_id}": counter.stamp,
        "{campaign_id}": counter.campaign,
        "{voucher_id}": counter.claim(token),
        "{key_id}": "key_0000000000000000000000000a",
    }


def filled(path: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        path = path.replace(name, value)
    return path


def test_every_route_lets_in_whom_the_table_says_and_nobody_else(
    counter: Counter, secrets: dict[str, str | None]
) -> None:
    assert secrets["device"]
    known = names(counter, secrets["device"])
    wrong = []
    for (method, path), allowed in TABLE.items():
        if path.endswith("/package"):
            continue  # made by a command that takes seconds; its row is tried below
        counter.clock.advance(minutes=1)  # nonsense, too often, is locked out
        for caller in CALLERS:
            secret = secrets[caller]
            headers = {} if secret is None else bearer(secret)
            # No body: who is let in is told that it is missing, or is answered.
            status = counter.client.request(
                method, filled(path, known), headers=headers
            ).status_code
            refused = status in (401, 403)
            expected = 401 if caller in ("nobody", "nonsense") else 403
            if refused == (caller in allowed) or (refused and status != expected):
                wrong.append((method, path, caller, status))
    assert wrong == []


@pytest.mark.parametrize("caller", ["nobody", "nonsense", "device", "read", "redeem", "kiosk"])
def test_a_package_is_for_those_who_manage_stamps(
    counter: Counter, secrets: dict[str, str | None], caller: str
) -> None:
    secret = secrets[caller] or ""
    answer = counter.ask("GET", f"/v1/stamps/{counter.stamp}/package", secret)
    assert answer.status_code == (401 if caller in ("nobody", "nonsense") else 403)


@pytest.mark.parametrize(("method", "path", "role", "body"), NOT_THERE)
def test_what_belongs_to_another_merchant_is_not_there(
    counter: Counter, method: str, path: str, role: str, body: Any
) -> None:
    other = counter.key(role, merchant=counter.shop("Bakery")[0])
    known = names(counter, counter.device())
    options: dict[str, Any] = {}
    if body == "picture":
        options = {"content": PNG, "headers": {"Content-Type": "image/png"}}
    elif body is not None:
        options = {"json": CAMPAIGN if body == "campaign" else body}
    answer = counter.ask(method, filled(path, known), other, **options)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def codes_in(told: Any) -> list[Any]:
    """Return every code that an answer holds, however deep."""
    if isinstance(told, list):
        return [code for each in told for code in codes_in(each)]
    if not isinstance(told, dict):
        return []
    own = [told[name] for name in ("code", "second_code", "dots") if told.get(name) is not None]
    return own + [code for each in told.values() for code in codes_in(each)]


def test_no_route_shows_a_stamps_code_to_a_caller_who_may_not_make_it(
    counter: Counter, secrets: dict[str, str | None]
) -> None:
    path = f"/v1/merchants/{counter.merchant}/stamps"
    made = counter.told("POST", path, counter.admin, json={"two_ended": True})
    assert secrets["device"]
    known = {**names(counter, secrets["device"]), "{stamp_id}": made["id"]}
    shown = []
    for (method, route), allowed in TABLE.items():
        for caller in allowed & {"device", "read", "redeem", "kiosk"}:
            if method == "GET" and route != "/openapi.json":
                answer = counter.ask(method, filled(route, known), secrets[caller] or "")
                is_json = "json" in answer.headers.get("content-type", "")
                shown += [(route, caller, code) for code in codes_in(is_json and answer.json())]
    assert shown == []
    listed = counter.told("GET", path, secrets["read"] or "")["items"]
    ends = {each["id"]: (each["code"], each["second_code"], each["two_ended"]) for each in listed}
    assert ends == {counter.stamp: (None, None, False), made["id"]: (None, None, True)}


def test_a_key_that_may_read_and_manage_sees_the_codes(counter: Counter) -> None:
    path = f"/v1/merchants/{counter.merchant}/stamps"
    made = counter.told("POST", path, counter.admin, json={"two_ended": True})
    listed = counter.told("GET", path, counter.key("read", "manage"))["items"]
    assert made in listed
    assert codes_in(made) == [made["code"], made["second_code"]]


def test_a_list_shows_a_key_what_is_its_merchants(counter: Counter) -> None:
    bakery = counter.shop("Bakery")[0]
    own = counter.told("GET", "/v1/merchants", counter.key("read", merchant=bakery))
    assert [item["id"] for item in own["items"]] == [bakery]
    every = counter.told("GET", "/v1/merchants", counter.admin)
    assert {item["id"] for item in every["items"]} == {counter.merchant, bakery}


def test_a_device_sees_its_own_vouchers_alone(counter: Counter) -> None:
    token, other = counter.device(), counter.device()
    voucher = counter.claim(token)
    assert counter.ask("GET", f"/v1/vouchers/{voucher}", other).status_code == 404
    path = f"/v1/vouchers/{voucher}/challenges"
    answer = counter.ask("POST", path, other, json={"purpose": "verify"})
    assert answer.status_code == 404
    assert counter.told("GET", "/v1/vouchers", other)["items"] == []


def test_a_revoked_key_is_none_at_once(counter: Counter) -> None:
    made = counter.told(
        "POST", "/v1/api-keys", counter.admin, json={"label": "x", "roles": ["admin"]}
    )
    assert counter.ask("GET", "/v1/audit", made["secret"]).is_success
    counter.told("DELETE", f"/v1/api-keys/{made['id']}", counter.admin)
    assert counter.ask("GET", "/v1/audit", made["secret"]).status_code == 401


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 401),
        ("testclient", {}, 401),
        # What a proxy on this machine passes on comes from elsewhere.
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 401),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}, 401),
    ],
)
def test_open_metrics_are_open_to_this_machine_alone(
    settings: Settings, host: str, headers: dict[str, str], status: int
) -> None:
    for opened, expected in ((True, status), (False, 401)):
        service = open_service(replace(settings, open_metrics=opened), HandClock())
        with TestClient(create_app(service), client=(host, 1234)) as client:
            assert client.get("/metrics", headers=headers).status_code == expected


def test_who_tries_many_keys_is_locked_out(counter: Counter) -> None:
    for _ in range(30):
        assert counter.ask("GET", "/v1/audit", "aks_guess").status_code == 401
    answer = counter.ask("GET", "/v1/audit", "aks_guess")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
