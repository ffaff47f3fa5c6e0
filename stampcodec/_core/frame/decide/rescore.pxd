from libc.stdint cimport uint64_t
from stampcodec._core.frame.values cimport Sites, Tables, Windows

cdef void rescore(
    const Tables *tables, const Windows *windows, const Sites *sites, const uint64_t *words,
    int count, float *costs
) noexcept nogil
