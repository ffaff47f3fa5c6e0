"""Message to codeword and back: two linear codes, closed under the symmetries of the square.

A code is a free module over the group ring F2[D4]. Each of its few generators is a set of sites;
the eight views of every generator are the rows of the generator matrix, so that turning a codeword
permutes the bits inside each byte of its message, and nothing else::

    message   byte 0            byte 1            ...
              t = 0 .. 7        t = 0 .. 7
                 |                 |
    codeword  xor of view(generator 0, t), view(generator 1, t), ... for the bits that are set

The code is systematic: message bit ``8 * g + t`` is the state of the site to which symmetry ``t``
takes the seat of generator ``g``.

References
----------
docs/spec.md, clauses 4 to 6; docs/adr/0001-module-codes.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.lattice.orientation import (
    BYTE_UNDER,
    CANONICAL_BYTES,
    N_ORBITS,
    ORBIT_OF,
    SYMMETRY_OF,
)
from stampcodec.lattice.symmetry import N_SYMMETRIES, inverse, permutations, view
from stampcodec.value import Value, read_only

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Code(Value):
    """A linear code on the data sites of a square lattice.

    Codewords are Python integers; bit ``i`` (value ``1 << i``) tells whether data site ``i``
    holds a dot. Every array is read-only.
    """

    columns: int
    """Sites on a side of the lattice."""
    length: int
    """Data sites: bits of a codeword."""
    dimension: int
    """Bits of a message."""
    distance: int
    """Sites in which any two codewords differ, at least."""
    generators: tuple[int, ...]
    """Codewords whose eight views each span the code."""
    seats: tuple[int, ...]
    """The data site of each generator whose views carry its message byte."""
    images: NDArray[np.uint8] = field(repr=False)
    """(8, length): the data site to which symmetry ``s`` takes data site ``i``."""
    rows: NDArray[np.uint64] = field(repr=False)
    """(dimension,): row ``8 * g + s`` is generator ``g`` under symmetry ``s``."""
    message_masks: NDArray[np.uint64] = field(repr=False)
    """(dimension,): bit ``j`` of the message is the parity of the codeword on mask ``j``."""
    checks: NDArray[np.uint64] = field(repr=False)
    """(length - dimension,): a word is a codeword where it overlaps each of these evenly."""

    def __post_init__(self) -> None:
        """Keep own, read-only copies of the arrays."""
        for name in ("images", "rows", "message_masks", "checks"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def rank(self) -> int:
        """Generators, which is bytes of a message."""
        return len(self.generators)

    @property
    def n_ids(self) -> int:
        """Identifiers: one per used orbit of the first byte and value of the others."""
        return N_ORBITS << 8 * (self.rank - 1)

    @property
    def orbit_of(self) -> NDArray[np.int8]:
        """(256,): orbit 0 .. 15 of a first byte, -1 where no face carries that byte."""
        return ORBIT_OF

    @property
    def symmetry_of(self) -> NDArray[np.uint8]:
        """(256,): the symmetry that carries the canonical byte of the orbit to this one."""
        return SYMMETRY_OF

    @property
    def byte_under(self) -> NDArray[np.uint8]:
        """(8, 256): a message byte after symmetry ``s`` of the face."""
        return BYTE_UNDER

    def encode(self, message: int) -> int:
        """Return the codeword of a message; the inverse of `message`.

        Raises
        ------
        ValueError
            If `message` is negative or has more than `dimension` bits.
        """
        if not 0 <= message < 1 << self.dimension:
            raise ValueError(f"message must be in 0 .. 2**{self.dimension} - 1, not {message}")
        codeword = 0
        for bit, row in enumerate(self.rows.tolist()):
            if message >> bit & 1:
                codeword ^= row
        return codeword

    def message(self, codeword: int) -> int:
        """Return the message of a codeword; the inverse of `encode`.

        Raises
        ------
        ValueError
            If `codeword` is no word of the code.
        """
        if not self.contains(codeword):
            raise ValueError(
                f"{codeword:#x} is no word of the [{self.length}, {self.dimension}] code"
            )
        return sum(
            ((codeword & mask).bit_count() & 1) << bit
            for bit, mask in enumerate(self.message_masks.tolist())
        )

    def contains(self, word: int) -> bool:
        """Tell whether a word is a codeword."""
        return 0 <= word < 1 << self.length and not any(
            (word & check).bit_count() & 1 for check in self.checks.tolist()
        )

    def view(self, word: int, symmetry: int) -> int:
        """Return a word as it is seen after a symmetry of the face."""
        return view(word, self.images[symmetry])

    def message_of_id(self, identifier: int) -> int:
        """Return the message that an unturned face carries for an identifier (spec 5.3).

        Raises
        ------
        ValueError
            If `identifier` is not in 0 .. n_ids - 1.
        """
        if not 0 <= identifier < self.n_ids:
            raise ValueError(f"merchant ID must be in 0 .. {self.n_ids - 1}, not {identifier}")
        orbit, others = divmod(identifier, 1 << 8 * (self.rank - 1))
        return int(CANONICAL_BYTES[orbit]) | others << 8

    def id_and_symmetry(self, codeword: int) -> tuple[int, int] | None:
        """Return the identifier of a codeword and how its face was turned (spec 5.4).

        Returns
        -------
        (int, int) or None
            The identifier, and the symmetry that carries the unturned face to this one: 0 to 3 for
            quarter turns clockwise, 4 to 7 for a face made the wrong way round. None where the
            codeword belongs to no identifier.

        Raises
        ------
        ValueError
            If `codeword` is no word of the code.
        """
        turned = self.message(codeword).to_bytes(self.rank, "little")
        orbit, symmetry = int(ORBIT_OF[turned[0]]), int(SYMMETRY_OF[turned[0]])
        if orbit < 0:
            return None
        _, *others = (int(BYTE_UNDER[inverse(symmetry), byte]) for byte in turned)
        return orbit << 8 * len(others) | int.from_bytes(others, "little"), symmetry


def coded_points(columns: int) -> NDArray[np.int64]:
    """List the data sites of a lattice (spec 2.4), in half pitches from the centre.

    Returns
    -------
    int64 (n, 2)
        x, y of every site row by row, without the four corners and, where there is one, the centre.
    """
    last = columns - 1
    return np.array(
        [
            (x, y)
            for y in range(-last, last + 1, 2)
            for x in range(-last, last + 1, 2)
            if abs(x) + abs(y) not in {0, 2 * last}
        ]
    )


def _make_code(columns: int, distance: int, seats: dict[int, int]) -> Code:
    """Make a code from its generators, listed by the seat of each."""
    images = permutations(coded_points(columns))
    length = images.shape[1]
    generators = tuple(seats.values())
    rows = [view(word, images[s]) for word in generators for s in range(N_SYMMETRIES)]
    # Systematic: message bit j is one site of row j that no other row has.
    homes = [int(images[s, seat]) for seat in seats for s in range(N_SYMMETRIES)]
    checks = [
        1 << site | sum(1 << home for home, row in zip(homes, rows, strict=True) if row >> site & 1)
        for site in sorted(set(range(length)) - set(homes))
    ]
    return Code(
        columns=columns,
        length=length,
        dimension=len(rows),
        distance=distance,
        generators=generators,
        seats=tuple(seats),
        images=images,
        rows=_words(rows),
        message_masks=_words([1 << home for home in homes]),
        checks=_words(checks),
    )


def _words(values: list[int]) -> NDArray[np.uint64]:
    return np.array(values, dtype=np.uint64)


# Found by tools/code_search, which names the command; proven by tests/reference/test_distance.py.
LATTICE7 = _make_code(
    columns=7,
    distance=8,
    seats={0: 0x22A29118145, 1: 0x22A20498402, 7: 0x22220F941C4},
)
"""[44, 24] with distance 8, on the 7 x 7 lattice without corners and centre."""

LATTICE8 = _make_code(
    columns=8,
    distance=10,
    seats={0: 0x6080817050601, 1: 0x4890117831682, 2: 0x6071A11891004, 8: 0x68E181D801580},
)
"""[60, 32] with distance 10, on the 8 x 8 lattice without corners."""
