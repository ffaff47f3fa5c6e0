from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef void match_frame(const Sheet *sheet, Bench *bench) noexcept nogil
cdef void rank(
    const Sheet *sheet, Bench *bench, int weighed, int polished, int slides
) noexcept nogil
