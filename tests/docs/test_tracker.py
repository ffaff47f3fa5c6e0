"""docs/tracker.md and the code that cites it agree, and its example runs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tracker.md").read_text(encoding="utf-8")
ROOM = ROOT / "stampcodec" / "_core" / "track"
TABLE = (ROOM / "thresholds.pxd").read_text(encoding="utf-8")
SOURCES = [
    path
    for room in ("stampcodec", "emulator", "benchmarks", "tests", "docs")
    for ending in ("*.py", "*.pyx", "*.pxd", "*.md")
    for path in (ROOT / room).rglob(ending)
]
CLAUSE = re.compile(r"^\*\*(\d+\.\d+)\*\*", re.MULTILINE)
CLAUSES = CLAUSE.findall(PAGE)
CITED = re.compile(r"docs/tracker\.md (\d+(?:\.\d+)?(?:(?:, | to | and )\d+(?:\.\d+)?)*)")
SHORT = re.compile(r"\((\d+\.\d+(?:(?:, | to )\d+\.\d+)*)\)")


def is_there(number: str) -> bool:
    return number in CLAUSES if "." in number else f"\n## {number}. " in PAGE


def numbers(cited: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", cited)


def test_clauses_are_numbered_in_order() -> None:
    at = [tuple(map(int, number.split("."))) for number in CLAUSES]
    assert at == sorted(set(at))
    assert [major for major, minor in at if minor == 1] == list(range(1, at[-1][0] + 1))


def test_every_threshold_is_guarded_by_exactly_one_clause() -> None:
    names = [
        *re.findall(r"STAMP_TUNED\(([A-Z_]+), ", TABLE),
        *re.findall(r"^ {4}([A-Z][A-Z_]+) = \d", TABLE, re.MULTILINE),
    ]
    assert "TOLD_NATS" in names
    _, *parts = CLAUSE.split(PAGE)
    # A formula may repeat the name that its clause has introduced; a clause counts once.
    found = Counter(
        name for text in parts[1::2] for name in set(re.findall(r"`([A-Z][A-Z_]+)`", text))
    )
    known = {name: found[name] for name in names}
    assert {name: n for name, n in known.items() if n < 1} == {}
    assert set(found) - set(names) == set()


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.pyx")), ids=lambda path: path.name)
def test_a_stage_cites_clauses_that_exist(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert CITED.search(source.split('"""')[1])
    cited = [*CITED.findall(source), *SHORT.findall(source)]
    assert [n for one in cited for n in numbers(one) if not is_there(n)] == []


def test_every_citation_is_of_a_clause_that_exists() -> None:
    cited = [one for path in SOURCES for one in CITED.findall(path.read_text(encoding="utf-8"))]
    assert cited
    assert [
        n for one in [*cited, *SHORT.findall(PAGE)] for n in numbers(one) if not is_there(n)
    ] == []


def test_the_example_runs() -> None:
    examples = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(examples) == 1
    exec(compile(examples[0], "tracker.md", "exec"), {"__name__": "__main__"})
