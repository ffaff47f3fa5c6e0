"""A server as a shop has it, in a process of its own, with one campaign."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from issuance.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE = "import sys; from stampcodec.cli import main; sys.exit(main())"
KEY, LISTENING = "administrator's key, shown this once: ", "listening on "
TERMS = {
    "title": "A pot of oolong for two",
    "text": "High-mountain oolong, with two almond biscuits.",
    "stock": None,
    "per_customer": None,
    "mode": "both",
    "stamps_needed": 1,
    "reversal_s": 600,
}


@contextmanager
def shop_server() -> Iterator[tuple[str, str]]:
    """Run ``stampcodec serve`` on a free port; yield its URL, and the path of a campaign's link.

    Raises
    ------
    RuntimeError
        The server ended before it listened.
    """
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-c", SERVE, "serve", "--port", "0", "--data", folder]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as server:
            try:
                assert server.stdout is not None
                told = {KEY: "", LISTENING: ""}
                for line in server.stdout:
                    for start in told:
                        if line.startswith(start):
                            told[start] = line.removeprefix(start).strip()
                    if told[LISTENING]:
                        break
                else:
                    raise RuntimeError("the server ended before it listened")
                yield told[LISTENING], f"/c/{_campaign(Client(told[LISTENING], told[KEY]))}"
            finally:
                server.terminate()


def _campaign(office: Client) -> str:
    """Open a campaign of a shop; return its identifier."""
    now = datetime.now(timezone.utc)
    days = {
        "valid_from": (now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "valid_until": (now + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    merchant = office.post("/v1/merchants", {"name": "Willow & Leaf"})
    opened = office.post(f"/v1/merchants/{merchant['id']}/campaigns", {**TERMS, **days})
    identifier: str = opened["id"]
    return identifier
