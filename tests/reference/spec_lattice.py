"""A second implementation of the lattice format, from the text of docs/spec.md alone.

It shares nothing with stampcodec: faces are lists of strings, one a row, ``#`` for a dot and ``.``
for none; they are turned by turning the text, and codewords are exclusive ors of pictures.
"""

from __future__ import annotations

from functools import cache
from itertools import product

Picture = list[str]

# Clause 4.1: columns, seats, generators, offset.
FAMILIES = {
    "lattice7": (7, [0, 1, 7], [0x22A29118145, 0x22A20498402, 0x22220F941C4], 0),
    "lattice7h12": (7, [0, 1], [0x2C59902385, 0x216105945C6], 0x22211688444),
    "lattice8": (
        8,
        [0, 1, 2, 8],
        [0x6080817050601, 0x4890117831682, 0x6071A11891004, 0x68E181D801580],
        0,
    ),
    "lattice8h14": (
        8,
        [0, 1, 2],
        [0x141C0A1C828001, 0x1D0C908D161882, 0x80F0A89900404],
        0x6091090890600,
    ),
    "lattice8h18": (8, [0, 1], [0x31418A4074F8509, 0x3140F95F5471082], 0x16861F9F861680),
}


def turn(picture: Picture) -> Picture:
    """Turn a quarter clockwise."""
    return ["".join(column) for column in zip(*reversed(picture), strict=True)]


def mirror(picture: Picture) -> Picture:
    """Swap left and right."""
    return [row[::-1] for row in picture]


def view(picture: Picture, symmetry: int) -> Picture:
    """Clause 3.1: mirror first where the number is 4 or more, then quarter turns."""
    if symmetry >= 4:
        picture = mirror(picture)
    for _ in range(symmetry % 4):
        picture = turn(picture)
    return picture


def add(one: Picture, other: Picture) -> Picture:
    """Put a dot where exactly one of two pictures has one."""
    return [
        "".join(".#"[a != b] for a, b in zip(row, row_, strict=True))
        for row, row_ in zip(one, other, strict=True)
    ]


@cache
def data_cells(columns: int) -> list[tuple[int, int]]:
    """Clause 2.4: row and column of every data site, row by row."""
    edges = (0, columns - 1)
    return [
        (r, c)
        for r, c in product(range(columns), repeat=2)
        if not (r in edges and c in edges) and not r == c == (columns - 1) / 2
    ]


def picture_of(word: int, columns: int) -> Picture:
    """Clause 2.5: bit i of a word is data site i."""
    rows = [["."] * columns for _ in range(columns)]
    for i, (r, c) in enumerate(data_cells(columns)):
        rows[r][c] = ".#"[word >> i & 1]
    return ["".join(row) for row in rows]


def word_of(picture: Picture) -> int:
    """Undo `picture_of`; anchors do not count."""
    return sum(1 << i for i, (r, c) in enumerate(data_cells(len(picture))) if picture[r][c] == "#")


def with_anchors(picture: Picture) -> Picture:
    """Clause 2.3: the corners always hold a dot."""
    top, *middle, bottom = picture
    return ["#" + top[1:-1] + "#", *middle, "#" + bottom[1:-1] + "#"]


def byte_under(symmetry: int, byte: int) -> int:
    """Clause 5.1, by turning a picture that looks different in all eight views."""
    views = [view(["##", "#.", ".."], t) for t in range(8)]
    moved = [views.index(view(shape, symmetry)) for shape in views]
    return sum(1 << moved[t] for t in range(8) if byte >> t & 1)


@cache
def canonical_bytes() -> list[int]:
    """Clause 5.2: the smallest byte of each orbit of eight, ascending, the first sixteen."""
    orbits = [{byte_under(s, byte) for s in range(8)} for byte in range(256)]
    return sorted({min(orbit) for orbit in orbits if len(orbit) == 8})[:16]


def codeword(family: str, message: int) -> Picture:
    """Clause 4.3: add the views of the generators that the message names to the offset."""
    columns, _, generators, offset = FAMILIES[family]
    total = picture_of(offset, columns)
    for g, generator in enumerate(generators):
        for t in range(8):
            if message >> (8 * g + t) & 1:
                total = add(total, view(picture_of(generator, columns), t))
    return total


def message_of(family: str, merchant_id: int) -> int:
    """Clause 5.3: the first byte from the high bits, the others from the low ones."""
    low_bits = 8 * (len(FAMILIES[family][2]) - 1)
    orbit, others = merchant_id >> low_bits, merchant_id % (1 << low_bits)
    return canonical_bytes()[orbit] | others << 8


def encode(family: str, merchant_id: int) -> Picture:
    """Draw the unturned face of a merchant ID, anchors included."""
    return with_anchors(codeword(family, message_of(family, merchant_id)))


def message_at(family: str, picture: Picture) -> int:
    """Clause 4.4: message bit 8 g + t is the site where symmetry t takes seat g."""
    columns, seats, *_ = FAMILIES[family]
    return sum(
        1 << (8 * g + t)
        for g, seat in enumerate(seats)
        for t in range(8)
        if word_of(picture) & word_of(view(picture_of(1 << seat, columns), t))
    )


def read(family: str, picture: Picture) -> tuple[int, int] | None:
    """Clause 5.4: the merchant ID of a flawless face and the symmetry that turned it, by trial."""
    canonical = canonical_bytes()
    for symmetry in range(8):
        unturned = next(
            undone for u in range(8) if view(undone := view(picture, u), symmetry) == picture
        )
        message = message_at(family, unturned)
        if message & 255 in canonical and with_anchors(codeword(family, message)) == unturned:
            low_bits = 8 * (len(FAMILIES[family][2]) - 1)
            return canonical.index(message & 255) << low_bits | message >> 8, symmetry
    return None
