from libc.stdint cimport uint64_t
from stampcodec._core.frame.decide.room cimport WordRoom
from stampcodec._core.frame.values cimport Tables

cdef void list_by_statistics(
    const Tables *tables, uint64_t hard, const float *reliability, int size,
    WordRoom *room, uint64_t *words, float *costs, int *count
) noexcept nogil
