from libc.stdint cimport uint64_t
from stampcodec._core.frame.values cimport Attempt, Tables

cdef void name(const Tables *tables, uint64_t codeword, Attempt *made) noexcept nogil
