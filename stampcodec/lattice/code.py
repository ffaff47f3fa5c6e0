"""Message to codeword and back: linear codes, closed under the symmetries of the square.

A code is a free module over the group ring F2[D4]. Each of its few generators is a set of sites;
the eight views of every generator are the rows of the generator matrix, so that turning a codeword
permutes the bits inside each byte of its message, and nothing else::

    message   byte 0            byte 1            ...
              t = 0 .. 7        t = 0 .. 7
                 |                 |
    codeword  xor of view(generator 0, t), view(generator 1, t), ... for the bits that are set,
              and of the offset

The offset is a pattern that looks the same under every symmetry, so the views of a codeword stay
codewords. It holds the words of codes on one lattice apart.

The code is systematic: message bit ``8 * g + t`` is the state of the site to which symmetry ``t``
takes the seat of generator ``g``.

The tables are made here, once; `stampcodec._core.code` walks them.

References
----------
docs/spec.md, clauses 4 to 6; docs/adr/0001-module-codes.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from stampcodec._core.code.kernel import CodeKernel
from stampcodec.lattice.orientation import (
    BYTE_UNDER,
    CANONICAL_BYTES,
    N_ORBITS,
    ORBIT_OF,
    SYMMETRY_OF,
)
from stampcodec.lattice.symmetry import N_SYMMETRIES, permutations, view
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
    offset: int
    """Symmetric pattern that every codeword is moved by; no message bit is at home in it."""
    images: NDArray[np.uint8] = field(repr=False)
    """(8, length): the data site to which symmetry ``s`` takes data site ``i``."""
    rows: NDArray[np.uint64] = field(repr=False)
    """(dimension,): row ``8 * g + s`` is generator ``g`` under symmetry ``s``."""
    homes: NDArray[np.uint8] = field(repr=False)
    """(dimension,): the data site whose state is bit ``j`` of the message."""
    checks: NDArray[np.uint64] = field(repr=False)
    """(length - dimension,): a codeword, less the offset, overlaps each of these evenly."""

    def __post_init__(self) -> None:
        """Keep own, read-only copies of the arrays."""
        for name in ("images", "rows", "homes", "checks"):
            object.__setattr__(self, name, read_only(getattr(self, name)))

    @property
    def rank(self) -> int:
        """Generators, which is bytes of a message."""
        return len(self.generators)

    @property
    def n_ids(self) -> int:
        """Identifiers: one per used orbit of the first byte and value of the others."""
        return N_ORBITS << self.low_bits

    @property
    def low_bits(self) -> int:
        """Bits of an identifier that the message bytes after the first carry."""
        return 8 * (self.rank - 1)

    @property
    def canonical_bytes(self) -> NDArray[np.uint8]:
        """(16,): the first message byte of an unturned face, one for each orbit."""
        return CANONICAL_BYTES

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

    @cached_property
    def kernel(self) -> CodeKernel:
        """The tables as the core has them, made when they are first asked for."""
        return CodeKernel(self)

    def encode(self, message: int) -> int:
        """Return the codeword of a message; the inverse of `message`.

        Raises
        ------
        ValueError
            If `message` is negative or has more than `dimension` bits.
        """
        if not 0 <= message < 1 << self.dimension:
            raise ValueError(f"message must be in 0 .. 2**{self.dimension} - 1, not {message}")
        return self.kernel.encode(message)

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
        return self.kernel.message(codeword)

    def contains(self, word: int) -> bool:
        """Tell whether a word is a codeword."""
        if not 0 <= word < 1 << self.length:
            return False
        return self.kernel.encode(self.kernel.message(word)) == word

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
        return self.kernel.message_of_id(identifier)

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
        identifier, symmetry = self.kernel.name(self.message(codeword))
        return None if identifier < 0 else (identifier, symmetry)

    def codewords(self, ids: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return the codewords of unturned faces; the inverse of `ids_and_symmetries`.

        Parameters
        ----------
        ids : int64 (n,)
            0 to ``n_ids - 1``, trusted.

        Returns
        -------
        uint64 (n,)
        """
        found = np.empty(len(ids), np.uint64)
        self.kernel.codewords(ids, found)
        return found

    def ids_and_symmetries(
        self, words: NDArray[np.uint64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int8]]:
        """Return the identifiers of words and how their faces were turned.

        Parameters
        ----------
        words : uint64 (n,)
            Of `length` bits, trusted.

        Returns
        -------
        int64 (n,)
            -1 where a word is no codeword or belongs to no identifier.
        int8 (n,)
            The symmetry that carries the unturned face to this one, as in `id_and_symmetry`;
            without meaning where there is no identifier.
        """
        ids, symmetries = np.empty(len(words), np.int64), np.empty(len(words), np.int8)
        self.kernel.names(words, ids, symmetries)
        return ids, symmetries


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


def make_code(columns: int, distance: int, seats: dict[int, int], offset: int = 0) -> Code:
    """Make a code from its generators, listed by the seat of each, and its offset."""
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
        offset=offset,
        images=images,
        rows=_words(rows),
        homes=np.array(homes, dtype=np.uint8),
        checks=_words(checks),
    )


def _words(values: list[int]) -> NDArray[np.uint64]:
    return np.array(values, dtype=np.uint64)


# Found by tools/code_search, which names the commands; proven by tests/reference/test_distance.py.
LATTICE7 = make_code(
    columns=7,
    distance=8,
    seats={0: 0x22A29118145, 1: 0x22A20498402, 7: 0x22220F941C4},
)
"""[44, 24] with distance 8, on the 7 x 7 lattice without corners and centre."""

LATTICE8 = make_code(
    columns=8,
    distance=10,
    seats={0: 0x6080817050601, 1: 0x4890117831682, 2: 0x6071A11891004, 8: 0x68E181D801580},
)
"""[60, 32] with distance 10, on the 8 x 8 lattice without corners."""

LATTICE7H12 = make_code(
    columns=7,
    distance=12,
    seats={0: 0x2C59902385, 1: 0x216105945C6},
    offset=0x22211688444,
)
"""[44, 16] with distance 12; no word lies within 5 sites of one of `LATTICE7`."""

LATTICE8H14 = make_code(
    columns=8,
    distance=14,
    seats={0: 0x141C0A1C828001, 1: 0x1D0C908D161882, 2: 0x80F0A89900404},
    offset=0x6091090890600,
)
"""[60, 24] with distance 14; no word lies within 5 sites of one of `LATTICE8`."""

LATTICE8H18 = make_code(
    columns=8,
    distance=18,
    seats={0: 0x31418A4074F8509, 1: 0x3140F95F5471082},
    offset=0x16861F9F861680,
)
"""[60, 16] with distance 18; no word lies within 8 sites of one of `LATTICE8`."""
