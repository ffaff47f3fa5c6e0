"""Which way a message is turned, told by its first byte.

A message byte lists elements of the group of eight symmetries: bit ``t`` stands for symmetry
``t``. Turning the face by ``s`` moves bit ``t`` to bit ``compose(s, t)``. Of the 256 bytes, 192
look different under all eight symmetries; they form 24 orbits of eight. An orbit is known by its
smallest byte, which is the one that an unturned face carries; the first 16 orbits are used.

References
----------
docs/spec.md, clauses 5.1 to 5.4; docs/adr/0001-module-codes.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stampcodec.lattice.symmetry import N_SYMMETRIES, compose, view

if TYPE_CHECKING:
    from numpy.typing import NDArray

N_ORBITS = 16
"""Orbits in use: a power of two, so that identifiers have whole bits. 24 exist."""

_GROUP = np.array(
    [[compose(s, t) for t in range(N_SYMMETRIES)] for s in range(N_SYMMETRIES)], dtype=np.uint8
)


def _byte_under() -> NDArray[np.uint8]:
    return np.array([[view(byte, _GROUP[s]) for byte in range(256)] for s in range(8)], np.uint8)


def _canonical_bytes(byte_under: NDArray[np.uint8]) -> NDArray[np.uint8]:
    moved_by_all = [b for b in range(256) if len(set(byte_under[:, b].tolist())) == N_SYMMETRIES]
    smallest = sorted({int(byte_under[:, b].min()) for b in moved_by_all})
    return np.array(smallest[:N_ORBITS], dtype=np.uint8)


def _orbits(
    byte_under: NDArray[np.uint8], canonical: NDArray[np.uint8]
) -> tuple[NDArray[np.int8], NDArray[np.uint8]]:
    orbit_of = np.full(256, -1, dtype=np.int8)
    symmetry_of = np.zeros(256, dtype=np.uint8)
    for orbit, byte in enumerate(canonical.tolist()):
        orbit_of[byte_under[:, byte]] = orbit
        symmetry_of[byte_under[:, byte]] = np.arange(N_SYMMETRIES)
    return orbit_of, symmetry_of


BYTE_UNDER = _byte_under()
"""uint8 (8, 256): a message byte after symmetry ``s`` of the face."""

CANONICAL_BYTES = _canonical_bytes(BYTE_UNDER)
"""uint8 (16,): the first byte of an unturned face, ascending."""

ORBIT_OF, SYMMETRY_OF = _orbits(BYTE_UNDER, CANONICAL_BYTES)
"""int8 (256,): index into `CANONICAL_BYTES`, or -1 where the byte says nothing;
uint8 (256,): the symmetry that carries the canonical byte to this one (0 where there is none)."""

for _table in (BYTE_UNDER, CANONICAL_BYTES, ORBIT_OF, SYMMETRY_OF):
    _table.flags.writeable = False
