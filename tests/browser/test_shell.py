"""What a phone keeps of the page, what is installed, and what the pages are made of."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import expect

from issuance.page import site
from issuance.page.shell import service_worker, shell_files
from tests.browser.audit import wrong
from tests.browser.conftest import ISSUANCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuance.page import Site
    from tests.browser.phone import Phone
    from tests.browser.service import Shop

ROOMS = ("page", "desk", "demo")
PAGES = [path for room in ROOMS for path in sorted((ISSUANCE / room).rglob("*"))]
# Our own: what is taken over as it is has another style.
SCRIPTS = [path for path in PAGES if path.suffix == ".js" and path.parent.name != "vendor"]
EXPORT = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
FLAGS = re.MULTILINE
SELECTOR = re.compile(r"^[^\s/@}][^{]*\{", re.MULTILINE)
IMPORT = re.compile(r'^import .*? from "([^"]+\.js)";$', re.MULTILINE)


def test_the_shell_holds_every_module_and_style_of_the_page_and_every_language() -> None:
    kept = {path: content.decode() for path, content in shell_files(site("page")).items()}
    page = site("page")
    code, document = kept[f"/{page.bundle}"], kept[f"/{page.document}"]
    beside = {"sw.js", *(name.rpartition("/")[2] for name in kept if name.endswith("solver.js"))}
    for path in SCRIPTS:
        if path.is_relative_to(ISSUANCE / "page") and path.name not in beside:
            for name in EXPORT.findall(path.read_text("utf-8")):
                assert re.search(rf"^(?:async )?(?:function|class|const) {name}\b", code, FLAGS), (
                    name
                )
    for path in (ISSUANCE / "page").rglob("*.css"):
        for rule in SELECTOR.findall(path.read_text("utf-8")):
            assert rule in document
    for path in (ISSUANCE / "page").rglob("*.json"):
        for word in json.loads(path.read_text("utf-8")).values():
            assert json.dumps(word, ensure_ascii=False) in code, path.name
    assert {"/manifest.webmanifest", "/page/wallet/solver.js", "/page/icons/icon.svg"} <= set(kept)
    assert not any(name.startswith("/desk") for name in kept)


def test_the_service_worker_begins_with_a_version_that_follows_from_the_files() -> None:
    def shell(page: Site) -> dict[str, object]:
        first = service_worker(page).splitlines()[0]
        found: dict[str, object] = json.loads(first.removeprefix("const SHELL = ").rstrip(";"))
        return found

    page = site("page")
    before, after = shell(page), shell(page.beside("/another.js"))
    assert before["files"] == list(shell_files(page))
    assert before == shell(page)
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


def test_the_page_shows_its_frame_before_any_module_and_says_what_to_do_without_one(
    phone: Callable[..., Phone], tea: Shop
) -> None:
    held = phone(color_scheme="light", reduced_motion="reduce")
    asked: list[str] = []
    held.page.on("request", lambda request: asked.append(request.url))
    held.page.goto(tea.address)
    held.page.locator(".actions .primary").wait_for()
    assert len([url for url in asked if "/v1/" not in url]) <= 3, asked
    held.page.route("**/bundle.*", lambda route: route.abort())
    held.page.goto(f"{tea.address}?again")
    expect(held.page.get_by_role("heading", level=1)).to_have_text("A pot of oolong for two")
    for language in ("en", "zh-Hant", "zh-Hans"):
        expect(held.page.locator(f".late [lang={language}]")).to_be_visible()
    assert wrong(held.page) == []


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
