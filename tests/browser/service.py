"""The real server, called as an administrator would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

from tests.patience import PATIENCE_S

# The same in every run, so that the same emulated hands press the same stamps.
CODES = count()


@dataclass(frozen=True)
class Service:
    """A running server.

    Attributes
    ----------
    url : str
    key : str
        An administrator's.
    """

    url: str
    key: str

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Call the API with the administrator's key."""
        content = None if body is None else json.dumps(body).encode()
        return self._send(method, path, content, "application/json")

    def put(self, path: str, content: bytes, media_type: str) -> None:
        """Put a file in its place."""
        self._send("PUT", path, content, media_type)

    def _send(self, method: str, path: str, content: bytes | None, media_type: str) -> Any:
        request = Request(
            self.url + path,
            method=method,
            data=content,
            headers={
                "Authorization": f"Bearer {self.key}",
                "Content-Type": media_type,
                "Idempotency-Key": str(uuid4()),
            },
        )
        with urlopen(request, timeout=PATIENCE_S) as answer:
            return json.load(answer)

    def shop(self, name: str, **terms: Any) -> Shop:
        """Open a shop with a stamp and a campaign."""
        merchant = self.call("POST", "/v1/merchants", {"name": name})
        stamp = self.call(
            "POST",
            f"/v1/merchants/{merchant['id']}/stamps",
            {"family": "touch5", "code": next(CODES), "label": "counter"},
        )
        shop = Shop(self, merchant["id"], stamp["id"], stamp["code"])
        return Shop(self, shop.merchant_id, shop.stamp_id, shop.code, shop.campaign(**terms))


@dataclass(frozen=True)
class Shop:
    """A merchant, one of its stamps, and one of its campaigns."""

    service: Service
    merchant_id: str
    stamp_id: str
    code: int
    campaign_id: str = ""

    @property
    def address(self) -> str:
        """What the shop's link leads to."""
        return f"/c/{self.campaign_id}"

    def campaign(self, **terms: Any) -> str:
        """Open a campaign; return its identifier."""
        now = datetime.now(timezone.utc).replace(microsecond=0)
        opened = self.service.call(
            "POST",
            f"/v1/merchants/{self.merchant_id}/campaigns",
            {
                "title": "A pot of oolong for two",
                "text": "High-mountain oolong, with two almond biscuits.",
                "valid_from": _iso(now - timedelta(days=1)),
                "valid_until": _iso(now + timedelta(days=30)),
                "stock": None,
                "per_customer": None,
                "mode": "both",
                "stamps_needed": 1,
                "reversal_s": 600,
                **terms,
            },
        )
        identifier: str = opened["id"]
        return identifier


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
