"""How many words of a code have how many dots: every word is looked at once.

Neighbours of a Gray code differ in one bit, so the next word costs one exclusive or (D. E. Knuth,
"The Art of Computer Programming" 4A, 7.2.1.1): word i differs from the one before in the row that
is numbered as the lowest bit of i.
"""

from libc.stdint cimport int64_t, uint64_t
from stampcodec._core.lanes cimport stamp_lowest

cdef extern from *:
    """
    #define stamp_popcount(x) __builtin_popcountll(x)
    """
    int stamp_popcount(uint64_t x) noexcept nogil


cdef void count(uint64_t word, const uint64_t *rows, int n_rows, int64_t *out) noexcept nogil:
    cdef uint64_t i
    out[stamp_popcount(word)] += 1
    for i in range(1, <uint64_t>1 << n_rows):
        word ^= rows[stamp_lowest(i)]
        out[stamp_popcount(word)] += 1


def count_weights(uint64_t word, const uint64_t[::1] rows not None, int64_t[::1] out not None):
    """Add to `out`, by weight, the words that sums of rows make of one word; `out` has room."""
    with nogil:
        count(word, &rows[0], rows.shape[0], &out[0])
