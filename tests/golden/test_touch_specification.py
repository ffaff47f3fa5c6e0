"""Every figure that section 9 of docs/spec.md prints is what the codec derives."""

import re

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.touch.measure import LEAST_SCALE, MOST_SCALE, correlation, spans, squares
from stampcodec.touch.numbers import SEPARATION_MM
from stampcodec.touch.patterns import patterns
from tests.golden.patterns import FACE, TABLE, digest, merchant_ids, vector
from tests.golden.test_specification import CLAUSES, TEXT
from tests.golden.vectors import FOLDER

EXAMPLE = CLAUSES["9.8"]
POINTS = np.array(re.findall(r"\((\d+\.\d), (\d+\.\d)\)", EXAMPLE)[:5], dtype=np.float64)


def test_the_table_of_families_gives_the_sizes() -> None:
    family = sc.family("touch5")
    assert (
        f"| `touch5` | 5 | {family.dot_mm} | {family.outline_mm} | {SEPARATION_MM} "
        f"| 0 .. {family.n_ids - 1} |"
    ) in CLAUSES["9.1"]


def test_the_nearest_dots_are_as_far_apart_as_is_printed() -> None:
    nearest = spans(patterns() / 10)[:, 0]
    assert f"{nearest.min():.1f} to {nearest.max():.1f} mm" in CLAUSES["9.2"]


def test_the_digest_of_the_table_is_printed() -> None:
    text = TABLE.read_bytes()
    assert f"\n    {digest(text)}\n" in CLAUSES["9.3"]
    assert f"{text.count(10):,} lines" in CLAUSES["9.3"]
    assert b"\r" not in text


def test_the_range_of_scales_is_printed() -> None:
    assert f"from {LEAST_SCALE} to {MOST_SCALE} of one set" in CLAUSES["9.4"]


def test_the_example_is_the_line_of_its_merchant_and_names_the_nearest() -> None:
    golden = vector(1267)
    line = TABLE.read_text(encoding="ascii").splitlines()[1267]
    assert f"\n    {line}\n" in EXAMPLE
    assert line == ",".join(str(number) for dot in golden["tenths"] for number in dot)
    assert f"merchant {golden['nearest']}, {golden['nearest_mm']} mm away" in EXAMPLE


def test_the_points_of_the_example_are_its_dots_carried_to_the_screen() -> None:
    angle = np.radians(30)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    carried = 6.3 * (patterns()[1267] / 10) @ turn + (200, 400)
    np.testing.assert_array_equal(np.round(carried, 1), POINTS)


def test_the_points_of_the_example_are_read_as_it_says() -> None:
    dots = patterns()[1267] / 10
    c, size = correlation(POINTS, dots), squares(POINTS)
    left = float(np.sqrt(squares(dots) - c**2 / size))
    assert f"are {left:.3f} mm from the pattern" in " ".join(EXAMPLE.split())
    reading = sc.ContactReader(sc.family("touch5")).read(POINTS[[3, 1, 4, 0, 2]])
    assert reading.merchant_id == 1267
    assert reading.pose is not None
    pose = tuple(round(value, 1) for value in reading.pose)
    assert f"at ({pose[0]}, {pose[1]}) and {pose[2]} degrees" in EXAMPLE
    assert reading.px_per_mm == pytest.approx(6.3, abs=0.001)


def test_the_stamp_file_begins_as_printed() -> None:
    printed = [line[4:] for line in CLAUSES["9.9"].splitlines() if line.startswith("    ")]
    whole = (FOLDER / FACE).read_text(encoding="utf-8").splitlines()
    assert whole[: len(printed)] == printed


def test_the_number_of_golden_patterns_is_as_printed() -> None:
    assert f"and {len(merchant_ids())} of `touch5`" in " ".join(TEXT.split())
