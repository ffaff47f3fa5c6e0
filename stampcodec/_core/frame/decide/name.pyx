"""A codeword to a merchant, and to the way its face was turned (docs/spec.md, clause 5).

    codeword -> message bytes -> first byte: orbit and symmetry -> the other bytes, turned back
"""

from libc.stdint cimport int64_t, uint64_t
from stampcodec._core.frame.values cimport NAMED, NAMED_MIRRORED, NOBODY, Attempt, Tables

cdef extern from *:
    """
    #define stamp_parity(x) __builtin_parityll(x)
    """
    int stamp_parity(uint64_t x) noexcept nogil


cdef void name(const Tables *tables, uint64_t codeword, Attempt *made) noexcept nogil:
    """Write what a codeword names, and how far its face is turned against the cells."""
    cdef int bytes_[4]
    cdef int k, symmetry, back, orbit, n = tables.dimension // 8
    cdef int64_t merchant = 0
    # what names no merchant is told apart by its word
    made.names = NOBODY
    made.merchant_id = -<int64_t>codeword
    made.quarters = 0
    for k in range(n):
        bytes_[k] = 0
    for k in range(tables.dimension):
        bytes_[k >> 3] |= stamp_parity(codeword & tables.message_masks[k]) << (k & 7)
    orbit = tables.orbit_of[bytes_[0]]
    if orbit < 0:
        return
    symmetry = tables.symmetry_of[bytes_[0]]
    if symmetry >= 4:
        made.names = NAMED_MIRRORED
        return
    back = (4 - symmetry) & 3
    merchant = orbit
    for k in range(n - 1, 0, -1):
        merchant = merchant << 8 | tables.byte_under[back][bytes_[k]]
    made.names = NAMED
    made.merchant_id = merchant
    made.quarters = symmetry
