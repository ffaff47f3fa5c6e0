"""The reading page for phones: static files, and the service worker that keeps them offline."""

from issuance.page.shell import service_worker

__all__ = ["service_worker"]
