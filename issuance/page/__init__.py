"""The reading page for phones: its files, and the service worker that keeps them offline."""

from issuance.page.shell import service_worker
from issuance.page.site import Site, site

__all__ = ["Site", "service_worker", "site"]
