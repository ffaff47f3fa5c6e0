"""A server of its own process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.patience import PATIENCE_S

# What it says of its address, and on its first start of the administrator's key.
KEY, URL = "administrator's key, shown this once:", "listening on"
PROGRAM = "import sys; from stampcodec.cli import main; main()"


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, str]]]:
    """Run ``stampcodec serve`` and yield it with what it says, until it listens."""
    arguments = [sys.executable, "-c", PROGRAM, "serve", "--port", "0", *options]
    with (folder / "server.log").open("a") as log:
        server = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder
        )
    told: dict[str, str] = {}
    try:
        assert server.stdout is not None
        for line in server.stdout:
            words, _, last = line.strip().rpartition(" ")
            told[words] = last
            if words == "listening on":
                break
        assert "listening on" in told, (folder / "server.log").read_text()
        yield server, told
    finally:
        server.terminate()
        server.wait(PATIENCE_S)
        if server.stdout is not None:
            server.stdout.close()
