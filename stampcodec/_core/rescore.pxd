from libc.stdint cimport uint64_t
from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef void rescore(
    const Sheet *sheet, const Bench *bench, const Pose *pose, float noise,
    const uint64_t *words, float *costs, int count
) noexcept nogil
