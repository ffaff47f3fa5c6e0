from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef int accept(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil
