"""A list of codewords and what they cost, cheapest first; every search for words fills one."""

from libc.stdint cimport uint64_t
from stampcodec._core.lanes cimport stamp_lowest


cdef inline float discrepancy(const float *reliability, uint64_t flips) noexcept nogil:
    """Sum the reliabilities of the flipped sites."""
    cdef float total = 0
    while flips != 0:
        total += reliability[stamp_lowest(flips)]
        flips &= flips - 1
    return total


cdef inline void keep(
        uint64_t *words, float *costs, int *count, int size,
        uint64_t word, float cost) noexcept nogil:
    """Insert a word that is new into the list of the `size` cheapest, cheapest first."""
    cdef int k = count[0]
    if k == size and cost >= costs[size - 1]:
        return
    if k == size:
        k = size - 1
    else:
        count[0] = k + 1
    while k > 0 and costs[k - 1] > cost:
        costs[k] = costs[k - 1]
        words[k] = words[k - 1]
        k -= 1
    costs[k] = cost
    words[k] = word


cdef inline bint is_kept(const uint64_t *words, int count, uint64_t word) noexcept nogil:
    cdef int k
    for k in range(count):
        if words[k] == word:
            return True
    return False
