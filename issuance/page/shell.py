"""The shell: what a phone keeps of the page, with a version that follows from it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from issuance.page._site import Site

MANIFEST = "manifest.webmanifest"
WORKER = "page/sw.js"
# What runs beside the page, and its icon; the large icons are for whoever installs it.
BESIDE = ("page/wallet/solver.js", "page/icons/icon.svg")


def shell_files(page: Site) -> dict[str, bytes]:
    """Return the files of a page's shell, by the path at which they are served, in its order."""
    found = {f"/{name}": page.files[name] for name in (page.document, page.bundle, *BESIDE)}
    found[f"/{MANIFEST}"] = page.files[f"page/{MANIFEST}"]
    return dict(sorted(found.items()))


def service_worker(page: Site) -> str:
    """Compose the service worker: the list and the version of the shell, and what to do with it.

    A browser takes a service worker for new when its text is another, so a change of any file of
    the shell is noticed, and nobody has to count versions.
    """
    files = shell_files(page)
    digest = hashlib.sha256()
    for path, content in files.items():
        digest.update(f"{path}\n{len(content)}\n".encode())
        digest.update(content)
    shell = {"version": digest.hexdigest()[:16], "files": list(files)}
    return f"const SHELL = {json.dumps(shell)};\n{page.files[WORKER].decode()}"
