"""Files for browsers: the reading page, the desk. Read once, when the server starts."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from issuance.page import service_worker
from issuance.refusal import NotFound
from issuance.server.content import Content, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
INDEX = "index.html"


def pages() -> APIRouter:
    """Make the routes of all files."""
    page, desk = _read("issuance.page"), _read("issuance.desk")
    worker = Content(service_worker().encode(), TYPES[".js"])
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def wallet(request: Request) -> Response:
        """Show the reading page."""
        return _served(request, page, INDEX)

    @router.get("/c/{link:path}")
    @router.get("/C/{link:path}")
    async def claim(request: Request, link: str) -> Response:
        """Show the reading page, which offers a campaign; it reads the link (page/link.js)."""
        del link
        return _served(request, page, INDEX)

    @router.get("/desk")
    async def desk_page(request: Request) -> Response:
        """Show the merchant's desk."""
        return _served(request, desk, INDEX)

    @router.get("/page/{path:path}")
    async def page_file(request: Request, path: str) -> Response:
        """Show a file of the reading page."""
        return _served(request, page, path)

    @router.get("/desk/{path:path}")
    async def desk_file(request: Request, path: str) -> Response:
        """Show a file of the desk."""
        return _served(request, desk, path)

    @router.get("/manifest.webmanifest")
    async def manifest(request: Request) -> Response:
        """Say how the reading page is installed."""
        return _served(request, page, "manifest.webmanifest")

    @router.get("/sw.js")
    async def worker_file(request: Request) -> Response:
        """Show the service worker."""
        return _served(request, {"sw.js": worker}, "sw.js")

    return router


def _served(request: Request, files: dict[str, Content], path: str) -> Response:
    file = files.get(path)
    if file is None:
        raise NotFound("file", "of that name")
    # The service worker has the versioned cache; everybody else asks whether anything changed.
    return served(request, file)


def _read(package: str) -> dict[str, Content]:
    return {
        name: Content(entry.read_bytes(), TYPES[suffix])
        for name, entry in _entries(resources.files(package))
        if (suffix := f".{name.rpartition('.')[2]}") in TYPES
    }


def _entries(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _entries(entry, f"{name}/")
        else:
            yield name, entry
