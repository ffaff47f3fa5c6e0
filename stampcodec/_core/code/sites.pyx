"""A word to the sites that hold a dot, and back.

    bit       0 1 2 3 4 5   6 7 ...
    site    0 1 2 3 4 5 6 7 8 9 ...
            A             A             anchors always hold a dot

docs/spec.md, clauses 2.3 to 2.5.
"""

from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memset
from stampcodec._core.code.values cimport Places


cdef void spread(const Places *places, uint64_t codeword, uint8_t *occupied) noexcept nogil:
    """Write 1 where a dot sits and 0 elsewhere. The inverse is `gather`."""
    cdef int bit
    memset(occupied, 1, places.n_sites)
    for bit in range(places.n_bits):
        occupied[places.site_of_bit[bit]] = codeword >> bit & 1


cdef uint64_t gather(const Places *places, const uint8_t *occupied) noexcept nogil:
    """Return the word of the data sites, each 0 or 1; what the anchors hold does not count."""
    cdef uint64_t codeword = 0
    cdef int bit
    for bit in range(places.n_bits):
        codeword |= <uint64_t>occupied[places.site_of_bit[bit]] << bit
    return codeword
