from libc.stdint cimport uint64_t
from stampcodec._core.frame.values cimport Tables

cdef void fill_pairs(Tables *tables) noexcept nogil
cdef void look_at_pairs(
    const Tables *tables, uint64_t hard, const float *reliability,
    uint64_t *words, float *costs, int *count
) noexcept nogil
