"""docs/reader.md and the code that cites it agree."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reader.md").read_text(encoding="utf-8")
CORE = ROOT / "stampcodec" / "_core"
TABLE = (CORE / "frame" / "thresholds.pxd").read_text(encoding="utf-8")
# The stages, and what citations of other numbered pages never stand in.
STAGES = sorted([*(CORE / "frame").rglob("*.p[yx][xd]"), *(CORE / "contact").rglob("*.pyx")])
SOURCES = [
    path
    for room in ("stampcodec", "emulator", "benchmarks", "tests", "docs")
    for ending in ("*.py", "*.pyx", "*.pxd", "*.md")
    for path in (ROOT / room).rglob(ending)
]

CLAUSE = re.compile(r"^\*\*(\d+\.\d+)\*\*", re.MULTILINE)
CLAUSES = CLAUSE.findall(PAGE)
NUMBERS = r"\d+(?:\.\d+)?(?:(?:, | to | and )\d+(?:\.\d+)?)*"
CITED = re.compile(rf"docs/reader\.md ({NUMBERS})")
# Where a file has named the page, a clause in brackets is one of it.
SHORT = re.compile(r"\((\d+\.\d+(?:(?:, | to )\d+\.\d+)*)\)")


def sections() -> dict[str, str]:
    """Return the text of every clause by its number."""
    _, *parts = CLAUSE.split(PAGE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def numbers(cited: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", cited)


def is_there(number: str) -> bool:
    return number in CLAUSES if "." in number else f"\n## {number}. " in PAGE


def test_clauses_are_numbered_in_order() -> None:
    at = [tuple(map(int, number.split("."))) for number in CLAUSES]
    assert at == sorted(set(at))
    assert [major for major, minor in at if minor == 1] == list(range(1, at[-1][0] + 1))
    lengths = Counter(major for major, _ in at)
    assert all(max(k for m, k in at if m == major) == n for major, n in lengths.items())


def test_every_threshold_is_guarded_by_exactly_one_clause() -> None:
    names = re.findall(r"STAMP_(?:TUNED|COUNT)\(([A-Z_]+), ", TABLE)
    assert "TOUCHED_NODE" in names
    assert "LISTED" in names
    found = Counter(
        name for text in sections().values() for name in set(re.findall(r"`([A-Z][A-Z_]+)`", text))
    )
    assert {name: found[name] for name in names if found[name] != 1} == {}
    assert set(found) - set(names) == set()


@pytest.mark.parametrize("path", STAGES, ids=lambda path: path.relative_to(CORE).as_posix())
def test_a_stage_cites_clauses_that_exist(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    cited = [*CITED.findall(source), *SHORT.findall(source)]
    wrong = [number for one in cited for number in numbers(one) if not is_there(number)]
    assert wrong == []
    if path.suffix == ".pyx" and path.stem not in {"lanes", "name"}:
        assert CITED.search(source.split('"""')[1])


def test_every_citation_elsewhere_is_of_a_clause_that_exists() -> None:
    wrong = {
        f"{path.relative_to(ROOT)}: {number}"
        for path in SOURCES
        for cited in CITED.findall(path.read_text(encoding="utf-8"))
        for number in numbers(cited)
        if not is_there(number)
    }
    assert wrong == set()


def test_the_page_refers_to_its_own_clauses() -> None:
    referred = [number for cited in SHORT.findall(PAGE) for number in numbers(cited)]
    assert referred
    assert [number for number in referred if not is_there(number)] == []


def test_every_file_and_page_that_is_named_exists() -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert linked
    named = re.findall(r"`((?:[\w/]+/)?\w+\.(?:pyx|pxd|py))`", PAGE)
    assert named
    rooms = [
        ROOT, CORE / "frame", CORE / "contact", CORE / "frame" / "find", CORE / "frame" / "fit",
        CORE / "frame" / "decide", ROOT / "stampcodec", ROOT / "stampcodec" / "lattice",
        ROOT / "tests" / "reference",
    ]  # fmt: skip
    lost = [name for name in named if not any((room / name).exists() for room in rooms)]
    assert lost + [page for page in linked if not (ROOT / "docs" / page).exists()] == []
