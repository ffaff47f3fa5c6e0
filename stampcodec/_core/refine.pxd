from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef void refine(const Sheet *sheet, Bench *bench, Pose *pose, float noise) noexcept nogil
