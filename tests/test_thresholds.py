"""Every tuned number of the frame reader stands in one table, those of the tracker in another."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

CORE = Path(__file__).parents[1] / "stampcodec" / "_core"
ROOMS = [CORE / "frame", CORE / "track"]
TABLES = [room / "thresholds.pxd" for room in ROOMS]
STAGES = sorted({path for room in ROOMS for path in room.rglob("*.p[yx][xd]")} - {*TABLES})

NUMBER = re.compile(r"(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])")
PLAIN = {0.0, 0.5, 1.0, 2.0}
# Sizes, places and bits: a count in brackets, of a range or a shift, a mask, a number of an enum.
LAYOUT = [
    re.compile(r"\[[^\[\]]*\]"),
    re.compile(r"range\([^()]*\)"),
    re.compile(r"(?:<<|>>|//|&|\|)=? *\d+"),
    re.compile(r"^ {4}[A-Z_]+ = \d+"),
    re.compile(r"\b256 \* k\b|\b8 \* k\b"),
    re.compile(r"\b(?:side|at|k) [=><]=? \d|beside, 8"),
]
# A constant that no trial has set; its source stands on the line.
FORMULA = re.compile(r"# formula: \w")


def code_of(source: str) -> list[str]:
    """Return the lines of a source, docstrings and embedded C left out."""
    blanked = re.sub(
        r'""".*?"""', lambda text: "\n" * text.group().count("\n"), source, flags=re.DOTALL
    )
    return [
        line for line in blanked.splitlines() if not re.match(r"\s*(?:from|cimport|import)\b", line)
    ]


def tuned_in(line: str) -> list[str]:
    """List the numbers of a line of code that belong into the table."""
    if FORMULA.search(line):
        return []
    code = line.partition("#")[0]
    for layout in LAYOUT:
        code = layout.sub("", code)
    return [number for number in NUMBER.findall(code) if float(number) not in PLAIN]


def names_of(source: str) -> list[str]:
    """List the constants that a source defines."""
    return [
        *re.findall(r"^ {4}([A-Z][A-Z_]+) = \d", source, re.MULTILINE),
        *re.findall(r"^cdef (?:float|double|int) ([A-Z][A-Z_]+) = ", source, re.MULTILINE),
        *re.findall(r"STAMP_(?:TUNED|COUNT)\(([A-Z_]+),", source),
    ]


@pytest.mark.parametrize("path", STAGES, ids=lambda path: path.relative_to(CORE).as_posix())
def test_no_stage_has_a_tuned_number_of_its_own(path: Path) -> None:
    found = {
        line.strip(): tuned
        for line in code_of(path.read_text(encoding="utf-8"))
        if (tuned := tuned_in(line))
    }
    assert not found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("    if lead < 3.5 * needed:", ["3.5"]),
        ("    for k in range(8):", []),
        ("    cdef float sums[8]", []),
        ("    return anchors >= 3", ["3"]),
        ("    steps = 17  # of a node", ["17"]),
        ("    return total / 0.8     # formula: mean of |normal|", []),
        ("    share = 0.5 * (one + two) + 1.0", []),
        ("    word = at >> 6 & 63", []),
    ],
)
def test_the_search_tells_tuned_numbers_from_layout(line: str, found: list[str]) -> None:
    assert tuned_in(line) == found


def test_a_name_is_defined_once() -> None:
    sources = [path.read_text(encoding="utf-8") for path in [*TABLES, *STAGES]]
    counted = Counter(name for source in sources for name in names_of(source))
    assert counted["TOUCHED_NODE"] == 1
    assert {name: n for name, n in counted.items() if n > 1} == {}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.name)
def test_every_threshold_is_declared_and_used_by_a_stage(path: Path) -> None:
    table = path.read_text(encoding="utf-8")
    stages = "\n".join(
        stage.read_text(encoding="utf-8") for stage in STAGES if path.parent in stage.parents
    )
    declared = re.findall(r"const float ([A-Z_, \n]+?)\n", table)
    assert sorted(re.findall(r"STAMP_TUNED\(([A-Z_]+), ", table)) == sorted(
        name.strip() for line in declared for name in line.split(",")
    )
    counts = re.findall(r"^ {8}([A-Z_]+)$", table, re.MULTILINE)
    assert re.findall(r"STAMP_COUNT\(([A-Z_]+), ", table) == counts
    unused = [name for name in names_of(table) if not re.search(rf"\b{name}\b", stages)]
    assert unused == []


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.parent.name)
def test_every_threshold_has_a_reason(path: Path) -> None:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    numbers = ("STAMP_TUNED(", "STAMP_COUNT(")
    for before, line in pairwise(lines):
        if line.startswith(numbers):
            assert before.endswith("*/") or before.startswith(numbers), line
        elif re.match(r"[A-Z_]+ = \d", line):
            assert "# " in line, line
