"""Files for browsers: the reading page, the desk. Composed once, when the server starts."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from issuance.ledger import find
from issuance.model.caller import Caller
from issuance.page import service_worker, site
from issuance.refusal import NotFound, Refusal
from issuance.server.content import FOR_EVER, NO_CACHE, Content, served
from issuance.server.gate import CONTENT_SECURITY_POLICY
from issuance.server.schemas.campaign import campaign_shown
from issuance.server.service import ServiceHere

if TYPE_CHECKING:
    from issuance.page import Site
    from issuance.server.schemas.campaign import CampaignShown

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
OWN_STYLES = "style-src 'self'"
MANIFEST = "page/manifest.webmanifest"
# What of the document is filled in where a campaign is known.
TITLE, DESCRIPTION = "<title>Vouchers</title>", "Vouchers that a shop's stamp makes valid."
PLACES = '<p class="card-shop"></p>', '<h1 class="card-title"></h1>', '<p class="card-text"></p>'
BODY_END = "</body>"
ANYBODY = Caller("anybody")


@dataclass(frozen=True)
class Document:
    """A composed document, and the content policy that allows the styles in it."""

    content: Content
    policy: str

    def answer(self, request: Request, content: Content | None = None) -> Response:
        """Answer with the document, or with one that was made of it."""
        answer = served(request, content or self.content)
        answer.headers["Content-Security-Policy"] = self.policy
        return answer

    def offering(self, campaign: CampaignShown) -> Content:
        """Fill in what a campaign offers: seen before any module is there, and not asked again."""
        shop, title, text = (
            html.escape(each) for each in (campaign.merchant.name, campaign.title, campaign.text)
        )
        # Data, which no browser runs; no `<` in it can end it.
        data = campaign.model_dump_json().replace("<", "\\u003c")
        data = f'<script type="application/json" id="offered">{data}</script>\n'
        document = self.content.data.decode()
        for place, filled in (
            (TITLE, f"<title>{title}</title>"),
            (DESCRIPTION, text or title),
            *(
                (place, place.replace("><", f">{each}<"))
                for place, each in zip(PLACES, (shop, title, text), strict=True)
            ),
            (BODY_END, data + BODY_END),
        ):
            document = document.replace(place, filled, 1)
        return Content(document.encode(), self.content.media_type)


def pages(module: str | None = None) -> APIRouter:
    """Make the routes of all files.

    Parameters
    ----------
    module : str or None
        URL path of one that runs beside the reading page's own.
    """
    customers = site("page") if module is None else site("page").beside(module)
    sites = (customers, site("desk"))
    page, desk = (_document(each) for each in sites)
    documents = {each.document: made for each, made in zip(sites, (page, desk), strict=True)}
    for_ever = {each.bundle for each in sites}
    files = {
        path: Content(content, TYPES[suffix])
        for each in sites
        for path, content in each.files.items()
        if (suffix := f".{path.rpartition('.')[2]}") in TYPES
    }
    worker = Content(service_worker(customers).encode(), TYPES[".js"])
    router = APIRouter(include_in_schema=False)

    def file(request: Request, path: str) -> Response:
        if path in documents:
            return documents[path].answer(request)
        if path not in files:
            raise NotFound("file", "of that name")
        # The service worker has the versioned cache; everybody else asks whether anything changed.
        return served(request, files[path], FOR_EVER if path in for_ever else NO_CACHE)

    @router.get("/")
    async def wallet(request: Request) -> Response:
        """Show the reading page."""
        return page.answer(request)

    @router.get("/c/{link:path}")
    @router.get("/C/{link:path}")
    def claim(request: Request, link: str, service: ServiceHere) -> Response:
        """Show the reading page, which offers a campaign; it reads the link (page/link.js)."""
        try:
            campaign = service.ledger.ask(find.campaign, link, ANYBODY)
            merchant = service.ledger.ask(find.merchant, campaign.merchant_id, ANYBODY)
        except Refusal:
            # The page reads more than this, asks again, and says what is wrong.
            return page.answer(request)
        shown = campaign_shown(campaign, merchant, service.now())
        return page.answer(request, page.offering(shown))

    @router.get("/desk")
    async def desk_page(request: Request) -> Response:
        """Show the merchant's desk."""
        return desk.answer(request)

    @router.get("/page/{path:path}")
    async def page_file(request: Request, path: str) -> Response:
        """Show a file of the reading page."""
        return file(request, f"page/{path}")

    @router.get("/desk/{path:path}")
    async def desk_file(request: Request, path: str) -> Response:
        """Show a file of the desk."""
        return file(request, f"desk/{path}")

    @router.get("/manifest.webmanifest")
    async def manifest(request: Request) -> Response:
        """Say how the reading page is installed."""
        return file(request, MANIFEST)

    @router.get("/sw.js")
    async def worker_file(request: Request) -> Response:
        """Show the service worker."""
        return served(request, worker)

    return router


def _document(made: Site) -> Document:
    policy = CONTENT_SECURITY_POLICY.replace(OWN_STYLES, f"{OWN_STYLES} {made.style_source}")
    return Document(Content(made.files[made.document], TYPES[".html"]), policy)
