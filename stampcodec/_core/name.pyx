"""A codeword to a merchant, and to the way its face was turned (docs/spec.md, clause 5).

    codeword -> message bytes -> first byte: orbit and symmetry -> the other bytes, turned back
"""

from libc.stdint cimport int64_t, uint64_t
from stampcodec._core.workspace cimport Bench, Sheet

cdef extern from *:
    """
    #define stamp_parity(x) __builtin_parityll(x)
    """
    int stamp_parity(uint64_t x) noexcept nogil

cdef float QUARTER = 1.5707963267948966


cdef int name(const Sheet *sheet, Bench *bench) noexcept nogil:
    """Write bench.merchant_id and turn bench.pose upright."""
    cdef int bytes_[4]
    cdef int k, symmetry, back, orbit, n = sheet.dimension // 8
    cdef int64_t merchant = 0
    for k in range(n):
        bytes_[k] = 0
    for k in range(sheet.dimension):
        bytes_[k >> 3] |= stamp_parity(bench.codeword & sheet.message_masks[k]) << (k & 7)
    orbit = sheet.orbit_of[bytes_[0]]
    if orbit < 0:
        return NOBODY
    symmetry = sheet.symmetry_of[bytes_[0]]
    if symmetry >= 4:
        return NAMED_MIRRORED
    back = (4 - symmetry) & 3
    merchant = orbit
    for k in range(n - 1, 0, -1):
        merchant = merchant << 8 | sheet.byte_under[back][bytes_[k]]
    bench.merchant_id = merchant
    bench.quarters = symmetry
    bench.pose.angle += QUARTER * symmetry
    return NAMED
