from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import stampcodec as sc
from stampcodec.touch.numbers import N_DOTS, PX_PER_MM, SEPARATION_MM, USUAL_PX_PER_MM

ROOT = Path(sc.__file__).parents[1]


@pytest.mark.parametrize(
    ("file", "line", "number"),
    [
        ("stampcodec/_core/contact/shape.pxd", r"^    DOTS = (\S+)$", N_DOTS),
        ("issuance/page/reading/settled.js", r"^export const DOTS = (\S+);", N_DOTS),
        ("issuance/page/reading/geometry.js", r"LEAST_PX_PER_MM = (\S+);", PX_PER_MM[0]),
        ("issuance/page/reading/geometry.js", r"MOST_PX_PER_MM = (\S+);", PX_PER_MM[1]),
        ("issuance/page/reading/geometry.js", r"USUAL_PX_PER_MM = (\S+);", USUAL_PX_PER_MM),
        ("issuance/page/reading/geometry.js", r"FACE_MM = (\S+);", sc.family("touch5").outline_mm),
    ],
)
def test_what_another_language_repeats_is_the_same_number(
    file: str, line: str, number: float
) -> None:
    (found,) = re.findall(line, (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)
    assert float(found) == number


@pytest.mark.parametrize(
    "number",
    [r"PX_PER_MM = \(5\.4, 7\.2\)$", r"PX_PER_MM = 6\.3$", r"DOTS = 5$", r"SEPARATION_MM = 3\.0$"],
)
def test_no_other_python_file_states_a_number_of_touch5(number: str) -> None:
    again = [
        path.relative_to(ROOT).as_posix()
        for room in ("stampcodec", "emulator", "fabrication", "issuance", "benchmarks", "tools")
        for path in (ROOT / room).rglob("*.py")
        if re.search(rf"^[A-Z_, ]*{number}", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert again == ["stampcodec/touch/numbers.py"]


def test_the_families_show_the_separation() -> None:
    assert sc.family("touch5").design.figures() == {
        "n_dots": N_DOTS,
        "separation_mm": SEPARATION_MM,
    }


def test_the_numbers_load_without_numpy() -> None:
    program = "import sys, stampcodec.touch.numbers; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert done.stdout.split() == [b"False"]
