"""The reading page for phones: its files, and the service worker that keeps them offline."""

from issuance.page._site import Site, site
from issuance.page.shell import service_worker

__all__ = ["Site", "service_worker", "site"]
