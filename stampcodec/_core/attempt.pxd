from stampcodec._core.workspace cimport Bench, Pose, Sheet

cdef int attempt(const Sheet *sheet, Bench *bench, Pose *pose, float rise) noexcept nogil
cdef bint is_new(const Sheet *sheet, Bench *bench, const Pose *pose) noexcept nogil
