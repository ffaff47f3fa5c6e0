from __future__ import annotations

import re
from pathlib import Path

from stampcodec.quantity import counted


def test_one_is_singular_and_any_other_number_plural() -> None:
    assert [counted(n, "frame") for n in (0, 1, 2)] == ["0 frames", "1 frame", "2 frames"]


def test_a_plural_of_its_own_is_used() -> None:
    assert [counted(n, "press", "presses") for n in (1, 3)] == ["1 press", "3 presses"]


def test_no_message_has_a_plural_behind_a_count_that_may_be_one() -> None:
    root = Path(__file__).parents[3]
    found = [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for room in ("stampcodec", "emulator", "fabrication", "issuance", "benchmarks")
        for path in sorted((root / room).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\{len\([^{}]*\)\} [a-z]+s\b", line)
    ]
    assert found == []
