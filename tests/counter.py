"""A shop's counter in front of a server: whoever comes, over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from benchmarks.touch import pressed
from issuance.ledger import keys, lists
from issuance.model.apikey import Role
from issuance.model.caller import COMMAND
from issuance.model.moment import text
from tests.shop import HandClock

Answer = Any


def bearer(secret: str) -> dict[str, str]:
    """Show a token or key."""
    return {"Authorization": f"Bearer {secret}"}


@dataclass
class Counter:
    """A merchant with a stamp and a campaign, and the keys to everything."""

    app: FastAPI
    client: TestClient
    clock: HandClock
    admin: str = ""
    merchant: str = ""
    stamp: str = ""
    code: int = 0
    campaign: str = ""
    seeds: Any = field(default_factory=lambda: count(1))

    def ask(self, method: str, path: str, secret: str = "", **options: Any) -> Answer:
        """Ask the server something."""
        headers = {**(bearer(secret) if secret else {}), **options.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **options)

    def told(self, method: str, path: str, secret: str = "", **options: Any) -> Any:
        """Ask for something that must succeed, and return what is told."""
        answer = self.ask(method, path, secret, **options)
        assert answer.is_success, answer.text
        return answer.json()

    def key(self, *roles: str, merchant: str | None = None) -> str:
        """Make a key of this shop's, or another's."""
        body = {"label": "test", "merchant_id": merchant or self.merchant, "roles": list(roles)}
        secret: str = self.told("POST", "/v1/api-keys", self.admin, json=body)["secret"]
        return secret

    def shop(self, name: str, **terms: Any) -> tuple[str, dict[str, Any], str]:
        """Take a merchant in; return it, its stamp and its campaign."""
        merchant = self.told("POST", "/v1/merchants", self.admin, json={"name": name})["id"]
        stamp = self.told("POST", f"/v1/merchants/{merchant}/stamps", self.admin, json={})
        return merchant, stamp, self.open(merchant, **terms)

    def open(self, merchant: str, **terms: Any) -> str:
        """Open a campaign."""
        body = {
            "title": "A coffee",
            "valid_from": text(self.clock.now),
            "valid_until": text(self.clock.now + timedelta(days=30)),
            **terms,
        }
        path = f"/v1/merchants/{merchant}/campaigns"
        opened: str = self.told("POST", path, self.admin, json=body)["id"]
        return opened

    def device(self) -> str:
        """Let somebody open the page; return the token."""
        token: str = self.told("POST", "/v1/devices")["token"]
        return token

    def claim(self, token: str, campaign: str | None = None) -> str:
        """Claim a voucher."""
        body = {"campaign_id": campaign or self.campaign}
        claimed: str = self.told("POST", "/v1/vouchers", token, json=body)["id"]
        return claimed

    def challenge(self, token: str, voucher: str, purpose: str = "verify") -> str:
        """Get a challenge."""
        path = f"/v1/vouchers/{voucher}/challenges"
        given: str = self.told("POST", path, token, json={"purpose": purpose})["id"]
        return given

    def press(self, code: int | None = None, **options: Any) -> dict[str, Any]:
        """Press a stamp, this shop's unless told otherwise; never twice alike."""
        return pressed.body(self.code if code is None else code, next(self.seeds), **options)

    def present(
        self, token: str, voucher: str, body: dict[str, Any], purpose: str = "verify"
    ) -> Answer:
        """Present a stamp, after it has rested for as long as it says."""
        path = f"/v1/vouchers/{voucher}/presentations"
        challenge = self.challenge(token, voucher, purpose)
        self.clock.advance(seconds=body.get("held_ms", 0.0) / 1000)
        return self.ask("POST", path, token, json={"challenge_id": challenge, **body})

    def reasons(self) -> list[str]:
        """List why presentations were refused, as the audit trail has it."""
        ledger = self.app.state.service.ledger
        return [
            event.details.partition('"reason":"')[2].partition('"')[0]
            for event in ledger.ask(lists.events).items
            if event.kind == "presentation-refused"
        ]


def open_counter(app: FastAPI, client: TestClient, clock: HandClock) -> Counter:
    """Open a counter on an empty server."""
    ledger = app.state.service.ledger
    admin = ledger.change(COMMAND, keys.make_api_key, "test", None, frozenset({Role.ADMIN})).secret
    counter = Counter(app, client, clock, admin)
    counter.merchant, stamp, counter.campaign = counter.shop("Café")
    counter.stamp, counter.code = stamp["id"], stamp["code"]
    return counter
