"""Every double of the frame reader stands in docs/reader.md, clause 11.6, which says why.

Many small processors have no hardware for doubles: each one that a stage takes is a call.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FRAME = ROOT / "stampcodec" / "_core" / "frame"
PAGE = (ROOT / "docs" / "reader.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\S+\.p[yx][xd])` \| (.+?) \| .+ \|$", re.MULTILINE)
# Tuned numbers, in capitals, are the business of test_thresholds.py.
NAME = r"[a-z_]\w*"


def doubles(source: str) -> set[str]:
    """List the names that are declared as doubles, of functions and parameters too."""
    found: set[str] = set()
    for line in source.splitlines():
        code = re.sub(r"#.*|\[[^]]*\]|<[^>]*>", "", line)
        variables = re.match(r"\s*(?:cdef )?double ([^(]*)$", code)
        if variables:
            found |= set(re.findall(rf"(?:^|,)[ *]*({NAME})", variables[1]))
        else:
            found |= set(re.findall(rf"\bdouble[ *]+({NAME})", code))
    return found


def named() -> dict[str, set[str]]:
    clause = PAGE.partition("**11.6**")[2].partition("\n## ")[0]
    return {file: set(re.findall(r"`(\w+)`", names)) for file, names in ROW.findall(clause)}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("    cdef double down = 0, across = 0, squares = 0", {"down", "across", "squares"}),
        (
            "    cdef double normal[SYSTEM][SYSTEM]\n    cdef double step[SYSTEM]",
            {"normal", "step"},
        ),
        ("cdef void solve(double normal[N][N], double *step) noexcept", {"normal", "step"}),
        ("        int n, const double *step, float noise, Fit *fit)", {"step"}),
        ("        double[:, ::1] pose not None,\n", {"pose"}),
        ("cdef inline double limited(float value) noexcept nogil:", {"limited"}),
        ("    x = <double>y  # a cast", set()),
        ("    double re, im               # of a struct", {"re", "im"}),
        ("    cdef float near, far", set()),
    ],
)
def test_the_search_finds_doubles(source: str, found: set[str]) -> None:
    assert doubles(source) == found


def test_every_double_of_the_frame_reader_is_named_with_its_reason() -> None:
    there = {
        path.relative_to(FRAME).as_posix(): doubles(path.read_text(encoding="utf-8"))
        for path in sorted(FRAME.rglob("*.p[yx][xd]"))
    }
    assert {file: names for file, names in there.items() if names} == named()
