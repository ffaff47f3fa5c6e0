from libc.stdint cimport uint32_t, uint64_t
from stampcodec._core.code.values cimport Partials, Seats

cdef uint64_t codeword_of(const Partials *partials, uint32_t message) noexcept nogil
cdef uint32_t message_of(const Seats *seats, uint64_t codeword) noexcept nogil
cdef void fill_partials(
    const uint64_t *rows, int dimension, uint64_t offset, Partials *partials
) noexcept nogil
