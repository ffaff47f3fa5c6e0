"""The steps of the code in plain Python, a bit at a time, as docs/spec.md words them.

::

    merchant ID ── message ── codeword ── occupied sites        each a function and its inverse

The core's twin: `benchmarks encode` times both side by side, and `tests/reference` compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stampcodec.lattice.symmetry import inverse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.lattice.code import Code
    from stampcodec.lattice.sites import Lattice


def message_of_id(code: Code, identifier: int) -> int:
    """Return the message of an unturned face (clause 5.3)."""
    orbit, others = divmod(identifier, 1 << 8 * (code.rank - 1))
    return int(code.canonical_bytes[orbit]) | others << 8


def id_and_symmetry(code: Code, message: int) -> tuple[int, int] | None:
    """Return whom a message names and how its face was turned (clause 5.4)."""
    first, *rest = message.to_bytes(code.rank, "little")
    orbit, symmetry = int(code.orbit_of[first]), int(code.symmetry_of[first])
    if orbit < 0:
        return None
    others = bytes(int(code.byte_under[inverse(symmetry), byte]) for byte in rest)
    return orbit << 8 * len(others) | int.from_bytes(others, "little"), symmetry


def encode(code: Code, message: int) -> int:
    """Add up the rows that a message names, and the offset (clause 4.3)."""
    codeword = code.offset
    for bit, row in enumerate(code.rows.tolist()):
        if message >> bit & 1:
            codeword ^= row
    return codeword


def message_of(code: Code, codeword: int) -> int | None:
    """Return the message of a codeword (clause 4.4); None for a word that fails a check."""
    word = codeword ^ code.offset
    if any((word & check).bit_count() & 1 for check in code.checks.tolist()):
        return None
    homes: list[int] = code.homes.tolist()
    return sum((codeword >> home & 1) << bit for bit, home in enumerate(homes))


def occupied(lattice: Lattice, codeword: int) -> NDArray[np.uint8]:
    """Spread a codeword over the sites (clauses 2.3 to 2.5)."""
    sites = np.ones(lattice.n_sites, dtype=np.uint8)
    sites[lattice.data_sites] = [codeword >> bit & 1 for bit in range(len(lattice.data_sites))]
    return sites


def codeword_at(lattice: Lattice, sites: NDArray[np.uint8]) -> int:
    """Gather the data sites into a word; the inverse of `occupied`."""
    return sum(1 << bit for bit, site in enumerate(lattice.data_sites) if sites[site])
