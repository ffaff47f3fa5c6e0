"""The application, put together."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

from issuance.database.engine import CONNECTIONS
from issuance.server.api import (
    apikeys,
    campaigns,
    devices,
    handovers,
    keys,
    merchants,
    operations,
    redemptions,
    stamps,
    tillcodes,
    vouchers,
    watching,
)
from issuance.server.gate import Gate
from issuance.server.openapi import describe
from issuance.server.pages import pages
from issuance.server.pictures import Pictures
from issuance.server.problem import handle_problems
from issuance.server.readiness import Readiness
from issuance.server.watch import Watch
from stampcodec.version import __version__

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from issuance.demo import DemoStamps
    from issuance.server.service import Service

ROUTERS = (
    devices.router,
    campaigns.router,
    vouchers.router,
    handovers.router,
    keys.router,
    redemptions.router,
    merchants.router,
    tillcodes.router,
    stamps.router,
    apikeys.router,
    watching.router,
    operations.router,
)
# Each works with one connection at a time; one is the watch's, and one is there to see whether the
# server is ready: nobody waits for a connection.
THREADS = CONNECTIONS - 2


def create_app(service: Service, demo: DemoStamps | None = None) -> FastAPI:
    """Make the application of a service, which it closes when it ends.

    Parameters
    ----------
    service : Service
    demo : DemoStamps or None
        Emulated stamps, which its page then has to press.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = THREADS
        watch: Watch = app.state.watch
        watch.start()
        yield
        watch.stop()
        app.state.readiness.stop()
        service.ledger.close()

    app = FastAPI(
        title="stampcodec issuance",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service, app.state.watch = service, Watch(service)
    app.state.pictures, app.state.readiness = Pictures(), Readiness(service)
    for router in ROUTERS:
        app.include_router(router)
    if demo is not None:
        app.include_router(demo.routes())
    app.include_router(pages(None if demo is None else demo.module))
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    handle_problems(app)
    app.add_middleware(Gate, metrics=service.metrics)
    return app
