"""A client that keeps its connection: what is measured is the server."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any

PATIENCE_S = 120.0


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    document: Any

    @property
    def slug(self) -> str:
        """What kind of problem it is."""
        return str(self.document.get("type", "")).rpartition("/")[2]


class Caller:
    """Calls a server on one connection; use it on one thread."""

    def __init__(
        self, port: int, secret: str | None = None, *, forwarded_for: str | None = None
    ) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        self._headers = {"Content-Type": "application/json"}
        if forwarded_for is not None:
            self._headers["X-Forwarded-For"] = forwarded_for
        if secret is not None:
            self.show(secret)

    def show(self, secret: str) -> None:
        """Show a token or key from now on."""
        self._headers["Authorization"] = f"Bearer {secret}"

    def post(self, path: str, body: Any = None, key: str | None = None) -> Answer:
        """Send a request.

        Raises
        ------
        OSError, http.client.HTTPException
            No answer came.
        """
        headers = self._headers if key is None else {**self._headers, "Idempotency-Key": key}
        return self.send(
            "POST", path, b"{}" if body is None else json.dumps(body).encode(), headers
        )

    def send(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Send a request as it is."""
        try:
            self._connection.request(method, path, content, headers or self._headers)
            response = self._connection.getresponse()
            return Answer(response.status, json.loads(response.read()))
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
