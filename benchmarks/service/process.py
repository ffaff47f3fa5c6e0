"""A server of one's own, in a process of its own: started, killed, started again.

::

    python -m benchmarks.service.process FOLDER --port 0 [--database URL] [--workers N]
                                         [--limited] [--bare]

It is what ``stampcodec serve`` runs, without limits on how often one address may try: all the load
of a benchmark comes from one. ``--limited`` keeps the limits, and believes what a proxy on this
machine says of addresses. ``--bare`` answers a press with ``{}``, by the same framework.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI

from issuance.clock import utc_now
from issuance.defence.limits import POLICY, UNLIMITED
from issuance.ledger import open_ledger
from issuance.receipt import open_keyring
from issuance.server.address import address_key
from issuance.server.run import Plan, bound, run
from issuance.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTENING = "listening on "
STOP_S = 30.0


@dataclass
class Running:
    """A server process.

    Attributes
    ----------
    port : int
    process : Popen
    """

    port: int
    process: subprocess.Popen[str]

    @property
    def resident_kib(self) -> int:
        """Memory that the process has, KiB (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0])

    def kill(self) -> None:
        """End it and its workers as a power cut would, from the processes' point of view."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def start(
    folder: Path,
    *,
    database: str | None = None,
    workers: int = 1,
    port: int = 0,
    core: int | None = None,
    limited: bool = False,
    bare: bool = False,
) -> Running:
    """Start a server and wait until it answers.

    Parameters
    ----------
    folder : Path
    database : str, optional
        URL of a PostgreSQL.
    workers : int
    port : int
        0: any free one.
    core : int, optional
        The only one that it may use (Linux).
    limited : bool
        Keep the limits, and believe addresses that a proxy on this machine forwards.
    bare : bool
        Serve a bare endpoint instead.

    Raises
    ------
    RuntimeError
        It ended at once; with what it said.
    """
    command = [sys.executable, "-m", "benchmarks.service.process", str(folder)]
    command += ["--port", str(port), "--workers", str(workers)]
    command += ["--database", database] if database else []
    command += ["--core", str(core)] if core is not None else []
    command += ["--limited"] if limited else []
    command += ["--bare"] if bare else []
    log = folder / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=output, text=True, start_new_session=True
        )
    assert process.stdout is not None
    told = process.stdout.readline()
    if not told.startswith(LISTENING):
        process.wait()
        raise RuntimeError(log.read_text(encoding="utf-8")[-2000:])
    return Running(int(told.rpartition(":")[2]), process)


@contextmanager
def running(folder: Path, **options: Any) -> Iterator[Running]:
    """Run a server until the block ends."""
    server = start(folder, **options)
    try:
        yield server
    finally:
        stop(server)


def stop(server: Running) -> None:
    """Tell a server to end what is under way, and wait until it has."""
    server.process.terminate()
    try:
        server.process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        server.kill()
    if server.process.stdout is not None:
        server.process.stdout.close()


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service.process")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--database")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--core", type=int)
    parser.add_argument("--limited", action="store_true")
    parser.add_argument("--bare", action="store_true")
    given = parser.parse_args()
    if given.core is not None:
        os.sched_setaffinity(0, {given.core})
    listening = bound("127.0.0.1", given.port)
    port = listening.getsockname()[1]

    def tell() -> None:
        print(f"{LISTENING}http://127.0.0.1:{port}", flush=True)

    if given.bare:
        config = uvicorn.Config(_bare(), log_config=None, access_log=False)
        tell()
        asyncio.run(uvicorn.Server(config).serve(sockets=[listening]))
        return
    settings = Settings(given.folder, given.database, workers=given.workers)
    if not given.limited:
        # Two hundred at once, each of which is to come through.
        settings = replace(settings, busy_s=60.0)
    open_ledger(settings, utc_now, upgrade=True).close()
    open_keyring(settings.folder)
    address_key(settings.folder)
    plan = Plan(settings, POLICY, "127.0.0.1") if given.limited else Plan(settings, UNLIMITED)
    run(plan, listening, tell)


def _bare() -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.post("/{path:path}")
    def answer(path: str, body: dict[str, Any]) -> dict[str, str]:
        del path, body
        return {}

    return app


if __name__ == "__main__":
    _main()
