"""The shell: the files of the page that a phone keeps, with a version that follows from them."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

MANIFEST = "manifest.webmanifest"
WORKER = "sw.js"
# What a phone shows of the page without a network; the large icons are for whoever installs it.
KEPT = (".html", ".css", ".js", ".json", ".svg")


def shell_files() -> dict[str, bytes]:
    """Read the files of the shell, by the path at which they are served, in its order."""
    folder = resources.files("issuance.page")
    found = {
        f"/page/{name}": file.read_bytes()
        for name, file in _files(folder)
        if name.endswith(KEPT) and name != WORKER
    }
    found[f"/{MANIFEST}"] = folder.joinpath(MANIFEST).read_bytes()
    return dict(sorted(found.items()))


@cache
def service_worker() -> str:
    """Compose the service worker: the list and the version of the shell, and what to do with it.

    A browser takes a service worker for new when its text is another, so a change of any file of
    the shell is noticed, and nobody has to count versions.
    """
    files = shell_files()
    digest = hashlib.sha256()
    for path, content in files.items():
        digest.update(f"{path}\n{len(content)}\n".encode())
        digest.update(content)
    shell = {"version": digest.hexdigest()[:16], "files": list(files)}
    text = resources.files("issuance.page").joinpath(WORKER).read_text(encoding="utf-8")
    return f"const SHELL = {json.dumps(shell)};\n{text}"


def _files(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _files(entry, f"{name}/")
        else:
            yield name, entry
