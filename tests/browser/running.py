"""The real server on a free loopback port, with an SQLite database of its own."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.browser.service import Service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERVE = "import sys; from stampcodec.cli import main; sys.exit(main())"
# Every phone is told apart by the address that it is forwarded for (tests/browser/conftest.py).
PROXY = "127.0.0.1"
KEY, ADDRESS = "administrator's key, shown this once: ", "listening on "


@contextmanager
def running_service(folder: Path) -> Iterator[Service]:
    """Run `stampcodec serve` until the block ends."""
    options = ["--data", str(folder), "--port", "0", "--proxy", PROXY]
    command = [sys.executable, "-c", SERVE, "serve", *options]
    with (
        (folder / "server.log").open("wb") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        try:
            assert server.stdout is not None
            told = {KEY: "", ADDRESS: ""}
            for line in server.stdout:
                for start in told:
                    if line.startswith(start):
                        told[start] = line.removeprefix(start).strip()
                if told[ADDRESS]:
                    break
            assert told[ADDRESS], (folder / "server.log").read_text(encoding="utf-8")
            yield Service(told[ADDRESS], told[KEY])
        finally:
            server.terminate()
