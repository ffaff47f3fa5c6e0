from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef bint accept(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil
