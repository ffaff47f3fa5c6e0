"""Run the server: one process, or several that share a socket and a PostgreSQL.

::

    parent ─ binds the socket, makes what is missing, waits
       ├ worker ─ app, its own connections ─┐
       ├ worker                             ├─ PostgreSQL
       └ worker                            ─┘     one that dies is started again
"""

from __future__ import annotations

import logging
import math
import multiprocessing
import os
import signal
import socket
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import uvicorn
from threadpoolctl import threadpool_limits

from issuance.clock import Steady, utc_now
from issuance.defence.limits import POLICY, Policy
from issuance.refusal import Refusal
from issuance.server.app import create_app
from issuance.server.connection import PatientProtocol
from issuance.server.log import LOGGER, log, log_to_stderr
from issuance.server.metrics import FOLDER
from issuance.server.patience import Patience
from issuance.server.service import open_service
from stampcodec import FileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.process import BaseProcess

    from issuance.demo import DemoStamps
    from issuance.settings import Settings

BACKLOG = 2048
# The system keeps so much of what a client has not read: the largest picture, and not ten of them.
SEND_BYTES = 256 * 1024
# Requests under way have so long to end when the server is told to.
GRACE_S = 20
KEEP_ALIVE_S = 5


@dataclass(frozen=True)
class Plan:
    """What a server process is told.

    Attributes
    ----------
    settings : Settings
    policy : Policy
    proxies : str or None
        Addresses, comma separated, whose word about whom they speak for is believed.
    demo : DemoStamps or None
        Emulated stamps to press on the page.
    """

    settings: Settings
    policy: Policy = POLICY
    proxies: str | None = None
    demo: DemoStamps | None = None


def bound(host: str, port: int) -> socket.socket:
    """Bind the address that a server listens on; port 0 is any free one.

    Raises
    ------
    FileError
        There is no such address, or somebody listens there.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise FileError(f"{host}:{port}", "", f"no such address: {error.strerror}") from None
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections inherit it. By itself the system keeps up to 4 MiB for who does not read.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES)
        listening.bind(address)
        listening.listen(BACKLOG)
        listening.set_inheritable(True)
    except OSError as error:
        listening.close()
        problem = f"cannot listen there: {error.strerror}"
        raise FileError(f"{host}:{port}", "", problem) from None
    return listening


def run(plan: Plan, listening: socket.socket, started: Callable[[], None]) -> None:
    """Serve until somebody says stop, by SIGTERM or SIGINT.

    Parameters
    ----------
    plan : Plan
    listening : socket
        Closed at the end.
    started : function
        Called when requests are answered.
    """
    with closing(listening):
        if plan.settings.workers == 1:
            _serve(plan, listening, started)
        else:
            _supervise(plan, listening, started)


def _serve(plan: Plan, listening: socket.socket, started: Callable[[], None]) -> None:
    log_to_stderr()
    app = create_app(open_service(plan.settings, utc_now, plan.policy, Steady()), plan.demo)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=plan.proxies is not None,
        forwarded_allow_ips=plan.proxies or "",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=GRACE_S,
        http=PatientProtocol,
        ws="none",
        backlog=BACKLOG,
        lifespan="on",
    )
    server = _Server(config, started)
    # Told to stop, the server ends and then sends itself the signal again; by then all is done.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        # Requests share the cores already; threads of linear algebra only wait for each other.
        with suppress(KeyboardInterrupt), threadpool_limits(1, "blas"):
            server.run(sockets=[listening])
    finally:
        signal.signal(signal.SIGTERM, before)


class _Server(uvicorn.Server):
    """A server that says when it has started."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = started

    async def startup(self, *arguments: Any, **options: Any) -> None:
        """Start, then say so."""
        await super().startup(*arguments, **options)
        if self.started:
            self._tell()


def _supervise(plan: Plan, listening: socket.socket, started: Callable[[], None]) -> None:
    """Keep as many workers alive as there are to be.

    Raises
    ------
    FileError
        They do not start, or end every time right after it.
    """
    log_to_stderr()
    # spawn: a forked process would share locks that another thread may hold.
    spawn = multiprocessing.get_context("spawn")
    stop, stopping = spawn.Pipe(duplex=False), threading.Event()
    with TemporaryDirectory(prefix="metrics-") as counts:
        os.environ[FOLDER] = counts

        def ask_to_stop(*_: Any) -> None:
            stopping.set()
            stop[1].send(None)

        before = {
            kind: signal.signal(kind, ask_to_stop) for kind in (signal.SIGTERM, signal.SIGINT)
        }
        ready = spawn.Semaphore(0)

        # When each worker began to answer, if it did: a start that fails late is no life.
        since: dict[BaseProcess, Any] = {}

        def start() -> BaseProcess:
            began = spawn.Value("d", math.inf)
            worker = spawn.Process(target=_work, args=(plan, listening, ready, began))
            worker.start()
            since[worker] = began
            return worker

        workers = [start() for _ in range(plan.settings.workers)]
        try:
            for _ in workers:
                while not ready.acquire(timeout=0.2):
                    if stopping.is_set():
                        return
                    if not all(worker.is_alive() for worker in workers):
                        raise FileError("server", "", "a worker did not start; its log says why")
            started()
            patience = Patience()
            while not stopping.is_set():
                wait([stop[0], *(worker.sentinel for worker in workers)])
                ended = [worker for worker in workers if not worker.is_alive()]
                if stopping.is_set() or not ended:
                    continue
                latest = max(since.pop(each).value for each in ended)
                rest_s = patience.rest_s(max(0.0, time.monotonic() - latest))
                if rest_s is None:
                    raise FileError("server", "", "workers end as soon as they start")
                log(logging.WARNING, "worker-ended", again_in_s=rest_s)
                wait([stop[0]], rest_s)
                if not stopping.is_set():
                    workers = [start() if each in ended else each for each in workers]
        finally:
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.join()
            for kind, handler in before.items():
                signal.signal(kind, handler)


def _work(plan: Plan, listening: socket.socket, ready: Any, began: Any) -> None:
    """Be a worker: serve, and end when the parent is gone."""
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            wait([parent.sentinel])
            os.kill(os.getpid(), signal.SIGTERM)

    def started() -> None:
        began.value = time.monotonic()
        ready.release()

    threading.Thread(target=follow, daemon=True).start()
    try:
        _serve(plan, listening, started)
    except (FileError, OSError, Refusal) as error:
        log(logging.ERROR, "worker-not-started", why=str(error))
        raise SystemExit(1) from None
    except Exception:
        LOGGER.exception("worker-failed")
        raise SystemExit(1) from None
