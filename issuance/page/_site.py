"""The files of the pages as they are served: a document that shows something by itself, one module.

::

    index.html ─ its style sheets ─────► in the document: the first paint takes one answer
               ─ its module, and all ──► one file, whose name has a digest: kept for ever
                 that is imported

The files in the folders are as somebody writes them; nothing else is made of them anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from issuance.page.modules import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

INDEX, HEAD_END = "index.html", "</head>"
STYLE = re.compile(r' *<link rel="stylesheet" href="/([\w/.-]+)">\n')
MODULE = re.compile(r'(?<=<script type="module" src="/)([\w/.-]+)(?="></script>)')
STYLE_COMMENT = re.compile(r"/\*(?:[^*]|\*(?!/))*\*/\n*")
FOLDERS = ("page", "desk")
DIGITS = 12


@dataclass(frozen=True)
class Site:
    """A page and what belongs to it.

    Attributes
    ----------
    files : dict
        What is served, by path without the first slash; `page/index.html` is composed.
    document, bundle : str
        Paths of the composed document, and of its one module, which never changes under its name.
    style_source : str
        The styles in the document, as a content policy names them; it may allow no others.
    """

    files: dict[str, bytes]
    document: str
    bundle: str
    style_source: str

    def beside(self, module: str) -> Site:
        """Return the page with another module that runs after its own."""
        script = f'  <script type="module" src="{module}"></script>\n'
        text = self.files[self.document].decode().replace(HEAD_END, script + HEAD_END)
        return replace(self, files={**self.files, self.document: text.encode()})


@cache
def site(folder: str) -> Site:
    """Compose a page of `FOLDERS`.

    Raises
    ------
    ValueError
        A module has imports or exports of another form (`issuance.page.modules`).
    """
    files = _files()
    path = f"{folder}/{INDEX}"
    text = files[path].decode()
    sheets = [files[name].decode() for name in STYLE.findall(text)]
    styles = STYLE_COMMENT.sub("", "".join(sheets))
    text = STYLE.sub("", text).replace(HEAD_END, f"  <style>{styles}</style>\n{HEAD_END}")
    made: dict[str, bytes] = {}

    def module(found: re.Match[str]) -> str:
        content = bundled(files, found[0]).encode()
        name = f"{folder}/bundle.{hashlib.sha256(content).hexdigest()[:DIGITS]}.js"
        made[name] = content
        return name

    text = MODULE.sub(module, text)
    (bundle,) = made
    own = {name: content for name, content in files.items() if name.startswith(f"{folder}/")}
    digest = hashlib.sha256(styles.encode()).digest()
    return Site(
        files={**own, **made, path: text.encode()},
        document=path,
        bundle=bundle,
        style_source=f"'sha256-{base64.b64encode(digest).decode()}'",
    )


@cache
def _files() -> dict[str, bytes]:
    return {
        f"{folder}/{name}": file.read_bytes()
        for folder in FOLDERS
        for name, file in _entries(resources.files(f"issuance.{folder}"))
    }


def _entries(folder: Traversable, above: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            yield from _entries(entry, f"{name}/")
        else:
            yield name, entry
