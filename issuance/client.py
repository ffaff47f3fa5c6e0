"""A client of the service for programs: JSON over HTTP, and repeats where an answer is lost."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

from stampcodec import FileError

TIMEOUT_S = 30.0
PAUSES_S = (0.3, 1.0)
MOST_BYTES = 8_000_000
BUSY = 503
# A server that is busy asks for a second or some; what is longer is the caller's to decide.
MOST_PATIENCE_S = 5.0
SECONDS = re.compile(r"[0-9]{1,9}", re.ASCII)
VISIBLE = re.compile(r"[\x21-\x7e]+")


class ProblemError(Exception):
    """The server refused.

    Attributes
    ----------
    document : dict
        The problem document.
    retry_after_s : int or None
        How long to wait before asking again, where the server says so.
    """

    def __init__(self, document: dict[str, Any], retry_after_s: int | None = None) -> None:
        super().__init__(str(document.get("detail") or document.get("title") or "refused"))
        self.document, self.retry_after_s = document, retry_after_s

    @property
    def slug(self) -> str:
        """What programs go by."""
        return str(self.document.get("type", "")).rpartition("/")[2]


@dataclass(frozen=True)
class Client:
    """Calls a service.

    Parameters
    ----------
    url : str
        ``http://host:port``.
    token : str or None
        Of a device, or an API key.

    Raises
    ------
    FileError
        The URL is none, or the token.
    """

    url: str
    token: str | None = None

    def __post_init__(self) -> None:
        """Expect an address on the web, and a token that a header can hold."""
        if urlsplit(self.url).scheme not in ("http", "https"):
            raise FileError(self.url, "", "expected http://… or https://…")
        if self.token is not None and not VISIBLE.fullmatch(self.token):
            # Not shown: it may be most of a secret.
            raise FileError("token", "", "expected visible ASCII characters alone")

    def get(self, path: str) -> Any:
        """Ask for something."""
        return self._call("GET", path, None)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Change something, once, however often it has to be said.

        Raises
        ------
        ProblemError
            The server refused.
        FileError
            It does not answer.
        """
        return self._call("POST", path, body)

    def _call(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        headers = {"Accept": "application/json", "Idempotency-Key": str(uuid4())}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        for pause_s in (*PAUSES_S, None):
            request = Request(self.url.rstrip("/") + path, data, headers, method=method)
            try:
                with urlopen(request, timeout=TIMEOUT_S) as answer:
                    return json.loads(answer.read(MOST_BYTES))
            except HTTPError as error:
                problem = _problem(error)
                rest_s = problem.retry_after_s
                is_short = rest_s is not None and rest_s <= MOST_PATIENCE_S
                if error.code != BUSY or pause_s is None or not is_short:
                    raise problem from None
                # It has done nothing yet, and asks for a little patience.
                time.sleep(rest_s or 0.0)
            except (URLError, OSError, HTTPException, ValueError) as error:
                if pause_s is None:
                    reason = getattr(error, "reason", error)
                    raise FileError(self.url, "", f"does not answer: {reason}") from None
            time.sleep(pause_s)
        raise AssertionError


def _problem(error: HTTPError) -> ProblemError:
    with error:
        try:
            document = json.loads(error.read(MOST_BYTES))
        except (OSError, ValueError):
            document = None
    if not isinstance(document, dict):
        document = {"title": f"HTTP {error.code}", "status": error.code}
    seconds = error.headers.get("Retry-After", "")
    return ProblemError(document, int(seconds) if SECONDS.fullmatch(seconds) else None)
