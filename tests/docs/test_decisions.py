"""The decision records have one form, stand in the index, and every reference finds its record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "adr"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
PARTS = ["Context", "Decision", "Rejected", "Consequences"]
MOST_WORDS = 400  # half a page, closely set
ROW = re.compile(r"^\| \[(\d{4})\]\((\S+)\) \| (.+?) \| (.+?) \| (.*?) ?\|$", re.MULTILINE)
ROOMS = ("stampcodec", "emulator", "fabrication", "issuance", "benchmarks", "tests", "tools")
TEXTS = {".py", ".pyx", ".pxd", ".js", ".css", ".html", ".toml", ".c", ".h", ".md"}
SOURCES = [
    path
    for room in (*ROOMS, "docs")
    for path in (ROOT / room).rglob("*")
    if path.suffix in TEXTS and path.is_file() and path != Path(__file__)
] + sorted(ROOT.glob("*.md"))

BY_NAME = pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)


def superseded(text: str) -> str:
    found = re.search(r"^Supersedes (.+)\.$", text, re.MULTILINE)
    return found.group(1) if found else ""


@BY_NAME
def test_a_record_has_the_four_parts_and_half_a_page(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {path.name[:4]}: \S", text)
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == PARTS
    assert len(text.split()) <= MOST_WORDS


@BY_NAME
def test_a_record_stands_in_the_index_with_what_it_supersedes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rows = [row for row in ROW.findall(INDEX) if row[0] == path.name[:4]]
    title = text.partition("\n")[0].partition(": ")[2]
    assert [(name, heading, older) for _, name, heading, _, older in rows] == [
        (path.name, title, superseded(text))
    ]


def test_the_index_is_in_order_and_lists_nothing_that_is_gone() -> None:
    numbers = [row[0] for row in ROW.findall(INDEX)]
    assert numbers == [path.name[:4] for path in RECORDS]
    gone = re.findall(r"\d{4}", " ".join(row[4] for row in ROW.findall(INDEX)))
    assert len(gone) == len(set(gone))
    assert not set(gone) & set(numbers)


def test_every_link_of_a_page_resolves() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    lost = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)\s#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert lost == []


def test_every_reference_to_a_record_finds_it() -> None:
    known = {path.name[:4] for path in RECORDS}
    lost = {
        f"{path.relative_to(ROOT)}: {number}"
        for path in SOURCES
        for number in re.findall(
            r"(?:docs/adr/|\badr/|\bADR\s+)(\d{4})", path.read_text(encoding="utf-8")
        )
        if number not in known
    }
    assert lost == set()
