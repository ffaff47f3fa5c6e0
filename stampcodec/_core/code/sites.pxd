from libc.stdint cimport uint8_t, uint64_t
from stampcodec._core.code.values cimport Places

cdef void spread(const Places *places, uint64_t codeword, uint8_t *occupied) noexcept nogil
cdef uint64_t gather(const Places *places, const uint8_t *occupied) noexcept nogil
