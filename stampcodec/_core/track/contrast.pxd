from libc.stdint cimport int16_t, uint64_t
from stampcodec._core.frame.values cimport Tables
from stampcodec._core.track.values cimport Place

cdef float contrast(
    const Tables *tables, const int16_t *counts, uint64_t word, const Place *place
) noexcept nogil
