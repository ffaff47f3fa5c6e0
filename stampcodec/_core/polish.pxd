from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef void match_frame(const Sheet *sheet, Bench *bench) noexcept nogil
cdef float odds(
    const Sheet *sheet, const Bench *bench, float x, float y, float angle
) noexcept nogil
cdef void rank(const Sheet *sheet, Bench *bench, int weighed, int polished) noexcept nogil
