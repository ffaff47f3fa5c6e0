"""Every figure that docs/spec.md prints is what the codec derives."""

import re
from pathlib import Path

import numpy as np
import pytest

import stampcodec as sc
from stampcodec import Family
from stampcodec.lattice.orientation import BYTE_UNDER, CANONICAL_BYTES
from stampcodec.lattice.symmetry import view
from tests.golden.vectors import FAMILIES, FOLDER, picture, vector
from tests.reference.light_words import light_words, weights
from tests.reference.spec_lattice import picture_of

TEXT = (Path(__file__).parents[2] / "docs" / "spec.md").read_text(encoding="utf-8")
CLAUSES = dict(re.findall(r"^\*\*(\d\.\d)\*\* (.*?)(?=^\*\*\d|^## |\Z)", TEXT, re.M | re.S))

FAMILY = pytest.mark.parametrize("family", [sc.family(name) for name in FAMILIES], ids=FAMILIES)
EXAMPLE = {"lattice7": ("8.1", 4711), "lattice8": ("8.2", 4711), "lattice8h14": ("8.4", 4711)}


def drawn(rows: list[str], clause: str) -> bool:
    """Tell whether a picture stands in a clause, alone or beside others."""
    lines = [f"{line}    " for line in clause.splitlines()]
    ahead = [
        [at.start() for at in re.finditer(f"(?<=    ){re.escape(rows[0])}(?=    )", line)]
        for line in lines
    ]
    return any(
        all(lines[top + r][left:].startswith(f"{row}    ") for r, row in enumerate(rows))
        for top in range(len(lines) - len(rows) + 1)
        for left in ahead[top]
    )


@FAMILY
def test_the_table_of_families_gives_the_sizes(family: Family) -> None:
    code = family.code
    row = (
        f"| `{family.name}` | {family.columns} | {family.pitch_mm} | {family.dot_mm} "
        f"| {family.outline_mm} | {family.n_sites} | {code.length} | {code.dimension} "
        f"| {code.distance} | 0 .. 2^{family.n_ids.bit_length() - 1} - 1 |"
    )
    assert row in CLAUSES["2.1"]


@FAMILY
def test_the_drawing_numbers_the_data_sites(family: Family) -> None:
    number = {site: f"{i:2d}" for i, site in enumerate(family.data_sites.tolist())}
    cells = np.rint(family.sites / family.pitch_mm + (family.columns - 1) / 2).astype(int)
    rows = [["  "] * family.columns for _ in range(family.columns)]
    for site, (column, row) in enumerate(cells.tolist()):
        rows[row][column] = number.get(site, " A")
    for row_ in rows:
        # Each line holds its row of both lattices, so the row of this one is cut off at its ends.
        assert re.search(rf"(^|  ) *{' '.join(row_).lstrip()}($|  )", CLAUSES["2.4"], re.M)


@FAMILY
def test_the_generators_are_printed_and_drawn(family: Family) -> None:
    code = family.code
    pairs = zip(code.seats, code.generators, strict=True)
    listed = ", ".join(f"{seat}: `{generator:#x}`" for seat, generator in pairs)
    row = f"| `{family.name}` | {family.columns} | {listed} | `{code.offset:#x}` |"
    assert row in CLAUSES["4.1"]
    for word in (*code.generators, *([code.offset] if code.offset else [])):
        assert drawn(picture_of(word, family.columns), CLAUSES["4.1"])


@FAMILY
def test_the_images_of_data_site_0_are_listed(family: Family) -> None:
    listed = ", ".join(str(image) for image in family.code.images[:, 0])
    assert f"{listed} with {family.columns}" in " ".join(CLAUSES["3.2"].split())


@FAMILY
def test_the_light_words_are_counted(family: Family) -> None:
    code = family.code
    light = weights(light_words(code.rows.tolist(), code.length, code.distance + 2))
    counts = [
        f"{(light == weight).sum()} of weight {weight}"
        for weight in range(code.distance, code.distance + 3)
    ]
    assert f"| `{family.name}` | {' | '.join(counts)} |" in CLAUSES["4.6"]


def test_the_canonical_bytes_and_the_views_of_one_are_listed() -> None:
    assert bytes(CANONICAL_BYTES).hex(" ") in CLAUSES["5.2"]
    assert bytes(BYTE_UNDER[:, 0x13]).hex(" ") in CLAUSES["5.1"]


@pytest.mark.parametrize("name", EXAMPLE)
def test_the_worked_example_is_worked_right(name: str) -> None:
    (number, merchant), family = EXAMPLE[name], sc.family(name)
    clause, code = CLAUSES[number], family.code
    golden = vector(family, merchant)
    assert f"merchant ID {merchant}" in clause
    assert f"`{golden['message']}`" in clause
    assert f"`{golden['codeword']}`" in clause
    assert drawn(picture(family, merchant), clause)
    for symmetry, word in enumerate(golden["views"]):
        message = code.message(int(word, 0)).to_bytes(code.rank, "little").hex(" ")
        assert re.search(rf" {symmetry}  {word}  +{message}( |$)", clause, re.M)


def test_the_rows_of_the_first_example_add_up() -> None:
    code = sc.family("lattice7").code
    bits = [bit for bit in range(24) if code.message_of_id(4711) >> bit & 1]
    printed = re.findall(
        r"(\d+) +(0x[0-9a-f]+)(?=   |$)", CLAUSES["8.1"].split("which is")[0], re.M
    )
    assert sorted((int(bit), int(row, 0)) for bit, row in printed) == [
        (bit, int(code.rows[bit])) for bit in bits
    ]
    listed = ", ".join(str(bit) for bit in bits[:-1]) + f" and {bits[-1]}"
    assert listed in " ".join(CLAUSES["8.1"].split())


def test_the_drawn_symmetries_move_the_f_where_the_drawing_has_it() -> None:
    lines = [line.split() for line in CLAUSES["3.1"].splitlines() if re.match(r"    [F.] ", line)]
    code = sc.family("lattice8").code
    corners = {0: (0, 0), 2: (0, 2), 8: (2, 2), 6: (2, 0)}
    # Data site 0 stands next to the top left corner, and so does its image next to the F.
    near_corner = {0: 0, 5: 2, 13: 2, 53: 8, 59: 8, 46: 6, 54: 6, 6: 0}
    for symmetry in range(8):
        image = view(1, code.images[symmetry]).bit_length() - 1
        row, column = corners[near_corner[image]]
        assert lines[row][3 * symmetry + column] == "F"


def test_the_last_merchant_has_the_message_that_is_printed() -> None:
    assert f"`{vector(sc.family('lattice8'), 2**28 - 1)['message']}`" in CLAUSES["8.2"]


def test_the_stamp_file_begins_and_ends_as_printed() -> None:
    printed = [line[4:] for line in CLAUSES["8.3"].splitlines() if line.startswith("    ")]
    whole = (FOLDER / "lattice8-4711.json").read_text(encoding="utf-8").splitlines()
    gap = printed.index("    ...")
    assert whole[:gap] == printed[:gap]
    assert whole[-len(printed) + gap + 1 :] == printed[gap + 1 :]


def test_the_number_of_golden_vectors_is_as_printed() -> None:
    count = sum(
        (FOLDER / f"{name}.json").read_text("utf-8").count("merchant_id") for name in FAMILIES
    )
    assert f"holds {count} more" in " ".join(TEXT.split())
