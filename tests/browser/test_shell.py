"""What a phone keeps of the page, what is installed, and what the pages are made of."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from issuance.page.shell import service_worker, shell_files
from tests.browser.conftest import ISSUANCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.phone import Phone

PAGES = [path for room in ("page", "desk") for path in sorted((ISSUANCE / room).rglob("*"))]
# Our own: what is taken over as it is has another style.
SCRIPTS = [path for path in PAGES if path.suffix == ".js" and path.parent.name != "vendor"]
IMPORT = re.compile(r'^import .*? from "([^"]+)";$', re.MULTILINE)


def test_the_shell_holds_every_module_of_the_page_and_every_language() -> None:
    kept = set(shell_files())
    for path in (ISSUANCE / "page").rglob("*"):
        if path.suffix in {".js", ".css", ".html", ".json"} and path.name != "sw.js":
            assert f"/page/{path.relative_to(ISSUANCE / 'page').as_posix()}" in kept
    assert "/manifest.webmanifest" in kept
    assert not any(name.startswith("/desk") for name in kept)


def test_the_service_worker_begins_with_a_version_that_follows_from_the_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def shell() -> dict[str, object]:
        service_worker.cache_clear()
        first = service_worker().splitlines()[0]
        found: dict[str, object] = json.loads(first.removeprefix("const SHELL = ").rstrip(";"))
        return found

    before = shell()
    assert before["files"] == list(shell_files())
    changed = {**shell_files(), "/page/app.js": b"// another"}
    monkeypatch.setattr("issuance.page.shell.shell_files", lambda: changed)
    after = shell()
    service_worker.cache_clear()
    assert after["version"] != before["version"]
    assert after["files"] == before["files"]


def test_the_manifest_names_icons_that_are_there_in_the_size_that_it_says() -> None:
    manifest = json.loads((ISSUANCE / "page" / "manifest.webmanifest").read_text("utf-8"))
    assert manifest["start_url"] == "/"
    assert manifest["display"] == "standalone"
    sizes = set()
    for icon in manifest["icons"]:
        content = (ISSUANCE / icon["src"].removeprefix("/")).read_bytes()
        if icon["type"] == "image/png":
            with Image.open(BytesIO(content)) as image:
                assert icon["sizes"] == f"{image.width}x{image.height}"
            sizes.add(icon["sizes"])
        else:
            assert content.startswith(b"<svg")
    assert sizes == {"192x192", "512x512"}


def test_a_module_imports_only_modules_that_are_there() -> None:
    imports = [(path, name) for path in SCRIPTS for name in IMPORT.findall(path.read_text("utf-8"))]
    assert len(imports) > len(SCRIPTS)
    for path, name in imports:
        target = ISSUANCE / name[1:] if name.startswith("/") else path.parent / name
        assert target.is_file(), (path, name)
        assert target.suffix == ".js"


def test_nothing_is_written_that_a_strict_content_policy_forbids_or_that_reads_html() -> None:
    """No inline script or style, no other origin, no HTML from strings."""
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
        r"|\sstyle=|(?<!-)\bstyle: |setAttribute\(\"style|<script>|javascript:|\son\w+=\""
    )
    addresses = re.compile(r"https?://(?!www\.w3\.org/)[\w.]+")
    for path in PAGES:
        if path.suffix in {".js", ".html", ".css", ".webmanifest"}:
            text = path.read_text("utf-8")
            assert forbidden.findall(text) == [], path.name
            assert addresses.findall(text) == [], path.name


def test_modules_are_small_and_their_lines_short() -> None:
    audit = Path(__file__).with_name("audit.js")
    for path in (*SCRIPTS, audit):
        lines = path.read_text("utf-8").splitlines()
        assert [line for line in lines if len(line) > 100] == [], path.name
    longest = max(SCRIPTS, key=lambda path: path.read_text("utf-8").count("\n"))
    assert longest.read_text("utf-8").count("\n") < 250, longest.name


def test_the_browser_finds_nothing_wrong_with_the_manifest_and_could_install_the_page(
    phone: Callable[..., Phone],
) -> None:
    held = phone(service_workers="allow")
    held.page.goto("/")
    held.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    assert held.glass.send("Page.getAppManifest")["errors"] == []
    found = held.glass.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A context of Playwright is a private window, which installs nothing.
    assert {error["errorId"] for error in found} <= {"in-incognito"}
